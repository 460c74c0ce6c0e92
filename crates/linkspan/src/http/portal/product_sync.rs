//! The settings of the product sync, in four steps below `/bridges/{bridge}/product-sync/`.

use jiff::Timestamp;

use super::Shell;
use super::page::{Choice, Field, Money, Progress, page};

/// The four steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Which categories.
    Categories,
    /// Where they go in Autotask.
    Mapping,
    /// Cost, price and who owns which field.
    Prices,
    /// What would be done.
    Preview,
}

impl Step {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Categories, Self::Mapping, Self::Prices, Self::Preview];

    /// The last part of its address.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Categories => "categories",
            Self::Mapping => "mapping",
            Self::Prices => "prices",
            Self::Preview => "preview",
        }
    }

    /// What it is called.
    pub fn word(self, t: &super::strings::Text) -> &'static str {
        match self {
            Self::Categories => t.sync_step_categories(),
            Self::Mapping => t.sync_step_mapping(),
            Self::Prices => t.sync_step_prices(),
            Self::Preview => t.sync_step_preview(),
        }
    }

    /// Whether it comes before `other`.
    pub fn before(self, other: &Self) -> bool {
        (self as u8) < (*other as u8)
    }
}

/// Step 1. Posts `csrf`, `q`, `shown` (codes of the branches whose leaves were on the page), `category` (chosen leaves),
/// `branch` (closed branches taken whole), `partial` (closed branches that stay as they are unless `branch` names them) to
/// `.../categories`; *Reset* posts to `.../categories/reset`. `?q=` searches, `?open=` opens one branch.
#[derive(Debug, Clone, Default)]
pub struct CategoriesPage {
    /// Id of the bridge.
    pub bridge: String,
    /// What was searched for.
    pub query: String,
    /// First level; only those that match the search.
    pub branches: Vec<Branch>,
    /// Code of the branch to show open.
    pub open: Option<String>,
    /// SKUs selected in all, also where this page does not show them.
    pub selected: u64,
    /// SKUs selected in leaves that this page does not show.
    pub selected_elsewhere: u64,
    /// SKUs in the catalogue.
    pub total: u64,
    /// Most SKUs that this connection takes.
    pub cap: u64,
    /// When the catalogue was read; `None` before the first time.
    pub imported_at: Option<Timestamp>,
    /// The reading of the catalogue file, while it runs or where it failed.
    pub reading: Option<Reading>,
}

/// The reading of a catalogue file.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Id of the run.
    pub run: String,
    /// Whether it goes on; otherwise it failed.
    pub running: bool,
    /// The one sentence that explains where it stands.
    pub sentence: String,
}

page!(CategoriesPage, "sync_categories.html");

impl CategoriesPage {
    /// Whether there is nothing to choose from yet: no catalogue, or the first one while it is being read.
    pub fn is_empty(&self) -> bool {
        self.total == 0 || (self.imported_at.is_none() && self.is_reading())
    }

    /// Whether the catalogue file is being read.
    pub fn is_reading(&self) -> bool {
        self.reading.as_ref().is_some_and(|reading| reading.running)
    }

    /// Whether a branch's leaves are in sight: it was opened, found, or is only partly selected.
    pub fn shows_open(&self, branch: &Branch) -> bool {
        !self.query.is_empty() || self.open.as_deref() == Some(branch.code.as_str()) || branch.partial()
    }
}

/// A category of the first level.
#[derive(Debug, Clone)]
pub struct Branch {
    /// The distributor's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// SKUs in it.
    pub count: u64,
    /// Of these, selected.
    pub selected: u64,
    /// Its categories; may be left empty for a closed branch, which then links to `?open=`.
    pub leaves: Vec<Leaf>,
}

impl Branch {
    /// All of it is selected.
    pub fn whole(&self) -> bool {
        self.selected == self.count && self.count > 0
    }

    /// Some of it is selected, not all.
    pub fn partial(&self) -> bool {
        self.selected > 0 && self.selected < self.count
    }
}

