//! One order: what state it is in and why, what can be done, what was sent, and everything that happened.

use std::borrow::Borrow;

use jiff::Timestamp;

use super::page::{Fact, Field, Link, Money, page};
use super::states::{LineState, OrderState, State as _, Tone};
use super::{Icon, strings::Text};

/// One order. `GET /orders/{id}`; live on `/events/orders/{id}`.
#[derive(Debug, Clone)]
pub struct OrderPage {
    /// Its id in addresses.
    pub id: String,
    /// Customer PO number.
    pub po_number: String,
    /// Its state.
    pub state: OrderState,
    /// The one sentence that explains the state.
    pub sentence: String,
    /// Digest of the content that this page shows; a release carries it.
    pub digest: String,
    /// Why it is held, reason by reason.
    pub reasons: Vec<HeldReason>,
    /// What a person may do now, the first one being the main one. No other button is shown.
    pub actions: Vec<OrderAction>,
    /// The company it is for; `None` for stock.
    pub for_whom: Option<String>,
    /// What it costs.
    pub total: Money,
    /// The purchase order in Autotask.
    pub psa: Option<Link>,
    /// Distributor order numbers.
    pub distributor_orders: Vec<String>,
    /// Invoice numbers.
    pub invoices: Vec<String>,
    /// When the distributor was last asked.
    pub asked_at: Option<Timestamp>,
    /// When it will be asked next.
    pub asks_next: Option<Timestamp>,
    /// The lines.
    pub lines: Vec<OrderLine>,
    /// What was sent, or would be sent; `None` before it was checked.
    pub content: Option<Content>,
    /// Where Autotask now says something else than what was ordered.
    pub differences: Vec<Difference>,
    /// Everything that happened, newest first.
    pub events: Vec<Event>,
    /// An order number that was typed and refused.
    pub typed_number: Field,
}

page!(OrderPage, "order.html");

impl OrderPage {
    /// Whether the content has left us.
    pub fn was_sent(&self) -> bool {
        self.content.as_ref().is_some_and(|content| content.sent_at.is_some())
    }
}

/// One reason why an order is held.
#[derive(Debug, Clone)]
pub struct HeldReason {
    /// One sentence, with the field and the limit.
    pub sentence: String,
    /// Where to mend it, if that is a page.
    pub link: Option<Link>,
}

/// What a person may do with an order. Each posts `csrf` (and what is named here) to `/orders/{id}/{path}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderAction {
    /// `release`, with `digest`: send what this page shows.
    Release,
    /// `check`: read it again from Autotask and check it again.
    CheckAgain,
    /// `approve`, with `digest`, `reason`: send although a limit is passed.
    Approve,
    /// `ask`: ask the distributor now.
    AskNow,
    /// `adopt`, with `number`, `reason`: it was ordered under this distributor order number.
    WasOrdered,
    /// `resend`, with `reason`: send the stored request again under the same number.
    SendAgain,
    /// `give-up`, with `reason`.
    GiveUp,
}

impl OrderAction {
    /// The last part of its address.
    pub fn path(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::CheckAgain => "check",
            Self::Approve => "approve",
            Self::AskNow => "ask",
            Self::WasOrdered => "adopt",
            Self::SendAgain => "resend",
            Self::GiveUp => "give-up",
        }
    }

    /// What the button says.
    pub fn word(self, t: &Text) -> &'static str {
        match self {
            Self::Release => t.order_act_release(),
            Self::CheckAgain => t.order_act_check(),
            Self::Approve => t.order_act_approve(),
            Self::AskNow => t.order_act_ask(),
            Self::WasOrdered => t.order_act_adopt(),
            Self::SendAgain => t.order_act_resend(),
            Self::GiveUp => t.order_act_give_up(),
        }
    }

    /// What the dialog says before the reason is asked.
    pub fn explanation(self, t: &Text) -> &'static str {
        match self {
            Self::Release | Self::CheckAgain | Self::AskNow => "",
            Self::Approve => t.order_explain_approve(),
            Self::WasOrdered => t.order_explain_adopt(),
            Self::SendAgain => t.order_explain_resend(),
            Self::GiveUp => t.order_explain_give_up(),
        }
    }

    /// Whether it needs a reason, and so a dialog.
    pub fn needs_reason(self) -> bool {
        matches!(self, Self::Approve | Self::WasOrdered | Self::SendAgain | Self::GiveUp)
    }

    /// Whether it asks for a distributor order number.
    pub fn needs_number(self) -> bool {
        self == Self::WasOrdered
    }

    /// Whether it carries the digest of what the person saw.
    pub fn carries_digest(self) -> bool {
        matches!(self, Self::Release | Self::Approve)
    }

    /// The class of its button, `first` being the main one.
    pub fn class(self, first: impl Borrow<bool>) -> &'static str {
        match (self, first.borrow()) {
            (Self::GiveUp | Self::SendAgain, _) => "button danger",
            (_, true) => "button primary",
            _ => "button",
        }
    }
}

