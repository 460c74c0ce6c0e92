//! Products and their vendor rows.

use super::id;
use super::product_map::{new_product, new_vendor_row, product, product_patch, vendor_row, vendor_row_patch};
use super::purchasing::filter_problem;
use super::session::Session;
use ::autotask::Query;
use ::autotask::entity::{BillingCode, Product as Wire, ProductVendor};
use ::autotask::metadata::FieldInfo;
use ::autotask::query::Filter;
use async_trait::async_trait;
use linkspan_core::capability::psa::{
    Catalogue, Choice, Product, ProductField, ProductWrite, VendorRow, VendorRowWrite,
};
use linkspan_core::problem::Problem;
use std::collections::HashMap;

/// The most keys that one question may name; the vendor takes 500 alternatives in all.
const KEYS: usize = 400;

#[async_trait]
impl Catalogue for Session {
    async fn products_by_reference(&self, references: &[String]) -> Result<Vec<Product>, Problem> {
        self.products(references, |keys| Wire::FIELDS.sku.is_in(keys.iter().cloned())).await
    }

    async fn products_by_vendor_part(&self, vendor: &str, parts: &[String]) -> Result<Vec<Product>, Problem> {
        let vendor = id(vendor)?;
        let f = &ProductVendor::FIELDS;
        let queries = parts.chunks(KEYS).map(|keys| {
            let filter = f.vendor_id.eq(vendor).and(f.vendor_part_number.is_in(keys.iter().cloned()));
            Query::matching(filter).map_err(filter_problem)
        });
        let rows = self.all(queries.collect::<Result<_, _>>()?).await?;
        let mut products: Vec<i64> = rows.iter().filter_map(|row| row.product_id).collect();
        products.sort_unstable();
        products.dedup();
        self.products(&products, |keys| Wire::FIELDS.id.is_in(keys.iter().copied())).await
    }

    async fn products_by_manufacturer_part(&self, parts: &[String]) -> Result<Vec<Product>, Problem> {
        self.products(parts, |keys| Wire::FIELDS.manufacturer_product_name.is_in(keys.iter().cloned())).await
    }

    async fn products_by_id(&self, ids: &[String]) -> Result<Vec<Product>, Problem> {
        let ids = ids.iter().map(|text| id(text)).collect::<Result<Vec<i64>, _>>()?;
        self.products(&ids, |keys| Wire::FIELDS.id.is_in(keys.iter().copied())).await
    }

    async fn create_product(&self, write: &ProductWrite) -> Result<String, Problem> {
        let new = new_product(write)?;
        self.run(self.client().create(&new)).await.map(|id| id.to_string())
    }

    async fn change_product(&self, product: &str, change: &ProductWrite) -> Result<(), Problem> {
        let patch = product_patch(id(product)?, change)?;
        self.run(self.client().patch(&patch)).await
    }

    async fn create_vendor_row(&self, product: &str, row: &VendorRowWrite) -> Result<String, Problem> {
        let new = new_vendor_row(row)?;
        self.run(self.client().create_child(id(product)?, &new)).await.map(|id| id.to_string())
    }

    async fn change_vendor_row(&self, product: &str, row: &str, change: &VendorRowWrite) -> Result<(), Problem> {
        let patch = vendor_row_patch(id(row)?, change);
        self.run(self.client().patch_child(id(product)?, &patch)).await
    }

    async fn product_categories(&self) -> Result<Vec<Choice>, Problem> {
        let fields = self.run(self.client().fields::<Wire>()).await?;
        let values = fields.get("productCategory").map(|field| field.picklist_values.as_slice()).unwrap_or_default();
        let choice = |value: &::autotask::metadata::PicklistValue| Choice {
            id: value.value.clone(),
            label: value.label.clone(),
        };
        Ok(values.iter().filter(|value| value.is_active).map(choice).collect())
    }

    async fn billing_codes(&self) -> Result<Vec<Choice>, Problem> {
        let fields = self.run(self.client().fields::<BillingCode>()).await?;
        let codes = self.all(vec![Query::<BillingCode>::all()]).await?;
        let active: Vec<BillingCode> = codes.into_iter().filter(|code| code.is_active != Some(false)).collect();
        let is_material = |code: &BillingCode| {
            let label = code.use_type.and_then(|number| fields.picklist_label("useType", number)).unwrap_or_default();
            label.to_lowercase().contains("material") || label.to_lowercase().contains("product")
        };
        // Which use type a product's code has is not documented; where no label speaks of goods, all codes are offered.
        let goods: Vec<&BillingCode> = active.iter().filter(|code| is_material(code)).collect();
        let offered = if goods.is_empty() { active.iter().collect() } else { goods };
        let choice =
            |code: &BillingCode| Choice { id: code.id.to_string(), label: code.name.clone().unwrap_or_default() };
        Ok(offered.into_iter().map(choice).collect())
    }

    async fn product_fields(&self) -> Result<Vec<ProductField>, Problem> {
        let fields = self.run(self.client().user_defined_fields::<Wire>()).await?;
        // Which word stands for which type is not documented for fields that people made; a date is told by its name.
        let free =
            fields.fields.iter().filter(|field| !field.is_pick_list && !field.is_reference && !field.is_read_only);
        Ok(free.filter_map(product_field).collect())
    }
}

fn product_field(field: &FieldInfo) -> Option<ProductField> {
    let kind =
        [Some(field.data_type.as_str()), field.udf_type.as_deref()].into_iter().flatten().find(|kind| !kind.is_empty());
    let kind = kind.unwrap_or_default().to_lowercase();
    let is_date = kind.contains("date");
    let is_text = kind.is_empty() || kind.contains("string") || kind.contains("text");
    (is_date || is_text).then(|| ProductField { name: field.name.clone(), is_text: !is_date })
}

impl Session {
    /// Products by some key, with their vendor rows.
    async fn products<K>(&self, keys: &[K], filter: impl Fn(&[K]) -> Filter<Wire>) -> Result<Vec<Product>, Problem> {
        let queries = keys.chunks(KEYS).map(|keys| Query::matching(filter(keys)).map_err(filter_problem));
        let found = self.all(queries.collect::<Result<_, _>>()?).await?;
        let mut rows = self.vendor_rows(&found.iter().map(|product| product.id).collect::<Vec<_>>()).await?;
        Ok(found
            .into_iter()
            .map(|wire| {
                let own = rows.remove(&wire.id).unwrap_or_default();
                product(wire, own)
            })
            .collect())
    }

    async fn vendor_rows(&self, products: &[i64]) -> Result<HashMap<i64, Vec<VendorRow>>, Problem> {
        let f = &ProductVendor::FIELDS;
        let queries = products
            .chunks(KEYS)
            .map(|ids| Query::matching(f.product_id.is_in(ids.iter().copied())).map_err(filter_problem));
        let rows = self.all(queries.collect::<Result<_, _>>()?).await?;
        let mut by_product: HashMap<i64, Vec<VendorRow>> = HashMap::new();
        for (product, row) in rows.into_iter().filter_map(vendor_row) {
            by_product.entry(product).or_default().push(row);
        }
        Ok(by_product)
    }
}
