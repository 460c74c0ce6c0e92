//! Connections that are not HTTP: the same hosts, the same addresses, the same patience.

use super::guard::Guard;
use super::{CONNECT, EgressError, Policy};
use std::io;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Connects to a host of the policy. The policy's `timeout` is not used: what is done with the connection takes its time.
///
/// # Errors
/// [`EgressError::Refused`] for a host outside the policy or an address that is not public, [`EgressError::Unreachable`].
pub async fn tcp(policy: &Policy, host: &str, port: u16) -> Result<TcpStream, EgressError> {
    let guard = Guard::from(policy);
    let connecting = async {
        let addresses = guard.addresses(host, port).await?;
        TcpStream::connect(addresses.as_slice()).await.map_err(|source| unreachable(host, source))
    };
    let connected = timeout(CONNECT, connecting).await;
    let stream = connected.unwrap_or_else(|_| Err(unreachable(host, io::ErrorKind::TimedOut.into())))?;
    metrics::counter!("linkspan_egress_connections_total", "provider" => policy.provider, "kind" => "tcp").increment(1);
    stream.set_nodelay(true).map_err(|source| unreachable(host, source))?;
    Ok(stream)
}

pub(super) fn unreachable(host: &str, source: io::Error) -> EgressError {
    EgressError::Unreachable { host: host.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::egress::HostRules;
    use std::time::Duration;
    use tokio::net::TcpListener;

    fn policy(host: &str, allow_private: bool) -> Policy {
        let hosts = HostRules::new([host.parse().unwrap()]);
        Policy { provider: "test", hosts, allow_private, timeout: Duration::from_secs(5) }
    }

    #[tokio::test]
    async fn a_private_address_is_reached_only_where_it_is_listed_and_allowed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        for host in ["127.0.0.1", "localhost"] {
            assert!(tcp(&policy(host, true), host, port).await.is_ok(), "{host}");
            let refused = tcp(&policy(host, false), host, port).await;
            assert!(matches!(refused, Err(EgressError::Refused { .. })), "{host}: {refused:?}");
            let elsewhere = tcp(&policy("files.vendor.example", true), host, port).await;
            assert!(matches!(elsewhere, Err(EgressError::Refused { .. })), "{host}: {elsewhere:?}");
        }
    }

    #[tokio::test]
    async fn nobody_listening_is_not_reached() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let gone = tcp(&policy("127.0.0.1", true), "127.0.0.1", port).await;
        assert!(matches!(gone, Err(EgressError::Unreachable { .. })), "{gone:?}");
    }
}
