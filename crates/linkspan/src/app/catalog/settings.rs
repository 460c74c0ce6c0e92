//! The settings of product sync.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use linkspan_core::Timestamp;
use linkspan_core::catalog::desired::{StockFields, Wishes};
use linkspan_core::catalog::mapping::CategoryMapping;
use linkspan_core::catalog::merge::Owners;
use linkspan_core::catalog::price_rule::PriceSettings;
use linkspan_core::catalog::selection::Selection;
use linkspan_core::money::Currency;
use linkspan_core::problem::Problem;
use linkspan_store::Template;
use serde::{Deserialize, Serialize};

/// The most SKUs that a sync takes unless an administrator says otherwise.
pub const DEFAULT_CAP: i64 = 20_000;

/// What an administrator set for product sync.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductSyncSettings {
    /// Which products.
    pub selection: Selection,
    /// Where they stand in the PSA.
    pub mapping: CategoryMapping,
    /// The selling price.
    pub price: PriceSettings,
    /// Option *cost*.
    pub sync_cost: bool,
    /// Option *price*: selling and list price.
    pub sync_price: bool,
    /// Option *update existing*: names, descriptions and places of products that exist are written too.
    pub update_existing: bool,
    /// Who decides about which field.
    pub owners: Owners,
    /// Whether a product whose units carry serial numbers at the distributor is made a serialized one.
    pub serialized_from_file: bool,
    /// Product fields for the distributor's stock; off by default.
    pub stock_fields: Option<StockFields>,
    /// When it runs every day, in the time zone.
    pub daily_at: Time,
    /// Name of the time zone, such as `America/Chicago`.
    pub time_zone: String,
    /// The currency of the tenant. Where the distributor has another, product cost and prices are not written.
    pub tenant_currency: Currency,
    /// Whether the PSA said so itself; else an administrator did.
    pub currency_from_psa: bool,
    /// The most SKUs.
    pub cap: i64,
}

impl Default for ProductSyncSettings {
    fn default() -> Self {
        Self {
            selection: Selection::default(),
            mapping: CategoryMapping::default(),
            price: PriceSettings::default(),
            sync_cost: true,
            sync_price: true,
            update_existing: true,
            owners: Owners::default(),
            serialized_from_file: false,
            stock_fields: None,
            daily_at: Time::constant(5, 0, 0, 0),
            time_zone: "UTC".to_owned(),
            tenant_currency: Currency::USD,
            currency_from_psa: false,
            cap: DEFAULT_CAP,
        }
    }
}

impl ProductSyncSettings {
    /// The settings of a template; the defaults where none were saved.
    ///
    /// # Errors
    /// `settings_unreadable` where they were written by something else.
    pub fn of(template: &Template) -> Result<Self, Problem> {
        let Some(settings) = template.settings.clone() else { return Ok(Self::default()) };
        serde_json::from_value(settings).map_err(|error| {
            Problem::permanent(
                "settings_unreadable",
                "The settings of Product Sync cannot be read. Open and save them once more.",
            )
            .caused_by(error)
        })
    }

