//! A server that answers at once and a client that asks as fast as it is answered, for measuring what stands between them.
//! `cargo xtask bench proxy` runs both, built for release; each has one thread, so that it takes no more than one core.
//!
//! `http_load stub HEADER...` answers requests that carry all of these headers, and prints its address.
//! `http_load load ADDRESS PATH CONNECTIONS SECONDS ROTATION HEADER...` prints one line of JSON. `{n}` in a header goes through
//! the numbers below ROTATION. Headers are written `name: value`.

#![expect(clippy::print_stdout, reason = "what a program prints is its result")]

mod load;
mod message;
mod stub;

use std::error::Error;
use std::time::Duration;

use load::Plan;

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["stub", expected @ ..] => {
            let stub = stub::Stub::bind(expected).await?;
            println!("{}", stub.address()?);
            stub.serve().await
        }
        ["load", address, path, connections, seconds, rotation, headers @ ..] => {
            let plan = Plan {
                address: (*address).to_owned(),
                path: (*path).to_owned(),
                connections: connections.parse()?,
                span: Duration::from_secs_f64(seconds.parse()?),
                rotation: rotation.parse()?,
                headers: headers.iter().map(|header| (*header).to_owned()).collect(),
            };
            println!("{}", plan.run().await?.to_json());
            Ok(())
        }
        _ => Err("the comment at the top of this example says how it is called".into()),
    }
}
