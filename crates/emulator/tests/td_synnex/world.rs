//! What every story about the TD SYNNEX emulator needs: a running one, a client that posts documents, and a reader of the
//! answers that knows only tags and text.

#![expect(clippy::unwrap_used, reason = "a helper of a test fails by panicking")]

use std::time::Duration;

use linkspan_emulator::clock::VirtualClock;
use linkspan_emulator::td_synnex::{self, Options, Ready, TdSynnex};

/// An emulator on a frozen clock with a client.
pub(crate) struct Shop {
    pub(crate) emulator: TdSynnex,
    pub(crate) client: reqwest::Client,
}

/// An order being put together; every field may be bent by a test.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) po: String,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) account: String,
    pub(crate) header: String,
    pub(crate) zip: String,
    pub(crate) lines: Vec<(String, String, String)>,
}

/// Options of the tests: frozen clock, the rest as it comes.
pub(crate) fn options() -> Options {
    Options { clock: VirtualClock::frozen("2026-11-02T18:00:00Z".parse().unwrap()), ..Options::default() }
}

impl Shop {
    pub(crate) async fn open() -> Self {
        Self::open_with(options()).await
    }

    pub(crate) async fn open_with(options: Options) -> Self {
        Self { emulator: td_synnex::start(options).await.unwrap(), client: reqwest::Client::new() }
    }

    pub(crate) fn ready(&self) -> &Ready {
        self.emulator.ready()
    }

    pub(crate) fn sku(&self, index: usize) -> u32 {
        self.ready().skus[index]
    }

    /// The price of a SKU as text.
    pub(crate) fn price(&self, sku: u32) -> String {
        self.emulator.product(sku).unwrap().price.to_string()
    }

    /// An order of `(sku, quantity)` lines at the right price.
    pub(crate) fn draft(&self, po: &str, lines: &[(u32, u32)]) -> Draft {
        let ready = self.ready();
        let line = |(sku, quantity): &(u32, u32)| (sku.to_string(), self.price(*sku), quantity.to_string());
        Draft {
            po: po.to_owned(),
            user: escape(&ready.user_id),
            password: escape(&ready.password),
            account: ready.account.clone(),
            header: String::new(),
            zip: "94539".to_owned(),
            lines: lines.iter().map(line).collect(),
        }
    }

    pub(crate) async fn post(&self, path: &str, body: impl Into<String>) -> String {
        let response =
            self.client.post(format!("{}{path}", self.emulator.url())).body(body.into()).send().await.unwrap();
        assert_eq!(response.status(), 200, "business answers come with HTTP 200");
        response.text().await.unwrap()
    }

    pub(crate) async fn submit(&self, draft: &Draft) -> String {
        self.post("/SynnexXML/PO", draft.xml()).await
    }

    /// Submits an order of `(sku, quantity)` lines at the right price.
    pub(crate) async fn order(&self, po: &str, lines: &[(u32, u32)]) -> String {
        self.submit(&self.draft(po, lines)).await
    }

    pub(crate) async fn status(&self, po: &str, version: Option<&str>) -> String {
        let body = self.question("OrderStatusRequest", &format!("<PONumber>{po}</PONumber>"), version);
        self.post("/SynnexXML/POStatus", body).await
    }

    pub(crate) async fn invoices(&self, po: &str) -> String {
        let body = self.question("InvoiceRequest", &format!("<PONumber>{po}</PONumber>"), Some("2.2"));
        self.post("/webservice/invoice/query", body).await
    }

    /// A document of the order family with good credentials.
    pub(crate) fn question(&self, container: &str, inside: &str, version: Option<&str>) -> String {
        let ready = self.ready();
        let version = version.map(|version| format!(" version=\"{version}\"")).unwrap_or_default();
        format!(
            "<SynnexB2B{version}><Credential><UserID>{}</UserID><Password>{}</Password></Credential>\
             <{container}><CustomerNumber>{}</CustomerNumber>{inside}</{container}></SynnexB2B>",
            escape(&ready.user_id),
            escape(&ready.password),
            ready.account
        )
    }

