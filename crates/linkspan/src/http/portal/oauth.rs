//! What a popup shows when the vendor has sent it back.

use super::page::page;

/// The end of a popup. A script tells the window that opened it, and closes it after a success.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OauthPage {
    /// Why there is no connection: a stable code, and a sentence in the person's language. `None` is a success.
    pub failure: Option<(String, String)>,
}

impl OauthPage {
    /// The word by which programs know the message.
    pub fn message(&self) -> &'static str {
        match self.failure {
            None => "nango_oauth_callback_success",
            Some(_) => "nango_oauth_callback_error",
        }
    }
}

page!(OauthPage, "oauth_done.html");
