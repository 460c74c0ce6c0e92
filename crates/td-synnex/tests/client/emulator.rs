//! The client against the TD SYNNEX emulator, over real HTTP: what is ordered, what is known, what is billed.

use crate::support::http::{reading, submitting};
use crate::support::order::{line, order};
use linkspan_emulator::clock::VirtualClock;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::td_synnex::{
    self as emulated, LineQuantity, Lines, Options, ProductChange, Service, Split, TdSynnex, VendorFault,
};
use std::time::Duration;
use td_synnex::catalog::{CatalogReader, Qualifier, Record, open_catalog};
use td_synnex::drops;
use td_synnex::freight::{Destination, FreightAnswer, FreightItem, FreightRefusal, FreightRequest};
use td_synnex::invoice::InvoiceQuery;
use td_synnex::order::{LineDisposition, OrderRequest, OrderType, RefusalCode, SubmitOutcome, UnknownCause};
use td_synnex::price::{ItemStatus, PriceQuery};
use td_synnex::status::{Comparison, StatusCode, same_order};
use td_synnex::{Account, Client, Country, CredentialSlots, Credentials, Error, Hosts, NotSentCause, Slot};
use url::Url;

pub struct World {
    pub shop: TdSynnex,
    pub client: Client,
    account: Account,
}

impl World {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// An emulator on a frozen clock where nothing ages by itself.
    pub async fn open_with(bend: impl FnOnce(&mut Options)) -> Self {
        let clock = VirtualClock::frozen("2026-11-02T18:00:00Z".parse().unwrap());
        let mut options = Options { clock, rows: 300, ..Options::default() };
        options.settings.timing.automatic = false;
        bend(&mut options);
        let country = match options.country {
            emulated::Country::Us => Country::Us,
            emulated::Country::Ca => Country::Ca,
        };
        let shop = emulated::start(options).await.unwrap();
        let ready = shop.ready();
        let account = Account { number: ready.account.clone(), country };
        let slots = CredentialSlots {
            read: Credentials::new(ready.reader_id.as_str(), ready.reader_password.as_str()),
            order: Credentials::new(ready.user_id.as_str(), ready.password.as_str()),
        };
        let client = client(shop.url(), &account, slots);
        Self { shop, client, account }
    }

    pub fn sku(&self, index: usize) -> u32 {
        self.shop.ready().skus[index]
    }

    /// An order of `(sku, quantity)` lines at the right prices.
    pub fn order(&self, po_number: &str, lines: &[(u32, u32)]) -> OrderRequest {
        let priced = |(number, (sku, quantity)): (u32, &(u32, u32))| {
            let price = self.shop.product(*sku).unwrap().price.to_string();
            line(number, &sku.to_string(), &price, *quantity)
        };
        let mut order = order(po_number);
        order.account = self.account.clone();
        order.lines = (1..).zip(lines).map(priced).collect();
        order
    }

    pub async fn submit(&self, order: &OrderRequest) -> SubmitOutcome {
        self.client.submit(&order.prepare().unwrap()).await.outcome
    }
}

fn client(base: &str, account: &Account, slots: CredentialSlots) -> Client {
    let hosts = Hosts::all_at(Url::parse(base).unwrap());
    let patient = Duration::from_secs(20);
    Client::new(reading(), submitting().build().unwrap(), hosts, account.clone(), slots).with_timeouts(patient, patient)
}

#[tokio::test]
async fn prices_and_exceptions_come_back_beside_each_other() {
    let world = World::open().await;
    let samples = world.shop.ready().samples.clone();
    let good = world.sku(0);
    let cases = [
        (Some(good), ItemStatus::Active),
        (samples.discontinued, ItemStatus::Discontinued),
        (samples.not_authorized, ItemStatus::NotAuthorized),
        (Some(samples.unknown), ItemStatus::NotFound),
    ];
    let cases: Vec<_> = cases.into_iter().filter_map(|(sku, status)| Some((sku?, status))).collect();
    let queries: Vec<_> = cases.iter().map(|(sku, _)| PriceQuery::sku(sku.to_string())).collect();
    let answers = world.client.price_and_availability(&queries).await.unwrap();
    for (answer, (sku, status)) in answers.iter().zip(&cases) {
        let [item] = answer.items.as_slice() else { panic!("{sku}: {answer:?}") };
        assert_eq!(&item.status, status, "{sku}");
    }
    let product = world.shop.product(good).unwrap();
    let item = &answers[0].items[0];
    assert_eq!((item.price, item.total_quantity), (Some(product.price), Some(i64::from(product.total))));
    assert!(item.msrp.is_some() && item.parcel_shippable.is_some() && item.end_user_data_required.is_some());
    assert!(item.warehouses.len() > 3 && item.unreadable.is_empty(), "{item:?}");
}

