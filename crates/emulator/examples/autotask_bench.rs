//! How many requests a second the Autotask emulator answers with its limits off: one row by its id, and pages of 500 rows.
//! Client and server share this process and its cores. `cargo xtask bench emulator` runs it, built for release.

#![expect(clippy::print_stdout, reason = "what a program prints is its result")]

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use linkspan_emulator::autotask::{Autotask, Limits, Options, Ready, start};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const CONNECTIONS: usize = 16;
const PRODUCTS: usize = 3_000;
const AIM_ROWS: u64 = 15_000;
const AIM_PAGES: u64 = 300;

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(5);
    let span = Duration::from_secs(seconds);
    let emulator = start(Options { limits: Limits::off(), ..Options::default() }).await?;
    fill(&emulator)?;
    let ready = emulator.ready();
    println!("{:<34} {:>10} {:>10} {:>16}", "requests a second", "measured", "aim", "by CPU time");
    let rows = measure(&ready, span, "GET /atservicesrest/v1.0/Companies/174", "").await?;
    let search = json!({"filter": [{"op": "gte", "field": "id", "value": 0}]}).to_string();
    let pages = measure(&ready, span, "POST /atservicesrest/v1.0/Products/query", &search).await?;
    rows.print("GET Companies/{id}", AIM_ROWS);
    pages.print("POST Products/query, 500 rows", AIM_PAGES);
    emulator.stop().await;
    Ok(())
}

fn fill(emulator: &Autotask) -> Result<(), Failure> {
    let tenant = emulator.tenant();
    for number in 0..PRODUCTS {
        let product = json!({
            "name": format!("Benchmark product {number}"), "isActive": true, "isSerialized": false,
            "productBillingCodeID": 29_683_401, "description": "A product with a description of some length, as most have.",
            "manufacturerName": "Exampla", "manufacturerProductName": format!("EX-{number}"), "unitCost": 12.5,
            "unitPrice": 17.25,
        });
        tenant.create("Products", None, product)?;
    }
    Ok(())
}

/// What one kind of request came to.
struct Measured {
    a_second: u64,
    /// Answered requests for each second of processor time of this process, the client's part included.
    a_cpu_second: u64,
}

impl Measured {
    fn print(&self, name: &str, aim: u64) {
        // What two cores could do that had nothing else to do.
        let on_two_cores = self.a_cpu_second * 2;
        println!("{name:<34} {:>10} {aim:>10} {on_two_cores:>16}", self.a_second);
    }
}

/// The processor time of this process so far, in hundredths of a second.
fn processor_time() -> Result<u64, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let (_, fields) = stat.rsplit_once(')').ok_or("the system does not tell the time used")?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    Ok(fields[11].parse::<u64>()? + fields[12].parse::<u64>()?)
}

/// The same request on all connections.
async fn measure(ready: &Ready, span: Duration, line: &str, body: &str) -> Result<Measured, Failure> {
    let request: Arc<str> = format!(
        "{line} HTTP/1.1\r\nHost: emulator\r\nUserName: {}\r\nSecret: {}\r\nApiIntegrationCode: {}\r\n\
         Content-Length: {}\r\n\r\n{body}",
        ready.user_name,
        ready.secret,
        ready.integration_code,
        body.len()
    )
    .into();
    let address = ready.url.trim_start_matches("http://").to_owned();
    let answered = Arc::new(AtomicU64::new(0));
    let (begun, used) = (Instant::now(), processor_time()?);
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        let stream = TcpStream::connect(&address).await?;
        stream.set_nodelay(true)?;
        clients.push(tokio::spawn(ask(stream, Arc::clone(&request), begun + span, Arc::clone(&answered))));
    }
    for client in clients {
        client.await??;
    }
    let millis = u64::try_from(begun.elapsed().as_millis())?.max(1);
    let (answered, used) = (answered.load(Ordering::Relaxed), processor_time()? - used);
    Ok(Measured { a_second: answered * 1_000 / millis, a_cpu_second: answered * 100 / used.max(1) })
}

async fn ask(
    mut stream: TcpStream,
    request: Arc<str>,
    until: Instant,
    answered: Arc<AtomicU64>,
) -> Result<(), Failure> {
    let mut buffer = Vec::with_capacity(1024 * 1024);
    while Instant::now() < until {
        stream.write_all(request.as_bytes()).await?;
        buffer.clear();
        let whole = loop {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err("the connection ended".into());
            }
            if let Some(whole) = length(&buffer)? {
                break whole;
            }
        };
        while buffer.len() < whole {
            if stream.read_buf(&mut buffer).await? == 0 {
                return Err("the connection ended".into());
            }
        }
        answered.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

/// How long head and body are together, once the head is there.
fn length(answer: &[u8]) -> Result<Option<usize>, Failure> {
    let Some(end) = answer.windows(4).position(|window| window == b"\r\n\r\n") else { return Ok(None) };
    let head = std::str::from_utf8(&answer[..end])?.to_ascii_lowercase();
    if !head.starts_with("http/1.1 200") {
        return Err(format!("refused: {head}").into());
    }
    let body = head.lines().find_map(|line| line.strip_prefix("content-length:")).ok_or("a body of unknown length")?;
    Ok(Some(end + 4 + body.trim().parse::<usize>()?))
}
