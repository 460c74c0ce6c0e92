//! What ran and what became of each record. The two views stand on the activity page and on a connector's third tab; a run
//! has a page of its own.

use jiff::Timestamp;

use super::page::{Choice, Link, Pager, Progress, page};
use super::states::{RecordState, RunState, State as _};

/// All activity. `GET /activity` (connections), `GET /activity/records`.
#[derive(Debug, Clone)]
pub struct ActivityPage {
    /// Which of the two views.
    pub view: View,
}

page!(ActivityPage, "activity.html");

/// One of the two views. Boxed, as the records are much larger.
#[derive(Debug, Clone)]
pub enum View {
    /// Per template.
    Connections(ConnectionView),
    /// Per record.
    Records(Box<RecordView>),
}

/// One line per template.
#[derive(Debug, Clone, Default)]
pub struct ConnectionView {
    /// Where the two views are: `/activity` or `/connectors/{slug}/activity`.
    pub base: String,
    /// The templates.
    pub rows: Vec<TemplateHealth>,
}

/// How a template's records stand.
#[derive(Debug, Clone)]
pub struct TemplateHealth {
    /// Its title.
    pub title: String,
    /// Its switch and settings, such as `/bridges/{id}/product-sync`; *Sync now* posts `csrf` to `{base}/run`.
    pub base: String,
    /// Whether *Sync now* is possible.
    pub can_run: bool,
    /// Records on which both sides agree.
    pub in_sync: u64,
    /// Records that fail.
    pub failing: u64,
    /// Records that the settings leave out.
    pub excluded: u64,
    /// The last run: when, how it ended, its page.
    pub last: Option<(Timestamp, RunState, String)>,
    /// When it last looked for something to do, and what it found; for the templates that look instead of running.
    pub looked: Option<(Timestamp, String)>,
}

/// One line per record. `?q=&status=&kind=&since=&page=`.
#[derive(Debug, Clone, Default)]
pub struct RecordView {
    /// Where the two views are: `/activity`, `/connectors/{slug}/activity`, or a run's page.
    pub base: String,
    /// Where this view is, and where its filter goes.
    pub action: String,
    /// What was searched for.
    pub query: String,
    /// States to choose from, one chosen; the first means all.
    pub states: Vec<Choice>,
    /// Kinds to choose from, one chosen; the first means all.
    pub kinds: Vec<Choice>,
    /// The records.
    pub rows: Vec<RecordRow>,
    /// Where the list stands.
    pub pager: Pager,
    /// The same records as CSV.
    pub csv_href: String,
    /// The same records as JSON.
    pub json_href: String,
    /// Whether a filter is set.
    pub filtered: bool,
}

/// One record.
#[derive(Debug, Clone)]
pub struct RecordRow {
    /// Names it within the page.
    pub id: String,
    /// Its name: a product or an order.
    pub name: String,
    /// Where it has a page.
    pub href: Option<String>,
    /// What it is, such as *Product*.
    pub kind: String,
    /// Its id in Autotask, as a link where one is known.
    pub psa: Option<Link>,
    /// Its id at the distributor.
    pub distributor: Option<Link>,
    /// How it ended.
    pub state: RecordState,
    /// When.
    pub at: Timestamp,
    /// What was done, in a few words, or why not.
    pub done: String,
}

/// One run. `GET /runs/{id}`; live on `/events/runs/{id}`; posts `csrf` to `/runs/{id}/cancel` and `/runs/{id}/resume`.
#[derive(Debug, Clone)]
pub struct RunPage {
    /// Its id in addresses.
    pub id: String,
    /// Title of its template.
    pub title: String,
    /// How it stands.
    pub state: RunState,
    /// The one sentence that explains the state.
    pub sentence: String,
    /// It writes nothing outside.
    pub rehearsal: bool,
    /// How far it is, while it runs.
    pub progress: Option<Progress>,
    /// Numbers with their names, such as *Created 412*.
    pub counters: Vec<(String, u64)>,
    /// Autotask calls it has used.
    pub calls_used: u64,
    /// Autotask calls it was planned with.
    pub calls_planned: Option<u64>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What started it: a person's name or the schedule.
    pub started_by: String,
    /// Records that wait for a person. Decisions post to `/runs/{id}/decide`.
    pub held: Vec<HeldRecord>,
    /// Records about which a person has decided: the next run acts on it, and it can be taken back.
    pub decided: Vec<HeldRecord>,
    /// It can be stopped.
    pub can_cancel: bool,
    /// It can go on where it stopped.
    pub can_resume: bool,
    /// Its records.
    pub records: RecordView,
}

page!(RunPage, "run.html");

impl RunPage {
    /// Whether anything may still change by itself.
    pub fn is_live(&self) -> bool {
        matches!(self.state, RunState::Scheduled | RunState::Waiting | RunState::Running)
    }
}

/// A record that waits for a person, or about which one has decided. The form posts `csrf`, `record`, `reason` and `answer`:
/// `accept` or `keep`; `choose` with `choice`, where there are products to choose from; `undo`.
#[derive(Debug, Clone, Default)]
pub struct HeldRecord {
    /// Its id, sent back with the decision.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why it waits, in one sentence.
    pub reason: String,
    /// Whether it is decided here.
    pub can_decide: bool,
    /// Products to choose from, with *a new one* and *leave it out* at the end; empty where there is no choice.
    pub choices: Vec<Choice>,
    /// What was decided.
    pub decided: Option<Decided>,
}

/// A decision that was given.
#[derive(Debug, Clone)]
pub struct Decided {
    /// What, by whom and why.
    pub sentence: String,
    /// When.
    pub at: Timestamp,
}
