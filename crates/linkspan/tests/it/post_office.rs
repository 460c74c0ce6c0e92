//! A mail server for tests: it speaks enough SMTP for a client to sign in and leave a message, and keeps what it was given.

use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
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
    pub async fn start(door: Door) -> Self {
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
                let shared = Arc::clone(&shared);
                // A client that goes away in the middle is no concern of this server.
                tokio::spawn(async move { serve(stream, &shared).await.ok() });
            }
        });
        Self { port, state, stop }
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

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, state: &Mutex<State>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    say(&mut stream, "220 mail.example ESMTP").await?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let answer = match verb.as_str() {
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
                return Ok(());
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
