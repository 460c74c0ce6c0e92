//! Purchase orders: what may be sent, the exact text that is sent, and what became of it.
//!
//! Two steps, so that the text can be stored before it leaves: [`OrderRequest`] is checked and becomes a
//! [`PreparedOrder`], and [`Client::submit`](crate::Client::submit) sends a prepared order once.
//! Whether an order *should* be sent is not decided here.

mod answer;
mod body;
mod outcome;
mod places;
mod prepared;
mod request;
mod submit;
mod validate;

pub(crate) use answer::classify;
pub use outcome::{AnsweredLine, LineDisposition, OrderType, RefusalCode, SubmitOutcome, SubmitReport, UnknownCause};
pub use prepared::{OrderedLine, PreparedOrder, StoredOrderError};
pub use request::{
    Address, BackOrderWarehouse, BillTo, Contact, OrderLine, OrderOptions, OrderRequest, ShipDates, Shipping,
    SpecialPrice, SpecialPriceKind,
};
pub use validate::FieldProblem;
pub(crate) use validate::{Problems, check_address};
