//! Messages for programs, from the command line.

use super::keys::find;
use crate::app::App;
use crate::app::webhooks;
use linkspan_core::id::RowId;
use linkspan_core::problem::Problem;
use linkspan_store::{Delivery, DeliveryFilter, DeliveryState};
use serde_json::{Value, json};

/// Who acts, for the audit.
const ACTOR: &str = "Command line";

/// How many are listed.
const MOST: i64 = 500;

pub(super) async fn list(app: &App, environment: &str, state: Option<&str>) -> Result<Value, Problem> {
    let environment = find(app, environment).await?;
    let known = |word: &str| {
        DeliveryState::parse(word).ok_or_else(|| {
            let words: Vec<&str> = DeliveryState::ALL.iter().map(|state| state.as_str()).collect();
            Problem::permanent("state_unknown", format!("There is no state `{word}`. There is: {}.", words.join(", ")))
        })
    };
    let filter = DeliveryFilter { state: state.map(known).transpose()?, limit: MOST, offset: 0 };
    Ok(webhooks::list(app, environment, &filter).await?.into_iter().map(shown).collect())
}

pub(super) async fn resend(app: &App, environment: &str, id: &str) -> Result<Value, Problem> {
    let environment = find(app, environment).await?;
    let missing = || Problem::permanent("delivery_not_found", "There is no such message. `webhooks list` has the ids.");
    let id = RowId::parse(id).ok_or_else(missing)?;
    webhooks::resend(app, environment, id, ACTOR).await?;
    Ok(json!({ "id": id.to_string() }))
}

fn shown(delivery: Delivery) -> Value {
    json!({
        "id": delivery.id.to_string(),
        "message": delivery.content.message.to_string(),
        "kind": delivery.content.kind,
        "integration": delivery.content.integration,
        "connection": delivery.content.public_id,
        "url": delivery.content.url,
        "state": delivery.state.as_str(),
        "attempts": delivery.attempts,
        "status": delivery.status,
        "failure": delivery.failure,
        "created_at": delivery.created_at.to_string(),
        "tried_at": delivery.tried_at.map(|at| at.to_string()),
        "due_at": delivery.due_at.map(|at| at.to_string()),
    })
}
