//! Asking the running server from the same machine: one JSON line there, one JSON line back, over a socket in the data
//! directory that only its owner may use. Where no server runs, the command opens the data itself.
//!
//! What must not be here: what tasks do beyond calling a use case and choosing what to show of it.

mod keys;
mod reconcile;
mod sync;
mod webhooks;

pub use sync::What;

use crate::app::backup::{self, KEY_FILE_NOTE, Reason, Wish};
use crate::app::keys::Keys;
use crate::app::{App, checkup, doctor, sign_in};
use crate::config::Config;
use crate::connectors::Registry;
use crate::start::{Installation, StartError};
use linkspan_core::id::OrderId;
use linkspan_core::order::OrderState;
use linkspan_core::problem::Problem;
use linkspan_store::{Grants, Order, OrderFilter};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio_util::sync::CancellationToken;

/// The name of the socket in the data directory.
const SOCKET: &str = "linkspan.sock";

/// The longest line that is read.
const LONGEST: u64 = 64 * 1024;

/// What can be asked.
#[derive(Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Task {
    /// A link that signs a person in, once.
    SignInLink {
        /// The person's address; `None` is the owner.
        email: Option<String>,
    },
    /// What is wrong with the installation and with each connection.
    Doctor,
    /// Beginning a template now.
    Sync {
        /// Which.
        what: What,
        /// Only for this bridge.
        bridge: Option<String>,
        /// Products: the plan alone.
        rehearse: bool,
    },
    /// How far a run is.
    Run {
        /// Its id.
        run: String,
    },
    /// A list of orders.
    Orders {
        /// Only in this state.
        state: Option<String>,
        /// Part of a number or a name.
        text: Option<String>,
    },
    /// A backup.
    Backup {
        /// A file or a directory; `None` is the shelf beside the data.
        target: Option<PathBuf>,
        /// Whether the catalogue is copied too.
        with_catalogue: bool,
        /// How many stay in the directory; `None` removes nothing.
        keep: Option<usize>,
    },
    /// One order with its history.
    Order {
        /// Its id or one of its numbers.
        order: String,
    },
    /// A new API key.
    MakeKey {
        /// The environment's name.
        environment: String,
        /// By what people know it.
        name: String,
        /// What it may do.
        grants: Grants,
        /// When it ends, as typed.
        expires: Option<String>,
        /// A key that exists elsewhere.
        bring: Option<String>,
    },
    /// The API keys of an environment.
    Keys {
        /// The environment's name.
        environment: String,
    },
    /// Taking an API key back.
    RevokeKey {
        /// The environment's name.
        environment: String,
        /// Its id or its first characters.
        key: String,
    },
    /// Messages for programs.
    Webhooks {
        /// The environment's name.
        environment: String,
        /// Only those in this state.
        state: Option<String>,
    },
    /// Sending a message for programs again.
    ResendWebhook {
        /// The environment's name.
        environment: String,
        /// Its id.
        id: String,
    },
    /// The lists of the bridges that must be reconciled, asked about here and now.
    Reconcile {
        /// Confirm them as they stand then.
        confirm: bool,
        /// Only of the bridge with this id.
        bridge: Option<String>,
    },
}

/// Why a task gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The installation cannot be opened.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The task was refused or failed.
    #[error("{0}")]
    Refused(String),
    /// The running server did not answer.
    #[error("the running Linkspan did not answer")]
    Socket(#[from] io::Error),
    /// The answer is no JSON.
    #[error("the running Linkspan answered something unreadable; is it another version?")]
    Garbled(#[from] serde_json::Error),
}

/// Whether a server runs on this data.
pub async fn is_served(config: &Config) -> bool {
    UnixStream::connect(config.data.dir.join(SOCKET)).await.is_ok()
}

/// Asks the running server, or does it here where none runs.
///
/// # Errors
/// [`AskError`].
pub async fn ask(config: &Config, task: &Task) -> Result<Value, AskError> {
    let answer = match UnixStream::connect(config.data.dir.join(SOCKET)).await {
        Ok(stream) => exchange(stream, task).await?,
        Err(_) => {
            let installation = Installation::open(config).await?;
            let desk = Desk::of(&installation, &crate::http::origin(config, config.server.listen));
            let answer = answer(&desk, task).await;
            installation.app.store.close().await;
            answer
        }
    };
    match answer.get("error") {
        Some(error) => Err(AskError::Refused(error.as_str().unwrap_or_default().to_owned())),
        None => Ok(answer["answer"].clone()),
    }
}

async fn exchange(mut stream: UnixStream, task: &Task) -> Result<Value, AskError> {
    let mut line = serde_json::to_string(task)?;
    line.push('\n');
    stream.write_all(line.as_bytes()).await?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer).await?;
    Ok(serde_json::from_str(&answer)?)
}

