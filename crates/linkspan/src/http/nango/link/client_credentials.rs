//! `POST /oauth2/auth/{unique_key}`: an id and a secret that are exchanged for a token.

use super::{asking, link, linked, refused, unlinked};
use crate::app::lend::ImportFailure;
use crate::http::nango::call::{Answer, Visit};
use crate::http::nango::refusal::Refusal;
use crate::http::nango::schema::Text;
use crate::providers::AuthMode;
use serde_json::{Map, Value};

/// An id, a secret, a certificate or a key.
const PART: Text = Text::of(0, 16_384);

const MEMBERS: [&str; 4] = ["client_id", "client_secret", "client_certificate", "client_private_key"];

pub(in crate::http::nango) async fn client_credentials(visit: Visit) -> Answer {
    let mut credentials = visit.body(|fields| {
        let read = |name: &str| Some((name.to_owned(), Value::from(fields.text(name, &PART)?)));
        MEMBERS.into_iter().filter_map(read).collect::<Map<_, _>>()
    })?;
    credentials.retain(|_, value| value != "");
    credentials.insert("type".into(), AuthMode::Oauth2Cc.as_str().into());
    let asking = asking(&visit, AuthMode::Oauth2Cc).await?;
    if !credentials.contains_key("client_id") {
        return Err(Refusal::bad("missing_client_id", "The client's id is missing."));
    }
    if !credentials.contains_key("client_secret") && !credentials.contains_key("client_private_key") {
        return Err(Refusal::bad("missing_client_secret", "The client's secret is missing."));
    }
    linked(&link(&visit, asking, credentials).await.map_err(no_token)?.lent)
}

/// No token is told apart from a token that does not work.
fn no_token(failure: ImportFailure) -> Refusal {
    match failure {
        ImportFailure::Refused { code, sentence } if code != "credentials_refused" => {
            let words = "No token was given for this client. Please check the id and the secret and try again.";
            refused("client_credentials_fetch_error", words, code, &sentence)
        }
        other => unlinked(other),
    }
}
