//! One endpoint: its method, its path, who may call it, and what answers. Everything that all endpoints share happens here in
//! one order: content type, who calls, the rate, the scope, the path, the body, the handler.

use super::auth;
use super::call::{Answer, Asked, Call, Flow, Params, Visit, insufficient};
use super::limit::Left;
use super::refusal::Refusal;
use crate::app::connect_sessions::ConnectSession;
use crate::app::keys::Granted;
use crate::http::{Web, address};
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{ConnectInfo, Request};
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use linkspan_core::id::EnvironmentId;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// The longest body of a call with a key, in bytes.
const LONGEST_BODY: usize = 75 * 1024 * 1024;

/// The longest body of a call from anybody, or in a connect session.
const LONGEST_OPEN_BODY: usize = 256 * 1024;

/// How long reading the body and answering may take; connecting an account asks the vendor.
const LONGEST: Duration = Duration::from_secs(95);

type Doing = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// One endpoint.
#[derive(Clone)]
pub(in crate::http) struct Endpoint {
    /// What it answers to.
    pub(in crate::http) verb: Verb,
    /// Its path, with parameters in braces.
    pub(in crate::http) path: &'static str,
    /// Who may call it.
    pub(in crate::http) access: Access,
    run: Run,
}

/// What an endpoint answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    /// All of them.
    Any,
}

/// Who may call an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Access {
    /// Anybody; the handler looks for itself.
    Open,
    /// Whoever has a key with one of these scopes; no scope is any key.
    Key(&'static [&'static str]),
    /// The same, or a connect session.
    KeyOrSession(&'static [&'static str]),
    /// A connect session, its token in the header.
    Session,
    /// A connect session, its token in the query as `connect_session_token`.
    SessionInQuery,
}

#[derive(Clone)]
enum Run {
    Open(Arc<dyn Fn(Asked) -> Doing + Send + Sync>),
    Keyed(Arc<dyn Fn(Call) -> Doing + Send + Sync>),
    Visiting(Arc<dyn Fn(Visit) -> Doing + Send + Sync>),
    Streamed(Arc<dyn Fn(Flow) -> Doing + Send + Sync>),
}

impl Endpoint {
    /// Anybody may call it.
    pub(super) fn open<F, Fut>(verb: Verb, path: &'static str, handler: F) -> Self
    where
        F: Fn(Asked) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Answer> + Send + 'static,
    {
        let run = Run::Open(Arc::new(move |asked| Box::pin(handler(asked))));
        Self { verb, path, access: Access::Open, run }
    }

    /// A key with one of the scopes is needed.
    pub(in crate::http) fn keyed<F, Fut>(
        verb: Verb,
        path: &'static str,
        scopes: &'static [&'static str],
        handler: F,
    ) -> Self
    where
        F: Fn(Call) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Answer> + Send + 'static,
    {
        let run = Run::Keyed(Arc::new(move |call| Box::pin(handler(call))));
        Self { verb, path, access: Access::Key(scopes), run }
    }

