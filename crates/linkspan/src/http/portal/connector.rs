//! The connectors: the list, one connector's page with its three tabs, and what stands before a disconnect.

use jiff::Timestamp;

use super::activity::{ConnectionView, RecordView};
use super::page::{Check, Fact, Link, page};
use super::states::{ConnectionState, OrderState, RunState, State as _};

/// All connectors. `GET /connectors`.
#[derive(Debug, Clone, Default)]
pub struct ConnectorListPage {
    /// One card each: PSA first, then the distributors.
    pub connectors: Vec<ConnectorCard>,
}

page!(ConnectorListPage, "connectors.html");

/// One connector in the list.
#[derive(Debug, Clone)]
pub struct ConnectorCard {
    /// Its name in addresses, such as `autotask`.
    pub slug: String,
    /// Its name on screen.
    pub name: String,
    /// What it does, in one sentence.
    pub sentence: String,
    /// How it stands.
    pub state: ConnectionState,
    /// The database or account that is linked.
    pub account: Option<String>,
    /// Titles of the templates that are on and use it.
    pub used_by: Vec<String>,
    /// What is wrong, in one sentence.
    pub problem: Option<String>,
    /// The account is not the vendor's own but a host that the operator configured.
    pub test_host: bool,
}

/// One connector. `GET /connectors/{slug}`, `/connectors/{slug}/templates`, `/connectors/{slug}/activity`.
#[derive(Debug, Clone)]
pub struct ConnectorPage {
    /// Name, state and sentence.
    pub card: ConnectorCard,
    /// The master switch; posts `on` to `/connectors/{slug}/switch`. `None` while nothing is linked.
    pub on: Option<bool>,
    /// What the open tab shows.
    pub tab: ConnectorTab,
}

page!(ConnectorPage, "connector.html");

/// The open tab.
#[derive(Debug, Clone)]
pub enum ConnectorTab {
    /// What flows, what is needed, what was found.
    Overview(Overview),
    /// The cards of the templates.
    Templates(Vec<TemplateCard>),
    /// Runs, per template. Boxed, as it is much larger than the others.
    Connections(Box<ConnectionView>),
    /// Records, one by one.
    Records(Box<RecordView>),
}

/// The first tab.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// What flows, in which direction.
    pub flows: Vec<Flow>,
    /// What must be ready before connecting, one sentence each.
    pub needs: Vec<String>,
    /// Zone, database, account, country, user; empty while nothing is linked.
    pub facts: Vec<Fact>,
    /// When the account was last checked.
    pub checked_at: Option<Timestamp>,
    /// What was found then: sign-in and permissions.
    pub checks: Vec<Check>,
    /// The file server shows another key than the known one; posts `key` to `/connectors/{slug}/host-key`.
    pub stranger: Option<StrangeKey>,
    /// The file server refused its log-in.
    pub files_refused: bool,
}

/// Two keys of a file server, for comparison.
#[derive(Debug, Clone)]
pub struct StrangeKey {
    /// The known one.
    pub known: String,
    /// The one that it showed.
    pub shown: String,
}

/// One direction of data.
#[derive(Debug, Clone)]
pub struct Flow {
    /// Where it comes from.
    pub from: String,
    /// Where it goes.
    pub to: String,
    /// What it is.
    pub what: String,
}

/// One integration template.
#[derive(Debug, Clone)]
pub struct TemplateCard {
    /// Where its switch (`{base}/switch`) and its settings (`{base}`) are, such as `/bridges/{id}/product-sync`.
    pub base: String,
    /// Its title on screen.
    pub title: String,
    /// What it does, in one sentence.
    pub sentence: String,
    /// Whether it is on.
    pub on: bool,
    /// Why it cannot be turned on, and where to mend that.
    pub missing: Option<Missing>,
    /// The last run: when, how it ended, its page.
    pub last: Option<(Timestamp, RunState, String)>,
    /// When it last looked for something to do, and what it found; for the templates that look instead of running.
    pub looked: Option<(Timestamp, String)>,
    /// When it runs next.
    pub next: Option<Timestamp>,
}

/// What a switch waits for.
#[derive(Debug, Clone)]
pub struct Missing {
    /// One sentence.
    pub sentence: String,
    /// Where to mend it.
    pub link: Link,
}

/// What stands before a disconnect. `GET /connectors/{slug}/disconnect`; posts `csrf`, `agree` to the same path.
#[derive(Debug, Clone)]
pub struct DisconnectPage {
    /// Its name in addresses.
    pub slug: String,
    /// Its name on screen.
    pub name: String,
    /// Orders that are not finished, the newest first; as many as fit.
    pub open_orders: Vec<OpenOrder>,
    /// How many more there are.
    pub more: u64,
    /// The box was not ticked.
    pub not_agreed: bool,
}

page!(DisconnectPage, "disconnect.html");

/// An order that would no longer be followed.
#[derive(Debug, Clone)]
pub struct OpenOrder {
    /// Its id in addresses.
    pub id: String,
    /// Customer PO number.
    pub po_number: String,
    /// Its state.
    pub state: OrderState,
    /// What is still to come, in a few words.
    pub awaits: String,
}
