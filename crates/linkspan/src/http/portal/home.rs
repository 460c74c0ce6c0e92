//! Home: what waits for a person, what is under way, what it costs. `GET /`.

use jiff::Timestamp;

use super::chart::QuotaChart;
use super::page::{Link, page};
use super::states::{ConnectionState, OrderState, RecordState, RunState, State as _};
use super::{Html, Shell};

/// The first screen.
#[derive(Debug, Clone, Default)]
pub struct HomePage {
    /// What needs a person, the most pressing first.
    pub waiting: Vec<Waiting>,
    /// Orders under way, by how far they are.
    pub pipeline: Pipeline,
    /// Calls of the last hour; `None` before an Autotask account is linked.
    pub quota: Option<QuotaChart>,
    /// The templates of all bridges.
    pub templates: Vec<TemplateGlance>,
    /// When purchase orders were last looked for.
    pub looked_at: Option<Timestamp>,
    /// The first steps, until all are done; then `None`.
    pub start: Option<FirstSteps>,
}

/// One thing that waits for a person.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What it is about.
    pub about: WaitingFor,
    /// One sentence: what happened.
    pub sentence: String,
    /// Since when.
    pub since: Timestamp,
    /// The one button, named by what it does.
    pub action: Link,
}

/// What waits.
#[derive(Debug, Clone)]
pub enum WaitingFor {
    /// An order in this state.
    Order {
        /// Customer PO number.
        po_number: String,
        /// Its state.
        state: OrderState,
    },
    /// An account that no longer answers to its credentials.
    Connection {
        /// Its name on screen.
        name: String,
    },
    /// A bridge that sends nothing until a list is confirmed.
    Bridge {
        /// Its two accounts.
        name: String,
    },
    /// A product run with records that are held.
    Records {
        /// How many.
        count: u64,
    },
}

impl WaitingFor {
    /// The pill in front of the line.
    pub fn pill(&self, shell: &Shell) -> Html {
        match self {
            Self::Order { state, .. } => state.pill(shell),
            Self::Connection { .. } => ConnectionState::Error.pill(shell),
            Self::Bridge { .. } | Self::Records { .. } => RecordState::Held.pill(shell),
        }
    }

    /// The strong words of the line.
    pub fn name(&self, shell: &Shell) -> String {
        match self {
            Self::Order { po_number, .. } => po_number.clone(),
            Self::Connection { name } | Self::Bridge { name } => name.clone(),
            Self::Records { count } => shell.text().run_held_count(shell.number(count)),
        }
    }
}

/// Numbers of orders by how far they are. Each links to `/orders?stage=...`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pipeline {
    /// Checked, not sent.
    pub ready: u64,
    /// Taken by the distributor, nothing shipped.
    pub ordered: u64,
    /// At least one piece shipped.
    pub shipped: u64,
    /// Invoiced, not closed.
    pub invoiced: u64,
}

impl Pipeline {
    /// Address, word and count of each stage, in order.
    pub fn stages(&self, shell: &Shell) -> [(&'static str, &'static str, u64); 4] {
        let t = shell.text();
        [
            ("/orders?stage=ready", t.home_pipeline_ready(), self.ready),
            ("/orders?stage=ordered", t.home_pipeline_ordered(), self.ordered),
            ("/orders?stage=shipped", t.home_pipeline_shipped(), self.shipped),
            ("/orders?stage=invoiced", t.home_pipeline_invoiced(), self.invoiced),
        ]
    }
}

/// One template, in two lines.
#[derive(Debug, Clone)]
pub struct TemplateGlance {
    /// Its title on screen.
    pub title: String,
    /// Where its settings are.
    pub href: String,
    /// Whether it is switched on.
    pub on: bool,
    /// The last run: when, how it ended, and its page.
    pub last: Option<(Timestamp, RunState, String)>,
    /// When it last looked for something to do, and what it found; for the templates that look instead of running.
    pub looked: Option<(Timestamp, String)>,
    /// When it runs next.
    pub next: Option<Timestamp>,
}

/// Which of the first steps are done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FirstSteps {
    /// Autotask is linked.
    pub autotask: bool,
    /// The distributor is linked.
    pub distributor: bool,
    /// At least one template is on.
    pub templates: bool,
}

impl FirstSteps {
    /// Done or not, title, sentence and address of each step, in order.
    pub fn steps(&self, shell: &Shell) -> [(bool, &'static str, &'static str, &'static str); 3] {
        let t = shell.text();
        [
            (self.autotask, t.home_start_autotask(), t.home_start_autotask_text(), "/connectors/autotask/connect"),
            (
                self.distributor,
                t.home_start_distributor(),
                t.home_start_distributor_text(),
                "/connectors/td-synnex/connect",
            ),
            (self.templates, t.home_start_templates(), t.home_start_templates_text(), "/connectors/autotask/templates"),
        ]
    }
}

page!(HomePage, "home.html");
