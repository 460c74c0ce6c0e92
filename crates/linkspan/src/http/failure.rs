//! A request that does not succeed. A handler says what is wrong; [`super::finish`] makes a page or JSON of it.

use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::StoreError;

/// Why a request is not answered as asked.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// There is no such page or thing.
    NotFound,
    /// Nobody is signed in; afterwards the person wants to go there.
    SignIn {
        /// A path of ours.
        next: String,
    },
    /// The form does not come from a page of ours, or from one that is too old.
    Foreign,
    /// The request cannot be read.
    Malformed,
    /// The request is longer than anything that is expected.
    TooLarge,
    /// A use case refused or failed.
    Refused(Refused),
}

/// What a use case said, without its cause, which is in the log by then.
#[derive(Debug, Clone)]
pub(super) struct Refused {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) sentence: String,
}

impl Failure {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn { .. } => StatusCode::UNAUTHORIZED,
            Self::Foreign => StatusCode::FORBIDDEN,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(refused) => refused.status,
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let status = status(&problem);
        if status.is_server_error() {
            let cause = problem.cause_chain();
            tracing::error!(code = problem.code, cause, "a request failed: {problem}");
        }
        Self::Refused(Refused { status, code: problem.code, sentence: problem.sentence })
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Problem::from(error).into()
    }
}

impl From<askama::Error> for Failure {
    fn from(error: askama::Error) -> Self {
        Problem::permanent("page_failed", "The page could not be made. The log says why.").caused_by(error).into()
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Problem::permanent("page_failed", "The data could not be written down. The log says why.")
            .caused_by(error)
            .into()
    }
}

fn status(problem: &Problem) -> StatusCode {
    match (problem.code, &problem.consequence) {
        ("store_failed" | "page_failed" | "password_failed" | "no_randomness", _) => StatusCode::INTERNAL_SERVER_ERROR,
        (code, _) if code.ends_with("_not_found") => StatusCode::NOT_FOUND,
        ("link_spent", _) => StatusCode::GONE,
        ("order_moved", _) => StatusCode::CONFLICT,
        (_, Consequence::Permanent | Consequence::NeedsPerson) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, Consequence::Credentials | Consequence::UnknownOutcome) => StatusCode::BAD_GATEWAY,
        (_, Consequence::Retry { .. } | Consequence::NotSent | Consequence::Limit { .. }) => {
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        if let Self::SignIn { next } = &self {
            let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
            let mut response = Redirect::to(&format!("/sign-in?next={next}")).into_response();
            response.extensions_mut().insert(self);
            return response;
        }
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_did_is_never_our_error() {
        let said = |problem: Problem| Failure::from(problem).status().as_u16();
        assert_eq!(said(Problem::permanent("reason_missing", "Say why.")), 422);
        assert_eq!(said(Problem::permanent("order_not_found", "There is no such order.")), 404);
        assert_eq!(said(Problem::permanent("order_moved", "It moved on.")), 409);
        assert_eq!(said(Problem::retry("distributor_unreachable", "Later.")), 503);
        assert_eq!(said(Problem::retry("store_failed", "No.")), 500);
    }
}