/// What tasks are done with.
#[derive(Clone)]
struct Desk {
    app: App,
    accounts: Arc<Registry>,
    keys: Arc<Keys>,
    origin: String,
}

impl Desk {
    fn of(installation: &Installation, origin: &str) -> Self {
        let (accounts, keys) = (Arc::clone(&installation.registry), Arc::clone(&installation.keys));
        Self { app: installation.app.clone(), accounts, keys, origin: origin.to_owned() }
    }
}

/// A socket that is served; closing it removes its file.
pub struct Served {
    path: Option<PathBuf>,
}

impl Served {
    /// Removes the file.
    pub fn close(self) {
        if let Some(path) = self.path {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Answers until `stop`. Where the socket cannot be made, commands on this machine say so; the portal is not touched.
#[must_use]
pub fn serve(installation: &Installation, origin: &str, stop: CancellationToken) -> Served {
    let Some(directory) = installation.app.store.directory() else { return Served { path: None } };
    let path = directory.join(SOCKET);
    let listener = match bind(&path) {
        Ok(listener) => listener,
        Err(error) => {
            tracing::warn!(%error, path = %path.display(), "commands on this machine cannot reach this server");
            return Served { path: None };
        }
    };
    let desk = Desk::of(installation, origin);
    tokio::spawn(async move {
        loop {
            let stream = tokio::select! {
                () = stop.cancelled() => return,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => stream,
                    Err(_) => continue,
                },
            };
            let desk = desk.clone();
            tokio::spawn(async move {
                if let Err(error) = converse(&desk, stream).await {
                    tracing::debug!(%error, "a command went away");
                }
            });
        }
    });
    Served { path: Some(path) }
}

/// The data directory is locked, so a socket that is there was left by a process that is gone.
fn bind(path: &Path) -> io::Result<UnixListener> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

async fn converse(desk: &Desk, stream: UnixStream) -> io::Result<()> {
    let (reading, mut writing) = stream.into_split();
    let mut line = String::new();
    BufReader::new(reading.take(LONGEST)).read_line(&mut line).await?;
    let answer = match serde_json::from_str(&line) {
        Ok(task) => answer(desk, &task).await,
        Err(_) => json!({ "error": "the running Linkspan does not know this task; is it another version?" }),
    };
    writing.write_all(format!("{answer}\n").as_bytes()).await
}

async fn answer(desk: &Desk, task: &Task) -> Value {
    match run(desk, task).await {
        Ok(answer) => json!({ "answer": answer }),
        Err(problem) => {
            tracing::debug!(code = problem.code, cause = problem.cause_chain(), "a command failed: {problem}");
            json!({ "error": problem.sentence })
        }
    }
}

async fn run(desk: &Desk, task: &Task) -> Result<Value, Problem> {
    let Desk { app, accounts, keys, origin } = desk;
    match task {
        Task::Doctor => {
            let diagnoses = doctor::examine(&app.store, &**accounts, None).await?;
            let shown = diagnoses.iter().map(|one| {
                let mut value = serde_json::to_value(one).unwrap_or_default();
                value["well"] = one.is_well().into();
                value
            });
            let connections: Value = shown.collect();
            Ok(json!({ "installation": checkup::installation(app).await?, "connections": connections }))
        }
        Task::Sync { what, bridge, rehearse } => sync::start(app, *what, bridge.as_deref(), *rehearse).await,
        Task::Run { run } => sync::progress(app, run).await,
        Task::SignInLink { email } => {
            let token = sign_in::link_for(app, email.as_deref()).await?;
            Ok(json!({ "link": format!("{origin}/welcome/{}", token.expose_secret()) }))
        }
        Task::Orders { state, text } => orders(app, state.as_deref(), text.as_deref()).await,
        Task::Order { order } => one_order(app, order).await,
        Task::MakeKey { environment, name, grants, expires, bring } => {
            let wanted = keys::Wanted { name, grants, expires: expires.as_deref(), bring: bring.as_deref() };
            keys::make(app, keys, environment, wanted).await
        }
        Task::Keys { environment } => keys::list(app, keys, environment).await,
        Task::RevokeKey { environment, key } => keys::revoke(app, keys, environment, key).await,
        Task::Webhooks { environment, state } => webhooks::list(app, environment, state.as_deref()).await,
        Task::ResendWebhook { environment, id } => webhooks::resend(app, environment, id).await,
        Task::Reconcile { confirm, bridge } => reconcile::lists(app, *confirm, bridge.as_deref()).await,
        Task::Backup { target, with_catalogue, keep } => {
            let wish = Wish { target: target.clone(), with_catalogue: *with_catalogue, reason: Reason::Asked };
            back_up(app, &wish, *keep).await
        }
    }
}

async fn back_up(app: &App, wish: &Wish, keep: Option<usize>) -> Result<Value, Problem> {
    let made = backup::make(&app.store, &*app.clock, &*app.ids, wish).await?;
    if let (Some(keep), Some(directory)) = (keep, made.path.parent()) {
        backup::keep_only(directory, keep)?;
    }
    Ok(json!({ "path": made.path, "bytes": made.bytes, "manifest": made.manifest, "note": KEY_FILE_NOTE }))
}

async fn orders(app: &App, state: Option<&str>, text: Option<&str>) -> Result<Value, Problem> {
    let states = match state {
        Some(word) => {
            let known = || Problem::permanent("state_unknown", format!("There is no order state `{word}`."));
            vec![OrderState::parse(word).ok_or_else(known)?]
        }
        None => Vec::new(),
    };
    let filter =
        OrderFilter { states, text: text.unwrap_or_default().to_owned(), limit: 500, ..OrderFilter::default() };
    let mut rows = Vec::new();
    for environment in app.store.environments().await? {
        rows.extend(app.env(environment.id).orders(&filter).await?.orders.iter().map(summary));
    }
    Ok(Value::Array(rows))
}

async fn one_order(app: &App, wanted: &str) -> Result<Value, Problem> {
    for environment in app.store.environments().await? {
        let env = app.env(environment.id);
        let found = match OrderId::parse(wanted) {
            Some(id) => env.order(id).await?,
            None => {
                let filter = OrderFilter { text: wanted.to_owned(), ..OrderFilter::default() };
                env.orders(&filter).await?.orders.into_iter().find(|order| {
                    order.identity.psa_order_number == wanted
                        || order.identity.customer_po_number.as_deref() == Some(wanted)
                })
            }
        };
        let Some(order) = found else { continue };
        let events = env.order_events(order.id).await?;
        let numbers = env.distributor_orders(order.id).await?;
        let mut shown = summary(&order);
        shown["reasons"] = order.reasons.iter().map(ToString::to_string).collect();
        shown["distributor_orders"] = numbers.into_iter().map(|number| number.number).collect();
        shown["events"] = events
            .into_iter()
            .map(|event| {
                json!({ "at": event.at.to_string(), "kind": event.kind, "actor": event.actor, "from": event.from.as_str(),
                        "to": event.to.as_str(), "sentence": event.sentence, "reason": event.reason })
            })
            .collect();
        return Ok(shown);
    }
    Err(Problem::permanent("order_not_found", "There is no such order."))
}

fn summary(order: &Order) -> Value {
    json!({
        "id": order.id.to_string(),
        "purchase_order": order.identity.psa_order_number,
        "customer_po_number": order.identity.customer_po_number,
        "purchase_for": order.identity.purchase_for,
        "state": order.state.as_str(),
        "explanation": order.explanation,
        "total": order.total.map(|total| total.to_string()),
        "currency": order.currency.map(|currency| currency.to_string()),
        "changed_at": order.updated_at.to_string(),
    })
}