#[tokio::test]
async fn an_ambiguous_part_number_has_several_items() {
    let world = World::open().await;
    let part = world.shop.ready().samples.ambiguous_part_number.clone().unwrap();
    let queries = [PriceQuery::manufacturer_part(part), PriceQuery::manufacturer_part("NO-SUCH-PART")];
    let answers = world.client.price_and_availability(&queries).await.unwrap();
    assert!(answers[0].items.len() > 1, "{answers:?}");
    assert_eq!(answers[1].items.first().map(|item| (&item.sku, &item.status)), Some((&None, &ItemStatus::NotFound)));
}

#[tokio::test]
async fn an_order_is_accepted_shipped_and_billed() {
    let world = World::open().await;
    let order = world.order("LS-1001", &[(world.sku(0), 2), (world.sku(1), 1)]);
    assert!(world.client.status("LS-1001", Slot::Order).await.unwrap().is_not_found());
    let outcome = world.submit(&order).await;
    let SubmitOutcome::Accepted { lines } = &outcome else { panic!("{outcome:?}") };
    assert!(lines.iter().all(|line| line.order_number.is_some()), "{lines:?}");
    let known = world.client.status("LS-1001", Slot::Order).await.unwrap();
    assert_eq!(known.code, StatusCode::Accepted);
    assert_eq!(same_order(&known, order.prepare().unwrap().lines()), Comparison::Same);
    let orders = InvoiceQuery::PoNumber("LS-1001".to_owned());
    assert_eq!(world.client.invoices(&orders).await.unwrap(), []);

    world.shop.ship("LS-1001", &Lines::default()).unwrap();
    let shipped = world.client.status("LS-1001", Slot::Read).await.unwrap();
    assert_eq!(shipped.code, StatusCode::Shipped);
    assert!(shipped.lines.iter().all(|line| line.shipped.is_some() && !line.packages.is_empty()), "{shipped:?}");
    assert!(shipped.lines.iter().all(|line| line.unreadable.is_empty()), "{shipped:?}");
    assert_eq!(same_order(&shipped, order.prepare().unwrap().lines()), Comparison::Same);

    world.shop.invoice("LS-1001").unwrap();
    let invoices = world.client.invoices(&orders).await.unwrap();
    let billed: i64 = invoices.iter().flat_map(|invoice| &invoice.items).filter_map(|item| item.quantity).sum();
    assert_eq!(billed, 3);
    for invoice in &invoices {
        assert!(invoice.number.is_some() && invoice.date.is_some() && invoice.summary.total.is_some(), "{invoice:?}");
        assert!(invoice.unreadable.is_empty() && !invoice.tracking_numbers.is_empty(), "{invoice:?}");
    }
}

#[tokio::test]
async fn the_second_order_with_the_number_is_a_duplicate() {
    let world = World::open().await;
    let order = world.order("LS-1002", &[(world.sku(0), 1)]);
    let first = world.submit(&order).await;
    assert!(matches!(first, SubmitOutcome::Accepted { .. }), "{first:?}");
    let second = world.submit(&order).await;
    assert!(matches!(second, SubmitOutcome::Duplicate { .. }), "{second:?}");
    let other = world.submit(&world.order("LS-1002", &[(world.sku(1), 5)])).await;
    assert!(matches!(other, SubmitOutcome::Duplicate { .. }), "{other:?}");
    let known = world.client.status("LS-1002", Slot::Order).await.unwrap();
    assert_eq!(same_order(&known, order.prepare().unwrap().lines()), Comparison::Same);
    let wrong = world.order("LS-1002", &[(world.sku(1), 5)]);
    assert!(matches!(same_order(&known, wrong.prepare().unwrap().lines()), Comparison::Different(_)));
    assert_eq!(world.shop.orders().requests_effective, 1);
}

