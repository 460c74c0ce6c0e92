//! Passing one request on: leave, call, repetition, redirects, answer.

use super::address::{Address, address};
use super::target::{Base, Leave, Target};
use super::{Fault, Options, Wanted, clerk, headers, retry};
use crate::egress::relay::{Relay, Stream, StreamError, led_inside};
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, LOCATION};
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Empty, Full, Limited};
use hyper::body::{Body, Incoming};
use linkspan_core::Clock;
use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tower::{Service, ServiceExt};
use tower_http::decompression::Decompression;
use tower_http::timeout::TimeoutBody;

/// How long a vendor may take to begin its answer; just above Autotask's five minutes for a query.
const LONGEST_HEAD: Duration = Duration::from_secs(310);

/// How long an answer may pause.
const LONGEST_SILENCE: Duration = Duration::from_secs(120);

/// The first pause before a repetition.
const PAUSE: Duration = Duration::from_secs(3);

/// The longest body that is kept for repetitions, in bytes.
const KEPT_BODY: u64 = 1024 * 1024;

/// How much of a refusal is read to see whether it is final.
const READ_REFUSAL: usize = 256 * 1024;

/// How many redirects are followed.
const MOST_REDIRECTS: u32 = 5;

/// Passes requests on.
#[derive(Clone)]
pub struct Proxy {
    relay: Relay,
    clock: Arc<dyn Clock>,
    pause: Duration,
}

impl Proxy {
    /// A proxy on a relay.
    #[must_use]
    pub fn new(relay: Relay, clock: Arc<dyn Clock>) -> Self {
        Self { relay, clock, pause: PAUSE }
    }

    /// The same with another first pause.
    #[must_use]
    pub fn with_pause(self, pause: Duration) -> Self {
        Self { pause, ..self }
    }

    /// Passes a request on and brings the answer back, whatever its status.
    ///
    /// # Errors
    /// [`Fault`], where there is no answer.
    pub async fn pass(&self, target: &Target, wanted: Wanted) -> Result<Response<Stream>, Fault> {
        let Wanted { method, path, headers, body, options } = wanted;
        let address = address(target, &path, &options)?;
        if let Some(clerk) = &target.clerk {
            return clerk::ask(&**clerk, &method, &address, body).await;
        }
        let (headers, replaced) = headers::onward(target, &headers);
        let mut tries = Tries::of(&method, &headers, &options, body).await?;
        loop {
            let asked = Asked { target, address: &address, method: &method, headers: &headers, options: &options };
            let outcome = self.once(&asked, tries.next_body()).await;
            let now_ms = self.clock.now_ms();
            let pause = match &outcome {
                _ if tries.left == 0 => None,
                Ok((answer, _)) => asked
                    .calls_for_another(answer)
                    .then(|| target.retry.pause(tries.made, Some(answer.headers()), now_ms, self.pause)),
                Err(Fault::NoAnswer { .. }) => Some(target.retry.pause(tries.made, None, now_ms, self.pause)),
                Err(_) => None,
            };
            let Some(pause) = pause else {
                let (answer, leave) = outcome?;
                return Ok(asked.brought_home(answer, leave, replaced).await);
            };
            drop(outcome);
            tracing::debug!(pause_ms = pause.as_millis(), "a request is repeated");
            tokio::time::sleep(pause).await;
            tries.again();
        }
    }

    /// One call, with the redirects that belong to it.
    async fn once(&self, asked: &Asked<'_>, body: Stream) -> Result<(Response<Stream>, Option<Leave>), Fault> {
        let leave = asked.leave().await?;
        let request = asked.request(body)?;
        let mut answer = self.call(request, asked.target.allow_private).await?;
        let mut at = asked.address.base.clone();
        let mut location = asked.address.uri.to_string();
        for _ in 0..MOST_REDIRECTS {
            let Some(next) = asked.redirected(&answer, &location) else { break };
            let same = next.same_server(&at);
            let request = asked.redirect(&next, same)?;
            answer = self.call(request, asked.target.allow_private).await?;
            location = next.url.to_string();
            at = next;
        }
        if let Some(budget) = &asked.target.budget {
            budget.saw(answer.status().as_u16(), answer.headers());
        }
        let answer = asked.final_where_it_says_so(answer).await;
        Ok((answer, leave))
    }

