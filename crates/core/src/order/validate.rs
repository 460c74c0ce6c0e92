//! From a purchase order and live prices to frozen content, or to everything that stands in the way.

use super::hold::{HoldCode, HoldReason};
use super::region::{country_code, region_code};
use super::snapshot::{Contact, OrderOptions, Snapshot, SnapshotLine};
use crate::capability::distributor::{Orderable, Quote};
use crate::capability::psa::{Address, PurchaseOrder, PurchaseOrderLine};
use crate::money::Currency;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What an administrator decided about the orders of a bridge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderRules {
    /// Who is asked about a delivery.
    pub contact: Contact,
    /// The country of an address that names none, two letters.
    pub country: String,
    /// The distributor's ship method for each shipping type of the PSA, by its id.
    pub ship_methods: BTreeMap<String, String>,
    /// The ship method of an order without a shipping type.
    pub default_ship_method: Option<String>,
    /// When an order ships without the distributor's papers.
    pub drop_ship: DropShip,
    /// What else the distributor should know.
    pub options: OrderOptions,
    /// How much dearer the live price of a line may be than the purchase order's, in percent.
    pub tolerance_percent: Decimal,
    /// How much dearer a line may be in all, in the account's currency. The smaller of the two counts.
    pub tolerance_line: Decimal,
    /// The highest value of an order that needs no decision; `None` sets no limit.
    pub value_limit: Option<Decimal>,
    /// The lowest margin of a line that needs no decision, in percent of the sale price; `None` sets no limit. A line whose
    /// product has no sale price in the PSA has no margin and passes.
    pub margin_limit: Option<Decimal>,
}

impl Default for OrderRules {
    fn default() -> Self {
        Self {
            contact: Contact::default(),
            country: "US".into(),
            ship_methods: BTreeMap::new(),
            default_ship_method: None,
            drop_ship: DropShip::Never,
            options: OrderOptions::default(),
            tolerance_percent: Decimal::ONE,
            tolerance_line: Decimal::new(500, 2),
            value_limit: None,
            margin_limit: None,
        }
    }
}

/// When an order ships without the distributor's papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DropShip {
    /// Never.
    Never,
    /// When it is bought for a customer.
    ForCustomers,
    /// Always.
    Always,
}

/// The result of checking an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The content, wherever it could be put together: a person may override some reasons, and then sees this.
    pub snapshot: Option<Snapshot>,
    /// Everything in the way.
    pub holds: Vec<HoldReason>,
}

impl Checked {
    /// Whether a person may let the content go in spite of the reasons.
    #[must_use]
    pub fn may_be_overridden(&self) -> bool {
        self.snapshot.is_some() && self.holds.iter().all(|hold| hold.code.may_be_overridden())
    }
}

impl HoldCode {
    /// Whether a person may let an order go in spite of this reason.
    #[must_use]
    pub fn may_be_overridden(self) -> bool {
        matches!(self, Self::PriceDearer | Self::ValueLimit | Self::MarginBelow)
    }
}

/// Checks a purchase order against live quotes, the rules, and the distributor's minimum quantities by SKU.
///
/// `quotes` holds one answer per SKU. Nothing is cut, rounded or guessed; every problem is reported, not only the first.
#[must_use]
pub fn validate(
    order: &PurchaseOrder,
    quotes: &[Quote],
    minimums: &BTreeMap<String, i64>,
    rules: &OrderRules,
) -> Checked {
    let mut holds = Vec::new();
    if order.lines.is_empty() {
        holds.push(HoldReason::of(HoldCode::NoLines));
    }
    let quotes: BTreeMap<&str, &Quote> = quotes.iter().map(|quote| (quote.sku.as_str(), quote)).collect();
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(&order.lines) {
        match check_line(number, line, &quotes, minimums, rules) {
            Ok((frozen, notes)) => {
                lines.push(frozen);
                holds.extend(notes);
            }
            Err(reasons) => holds.extend(reasons),
        }
    }
    let currency = check_currency(order, &quotes, &mut holds);
    let ship_to = check_address(&order.ship_to, rules, &mut holds);
    let contact = check_contact(&order.ship_to, rules, &mut holds);
    let ship_method = check_ship_method(order, rules, &mut holds);
    let complete = holds.iter().all(|hold| hold.code.may_be_overridden());
    let mut snapshot = None;
    if let (true, Some(currency), Some(ship_to), Some(ship_method)) = (complete, currency, ship_to, ship_method) {
        let options = OrderOptions { drop_ship: drop_ship(order, rules), ..rules.options.clone() };
        let frozen = Snapshot { currency, ship_to, contact, ship_method, options, lines };
        if let Some(limit) = rules.value_limit.filter(|limit| frozen.total() > *limit) {
            holds.push(
                HoldReason::of(HoldCode::ValueLimit)
                    .found(format!("{:.2} {currency}", frozen.total()))
                    .limit(format!("{limit:.2} {currency}")),
            );
        }
        snapshot = Some(frozen);
    }
    Checked { snapshot, holds }
}

