//! Writing one product: making it, adopting it, changing it, setting it inactive. Each call is kept as an attempt.

use super::apply::{Task, stops_the_run, was_being_made};
use super::context::Context;
use super::outcome::{Activity, Outcome};
use super::plan::current;
use crate::app::App;
use linkspan_core::capability::psa::{Catalogue, Product, ProductWrite, VendorRow, VendorRowWrite};
use linkspan_core::catalog::desired::reference;
use linkspan_core::catalog::merge::{Merged, Owners, merge};
use linkspan_core::catalog::plan::PlanAction;
use linkspan_core::catalog::retire::{Retire, retire};
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::LinkState;
use serde::Serialize;

/// Writes products of a bridge.
pub(super) struct Writer<'a> {
    pub(super) app: &'a App,
    pub(super) context: &'a Context,
    pub(super) owners: Owners,
}

impl Writer<'_> {
    /// Does what the plan says about one product. Whatever happens is an outcome.
    pub(super) async fn write(&self, task: Task) -> Outcome {
        let mut outcome = Outcome::of(&task);
        let done = match task.item.action {
            PlanAction::Create => self.create(&task, &mut outcome).await,
            PlanAction::Adopt => self.adopt(&task, &mut outcome).await,
            PlanAction::Change => self.change(&task, &mut outcome).await,
            PlanAction::Deactivate => self.deactivate(&task, &mut outcome).await,
            PlanAction::Held | PlanAction::Kept | PlanAction::Passed => Ok(()),
        };
        match done {
            Ok(()) => outcome.succeeded(),
            Err(problem) if stops_the_run(&problem) => outcome.stops = Some(problem),
            Err(problem) => outcome.failed(&problem),
        }
        outcome
    }

    async fn create(&self, task: &Task, outcome: &mut Outcome) -> Result<(), Problem> {
        outcome.link.made_by_us = true;
        let product = match &task.product {
            // An earlier try made it after all.
            Some(product) => product.id.clone(),
            None => self.make_product(task, outcome).await?,
        };
        outcome.link.product = Some(product.clone());
        outcome.link.state = LinkState::RowCreating;
        let row = task.product.as_ref().and_then(|product| self.our_row(product)).map(|row| row.id.clone());
        let row = match row {
            Some(row) => row,
            None => self.make_row(task, &product, outcome).await?,
        };
        outcome.linked(row, task.detail.desired.clone());
        Ok(())
    }

    /// Makes a product. Where the outcome is not certain it is asked for once, and only a clear *no* makes another.
    async fn make_product(&self, task: &Task, outcome: &mut Outcome) -> Result<String, Problem> {
        let wanted = &task.detail.desired.product;
        let first = outcome.call(self.app, "create_product", wanted, self.psa().create_product(wanted)).await;
        let Err(problem) = first else { return first };
        if problem.consequence != Consequence::UnknownOutcome {
            return Err(problem);
        }
        let own = [reference(&task.item.sku)];
        let asked = outcome.call(self.app, "look_up_product", &own, self.psa().products_by_reference(&own)).await?;
        match asked.as_slice() {
            [] => outcome.call(self.app, "create_product", wanted, self.psa().create_product(wanted)).await,
            [one] => Ok(one.id.clone()),
            _ => Err(problem),
        }
    }

    /// Makes the vendor row. Where the outcome is not certain the product is read once.
    async fn make_row(&self, task: &Task, product: &str, outcome: &mut Outcome) -> Result<String, Problem> {
        let mut wanted = task.detail.desired.row.clone();
        // The first vendor of a product is its default; an adopted product keeps the one that it has.
        wanted.default = Some(task.product.as_ref().is_none_or(|found| found.vendor_rows.is_empty()));
        let made =
            outcome.call(self.app, "create_vendor_row", &wanted, self.psa().create_vendor_row(product, &wanted)).await;
        let Err(problem) = made else { return made };
        if problem.consequence != Consequence::UnknownOutcome {
            return Err(problem);
        }
        let ids = [product.to_owned()];
        let read = outcome.call(self.app, "read_product", &ids, self.psa().products_by_id(&ids)).await?;
        match read.first().and_then(|product| self.our_row(product)) {
            Some(row) => Ok(row.id.clone()),
            None => {
                outcome
                    .call(self.app, "create_vendor_row", &wanted, self.psa().create_vendor_row(product, &wanted))
                    .await
            }
        }
    }

    async fn adopt(&self, task: &Task, outcome: &mut Outcome) -> Result<(), Problem> {
        let product = task.product.as_ref().ok_or_else(vanished)?;
        outcome.link.product = Some(product.id.clone());
        outcome.link.made_by_us = task.link.made_by_us || was_being_made(task);
        outcome.link.state = LinkState::RowCreating;
        let before = current(product, &self.context.bridge.vendor_id);
        let row = self.our_row(product);
        let merged = merge(&task.detail.desired, None, Some(&before), &self.owners);
        outcome.kept.clone_from(&merged.kept);
        let id = match row {
            Some(row) => {
                self.write_row(&product.id, &row.id, &merged.row, outcome).await?;
                row.id.clone()
            }
            None => self.make_row(task, &product.id, outcome).await?,
        };
        self.write_product(&product.id, &merged.product, outcome).await?;
        outcome.linked(id, task.detail.desired.clone());
        Ok(())
    }

    async fn change(&self, task: &Task, outcome: &mut Outcome) -> Result<(), Problem> {
        let id = task.link.product.clone().ok_or_else(vanished)?;
        if task.detail.must_read && task.product.is_none() {
            return Err(vanished());
        }
        let before = task.product.as_ref().map(|product| current(product, &self.context.bridge.vendor_id));
        let mut merged: Merged = merge(&task.detail.desired, task.link.written.as_ref(), before.as_ref(), &self.owners);
        outcome.kept.clone_from(&merged.kept);
        let read_row = task.product.as_ref().and_then(|product| self.our_row(product)).map(|row| row.id.clone());
        let row = match read_row.or_else(|| task.link.vendor_row.clone()) {
            Some(row) => row,
            None => {
                merged.row = VendorRowWrite::default();
                self.make_row(task, &id, outcome).await?
            }
        };
        self.write_product(&id, &merged.product, outcome).await?;
        self.write_row(&id, &row, &merged.row, outcome).await?;
        outcome.linked(row, task.detail.desired.clone());
        Ok(())
    }

    async fn deactivate(&self, task: &Task, outcome: &mut Outcome) -> Result<(), Problem> {
        let product = task.product.as_ref().ok_or_else(vanished)?;
        let mut written = task.link.written.clone().unwrap_or_default();
        match retire(product, &self.context.bridge.vendor_id, task.link.made_by_us) {
            Retire::Product => {
                let off = ProductWrite { active: Some(false), ..ProductWrite::default() };
                self.write_product(&product.id, &off, outcome).await?;
                written.product.active = Some(false);
            }
            Retire::Row(row) => {
                let off = VendorRowWrite { active: Some(false), ..VendorRowWrite::default() };
                self.write_row(&product.id, &row, &off, outcome).await?;
                written.row.active = Some(false);
            }
            Retire::Nothing => {}
            Retire::LeftToPeople => outcome.activity = Activity::LeftToPeople,
        }
        outcome.retired(written);
        Ok(())
    }

    async fn write_product(&self, id: &str, change: &ProductWrite, outcome: &mut Outcome) -> Result<(), Problem> {
        if *change == ProductWrite::default() {
            return Ok(());
        }
        outcome.call(self.app, "change_product", &Sent { id, change }, self.psa().change_product(id, change)).await
    }

    async fn write_row(
        &self,
        product: &str,
        row: &str,
        change: &VendorRowWrite,
        outcome: &mut Outcome,
    ) -> Result<(), Problem> {
        if *change == VendorRowWrite::default() {
            return Ok(());
        }
        let sent = Sent { id: row, change };
        outcome.call(self.app, "change_vendor_row", &sent, self.psa().change_vendor_row(product, row, change)).await
    }

    fn psa(&self) -> &dyn Catalogue {
        &*self.context.psa.catalogue
    }

    fn our_row<'p>(&self, product: &'p Product) -> Option<&'p VendorRow> {
        product.vendor_rows.iter().find(|row| row.vendor == self.context.bridge.vendor_id)
    }
}

/// What was sent to a record that exists.
#[derive(Serialize)]
struct Sent<'a, T> {
    id: &'a str,
    change: &'a T,
}

fn vanished() -> Problem {
    Problem::permanent(
        "product_missing",
        "The product is not in Autotask any more, or the API user may not see it. Nothing was written.",
    )
}
