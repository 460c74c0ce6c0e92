//! Reads the vendor's answer to an order and finds its class.

use super::outcome::{AnsweredLine, LineDisposition, OrderType, RefusalCode, SubmitOutcome, UnknownCause};
use super::prepared::PreparedOrder;
use crate::account::Credentials;
use crate::fault::{Fault, FaultKind};
use crate::redact::bounded;
use crate::xml::{self, Element, Fields};

/// The class of an answer with a success status.
pub(crate) fn classify(bytes: &[u8], order: &PreparedOrder, credentials: &Credentials) -> SubmitOutcome {
    let root = match xml::parse(bytes) {
        Ok(root) => root,
        Err(fault) => return unknown(UnknownCause::Unreadable, &format!("the answer cannot be read: {fault}")),
    };
    let fault = Fault::find(&root, credentials);
    let response = root.child("OrderResponse").filter(|_| root.is("SynnexB2B"));
    let code = response.and_then(|element| element.text_of("Code"));
    match (code, fault, response) {
        // A code beside an error name means that an order was worked on: the code decides.
        (None, Some(_), Some(response))
            if response.child("Items").is_some_and(|items| !items.children().is_empty()) =>
        {
            unknown(UnknownCause::Contradictory, "the answer has an error name and items")
        }
        (None, Some(fault), _) => refused_or_unknown(fault),
        (_, _, Some(response)) => read(response, order),
        _ => unknown(UnknownCause::Unreadable, "the answer is not an order response"),
    }
}

/// A refusal that is certain, in an answer with an error status; nothing else in such an answer is believed.
pub(super) fn certain_refusal(bytes: &[u8], credentials: &Credentials) -> Option<SubmitOutcome> {
    let root = xml::parse(bytes).ok()?;
    let response = root.child("OrderResponse")?;
    if response.text_of("Code").is_some() || response.child("Items").is_some() {
        return None;
    }
    let outcome = refused_or_unknown(Fault::find(&root, credentials)?);
    matches!(outcome, SubmitOutcome::Refused { .. }).then_some(outcome)
}

fn refused_or_unknown(fault: Fault) -> SubmitOutcome {
    let code = match fault.kind {
        FaultKind::IpNotRegistered => RefusalCode::IpNotRegistered,
        FaultKind::IncompleteXml => RefusalCode::IncompleteXml,
        FaultKind::MalformedXml => RefusalCode::MalformedXml,
        FaultKind::Timeout | FaultKind::Vendor => return unknown(UnknownCause::VendorFault, &words(&fault)),
        FaultKind::Credentials { .. } => return unknown(UnknownCause::LogInRefused, &words(&fault)),
        FaultKind::Other => return unknown(UnknownCause::UnknownCode, &words(&fault)),
    };
    let problems = numbered(&fault.detail);
    SubmitOutcome::Refused { code, detail: fault.detail, problems }
}

fn words(fault: &Fault) -> String {
    if fault.detail.is_empty() { fault.code.clone() } else { format!("{}: {}", fault.code, fault.detail) }
}

/// Splits `(1)... (2)...`, one complaint per line of the text.
fn numbered(detail: &str) -> Vec<String> {
    let lines = detail.lines().map(str::trim).filter(|line| line.starts_with('('));
    lines
        .filter_map(|line| line.split_once(')'))
        .map(|(_, text)| text.trim_start_matches(':').trim().to_owned())
        .collect()
}

fn unknown(cause: UnknownCause, detail: &str) -> SubmitOutcome {
    SubmitOutcome::Unknown { cause, detail: bounded(detail, 2_000) }
}

fn read(response: &Element, order: &PreparedOrder) -> SubmitOutcome {
    let number = response.text_of("PONumber");
    if number.is_some_and(|number| !number.eq_ignore_ascii_case(order.po_number())) {
        return unknown(UnknownCause::OtherOrder, "the answer is about another PO number");
    }
    let items = response.child("Items").map(Element::children).unwrap_or_default();
    let Some(lines) = items.iter().filter(|item| item.is("Item")).map(line).collect::<Option<Vec<_>>>() else {
        return unknown(UnknownCause::Unreadable, "an item of the answer has no line number");
    };
    let code = response.text_of("Code").unwrap_or_default().to_ascii_lowercase();
    let reason = response.text_of("Reason").map(|text| bounded(text, 2_000));
    match code.as_str() {
        "accepted" => taken(lines, reason, order, false),
        "partial" => taken(lines, reason, order, true),
        "rejected" => rejected(lines, reason, order),
        // "Manual processing needed" in the vendor's table; an answer that says nothing at all is not that.
        "" if number.is_some() || !lines.is_empty() => no_code(lines, reason, order),
        "" => unknown(UnknownCause::Unreadable, "the answer has neither a code nor a PO number"),
        other => unknown(UnknownCause::UnknownCode, &format!("the code {other:?} is not documented")),
    }
}

