//! Checks an order against the vendor's limits before it is written, so that a refusal is explained here and not there.
//!
//! Lengths are documented. Which characters a text may hold is not; letters, digits and signs of Latin-1 are let
//! through, everything else is refused (inferred).

use super::places::{Region, two_capitals};
use super::request::{Address, Contact, OrderLine, OrderRequest, SpecialPriceKind};
use crate::redact::bounded;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Something about an order that the vendor would not take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field by the vendor's path, for example `ShipTo/City` or `Item[2]/UnitPrice`.
    pub field: String,
    /// What is allowed.
    pub limit: String,
    /// What was there, cut at 80 characters; empty if nothing was.
    pub found: String,
    /// One sentence for a person.
    pub sentence: String,
}

/// Everything that is wrong with the order.
pub(super) fn check(order: &OrderRequest) -> Result<(), Vec<FieldProblem>> {
    let mut problems = Problems::default();
    header(order, &mut problems);
    check_address(&order.shipping.address, &mut problems);
    if let Some(person) = &order.shipping.contact {
        contact(person, &mut problems);
    }
    payment(order, &mut problems);
    comments(order, &mut problems);
    lines(&order.lines, &mut problems);
    problems.finish()
}

fn header(order: &OrderRequest, problems: &mut Problems) {
    problems.code("CustomerNumber", "account number", &order.account.number, 10);
    problems.po_number(&order.po_number);
    problems.code("ShipMethod/Code", "ship method", &order.shipping.method, 5);
    problems.optional("FreightAccountNumber", "freight account", order.shipping.freight_account.as_deref(), 30);
    problems.optional_digits("ShipFromWarehouse", "warehouse", order.shipping.warehouse.as_deref(), 4);
    problems.optional("EndUserPONumber", "end-user PO number", order.end_user_po_number.as_deref(), 15);
    problems.optional("SynnexB2BAssignedID", "assigned ID", order.options.assigned_id.as_deref(), 8);
    if let Some(price) = &order.options.special_price {
        let reference = price.reference.as_deref();
        problems.optional("SpecialPriceReferenceNumber", "special price reference", reference, 20);
        let by_line = order.lines.iter().all(|line| line.special_price_reference.is_some());
        if price.kind == SpecialPriceKind::VendorPromotion && reference.is_none() && !by_line {
            problems.missing(
                "SpecialPriceReferenceNumber",
                "special price reference",
                "required with a vendor promotion",
            );
        }
    }
}

/// The ship-to address, which other questions carry too.
pub(crate) fn check_address(to: &Address, problems: &mut Problems) {
    problems.required("ShipTo/AddressName1", "ship-to name", &to.name1, 30);
    problems.optional("ShipTo/AddressName2", "second ship-to name", to.name2.as_deref(), 35);
    problems.required("ShipTo/AddressLine1", "street", &to.line1, 60);
    problems.optional("ShipTo/AddressLine2", "second street line", to.line2.as_deref(), 30);
    problems.required("ShipTo/City", "city", &to.city, 20);
    if !two_capitals(&to.country) {
        problems.add(
            "ShipTo/Country",
            "two capital letters of ISO 3166",
            &to.country,
            "The country must be given as two capital letters, such as US.",
        );
    }
    match Region::of(&to.country) {
        Some(region) => places(to, region, problems),
        None => {
            problems.optional("ShipTo/State", "state", to.state.as_deref(), 2);
            problems.optional("ShipTo/ZipCode", "postal code", to.zip.as_deref(), 10);
        }
    }
}

fn places(to: &Address, region: Region, problems: &mut Problems) {
    let state = to.state.as_deref().unwrap_or_default();
    if !region.knows_state(state) {
        let sentence = format!("The ship-to state must be a two-letter code of {}.", region.name());
        problems.add("ShipTo/State", "two-letter code", state, &sentence);
    }
    let zip = to.zip.as_deref().unwrap_or_default();
    if !region.knows_zip(zip) {
        let sentence = format!("The ship-to postal code must be one of {}: {}.", region.name(), region.zip_shape());
        problems.add("ShipTo/ZipCode", region.zip_shape(), zip, &sentence);
    }
}

fn contact(person: &Contact, problems: &mut Problems) {
    problems.optional("ShipToContact/ContactName", "contact name", person.name.as_deref(), 30);
    problems.optional("ShipToContact/PhoneNumber", "contact phone number", person.phone.as_deref(), 20);
    let email = person.email.as_deref();
    problems.optional("ShipToContact/EmailAddress", "contact e-mail address", email, 30);
    if let Some(text) = email.filter(|text| !text.is_empty()) {
        let whole = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
        if !whole || text.contains(char::is_whitespace) {
            problems.add(
                "ShipToContact/EmailAddress",
                "an e-mail address",
                text,
                "The contact e-mail address is not an address.",
            );
        }
    }
}

fn payment(order: &OrderRequest, problems: &mut Problems) {
    let code = order.bill_to.as_ref().map_or(&order.account.number, |bill_to| &bill_to.code);
    problems.digits("BillTo/code", "billed account", code, 9);
    let location = order.bill_to.as_ref().and_then(|bill_to| bill_to.location.as_deref());
    problems.optional_digits("BillTo/SynnexLocationNumber", "bill-to location", location, 5);
    if let Some(term) = &order.payment_term {
        problems.code("PaymentTerm/code", "payment term", term, 20);
    }
}

