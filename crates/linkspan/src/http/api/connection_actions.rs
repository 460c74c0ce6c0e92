//! What is done to a connection: asking the account, the master switch, taking leave, the share of its calls.

use super::connections::{self, CONNECTION};
use super::describe::{Described, Gives, Kind, Shape, TEXT, field};
use super::operation::{Ask, Reply, WRITES, refused};
use crate::connectors::{Finding, Verdict, share_setting};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::NewAudit;
use serde_json::{Value, json};

/// The largest share: Linkspan alone never fills a database up.
const MOST_PERCENT: i64 = 90;

static FINDING: Shape = Shape {
    name: "Finding",
    about: "One thing that was checked.",
    fields: &[
        field("step", TEXT, "What was checked, as a stable word."),
        field("subject", TEXT, "Which of several, such as the module of a permission.").or_null(),
        field("verdict", Kind::Word(&["ok", "noted", "failed"]), "How it stands; `noted` cannot be found out now."),
        field("code", TEXT, "Stable code of what is wrong.").or_null(),
        field("sentence", TEXT, "In words, with what to do; may be empty."),
    ],
};

static CHECKED: Shape = Shape {
    name: "ConnectionCheck",
    about: "What was found when the account was asked.",
    fields: &[
        field("well", Kind::Flag, "Whether everything holds."),
        field("findings", Kind::List(&Kind::Object(&FINDING)), "What was checked."),
        field("connection", Kind::Object(&CONNECTION), "The connection afterwards."),
    ],
};

pub(super) static CHECK: Described = Described {
    id: "checkConnection",
    group: "Connections",
    summary: "Ask the account now",
    more: "Signs in and looks at the permissions. What was found is kept as the connection's health.",
    path: connections::PATH,
    gives: Gives::One(&CHECKED),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/connections/{connection}/check`.
pub(super) async fn check(ask: Ask) -> Reply {
    let connection = connections::find(&ask).await?;
    let findings = ask.web.connect.check(ask.env().id(), connection.id).await.map_err(refused)?;
    Ok(json!({
        "well": findings.iter().all(|one| !matches!(one.verdict, Verdict::Failed { .. })),
        "findings": findings.iter().map(finding).collect::<Vec<_>>(),
        "connection": connections::connection(&connections::find(&ask).await?),
    }))
}

fn finding(one: &Finding) -> Value {
    let (verdict, code, sentence) = match &one.verdict {
        Verdict::Failed { code, sentence, cure } => {
            ("failed", Some(*code), format!("{sentence} {cure}").trim().to_owned())
        }
        Verdict::Ok { found } => ("ok", None, found.clone()),
        Verdict::Noted { sentence } => ("noted", None, sentence.clone()),
    };
    json!({ "step": one.step, "subject": one.subject, "verdict": verdict, "code": code, "sentence": sentence })
}

static SWITCH: Shape =
    Shape { name: "Switch", about: "On or off.", fields: &[field("on", Kind::Flag, "Whether it shall be on.")] };

pub(super) static MASTER_SWITCH: Described = Described {
    id: "switchConnection",
    group: "Connections",
    summary: "Switch a connection on or off",
    more: "The master switch: while it is off, nothing uses the account. It may be repeated.",
    path: connections::PATH,
    body: Some(&SWITCH),
    gives: Gives::One(&CONNECTION),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/connections/{connection}/switch`.
pub(super) async fn switch(ask: Ask) -> Reply {
    let connection = connections::find(&ask).await?;
    let on = ask.flag("on");
    ask.web.connect.switch(ask.env().id(), connection.id, on, ask.actor()).await.map_err(refused)?;
    Ok(connections::connection(&connections::find(&ask).await?))
}

static AGREE: Shape = Shape {
    name: "Disconnect",
    about: "A word that it is meant.",
    fields: &[
        field("agree", Kind::Flag, "`true`: the credentials are destroyed at once and the templates are switched off."),
        field("open_orders", Kind::Flag, "`true` where orders are still open: nothing more is learnt about them.")
            .optional(),
    ],
};

pub(super) static DISCONNECT: Described = Described {
    id: "disconnectConnection",
    group: "Connections",
    summary: "Disconnect an account",
    more: "Destroys the credentials and switches the templates off. Orders, links and logs stay, and connecting again must \
           reach the same account. It may be repeated.",
    path: connections::PATH,
    body: Some(&AGREE),
    gives: Gives::One(&CONNECTION),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/connections/{connection}/disconnect`.
pub(super) async fn disconnect(ask: Ask) -> Reply {
    let connection = connections::find(&ask).await?;
    let (environment, needs) =
        (ask.env().id(), |code, sentence: String| refused(Problem::new(code, sentence, Consequence::NeedsPerson)));
    if !ask.flag("agree") {
        return Err(needs("not_agreed", "Send \"agree\": true. The credentials are destroyed at once.".into()));
    }
    let open = ask.web.connect.before_disconnect(environment, connection.id).await.map_err(refused)?.open_orders;
    if !open.is_empty() && !ask.flag("open_orders") {
        let words =
            format!("{} orders are still open. Send \"open_orders\": true to leave them as they are.", open.len());
        return Err(needs("orders_open", words));
    }
    ask.web.connect.disconnect(environment, connection.id, ask.actor()).await.map_err(refused)?;
    Ok(connections::connection(&connections::find(&ask).await?))
}

static SHARE: Shape = Shape {
    name: "QuotaShare",
    about: "The share of a database's hourly calls.",
    fields: &[field("percent", Kind::Whole(1, MOST_PERCENT), "In per cent.")],
};

pub(super) static SET_SHARE: Described = Described {
    id: "setQuotaShare",
    group: "Installation",
    summary: "Set the share of a PSA database's calls",
    more: "It holds at once. Where two environments link the same database, the smaller share counts.",
    path: connections::PATH,
    body: Some(&SHARE),
    gives: Gives::One(&SHARE),
    refusals: WRITES,
    ..Described::READ
};

/// `PUT /api/v1/connections/{connection}/quota_share`.
pub(super) async fn set_share(ask: Ask) -> Reply {
    let connection = connections::find(&ask).await?;
    let database = connection.account_key.filter(|_| connection.provider == "autotask").ok_or_else(|| {
        refused(Problem::permanent("no_quota", "Only a connected Autotask database has a share of calls to set."))
    })?;
    let percent = ask.whole("percent").unwrap_or(1);
    let entry = NewAudit {
        actor: ask.actor().to_owned(),
        action: "quota.share_set".into(),
        subject_kind: "connection".into(),
        subject_id: connection.id.to_string(),
        sentence: format!("{percent} %"),
        detail: json!({ "database": database, "percent": percent }),
    };
    let (env, app) = (ask.env(), &ask.web.app);
    let mut tx = app.store.begin().await?;
    env.set_setting(&mut tx, &share_setting(&database), &percent, ask.actor()).await?;
    env.add_audit(&mut tx, &entry).await?;
    tx.commit().await?;
    ask.web.registry.read_shares().await?;
    Ok(json!({ "percent": percent }))
}
