//! Purchase orders: who sells, the number, the way through the statuses and the times that follow it.

use super::is_vendor;
use crate::autotask::meta::Catalogue;
use crate::autotask::quirks::{ClosedOrder, CreateAsSubmitted, OrderDates, OrderStatusByHand, Quirks};
use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::values::shown_time;
use crate::autotask::write::{Writer, bad_reference_named};

/// The statuses in the order of their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderStatus {
    New,
    Submitted,
    ReceivedPartial,
    ReceivedFull,
    Canceled,
}

impl OrderStatus {
    pub(crate) const ALL: [Self; 5] =
        [Self::New, Self::Submitted, Self::ReceivedPartial, Self::ReceivedFull, Self::Canceled];

    /// As in the list of values.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Submitted => "Submitted",
            Self::ReceivedPartial => "Received Partial",
            Self::ReceivedFull => "Received Full",
            Self::Canceled => "Canceled",
        }
    }

    /// As in rows; the numbers are a switch.
    pub(crate) fn number(self, quirks: &Quirks) -> i64 {
        quirks.order_status_numbers()[self as usize]
    }

    /// The status of an order; New if it has none.
    pub(crate) fn of(order: &Record, quirks: &Quirks) -> Self {
        let number = order.int("status");
        Self::ALL.into_iter().find(|status| Some(status.number(quirks)) == number).unwrap_or(Self::New)
    }

    /// Whether a PATCH may lead there.
    fn may_become(self, next: Self) -> bool {
        match (self, next) {
            _ if self == next => true,
            (Self::New | Self::Submitted, Self::New | Self::Submitted | Self::Canceled) => true,
            _ => false,
        }
    }
}

/// Numbers of the statuses as a tenant's own list tells them; `None` unless all five labels are in it.
pub(crate) fn told_order_statuses(catalogue: &Catalogue) -> Option<[i64; 5]> {
    let orders = catalogue.entity("PurchaseOrders")?;
    let status = orders.fields.get(orders.position("status")?).filter(|field| field.said.is_some())?;
    let list = status.picklist.as_deref()?;
    let number = |status: OrderStatus| {
        let of_label = list.iter().find(|(_, label)| label.eq_ignore_ascii_case(status.label()))?;
        of_label.0.parse().ok()
    };
    let numbers = OrderStatus::ALL.map(number);
    numbers.iter().all(Option::is_some).then(|| numbers.map(Option::unwrap_or_default))
}

pub(super) fn before_create(writer: &mut Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    if row.int("vendorID").is_some_and(|vendor| !is_vendor(writer, vendor)) {
        return Err(bad_reference_named(row, "vendorID"));
    }
    let status = OrderStatus::of(row, writer.quirks);
    if status != OrderStatus::New && writer.quirks.create_as_submitted == CreateAsSubmitted::Refused {
        return Err(Refused::error("The status of a new purchase order must be New."));
    }
    writer.data.orders_numbered += 1;
    let day = writer.now.strftime("%Y%m%d");
    row.set("purchaseOrderNumber", format!("PO{day}.{:04}", writer.data.orders_numbered));
    follow(writer, OrderStatus::New, row);
    Ok(())
}

pub(super) fn before_update(writer: &Writer<'_>, old: &Record, new: &mut Record) -> Result<(), Refused> {
    let (was, becomes) = (OrderStatus::of(old, writer.quirks), OrderStatus::of(new, writer.quirks));
    let is_closed = matches!(was, OrderStatus::ReceivedFull | OrderStatus::Canceled);
    if is_closed && writer.quirks.closed_order == ClosedOrder::Refused {
        return Err(Refused::error(format!("A purchase order in status {} cannot be changed.", was.label())));
    }
    let is_free = writer.quirks.order_status_by_hand == OrderStatusByHand::Any;
    if !is_free && !was.may_become(becomes) {
        let (was, becomes) = (was.label(), becomes.label());
        return Err(Refused::error(format!("The status of a purchase order cannot change from {was} to {becomes}.")));
    }
    follow(writer, was, new);
    Ok(())
}

/// Sets what depends on the status and on the freight.
fn follow(writer: &Writer<'_>, was: OrderStatus, row: &mut Record) {
    let freight = row.get("freight").clone();
    row.set("internalCurrencyFreight", freight);
    let becomes = OrderStatus::of(row, writer.quirks);
    if was == becomes || writer.quirks.order_dates == OrderDates::Untouched {
        return;
    }
    match becomes {
        OrderStatus::Submitted => row.set("submitDateTime", shown_time(writer.now)),
        OrderStatus::Canceled => row.set("cancelDateTime", shown_time(writer.now)),
        _ => {}
    }
}
