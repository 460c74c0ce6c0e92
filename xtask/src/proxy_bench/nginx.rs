//! nginx as it is commonly set up before one upstream: one worker, connections kept on both sides, no log of requests.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::load::{FIXED, Target};

const READY_WITHIN: Duration = Duration::from_secs(10);

/// A running nginx. Dropping it ends it.
pub(super) struct Server {
    process: Child,
    address: String,
}

impl Server {
    /// Starts it before `upstream` on a free port; what it writes goes into `folder`.
    pub(super) fn start(folder: &Path, upstream: &str) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let place = folder.join("nginx");
        fs::create_dir_all(&place)?;
        let file = place.join("nginx.conf");
        fs::write(&file, configuration(&place.display().to_string(), &address, upstream))?;
        let log = place.join("error.log");
        let process = Command::new("nginx")
            .arg("-p")
            .arg(&place)
            .arg("-e")
            .arg(&log)
            .arg("-c")
            .arg(&file)
            .stdin(Stdio::null())
            .spawn()
            .context("nginx cannot be run")?;
        let mut server = Self { process, address };
        let started = Instant::now();
        while TcpStream::connect(&server.address).is_err() {
            if server.process.try_wait()?.is_some() || started.elapsed() > READY_WITHIN {
                bail!("nginx does not answer. It said: {}", fs::read_to_string(&log).unwrap_or_default().trim());
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(server)
    }

    pub(super) fn target(&self) -> Target {
        Target {
            name: "nginx",
            address: self.address.clone(),
            path: "/v1/item/174",
            headers: Vec::new(),
            process: self.process.id(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked by the signal, it ends its worker too.
        let asked = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        if asked.is_err() {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

fn configuration(place: &str, address: &str, upstream: &str) -> String {
    let headers: Vec<String> =
        FIXED.iter().map(|(name, value)| format!("      proxy_set_header {name} \"{value}\";")).collect();
    let temporary: Vec<String> = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("  {kind}_temp_path {place}/{kind};"))
        .collect();
    format!(
        "daemon off;\nworker_processes 1;\npid {place}/nginx.pid;\nevents {{ worker_connections 1024; }}\nhttp {{\n  \
         access_log off;\n{}\n  keepalive_requests 1000000000;\n  upstream stub {{\n    server {upstream};\n    \
         keepalive 128;\n    keepalive_requests 1000000000;\n  }}\n  server {{\n    listen {address};\n    location / {{\n      \
         proxy_pass http://stub;\n      proxy_http_version 1.1;\n      proxy_set_header Connection \"\";\n{}\n    }}\n  }}\n}}\n",
        temporary.join("\n"),
        headers.join("\n"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_keeps_connections_and_stays_in_its_folder() {
        let text = configuration("/tmp/place", "127.0.0.1:1", "127.0.0.1:2");
        for line in ["worker_processes 1;", "server 127.0.0.1:2;", "listen 127.0.0.1:1;", "keepalive 128;"] {
            assert!(text.contains(line), "{line} in {text}");
        }
        assert_eq!(text.matches("proxy_set_header x-api-").count(), 3);
        assert_eq!(text.matches("_temp_path /tmp/place/").count(), 5);
        assert_eq!(text.matches('{').count(), text.matches('}').count());
    }
}
