//! The steps of the connect page: what to connect, the form, whether it is the right account, done. Each is asked for with the
//! token in the body; only the link that opens the page has it in its address.

use super::form::{Asked, Fault, LINKABLE};
use crate::app::connect_sessions::{ConnectSession, Target, TargetFailure};
use crate::app::lend::{ImportFailure, Imported};
use crate::http::fields::Fields;
use crate::http::portal::link::{
    Hold, LinkConfirmPage, LinkDonePage, LinkFormPage, LinkListPage, LinkTroublePage, LinkWaitPage, Pick,
};
use crate::http::portal::page::{Check, Link, Rendered};
use crate::http::portal::shell::{Section, Shell, Theme};
use crate::http::portal::strings::{Locale, Text};
use crate::http::{Web, checks, metrics};
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::{Html, IntoResponse, Response};
use http::header::ACCEPT_LANGUAGE;
use http::{HeaderMap, StatusCode};
use linkspan_core::id::RowId;
use linkspan_core::problem::Problem;
use linkspan_store::{Integration, StoreError};
use std::sync::Arc;

/// A request on the page.
struct Visit {
    web: Web,
    shell: Shell,
    hold: Hold,
    fields: Fields,
}

/// The same with a session that has not ended.
struct Guest {
    visit: Visit,
    session: Arc<ConnectSession>,
}

/// Why it cannot go on.
enum Trouble {
    Ended,
    NotAllowed,
    Gone,
    Often,
    Ours(Problem),
}

/// What is shown again with the form.
#[derive(Default)]
struct Said {
    faults: Vec<Fault>,
    checks: Vec<Check>,
    tries_left: Option<u8>,
    trouble: Option<String>,
    failed: Option<&'static str>,
}

type Step = Result<Response, Trouble>;

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Ours(problem)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Ours(error.into())
    }
}

impl From<TargetFailure> for Trouble {
    fn from(failure: TargetFailure) -> Self {
        match failure {
            TargetFailure::Gone => Self::Gone,
            TargetFailure::Problem(problem) => Self::Ours(problem),
            _ => Self::NotAllowed,
        }
    }
}

/// `GET /connect/ui/`, with `session_token` where it is opened by a link. An app that frames it gives the token by message.
pub(super) async fn open(State(web): State<Web>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    let fields = Fields::parse(query.unwrap_or_default().as_bytes());
    let token = fields.secret("session_token");
    let visit = Visit::new(web, &headers, fields, token);
    if visit.hold.token().is_empty() {
        let page = LinkWaitPage { hold: visit.hold.clone() };
        return visit.page(StatusCode::OK, page.render(&visit.shell));
    }
    visit.answer(async |guest| choose(guest, "").await).await
}

/// `POST /connect/ui/`: the list, or the form of `integration`.
pub(super) async fn next(State(web): State<Web>, headers: HeaderMap, body: Bytes) -> Response {
    let visit = Visit::posted(web, &headers, &body);
    let wanted = visit.fields.text("integration").to_owned();
    visit.answer(async |guest| choose(guest, &wanted).await).await
}

/// `POST /connect/ui/link`: what was typed is tried out. An account with a connector is shown before it is kept.
pub(super) async fn link(State(web): State<Web>, headers: HeaderMap, body: Bytes) -> Response {
    Visit::posted(web, &headers, &body).answer(async |guest| try_out(guest).await).await
}

/// `POST /connect/ui/confirm`, with `attempt` and `answer`.
pub(super) async fn confirm(State(web): State<Web>, headers: HeaderMap, body: Bytes) -> Response {
    Visit::posted(web, &headers, &body).answer(async |guest| keep(guest).await).await
}

impl Visit {
    fn posted(web: Web, headers: &HeaderMap, body: &[u8]) -> Self {
        let fields = Fields::parse(body);
        let token = fields.secret("token");
        Self::new(web, headers, fields, token)
    }