fn comments(order: &OrderRequest, problems: &mut Problems) {
    let lists = [
        ("Comment", &order.comments),
        ("ShipComment", &order.ship_comments),
        ("ShipCommentInternal", &order.internal_ship_comments),
    ];
    for (field, list) in lists {
        for text in list {
            problems.required(field, "comment", text, 60);
        }
    }
}

fn lines(lines: &[OrderLine], problems: &mut Problems) {
    if lines.is_empty() {
        problems.missing("Items", "list of items", "at least one line");
    }
    for (line, expected) in lines.iter().zip(1_u32..) {
        let field = |name: &str| format!("Item[{}]/{name}", line.number);
        let what = |name: &str| format!("{name} of line {}", line.number);
        if line.number != expected {
            let sentence =
                format!("The lines must be numbered from 1 without gaps; line {expected} has number {}.", line.number);
            problems.add("Item/lineNumber", "consecutive from 1", &line.number.to_string(), &sentence);
        }
        problems.digits(&field("SKU"), &what("SKU"), &line.sku, 9);
        price(line, problems);
        if line.quantity == 0 {
            let sentence = format!("The quantity of line {} is zero.", line.number);
            problems.add(&field("OrderQuantity"), "at least 1", "0", &sentence);
        }
        problems.optional(&field("ProductName"), &what("product name"), line.product_name.as_deref(), 30);
        problems.optional(
            &field("CustomerPartNumber"),
            &what("customer part number"),
            line.customer_part.as_deref(),
            30,
        );
        problems.optional_digits(&field("ShipFromWarehouse"), &what("warehouse"), line.warehouse.as_deref(), 4);
        let reference = line.special_price_reference.as_deref();
        problems.optional(&field("SpecialPriceReferenceNumber"), &what("special price reference"), reference, 20);
        problems.optional(&field("Comment"), &what("comment"), line.comment.as_deref(), 60);
    }
}

fn price(line: &OrderLine, problems: &mut Problems) {
    let price = line.unit_price;
    let sentence = if price <= Decimal::ZERO {
        format!("The unit price of line {} is not above zero.", line.number)
    } else if price.normalize().scale() > 2 {
        format!("The unit price of line {} is finer than a cent.", line.number)
    } else if price >= Decimal::from(10_000_000_000_i64) {
        format!("The unit price of line {} has more than 10 digits before the point.", line.number)
    } else {
        return;
    };
    let field = format!("Item[{}]/UnitPrice", line.number);
    problems.add(&field, "above zero, two decimals, 10 digits before the point", &price.to_string(), &sentence);
}

/// The problems so far. `what` is the field's name in a sentence, without an article.
#[derive(Default)]
pub(crate) struct Problems(Vec<FieldProblem>);

impl Problems {
    /// All of them, if there are any.
    pub(crate) fn finish(self) -> Result<(), Vec<FieldProblem>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }

    pub(crate) fn add(&mut self, field: &str, limit: &str, found: &str, sentence: &str) {
        let (field, limit, sentence) = (field.to_owned(), limit.to_owned(), sentence.to_owned());
        self.0.push(FieldProblem { field, limit, found: bounded(found, 80), sentence });
    }

    pub(crate) fn missing(&mut self, field: &str, what: &str, limit: &str) {
        self.add(field, limit, "", &format!("The {what} is missing."));
    }

    pub(crate) fn required(&mut self, field: &str, what: &str, text: &str, max: usize) {
        if text.trim().is_empty() {
            self.missing(field, what, "required");
        } else {
            self.text(field, what, text, max);
        }
    }

    /// Absent is fine; present but blank is not, because the vendor would read it as a value.
    pub(crate) fn optional(&mut self, field: &str, what: &str, text: Option<&str>, max: usize) {
        if let Some(text) = text {
            self.required(field, what, text, max);
        }
    }

    fn text(&mut self, field: &str, what: &str, text: &str, max: usize) {
        let length = text.chars().count();
        if length > max {
            let sentence = format!("The {what} has {length} characters; the distributor takes {max}.");
            self.add(field, &format!("{max} characters"), text, &sentence);
        }
        if let Some(odd) = text.chars().find(|c| !matches!(c, ' '..='~' | '\u{A0}'..='\u{FF}')) {
            let sentence =
                format!("The {what} holds the character {}, which may not arrive as written.", odd.escape_default());
            self.add(field, "letters, digits and signs of Latin-1 in one line", text, &sentence);
        }
    }

    pub(crate) fn code(&mut self, field: &str, what: &str, text: &str, max: usize) {
        self.required(field, what, text, max);
        if !text.is_empty() && !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            self.add(field, "letters and digits", text, &format!("The {what} may hold letters and digits only."));
        }
    }

    pub(crate) fn digits(&mut self, field: &str, what: &str, text: &str, max: usize) {
        self.required(field, what, text, max);
        if !text.is_empty() && !text.bytes().all(|byte| byte.is_ascii_digit()) {
            self.add(field, &format!("up to {max} digits"), text, &format!("The {what} may hold digits only."));
        }
    }

    pub(crate) fn optional_digits(&mut self, field: &str, what: &str, text: Option<&str>, max: usize) {
        if let Some(text) = text {
            self.digits(field, what, text, max);
        }
    }

    /// How the vendor's duplicate check treats blanks and odd signs is not known, so they are not let through.
    fn po_number(&mut self, number: &str) {
        self.required("PONumber", "PO number", number, 20);
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./#".contains(&byte);
        if !number.bytes().all(allowed) {
            let sentence = "The PO number may hold letters, digits and - _ . / # only.";
            self.add("PONumber", "letters, digits and - _ . / #", number, sentence);
        }
    }
}