    /// Asks for prices; `lines` is the inside of each `skuList`.
    pub(crate) async fn prices(&self, lines: &[&str], version: Option<&str>) -> String {
        self.post("/SynnexXML/PriceAvailability", self.price_request(lines, version)).await
    }

    pub(crate) fn price_request(&self, lines: &[&str], version: Option<&str>) -> String {
        let ready = self.ready();
        let version = version.map(|version| format!(" version=\"{version}\"")).unwrap_or_default();
        let lists: String = lines.iter().map(|line| format!("<skuList>{line}</skuList>")).collect();
        format!(
            "<priceRequest{version}><customerNo>{}</customerNo><userName>{}</userName><password>{}</password>{lists}\
             </priceRequest>",
            ready.account,
            escape(&ready.user_id),
            escape(&ready.password)
        )
    }

    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        self.client.get(format!("{}{path}", self.emulator.url())).send().await.unwrap()
    }

    pub(crate) async fn json(&self, path: &str) -> serde_json::Value {
        self.get(path).await.json().await.unwrap()
    }

    /// Posts JSON (or nothing) to a control route.
    pub(crate) async fn control(&self, path: &str, body: Option<serde_json::Value>) -> (u16, serde_json::Value) {
        let body = body.map(|body| body.to_string()).unwrap_or_default();
        let url = format!("{}/_emulator/{path}", self.emulator.url());
        let response = self.client.post(url).body(body).send().await.unwrap();
        (response.status().as_u16(), response.json().await.unwrap())
    }

    pub(crate) fn pass(&self, seconds: u64) {
        self.emulator.clock().advance(Duration::from_secs(seconds));
    }
}

impl Draft {
    pub(crate) fn xml(&self) -> String {
        let item = |(index, (sku, price, quantity)): (usize, &(String, String, String))| {
            format!(
                "<Item lineNumber=\"{}\"><SKU>{sku}</SKU><UnitPrice>{price}</UnitPrice>\
                 <OrderQuantity>{quantity}</OrderQuantity></Item>",
                index + 1
            )
        };
        let items: String = self.lines.iter().enumerate().map(item).collect();
        format!(
            "<?xml version=\"1.0\"?><SynnexB2B><Credential><UserID>{}</UserID><Password>{}</Password></Credential>\
             <OrderRequest><CustomerNumber>{account}</CustomerNumber><PONumber>{}</PONumber>\
             <DropShipFlag>N</DropShipFlag>{}<Shipment><ShipTo><AddressName1>Example Ltd</AddressName1>\
             <AddressLine1>1 Main St</AddressLine1><City>Fremont</City><State>CA</State><ZipCode>{}</ZipCode>\
             <Country>US</Country></ShipTo><ShipMethod><Code>FG</Code></ShipMethod></Shipment>\
             <Payment><BillTo code=\"{account}\"></BillTo></Payment><Items>{items}</Items></OrderRequest></SynnexB2B>",
            self.user,
            self.password,
            self.po,
            self.header,
            self.zip,
            account = self.account,
        )
    }
}

/// The texts of all elements of that name, in order; an empty element gives an empty text.
pub(crate) fn all(document: &str, tag: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (open, close, empty) = (format!("<{tag}>"), format!("</{tag}>"), format!("<{tag} />"));
    let mut rest = document;
    loop {
        match (rest.find(&open), rest.find(&empty)) {
            (Some(at), none) if none.is_none_or(|none| at < none) => {
                rest = &rest[at + open.len()..];
                let end = rest.find(&close).unwrap();
                found.push(rest[..end].to_owned());
                rest = &rest[end..];
            }
            (_, Some(at)) => {
                found.push(String::new());
                rest = &rest[at + empty.len()..];
            }
            _ => return found,
        }
    }
}

/// The text of the first element of that name.
pub(crate) fn one(document: &str, tag: &str) -> String {
    all(document, tag).into_iter().next().unwrap_or_else(|| panic!("no <{tag}> in\n{document}"))
}

pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