fn drop_ship(order: &PurchaseOrder, rules: &OrderRules) -> bool {
    match rules.drop_ship {
        DropShip::Never => false,
        DropShip::Always => true,
        DropShip::ForCustomers => order.head.purchase_for.is_some(),
    }
}

fn check_line(
    number: u32,
    line: &PurchaseOrderLine,
    quotes: &BTreeMap<&str, &Quote>,
    minimums: &BTreeMap<String, i64>,
    rules: &OrderRules,
) -> Result<(SnapshotLine, Vec<HoldReason>), Vec<HoldReason>> {
    let hold = |code| HoldReason::of(code).line(number).found(&line.product_name);
    let Some(sku) = line.sku.as_deref().map(str::trim).filter(|sku| !sku.is_empty()) else {
        return Err(vec![hold(HoldCode::NotSynced)]);
    };
    let mut reasons = Vec::new();
    if line.quantity < 1 {
        reasons.push(hold(HoldCode::Quantity).found(line.quantity));
    }
    if let Some(minimum) = minimums.get(sku).filter(|minimum| line.quantity < **minimum) {
        reasons.push(hold(HoldCode::MinimumQuantity).limit(minimum));
    }
    let price = match quotes.get(sku) {
        None => Err(HoldCode::UnknownProduct),
        Some(quote) => check_quote(quote, &mut reasons, &hold),
    };
    match price {
        Err(code) => reasons.push(hold(code)),
        Ok(price) if reasons.is_empty() => {
            let frozen = SnapshotLine {
                line: number,
                psa_item: line.id.clone(),
                sku: sku.to_owned(),
                name: line.product_name.clone(),
                quantity: line.quantity,
                unit_price: price,
                psa_price: line.unit_cost,
            };
            let dearer = dearer(&frozen, rules).then(|| {
                hold(HoldCode::PriceDearer)
                    .found(format!("{price:.2}"))
                    .limit(format!("{:.2}", line.unit_cost.unwrap_or_default()))
            });
            let thin = margin(line, price).filter(|margin| rules.margin_limit.is_some_and(|limit| *margin < limit));
            // Cut, not rounded: a margin just below the limit must not read as the limit.
            let thin = thin.map(|margin| {
                let limit = rules.margin_limit.unwrap_or_default();
                HoldReason::of(HoldCode::MarginBelow)
                    .line(number)
                    .found(format!("{:.1}", margin.trunc_with_scale(1)))
                    .limit(limit.normalize())
            });
            return Ok((frozen, dearer.into_iter().chain(thin).collect()));
        }
        Ok(_) => {}
    }
    Err(reasons)
}

fn check_quote(
    quote: &Quote,
    reasons: &mut Vec<HoldReason>,
    hold: &impl Fn(HoldCode) -> HoldReason,
) -> Result<Decimal, HoldCode> {
    match &quote.orderable {
        Orderable::Yes => {}
        Orderable::Discontinued => return Err(HoldCode::Discontinued),
        Orderable::NotFound | Orderable::Other(_) => return Err(HoldCode::UnknownProduct),
        Orderable::NotAuthorised => return Err(HoldCode::NotAuthorised),
    }
    if quote.end_user_required {
        reasons.push(hold(HoldCode::EndUserRequired));
    }
    quote.price.filter(|price| *price > Decimal::ZERO).ok_or(HoldCode::PriceMissing)
}

