//! From a frozen order to the vendor's exact text, or to everything that the vendor would not take. Nothing is cut.

use ::td_synnex::Account;
use ::td_synnex::order::{Address, Contact, FieldProblem, OrderLine, OrderOptions, OrderRequest, ShipDates, Shipping};
use linkspan_core::capability::distributor::PreparedOrder;
use linkspan_core::order::snapshot::{Snapshot, SnapshotLine};
use linkspan_core::order::{HoldCode, HoldReason};

/// Checks and writes the order.
pub(super) fn prepare(account: &Account, number: &str, snapshot: &Snapshot) -> Result<PreparedOrder, Vec<HoldReason>> {
    let lines = snapshot.lines.iter().map(order_line).collect::<Result<Vec<_>, _>>().map_err(|reason| vec![reason])?;
    let request = request(account, number, snapshot, lines);
    match request.prepare() {
        Ok(wire) => Ok(PreparedOrder { number: number.to_owned(), body: wire.body_without_credentials().to_owned() }),
        Err(problems) => Err(problems.iter().map(|problem| hold(problem, snapshot)).collect()),
    }
}

fn request(account: &Account, number: &str, snapshot: &Snapshot, lines: Vec<OrderLine>) -> OrderRequest {
    let to = &snapshot.ship_to;
    let options = &snapshot.options;
    OrderRequest {
        account: account.clone(),
        po_number: number.to_owned(),
        drop_ship: options.drop_ship,
        shipping: Shipping {
            address: Address {
                name1: to.name.clone(),
                name2: None,
                line1: to.line1.clone(),
                line2: filled(&to.line2),
                city: to.city.clone(),
                state: filled(&to.state),
                zip: filled(&to.postal_code),
                country: to.country.clone(),
            },
            contact: contact(snapshot),
            method: snapshot.ship_method.clone(),
            freight_account: None,
            warehouse: options.warehouse.clone(),
        },
        lines,
        bill_to: None,
        payment_term: options.payment_term.clone(),
        end_user_po_number: None,
        options: OrderOptions {
            back_order: Some(options.back_orders),
            ship_complete: Some(options.ship_complete),
            warehouse_split: Some(options.warehouse_split),
            ..OrderOptions::default()
        },
        dates: ShipDates::default(),
        comments: options.comment.iter().cloned().collect(),
        ship_comments: Vec::new(),
        internal_ship_comments: Vec::new(),
    }
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn contact(snapshot: &Snapshot) -> Option<Contact> {
    let person = &snapshot.contact;
    let phone = filled(&person.phone).or_else(|| filled(&snapshot.ship_to.phone));
    let contact = Contact { name: filled(&person.name), phone, email: filled(&person.email) };
    let is_empty = contact.name.is_none() && contact.phone.is_none() && contact.email.is_none();
    (!is_empty).then_some(contact)
}

fn order_line(line: &SnapshotLine) -> Result<OrderLine, HoldReason> {
    let quantity = u32::try_from(line.quantity)
        .map_err(|_| HoldReason::of(HoldCode::Quantity).line(line.line).found(line.quantity))?;
    Ok(OrderLine {
        number: line.line,
        sku: line.sku.clone(),
        unit_price: line.unit_price,
        quantity,
        product_name: None,
        customer_part: None,
        warehouse: None,
        special_price_reference: None,
        comment: None,
    })
}

/// The vendor's complaint in our words.
fn hold(problem: &FieldProblem, snapshot: &Snapshot) -> HoldReason {
    let (line, name) = place(&problem.field);
    let reason = HoldReason::of(code(problem, name)).field(words(name)).found(&problem.found);
    let reason = match line {
        Some(line) => reason.line(line),
        None => reason,
    };
    match reason.code {
        HoldCode::FieldTooLong | HoldCode::NumberTooLong => reason.limit(problem.limit.trim_end_matches(" characters")),
        HoldCode::StateUnknown => reason.limit(&snapshot.ship_to.country),
        HoldCode::ShipMethodMissing => reason.found("of the order"),
        HoldCode::PriceMissing => reason.found(sku_of(line, snapshot)),
        _ => reason.limit(&problem.limit),
    }
}

fn sku_of(line: Option<u32>, snapshot: &Snapshot) -> String {
    let found = snapshot.lines.iter().find(|one| Some(one.line) == line);
    found.map(|one| one.sku.clone()).unwrap_or_default()
}

/// `Item[2]/UnitPrice` is line 2 and `UnitPrice`.
fn place(field: &str) -> (Option<u32>, &str) {
    let Some(rest) = field.strip_prefix("Item[") else { return (None, field) };
    rest.split_once("]/").map_or((None, field), |(line, name)| (line.parse().ok(), name))
}

fn code(problem: &FieldProblem, name: &str) -> HoldCode {
    let too_long = problem.limit.strip_suffix(" characters").is_some_and(|limit| limit.parse::<usize>().is_ok());
    match name {
        "Items" => HoldCode::NoLines,
        "OrderQuantity" => HoldCode::Quantity,
        "UnitPrice" => HoldCode::PriceMissing,
        "PONumber" if problem.found.is_empty() => HoldCode::NumberMissing,
        "PONumber" if too_long => HoldCode::NumberTooLong,
        "PONumber" => HoldCode::NumberCharacters,
        "ShipMethod/Code" if problem.found.is_empty() => HoldCode::ShipMethodMissing,
        _ if problem.found.trim().is_empty() => HoldCode::FieldMissing,
        _ if too_long => HoldCode::FieldTooLong,
        "ShipTo/State" => HoldCode::StateUnknown,
        _ => HoldCode::FieldCharacters,
    }
}

/// The vendor's path in words, without an article.
fn words(name: &str) -> &str {
    match name {
        "CustomerNumber" | "BillTo/code" => "account number",
        "PONumber" => "purchase order number",
        "ShipMethod/Code" => "ship method",
        "ShipFromWarehouse" => "warehouse",
        "ShipTo/AddressName1" => "ship-to name",
        "ShipTo/AddressLine1" => "street",
        "ShipTo/AddressLine2" => "second street line",
        "ShipTo/City" => "city",
        "ShipTo/State" => "state or province",
        "ShipTo/ZipCode" => "postal code",
        "ShipTo/Country" => "country",
        "ShipToContact/ContactName" => "contact name",
        "ShipToContact/PhoneNumber" => "phone number",
        "ShipToContact/EmailAddress" => "contact e-mail address",
        "PaymentTerm/code" => "payment term",
        "Comment" => "remark",
        "SKU" => "distributor's product number",
        "UnitPrice" => "unit price",
        "OrderQuantity" => "quantity",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::td_synnex::Country;
    use ::td_synnex::order::PreparedOrder as Wire;
    use linkspan_core::capability::psa::Address as ShipTo;
    use linkspan_core::money::Currency;
    use linkspan_core::order::snapshot::{Contact as Person, OrderOptions as Options};
    use rstest::rstest;
    use rust_decimal::Decimal;

    fn account() -> Account {
        Account { number: "712345".into(), country: Country::Us }
    }

    fn snapshot() -> Snapshot {
        Snapshot {
            currency: Currency::USD,
            ship_to: ShipTo {
                name: "Harbor Dental".into(),
                line1: "12 Demo Way".into(),
                city: "Springfield".into(),
                state: "IL".into(),
                postal_code: "62701".into(),
                country: "US".into(),
                ..ShipTo::default()
            },
            contact: Person { name: "Pat Doe".into(), phone: "217-555-0142".into(), email: String::new() },
            ship_method: "FG".into(),
            options: Options { back_orders: true, ..Options::default() },
            lines: vec![SnapshotLine {
                line: 1,
                psa_item: "91".into(),
                sku: "7700101".into(),
                name: "Switch".into(),
                quantity: 2,
                unit_price: Decimal::new(1_999, 2),
                psa_price: None,
            }],
        }
    }

    fn held(change: impl FnOnce(&mut Snapshot)) -> HoldReason {
        let mut changed = snapshot();
        change(&mut changed);
        let mut reasons = prepare(&account(), "LS-1", &changed).expect_err("it should be held");
        assert_eq!(reasons.len(), 1, "{reasons:?}");
        reasons.remove(0)
    }

    #[test]
    fn the_stored_text_is_what_can_be_sent_again() {
        let prepared = prepare(&account(), "LS-1", &snapshot()).unwrap();
        assert!(!prepared.body.contains("Credential"));
        let wire = Wire::from_body(&prepared.body).unwrap();
        assert_eq!((wire.po_number(), wire.customer_number()), ("LS-1", "712345"));
        assert_eq!((wire.lines()[0].sku.as_str(), wire.lines()[0].quantity), ("7700101", 2));
        assert_eq!(prepare(&account(), "LS-1", &snapshot()).unwrap(), prepared, "the same order is the same text");
    }

    #[test]
    fn remarks_are_sent_only_when_they_are_there() {
        let without = prepare(&account(), "LS-1", &snapshot()).unwrap();
        assert!(!without.body.contains("<Comment>"));
        let mut asked = snapshot();
        asked.options.comment = Some("Call before delivery".into());
        assert!(prepare(&account(), "LS-1", &asked).unwrap().body.contains("<Comment>Call before delivery</Comment>"));
    }

    #[rstest]
    #[case::name_too_long(|s: &mut Snapshot| s.ship_to.name = "N".repeat(31), HoldCode::FieldTooLong, "ship-to name")]
    #[case::no_street(|s: &mut Snapshot| s.ship_to.line1.clear(), HoldCode::FieldMissing, "street")]
    #[case::no_state(|s: &mut Snapshot| s.ship_to.state.clear(), HoldCode::FieldMissing, "state or province")]
    #[case::state_by_name(|s: &mut Snapshot| s.ship_to.state = "Illinois".into(), HoldCode::StateUnknown, "state or province")]
    #[case::odd_signs(|s: &mut Snapshot| s.ship_to.city = "Łódź".into(), HoldCode::FieldCharacters, "city")]
    #[case::no_ship_method(|s: &mut Snapshot| s.ship_method.clear(), HoldCode::ShipMethodMissing, "ship method")]
    #[case::no_price(|s: &mut Snapshot| s.lines[0].unit_price = Decimal::ZERO, HoldCode::PriceMissing, "unit price")]
    #[case::below_zero(|s: &mut Snapshot| s.lines[0].quantity = 0, HoldCode::Quantity, "quantity")]
    fn what_the_vendor_does_not_take_is_named(
        #[case] change: fn(&mut Snapshot),
        #[case] code: HoldCode,
        #[case] field: &str,
    ) {
        let reason = held(change);
        assert_eq!((reason.code, reason.field.as_deref()), (code, Some(field)));
    }

    #[test]
    fn a_limit_is_told_as_a_number_and_the_line_by_its_number() {
        let reason = held(|s| s.ship_to.name = "N".repeat(31));
        assert_eq!(reason.limit.as_deref(), Some("30"));
        let reason = held(|s| s.lines[0].sku = "ABC".into());
        assert_eq!((reason.line, reason.code), (Some(1), HoldCode::FieldCharacters));
    }

    #[test]
    fn every_complaint_is_told_at_once() {
        let mut changed = snapshot();
        changed.ship_to.city.clear();
        changed.ship_to.name = "N".repeat(40);
        assert_eq!(prepare(&account(), "LS-1", &changed).unwrap_err().len(), 2);
    }
}
