//! Access tokens: issued for a client's secret, good for two hours of the virtual clock.

use axum::Json;
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::td_synnex::catalog::hash;
use crate::td_synnex::options::Options;

/// How long a token is good, in seconds, as clients saw it.
const LIFETIME: i64 = 7_200;

/// The client of the one account, and the tokens it was given.
pub(in crate::td_synnex) struct Tokens {
    seed: u64,
    client_id: String,
    client_secret: String,
    issued: Vec<(String, Timestamp)>,
}

/// The form that asks for a token.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct Request {
    grant_type: String,
    client_id: String,
    client_secret: String,
}

/// The answer with a token.
#[derive(Serialize)]
pub(super) struct Issued {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
}

impl Tokens {
    pub(super) fn new(options: &Options) -> Self {
        Self {
            seed: options.seed,
            client_id: options.partner_client_id.clone(),
            client_secret: options.partner_client_secret.clone(),
            issued: Vec::new(),
        }
    }

    pub(super) fn issue(&mut self, request: &Request, now: Timestamp) -> Result<Issued, (StatusCode, Json<Value>)> {
        let refuse = |status, error: &str| Err((status, Json(json!({"error": error}))));
        if request.grant_type != "client_credentials" {
            return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type");
        }
        if request.client_id != self.client_id || request.client_secret != self.client_secret {
            return refuse(StatusCode::UNAUTHORIZED, "invalid_client");
        }
        self.issued.retain(|(_, at)| is_fresh(*at, now));
        let count = u64::try_from(now.as_millisecond()).unwrap_or_default() + self.issued.len() as u64;
        let access_token = format!("{:016x}{:016x}", hash::mix(self.seed, count, 61), hash::mix(self.seed, count, 62));
        self.issued.push((access_token.clone(), now));
        Ok(Issued { access_token, token_type: "Bearer", expires_in: LIFETIME })
    }

    pub(super) fn is_good(&self, token: &str, now: Timestamp) -> bool {
        self.issued.iter().any(|(known, at)| known == token && is_fresh(*at, now))
    }
}

fn is_fresh(issued: Timestamp, now: Timestamp) -> bool {
    now.as_second() - issued.as_second() < LIFETIME
}
