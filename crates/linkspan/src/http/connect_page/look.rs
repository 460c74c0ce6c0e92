//! Name, logo and colours of the app that the connect page belongs to.

use super::colours;
use crate::config::{Colour, ConnectPage};
use crate::http::Web;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde_json::{Value, json};

/// The largest logo, in bytes; the whole page is small too.
const LARGEST: usize = 64 * 1024;

/// How the connect page looks.
#[derive(Debug, Clone)]
pub(in crate::http) struct Look {
    /// What people call the app; empty where nothing is said.
    pub(super) name: String,
    /// `light`, `dark` or `system`.
    pub(super) theme: &'static str,
    light: Colour,
    dark: Colour,
    logo: Option<(Vec<u8>, &'static str)>,
}

impl Look {
    /// What the operator set. A logo that cannot be used is left out, and the log says so.
    pub(in crate::http) fn of(config: &ConnectPage) -> Self {
        let logo = config.logo.as_ref().and_then(|path| {
            let kind = match path.extension().and_then(|ending| ending.to_str()) {
                Some("svg") => Some("image/svg+xml"),
                Some("png") => Some("image/png"),
                _ => None,
            };
            let bytes = std::fs::read(path).ok().filter(|bytes| bytes.len() <= LARGEST);
            let found = bytes.zip(kind);
            if found.is_none() {
                tracing::warn!(path = %path.display(), "the logo of the connect page is no SVG or PNG of at most 64 kB");
            }
            found
        });
        let (light, dark) = (config.primary_light, config.primary_dark);
        Self { name: config.name.trim().to_owned(), theme: config.theme.as_str(), light, dark, logo }
    }

    /// Where its colours are.
    pub(super) fn colours(&self) -> String {
        colours::address(self.light, self.dark)
    }

    /// Where its logo is.
    pub(super) fn logo(&self) -> Option<String> {
        self.logo.as_ref().map(|_| "/connect/ui/logo".to_owned())
    }

    /// The same, as programs know it.
    pub(in crate::http) fn shown(&self) -> Value {
        json!({
            "theme": {"light": {"primary": self.light.to_string()}, "dark": {"primary": self.dark.to_string()}},
            "defaultTheme": self.theme,
            "showWatermark": false,
        })
    }
}

/// `GET /connect/ui/colours/{name}`.
pub(super) async fn colours(Path(name): Path<String>) -> Response {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "public, max-age=31536000, immutable")];
    match colours::sheet(&name) {
        Some(sheet) => (headers, sheet).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /connect/ui/logo`.
pub(super) async fn logo(State(web): State<Web>) -> Response {
    match web.look.logo.clone() {
        Some((bytes, kind)) => ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=300")], bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
