//! One connection: its key, its algorithms, and how it is cut on purpose.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use russh::keys::PrivateKey;
use russh::keys::ssh_key::private::Ed25519Keypair;
use russh::server::{Config, run_stream};
use russh::{MethodKind, MethodSet, Preferred, kex, mac};
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

use super::Shop;
use super::login::Login;
use crate::faults::FaultAction;
use crate::td_synnex::options::SftpLogIn;

/// How much is under way inside one connection.
const PIPE: usize = 256 * 1024;

/// The host's key: the same for the same seed, another one after the switch. It opens nothing but this emulator.
pub(super) fn host_key(seed: u64, other: bool) -> PrivateKey {
    let mut secret = [if other { 0x5a } else { 0x11 }; 32];
    secret[..8].copy_from_slice(&seed.to_le_bytes());
    PrivateKey::from(Ed25519Keypair::from_seed(&secret))
}

/// Serves one connection to its end, its cut, or the server's stop.
pub(super) async fn serve(mut stream: TcpStream, shop: Shop, cut: CancellationToken) {
    match shop.fault("SFTP connect", b"") {
        None => {}
        Some(FaultAction::Delay { millis }) => tokio::time::sleep(Duration::from_millis(millis)).await,
        Some(_) => return,
    }
    // The library owns its end of a pipe: dropping our end is a cut in whatever moment.
    let (mut near, far) = tokio::io::duplex(PIPE);
    let config = Arc::new(config(&shop));
    let login = Login::new(shop, cut.clone());
    let session = tokio::spawn(async move {
        match run_stream(config, far, login).await {
            Ok(session) => session.await,
            Err(error) => Err(error),
        }
    });
    tokio::select! {
        // How a connection ends is its client's affair.
        _ = copy_bidirectional(&mut stream, &mut near) => {}
        () = cut.cancelled() => {}
    }
    drop((stream, near));
    if let Ok(Err(error)) = session.await {
        tracing::debug!(%error, "an SFTP connection ended early");
    }
}

fn config(shop: &Shop) -> Config {
    let (world, _) = shop.state.world();
    let (other, old) = (world.settings.sftp_other_host_key, world.settings.sftp_old_algorithms);
    let method = match world.settings.sftp_log_in {
        SftpLogIn::Password => MethodKind::Password,
        SftpLogIn::KeyboardInteractive | SftpLogIn::SecondFactor => MethodKind::KeyboardInteractive,
    };
    drop(world);
    let mut preferred = Preferred::default();
    if old {
        preferred.kex = Cow::Borrowed(&[kex::DH_G14_SHA1]);
        preferred.mac = Cow::Borrowed(&[mac::HMAC_SHA1]);
    }
    Config {
        keys: vec![host_key(shop.seed, other)],
        methods: MethodSet::from(&[method][..]),
        // There is nothing to guess here, and tests wait.
        auth_rejection_time: Duration::ZERO,
        auth_rejection_time_initial: Some(Duration::ZERO),
        nodelay: true,
        preferred,
        ..Config::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use russh::keys::HashAlg;

    #[test]
    fn the_key_follows_the_seed_and_the_switch() {
        let print = |seed, other| host_key(seed, other).public_key().fingerprint(HashAlg::Sha256).to_string();
        assert_eq!(print(7, false), print(7, false));
        assert_ne!(print(7, false), print(8, false));
        assert_ne!(print(7, false), print(7, true));
    }
}
