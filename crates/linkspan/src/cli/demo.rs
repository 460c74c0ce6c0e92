//! `linkspan demo`: the whole main job on emulators, with nothing to configure.

use super::{Outcome, say, stop};
use crate::app::sign_in;
use crate::demo::report::{Reporter, Summary};
use crate::demo::run::{Stage, play, stage};
use crate::http::{self, Web};
use crate::local;
use crate::start::StartError;
use clap::Args as ClapArgs;
use linkspan_store::NewUser;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// Who is signed in to the demo's portal.
const OWNER: &str = "owner@msp.example";

/// Watch the whole job on emulators: connect, sync products, order, track
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    /// End after the story; the exit code is 0 only if every step held
    #[arg(long)]
    once: bool,
    /// Print one JSON document about the story on standard output
    #[arg(long)]
    json: bool,
    /// A new directory for the data; a temporary one where it is left out
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address of the portal; port 0 picks one
    #[arg(long, value_name = "ADDR", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 8088)))]
    listen: SocketAddr,
}

pub(super) async fn run(args: Args) -> Outcome {
    let temporary = TemporaryDirectory::make(args.data.is_none())?;
    let directory = args.data.clone().unwrap_or_else(|| temporary.path.clone());
    let mut reporter = Reporter::start();
    let asked = stop::on_signal()?;
    let listen = if args.once { SocketAddr::from((Ipv4Addr::LOCALHOST, 0)) } else { args.listen };
    let stage = stage(&directory, listen, &mut reporter).await?;
    let listener = TcpListener::bind(listen).await.map_err(|source| StartError::Listen { address: listen, source })?;
    let web = Web::new(&stage.world.installation, &stage.world.config, listener.local_addr()?);
    add_owner(&stage).await?;
    reporter.tell(&format!("The portal is at {}", web.origin()));
    let stop = CancellationToken::new();
    let socket = local::serve(&stage.world.installation, web.origin(), stop.clone());
    let serving = tokio::spawn(http::serve(web.clone(), listener, stop.clone()));
    let told = tokio::select! {
        told = play(stage, &mut reporter) => told,
        () = asked.cancelled() => Err(anyhow::anyhow!("it was stopped before the end")),
    };
    let (story, summary) = match told {
        Ok(told) => told,
        Err(error) => {
            reporter.finish();
            stop.cancel();
            serving.await??;
            socket.close();
            return Err(error.into());
        }
    };
    tell(&args, &summary)?;
    if !args.once {
        // Made only now: the story let days pass, and a link lives for an hour.
        let link = web.welcome(&sign_in::link_for(&story.world.app, Some(OWNER)).await?);
        say::note(&format!("\nThe portal stays open. Sign in, once, with this link:\n\n  {link}\n"));
        say::note(&format!("Write purchase orders at {}/_emulator/", story.vendors.psa.url()));
        say::note(&format!("Ship and bill them at {}/_emulator/", story.vendors.distributor.url()));
        say::note(&format!("Keys for programs: linkspan keys create --name NAME --data {}", directory.display()));
        say::note("Ctrl-C ends it.");
        asked.cancelled().await;
    }
    stop.cancel();
    serving.await??;
    socket.close();
    story.world.app.store.close().await;
    Ok(())
}

async fn add_owner(stage: &Stage) -> Outcome {
    let app = &stage.world.app;
    let owner = NewUser { email: OWNER.into(), name: "Demo owner".into(), owner: true, password_hash: None };
    let mut tx = app.store.begin().await?;
    app.env(stage.world.environment).add_user(&mut tx, &owner).await?;
    tx.commit().await?;
    Ok(())
}

fn tell(args: &Args, summary: &Summary) -> Result<(), serde_json::Error> {
    if args.json {
        return say::json(summary);
    }
    let (products, orders) = (&summary.products, &summary.orders);
    say::note(&format!(
        "\nProducts: {} created, {} updated, {} unchanged in the second run, {} Autotask calls",
        products.created, products.updated, products.unchanged, products.calls
    ));
    say::note(&format!(
        "Orders: {} at the distributor, {} of them held and released, {} settled by asking, {} twice",
        orders.sent, orders.held_and_released, orders.unknown_settled, orders.duplicates_at_distributor
    ));
    say::note(&format!("Came back: {} shipments, {} invoices", summary.shipments, summary.invoices));
    say::note(&format!("Seconds: {:.1}", summary.seconds.get("total").copied().unwrap_or_default()));
    Ok(())
}

/// A directory that goes when the demo ends.
struct TemporaryDirectory {
    path: PathBuf,
    made: bool,
}

impl TemporaryDirectory {
    fn make(wanted: bool) -> std::io::Result<Self> {
        let path = std::env::temp_dir().join(format!("linkspan-demo-{}", std::process::id()));
        if wanted {
            std::fs::create_dir_all(&path)?;
        }
        Ok(Self { path, made: wanted })
    }
}

impl Drop for TemporaryDirectory {
    fn drop(&mut self) {
        if self.made {
            // Nothing depends on it: the system clears its temporary directory by itself.
            std::fs::remove_dir_all(&self.path).ok();
        }
    }
}
