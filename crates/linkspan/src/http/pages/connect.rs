//! Linking an account: the form, the checklist, the question whether it is the right one.

use super::connectors::{connection, known, name};
use super::new_bridge;
use crate::app::connect::{ConnectReport, ConnectRequest, Proposal};
use crate::connectors::{Finding, Values};
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::connect::{AutotaskConnectPage, ConfirmPage, DistributorConnectPage};
use crate::http::portal::page::{Check, Choice, Fact, Field};
use crate::http::portal::shell::Section;
use crate::http::portal::states::Tone;
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, checks, frame};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use linkspan_core::id::RowId;
use linkspan_store::{Connection, Env};
use secrecy::ExposeSecret;

/// The fields of both forms, as they are posted, with their names in the provider's description.
const FIELDS: [(&str, &str); 15] = [
    ("zone", "zone"),
    ("integration_code", "integration_code"),
    ("user_name", "user_name"),
    ("secret", "secret"),
    ("email", "email"),
    ("country", "country"),
    ("account", "account"),
    ("environment", "site"),
    ("read_user", "read_user"),
    ("read_password", "read_password"),
    ("order_user", "order_user"),
    ("order_password", "order_password"),
    ("password_date", "password_date"),
    ("sftp_user", "sftp_user"),
    ("sftp_password", "sftp_password"),
];

/// What is shown again of what was typed, and what is wrong with it. Never a secret.
#[derive(Default)]
struct Typed {
    fields: Fields,
    faults: Vec<(String, String)>,
    checks: Vec<Check>,
    tries_left: Option<u8>,
}

impl Typed {
    fn field(&self, form: &str) -> Field {
        let kept = FIELDS.iter().find(|(posted, _)| *posted == form).map_or(form, |(_, kept)| *kept);
        let shown = if is_secret(form) { "" } else { self.fields.text(form) };
        let error = self.faults.iter().find(|(field, _)| field == kept).map(|(_, sentence)| sentence.clone());
        Field { value: shown.to_owned(), error }
    }
}

fn is_secret(form: &str) -> bool {
    form.contains("password") && form != "password_date" || matches!(form, "secret" | "integration_code")
}

/// `GET /connectors/{slug}/connect`.
pub(in crate::http) async fn form(
    State(web): State<Web>,
    Path(slug): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    // An account that was linked before keeps its settings, so it is linked again, not anew.
    match connection(&signed.env, known(&slug)?).await? {
        Some(_) => Ok(Redirect::to(&format!("/connectors/{slug}/reconnect")).into_response()),
        None => page(&web, &signed, &slug, false, &Typed::default(), StatusCode::OK).await,
    }
}

/// `GET /connectors/{slug}/reconnect`.
pub(in crate::http) async fn form_again(
    State(web): State<Web>,
    Path(slug): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    match connection(&signed.env, known(&slug)?).await? {
        Some(_) => page(&web, &signed, &slug, true, &Typed::default(), StatusCode::OK).await,
        None => Ok(Redirect::to(&format!("/connectors/{slug}/connect")).into_response()),
    }
}

/// `POST /connectors/{slug}/connect`.
pub(in crate::http) async fn try_out(
    State(web): State<Web>,
    Path(slug): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    attempt(&web, &slug, posted, false).await
}

/// `POST /connectors/{slug}/reconnect`.
pub(in crate::http) async fn try_again(
    State(web): State<Web>,
    Path(slug): Path<String>,
    posted: Posted,
) -> Result<Response, Failure> {
    attempt(&web, &slug, posted, true).await
}

