//! The client: some connections, each with one request under way at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Failure;
use crate::message;

/// Latencies that one connection keeps; what comes after is counted alone.
const MOST_LATENCIES: usize = 1_000_000;

/// What is asked, how often at the same time, for how long.
pub(crate) struct Plan {
    pub(crate) address: String,
    pub(crate) path: String,
    pub(crate) connections: usize,
    pub(crate) span: Duration,
    /// How many different requests there are.
    pub(crate) rotation: usize,
    /// `{n}` in them is replaced by the number of the request.
    pub(crate) headers: Vec<String>,
}

/// What came of it.
pub(crate) struct Outcome {
    requests: usize,
    took: Duration,
    /// In nanoseconds, in growing order.
    latencies: Vec<u32>,
}

impl Plan {
    /// Asks until the time is over. Every answer must be a 200.
    pub(crate) async fn run(&self) -> Result<Outcome, Failure> {
        let requests: Arc<[String]> = (0..self.rotation.max(1)).map(|number| self.request(number)).collect();
        let turn = Arc::new(AtomicUsize::new(0));
        let mut streams = Vec::new();
        for _ in 0..self.connections {
            let stream = TcpStream::connect(&self.address).await?;
            stream.set_nodelay(true)?;
            streams.push(stream);
        }
        let begun = Instant::now();
        let clients: Vec<_> = streams
            .into_iter()
            .map(|stream| tokio::spawn(ask(stream, Arc::clone(&requests), Arc::clone(&turn), begun + self.span)))
            .collect();
        let mut latencies = Vec::new();
        let mut requests = 0;
        for client in clients {
            let (count, seen) = client.await??;
            requests += count;
            latencies.extend(seen);
        }
        let took = begun.elapsed();
        latencies.sort_unstable();
        Ok(Outcome { requests, took, latencies })
    }

    fn request(&self, number: usize) -> String {
        let mut request = format!("GET {} HTTP/1.1\r\nhost: {}\r\n", self.path, self.address);
        for header in &self.headers {
            request.push_str(&header.replace("{n}", &number.to_string()));
            request.push_str("\r\n");
        }
        request + "\r\n"
    }
}

impl Outcome {
    /// Requests, seconds, and latencies in microseconds.
    pub(crate) fn to_json(&self) -> Value {
        json!({
            "requests": self.requests,
            "seconds": self.took.as_secs_f64(),
            "p50": self.percentile(50) / 1_000.0,
            "p99": self.percentile(99) / 1_000.0,
        })
    }

    /// The latency that so many of a hundred requests did not exceed, in nanoseconds.
    fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.latencies.len() * percent).div_ceil(100).max(1) - 1;
        self.latencies.get(rank).copied().map_or(0.0, f64::from)
    }
}

async fn ask(
    mut stream: TcpStream,
    requests: Arc<[String]>,
    turn: Arc<AtomicUsize>,
    until: Instant,
) -> Result<(usize, Vec<u32>), Failure> {
    let mut buffer = Vec::with_capacity(16 * 1024);
    let (mut count, mut latencies) = (0, Vec::new());
    loop {
        let asked = Instant::now();
        if asked >= until {
            return Ok((count, latencies));
        }
        let request = &requests[turn.fetch_add(1, Ordering::Relaxed) % requests.len()];
        stream.write_all(request.as_bytes()).await?;
        buffer.clear();
        loop {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err("the connection ended".into());
            }
            if message::answer_length(&buffer)?.is_some_and(|length| buffer.len() >= length) {
                break;
            }
        }
        count += 1;
        if latencies.len() < MOST_LATENCIES {
            latencies.push(u32::try_from(asked.elapsed().as_nanos()).unwrap_or(u32::MAX));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stub::Stub;

    fn plan(address: String, connections: usize) -> Plan {
        let headers = vec!["x-key: key-{n}".to_owned()];
        Plan { address, path: "/x".to_owned(), connections, span: Duration::from_millis(50), rotation: 3, headers }
    }

    #[test]
    fn a_percentile_is_a_latency_that_was_seen() {
        let outcome =
            Outcome { requests: 200, took: Duration::from_secs(1), latencies: (1..=200).map(|n| n * 1_000).collect() };
        assert_eq!((outcome.percentile(50), outcome.percentile(99)), (100_000.0, 198_000.0));
        let none = Outcome { requests: 0, took: Duration::ZERO, latencies: Vec::new() };
        assert!(none.percentile(99) < f64::EPSILON);
    }

    #[test]
    fn the_requests_go_through_their_numbers() {
        let request = plan("127.0.0.1:1".to_owned(), 1).request(2);
        assert_eq!(request, "GET /x HTTP/1.1\r\nhost: 127.0.0.1:1\r\nx-key: key-2\r\n\r\n");
    }

    #[tokio::test]
    async fn the_client_counts_what_the_stub_answers_and_stops_at_a_refusal() {
        let stub = Stub::bind(&["x-key: key-*"]).await.unwrap();
        let address = stub.address().unwrap();
        let serving = tokio::spawn(stub.serve());
        let outcome = plan(address.clone(), 4).run().await.unwrap();
        assert!(outcome.requests >= 4 && outcome.latencies.len() == outcome.requests);
        let told = outcome.to_json();
        assert!(told["p50"].as_f64() <= told["p99"].as_f64() && told["requests"] == outcome.requests);
        let without = Plan { headers: Vec::new(), ..plan(address, 1) };
        assert!(without.run().await.is_err_and(|why| why.to_string().contains("400")));
        serving.abort();
    }
}
