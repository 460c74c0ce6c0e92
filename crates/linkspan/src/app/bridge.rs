//! Making a bridge: one PSA connection, one distributor connection, the company that stands for the distributor, and the
//! way customer PO numbers are made. All of it is fixed by orders later, so it is checked now.

use crate::app::App;
use crate::connectors::submitted_status_setting;
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::Choice;
use linkspan_core::id::{BridgeId, ConnectionId, EnvironmentId};
use linkspan_core::order::identity::NumberTemplate;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{AccountKind, Connection, Env, NewAudit, NewBridge};
use serde_json::json;

/// A purchase order number of the usual length: a template must leave room for it.
const SAMPLE_NUMBER: &str = "20261122-0001";
/// An id of the usual length.
const SAMPLE_ID: &str = "1000000";

/// What a person chose.
#[derive(Debug, Clone)]
pub struct BridgeRequest {
    /// The PSA side.
    pub psa: ConnectionId,
    /// The distributor side.
    pub distributor: ConnectionId,
    /// The PSA's id of the vendor company that stands for the distributor.
    pub vendor: String,
    /// How customer PO numbers are made.
    pub numbers: NumberTemplate,
}

/// Vendor companies that may stand for a distributor and have `text` in their name, the likely ones first.
///
/// # Errors
/// Where the PSA did not answer or refused.
pub async fn vendor_choices(
    app: &App,
    environment: EnvironmentId,
    psa: ConnectionId,
    distributor: &str,
    text: &str,
) -> Result<Vec<Choice>, Problem> {
    let link = app.links.psa(environment, psa, Lane::Person).await?;
    let mut vendors = link.directory.vendors(text).await?;
    let words: Vec<String> = distributor.to_lowercase().split([' ', '-']).map(str::to_owned).collect();
    let likeness = |choice: &Choice| {
        let label = choice.label.to_lowercase();
        words.iter().filter(|word| word.len() > 2 && label.contains(word.as_str())).count()
    };
    vendors.sort_by_key(|choice| std::cmp::Reverse(likeness(choice)));
    Ok(vendors)
}

/// Makes a bridge with its templates switched off.
///
/// # Errors
/// `connection_unusable`, `sandbox_and_production`, `vendor_unknown`, `number_prefix_unusable`, `number_collision`,
/// `bridge_exists`, or what the PSA or the database says. Then nothing was made.
pub async fn make(
    app: &App,
    environment: EnvironmentId,
    request: &BridgeRequest,
    actor: &str,
) -> Result<BridgeId, Problem> {
    let env = app.env(environment);
    let psa = linked(&env, request.psa).await?;
    let distributor = linked(&env, request.distributor).await?;
    same_kind(&psa, &distributor)?;
    example(&request.numbers)?;
    let vendor = vendor(app, environment, request).await?;
    let new = NewBridge {
        psa: request.psa,
        distributor: request.distributor,
        vendor_id: vendor.id,
        vendor_name: vendor.label,
        number_template: request.numbers.to_string(),
        settings: json!({}),
    };
    let mut tx = app.store.begin().await?;
    // Checked inside the transaction: on SQLite no other bridge can be made meanwhile.
    no_collision(app, &distributor, &request.numbers).await?;
    let id = env.add_bridge(&mut tx, &new).await?.ok_or_else(|| {
        Problem::permanent("bridge_exists", "These two connections are bridged already. Open that bridge.")
    })?;
    let entry = NewAudit {
        actor: actor.to_owned(),
        action: "bridge.made".into(),
        subject_kind: "bridge".into(),
        subject_id: id.to_string(),
        sentence: format!("{actor} bridged {} and {}.", psa.display_name, distributor.display_name),
        detail: json!({"vendor": new.vendor_id, "numbers": new.number_template}),
    };
    env.add_audit(&mut tx, &entry).await?;
    tx.commit().await?;
    Ok(id)
}

/// What a template makes of a purchase order of the usual kind.
///
/// # Errors
/// `number_prefix_unusable` where that could not be sent: longer than 20 characters, or with characters that are not safe.
pub fn example(numbers: &NumberTemplate) -> Result<String, Problem> {
    numbers.derive(SAMPLE_NUMBER, SAMPLE_ID).map_err(|reason| {
        let sentence = format!(
            "With this prefix a purchase order number could not be sent: {reason} Choose a shorter or plainer one."
        );
        Problem::permanent("number_prefix_unusable", sentence)
    })
}

