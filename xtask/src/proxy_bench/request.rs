//! One request over a connection of its own, for setting things up.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

const PATIENCE: Duration = Duration::from_secs(30);

/// Posts JSON with a key; an answer other than a success is an error with its words.
pub(super) fn post(address: &str, path: &str, key: &str, body: &str) -> Result<()> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n\
         connection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).context("there was no answer")?;
    if !status.starts_with('2') {
        bail!("POST {path} was refused with {status}: {}", answer.split("\r\n\r\n").nth(1).unwrap_or_default());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    fn answered(answer: &'static str) -> Result<()> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1_024];
            let length = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            String::from_utf8_lossy(&request[..length]).into_owned()
        });
        let told = post(&address, "/x", "key", "{}");
        assert!(server.join().unwrap().contains("authorization: Bearer key\r\n"));
        told
    }

    #[test]
    fn a_refusal_is_told_with_its_words() {
        assert!(answered("HTTP/1.1 201 Created\r\n\r\n{}").is_ok());
        let words = answered("HTTP/1.1 400 Bad Request\r\n\r\n{\"error\":\"why\"}").unwrap_err().to_string();
        assert!(words.contains("400") && words.contains("why"), "{words}");
    }
}
