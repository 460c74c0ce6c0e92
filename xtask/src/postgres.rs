//! A private PostgreSQL for one test run: on loopback, in a folder of its own, gone afterwards.

use std::fs;
use std::fs::File;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use crate::shell;

/// The variable by which tests find the database server.
pub(crate) const URL_VARIABLE: &str = "LINKSPAN_TEST_POSTGRES_URL";

/// PostgreSQL refuses to run as root; Debian's package makes this user for it.
const SERVER_USER: &str = "postgres";
const START_WITHIN: Duration = Duration::from_secs(60);
/// Nothing in this database outlives the run, so nothing is waited for on the disk.
const SETTINGS: [&str; 6] = [
    "listen_addresses=127.0.0.1",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "logging_collector=off",
];

/// A running server; dropping it stops the server and removes its folder.
pub(crate) struct PrivatePostgres {
    server: Child,
    folder: PathBuf,
    port: u16,
}

impl PrivatePostgres {
    /// Makes a cluster, starts it on a free port and waits until it answers.
    ///
    /// # Errors
    /// When a program is missing, or the server is not ready within a minute; then its log is in the message.
    pub(crate) fn start() -> Result<Self> {
        let programs = program_folder().context("PostgreSQL's initdb is not installed")?;
        let folder = std::env::temp_dir().join(format!("linkspan-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        if shell::is_root() {
            give_to_server_user(&folder)?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        match Self::launch(&programs, &folder, port) {
            Ok(server) => {
                let started = Self { server, folder, port };
                started.await_ready(&programs)
            }
            Err(error) => {
                let _ = fs::remove_dir_all(&folder);
                Err(error)
            }
        }
    }

    /// Where tests connect, as the owner of everything in it.
    pub(crate) fn url(&self) -> String {
        format!("postgres://linkspan@127.0.0.1:{}/postgres", self.port)
    }

    fn launch(programs: &Path, folder: &Path, port: u16) -> Result<Child> {
        let data = folder.join("data");
        let made = as_server_user(&programs.join("initdb"), folder)
            .args(["--username=linkspan", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--pgdata"])
            .arg(&data)
            .output()
            .context("initdb cannot be run")?;
        ensure!(made.status.success(), "initdb failed: {}", String::from_utf8_lossy(&made.stderr).trim());
        let log = File::create(folder.join("log"))?;
        let mut server = as_server_user(&programs.join("postgres"), folder);
        server.arg("-D").arg(&data).args(["-p", &port.to_string(), "-k"]).arg(folder);
        for setting in SETTINGS {
            server.args(["-c", setting]);
        }
        server.stdout(log.try_clone()?).stderr(log).spawn().context("postgres cannot be run")
    }

    fn await_ready(mut self, programs: &Path) -> Result<Self> {
        let end = Instant::now() + START_WITHIN;
        let mut probe = Command::new(programs.join("pg_isready"));
        probe.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
        while shell::ask(&mut probe).is_none() {
            if self.server.try_wait()?.is_some() || Instant::now() > end {
                let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("the private PostgreSQL did not start:\n{log}");
            }
            thread::sleep(Duration::from_millis(50));
        }
        Ok(self)
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        // SIGQUIT ends it at once; a plain kill would leave its shared memory behind.
        let asked = shell::ask(Command::new("kill").args(["-QUIT", &self.server.id().to_string()]));
        if asked.is_none() {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The folder with the server programs: the newest of Debian's, else where `initdb` stands on the search path.
pub(crate) fn program_folder() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    versions
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse::<u32>().ok()?, entry.path().join("bin"))))
        .filter(|(_, programs)| programs.join("initdb").is_file())
        .max()
        .map(|(_, programs)| programs)
        .or_else(|| Some(shell::find("initdb")?.parent()?.to_path_buf()))
}

/// `program`, to be ended by the system if this process dies first, and not as root.
fn as_server_user(program: &Path, folder: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if shell::is_root() {
        command.args(["--reuid", SERVER_USER, "--regid", SERVER_USER, "--init-groups"]);
    }
    command.arg(program).current_dir(folder).stdin(Stdio::null());
    command
}

fn give_to_server_user(folder: &Path) -> Result<()> {
    let id = |option| {
        let answer = shell::ask(Command::new("id").args([option, SERVER_USER]))
            .with_context(|| format!("there is no user {SERVER_USER}, and PostgreSQL refuses to run as root"))?;
        answer.parse::<u32>().with_context(|| format!("id printed {answer:?}"))
    };
    chown(folder, Some(id("-u")?), Some(id("-g")?)).context("the folder cannot be given to the server's user")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_server_answers_and_leaves_nothing_behind() {
        let Some(programs) = program_folder() else { return };
        let server = PrivatePostgres::start().unwrap();
        let (folder, port) = (server.folder.clone(), server.port.to_string());
        assert!(server.url().ends_with(&format!("@127.0.0.1:{port}/postgres")));
        let answers = || {
            let mut probe = Command::new(programs.join("pg_isready"));
            shell::ask(probe.args(["-q", "-h", "127.0.0.1", "-p", &port])).is_some()
        };
        assert!(answers());
        assert!(folder.join("data/PG_VERSION").is_file());
        drop(server);
        assert!(!answers());
        assert!(!folder.exists());
    }
}
