//! The server with a provider of the operator's, and accounts linked by the API as a program would link them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::load::Target;
use super::request::post;
use crate::bench;
use crate::shell;

/// How the provider, its integration and its connections are called.
const NAME: &str = "bench";

/// A running server.
pub(super) struct Server {
    running: bench::Server,
    address: String,
    key: String,
}

impl Server {
    /// Starts it with its data in `folder`, and links so many accounts at `upstream`.
    pub(super) fn start(binary: &Path, folder: &Path, upstream: &str, accounts: usize) -> Result<Self> {
        let (data, providers) = (folder.join("data"), folder.join("providers"));
        fs::create_dir_all(&data)?;
        fs::create_dir_all(&providers)?;
        fs::write(providers.join(format!("{NAME}.toml")), provider(upstream))?;
        let key = make_key(binary, &data)?;
        let settings = [
            ("LINKSPAN__PROVIDERS__DIRECTORY", providers.display().to_string()),
            ("LINKSPAN__API__REQUESTS_PER_MINUTE", "0".to_owned()),
        ];
        let (running, _) = bench::Server::start_with(binary, &data, &settings)?;
        let address = running.address.clone();
        post(&address, "/integrations", &key, &format!(r#"{{"provider":"{NAME}","unique_key":"{NAME}"}}"#))?;
        for number in 0..accounts {
            let body = format!(
                r#"{{"provider_config_key":"{NAME}","connection_id":"account-{number}",
                    "connection_config":{{"user":"user-{number}"}},
                    "credentials":{{"type":"API_KEY","apiKey":"key-{number}-of-an-account"}}}}"#
            );
            post(&address, "/connections", &key, &body)?;
        }
        Ok(Self { running, address, key })
    }

    pub(super) fn target(&self) -> Target {
        let headers = vec![
            format!("authorization: Bearer {}", self.key),
            format!("provider-config-key: {NAME}"),
            "connection-id: account-{n}".to_owned(),
        ];
        Target {
            name: "linkspan",
            address: self.address.clone(),
            path: "/proxy/v1/item/174",
            headers,
            process: self.running.id(),
        }
    }
}

/// Three headers from the credentials and the configuration of a connection.
fn provider(upstream: &str) -> String {
    format!(
        r#"name = "{NAME}"
display_name = "Bench"
auth_mode = "API_KEY"
source = "the upstream of this measurement"
allow_private = true
[proxy]
base_url = "http://{upstream}"
headers = {{ "x-api-key" = "${{apiKey}}", "x-api-user" = "${{connectionConfig.user}}", "x-api-agent" = "bench" }}
[[connection_config]]
name = "user"
title = "User"
description = "The user."
[[credentials]]
name = "apiKey"
title = "Key"
description = "The key."
secret = true
"#
    )
}

fn make_key(binary: &Path, data: &Path) -> Result<String> {
    let mut command = Command::new(binary);
    command.args(["keys", "create", "--environment", "default", "--name", "bench", "--data"]).arg(data);
    let told = shell::ask(&mut command).context("`linkspan keys create` failed")?;
    told.lines().last().map(str::to_owned).context("`linkspan keys create` printed no key")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_provider_fills_three_headers() {
        let text = provider("127.0.0.1:9");
        assert!(text.contains("base_url = \"http://127.0.0.1:9\""), "{text}");
        assert!(text.contains(r#""x-api-key" = "${apiKey}""#) && text.contains("${connectionConfig.user}"), "{text}");
    }
}