    /// The same, or a connect session, which reaches its own integrations alone.
    pub(super) fn keyed_or_session<F, Fut>(
        verb: Verb,
        path: &'static str,
        scopes: &'static [&'static str],
        handler: F,
    ) -> Self
    where
        F: Fn(Call) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Answer> + Send + 'static,
    {
        Self { access: Access::KeyOrSession(scopes), ..Self::keyed(verb, path, scopes, handler) }
    }

    /// A connect session is needed, its token in the header.
    pub(super) fn in_session<F, Fut>(verb: Verb, path: &'static str, handler: F) -> Self
    where
        F: Fn(Visit) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Answer> + Send + 'static,
    {
        let run = Run::Visiting(Arc::new(move |visit| Box::pin(handler(visit))));
        Self { verb, path, access: Access::Session, run }
    }

    /// The same, its token in the query.
    pub(super) fn in_session_of_query<F, Fut>(verb: Verb, path: &'static str, handler: F) -> Self
    where
        F: Fn(Visit) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Answer> + Send + 'static,
    {
        Self { access: Access::SessionInQuery, ..Self::in_session(verb, path, handler) }
    }

    /// A key with one of the scopes is needed; the body is not read, of any type, and there is no limit to the time.
    pub(super) fn streamed<F, Fut>(verb: Verb, path: &'static str, scopes: &'static [&'static str], handler: F) -> Self
    where
        F: Fn(Flow) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Answer> + Send + 'static,
    {
        let run = Run::Streamed(Arc::new(move |flow| Box::pin(handler(flow))));
        Self { verb, path, access: Access::Key(scopes), run }
    }

    /// Answers a request.
    pub(super) async fn answer(&self, web: Web, request: Request) -> Response {
        let mut left = None;
        let answer = self.run(web, request, &mut left).await;
        let mut response = answer.unwrap_or_else(IntoResponse::into_response);
        if let Some(left) = left {
            left.tell(response.headers_mut());
        }
        response
    }

    async fn run(&self, web: Web, request: Request, left: &mut Option<Left>) -> Answer {
        let (mut parts, body) = request.into_parts();
        if let Run::Streamed(handler) = &self.run {
            let caller = self.caller(&web, &parts, left).await?;
            return handler(Flow { web, caller, parts, body }).await;
        }
        only_json(&parts.headers)?;
        let caller = match self.access {
            Access::Open => Caller::Anybody,
            Access::Key(_) => Caller::Key(self.caller(&web, &parts, left).await?),
            Access::KeyOrSession(_) if auth::has_session(&parts.headers) => {
                Caller::Key(auth::lent(&*self.visitor(&web, &parts, left).await?))
            }
            Access::KeyOrSession(_) => Caller::Key(self.caller(&web, &parts, left).await?),
            Access::Session | Access::SessionInQuery => Caller::Session(self.visitor(&web, &parts, left).await?),
        };
        let longest = if matches!(caller, Caller::Key(_)) { LONGEST_BODY } else { LONGEST_OPEN_BODY };
        let doing = async {
            let params = Params::of(&mut parts).await?;
            let body = read(body, longest).await?;
            let asked = Asked { web, parts, params, body };
            match (&self.run, caller) {
                (Run::Keyed(handler), Caller::Key(caller)) => handler(Call { asked, caller }).await,
                (Run::Visiting(handler), Caller::Session(session)) => handler(Visit { asked, session }).await,
                (Run::Open(handler), _) => handler(asked).await,
                _ => Err(Refusal::bare(StatusCode::INTERNAL_SERVER_ERROR, "server_error")),
            }
        };
        tokio::time::timeout(LONGEST, doing).await.unwrap_or_else(|_| {
            Err(Refusal::new(StatusCode::GATEWAY_TIMEOUT, "timeout", "This took too long and was given up."))
        })
    }

    async fn caller(
        &self,
        web: &Web,
        parts: &http::request::Parts,
        left: &mut Option<Left>,
    ) -> Result<Arc<Granted>, Refusal> {
        let caller = auth::by_key(web, &parts.headers).await;
        let caller = caller.map_err(|refusal| strange(web, parts, left).unwrap_or(refusal))?;
        within_rate(web, parts, caller.environment, left)?;
        match self.access {
            Access::Key(scopes) | Access::KeyOrSession(scopes)
                if !scopes.is_empty() && !scopes.iter().any(|scope| caller.holds(scope)) =>
            {
                Err(insufficient(scopes))
            }
            _ => Ok(caller),
        }
    }

    async fn visitor(
        &self,
        web: &Web,
        parts: &http::request::Parts,
        left: &mut Option<Left>,
    ) -> Result<Arc<ConnectSession>, Refusal> {
        let session = match self.access {
            Access::SessionInQuery => auth::by_query(web, parts.uri.query().unwrap_or_default()).await,
            _ => auth::by_session(web, &parts.headers).await,
        };
        let session = session.map_err(|refusal| strange(web, parts, left).unwrap_or(refusal))?;
        within_rate(web, parts, session.environment, left)?;
        Ok(session)
    }
}

enum Caller {
    Anybody,
    Key(Arc<Granted>),
    Session(Arc<ConnectSession>),
}

fn within_rate(
    web: &Web,
    parts: &http::request::Parts,
    environment: EnvironmentId,
    left: &mut Option<Left>,
) -> Result<(), Refusal> {
    *left = web.rate.count(environment, web.app.clock.now_ms());
    left.and_then(|left| left.refusal(&parts.method, parts.uri.path())).map_or(Ok(()), Err)
}

/// Counts a call without a good key; a refusal where its sender made too many of them.
fn strange(web: &Web, parts: &http::request::Parts, left: &mut Option<Left>) -> Option<Refusal> {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
    let sender = address::sender(web, peer, &parts.headers);
    *left = web.rate.count_stranger(&sender, web.app.clock.now_ms());
    left.as_ref()?.refusal(&parts.method, parts.uri.path())
}

/// A content type that is there must be JSON. Programs send it without a body too.
fn only_json(headers: &HeaderMap) -> Result<(), Refusal> {
    let Some(kind) = headers.get(CONTENT_TYPE) else { return Ok(()) };
    let kind = kind.as_bytes();
    let wanted = b"application/json";
    if kind.is_empty() || kind.len() >= wanted.len() && kind[..wanted.len()].eq_ignore_ascii_case(wanted) {
        return Ok(());
    }
    let words = "The body must be JSON: send Content-Type: application/json.";
    Err(Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "invalid_content_type", words))
}

async fn read(body: Body, longest: usize) -> Result<Bytes, Refusal> {
    let too_long = || {
        let words = format!("The body is longer than {longest} bytes.");
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "request_too_large", words)
    };
    // A length that is told is believed, so that nobody sends for nothing.
    if body.size_hint().lower() > longest as u64 {
        return Err(too_long());
    }
    match Limited::new(body, longest).collect().await {
        Ok(read) => Ok(read.to_bytes()),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => Err(too_long()),
        Err(_) => Err(Refusal::bad("invalid_json", "The body ended before it was whole.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn a_content_type_may_be_missing_but_not_be_another() {
        let with = |kind: &'static str| HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static(kind))]);
        for good in ["application/json", "Application/JSON; charset=utf-8", ""] {
            assert!(only_json(&with(good)).is_ok(), "{good}");
        }
        assert!(only_json(&HeaderMap::new()).is_ok());
        for bad in ["text/plain", "application/x-www-form-urlencoded", "application/jso"] {
            assert_eq!(only_json(&with(bad)).unwrap_err().code(), "invalid_content_type", "{bad}");
        }
    }

    #[tokio::test]
    async fn a_body_that_is_too_long_is_refused_before_it_is_whole() {
        assert_eq!(read(Body::from("12345"), 5).await.unwrap().len(), 5);
        assert_eq!(read(Body::from("123456"), 5).await.unwrap_err().code(), "request_too_large");
    }
}
