//! What the addresses of programs are told: messages, their exact text, their signatures, and the outbox that keeps them.
//!
//! A message is kept in the transaction of the change that it tells of, with [`tell`]; sending it is work of its own. What
//! must not be here: HTTP, who looks at a delivery, what a vendor's answer means.

mod event;
mod js;
mod outbox;
mod settings;
mod sign;

pub use event::{AuthEvent, AuthOperation, Event, Fault};
pub use js::text;
pub use outbox::{LANE, MESSAGE_PREFIX, WEBHOOK_WORK, keep, tell};
pub use settings::WebhookSettings;
pub(crate) use sign::KEY_PREFIX;
pub use sign::{SigningKeys, headers};
