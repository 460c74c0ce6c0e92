//! Messages to people: one per subject and state, committed with what they are about, sent by a job of their own.

use crate::app::App;
use crate::app::mail::Letter;
use crate::app::notice_settings::NoticeSettings;
use crate::jobs::{Done, WorkLane};
use linkspan_core::id::{BridgeId, EnvironmentId, NoticeId};
use linkspan_core::order::OrderState;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{Bridge, Env, NewNotice, Notice, Order, Tx};

/// Work that sends one message; its subject is the notice.
pub const NOTICE_WORK: &str = "notice";

/// How the state of a message about a bridge that waits for a confirmation begins.
const RECONCILE: &str = "reconcile_first";

/// Tells people that an order waits for them. Saying it twice for the same state changes nothing.
///
/// # Errors
/// What the database says.
pub async fn order_needs_person(
    app: &App,
    env: &Env,
    tx: &mut Tx,
    order: &Order,
    state: OrderState,
    explanation: &str,
) -> Result<(), Problem> {
    let Some(title) = title(state, &order.identity.psa_order_number) else { return Ok(()) };
    about_order(app, env, tx, order, state.as_str(), title, explanation).await
}

/// Whether waiting alone does not mend a problem.
#[must_use]
pub fn is_for_people(problem: &Problem) -> bool {
    matches!(problem.consequence, Consequence::Credentials | Consequence::NeedsPerson | Consequence::Permanent)
}

/// Tells people that an order cannot even be checked or asked about, such as with refused credentials.
///
/// # Errors
/// What the database says.
pub async fn order_is_stuck(
    app: &App,
    env: &Env,
    tx: &mut Tx,
    order: &Order,
    explanation: &str,
) -> Result<(), Problem> {
    let title = format!("Purchase order {} cannot be sent now", order.identity.psa_order_number);
    about_order(app, env, tx, order, "stuck", title, explanation).await
}

/// Tells people that an answer of the distributor came after an order was decided otherwise.
///
/// # Errors
/// What the database says.
pub async fn answer_came_late(
    app: &App,
    env: &Env,
    tx: &mut Tx,
    order: &Order,
    explanation: &str,
) -> Result<(), Problem> {
    let title = format!("The distributor took purchase order {} after all", order.identity.psa_order_number);
    about_order(app, env, tx, order, "late_answer", title, explanation).await
}

/// Tells people that purchase orders of a bridge cannot be looked for; at most once a day for each problem.
///
/// # Errors
/// What the database says.
pub async fn bridge_is_stuck(
    app: &App,
    env: &Env,
    tx: &mut Tx,
    bridge: BridgeId,
    problem: &Problem,
) -> Result<(), Problem> {
    let day = app.clock.now_ms() / 86_400_000;
    let notice = NewNotice {
        subject_kind: "bridge".into(),
        subject_id: bridge.to_string(),
        state: format!("{}:{day}", problem.code),
        title: "Purchase orders are not being looked for".into(),
        body: problem.sentence.clone(),
        recipients: recipients(env, bridge).await?,
    };
    raise(app, env, tx, &notice).await
}

/// Tells people that a bridge sends nothing until they confirm a list; once for each time that it begins to wait.
///
/// # Errors
/// What the database says.
pub async fn reconcile_first(app: &App, env: &Env, tx: &mut Tx, bridge: &Bridge, why: &str) -> Result<(), Problem> {
    let since = bridge.reconcile_since.map_or(0, |at| at.as_millisecond());
    let notice = NewNotice {
        subject_kind: "bridge".into(),
        subject_id: bridge.id.to_string(),
        state: format!("{RECONCILE}:{since}"),
        title: "Nothing is ordered until you confirm a list".into(),
        body: format!(
            "{why} Linkspan asks the distributor about every submitted purchase order. Look at the list and confirm it."
        ),
        recipients: recipients(env, bridge.id).await?,
    };
    raise(app, env, tx, &notice).await
}

async fn about_order(
    app: &App,
    env: &Env,
    tx: &mut Tx,
    order: &Order,
    state: &str,
    title: String,
    explanation: &str,
) -> Result<(), Problem> {
    let notice = NewNotice {
        subject_kind: "order".into(),
        subject_id: order.id.to_string(),
        state: state.into(),
        title,
        body: format!("{explanation}\n\nPurchase order {}", order.identity.psa_order_number),
        recipients: recipients(env, order.identity.bridge).await?,
    };
    raise(app, env, tx, &notice).await
}

