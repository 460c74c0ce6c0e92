//! Settings: the share of each Autotask database's hourly calls.

use super::settings::page_with;
use crate::app::notice_settings::NoticeSettings;
use crate::connectors::share_setting;
use crate::http::failure::Failure;
use crate::http::portal::page::Field;
use crate::http::portal::settings::Quota;
use crate::http::portal::states::Tone;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use linkspan_store::{Connection, ConnectionState, NewAudit};
use serde_json::json;

/// The largest share: Linkspan alone never fills a database up.
const MOST: u8 = 90;

/// `POST /settings/quota/{database}`, with `percent`. It holds at once.
pub(in crate::http) async fn save(
    State(web): State<Web>,
    Path(database): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let t = frame::words(&web, &signed);
    let linked = linked(&signed).await?.into_iter().find(|one| one.account_key.as_deref() == Some(&database));
    let connection = linked.ok_or(Failure::NotFound)?;
    let typed = fields.text("percent").trim();
    let Some(percent) = typed.parse::<u8>().ok().filter(|percent| (1..=MOST).contains(percent)) else {
        let field = Field::of(typed).wrong(t.settings_percent_wrong());
        let settings = NoticeSettings::load(&signed.env).await?;
        let recipients = Field::of(settings.recipients.join(", "));
        let wrong = Some((database, field));
        return page_with(&web, &signed, &settings, recipients, wrong, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let entry = NewAudit {
        actor: signed.user.email.clone(),
        action: "quota.share_set".into(),
        subject_kind: "connection".into(),
        subject_id: connection.id.to_string(),
        sentence: format!("{percent} %"),
        detail: json!({ "database": database, "percent": percent }),
    };
    let mut tx = web.app.store.begin().await?;
    signed.env.set_setting(&mut tx, &share_setting(&database), &percent, signed.actor()).await?;
    signed.env.add_audit(&mut tx, &entry).await?;
    tx.commit().await?;
    web.registry.read_shares().await?;
    Ok(frame::go(&web, "/settings#quota", Tone::Ok, t.did_save()))
}

/// The databases of an environment with the use of their calls, and a share that was refused in its place.
pub(super) async fn quotas(web: &Web, signed: &Signed, wrong: Option<(String, Field)>) -> Result<Vec<Quota>, Failure> {
    let mut quotas = Vec::new();
    for connection in linked(signed).await? {
        let Some(database) = connection.account_key else { continue };
        let Some(budget) = web.registry.call_budget(&database) else { continue };
        let percent = match &wrong {
            Some((refused, field)) if *refused == database => field.clone(),
            _ => Field::of((u64::from(budget.share) * 100).div_ceil(u64::from(budget.limit.max(1))).to_string()),
        };
        quotas.push(Quota {
            database: connection.display_name,
            key: database,
            limit: u64::from(budget.limit),
            used: u64::from(budget.used),
            share: u64::from(budget.share),
            percent,
        });
    }
    Ok(quotas)
}

async fn linked(signed: &Signed) -> Result<Vec<Connection>, Failure> {
    let all = signed.env.connections().await?.into_iter();
    Ok(all.filter(|one| one.provider == "autotask" && one.state != ConnectionState::NotConnected).collect())
}
