//! The emulator beside its socket: requests go straight to what answers them, past faults and journal. For fuzzing and for
//! measuring; whoever plays the vendor for a client uses the server.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::{Method, Request};
use secrecy::{ExposeSecret, SecretString};
use tower::ServiceExt;

use super::zones::FIRST_ZONE;
use super::{Autotask, http_api};

/// The largest answer that is read, in bytes.
const MAX_ANSWER: usize = 256 * 1024 * 1024;

/// A way to a running emulator that needs no connection.
#[derive(Debug)]
pub struct Direct {
    router: Router,
    user_name: String,
    secret: SecretString,
    integration_code: String,
}

impl Autotask {
    /// A way around the socket.
    #[must_use]
    pub fn direct(&self) -> Direct {
        let ready = self.ready();
        Direct {
            router: http_api::router(Arc::clone(&self.world), FIRST_ZONE),
            user_name: ready.user_name,
            secret: self.secret.clone(),
            integration_code: ready.integration_code,
        }
    }
}

impl Direct {
    /// Answers a request of the user with all rights: status and body. `None` if the target is no URL's path and query.
    pub async fn answer(&self, method: Method, target: &str, body: Vec<u8>) -> Option<(u16, Vec<u8>)> {
        let request = Request::builder()
            .method(method)
            .uri(target)
            .header("UserName", &self.user_name)
            .header("Secret", self.secret.expose_secret())
            .header("ApiIntegrationCode", &self.integration_code)
            .body(Body::from(body))
            .ok()?;
        // The router answers everything; its error type has no values.
        let response = self.router.clone().oneshot(request).await.ok()?;
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), MAX_ANSWER).await.ok()?;
        Some((status, body.to_vec()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::autotask::{Options, start};

    #[tokio::test]
    async fn it_answers_as_the_server_does() {
        let emulator = start(Options::default()).await.unwrap();
        let direct = emulator.direct();
        let (status, body) = direct.answer(Method::GET, "/ATServicesRest/V1.0/Companies/0", Vec::new()).await.unwrap();
        assert_eq!(status, 200);
        assert!(String::from_utf8(body).unwrap().starts_with(r#"{"item":{"#));
        assert_eq!(direct.answer(Method::GET, "/nowhere", Vec::new()).await.unwrap().0, 404);
        assert_eq!(direct.answer(Method::GET, "not a target", Vec::new()).await, None);
        assert_eq!(emulator.server().journal().entries().len(), 0);
    }
}
