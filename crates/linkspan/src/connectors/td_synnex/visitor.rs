//! The file server among what is tried out when an account is linked. It is optional: who types no user for it, uploads the
//! file, and who renews other credentials keeps what is known of it.

use super::check::{FILE_SERVER, visited};
use super::files::FileAccess;
use super::outfit::Outfit;
use super::{FILE_SLOT, Settings};
use crate::connectors::accounts::Finding;
use crate::connectors::file_server::FileServer;
use crate::connectors::values::Values;
use linkspan_core::problem::Problem;
use secrecy::SecretString;

/// Tries the file server out.
pub(super) struct Visitor<'a> {
    pub(super) outfit: &'a Outfit,
    pub(super) values: &'a Values,
    /// What the renewed connection knows of it.
    pub(super) kept: Option<FileServer>,
    pub(super) kept_password: Option<&'a SecretString>,
}

/// What is kept of it, and the password that is sealed.
type Link = (Option<FileServer>, Option<SecretString>);

impl Visitor<'_> {
    /// Answers what is to be kept. A host that cannot be reached now is no reason to refuse the account.
    pub(super) async fn link(
        self,
        settings: &Settings,
        findings: &mut Vec<Finding>,
        refused: &mut Vec<&'static str>,
    ) -> Result<Link, Finding> {
        let (user, password) = match (self.values.plain("sftp_user"), self.values.secret(FILE_SLOT)) {
            (None, None) => return Ok(self.unchanged(findings)),
            (Some(user), Some(password)) => (user.to_owned(), password),
            (user, _) => return Err(incomplete(if user.is_some() { "password" } else { "name" })),
        };
        let mut server = FileServer { key: self.known_key(), ..FileServer::new(&user) };
        let Some(host) = self.outfit.file_host(settings) else {
            findings.push(Finding::noted(FILE_SERVER, NO_HOST));
            return Ok((Some(server), Some(password)));
        };
        let account = settings.account();
        let access = FileAccess { host, account, server: server.clone(), password: password.clone(), keeper: None };
        match access.visit().await {
            Ok(visit) => {
                findings.push(visited(&access.host, &visit));
                server.key = Some(visit.key.to_string());
            }
            Err(problem) if problem.may_repeat() => {
                let later = format!("{} It was not found out whether the log-in is right.", problem.sentence);
                findings.push(Finding::noted(FILE_SERVER, later));
            }
            Err(problem) => {
                if problem.code == "sftp_log_in_refused" {
                    refused.push(FILE_SLOT);
                }
                return Err(failed(problem));
            }
        }
        Ok((Some(server), Some(password)))
    }

    /// The key of the host, whoever signs in there.
    fn known_key(&self) -> Option<String> {
        self.kept.as_ref().and_then(|kept| kept.key.clone())
    }

    fn unchanged(self, findings: &mut Vec<Finding>) -> Link {
        match (self.kept, self.kept_password) {
            (Some(server), Some(password)) => {
                findings.push(Finding::noted(FILE_SERVER, "The log-in of the file server stays as it is."));
                (Some(server), Some(password.clone()))
            }
            _ => (None, None),
        }
    }
}

const NO_HOST: &str = "A test host stands in TD SYNNEX's place, and no file server is named for it. The log-in is kept, but \
    nothing is fetched with it.";

fn incomplete(what: &str) -> Finding {
    Finding::failed(
        FILE_SERVER,
        "file_server_incomplete",
        format!("The {what} of the SFTP user is missing."),
        "Fill in both or neither. Without them the catalogue file is uploaded.",
    )
}

fn failed(problem: Problem) -> Finding {
    let cure = match problem.code {
        "sftp_log_in_refused" => {
            "Type what works there; it is not the log-in of EC Express. Or leave both fields empty and upload the file."
        }
        "sftp_host_key_changed" => "Open the connection's page, choose Check now, and compare the two keys there.",
        _ => "Or leave the SFTP user and its password empty and upload the file.",
    };
    Finding::failed(FILE_SERVER, problem.code, problem.sentence, cure)
}