/// Whether a template may be used on a distributor connection: it makes numbers that can be sent, and none that another
/// bridge on the same account could make.
///
/// # Errors
/// `number_prefix_unusable`, `number_collision`, `connection_unusable`, or what the database says.
pub async fn may_number(
    app: &App,
    environment: EnvironmentId,
    distributor: ConnectionId,
    numbers: &NumberTemplate,
) -> Result<(), Problem> {
    example(numbers)?;
    let distributor = linked(&app.env(environment), distributor).await?;
    no_collision(app, &distributor, numbers).await
}

/// Which status of the PSA hands a purchase order over.
#[derive(Debug, Clone)]
pub struct SubmittedStatus {
    /// One is called *Submitted*; then nothing is to be chosen.
    pub by_label: bool,
    /// All statuses.
    pub choices: Vec<Choice>,
    /// What an administrator chose, by the PSA's number.
    pub chosen: Option<String>,
}

/// Which status of the PSA hands a purchase order over, and what there is to choose from.
///
/// # Errors
/// Where the PSA did not answer or refused.
pub async fn submitted_status(
    app: &App,
    environment: EnvironmentId,
    psa: ConnectionId,
) -> Result<SubmittedStatus, Problem> {
    let link = app.links.psa(environment, psa, Lane::Person).await?;
    let choices = link.directory.order_statuses().await?;
    let by_label = choices.iter().any(|one| one.label.trim().eq_ignore_ascii_case("Submitted"));
    let chosen = app.env(environment).setting(&submitted_status_setting(psa)).await?;
    Ok(SubmittedStatus { by_label, choices, chosen })
}

/// An administrator chooses which status hands a purchase order over.
///
/// # Errors
/// `submitted_status_unknown` where it is none of the PSA's, or what the PSA or the database says.
pub async fn choose_submitted_status(
    app: &App,
    environment: EnvironmentId,
    psa: ConnectionId,
    status: &str,
    actor: &str,
) -> Result<(), Problem> {
    let known = submitted_status(app, environment, psa).await?;
    if !known.choices.iter().any(|one| one.id == status) {
        return Err(Problem::permanent(
            "submitted_status_unknown",
            "Autotask has no such purchase order status. Choose one of the list.",
        ));
    }
    let mut tx = app.store.begin().await?;
    app.env(environment).set_setting(&mut tx, &submitted_status_setting(psa), &status, actor).await?;
    tx.commit().await?;
    Ok(())
}

async fn linked(env: &Env, id: ConnectionId) -> Result<Connection, Problem> {
    let connection = env.connection(id).await?.filter(|one| one.account_key.is_some());
    connection.ok_or_else(|| {
        Problem::new("connection_unusable", "Connect both accounts before you bridge them.", Consequence::NeedsPerson)
    })
}

/// A sandbox's orders must never reach a real account, and a real order must never vanish in a test system.
fn same_kind(psa: &Connection, distributor: &Connection) -> Result<(), Problem> {
    let real = |connection: &Connection| connection.account_kind == AccountKind::Production;
    if real(psa) == real(distributor) {
        return Ok(());
    }
    let (production, other) = if real(psa) { (psa, distributor) } else { (distributor, psa) };
    Err(Problem::permanent(
        "sandbox_and_production",
        format!(
            "{} is a production account and {} is not. Bridge production with production, or test with test.",
            production.display_name, other.display_name
        ),
    ))
}

async fn vendor(app: &App, environment: EnvironmentId, request: &BridgeRequest) -> Result<Choice, Problem> {
    let link = app.links.psa(environment, request.psa, Lane::Person).await?;
    let vendors = link.directory.vendors("").await?;
    vendors.into_iter().find(|choice| choice.id == request.vendor).ok_or_else(|| {
        Problem::permanent(
            "vendor_unknown",
            "The company is no active company of type Vendor in Autotask. Choose another, or make it a vendor there.",
        )
    })
}

async fn no_collision(app: &App, distributor: &Connection, numbers: &NumberTemplate) -> Result<(), Problem> {
    let account = distributor.account_key.as_deref().unwrap_or_default();
    for other in app.store.bridges_on_account(&distributor.provider, account).await? {
        // A template that cannot be read could produce anything.
        let collides =
            NumberTemplate::parse(&other.number_template).is_none_or(|theirs| theirs.may_collide_with(numbers));
        if collides {
            return Err(Problem::permanent(
                "number_collision",
                format!(
                    "Another bridge orders on the same account with numbers like {}. Choose a prefix that begins differently.",
                    other.number_template
                ),
            ));
        }
    }
    Ok(())
}