#[tokio::test]
async fn what_stops_for_a_person_is_pending_review() {
    let world = World::open().await;
    let mut commented = world.order("LS-1003", &[(world.sku(0), 1)]);
    commented.comments = vec!["please call".to_owned()];
    let mut cheap = world.order("LS-1004", &[(world.sku(0), 1)]);
    cheap.lines[0].unit_price += rust_decimal::Decimal::new(50, 2);
    for order in [commented, cheap] {
        let outcome = world.submit(&order).await;
        let SubmitOutcome::PendingReview { lines, .. } = &outcome else { panic!("{outcome:?}") };
        assert_eq!(lines[0].order_type, OrderType::Quotation);
        let known = world.client.status(&order.po_number, Slot::Read).await.unwrap();
        assert_eq!((&known.code, &known.lines[0].order_type), (&StatusCode::Accepted, &OrderType::Quotation));
    }
}

#[tokio::test]
async fn short_stock_is_a_back_order_or_a_rejected_line() {
    let world = World::open().await;
    let (short, good) = (world.sku(0), world.sku(1));
    world.shop.change_product(&ProductChange { sku: short, price: None, quantity: Some(0), status: None }).unwrap();
    let mut waiting = world.order("LS-1005", &[(short, 3)]);
    waiting.options.back_order = Some(true);
    let outcome = world.submit(&waiting).await;
    assert!(matches!(outcome, SubmitOutcome::BackOrder { .. }), "{outcome:?}");
    let mut mixed = world.order("LS-1006", &[(short, 3), (good, 1)]);
    mixed.options.back_order = Some(false);
    let outcome = world.submit(&mixed).await;
    let SubmitOutcome::PartlyAccepted { lines, unanswered } = &outcome else { panic!("{outcome:?}") };
    let dispositions: Vec<_> = lines.iter().map(|line| line.disposition).collect();
    assert_eq!(dispositions, [LineDisposition::Rejected, LineDisposition::Accepted]);
    assert!(unanswered.is_empty() && lines[0].order_number.is_none());
    let mut refused = world.order("LS-1007", &[(short, 3)]);
    refused.options.back_order = Some(false);
    let outcome = world.submit(&refused).await;
    assert!(matches!(outcome, SubmitOutcome::Rejected { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_cut_after_the_effect_is_unknown_and_one_request_and_can_be_adopted() {
    for action in [FaultAction::CutAfter, FaultAction::Garbage, FaultAction::Truncate] {
        let world = World::open().await;
        world.shop.set(|settings| settings.duplicate_check = false);
        world.shop.faults().add(Fault::once("POST /SynnexXML/PO", action.clone()));
        let before = world.shop.running().connections();
        let order = world.order("LS-1008", &[(world.sku(0), 2)]);
        let outcome = world.submit(&order).await;
        assert!(matches!(outcome, SubmitOutcome::Unknown { .. }), "{action:?}: {outcome:?}");
        assert_eq!(world.shop.running().connections(), before + 1, "{action:?}");
        let book = world.shop.orders();
        assert_eq!((book.requests_seen, book.requests_effective, book.double_orders), (1, 1, 0), "{action:?}");
        let known = world.client.status("LS-1008", Slot::Order).await.unwrap();
        assert_eq!(same_order(&known, order.prepare().unwrap().lines()), Comparison::Same, "{action:?}");
    }
}

#[tokio::test]
async fn a_cut_before_the_effect_looks_the_same_from_here() {
    let world = World::open().await;
    for (po_number, action) in [("LS-1009", FaultAction::CutBefore), ("LS-1010", FaultAction::Refuse)] {
        world.shop.faults().add(Fault::once("POST /SynnexXML/PO", action));
        let outcome = world.submit(&world.order(po_number, &[(world.sku(0), 2)])).await;
        assert!(matches!(outcome, SubmitOutcome::Unknown { cause: UnknownCause::Cut, .. }), "{outcome:?}");
        assert!(world.client.status(po_number, Slot::Order).await.unwrap().is_not_found());
    }
    assert_eq!(world.shop.orders().requests_effective, 0);
}

#[tokio::test]
async fn a_distributor_that_is_away_gets_nothing() {
    let world = World::open().await;
    let order = world.order("LS-1011", &[(world.sku(0), 2)]);
    let World { shop, client, .. } = world;
    shop.stop().await;
    let outcome = client.submit(&order.prepare().unwrap()).await.outcome;
    assert!(matches!(outcome, SubmitOutcome::NotSent { cause: NotSentCause::ConnectionRefused, .. }), "{outcome:?}");
}

#[tokio::test]
async fn faults_of_the_vendor_are_unknown_whether_they_took_effect_or_not() {
    let world = World::open().await;
    let messages = ["PO_TIMEOUT", "ServerError", "DatabaseIssue", "Internal API Fault"];
    for (number, message) in messages.into_iter().enumerate() {
        for takes_effect in [true, false] {
            let (service, message) = (Service::Order, message.to_owned());
            world.shop.vendor_fault(VendorFault { service, message, detail: "later".to_owned(), takes_effect });
            let po_number = format!("LS-{number}-{takes_effect}");
            let outcome = world.submit(&world.order(&po_number, &[(world.sku(0), 1)])).await;
            let SubmitOutcome::Unknown { cause: UnknownCause::VendorFault, .. } = outcome else {
                panic!("{outcome:?}")
            };
            let known = world.client.status(&po_number, Slot::Order).await.unwrap();
            assert_eq!(known.is_not_found(), !takes_effect, "{po_number}");
        }
    }
}

#[tokio::test]
async fn an_address_that_is_not_registered_is_refused_with_nothing_ordered() {
    let world = World::open_with(|options| options.settings.allowed_ips = vec!["203.0.113.7".parse().unwrap()]).await;
    let outcome = world.submit(&world.order("LS-1012", &[(world.sku(0), 1)])).await;
    let SubmitOutcome::Refused { code: RefusalCode::IpNotRegistered, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!(world.shop.orders().requests_effective, 0);
}

#[tokio::test]
async fn dead_passwords_are_credentials_errors_and_order_nothing() {
    let world = World::open().await;
    world.shop.set(|settings| settings.password_expired = true);
    let expired = world.client.status("LS-1013", Slot::Order).await.unwrap_err();
    assert!(matches!(expired, Error::Credentials { slot: Slot::Order, expired: true, .. }), "{expired:?}");
    let outcome = world.submit(&world.order("LS-1013", &[(world.sku(0), 1)])).await;
    assert!(matches!(outcome, SubmitOutcome::Unknown { cause: UnknownCause::LogInRefused, .. }), "{outcome:?}");

    let wrong = CredentialSlots::same(Credentials::new("nobody@reseller.example", "guess"));
    let stranger = client(world.shop.url(), &world.account, wrong);
    let refused = stranger.status("LS-1013", Slot::Read).await.unwrap_err();
    assert!(matches!(refused, Error::Credentials { slot: Slot::Read, expired: false, .. }), "{refused:?}");
    let refused = stranger.price_and_availability(&[PriceQuery::sku("1")]).await.unwrap_err();
    assert!(matches!(refused, Error::Credentials { .. }), "{refused:?}");
    let refused = stranger.invoices(&InvoiceQuery::PoNumber("LS-1013".to_owned())).await.unwrap_err();
    assert!(matches!(refused, Error::Credentials { .. }), "{refused:?}");
    assert_eq!(world.shop.orders().requests_effective, 0);
}

#[tokio::test]
async fn a_reader_cannot_order() {
    let world = World::open().await;
    let ready = world.shop.ready();
    let reader = Credentials::new(ready.reader_id.as_str(), ready.reader_password.as_str());
    let client = client(world.shop.url(), &world.account, CredentialSlots::same(reader));
    let order = world.order("LS-1014", &[(world.sku(0), 1)]).prepare().unwrap();
    let outcome = client.submit(&order).await.outcome;
    assert!(matches!(outcome, SubmitOutcome::Unknown { cause: UnknownCause::LogInRefused, .. }), "{outcome:?}");
    assert_eq!(world.shop.orders().requests_effective, 0);
}

#[tokio::test]
async fn a_line_shipped_in_parts_repeats_its_number_and_is_still_the_same_order() {
    let world = World::open().await;
    let order = world.order("LS-1015", &[(world.sku(0), 6)]);
    let outcome = world.submit(&order).await;
    assert!(matches!(outcome, SubmitOutcome::Accepted { .. }), "{outcome:?}");
    world.shop.ship("LS-1015", &Lines { lines: vec![LineQuantity { line: 1, quantity: Some(4) }] }).unwrap();
    world.shop.split("LS-1015", Split { line: 1, quantity: Some(1), to_warehouse: None }).unwrap();
    let known = world.client.status("LS-1015", Slot::Read).await.unwrap();
    assert!(known.lines.len() > 1 && known.lines.iter().all(|line| line.line == 1), "{known:?}");
    let shipped: i64 = known.lines.iter().filter_map(|line| line.ship_quantity).sum();
    assert_eq!(shipped, 4);
    assert_eq!(same_order(&known, order.prepare().unwrap().lines()), Comparison::Same);
    world.shop.ship("LS-1015", &Lines::default()).unwrap();
    world.shop.invoice("LS-1015").unwrap();
    let invoices = world.client.invoices(&InvoiceQuery::PoNumber("LS-1015".to_owned())).await.unwrap();
    assert!(invoices.len() > 1, "one invoice per shipment: {invoices:?}");
}

#[tokio::test]
async fn a_cancelled_order_is_deleted() {
    let world = World::open().await;
    let outcome = world.submit(&world.order("LS-1016", &[(world.sku(0), 1)])).await;
    assert!(matches!(outcome, SubmitOutcome::Accepted { .. }), "{outcome:?}");
    world.shop.cancel("LS-1016", &Lines::default()).unwrap();
    let known = world.client.status("LS-1016", Slot::Read).await.unwrap();
    assert_eq!((known.code, &known.lines[0].code), (StatusCode::Deleted, &StatusCode::Deleted));
}

#[tokio::test]
async fn a_canadian_order_goes_the_same_way() {
    let world = World::open_with(|options| options.country = emulated::Country::Ca).await;
    let mut order = world.order("LS-1017", &[(world.sku(0), 1)]);
    let address = &mut order.shipping.address;
    address.country = "CA".to_owned();
    address.state = Some("QC".to_owned());
    address.zip = Some("H2X 1Y4".to_owned());
    address.city = "Montréal".to_owned();
    order.shipping.method = "PUG".to_owned();
    let outcome = world.submit(&order).await;
    assert!(matches!(outcome, SubmitOutcome::Accepted { .. }), "{outcome:?}");
}

#[tokio::test]
async fn the_catalogue_file_has_the_prices_of_the_service() {
    for country in [emulated::Country::Us, emulated::Country::Ca] {
        let world = World::open_with(|options| options.country = country).await;
        let mut bytes = Vec::new();
        let written = world.shop.write_catalogue(&mut bytes).unwrap();
        let mut reader = CatalogReader::new(bytes.as_slice(), world.account.country);
        let (mut skus, mut price) = (0, None);
        while let Some(record) = reader.next_record().unwrap() {
            let Record::Row(row) = record else { panic!("{record:?}") };
            skus += 1;
            if row.sku() == world.sku(0).to_string() {
                price = row.contract_price();
            }
        }
        assert_eq!((skus, reader.qualifier()), (written, Qualifier::Full));
        let asked = world.client.price_and_availability(&[PriceQuery::sku(world.sku(0).to_string())]).await.unwrap();
        assert!(price.is_some() && price == asked[0].items[0].price);
    }
}

#[tokio::test]
async fn the_zip_of_the_catalogue_reads_like_the_file() {
    let world = World::open().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("catalogue.zip");
    let written = world.shop.write_catalogue_zip(std::fs::File::create(&path).unwrap()).unwrap();
    let mut file = open_catalog(&path).unwrap();
    let mut reader = file.reader(Country::Us).unwrap();
    while reader.next_record().unwrap().is_some() {}
    assert_eq!((reader.totals().good, reader.totals().bad), (written, 0));
}

fn freight(sku: u32, zip: &str) -> FreightRequest {
    FreightRequest {
        destination: Destination::PostalCode(zip.to_owned()),
        warehouse: None,
        ship_method: None,
        service_level: None,
        items: vec![FreightItem { sku: sku.to_string(), quantity: 2, manufacturer_part: None }],
        customer_name: None,
        requested_at: None,
    }
}

#[tokio::test]
async fn freight_is_quoted_for_a_code_or_an_address() {
    let world = World::open().await;
    let mut request = freight(world.sku(0), "94539");
    let FreightAnswer::Quote(by_code) = world.client.freight_quote(&request).await.unwrap() else { panic!("a quote") };
    request.destination = Destination::Address(order("X").shipping.address);
    let FreightAnswer::Quote(by_address) = world.client.freight_quote(&request).await.unwrap() else {
        panic!("a quote")
    };
    assert_eq!(by_code.methods, by_address.methods);
    assert!(by_code.methods.len() > 3 && by_code.methods.iter().all(|one| one.freight.is_some()));
    assert_eq!((by_code.address_type, by_address.address_type.as_deref()), (None, Some("Commercial")));
    assert!(by_address.unreadable.is_empty());
}

#[tokio::test]
async fn freight_refusals_are_answers_and_a_product_not_for_us_is_no_dead_log_in() {
    let world = World::open().await;
    let foreign = world.shop.ready().samples.not_authorized.unwrap();
    for (request, expected) in [
        (freight(foreign, "94539"), FreightRefusal::NotAuthorizedSku),
        (freight(world.sku(0), "00000"), FreightRefusal::PostalCode),
        (FreightRequest { service_level: Some(0), ..freight(world.sku(0), "94539") }, FreightRefusal::NoResult),
    ] {
        let answer = world.client.freight_quote(&request).await.unwrap();
        assert!(matches!(&answer, FreightAnswer::Refused { reason, .. } if *reason == expected), "{answer:?}");
    }
    let before = world.shop.journal().count(|_| true);
    let invalid = world.client.freight_quote(&FreightRequest { items: Vec::new(), ..freight(1, "94539") }).await;
    assert!(matches!(&invalid, Err(Error::Invalid { problems }) if problems[0].field == "Items"), "{invalid:?}");
    assert_eq!(world.shop.journal().count(|_| true), before, "nothing was sent");
}

#[tokio::test]
async fn freight_faults_and_dead_passwords_are_errors() {
    let world = World::open().await;
    let fault = VendorFault {
        service: Service::Freight,
        message: "ServerError".to_owned(),
        detail: String::new(),
        takes_effect: false,
    };
    world.shop.vendor_fault(fault);
    let error = world.client.freight_quote(&freight(world.sku(0), "94539")).await.unwrap_err();
    assert!(matches!(error, Error::Retry { .. }), "{error:?}");
    let strangers = CredentialSlots::same(Credentials::new("stranger", "wrong"));
    let stranger = client(world.shop.url(), &world.account, strangers);
    let error = stranger.freight_quote(&freight(world.sku(0), "94539")).await.unwrap_err();
    assert!(matches!(error, Error::Credentials { slot: Slot::Read, expired: false, .. }), "{error:?}");
}

#[tokio::test]
async fn drop_files_tell_what_status_and_invoice_query_tell() {
    let world = World::open().await;
    world.submit(&world.order("LS-1", &[(world.sku(0), 2)])).await;
    world.submit(&world.order("LS-2", &[(world.sku(1), 1), (world.sku(0), 1)])).await;
    for po in ["LS-1", "LS-2"] {
        world.shop.ship(po, &Lines::default()).unwrap();
        world.shop.invoice(po).unwrap();
    }
    world.shop.clock().advance(Duration::from_secs(3_600));
    let http = reading();
    let get = async |path: &str| {
        let url = format!("{}/drops/{path}", world.shop.url());
        http.get(url).send().await.unwrap().bytes().await.unwrap()
    };
    let names = String::from_utf8(get("").await.to_vec()).unwrap();
    let [invoices, notices] = names.lines().collect::<Vec<_>>()[..] else { panic!("{names}") };
    let notices = drops::ship_notices(&get(notices).await);
    assert!(notices.bad.is_empty() && notices.found.iter().all(|one| one.unreadable.is_empty()), "{notices:?}");
    let status = world.client.status("LS-1", Slot::Read).await.unwrap();
    let told: Vec<_> = status.lines[0].packages.iter().map(|one| one.tracking_number.clone()).collect();
    let dropped: Vec<_> = notices.found[0].packages.iter().map(|one| one.tracking_number.clone()).collect();
    assert_eq!((notices.found[0].customer_po_number.as_deref(), dropped), (Some("LS-1"), told));
    let invoices = drops::invoices(&get(invoices).await);
    assert!(invoices.bad.is_empty());
    let asked = world.client.invoices(&InvoiceQuery::PoNumber("LS-2".to_owned())).await.unwrap();
    assert_eq!(
        invoices.found.iter().filter(|one| one.po_number.as_deref() == Some("LS-2")).collect::<Vec<_>>(),
        asked.iter().collect::<Vec<_>>()
    );
}
