//! `linkspan worker`: does what is due, without the portal. Several of them share one PostgreSQL database.

use super::options::{Emulators, Place};
use super::{Outcome, logging, stop};
use crate::start::Installation;
use clap::Args as ClapArgs;
use linkspan_store::Backend;
use tokio_util::sync::CancellationToken;

/// Do what is due, without the portal (PostgreSQL only)
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    emulators: Emulators,
}

pub(super) async fn run(args: Args) -> Outcome {
    let config = args.place.settings(None, &args.emulators)?;
    if config.data.database_url.is_none() {
        return Err(
            "a worker needs PostgreSQL: set DATABASE_URL; with SQLite, `linkspan serve` does all the work".into()
        );
    }
    logging::begin(&config.log)?;
    let installation = Installation::open(&config).await?;
    debug_assert_eq!(installation.app.store.backend(), Backend::Postgres);
    let stop = stop::on_signal()?;
    tracing::info!("working");
    let counted = CancellationToken::new();
    let keeping = tokio::spawn(installation.call_keeper().run(counted.clone()));
    let worked = installation.guarded_runner().run(stop).await;
    counted.cancel();
    keeping.await?;
    worked?;
    installation.app.store.close().await;
    Ok(())
}
