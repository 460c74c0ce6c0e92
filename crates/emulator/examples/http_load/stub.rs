//! The server: the same kilobyte to everybody who brings the headers that were asked for.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::Failure;
use crate::message;

const BODY_LENGTH: usize = 1_024;

/// A server that listens.
pub(crate) struct Stub {
    listener: TcpListener,
    expected: Arc<[(String, String)]>,
    answer: Arc<[u8]>,
}

impl Stub {
    /// Listens on a free port of this machine. `expected` are headers that each request must have; a value is compared up to
    /// a star.
    pub(crate) async fn bind(expected: &[&str]) -> Result<Self, Failure> {
        let expected = expected.iter().map(|header| {
            let (name, value) = header.split_once(':').ok_or("a header is written `name: value`")?;
            Ok((name.trim().to_owned(), value.trim().trim_end_matches('*').to_owned()))
        });
        let expected = expected.collect::<Result<Vec<_>, Failure>>()?.into();
        Ok(Self { listener: TcpListener::bind("127.0.0.1:0").await?, expected, answer: answer().into() })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> Result<String, Failure> {
        Ok(self.listener.local_addr()?.to_string())
    }

    /// Answers until the process ends.
    pub(crate) async fn serve(self) -> Result<(), Failure> {
        loop {
            let (stream, _) = self.listener.accept().await?;
            stream.set_nodelay(true)?;
            tokio::spawn(connection(stream, Arc::clone(&self.expected), Arc::clone(&self.answer)));
        }
    }
}

/// Requests must not have bodies.
async fn connection(
    mut stream: TcpStream,
    expected: Arc<[(String, String)]>,
    answer: Arc<[u8]>,
) -> Result<(), std::io::Error> {
    let mut buffer = Vec::with_capacity(8 * 1024);
    loop {
        while let Some(length) = message::head(&buffer) {
            let is_good = has_all(&buffer[..length], &expected);
            stream.write_all(if is_good { &answer } else { b"HTTP/1.1 400 Bad\r\ncontent-length: 0\r\n\r\n" }).await?;
            buffer.drain(..length);
        }
        if stream.read_buf(&mut buffer).await? == 0 {
            return Ok(());
        }
    }
}

fn has_all(head: &[u8], expected: &[(String, String)]) -> bool {
    expected
        .iter()
        .all(|(name, value)| message::header(head, name).is_some_and(|found| found.starts_with(value.as_bytes())))
}

fn answer() -> Vec<u8> {
    let mut body = String::from(r#"{"item":{"id":174,"companyName":"Juniper Dental Group","note":""#);
    while body.len() < BODY_LENGTH - 3 {
        body.push('x');
    }
    body.push_str("\"}}");
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length";
    format!("{head}: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_a_kilobyte_of_json() {
        let answer = answer();
        let whole = message::answer_length(&answer).unwrap();
        assert_eq!(whole, Some(answer.len()));
        let body = &answer[message::head(&answer).unwrap()..];
        assert_eq!(body.len(), BODY_LENGTH);
        assert_eq!(serde_json::from_slice::<serde_json::Value>(body).unwrap()["item"]["id"], 174);
    }

    #[test]
    fn a_header_that_is_missing_or_another_is_seen() {
        let expected = [("x-key".to_owned(), "key-".to_owned())];
        assert!(has_all(b"GET / HTTP/1.1\r\nX-KEY: key-17\r\n\r\n", &expected));
        assert!(!has_all(b"GET / HTTP/1.1\r\nX-KEY: other\r\n\r\n", &expected));
        assert!(!has_all(b"GET / HTTP/1.1\r\n\r\n", &expected));
    }
}