/// Dearer than the purchase order by more than the percentage, or by more than the amount over the whole line. A line
/// without a price in the purchase order has nothing to compare with and passes.
fn dearer(line: &SnapshotLine, rules: &OrderRules) -> bool {
    let Some(expected) = line.psa_price else { return false };
    let more = line.unit_price - expected;
    if more <= Decimal::ZERO {
        return false;
    }
    let over_percent = more * Decimal::ONE_HUNDRED > expected * rules.tolerance_percent;
    let over_amount = more * Decimal::from(line.quantity) > rules.tolerance_line;
    over_percent || over_amount
}

/// What is left of the sale price, in percent of it.
fn margin(line: &PurchaseOrderLine, price: Decimal) -> Option<Decimal> {
    let sale = line.sale_price.filter(|sale| *sale > Decimal::ZERO)?;
    Some((sale - price) * Decimal::ONE_HUNDRED / sale)
}

fn check_currency(
    order: &PurchaseOrder,
    quotes: &BTreeMap<&str, &Quote>,
    holds: &mut Vec<HoldReason>,
) -> Option<Currency> {
    let mut found: Vec<Currency> = order
        .lines
        .iter()
        .filter_map(|line| quotes.get(line.sku.as_deref()?.trim()))
        .map(|quote| quote.currency)
        .collect();
    found.sort_unstable();
    found.dedup();
    if found.len() > 1 {
        let codes: Vec<_> = found.iter().map(Currency::code).collect();
        holds.push(HoldReason::of(HoldCode::MixedCurrency).found(codes.join(", ")));
    }
    found.first().copied()
}

fn check_address(address: &Address, rules: &OrderRules, holds: &mut Vec<HoldReason>) -> Option<Address> {
    let mut complete = true;
    let needed = [
        ("ship-to name", &address.name),
        ("ship-to street", &address.line1),
        ("ship-to city", &address.city),
        ("ship-to state", &address.state),
        ("ship-to postal code", &address.postal_code),
    ];
    for (field, value) in needed {
        if value.trim().is_empty() {
            holds.push(HoldReason::of(HoldCode::FieldMissing).field(field));
            complete = false;
        }
    }
    let typed = if address.country.trim().is_empty() { &rules.country } else { &address.country };
    let Some(country) = country_code(typed) else {
        holds.push(HoldReason::of(HoldCode::FieldCharacters).field("ship-to country").found(typed));
        return None;
    };
    let state = region_code(country, &address.state);
    if state.is_none() && !address.state.trim().is_empty() {
        let reason = HoldReason::of(HoldCode::StateUnknown).field("ship-to state").found(address.state.trim());
        holds.push(reason.limit(country));
    }
    let trimmed = |text: &String| text.trim().to_owned();
    complete.then_some(())?;
    Some(Address {
        name: trimmed(&address.name),
        line1: trimmed(&address.line1),
        line2: trimmed(&address.line2),
        city: trimmed(&address.city),
        state: state?.to_owned(),
        postal_code: trimmed(&address.postal_code),
        country: country.to_owned(),
        phone: trimmed(&address.phone),
    })
}

fn check_contact(address: &Address, rules: &OrderRules, holds: &mut Vec<HoldReason>) -> Contact {
    let mut contact = rules.contact.clone();
    if contact.phone.trim().is_empty() {
        contact.phone = address.phone.trim().to_owned();
    }
    for (field, value) in [("contact name", &contact.name), ("contact phone", &contact.phone)] {
        if value.trim().is_empty() {
            holds.push(HoldReason::of(HoldCode::FieldMissing).field(field));
        }
    }
    contact
}

fn check_ship_method(order: &PurchaseOrder, rules: &OrderRules, holds: &mut Vec<HoldReason>) -> Option<String> {
    let chosen = match &order.shipping_type {
        Some(kind) => rules.ship_methods.get(&kind.id).or(rules.default_ship_method.as_ref()),
        None => rules.default_ship_method.as_ref(),
    };
    if chosen.is_none() {
        let label = order.shipping_type.as_ref().map_or("none", |kind| kind.label.as_str());
        holds.push(HoldReason::of(HoldCode::ShipMethodMissing).found(label));
    }
    chosen.cloned()
}

#[cfg(test)]
#[path = "validate_tests.rs"]
mod tests;