/// Keeps a message and asks for it to be sent, in the transaction of what it is about.
///
/// # Errors
/// What the database says.
pub async fn raise(app: &App, env: &Env, tx: &mut Tx, notice: &NewNotice) -> Result<(), Problem> {
    if let Some(id) = env.add_notice(tx, notice).await? {
        let lane = WorkLane::Small.as_str();
        env.enqueue(tx, lane, NOTICE_WORK, &id.to_string(), app.clock.now()).await?;
    }
    Ok(())
}

/// Sends one message, unless it was sent or nobody wants to hear of it. Without a way to send, it waits in the portal.
///
/// # Errors
/// `mail_failed`: it is tried again later, and the portal shows why it failed.
pub async fn send(app: &App, environment: EnvironmentId, id: NoticeId) -> Result<Done, Problem> {
    let env = app.env(environment);
    let Some(notice) = env.notice(id).await?.filter(|notice| notice.sent_at.is_none()) else {
        return Ok(Done::Finished);
    };
    let settings = NoticeSettings::load(&env).await?;
    let Some(post) = app.mailer.post().filter(|_| settings.wants(&notice.content.state)) else {
        return Ok(Done::Finished);
    };
    let to = addresses(&env, &settings, &notice).await?;
    if to.is_empty() {
        return Ok(Done::Finished);
    }
    let sent = post.send(&letter(app, &notice, to)).await;
    let mut tx = app.store.begin().await?;
    match &sent {
        Ok(()) => {
            env.note_notice_sent(&mut tx, id).await?;
        }
        Err(problem) => env.note_notice_failed(&mut tx, id, &problem.sentence).await?,
    }
    tx.commit().await?;
    sent.map(|()| Done::Finished)
}

/// Whom the settings name; otherwise whom the message names; otherwise the owners.
async fn addresses(env: &Env, settings: &NoticeSettings, notice: &Notice) -> Result<Vec<String>, Problem> {
    let named = [&settings.recipients, &notice.content.recipients];
    if let Some(list) = named.into_iter().find(|list| !list.is_empty()) {
        return Ok(list.clone());
    }
    let users = env.users().await?;
    Ok(users.into_iter().filter(|user| user.owner).map(|user| user.email).collect())
}

fn letter(app: &App, notice: &Notice, to: Vec<String>) -> Letter {
    let content = &notice.content;
    let path = match content.subject_kind.as_str() {
        "order" => format!("/orders/{}", content.subject_id),
        "bridge" if content.state.starts_with(RECONCILE) => format!("/bridges/{}/reconcile", content.subject_id),
        "connection" => "/connectors".to_owned(),
        _ => "/".to_owned(),
    };
    let link = app.mailer.page(&path).map(|link| format!("\n\n{link}\n")).unwrap_or_default();
    let body = format!("{}{link}", content.body);
    Letter { id: notice.id.to_string(), title: content.title.clone(), body, to }
}

async fn recipients(env: &Env, bridge: BridgeId) -> Result<Vec<String>, Problem> {
    let Some(bridge) = env.bridge(bridge).await? else { return Ok(Vec::new()) };
    let connection = env.connection(bridge.psa).await?;
    Ok(connection.and_then(|connection| connection.email).into_iter().collect())
}

fn title(state: OrderState, number: &str) -> Option<String> {
    let what = match state {
        OrderState::Held => "is waiting for you",
        OrderState::Unknown => "may or may not have been ordered: it is being checked",
        OrderState::Conflict => "needs a decision",
        OrderState::Rejected => "was refused by the distributor",
        _ => return None,
    };
    Some(format!("Purchase order {number} {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_the_states_that_people_must_know_have_a_title() {
        let titled: Vec<_> = OrderState::ALL.iter().filter(|state| title(**state, "1").is_some()).collect();
        assert_eq!(titled, [&OrderState::Held, &OrderState::Rejected, &OrderState::Unknown, &OrderState::Conflict]);
    }
}
