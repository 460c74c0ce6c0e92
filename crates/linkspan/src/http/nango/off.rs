//! Endpoints that programs may know from elsewhere and that do not exist here: a clean answer instead of a page.

use super::around::switched_off;
use super::call::{Answer, Call};
use super::endpoint::{Endpoint, Verb};

/// All of them.
pub(super) fn endpoints() -> impl Iterator<Item = Endpoint> {
    let off = [
        "/providers/{provider}/templates",
        "/integrations/quickstart",
        "/integrations/{unique_key}/functions",
        "/integrations/{unique_key}/functions/{name}",
        "/integrations/{unique_key}/functions/{name}/code",
        "/action/trigger",
        "/action/{id}",
        "/mcp",
        "/sync/{name}/variant/{variant}",
    ];
    off.into_iter().map(|path| Endpoint::keyed(Verb::Any, path, &[], refuse))
}

async fn refuse(_call: Call) -> Answer {
    Err(switched_off())
}
