//! Quotes: their dates, one primary quote per opportunity, and items that name exactly one thing.

use crate::autotask::record::Record;
use crate::autotask::refusal::Refused;
use crate::autotask::write::Writer;

/// What an item may name, with the number of its type.
const NAMED: [(&str, i64); 7] = [
    ("productID", 1),
    ("chargeID", 2),
    ("laborID", 3),
    ("expenseID", 4),
    ("shippingID", 5),
    ("serviceID", 7),
    ("serviceBundleID", 8),
];
const DISCOUNT: i64 = 6;
const DISCOUNTS: [&str; 3] = ["unitDiscount", "lineDiscount", "percentageDiscount"];

pub(super) fn before_create(writer: &Writer<'_>, row: &mut Record) -> Result<(), Refused> {
    row.set("quoteNumber", writer.data.named("Quotes").next_id());
    if row.get("isActive").is_null() {
        row.set("isActive", true);
    }
    if siblings(writer, row).next().is_none() {
        row.set("primaryQuote", true);
    }
    let opportunity = row.int("opportunityID").and_then(|id| writer.data.row("Opportunities", id));
    if let Some(company) = opportunity.map(|opportunity| opportunity.get("companyID").clone()) {
        row.set("companyID", company);
    }
    check(row)
}

pub(super) fn check(row: &Record) -> Result<(), Refused> {
    // Both are in the one form in which times are stored, so they compare as text.
    if row.text("expirationDate") < row.text("effectiveDate") {
        return Err(Refused::error("expirationDate must not be before effectiveDate."));
    }
    Ok(())
}

/// A new primary quote takes the place of the old one.
pub(super) fn after_write(writer: &mut Writer<'_>, id: i64) {
    let Some(row) = writer.data.row("Quotes", id).filter(|row| row.flag("primaryQuote")).cloned() else { return };
    let formers: Vec<Record> = siblings(writer, &row).filter(|other| other.flag("primaryQuote")).cloned().collect();
    for mut former in formers {
        former.set("primaryQuote", false);
        writer.data.named_mut("Quotes").put(former);
    }
}

pub(super) fn check_item(row: &Record) -> Result<(), Refused> {
    let named: Vec<i64> = NAMED.iter().filter(|(field, _)| !row.get(field).is_null()).map(|&(_, kind)| kind).collect();
    let kind = row.int("quoteItemType");
    let is_consistent = match (named.as_slice(), kind) {
        ([], Some(DISCOUNT)) => true,
        ([one], Some(kind)) => *one == kind,
        _ => false,
    };
    if !is_consistent {
        return Err(Refused::error("A quote item names exactly one thing, of its quoteItemType."));
    }
    if DISCOUNTS.iter().filter(|field| row.number(field).is_some_and(|amount| amount > 0.0)).count() > 1 {
        return Err(Refused::error(
            "Only one of unitDiscount, lineDiscount and percentageDiscount may be greater than 0.",
        ));
    }
    Ok(())
}

fn siblings<'a>(writer: &'a Writer<'_>, row: &'a Record) -> impl Iterator<Item = &'a Record> {
    let opportunity = row.int("opportunityID");
    let all = writer.data.named("Quotes").iter();
    all.filter(move |other| other.id() != row.id() && other.int("opportunityID") == opportunity)
}
