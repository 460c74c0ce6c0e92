//! Kinds of credentials that no provider here has: a clean answer, which the frontend SDK can show.

use crate::http::nango::around::switched_off;
use crate::http::nango::call::{Answer, Visit};
use crate::http::nango::endpoint::{Endpoint, Verb};

/// All of them.
pub(in crate::http::nango) fn endpoints() -> impl Iterator<Item = Endpoint> {
    let off = [
        "/auth/jwt/{unique_key}",
        "/auth/tba/{unique_key}",
        "/auth/bill/{unique_key}",
        "/auth/signature/{unique_key}",
        "/auth/tableau/{unique_key}",
        "/auth/aws-sigv4/{unique_key}",
        "/auth/oauth-outbound/{unique_key}",
        "/app-store-auth/{unique_key}",
    ];
    off.into_iter().map(|path| Endpoint::in_session_of_query(Verb::Post, path, refuse))
}

async fn refuse(_visit: Visit) -> Answer {
    Err(switched_off())
}