/// One line.
#[derive(Debug, Clone)]
pub struct OrderLine {
    /// Line number.
    pub number: u64,
    /// Distributor SKU; `None` when the line is no synced product.
    pub sku: Option<String>,
    /// Manufacturer part number.
    pub part_number: String,
    /// Name of the product.
    pub name: String,
    /// Pieces ordered.
    pub ordered: u64,
    /// Pieces shipped.
    pub shipped: u64,
    /// Pieces backordered.
    pub backordered: u64,
    /// Its state.
    pub state: LineState,
    /// Day on which the rest is expected.
    pub eta: Option<Timestamp>,
    /// Shipments with their tracking pages.
    pub tracking: Vec<Link>,
    /// Serial numbers.
    pub serials: Vec<String>,
    /// Unit price on the purchase order.
    pub po_price: Money,
    /// Unit price asked from the distributor.
    pub live_price: Option<Money>,
}

impl OrderLine {
    /// Whether the live price is above the purchase order's.
    pub fn dearer(&self) -> bool {
        self.live_price.as_ref().is_some_and(|live| live.amount > self.po_price.amount)
    }
}

/// The frozen content.
#[derive(Debug, Clone)]
pub struct Content {
    /// It has been sent; otherwise it would be.
    pub sent_at: Option<Timestamp>,
    /// Ship method, payment term, options.
    pub facts: Vec<Fact>,
    /// Address, line by line.
    pub ship_to: Vec<String>,
    /// The first characters of its digest.
    pub fingerprint: String,
}

/// Something that Autotask now says differently.
#[derive(Debug, Clone)]
pub struct Difference {
    /// What, such as *Line 2, quantity*.
    pub what: String,
    /// What was ordered.
    pub ordered: String,
    /// What Autotask says now.
    pub now: String,
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Event {
    /// When.
    pub at: Timestamp,
    /// How it went.
    pub tone: Tone,
    /// Its icon.
    pub icon: Icon,
    /// What happened, in one sentence.
    pub title: String,
    /// More about it, such as the reason a person gave.
    pub note: Option<String>,
    /// Who did it; `None` for Linkspan itself.
    pub by: Option<String>,
    /// The call that was made, if it was one.
    pub attempt: Option<Attempt>,
}

/// One call to the outside.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Names it within the page.
    pub id: String,
    /// What was asked, without credentials.
    pub asked: String,
    /// What came back, or how the connection ended.
    pub answered: String,
    /// How long it took, in milliseconds.
    pub took: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [OrderAction; 7] = [
        OrderAction::Release,
        OrderAction::CheckAgain,
        OrderAction::Approve,
        OrderAction::AskNow,
        OrderAction::WasOrdered,
        OrderAction::SendAgain,
        OrderAction::GiveUp,
    ];

    #[test]
    fn what_needs_a_reason_explains_itself() {
        let t = Text(super::super::strings::Locale::En);
        for action in ALL {
            assert_eq!(action.needs_reason(), !action.explanation(&t).is_empty(), "{}", action.path());
        }
    }

    #[test]
    fn nothing_that_could_order_twice_looks_like_the_main_button() {
        assert_eq!(OrderAction::SendAgain.class(true), "button danger");
        assert_eq!(OrderAction::Release.class(true), "button primary");
    }
}