async fn attempt(web: &Web, slug: &str, posted: Posted, again: bool) -> Result<Response, Failure> {
    let Posted { signed, fields } = posted;
    let known = connection(&signed.env, known(slug)?).await?.filter(|_| again);
    if again && known.is_none() {
        return Err(Failure::NotFound);
    }
    let request = ConnectRequest {
        provider: slug.to_owned(),
        connection: known.as_ref().map(|connection| connection.id),
        values: values(&fields, known.as_ref()),
    };
    let report = web.connect.try_out(signed.env.id(), &request).await?;
    let t = frame::words(web, &signed);
    match &report.proposal {
        Some(proposal) => confirm_page(web, &signed, slug, proposal, &report.findings).await,
        None => {
            let checks = checks::lines(&report.findings, t);
            let typed = Typed { checks, faults: faults(&report), fields, tries_left: report.tries_left };
            page(web, &signed, slug, again, &typed, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

/// What was typed; at a reconnect, what the form does not ask for comes from what is kept.
fn values(fields: &Fields, known: Option<&Connection>) -> Values {
    let typed = FIELDS.iter().map(|(form, kept)| (*kept, fields.secret(form)));
    let mut values = Values::new(typed.filter(|(_, value)| !value.expose_secret().is_empty()));
    let Some(known) = known else { return values };
    for kept in ["zone", "country", "account"] {
        if values.plain(kept).is_none()
            && let Some(text) = known.settings[kept].as_str()
        {
            values = values.with(kept, text.to_owned());
        }
    }
    if values.plain("site").is_none()
        && let Some(test) = known.settings["test_site"].as_bool()
    {
        values = values.with("site", if test { "test" } else { "production" });
    }
    match &known.email {
        Some(email) if values.plain("email").is_none() => values.with("email", email.clone()),
        _ => values,
    }
}

fn faults(report: &ConnectReport) -> Vec<(String, String)> {
    report.faults.iter().map(|fault| (fault.field.clone(), fault.sentence.clone())).collect()
}

async fn page(
    web: &Web,
    signed: &Signed,
    slug: &str,
    again: bool,
    typed: &Typed,
    status: StatusCode,
) -> Result<Response, Failure> {
    let shell = frame::shell(web, signed, Section::Connectors).await?;
    let html = match slug {
        "autotask" => autotask(web, again, typed).render(&shell)?,
        _ => distributor(web, again, typed, shell.text()).render(&shell)?,
    };
    Ok((status, frame::page(web, &shell, html)).into_response())
}

fn autotask(web: &Web, reconnect: bool, typed: &Typed) -> AutotaskConnectPage {
    AutotaskConnectPage {
        reconnect,
        zone: typed.field("zone"),
        integration_code: typed.field("integration_code"),
        code_preset: web.code_preset,
        user_name: typed.field("user_name"),
        secret: typed.field("secret"),
        email: typed.field("email"),
        checks: typed.checks.clone(),
        tries_left: typed.tries_left.map(u64::from),
    }
}

fn distributor(web: &Web, reconnect: bool, typed: &Typed, t: Text) -> DistributorConnectPage {
    let choose = |field: &str, all: [(&str, &str); 2]| {
        let wanted = typed.fields.text(field).to_owned();
        let chosen = all.iter().position(|(value, _)| *value == wanted).unwrap_or(0);
        let choice = |(at, (value, label)): (usize, &(&str, &str))| {
            let choice = Choice::new(*value, *label);
            if at == chosen { choice.chosen() } else { choice }
        };
        all.iter().enumerate().map(choice).collect()
    };
    DistributorConnectPage {
        reconnect,
        countries: choose("country", [("us", t.country_us()), ("ca", t.country_ca())]),
        account: typed.field("account"),
        environments: choose("environment", [("production", t.site_production()), ("test", t.site_test())]),
        read_user: typed.field("read_user"),
        read_password: typed.field("read_password"),
        order_user: typed.field("order_user"),
        order_password: typed.field("order_password"),
        password_date: typed.field("password_date"),
        sender_addresses: web.sender_addresses.clone(),
        sftp_user: typed.field("sftp_user"),
        sftp_password: typed.field("sftp_password"),
        checks: typed.checks.clone(),
    }
}

async fn confirm_page(
    web: &Web,
    signed: &Signed,
    slug: &str,
    proposal: &Proposal,
    findings: &[Finding],
) -> Result<Response, Failure> {
    let shell = frame::shell(web, signed, Section::Connectors).await?;
    let t = shell.text();
    let page = ConfirmPage {
        slug: slug.to_owned(),
        name: name(slug),
        attempt: proposal.id.to_string(),
        reached: proposal.description.clone(),
        facts: vec![Fact::new(t.fact_kind(), checks::words_of(proposal.kind))],
        sandbox: proposal.kind != "production",
        test_host: proposal.test_host,
        checks: checks::lines(findings, t),
    };
    let html = page.render(&shell)?;
    Ok(frame::page(web, &shell, html))
}

/// `POST /connectors/{slug}/confirm`, with `attempt` and `answer`.
pub(in crate::http) async fn confirm(
    State(web): State<Web>,
    Path(slug): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let slug = known(&slug)?;
    let t = frame::words(&web, &signed);
    let form = format!("/connectors/{slug}/connect");
    if fields.text("answer") != "yes" {
        return Ok(frame::go(&web, &form, Tone::Wait, t.did_not_connect()));
    }
    let attempt = RowId::parse(fields.text("attempt")).ok_or(Failure::Malformed)?;
    match web.connect.confirm(signed.env.id(), attempt, None, signed.actor()).await {
        Ok(_) => {
            let both = is_linked(&signed.env, "autotask").await? && is_linked(&signed.env, "td-synnex").await?;
            match both && signed.env.bridges().await?.is_empty() {
                true => Ok(frame::go(&web, new_bridge::HERE, Tone::Ok, t.did_connect_both())),
                false => Ok(frame::go(&web, &format!("/connectors/{slug}"), Tone::Ok, t.did_connect())),
            }
        }
        Err(problem) => frame::after(&web, &form, Err(problem), ""),
    }
}

async fn is_linked(env: &Env, provider: &str) -> Result<bool, Failure> {
    Ok(new_bridge::linked(env, provider).await?.is_some())
}
