//! One call on its way: gate, request, answer, and the repetition of reads.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Method, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Client, standing::Doubt};
use crate::{
    classify::{Subject, classify_without},
    error::{Error, Kind, Verb},
    gate::{Observation, Permit},
    http::{Answer, decode, read, transport_error},
    time::millis,
    zone::Zone,
};

/// A URL longer than this is refused by the vendor (about 2048 characters); the search then travels as a body.
const LONGEST_URL: usize = 2000;

/// What is to be sent.
#[derive(Debug)]
pub(super) struct Call<'a> {
    pub(super) method: Method,
    /// Below `v1.0/`.
    pub(super) path: String,
    /// The `search` parameter.
    pub(super) search: Option<String>,
    pub(super) body: Option<Value>,
    /// The entities whose threads it occupies; the first is the one it is about.
    pub(super) entities: &'a [&'static str],
    pub(super) verb: Verb,
    /// Asks for the limits themselves.
    pub(super) is_probe: bool,
}

/// Who may send while the credentials are in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entitled {
    /// Not this call: it waits until the doubt is settled.
    IfGood,
    /// This one, because it settles the doubt.
    InDoubt,
}

/// How an attempt ended.
pub(super) enum Attempt<'a, T> {
    /// With an answer or an error that has nothing to do with the credentials.
    Answered(Result<T, Error>),
    /// With a refusal of the credentials, which this call has to look into if it holds the doubt.
    Refused { error: Error, zone: Box<Zone>, doubt: Option<Doubt<'a>> },
}

/// A call that has its answer.
struct Sent {
    answer: Answer,
    /// Where it was sent.
    zone: Zone,
    _permit: Permit,
}

impl<'a> Call<'a> {
    /// A plain read.
    pub(super) fn get(path: String, entities: &'a [&'static str]) -> Self {
        Self { method: Method::GET, path, search: None, body: None, entities, verb: Verb::Query, is_probe: false }
    }

    /// A write, which is never repeated by itself.
    pub(super) fn write(verb: Verb, path: String, body: Value, entities: &'a [&'static str]) -> Self {
        let method = if verb == Verb::Create { Method::POST } else { Method::PATCH };
        Self { method, body: Some(body), verb, ..Self::get(path, entities) }
    }

    /// A search, which travels in the URL while it is short.
    pub(super) fn search(path: String, search: Value, base: &Url, entities: &'a [&'static str]) -> Self {
        let text = search.to_string();
        let length = base.as_str().len() + path.len() + "?search=".len() + encode(&text).len();
        if length > LONGEST_URL {
            Self { method: Method::POST, body: Some(search), ..Self::get(path, entities) }
        } else {
            Self { search: Some(text), ..Self::get(path, entities) }
        }
    }

    fn subject(&self) -> Subject<'a> {
        Subject { entity: self.entities.first().copied().unwrap_or_default(), verb: self.verb }
    }
}

impl Client {
    /// Makes the call; a read is repeated after a passing trouble, anything else is not.
    pub(super) async fn execute<T: DeserializeOwned>(&self, call: &Call<'_>) -> Result<T, Error> {
        let mut attempt = 1;
        loop {
            let error = match self.execute_in_zone(call).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let pause = if call.verb == Verb::Query { self.shared.retry.pause(&error, attempt) } else { None };
            let Some(pause) = pause else {
                if error.kind() == &Kind::HourlyLimit {
                    self.shared.gate.observe(Observation::HourlyLimit { retry_after: error.retry_after() });
                }
                return Err(error);
            };
            tracing::debug!(path = call.path, attempt, pause_ms = millis(pause), %error, "repeating an Autotask read");
            let time = &self.shared.time;
            time.sleep_until_ms(time.now_ms().saturating_add(millis(pause))).await;
            attempt += 1;
        }
    }

    /// Sends the call once.
    pub(super) async fn attempt<T: DeserializeOwned>(&self, call: &Call<'_>, entitled: Entitled) -> Attempt<'_, T> {
        let sent = match self.send(call, entitled).await {
            Ok(sent) => sent,
            Err(error) => return Attempt::Answered(Err(error)),
        };
        if sent.answer.is_success() {
            let decoded = decode(&sent.answer.body);
            return Attempt::Answered(decoded.map_err(|error| error.with_status(sent.answer.status)));
        }
        let error = self.refusal(&sent.answer, call);
        if error.kind() == &Kind::Credentials {
            // Said while the permit is still held, so that nobody who waits for it sends them again.
            return Attempt::Refused { error, zone: Box::new(sent.zone), doubt: self.shared.standing.doubt() };
        }
        Attempt::Answered(Err(error))
    }

    /// Sends the request and reads the answer; the permit is kept until then, since the vendor counts the thread so long.
    async fn send(&self, call: &Call<'_>, entitled: Entitled) -> Result<Sent, Error> {
        let permit = self.permit(call, entitled).await?;
        let zone = self.zone();
        let response = self.request(call, &zone)?.send().await.map_err(transport_error)?;
        let answer = read(response).await?;
        tracing::debug!(method = %call.method, path = call.path, status = answer.status, lane = ?self.lane, "Autotask call");
        Ok(Sent { answer, zone, _permit: permit })
    }

    /// Leave to send, as long as the credentials are not known to be refused.
    async fn permit(&self, call: &Call<'_>, entitled: Entitled) -> Result<Permit, Error> {
        loop {
            if entitled == Entitled::IfGood && !self.shared.standing.settled().await {
                return Err(Error::new(Kind::CredentialsRefusedBefore));
            }
            let permit = if call.is_probe {
                self.shared.gate.acquire_probe(call.entities).await?
            } else {
                self.shared.gate.acquire(self.lane, call.entities).await?
            };
            // Much can have happened while this call waited for its turn.
            if entitled == Entitled::InDoubt || self.shared.standing.is_good() {
                return Ok(permit);
            }
        }
    }

    fn refusal(&self, answer: &Answer, call: &Call<'_>) -> Error {
        classify_without(&answer.refusal(), call.subject(), &|text| self.shared.credentials.redact(text))
    }

    fn request(&self, call: &Call<'_>, zone: &Zone) -> Result<reqwest::RequestBuilder, Error> {
        let base = zone.api_base();
        let mut url = base.join(&call.path).map_err(|e| Error::protocol("a path").with_source(e))?;
        if let Some(search) = &call.search {
            url.set_query(Some(&format!("search={}", encode(search))));
        }
        let request = self
            .shared
            .http
            .request(call.method.clone(), url)
            .headers(self.shared.credentials.headers()?)
            .header(http::header::ACCEPT, "application/json")
            .header(http::header::CONTENT_TYPE, "application/json");
        Ok(match &call.body {
            Some(body) => request.body(body.to_string()),
            None => request,
        })
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_long_search_travels_as_a_body() {
        let base = Url::parse("https://webservices2.autotask.net/ATServicesRest/v1.0/").unwrap();
        let short = Call::search("Products/query".into(), json!({"filter": []}), &base, &["Products"]);
        assert_eq!((short.method, short.search.as_deref()), (Method::GET, Some(r#"{"filter":[]}"#)));
        let long = json!({"filter": "é".repeat(400)});
        let long = Call::search("Products/query".into(), long, &base, &["Products"]);
        assert_eq!((long.method, long.search), (Method::POST, None));
        assert!(long.body.is_some());
    }
}
