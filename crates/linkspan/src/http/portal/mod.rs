//! The pages a person sees.
//!
//! Each page is a plain struct, its *view model*, in a module of its own. It is filled from outside and turned into HTML by
//! its `render`, together with the [`Shell`] that every page shares. Nothing here reads the clock, the database or a
//! connection: the same model gives the same bytes. Words live in [`strings`], looks in `assets/portal.css`.
//!
//! Every page works without script. `assets/portal.js` fetches the same page again and swaps the part that changed, so there
//! are no fragment end points: an event on a `/events/...` stream carries no data, it only says "look again".

pub mod activity;
pub mod api_keys;
pub mod assets;
pub mod backup;
pub mod bridge;
pub mod chart;
pub mod connect;
pub mod connector;
pub mod docs;
pub mod door;
pub mod format;
pub mod home;
mod html;
mod icon;
pub mod link;
pub mod oauth;
pub mod order;
pub mod orders;
pub mod page;
pub mod product_sync;
pub mod products;
pub mod reconcile;
pub mod settings;
pub mod shell;
pub mod states;
pub mod strings;
pub mod template_settings;
pub mod webhooks;

pub use html::Html;
pub use icon::Icon;
pub use page::Rendered;
pub use shell::Shell;
