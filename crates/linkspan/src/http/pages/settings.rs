//! Settings of the environment: notices, the share of calls, and about.

use super::door::is_address;
use super::{backup, shares};
use crate::app::notice_settings::NoticeSettings;
use crate::app::notices;
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::page::{Fact, Field};
use crate::http::portal::settings::{Notices, SettingsPage};
use crate::http::portal::shell::Section;
use crate::http::portal::states::Tone;
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use linkspan_store::{Env, NewNotice};

/// How many of the last notices are looked at for the last one sent.
const LAST: i64 = 50;

/// `GET /settings`.
pub(in crate::http) async fn show(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let settings = NoticeSettings::load(&signed.env).await?;
    let recipients = Field::of(settings.recipients.join(", "));
    page(&web, &signed, &settings, recipients, StatusCode::OK).await
}

/// `POST /settings/notices`.
pub(in crate::http) async fn save_notices(
    State(web): State<Web>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let t = frame::words(&web, &signed);
    let settings = read(&fields);
    if let Some(wrong) = settings.recipients.iter().find(|address| !is_address(address)) {
        let field = Field::of(fields.text("recipients")).wrong(t.settings_recipient_wrong(wrong));
        return page(&web, &signed, &settings, field, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    settings.save(&web.app, &signed.env, signed.actor()).await?;
    Ok(frame::go(&web, "/settings", Tone::Ok, t.did_save()))
}

/// `POST /settings/notices/test`.
pub(in crate::http) async fn test_notice(
    State(web): State<Web>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    let t = frame::words(&web, &signed);
    let settings = NoticeSettings::load(&signed.env).await?;
    let recipients = match settings.recipients.is_empty() {
        true => vec![signed.user.email.clone()],
        false => settings.recipients,
    };
    let notice = NewNotice {
        subject_kind: "test".into(),
        subject_id: web.app.ids.next().to_string(),
        state: "test".into(),
        title: t.settings_test_title().to_owned(),
        body: t.settings_test_body().to_owned(),
        recipients,
    };
    let mut tx = web.app.store.begin().await?;
    notices::raise(&web.app, &signed.env, &mut tx, &notice).await?;
    tx.commit().await?;
    web.app.nudge.now();
    Ok(frame::go(&web, "/settings", Tone::Wait, t.did_test()))
}

fn read(fields: &Fields) -> NoticeSettings {
    let recipients = fields.text("recipients").split([',', ';', ' ']).map(str::trim).filter(|one| !one.is_empty());
    NoticeSettings {
        recipients: recipients.take(20).map(str::to_owned).collect(),
        held: fields.ticked("on_held"),
        unknown: fields.ticked("on_unknown"),
        conflict: fields.ticked("on_conflict"),
        rejected: fields.ticked("on_rejected"),
        credentials: fields.ticked("on_credentials"),
    }
}

async fn page(
    web: &Web,
    signed: &Signed,
    settings: &NoticeSettings,
    recipients: Field,
    status: StatusCode,
) -> Result<Response, Failure> {
    page_with(web, signed, settings, recipients, None, status).await
}

/// The same with a share that was refused: its database and the field.
pub(super) async fn page_with(
    web: &Web,
    signed: &Signed,
    settings: &NoticeSettings,
    recipients: Field,
    wrong_share: Option<(String, Field)>,
    status: StatusCode,
) -> Result<Response, Failure> {
    let shell = frame::shell(web, signed, Section::Settings).await?;
    let page = SettingsPage {
        notices: Notices {
            recipients,
            held: settings.held,
            unknown: settings.unknown,
            conflict: settings.conflict,
            rejected: settings.rejected,
            credentials: settings.credentials,
            through: web.mail_through.clone(),
            last_sent: last_sent(&signed.env).await?,
        },
        quotas: shares::quotas(web, signed, wrong_share).await?,
        programs: signed.user.owner,
        backups: backup::is_owner_of_all(web, signed).await?,
        about: about(web, shell.text(), &shell.exact(&web.started_at)),
    };
    let html = page.render(&shell)?;
    Ok((status, frame::page(web, &shell, html)).into_response())
}

async fn last_sent(env: &Env) -> Result<Option<jiff::Timestamp>, Failure> {
    Ok(env.notices(LAST).await?.into_iter().filter_map(|notice| notice.sent_at).max())
}

fn about(web: &Web, t: Text, started: &str) -> Vec<Fact> {
    vec![
        Fact::new(t.about_version(), env!("CARGO_PKG_VERSION")),
        Fact::new(t.about_licence(), "Apache-2.0"),
        Fact::new(t.about_data(), web.data_place.clone()),
        Fact::new(t.about_address(), web.origin()),
        Fact::new(t.about_started(), started),
    ]
}
