//! `linkspan serve`: the portal and the workers.

use super::options::{Emulators, Place};
use super::{Outcome, logging, say, stop};
use crate::app::sign_in;
use crate::http::{self, Web};
use crate::local;
use crate::start::{Installation, StartError};
use clap::Args as ClapArgs;
use std::net::SocketAddr;
use tokio::net::TcpListener;

/// Serve the portal and do what is due
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// Address to listen on; port 0 picks one
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    emulators: Emulators,
}

pub(super) async fn run(args: Args) -> Outcome {
    let config = args.place.settings(args.listen, &args.emulators)?;
    logging::begin(&config.log)?;
    let installation = Installation::open(&config).await?;
    if installation.key_made {
        say::note(&format!(
            "A key file was made: {}. Keep a copy of it apart from the backups; without it stored credentials cannot be opened.",
            installation.key_file.display()
        ));
    }
    let address = config.server.listen;
    let listener = TcpListener::bind(address).await.map_err(|source| StartError::Listen { address, source })?;
    let web = Web::new(&installation, &config, listener.local_addr()?);
    web.run_with(installation.guarded_runner());
    let stop = stop::on_signal()?;
    let socket = local::serve(&installation, web.origin(), stop.clone());
    say::note(&format!("Linkspan is at {}", web.origin()));
    if let Some(token) = sign_in::first_owner_link(&installation.app, installation.environment).await? {
        say::note(&format!("Nobody can sign in yet. Become the owner, once: {}", web.welcome(&token)));
    }
    http::serve(web, listener, stop).await?;
    socket.close();
    installation.app.store.close().await;
    Ok(())
}
