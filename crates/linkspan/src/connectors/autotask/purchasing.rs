//! Purchase orders: which are submitted, what is in them, what is written back.

use super::order_read::{head, read_order};
use super::session::Session;
use super::{id, write_back};
use ::autotask::Query;
use ::autotask::entity::PurchaseOrder as Wire;
use ::autotask::metadata::Fields;
use async_trait::async_trait;
use linkspan_core::capability::psa::{
    Choice, OrderWriteBack, PurchaseOrder, PurchaseOrderHead, PurchaseOrderStatus, Purchasing,
};
use linkspan_core::problem::{Consequence, Problem};
use std::sync::Arc;

/// The labels that Autotask ships with; a tenant may have added others.
const LABELS: [(&str, PurchaseOrderStatus); 6] = [
    ("New", PurchaseOrderStatus::New),
    ("Submitted", PurchaseOrderStatus::Submitted),
    ("Received Partial", PurchaseOrderStatus::ReceivedPartial),
    ("Received Full", PurchaseOrderStatus::ReceivedFull),
    ("Canceled", PurchaseOrderStatus::Cancelled),
    ("Cancelled", PurchaseOrderStatus::Cancelled),
];

/// The statuses of purchase orders by number, as this tenant numbers them.
pub(super) struct Statuses {
    fields: Arc<Fields>,
    /// What an administrator chose in place of *Submitted*; counts only where no status is called so.
    chosen: Option<i64>,
}

impl Statuses {
    pub(super) async fn of(session: &Session) -> Result<Self, Problem> {
        let fields = session.run(session.client().fields::<Wire>()).await?;
        Ok(Self { fields, chosen: session.submitted() })
    }

    fn number(&self, label: &str) -> Option<i64> {
        self.fields.picklist_value("status", label)
    }

    fn submitted(&self) -> Option<i64> {
        self.number("Submitted").or(self.chosen)
    }

    /// All that are in use, in Autotask's order.
    pub(super) fn choices(&self) -> Vec<Choice> {
        let all = self.fields.choices("status").into_iter();
        all.map(|one| Choice { id: one.value.trim().to_owned(), label: one.label.clone() }).collect()
    }

    pub(super) fn read(&self, number: Option<i64>) -> PurchaseOrderStatus {
        let Some(number) = number else { return PurchaseOrderStatus::Other(String::new()) };
        if self.submitted() == Some(number) {
            return PurchaseOrderStatus::Submitted;
        }
        let Some(label) = self.fields.picklist_label("status", number) else {
            return PurchaseOrderStatus::Other(number.to_string());
        };
        let known = LABELS.iter().find(|(known, _)| known.eq_ignore_ascii_case(label.trim()));
        known.map_or_else(|| PurchaseOrderStatus::Other(label.to_owned()), |(_, status)| status.clone())
    }
}

#[async_trait]
impl Purchasing for Session {
    async fn submitted_orders(&self, vendor: &str) -> Result<Vec<PurchaseOrderHead>, Problem> {
        let statuses = Statuses::of(self).await?;
        let submitted = statuses.submitted().ok_or_else(|| {
            Problem::new(
                "submitted_status_missing",
                "Autotask has no purchase order status Submitted in this database. Choose the one that hands an order over in the \
                 settings of Create Orders from Autotask.",
                Consequence::NeedsPerson,
            )
        })?;
        let f = &Wire::FIELDS;
        let query = Query::matching(f.vendor_id.eq(id(vendor)?).and(f.status.eq(submitted)));
        self.heads(query.map_err(filter_problem)?, &statuses).await
    }

    async fn orders_beyond_new(&self, vendor: &str) -> Result<Vec<PurchaseOrderHead>, Problem> {
        let statuses = Statuses::of(self).await?;
        let f = &Wire::FIELDS;
        let of_vendor = f.vendor_id.eq(id(vendor)?);
        let filter = match statuses.number("New") {
            Some(new) => of_vendor.and(f.status.not_eq(new)),
            None => of_vendor,
        };
        self.heads(Query::matching(filter).map_err(filter_problem)?, &statuses).await
    }

    async fn order(&self, order: &str, vendor: &str) -> Result<Option<PurchaseOrder>, Problem> {
        let Some(wire) = self.run(self.client().get::<Wire>(id(order)?)).await? else { return Ok(None) };
        read_order(self, wire, id(vendor)?).await.map(Some)
    }

    async fn write_back(&self, order: &str, change: &OrderWriteBack) -> Result<(), Problem> {
        write_back::write(self, id(order)?, change).await
    }
}

impl Session {
    async fn heads(&self, query: Query<Wire>, statuses: &Statuses) -> Result<Vec<PurchaseOrderHead>, Problem> {
        let orders = self.all(vec![query]).await?;
        let names = self.company_names(orders.iter().filter_map(|order| order.purchase_for_company_id)).await?;
        Ok(orders.iter().map(|order| head(order, statuses, &names)).collect())
    }
}

/// A search that the client crate does not put: a mistake of ours, never of the data.
pub(super) fn filter_problem(error: impl std::error::Error + Send + Sync + 'static) -> Problem {
    Problem::permanent("search_unusable", "Linkspan asked Autotask too much at once. Report it with the log.")
        .caused_by(error)
}