    async fn call(&self, request: Request<Stream>, private: bool) -> Result<Response<Stream>, Fault> {
        let calling = tokio::time::timeout(LONGEST_HEAD, self.relay.send(request, private));
        let answer = match calling.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) if led_inside(&error) => return Err(Fault::Inside),
            Ok(Err(error)) => return Err(Fault::NoAnswer { code: told(&error), source: Some(Box::new(error)) }),
            Err(_) => return Err(Fault::NoAnswer { code: "ETIMEDOUT", source: None }),
        };
        Ok(answer.map(streamed))
    }
}

fn streamed(body: Incoming) -> Stream {
    TimeoutBody::new(LONGEST_SILENCE, body).map_err(StreamError::new).boxed_unsync()
}

/// One request while it is passed on.
struct Asked<'a> {
    target: &'a Target,
    address: &'a Address,
    method: &'a Method,
    headers: &'a HeaderMap,
    options: &'a Options,
}

impl Asked<'_> {
    async fn leave(&self) -> Result<Option<Leave>, Fault> {
        let Some(budget) = &self.target.budget else { return Ok(None) };
        budget.enter(&self.address.path).await.map(Some).map_err(|wait| {
            let mut headers = HeaderMap::new();
            budget.tell(&mut headers);
            Fault::Budget { retry_after: wait.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX), headers }
        })
    }

    fn request(&self, body: Stream) -> Result<Request<Stream>, Fault> {
        let mut request = Request::new(body);
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = self.address.uri.clone();
        *request.headers_mut() = self.headers.clone();
        Ok(request)
    }

    fn calls_for_another(&self, answer: &Response<Stream>) -> bool {
        let is_final = answer.extensions().get::<LastWord>().is_some();
        !is_final && self.target.retry.calls_for_another(self.options, answer.status(), answer.headers())
    }

    /// Where an answer leads that the program need not see. Only what changes nothing is followed, and only to hosts that
    /// may be called for this connection; everything else is the program's to decide.
    fn redirected(&self, answer: &Response<Stream>, from: &str) -> Option<Base> {
        let is_redirect = matches!(answer.status().as_u16(), 301 | 302 | 303 | 307 | 308);
        if !is_redirect || !matches!(*self.method, Method::GET | Method::HEAD) || !self.target.read_paths.is_empty() {
            return None;
        }
        let location = answer.headers().get(LOCATION)?.to_str().ok()?;
        let mut url = url::Url::parse(from).ok()?.join(location).ok()?;
        let query = url.query().map(str::to_owned);
        url.set_query(None);
        url.set_fragment(None);
        let mut next = Base::new(url)?;
        self.target.check(&next).ok()?;
        next.url.set_query(query.as_deref());
        Some(next)
    }

    /// The request for a redirect. To another server go neither credentials nor anything else of the program's.
    fn redirect(&self, next: &Base, same_server: bool) -> Result<Request<Stream>, Fault> {
        let mut request = Request::new(empty());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = next.url.as_str().parse().map_err(|_| Fault::Path("a redirect leads nowhere"))?;
        if same_server {
            *request.headers_mut() = self.headers.clone();
        }
        Ok(request)
    }

    /// Reads a short refusal of a vendor whose `errors` are its last word, so that it is not repeated.
    async fn final_where_it_says_so(&self, answer: Response<Stream>) -> Response<Stream> {
        let is_asked = self.target.retry.errors_are_final && answer.status() == StatusCode::INTERNAL_SERVER_ERROR;
        let is_short = answer.body().size_hint().upper().is_some_and(|length| length <= READ_REFUSAL as u64);
        if !is_asked || !is_short {
            return answer;
        }
        let (parts, body) = answer.into_parts();
        let Ok(read) = Limited::new(body, READ_REFUSAL).collect().await else {
            return Response::from_parts(parts, empty());
        };
        let bytes = read.to_bytes();
        let has_errors = serde_json::from_slice::<serde_json::Value>(&bytes).is_ok_and(|json| {
            json.get("errors").is_some_and(|errors| errors.as_array().is_some_and(|all| !all.is_empty()))
        });
        let mut answer = Response::from_parts(parts, full(bytes));
        if has_errors {
            answer.extensions_mut().insert(LastWord);
        }
        answer
    }

    /// The answer as the program gets it.
    async fn brought_home(
        &self,
        mut answer: Response<Stream>,
        leave: Option<Leave>,
        replaced: bool,
    ) -> Response<Stream> {
        if answer.status() == StatusCode::UNAUTHORIZED
            && !replaced
            && let Some(watcher) = &self.target.watcher
        {
            watcher.refused().await;
        }
        headers::homeward(answer.headers_mut());
        if let Some(budget) = &self.target.budget {
            budget.tell(answer.headers_mut());
        }
        if self.options.decompress && answer.headers().contains_key(CONTENT_ENCODING) {
            answer = unpacked(answer).await;
        }
        match leave {
            // The vendor counts a call until its answer has been read, so the leave goes along with the body.
            Some(leave) => answer.map(|body| {
                body.map_frame(move |frame| {
                    let _held = &leave;
                    frame
                })
                .boxed_unsync()
            }),
            None => answer,
        }
    }
}

