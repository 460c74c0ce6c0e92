//! A mail server for tests: it speaks enough SMTP for a client to sign in and leave a message, and keeps what it was given.

use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, crypto::aws_lc_rs};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

/// What it does with who signs in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Lets everybody in.
    Open,
    /// Refuses every password.
    Closed,
}

/// A running mail server. It ends when it is dropped.
pub struct PostOffice {
    pub port: u16,
    /// What a client has to trust, where it speaks TLS: for the host name `localhost`.
    pub certificate: Option<String>,
    state: Arc<Mutex<State>>,
    stop: CancellationToken,
}

struct State {
    door: Door,
    letters: Vec<String>,
    sign_ins: Vec<String>,
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl PostOffice {
    /// One that does not know TLS.
    pub async fn start(door: Door) -> Self {
        Self::open(door, None).await
    }

    /// One that lets nobody sign in before the connection is protected.
    pub async fn start_with_tls(door: Door) -> Self {
        let own = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(own.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.cert.der().clone()], key)
            .unwrap();
        let mut office = Self::open(door, Some(TlsAcceptor::from(Arc::new(config)))).await;
        office.certificate = Some(own.cert.pem());
        office
    }

    async fn open(door: Door, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(State { door, letters: Vec::new(), sign_ins: Vec::new() }));
        let (stop, shared) = (CancellationToken::new(), Arc::clone(&state));
        let ended = stop.clone();
        tokio::spawn(async move {
            loop {
                let stream = tokio::select! {
                    () = ended.cancelled() => return,
                    accepted = listener.accept() => accepted.unwrap().0,
                };
                let (shared, tls) = (Arc::clone(&shared), tls.clone());
                // A client that goes away in the middle is no concern of this server.
                tokio::spawn(async move { serve(stream, &shared, tls).await.ok() });
            }
        });
        Self { port, certificate: None, state, stop }
    }

    pub fn set(&self, door: Door) {
        self.state.lock().unwrap().door = door;
    }

    /// What was left here, head and text as they came.
    pub fn letters(&self) -> Vec<String> {
        self.state.lock().unwrap().letters.clone()
    }

    /// What clients signed in with, as they sent it.
    pub fn sign_ins(&self) -> Vec<String> {
        self.state.lock().unwrap().sign_ins.clone()
    }
}

async fn serve(mut stream: TcpStream, state: &Mutex<State>, tls: Option<TlsAcceptor>) -> std::io::Result<()> {
    stream.write_all(b"220 mail.example ESMTP\r\n").await?;
    let Some(tls) = tls else { return converse(&mut stream, state, Protection::None).await.map(|_| ()) };
    if converse(&mut stream, state, Protection::Offered).await? {
        let mut stream = tls.accept(stream).await?;
        converse(&mut stream, state, Protection::On).await?;
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Protection {
    None,
    Offered,
    On,
}

/// Speaks until the client leaves (`false`) or asks for TLS (`true`).
async fn converse(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    state: &Mutex<State>,
    protection: Protection,
) -> std::io::Result<bool> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(false);
        }
        let line = line.trim_end();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" if protection == Protection::Offered => "250-mail.example\r\n250 STARTTLS".to_owned(),
            "STARTTLS" if protection == Protection::Offered => {
                say(&mut stream, "220 go on").await?;
                return Ok(true);
            }
            "AUTH" if protection == Protection::Offered => "530 not before TLS".to_owned(),
            "EHLO" => "250-mail.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN".to_owned(),
            "AUTH" => sign_in(line, state),
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                let letter = read_letter(&mut stream).await?;
                state.lock().unwrap().letters.push(letter);
                "250 kept".to_owned()
            }
            "QUIT" => {
                say(&mut stream, "221 bye").await?;
                return Ok(false);
            }
            _ => "250 fine".to_owned(),
        };
        say(&mut stream, &answer).await?;
    }
}

/// A refusal repeats what was sent, as a careless server does.
fn sign_in(line: &str, state: &Mutex<State>) -> String {
    let mut state = state.lock().unwrap();
    state.sign_ins.push(line.to_owned());
    match state.door {
        Door::Open => "235 welcome".to_owned(),
        Door::Closed => format!("535 5.7.8 not accepted: {line}"),
    }
}

async fn read_letter(stream: &mut (impl AsyncBufReadExt + Unpin)) -> std::io::Result<String> {
    let mut letter = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 || line.trim_end() == "." {
            return Ok(letter);
        }
        letter.push_str(&line);
    }
}

async fn say(stream: &mut (impl AsyncWriteExt + Unpin), line: &str) -> std::io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await
}