fn no_code(lines: Vec<AnsweredLine>, reason: Option<String>, order: &PreparedOrder) -> SubmitOutcome {
    if lines.iter().any(|line| line.disposition == LineDisposition::Rejected) {
        return taken(lines, reason, order, true);
    }
    SubmitOutcome::PendingReview { reason, lines }
}

fn taken(lines: Vec<AnsweredLine>, reason: Option<String>, order: &PreparedOrder, partial: bool) -> SubmitOutcome {
    use LineDisposition::{Accepted, BackOrdered, PendingReview, Rejected, Unknown};
    let all = |wanted: LineDisposition| lines.iter().all(|line| line.disposition == wanted);
    if lines.is_empty() {
        return unknown(UnknownCause::Contradictory, "the order was taken, but the answer has no lines");
    }
    if all(Rejected) {
        return unknown(UnknownCause::Contradictory, "the order was taken, but every line is rejected");
    }
    if lines.iter().all(|line| matches!(line.disposition, Rejected | Unknown)) {
        return unknown(UnknownCause::UnknownCode, "no line has a documented code of acceptance");
    }
    let answered = |number: u32| lines.iter().any(|line| line.line == number);
    let unanswered: Vec<u32> = order.lines().iter().map(|line| line.line).filter(|number| !answered(*number)).collect();
    let whole = unanswered.is_empty() && !partial;
    if whole && all(Accepted) {
        SubmitOutcome::Accepted { lines }
    } else if whole && all(BackOrdered) {
        SubmitOutcome::BackOrder { lines }
    } else if whole && all(PendingReview) {
        SubmitOutcome::PendingReview { reason, lines }
    } else {
        SubmitOutcome::PartlyAccepted { lines, unanswered }
    }
}

fn rejected(lines: Vec<AnsweredLine>, reason: Option<String>, order: &PreparedOrder) -> SubmitOutcome {
    let first_reason = lines.iter().find_map(|line| line.reason.clone());
    if lines.iter().any(|line| line.disposition != LineDisposition::Rejected) {
        // Line codes may differ from the header's; an order that may exist in part is not called rejected.
        return taken(lines, reason, order, true);
    }
    let speaks_of_duplicate = reason.as_deref().is_some_and(says_duplicate) || lines.iter().any(is_duplicate);
    if speaks_of_duplicate {
        return SubmitOutcome::Duplicate { reason: first_reason.or(reason).unwrap_or_default() };
    }
    SubmitOutcome::Rejected { reason: reason.or(first_reason).unwrap_or_default(), lines }
}

fn is_duplicate(line: &AnsweredLine) -> bool {
    let reference = line.internal_reference.as_deref().unwrap_or_default();
    reference.to_ascii_uppercase().contains("PODUPE") || line.reason.as_deref().is_some_and(says_duplicate)
}

/// The vendor's two texts; the second is spelt as the vendor spells it, and as it might once be mended.
fn says_duplicate(reason: &str) -> bool {
    let reason = reason.to_ascii_lowercase();
    ["po# already exists", "dupplicated", "duplicated insert"].iter().any(|words| reason.contains(words))
}

fn line(item: &Element) -> Option<AnsweredLine> {
    let number = item.attribute("lineNumber")?.parse().ok()?;
    let mut fields = Fields::new(item);
    let code = fields.text("Code").unwrap_or_default();
    let order_type = OrderType::from_vendor(item.text_of("OrderType").unwrap_or_default());
    let disposition = disposition(&code, &order_type);
    let is_order = disposition != LineDisposition::Rejected;
    Some(AnsweredLine {
        line: number,
        sku: fields.text("SKU"),
        quantity: fields.quantity("OrderQuantity"),
        disposition,
        order_number: fields.text("OrderNumber").filter(|_| is_order),
        order_type,
        warehouse: fields.text("ShipFromWarehouse"),
        internal_reference: fields.text("SynnexInternalReference"),
        reason: fields.text("Reason").map(|text| bounded(&text, 2_000)),
        code,
    })
}

