//! The table of orders.

use jiff::Timestamp;

use super::page::{Money, Pager, page};
use super::states::{OrderState, State as _};
use super::strings::Text;

/// All orders. `GET /orders?group=&state=&stage=&q=&from=&to=&page=`.
#[derive(Debug, Clone, Default)]
pub struct OrdersPage {
    /// What is asked for.
    pub filter: OrderFilter,
    /// How many orders each group holds, in the order of [`OrderGroup::ALL`].
    pub counts: [u64; 4],
    /// The rows of this page.
    pub rows: Vec<OrderRow>,
    /// Where the list stands.
    pub pager: Pager,
    /// Submitted purchase orders that are not taken, with the reason.
    pub not_taken: Vec<NotTaken>,
    /// When purchase orders were last looked for.
    pub looked_at: Option<Timestamp>,
}

page!(OrdersPage, "orders.html");

impl OrdersPage {
    /// Each group with its number of orders.
    pub fn groups(&self) -> impl Iterator<Item = (OrderGroup, u64)> {
        OrderGroup::ALL.into_iter().zip(self.counts)
    }

    /// No order at all, whatever the filter.
    pub fn nothing_at_all(&self) -> bool {
        self.counts[0] == 0
    }
}

/// What the list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct OrderFilter {
    /// One of the four chips.
    pub group: OrderGroup,
    /// One state.
    pub state: Option<OrderState>,
    /// One stage of the pipeline on the home page: its code and its word.
    pub stage: Option<(String, String)>,
    /// Words to find in numbers, names and SKUs.
    pub text: String,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub to: String,
}

impl OrderFilter {
    /// Whether anything but the chip is set.
    pub fn is_set(&self) -> bool {
        let text = [&self.text, &self.from, &self.to].iter().any(|text| !text.is_empty());
        text || self.state.is_some() || self.stage.is_some()
    }

    /// Whether this state is asked for.
    pub fn wants(&self, state: &OrderState) -> bool {
        self.state.as_ref() == Some(state)
    }
}

/// Four ways to look at the orders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OrderGroup {
    /// All of them.
    #[default]
    All,
    /// Held, unknown, conflict, rejected.
    Waiting,
    /// Not over.
    Open,
    /// Over.
    Done,
}

impl OrderGroup {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::All, Self::Waiting, Self::Open, Self::Done];

    /// As in `?group=`.
    pub fn code(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Done => "done",
        }
    }

    /// The group with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.code() == code)
    }

    /// What it is called.
    pub fn word(self, t: &Text) -> &'static str {
        match self {
            Self::All => t.all(),
            Self::Waiting => t.order_held(),
            Self::Open => t.orders_group_open(),
            Self::Done => t.order_closed(),
        }
    }
}

/// One order in the table.
#[derive(Debug, Clone)]
pub struct OrderRow {
    /// Its id in addresses.
    pub id: String,
    /// Customer PO number.
    pub po_number: String,
    /// The company it is for; `None` for stock.
    pub for_whom: Option<String>,
    /// Number of lines.
    pub lines: u64,
    /// What it costs.
    pub total: Money,
    /// Its state.
    pub state: OrderState,
    /// Distributor order numbers.
    pub distributor_orders: Vec<String>,
    /// Pieces shipped and pieces ordered.
    pub shipped: (u64, u64),
    /// When anything last changed.
    pub changed_at: Timestamp,
}

/// A submitted purchase order that Linkspan leaves alone. *Take* posts `csrf` to `/bridges/{bridge}/take/{po_id}`.
#[derive(Debug, Clone)]
pub struct NotTaken {
    /// Id of the bridge.
    pub bridge: String,
    /// Id of the purchase order in Autotask.
    pub po_id: String,
    /// Its number.
    pub po_number: String,
    /// The company it is for.
    pub for_whom: Option<String>,
    /// Why it is not taken.
    pub why: NotTakenBecause,
}

/// Why a purchase order is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTakenBecause {
    /// It was submitted before the template was switched on; a person may take it.
    BeforeStart,
    /// It left *Submitted* without an order of ours; nothing can be done here.
    NotOrderedByUs,
}

impl NotTakenBecause {
    /// In words.
    pub fn word(self, t: &Text) -> &'static str {
        match self {
            Self::BeforeStart => t.orders_before_start(),
            Self::NotOrderedByUs => t.orders_not_by_us(),
        }
    }

    /// Whether a person may take it.
    pub fn can_take(self) -> bool {
        self == Self::BeforeStart
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_set_by_anything_but_its_chip() {
        assert!(!OrderFilter { group: OrderGroup::Open, ..Default::default() }.is_set());
        assert!(OrderFilter { state: Some(OrderState::Held), ..Default::default() }.is_set());
        assert!(OrderFilter { to: "2026-11-22".to_owned(), ..Default::default() }.is_set());
    }

    #[test]
    fn groups_lead_back_from_their_code() {
        for group in OrderGroup::ALL {
            assert_eq!(OrderGroup::from_code(group.code()), Some(group));
        }
    }
}