    fn new(web: Web, headers: &HeaderMap, fields: Fields, token: secrecy::SecretString) -> Self {
        let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok()).unwrap_or_default();
        let asked = fields.text("lang").get(..2).and_then(|code| Locale::from_code(&code.to_ascii_lowercase()));
        let theme = match fields.text("theme") {
            "light" | "dark" | "auto" | "system" => fields.text("theme"),
            _ => web.look.theme,
        };
        let shell = Shell {
            user: None,
            environment: String::new(),
            csrf: String::new(),
            locale: asked.unwrap_or_else(|| Locale::from_accept_language(accepted)),
            theme: Theme::from_code(theme).unwrap_or_default(),
            section: Section::Home,
            waiting: 0,
            flash: None,
            now: web.app.clock.now(),
            time_zone: web.time_zone.clone(),
            path: String::new(),
            demo: false,
        };
        let look = &web.look;
        let hold = Hold { token, app: look.name.clone(), logo: look.logo(), colours: look.colours() };
        Self { web, shell, hold, fields }
    }

    fn text(&self) -> Text {
        self.shell.text()
    }

    /// Answers within the session, or says why not.
    async fn answer(self, step: impl AsyncFnOnce(&Guest) -> Step) -> Response {
        let found = self.web.developers.sessions.recognise(self.hold.token()).await;
        let session = match found {
            Ok(Some(session)) => session,
            Ok(None) => return self.trouble(Trouble::Ended),
            Err(problem) => return self.trouble(problem.into()),
        };
        if self.web.rate.is_over(session.environment, self.web.app.clock.now_ms()) {
            return self.trouble(Trouble::Often);
        }
        let guest = Guest { visit: self, session };
        match step(&guest).await {
            Ok(response) => response,
            Err(trouble) => guest.visit.trouble(trouble),
        }
    }

    fn page(&self, status: StatusCode, html: Rendered) -> Response {
        match html {
            Ok(html) => (status, Html(html)).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    fn trouble(&self, trouble: Trouble) -> Response {
        let t = self.text();
        let (status, what, todo, code) = match trouble {
            Trouble::Ended => {
                (StatusCode::UNAUTHORIZED, t.link_ended(), t.link_ended_todo(), "unknown_connect_session_token")
            }
            Trouble::NotAllowed => {
                (StatusCode::BAD_REQUEST, t.link_not_allowed(), t.link_not_allowed_todo(), "integration_not_allowed")
            }
            Trouble::Gone => (StatusCode::BAD_REQUEST, t.link_gone(), t.link_gone_todo(), "invalid_connection"),
            Trouble::Often => (StatusCode::TOO_MANY_REQUESTS, t.link_often(), t.link_often_todo(), "too_many_request"),
            Trouble::Ours(problem) => {
                tracing::error!(
                    code = problem.code,
                    cause = problem.cause_chain(),
                    "the connect page failed: {problem}"
                );
                (StatusCode::INTERNAL_SERVER_ERROR, t.link_trouble(), t.link_trouble_todo(), "unknown_error")
            }
        };
        metrics::connect_event("view:unknown_error");
        let page = LinkTroublePage { hold: self.hold.clone(), what, todo, code };
        self.page(status, page.render(&self.shell))
    }
}

async fn choose(guest: &Guest, wanted: &str) -> Step {
    let all = linkable(guest).await?;
    match (wanted, all.as_slice()) {
        ("", [only]) => form(guest, &only.unique_key, Said::default()).await,
        ("", _) => {
            metrics::connect_event("view:list");
            let integrations = all.iter().map(|one| pick(guest, one)).collect();
            let page = LinkListPage { hold: guest.visit.hold.clone(), integrations };
            Ok(guest.visit.page(StatusCode::OK, page.render(&guest.visit.shell)))
        }
        (wanted, _) => form(guest, wanted, Said::default()).await,
    }
}

/// The integrations that the session allows and this page can link, by name.
async fn linkable(guest: &Guest) -> Result<Vec<Integration>, StoreError> {
    let web = &guest.visit.web;
    let all = web.app.env(guest.session.environment).integrations().await?;
    let fits = |one: &Integration| {
        let definition = web.developers.providers.get(&one.provider);
        guest.session.allows(&one.unique_key) && definition.is_some_and(|it| LINKABLE.contains(&it.auth_mode))
    };
    let mut all: Vec<_> = all.into_iter().filter(fits).collect();
    all.sort_by_key(|one| pick(guest, one).name.to_lowercase());
    Ok(all)
}

fn pick(guest: &Guest, integration: &Integration) -> Pick {
    let own = guest.visit.web.developers.providers.get(&integration.provider);
    let own = own.map_or(integration.provider.as_str(), |definition| definition.display_name.as_str());
    Pick {
        key: integration.unique_key.clone(),
        name: integration.display_name.as_deref().unwrap_or(own).to_owned(),
        logo: format!("/images/template-logos/{}.svg", integration.provider),
    }
}

async fn target(guest: &Guest, key: &str) -> Result<Target, Trouble> {
    Ok(guest.visit.web.developers.sessions.target(&guest.session, key, &LINKABLE).await?)
}

fn asked<'a>(guest: &'a Guest, target: &'a Target) -> Asked<'a> {
    Asked {
        definition: &target.definition,
        key: &target.integration.unique_key,
        session: &guest.session,
        code_preset: guest.visit.web.code_preset,
    }
}

async fn form(guest: &Guest, key: &str, said: Said) -> Step {
    let target = target(guest, key).await?;
    let (visit, t) = (&guest.visit, guest.visit.text());
    metrics::connect_event(if said.failed.is_some() { "view:credentials_error" } else { "view:integration" });
    let Pick { key, name, logo } = pick(guest, &target.integration);
    let definition = &target.definition;
    let guide = ["autotask", "td-synnex"].into_iter().find(|one| *one == definition.name);
    let own = guest.session.purpose.docs.get(&key);
    let docs = own.or(definition.docs_connect.as_ref()).filter(|address| address.starts_with("https://"));
    let page = LinkFormPage {
        hold: visit.hold.clone(),
        fields: asked(guest, &target).fields(&visit.fields, &said.faults, t),
        again: target.renews.is_some(),
        can_go_back: linkable(guest).await?.len() > 1,
        confirms: definition.has_connector(),
        guide: guide.filter(|_| own.is_none()),
        docs: docs.map(|address| Link::new(t.link_guide(), address)),
        sender_addresses: visit.web.sender_addresses.clone(),
        checks: said.checks,
        tries_left: said.tries_left.map(u64::from),
        trouble: said.trouble,
        failed: said.failed,
        key,
        name,
        logo,
    };
    let status = if page.failed.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(visit.page(status, page.render(&visit.shell)))
}

async fn try_out(guest: &Guest) -> Step {
    metrics::connect_event("click:connect");
    let key = guest.visit.fields.text("integration");
    let target = target(guest, key).await?;
    let material = asked(guest, &target).material(&guest.visit.fields);
    let sessions = &guest.visit.web.developers.sessions;
    if !target.definition.has_connector() {
        return match sessions.save(&guest.session, target, material).await {
            Ok(imported) => done(guest, &imported),
            Err(failure) => form(guest, key, said(failure, guest.visit.text())?).await,
        };
    }
    let report = match sessions.try_out(&guest.session, &target, material).await {
        Ok(report) => report,
        Err(failure) => return form(guest, key, said(failure, guest.visit.text())?).await,
    };
    let checks = checks::lines(&report.findings, guest.visit.text());
    let Some(proposal) = report.proposal else {
        let faults = report.faults.into_iter().map(|fault| Fault { name: fault.field, sentence: fault.sentence });
        let failed = Some("connection_test_failed");
        let said = Said { faults: faults.collect(), checks, tries_left: report.tries_left, trouble: None, failed };
        return form(guest, key, said).await;
    };
    let page = LinkConfirmPage {
        hold: guest.visit.hold.clone(),
        key: key.to_owned(),
        attempt: proposal.id.to_string(),
        reached: proposal.description,
        sandbox: proposal.kind != "production",
        test_host: proposal.test_host,
        checks,
    };
    Ok(guest.visit.page(StatusCode::OK, page.render(&guest.visit.shell)))
}

async fn keep(guest: &Guest) -> Step {
    let fields = &guest.visit.fields;
    let key = fields.text("integration");
    let attempt = RowId::parse(fields.text("attempt")).filter(|_| fields.text("answer") == "yes");
    let Some(attempt) = attempt else { return form(guest, key, Said::default()).await };
    let target = target(guest, key).await?;
    match guest.visit.web.developers.sessions.confirm(&guest.session, target, attempt).await {
        Ok(imported) => done(guest, &imported),
        Err(failure) => form(guest, key, said(failure, guest.visit.text())?).await,
    }
}

fn done(guest: &Guest, imported: &Imported) -> Step {
    metrics::connect_event("view:success");
    let card = &imported.lent.card;
    let provider = guest.visit.web.developers.providers.get(&imported.lent.connection.provider);
    let page = LinkDonePage {
        hold: guest.visit.hold.clone(),
        key: card.integration.clone(),
        name: provider.map_or(imported.lent.connection.provider.clone(), |one| one.display_name.clone()),
        connection: card.public_id.clone(),
    };
    Ok(guest.visit.page(StatusCode::OK, page.render(&guest.visit.shell)))
}

/// What a person is told about an account that was not linked. Only what is our own fault is a page of trouble.
fn said(failure: ImportFailure, t: Text) -> Result<Said, Trouble> {
    let failed = Some("connection_test_failed");
    match failure {
        ImportFailure::Config(faults) | ImportFailure::Credentials(faults) => {
            let faults = faults.iter().map(|fault| Fault::of(fault, t)).collect();
            Ok(Said { faults, trouble: Some(t.link_not_stored().to_owned()), failed, ..Said::default() })
        }
        ImportFailure::Refused { code: "credentials_refused" | "invalid_credentials", .. } => {
            Ok(Said { trouble: Some(t.link_refused().to_owned()), failed, ..Said::default() })
        }
        ImportFailure::Refused { sentence, .. } => Ok(Said { trouble: Some(sentence), failed, ..Said::default() }),
        ImportFailure::Problem(problem) => match problem.code {
            "store_failed" | "vault_failed" | "credentials_unreadable" | "no_randomness" => Err(problem.into()),
            _ => Ok(Said { trouble: Some(problem.sentence), failed, ..Said::default() }),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::TypedFault;

    #[test]
    fn a_fault_of_ours_is_no_fault_of_the_credentials() {
        let t = Text(Locale::En);
        let ours = ImportFailure::Problem(Problem::retry("store_failed", "The table was locked."));
        assert!(matches!(said(ours, t), Err(Trouble::Ours(_))));
        let theirs = ImportFailure::Problem(Problem::permanent("connection_in_use", "A bridge uses it."));
        assert_eq!(said(theirs, t).ok().unwrap().trouble.as_deref(), Some("A bridge uses it."));
        let fault = TypedFault { field: "apiKey".into(), code: "missing", sentence: "x".into() };
        let said = said(ImportFailure::Credentials(vec![fault]), t).ok().unwrap();
        assert_eq!(said.faults[0].sentence, t.link_field_missing());
    }
}