fn disposition(code: &str, order_type: &OrderType) -> LineDisposition {
    match code.to_ascii_lowercase().as_str() {
        "accepted" => match order_type {
            OrderType::SalesOrder => LineDisposition::Accepted,
            OrderType::BackOrder => LineDisposition::BackOrdered,
            OrderType::Quotation | OrderType::Other(_) => LineDisposition::PendingReview,
        },
        "" => LineDisposition::PendingReview,
        "rejected" => LineDisposition::Rejected,
        _ => LineDisposition::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::OrderedLine;

    fn order(lines: &[u32]) -> PreparedOrder {
        let lines: Vec<_> =
            lines.iter().map(|&line| OrderedLine { line, sku: format!("77001{line}"), quantity: 2 }).collect();
        let stored = serde_json::json!({
            "customer_number": "655123",
            "po_number": "LS-1001",
            "lines": lines,
            "body": "<SynnexB2B><OrderRequest><CustomerNumber>655123</CustomerNumber><PONumber>LS-1001</PONumber></OrderRequest></SynnexB2B>",
        });
        serde_json::from_value(stored).unwrap()
    }

    fn outcome(xml: &str, lines: &[u32]) -> SubmitOutcome {
        classify(xml.as_bytes(), &order(lines), &Credentials::new("buyer@reseller.example", "s3cret!"))
    }

    fn item(line: u32, code: &str, order_type: &str, more: &str) -> String {
        format!(
            "<Item lineNumber='{line}'><SKU>77001{line}</SKU><OrderQuantity>2</OrderQuantity><Code>{code}</Code>\
             <OrderNumber>7020{line}</OrderNumber><OrderType>{order_type}</OrderType><ShipFromWarehouse/>{more}</Item>"
        )
    }

    fn response(code: &str, items: &str) -> String {
        format!(
            "<?xml version='1.0'?><SynnexB2B><OrderResponse><CustomerNumber>655123</CustomerNumber><PONumber>LS-1001</PONumber>\
             {code}<ResponseElapsedTime>13.5s</ResponseElapsedTime><Items>{items}</Items></OrderResponse></SynnexB2B>"
        )
    }

    fn coded(code: &str, items: &str) -> String {
        response(&format!("<Code>{code}</Code>"), items)
    }

    fn fault(message: &str, detail: &str) -> String {
        format!(
            "<SynnexB2B><OrderResponse><ErrorMessage>{message}</ErrorMessage><ErrorDetail>{detail}</ErrorDetail></OrderResponse></SynnexB2B>"
        )
    }

    fn cause(xml: &str) -> UnknownCause {
        match outcome(xml, &[1]) {
            SubmitOutcome::Unknown { cause, .. } => cause,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sales_orders_are_accepted() {
        let SubmitOutcome::Accepted { lines } =
            outcome(include_str!("../../tests/fixtures/order-accepted.xml"), &[1, 2])
        else {
            panic!()
        };
        assert_eq!(lines[0].order_number.as_deref(), Some("70200311"));
        assert_eq!(lines[0].internal_reference.as_deref(), Some("SALESORDER,A-CIS---SOLINE,A-CIS"));
        assert_eq!((lines[1].line, lines[1].quantity, &lines[1].warehouse), (2, Some(1), &Some("6".to_owned())));
    }

    #[test]
    fn back_orders_and_quotations_have_classes_of_their_own() {
        let SubmitOutcome::BackOrder { .. } = outcome(&coded("accepted", &item(1, "accepted", "BO", "")), &[1]) else {
            panic!()
        };
        let SubmitOutcome::PendingReview { lines, .. } =
            outcome(&coded("ACCEPTED", &item(1, "Accepted", "99", "")), &[1])
        else {
            panic!()
        };
        assert_eq!(lines[0].order_number.as_deref(), Some("70201"));
        // No sales order is confirmed by an order type that is not documented.
        let SubmitOutcome::PendingReview { .. } = outcome(&coded("accepted", &item(1, "accepted", "ZZ", "")), &[1])
        else {
            panic!()
        };
    }

    #[test]
    fn an_empty_code_means_a_person_looks_at_it() {
        let lines = item(1, "", "", "");
        let SubmitOutcome::PendingReview { .. } = outcome(&response("<Code/>", &lines), &[1]) else { panic!() };
        let SubmitOutcome::PendingReview { .. } = outcome(&response("", ""), &[1]) else { panic!() };
        assert_eq!(cause("<SynnexB2B><OrderResponse/></SynnexB2B>"), UnknownCause::Unreadable);
    }

    #[test]
    fn lines_that_fare_differently_make_it_partly_accepted() {
        let mixed = [
            coded("accepted", &(item(1, "accepted", "SO", "") + &item(2, "accepted", "BO", ""))),
            coded("accepted", &(item(1, "accepted", "SO", "") + &item(2, "accepted", "99", ""))),
            coded("accepted", &(item(1, "accepted", "SO", "") + &item(2, "rejected", "99", ""))),
            coded("partial", &(item(1, "accepted", "SO", "") + &item(2, "rejected", "99", ""))),
            coded("rejected", &(item(1, "accepted", "SO", "") + &item(2, "rejected", "99", ""))),
            coded("accepted", &(item(1, "accepted", "SO", "") + &item(2, "odd", "SO", ""))),
            coded("partial", &(item(1, "accepted", "SO", "") + &item(2, "accepted", "SO", ""))),
        ];
        for xml in mixed {
            let SubmitOutcome::PartlyAccepted { lines, unanswered } = outcome(&xml, &[1, 2]) else { panic!("{xml}") };
            assert_eq!((lines.len(), unanswered.len()), (2, 0), "{xml}");
        }
        let short = coded("accepted", &item(1, "accepted", "SO", ""));
        let SubmitOutcome::PartlyAccepted { unanswered, .. } = outcome(&short, &[1, 2]) else { panic!() };
        assert_eq!(unanswered, [2]);
    }

    #[test]
    fn a_rejected_line_shows_no_order_number() {
        let xml =
            coded("accepted", &(item(1, "accepted", "SO", "") + &item(2, "rejected", "99", "<Reason>no</Reason>")));
        let SubmitOutcome::PartlyAccepted { lines, .. } = outcome(&xml, &[1, 2]) else { panic!() };
        assert_eq!(lines[0].order_number.as_deref(), Some("70201"));
        assert_eq!((lines[1].order_number.as_deref(), lines[1].reason.as_deref()), (None, Some("no")));
    }

    #[test]
    fn rejections_that_are_no_duplicates_are_rejected() {
        let header = "<Code>rejected</Code><Reason>Credit hold</Reason>";
        let SubmitOutcome::Rejected { reason, lines } = outcome(&response(header, &item(1, "rejected", "", "")), &[1])
        else {
            panic!()
        };
        assert_eq!((reason.as_str(), lines[0].order_number.as_deref()), ("Credit hold", None));
        let by_line = item(1, "rejected", "", "<Reason>Item is not for sale</Reason>");
        let SubmitOutcome::Rejected { reason, .. } = outcome(&coded("rejected", &by_line), &[1]) else { panic!() };
        assert_eq!(reason, "Item is not for sale");
        let SubmitOutcome::Rejected { .. } = outcome(&coded("rejected", ""), &[1]) else { panic!() };
    }

    #[test]
    fn a_duplicate_is_known_by_reference_and_by_either_text() {
        let reference = "<SynnexInternalReference>DUPREJECT,R-PODUPE---DUPPOKILL,R-PODUPE</SynnexInternalReference>";
        let text = "<Reason>This PO# already exists in our system for your account.</Reason>";
        for xml in [
            coded("rejected", &item(1, "rejected", "99", reference)),
            coded("rejected", &item(1, "rejected", "99", text)),
            response("<Code>rejected</Code><Reason>DUPPLICATED INSERT.. </Reason>", &item(1, "rejected", "99", "")),
            response(&format!("<Code>Rejected</Code>{text}"), ""),
        ] {
            let found = outcome(&xml, &[1]);
            assert!(matches!(found, SubmitOutcome::Duplicate { .. }), "{xml}: {found:?}");
            assert!(!format!("{found:?}").contains("70201"), "the killed number must not be exposed");
        }
        let SubmitOutcome::Duplicate { reason } =
            outcome(include_str!("../../tests/fixtures/order-duplicate.xml"), &[1])
        else {
            panic!()
        };
        assert!(reason.starts_with("This PO# already exists"), "{reason}");
    }

    #[test]
    fn refusals_of_the_message_order_nothing() {
        for (message, wanted) in [
            ("IP Address Invalid", RefusalCode::IpNotRegistered),
            ("Client.IncompleteXML", RefusalCode::IncompleteXml),
            ("IncompleteXML01", RefusalCode::MalformedXml),
        ] {
            let SubmitOutcome::Refused { code, .. } = outcome(&fault(message, "why"), &[1]) else {
                panic!("{message}")
            };
            assert_eq!(code, wanted);
        }
        let incomplete = include_str!("../../tests/fixtures/order-incomplete.xml");
        let SubmitOutcome::Refused { problems, .. } = outcome(incomplete, &[1]) else { panic!() };
        assert_eq!(
            problems,
            [
                "OrderRequest/Shipment/ShipTo/City: String value required",
                "Product to be ordered not specified.",
                "OrderRequest/Items/Item[0]/UnitPrice: Float value required",
            ]
        );
    }

    #[test]
    fn faults_of_the_vendor_leave_it_unknown() {
        for message in [
            "DatabaseIssue",
            "Server.DatabaseIssue",
            "Internal API Fault",
            "Server.APIFault",
            "PO_TIMEOUT",
            "Server.Timeout",
            "ServerError",
        ] {
            assert_eq!(cause(&fault(message, "")), UnknownCause::VendorFault, "{message}");
        }
        assert_eq!(cause(&fault("Something new", "")), UnknownCause::UnknownCode);
        assert_eq!(cause(&fault("Invalid User ID or Password", "")), UnknownCause::LogInRefused);
    }

    #[test]
    fn what_cannot_be_relied_on_is_unknown() {
        for (xml, wanted) in [
            (String::new(), UnknownCause::Unreadable),
            ("<html><body>Bad gateway</body></html>".to_owned(), UnknownCause::Unreadable),
            ("gateway timeout".to_owned(), UnknownCause::Unreadable),
            (coded("accepted", &item(1, "accepted", "SO", "")).replace("</SynnexB2B>", ""), UnknownCause::Unreadable),
            (coded("queued", &item(1, "accepted", "SO", "")), UnknownCause::UnknownCode),
            (coded("accepted", &item(1, "queued", "SO", "")), UnknownCause::UnknownCode),
            (coded("accepted", &item(1, "rejected", "99", "")), UnknownCause::Contradictory),
            (coded("accepted", ""), UnknownCause::Contradictory),
            (coded("accepted", &item(1, "accepted", "SO", "")).replace("LS-1001", "LS-1002"), UnknownCause::OtherOrder),
            (coded("accepted", "<Item><Code>accepted</Code></Item>"), UnknownCause::Unreadable),
            (
                response("<ErrorMessage>IncompleteXML01</ErrorMessage>", &item(1, "accepted", "SO", "")),
                UnknownCause::Contradictory,
            ),
        ] {
            assert_eq!(cause(&xml), wanted, "{xml}");
        }
    }

    #[test]
    fn an_error_status_is_believed_only_with_a_documented_refusal() {
        let login = Credentials::new("buyer", "s3cret!");
        let refused = certain_refusal(fault("IP Address Invalid", "not defined").as_bytes(), &login);
        assert!(matches!(refused, Some(SubmitOutcome::Refused { code: RefusalCode::IpNotRegistered, .. })));
        for xml in [fault("ServerError", ""), coded("accepted", &item(1, "accepted", "SO", "")), "<html/>".to_owned()] {
            assert_eq!(certain_refusal(xml.as_bytes(), &login), None, "{xml}");
        }
    }

    #[test]
    fn the_vendors_words_are_scrubbed() {
        let SubmitOutcome::Unknown { detail, .. } =
            outcome(&fault("ServerError", "login buyer@reseller.example s3cret!"), &[1])
        else {
            panic!()
        };
        assert_eq!(detail, "ServerError: login **** ****");
    }
}