/// A category of the second level.
#[derive(Debug, Clone)]
pub struct Leaf {
    /// The distributor's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// SKUs in it.
    pub count: u64,
    /// Whether it is selected.
    pub selected: bool,
}

/// Step 2. Posts `csrf`, `default_category`, `default_billing`, `currency` to `.../mapping`; `csrf`, `from`, `category`, `billing` to
/// `.../mapping/add`; `csrf`, `code` to `.../mapping/remove`.
#[derive(Debug, Clone, Default)]
pub struct MappingPage {
    /// Id of the bridge.
    pub bridge: String,
    /// Product categories, the default chosen.
    pub categories: Vec<Choice>,
    /// Material billing codes, the default chosen.
    pub billing_codes: Vec<Choice>,
    /// Categories that go elsewhere.
    pub exceptions: Vec<Exception>,
    /// Selected categories without an exception; they take the default.
    pub unmapped: Vec<Unmapped>,
    /// The currency of the tenant.
    pub currency: TenantCurrency,
    /// The currency of the distributor's amounts.
    pub vendor_currency: String,
}

page!(MappingPage, "sync_mapping.html");

/// The currency that the tenant counts in: its ISO 4217 code.
#[derive(Debug, Clone)]
pub enum TenantCurrency {
    /// Autotask says it.
    Read(String),
    /// Autotask does not; this is what a person said, or the default.
    Asked(String),
}

impl Default for TenantCurrency {
    fn default() -> Self {
        Self::Asked("USD".to_owned())
    }
}

impl TenantCurrency {
    /// Its code.
    pub fn code(&self) -> &str {
        match self {
            Self::Read(code) | Self::Asked(code) => code,
        }
    }

    /// Whether a person has to say it.
    pub fn is_asked(&self) -> bool {
        matches!(self, Self::Asked(_))
    }
}

/// One category that does not take the default.
#[derive(Debug, Clone)]
pub struct Exception {
    /// The distributor's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// SKUs selected in it.
    pub count: u64,
    /// Product category in Autotask.
    pub category: String,
    /// Billing code in Autotask.
    pub billing_code: String,
}

/// One category that takes the default.
#[derive(Debug, Clone)]
pub struct Unmapped {
    /// The distributor's code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// SKUs selected in it.
    pub count: u64,
}

/// Step 3. Posts `csrf`, `sync_cost`, `price_rule` (`keep`, `markup`, `msrp`), `markup`, `below_cost`, `update_existing`,
/// `owner_{field}` (`ours`, `theirs`, `merge`), `run_at` to `.../prices`.
#[derive(Debug, Clone)]
pub struct PricesPage {
    /// Id of the bridge.
    pub bridge: String,
    /// Write the cost.
    pub sync_cost: bool,
    /// How the price is made.
    pub price_rule: PriceRule,
    /// Per cent on top of the cost.
    pub markup: Field,
    /// A price below cost is allowed.
    pub below_cost: bool,
    /// Change products that already exist.
    pub update_existing: bool,
    /// A product to show the rule with; `None` without catalogue.
    pub example: Option<PriceExample>,
    /// Who owns which field.
    pub owners: Vec<FieldOwner>,
    /// Time of the daily run, `HH:MM`.
    pub run_at: Field,
    /// Product fields for the band of the stock; the first is *nowhere*. Posted as `stock_band`.
    pub stock_bands: Vec<Choice>,
    /// Product fields for its date; the first is *nowhere*. Posted as `stock_date`.
    pub stock_dates: Vec<Choice>,
    /// Says that product cost and price are not written, as the currencies differ.
    pub currency_note: Option<String>,
}

page!(PricesPage, "sync_prices.html");

/// How a product's price is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PriceRule {
    /// The price in Autotask stays.
    Keep,
    /// Cost and a markup.
    Markup,
    /// The manufacturer's list price.
    Msrp,
}

/// The rule, shown on one product.
#[derive(Debug, Clone)]
pub struct PriceExample {
    /// Name of the product.
    pub name: String,
    /// Its cost.
    pub cost: Money,
    /// Its list price.
    pub msrp: Money,
    /// Its price in Autotask now.
    pub present: Money,
    /// Its price by the rule as saved.
    pub result: Money,
}