/// Marks an answer after which nothing is repeated.
#[derive(Debug, Clone, Copy)]
struct LastWord;

/// The tries of one request, with the body for each.
struct Tries {
    kept: Option<Bytes>,
    first: Option<Stream>,
    left: u32,
    made: u32,
}

impl Tries {
    async fn of(method: &Method, headers: &HeaderMap, options: &Options, body: Stream) -> Result<Self, Fault> {
        let length = body.size_hint().upper();
        let keeps = options.retries > 0
            && retry::may_be_repeated(method, headers)
            && length.is_some_and(|length| length <= KEPT_BODY);
        if !keeps {
            return Ok(Self { kept: None, first: Some(body), left: 0, made: 0 });
        }
        let kept = body.collect().await.map_err(|_| Fault::Body)?.to_bytes();
        Ok(Self { kept: Some(kept), first: None, left: options.retries.min(Options::MOST_RETRIES), made: 0 })
    }

    fn next_body(&mut self) -> Stream {
        match (self.first.take(), &self.kept) {
            (Some(body), _) => body,
            (None, Some(kept)) => full(kept.clone()),
            (None, None) => empty(),
        }
    }

    fn again(&mut self) {
        self.left -= 1;
        self.made += 1;
    }
}

pub(super) fn full(bytes: Bytes) -> Stream {
    Full::new(bytes).map_err(|never: Infallible| match never {}).boxed_unsync()
}

fn empty() -> Stream {
    Empty::new().map_err(|never: Infallible| match never {}).boxed_unsync()
}

/// Unpacks what can be; the rest stays as it is.
async fn unpacked(answer: Response<Stream>) -> Response<Stream> {
    let Ok(answer) = Decompression::new(Given(Some(answer))).oneshot(Request::new(empty())).await;
    let mut answer = answer.map(|body| body.map_err(StreamError::new).boxed_unsync());
    if !answer.headers().contains_key(CONTENT_ENCODING) {
        answer.headers_mut().remove(CONTENT_LENGTH);
    }
    answer
}

/// An answer that is there already, in the form in which the library unpacks answers.
struct Given(Option<Response<Stream>>);

impl Service<Request<Stream>> for Given {
    type Response = Response<Stream>;
    type Error = Infallible;
    type Future = Ready<Result<Response<Stream>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Request<Stream>) -> Self::Future {
        ready(Ok(self.0.take().unwrap_or_else(|| Response::new(empty()))))
    }
}

/// What programs know the failure as.
fn told(error: &hyper_util::client::legacy::Error) -> &'static str {
    use std::io::ErrorKind;
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            match io.kind() {
                ErrorKind::ConnectionRefused => return "ECONNREFUSED",
                ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::UnexpectedEof => return "ECONNRESET",
                ErrorKind::TimedOut => return "ETIMEDOUT",
                ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => return "EHOSTUNREACH",
                _ => {}
            }
        }
        if error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_incomplete_message) {
            return "ECONNRESET";
        }
        next = error.source();
    }
    if error.is_connect() { "EAI_AGAIN" } else { "ECONNABORTED" }
}
