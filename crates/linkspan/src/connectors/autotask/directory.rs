//! People, companies, lists.

use super::permissions::findings;
use super::purchasing::{Statuses, filter_problem};
use super::session::Session;
use ::autotask::Query;
use ::autotask::entity::{Company, Currency as Wire, Resource};
use async_trait::async_trait;
use linkspan_core::capability::psa::{Choice, Directory, PermissionFinding};
use linkspan_core::money::Currency;
use linkspan_core::problem::{Consequence, Problem};

#[async_trait]
impl Directory for Session {
    async fn active_resource(&self, email: &str) -> Result<Option<Choice>, Problem> {
        let found = self.resources(email).await?.into_iter().find(|one| one.is_active != Some(false));
        Ok(found.map(choice))
    }

    async fn vendors(&self, text: &str) -> Result<Vec<Choice>, Problem> {
        let fields = self.run(self.client().fields::<Company>()).await?;
        let vendor = fields.picklist_value("companyType", "Vendor").ok_or_else(|| {
            Problem::new(
                "vendor_type_missing",
                "Autotask has no company type Vendor in this database. Ask its administrator what it is called.",
                Consequence::NeedsPerson,
            )
        })?;
        let f = &Company::FIELDS;
        let vendors = f.company_type.eq(vendor).and(f.is_active.eq(true));
        let text = text.trim();
        let filter = if text.is_empty() { vendors } else { vendors.and(f.company_name.contains(text)) };
        let query = Query::matching(filter).map_err(filter_problem)?.include(f.company_name);
        let mut found: Vec<Choice> = self
            .all(vec![query])
            .await?
            .into_iter()
            .map(|one| Choice { id: one.id.to_string(), label: one.company_name.unwrap_or_default() })
            .collect();
        found.sort_by(|a, b| a.label.cmp(&b.label));
        Ok(found)
    }

    async fn shipping_types(&self) -> Result<Vec<Choice>, Problem> {
        self.shipping().await
    }

    async fn currency(&self) -> Result<Option<Currency>, Problem> {
        let f = &Wire::FIELDS;
        let query = Query::matching(f.is_internal_currency.eq(true)).map_err(filter_problem)?;
        // One row is the tenant's own; without the module for several currencies it is the only one.
        let found = self.all(vec![query]).await?;
        Ok(found.iter().find_map(|one| Currency::parse(one.name.as_deref()?)))
    }

    async fn order_statuses(&self) -> Result<Vec<Choice>, Problem> {
        Ok(Statuses::of(self).await?.choices())
    }

    async fn permissions(&self) -> Result<Vec<PermissionFinding>, Problem> {
        findings(self).await
    }
}

impl Session {
    /// The resources with this e-mail address, whether active or not.
    pub(super) async fn resources(&self, email: &str) -> Result<Vec<Resource>, Problem> {
        let f = &Resource::FIELDS;
        let query = Query::matching(f.email.eq(email.trim())).map_err(filter_problem)?;
        let query = query.include(f.email).include(f.is_active).include(f.first_name).include(f.last_name);
        self.all(vec![query]).await
    }
}

/// A resource as people read it.
pub(super) fn choice(resource: Resource) -> Choice {
    let parts = [resource.first_name.unwrap_or_default(), resource.last_name.unwrap_or_default()];
    Choice { id: resource.id.to_string(), label: parts.join(" ").trim().to_owned() }
}