/// Who decides about a field.
#[derive(Debug, Clone)]
pub struct FieldOwner {
    /// Its name in the form.
    pub key: String,
    /// Its name on screen.
    pub name: String,
    /// `ours`, `theirs`, `merge`; one chosen.
    pub owners: Vec<Choice>,
}

/// Step 4. *Make the preview* posts `csrf` to `.../preview`; *Apply* posts `csrf`, `plan` to `.../apply`.
#[derive(Debug, Clone, Default)]
pub struct PreviewPage {
    /// Id of the bridge.
    pub bridge: String,
    /// The plan, once there is one.
    pub plan: Option<Plan>,
    /// The plan is being made.
    pub making: Option<Progress>,
    /// The settings changed after the plan was made.
    pub outdated: bool,
}

page!(PreviewPage, "sync_preview.html");

/// What a run would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its id.
    pub id: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// Products to create.
    pub create: u64,
    /// Products to take over as they are.
    pub adopt: u64,
    /// Products to change.
    pub change: u64,
    /// Products to leave alone.
    pub unchanged: u64,
    /// Records that wait for a person.
    pub held: u64,
    /// Autotask calls it takes.
    pub calls: u64,
    /// Minutes at the present share.
    pub minutes: u64,
    /// Some of what it does, of every kind.
    pub sample: Vec<PlanRow>,
    /// Some of what it holds.
    pub held_rows: Vec<HeldRow>,
}

impl Plan {
    /// Whether applying it would write anything.
    pub fn has_work(&self) -> bool {
        self.create + self.adopt + self.change > 0
    }

    /// What the main button says: what it does, with its number.
    pub fn button(&self, shell: &Shell) -> String {
        let t = shell.text();
        match (self.create, self.adopt + self.change) {
            (0, changed) => t.sync_do_change(shell.number(changed)),
            (created, 0) => t.sync_do_create(shell.number(created)),
            (created, changed) => t.sync_do_both(shell.number(created), shell.number(changed)),
        }
    }
}

/// One product in a plan.
#[derive(Debug, Clone)]
pub struct PlanRow {
    /// Distributor SKU.
    pub sku: String,
    /// Name.
    pub name: String,
    /// What would be done.
    pub action: PlanAction,
    /// Field by field.
    pub changes: Vec<Change>,
}

/// What a plan does with a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanAction {
    /// Make it.
    Create,
    /// Take it over.
    Adopt,
    /// Change it.
    Change,
    /// Set it inactive.
    Deactivate,
}

impl PlanAction {
    /// What it is called.
    pub fn word(self, t: &super::strings::Text) -> &'static str {
        match self {
            Self::Create => t.sync_action_create(),
            Self::Adopt => t.sync_action_adopt(),
            Self::Change => t.sync_action_change(),
            Self::Deactivate => t.sync_action_deactivate(),
        }
    }
}

/// One field before and after.
#[derive(Debug, Clone)]
pub struct Change {
    /// Name of the field.
    pub field: String,
    /// Before; `None` when it is new.
    pub before: Option<String>,
    /// After.
    pub after: String,
}

/// A product that waits for a person.
#[derive(Debug, Clone)]
pub struct HeldRow {
    /// Distributor SKU.
    pub sku: String,
    /// Name.
    pub name: String,
    /// Why, in one sentence.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_is_whole_partial_or_neither() {
        let branch =
            |selected, count| Branch { code: String::new(), name: String::new(), count, selected, leaves: vec![] };
        assert!(branch(5, 5).whole() && !branch(5, 5).partial());
        assert!(branch(1, 5).partial() && !branch(1, 5).whole());
        assert!(!branch(0, 0).whole() && !branch(0, 5).partial());
    }

    #[test]
    fn steps_know_their_order() {
        assert!(Step::Categories.before(&Step::Preview));
        assert!(!Step::Preview.before(&Step::Preview));
    }
}
