//! `cargo xtask bench`: figures of the release build from one run on this machine. They are printed, never asserted.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell;
use crate::workspace::Workspace;

/// What is aimed at; the table shows each figure as a share of it.
const AIM_START_MS: f64 = 150.0;
const AIM_IDLE_MB: f64 = 40.0;
const AIM_SIZE_MB: f64 = 40.0;

const STARTS: usize = 7;
const READY_WITHIN: Duration = Duration::from_secs(30);
/// After serving begins, memory is read once this has passed.
const IDLE_AFTER: Duration = Duration::from_secs(3);

/// Builds for release, starts the server several times, and prints the table.
pub(crate) fn run(workspace: &Workspace) -> Result<ExitCode> {
    if !shell::run(&mut workspace.cargo(&["build", "--locked", "--release", "--package", "linkspan"]))? {
        return Ok(ExitCode::FAILURE);
    }
    let binary = workspace.target.join("release/linkspan");
    let size = fs::metadata(&binary).with_context(|| format!("{} is missing", binary.display()))?.len();
    let folder = std::env::temp_dir().join(format!("linkspan-bench-{}", std::process::id()));
    let measured = measure(&binary, &folder);
    let _ = fs::remove_dir_all(&folder);
    let figures = match measured {
        Ok(figures) => figures,
        Err(error) => {
            say!("The server could not be measured: {error:#}");
            row("binary size", megabytes(size), "MB", AIM_SIZE_MB);
            return Ok(ExitCode::FAILURE);
        }
    };
    say!("\n{:<34} {:>9} {:>5}  {:>6}  {:>9}", "figure", "measured", "", "aim", "of aim");
    row("first start, new data, to serving", milliseconds(figures.first_start), "ms", AIM_START_MS);
    row(&format!("start to serving, median of {STARTS}"), milliseconds(figures.start), "ms", AIM_START_MS);
    row("idle memory (resident)", megabytes(figures.idle_kb * 1_024), "MB", AIM_IDLE_MB);
    row("binary size", megabytes(size), "MB", AIM_SIZE_MB);
    Ok(ExitCode::SUCCESS)
}

struct Figures {
    first_start: Duration,
    start: Duration,
    idle_kb: u64,
}

fn measure(binary: &Path, data: &Path) -> Result<Figures> {
    let (first, first_start) = Server::start(binary, data)?;
    drop(first);
    let mut starts = Vec::new();
    for _ in 1..STARTS {
        starts.push(Server::start(binary, data)?.1);
    }
    let (server, last) = Server::start(binary, data)?;
    starts.push(last);
    thread::sleep(IDLE_AFTER);
    let idle_kb = server.resident_kb()?;
    starts.sort();
    Ok(Figures { first_start, start: starts[starts.len() / 2], idle_kb })
}

/// A running server; dropping it asks it to stop and waits.
pub(crate) struct Server {
    process: Child,
    /// Where it listens.
    pub(crate) address: String,
}

impl Server {
    /// Starts it on a free port with its data in `data`; also gives the time until `/readyz` answered 200.
    fn start(binary: &Path, data: &Path) -> Result<(Self, Duration)> {
        Self::start_with(binary, data, &[])
    }

    /// The same with settings in the form of environment variables.
    pub(crate) fn start_with(binary: &Path, data: &Path, settings: &[(&str, String)]) -> Result<(Self, Duration)> {
        fs::create_dir_all(data)?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let log = data.with_extension("log");
        let output = fs::File::create(&log)?;
        let started = Instant::now();
        let process = Command::new(binary)
            .args(["serve", "--listen", &address, "--data"])
            .arg(data)
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .with_context(|| format!("{} cannot be run", binary.display()))?;
        let mut server = Self { process, address };
        while !is_ready(&server.address) {
            if server.process.try_wait()?.is_some() || started.elapsed() > READY_WITHIN {
                let said = fs::read_to_string(&log).unwrap_or_default();
                let _ = fs::remove_file(&log);
                bail!("`linkspan serve` did not get to answer /readyz with 200. It said: {}", said.trim());
            }
            thread::sleep(Duration::from_millis(1));
        }
        let took = started.elapsed();
        let _ = fs::remove_file(&log);
        Ok((server, took))
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    fn resident_kb(&self) -> Result<u64> {
        let path = PathBuf::from(format!("/proc/{}/status", self.process.id()));
        let status = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        parse_resident_kb(&status).context("the system does not tell the memory in use")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let asked = shell::ask(Command::new("kill").args(["-TERM", &self.process.id().to_string()]));
        if asked.is_none() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn is_ready(address: &str) -> bool {
    let ask = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").as_bytes())?;
        let mut head = vec![0; 12];
        stream.read_exact(&mut head)?;
        Ok(head)
    };
    ask().is_ok_and(|head| head == b"HTTP/1.1 200")
}

/// The resident memory in `/proc/<process>/status`, in kB.
pub(crate) fn parse_resident_kb(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

fn row(name: &str, measured: f64, unit: &str, aim: f64) {
    say!("{name:<34} {measured:>9.1} {unit:>5}  {aim:>6.0}  {:>8.0} %", measured / aim * 100.0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resident_memory_is_read_from_the_status() {
        assert_eq!(parse_resident_kb("Name:\tlinkspan\nVmHWM:\t  50000 kB\nVmRSS:\t   31234 kB\n"), Some(31_234));
        assert_eq!(parse_resident_kb("Name:\tlinkspan\n"), None);
    }

    #[test]
    fn a_program_that_ends_at_once_is_reported_with_what_it_said() {
        let folder = std::env::temp_dir().join(format!("linkspan-bench-test-{}", std::process::id()));
        let Err(error) = Server::start(Path::new("echo"), &folder) else { panic!("echo serves nothing") };
        assert!(error.to_string().contains("It said: serve --listen 127.0.0.1:"), "{error}");
        assert!(!folder.with_extension("log").exists());
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn only_a_good_answer_counts_as_ready() {
        for (answer, ready) in [("HTTP/1.1 200 OK\r\n\r\n", true), ("HTTP/1.1 503 Busy\r\n\r\n", false), ("no", false)]
        {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap().to_string();
            let server = thread::spawn(move || {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 512];
                let _ = stream.read(&mut request).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
            });
            assert_eq!(is_ready(&address), ready, "{answer}");
            server.join().unwrap();
        }
    }
}
