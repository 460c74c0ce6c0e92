//! Questions of programs: the log-in of the read-only user is put into their documents.

use crate::app::proxy::{Clerk, Fault};
use ::td_synnex::relay::{LONGEST, NotAQuestion, Question, RelayError};
use ::td_synnex::{Client, Failure};
use async_trait::async_trait;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};

/// Asks in the place of programs, for one account.
pub(crate) struct Questions(pub(crate) Client);

#[async_trait]
impl Clerk for Questions {
    fn longest(&self) -> usize {
        LONGEST
    }

    async fn ask(&self, path: &str, document: &[u8]) -> Result<Response<Bytes>, Fault> {
        let question = match path {
            "synnexxml/priceavailability" => Question::Price,
            "synnexxml/postatus" => Question::Status,
            "webservice/invoice/query" => Question::Invoice,
            _ => return Err(Fault::Reserved),
        };
        let answer = self.0.relay(question, document).await.map_err(fault)?;
        let mut response = Response::new(Bytes::from(answer.document));
        *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_GATEWAY);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=utf-8"));
        Ok(response)
    }
}

fn fault(error: RelayError) -> Fault {
    let code = match error {
        RelayError::NotAQuestion(NotAQuestion::Order) => return Fault::Reserved,
        RelayError::NotAQuestion(NotAQuestion::TooLong) => return Fault::TooLong(LONGEST),
        RelayError::NotAQuestion(NotAQuestion::Form(why)) => return Fault::Document(why),
        RelayError::LogIn(_) => {
            return Fault::Document("the stored log-in cannot be carried by XML: reconnect the account");
        }
        RelayError::Network(ref network) => match network.failure {
            Failure::NotSent(_) => "ECONNREFUSED",
            Failure::TimedOut => "ETIMEDOUT",
            Failure::Cut => "ECONNRESET",
        },
        RelayError::TooLong => "ECONNABORTED",
    };
    Fault::NoAnswer { code, source: Some(Box::new(error)) }
}
