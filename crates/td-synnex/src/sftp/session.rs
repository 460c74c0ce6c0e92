//! Connecting: the key of the host is looked at before anything secret is sent, then the password is sent once.

use super::error::SftpError;
use super::log_in::log_in;
use super::{HostKey, Limits, algorithms};
use russh::Disconnect;
use russh::client::{self, Handle};
use russh::keys::PublicKeyOrCertificate;
use russh_sftp::client::{Config as SftpConfig, SftpSession};
use secrecy::SecretString;
use std::borrow::Cow;
use std::io;
use std::sync::{Arc, OnceLock};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Who signs in, and to which host.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The user. It is another than that of the EC Express site; see [`super::usual_user`].
    pub user: String,
    /// Its password.
    pub password: SecretString,
    /// The key that the host must show. `None` takes the key of the first visit: keep [`Session::host_key`] and expect it
    /// from then on.
    pub expected_key: Option<HostKey>,
    /// Whether algorithms that rest on SHA-1 are accepted too, as the last choice.
    pub old_algorithms: bool,
}

/// A signed-in session. It ends when it is dropped.
pub struct Session {
    pub(super) sftp: SftpSession,
    pub(super) limits: Limits,
    ssh: Handle<Guard>,
    key: HostKey,
}

/// Connects to a host by its name or address.
///
/// # Errors
/// [`SftpError::Unreachable`].
pub async fn dial(host: &str, port: u16, limits: &Limits) -> Result<TcpStream, SftpError> {
    let connecting = timeout(limits.connect, TcpStream::connect((host, port))).await;
    let stream = connecting.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())).map_err(SftpError::Unreachable)?;
    stream.set_nodelay(true).map_err(SftpError::Unreachable)?;
    Ok(stream)
}

/// Signs in over a connection that was made. The password is sent at most once, and not at all where another key is
/// expected than the host shows.
///
/// # Errors
/// [`SftpError::HostKeyChanged`], [`SftpError::NoCommonAlgorithm`], [`SftpError::LogInRefused`], [`SftpError::AsksForMore`],
/// or a cut or silent connection.
pub async fn sign_in<S>(stream: S, sign_in: &SignIn, limits: Limits) -> Result<Session, SftpError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let config = Arc::new(client::Config {
        preferred: algorithms::offered(sign_in.expected_key.as_ref(), sign_in.old_algorithms),
        inactivity_timeout: Some(limits.silence),
        // The names of the library and its version are nobody's business.
        client_id: russh::SshId::Standard(Cow::Borrowed("SSH-2.0-td_synnex")),
        ..client::Config::default()
    });
    let shown = Arc::new(OnceLock::new());
    let guard = Guard { expected: sign_in.expected_key.clone(), shown: Arc::clone(&shown) };
    let greeted = timeout(limits.connect, client::connect_stream(config, stream, guard)).await;
    let found = shown.get();
    if let (Some(expected), Some(found)) = (&sign_in.expected_key, found)
        && expected != found
    {
        return Err(SftpError::HostKeyChanged { expected: expected.clone(), found: found.clone() });
    }
    let mut ssh = greeted.map_err(|_| SftpError::TimedOut)?.map_err(SftpError::of_ssh)?;
    let key = found.cloned().ok_or_else(|| SftpError::of_ssh(russh::Error::UnknownKey))?;
    timeout(limits.connect, log_in(&mut ssh, sign_in)).await.map_err(|_| SftpError::TimedOut)??;
    let sftp = timeout(limits.connect, open(&ssh, &limits)).await.map_err(|_| SftpError::TimedOut)??;
    Ok(Session { sftp, limits, ssh, key })
}

async fn open(ssh: &Handle<Guard>, limits: &Limits) -> Result<SftpSession, SftpError> {
    let channel = ssh.channel_open_session().await.map_err(SftpError::of_ssh)?;
    channel.request_subsystem(true, "sftp").await.map_err(SftpError::of_ssh)?;
    let config = SftpConfig { request_timeout_secs: limits.silence.as_secs().max(1), ..SftpConfig::default() };
    let opened = SftpSession::new_with_config(channel.into_stream(), config).await;
    opened.map_err(|error| SftpError::of_file("/", error))
}

impl Session {
    /// The key that the host showed.
    #[must_use]
    pub fn host_key(&self) -> &HostKey {
        &self.key
    }

    /// Says goodbye. Dropping the session ends it too, without a word.
    pub async fn leave(self) {
        // Nothing depends on it: the host notices the end of the connection in any case.
        let _ = timeout(self.limits.connect, self.ssh.disconnect(Disconnect::ByApplication, "", "")).await;
    }
}

/// Looks at the host's key; what it was is kept for whoever asks afterwards.
pub(super) struct Guard {
    expected: Option<HostKey>,
    shown: Arc<OnceLock<HostKey>>,
}

impl client::Handler for Guard {
    type Error = russh::Error;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = shown else { return Ok(false) };
        let found = HostKey::of(key);
        let first = self.shown.get_or_init(|| found.clone());
        // Keys are exchanged anew after a gigabyte; the host must stay who it was.
        Ok(*first == found && self.expected.as_ref().is_none_or(|expected| *expected == found))
    }
}