    /// What stands in the way of saving them: one sentence for each.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.cap < 1 {
            faults.push("The limit must be at least 1 SKU.".to_owned());
        }
        if TimeZone::get(&self.time_zone).is_err() {
            faults.push(format!("{} is no time zone that this server knows.", self.time_zone));
        }
        if self.stock_fields.as_ref().is_some_and(|fields| fields.band.trim().is_empty()) {
            faults.push("Choose the field for the stock band, or switch the stock fields off.".to_owned());
        }
        if let (Some(least), Some(most)) = (self.selection.min_cost, self.selection.max_cost)
            && least > most
        {
            faults.push("The lowest cost is above the highest.".to_owned());
        }
        faults
    }

    /// What stands in the way of a run, besides [`Self::faults`].
    #[must_use]
    pub fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        if self.selection.is_empty() {
            missing.push("Choose at least one category.".to_owned());
        }
        if self.mapping.default.billing_code.is_none() {
            missing.push("Choose the default billing code: Autotask asks for one on every product.".to_owned());
        }
        missing
    }

    /// A short text that is another one when anything in the settings is.
    #[must_use]
    pub fn digest(&self) -> String {
        let text = serde_json::to_vec(self).unwrap_or_default();
        blake3::hash(&text).to_hex()[..16].to_owned()
    }

    /// What decides how a product should look.
    #[must_use]
    pub fn wishes(&self, vendor: &str, distributor: Currency) -> Wishes {
        Wishes {
            vendor: vendor.to_owned(),
            mapping: self.mapping.clone(),
            price: self.price,
            with_cost: self.sync_cost,
            with_price: self.sync_price,
            same_currency: self.tenant_currency == distributor,
            serialized_from_file: self.serialized_from_file,
            stock: self.stock_fields.clone(),
        }
    }

    /// Who decides about which field of a product that exists.
    #[must_use]
    pub fn owners_of_existing(&self) -> Owners {
        if self.update_existing { self.owners } else { self.owners.only_amounts() }
    }

    /// The next daily time after `now`. A time that the clocks skip in spring is the first one after the gap.
    #[must_use]
    pub fn next_run(&self, now: Timestamp) -> Timestamp {
        let zone = self.zone();
        let today = now.to_zoned(zone.clone()).date();
        let at =
            |day: Date| day.to_datetime(self.daily_at).to_zoned(zone.clone()).ok().map(|moment| moment.timestamp());
        [Some(today), today.tomorrow().ok(), today.tomorrow().ok().and_then(|day| day.tomorrow().ok())]
            .into_iter()
            .flatten()
            .filter_map(at)
            .find(|moment| *moment > now)
            .unwrap_or_else(|| now + jiff::SignedDuration::from_hours(24))
    }

    /// The day that it is now, in the time zone.
    #[must_use]
    pub fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone()).date()
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_daily_time_is_kept_through_the_change_of_clocks() {
        let settings = ProductSyncSettings {
            daily_at: Time::constant(2, 30, 0, 0),
            time_zone: "America/Chicago".into(),
            ..ProductSyncSettings::default()
        };
        for (now, next) in [
            ("2026-11-22T08:29:00Z", "2026-11-22T08:30:00Z"),
            ("2026-11-22T08:30:00Z", "2026-11-23T08:30:00Z"),
            ("2026-07-01T12:00:00Z", "2026-07-02T07:30:00Z"),
            // On 8 March 2026 the clocks jump from 2:00 to 3:00.
            ("2026-03-08T07:00:00Z", "2026-03-08T08:30:00Z"),
        ] {
            assert_eq!(settings.next_run(at(now)), at(next), "after {now}");
        }
        assert_eq!(settings.today(at("2026-11-22T03:00:00Z")), jiff::civil::date(2026, 11, 21));
    }

    #[test]
    fn what_is_missing_is_said_in_words() {
        let mut settings = ProductSyncSettings::default();
        assert_eq!(settings.missing().len(), 2);
        assert!(settings.faults().is_empty());
        settings.time_zone = "Mars/Olympus".into();
        settings.cap = 0;
        settings.stock_fields = Some(StockFields::default());
        assert_eq!(settings.faults().len(), 3);
    }

    #[test]
    fn settings_read_back_and_older_ones_get_defaults() {
        let settings = ProductSyncSettings::default();
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(serde_json::from_str::<ProductSyncSettings>(&text).unwrap(), settings);
        let older: ProductSyncSettings = serde_json::from_str(r#"{"sync_cost":false,"cap":500}"#).unwrap();
        assert_eq!((older.sync_cost, older.sync_price, older.cap), (false, true, 500));
        assert_ne!(older.digest(), settings.digest());
        assert_eq!(settings.digest(), ProductSyncSettings::default().digest());
    }
}
