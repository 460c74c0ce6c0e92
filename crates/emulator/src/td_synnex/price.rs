//! Price and availability: one answer per product, exceptions inside the list, older shapes for older versions.

use super::account::{Credentials, Right};
use super::catalog::{Item, Kind, Standing, warehouse};
use super::options::{ErrorText, Version};
use super::state::World;
use super::xml::{Element, Xml};

/// From here on warehouses say what is on order and when it comes.
const ON_ORDER: Version = Version::new(2, 1);
/// From here on single warehouses may be asked for.
const WAREHOUSES: Version = Version::new(2, 3);
/// From here on list price, weight and shipping marks are told.
const MSRP: Version = Version::new(2, 8);

/// Which of the two URLs was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// Price and availability.
    Price,
    /// Availability alone: the price stays empty.
    Availability,
}

/// Answers a price request.
pub(super) fn respond(world: &World, root: &Element, question: Question) -> String {
    if root.name != "priceRequest" {
        return error(None, &ErrorText::new("Client.IncompleteXML", "priceRequest is expected."));
    }
    let asked = root.attribute("version");
    let version = asked.and_then(Version::parse).unwrap_or(Version::OLDEST);
    if question == Question::Availability && version < Version::new(3, 0) {
        return error(asked, &ErrorText::new("Client.IncompleteXML", "Version 3.0 is needed here."));
    }
    let credentials = Credentials {
        user: root.text_at("userName"),
        password: root.text_at("password"),
        account: root.text_at("customerNo"),
    };
    if let Err(refusal) = world.accounts.check(&credentials, Right::Read, &world.settings) {
        return world.settings.price_error_document.clone().unwrap_or_else(|| error(asked, &refusal));
    }
    let mut xml = Xml::new();
    xml.open_with("priceResponse", &[("version", asked.map(str::to_owned))]);
    xml.leaf("customerNo", credentials.account).leaf("userName", credentials.user);
    let mut answer = Answer { world, xml, version, question, told: Vec::new() };
    for wanted in root.children("skuList") {
        answer.line(wanted);
    }
    answer.xml.finish()
}

/// The error document. Its shape was never seen; the switch `price_error_document` replaces it.
pub(super) fn error(version: Option<&str>, text: &ErrorText) -> String {
    let mut xml = Xml::new();
    xml.open_with("priceResponse", &[("version", version.map(str::to_owned))]);
    xml.leaf("errorMessage", &text.message).leaf("errorDetail", &text.detail);
    xml.finish()
}

struct Answer<'a> {
    world: &'a World,
    xml: Xml,
    version: Version,
    question: Question,
    /// SKUs already answered: a second question for one collapses into the first.
    told: Vec<u32>,
}

impl Answer<'_> {
    fn line(&mut self, wanted: &Element) {
        let line_number = wanted.text_at("lineNumber");
        let sku = wanted.text_at("synnexSKU");
        if !sku.is_empty() {
            match sku.parse().ok().and_then(|sku| self.world.catalog.by_sku(sku)) {
                Some(item) if self.told.contains(&item.sku) => {}
                Some(item) => {
                    self.told.push(item.sku);
                    self.item(item, wanted, line_number);
                }
                None => self.exception(sku, None, "Not found", line_number),
            }
            return;
        }
        let part_number = wanted.text_at("mfgPN");
        let found = self.world.catalog.by_part(part_number);
        if found.is_empty() {
            self.exception("0", Some(part_number), "Not found", line_number);
        }
        for item in found {
            self.item(item, wanted, line_number);
        }
    }

    fn exception(&mut self, sku: &str, part_number: Option<&str>, status: &str, line_number: &str) {
        self.xml.open("PriceAvailabilityList").leaf("synnexSKU", sku).optional("mfgPN", part_number);
        self.xml.leaf("status", status);
        if status != "Not found" {
            self.xml.leaf("GlobalProductStatusCode", status);
        }
        self.tail(line_number);
    }

    fn item(&mut self, item: Item, wanted: &Element, line_number: &str) {
        let sku = item.sku.to_string();
        match item.standing {
            Standing::Discontinued => return self.exception(&sku, None, "Discontinued", line_number),
            Standing::NotAuthorized | Standing::Bookkeeping => {
                return self.exception(&sku, Some(&item.part_number), "Not authorized", line_number);
            }
            Standing::Active | Standing::SpecialOrder => {}
        }
        let item = self.world.offered(item);
        self.xml.open("PriceAvailabilityList").leaf("synnexSKU", item.sku).leaf("mfgPN", &item.part_number);
        self.xml.leaf("mfgCode", item.vendor_number).leaf("status", "Active").leaf("description", &item.description);
        // A few products carry the odd value that is documented for this element.
        let global = if item.index % 25 == 6 { "Active-'206'" } else { "Active" };
        self.xml.leaf("GlobalProductStatusCode", global);
        let price = format!("{}.{:02}", item.price_cents / 100, item.price_cents % 100);
        self.xml.leaf("price", if self.question == Question::Price { price } else { String::new() });
        for name in ["priceType", "specialDealNumber"] {
            let echoed = wanted.text_at(name);
            self.xml.optional(name, (!echoed.is_empty()).then_some(echoed));
        }
        if self.version >= MSRP {
            self.extras(&item);
        }
        self.warehouses(&item, wanted);
        self.tail(line_number);
    }

    fn extras(&mut self, item: &Item) {
        let virtual_goods = matches!(item.category.kind, Kind::Licence | Kind::Service);
        let yes = |yes: bool| if yes { "Y" } else { "N" };
        self.xml.leaf("msrp", format!("{}.{:02}", item.msrp_cents / 100, item.msrp_cents % 100));
        self.xml.leaf("weight", format!("{}.{:02}", item.weight_hundredths / 100, item.weight_hundredths % 100));
        self.xml.leaf("parcelShippable", yes(item.category.kind != Kind::Heavy));
        self.xml.leaf("EURequired", yes(virtual_goods));
    }

    fn warehouses(&mut self, item: &Item, wanted: &Element) {
        let asked: Vec<u32> = if self.version >= WAREHOUSES {
            wanted.text_at("requestWarehouse").split(',').filter_map(|id| id.trim().parse().ok()).collect()
        } else {
            Vec::new()
        };
        self.xml.leaf("totalQuantity", item.total(self.world.settings.total_includes_direct_ship));
        for (index, (id, quantity)) in item.stock.iter().enumerate() {
            let place = warehouse::find(self.world.catalog.country, *id);
            let Some(place) = place.filter(|_| asked.is_empty() || asked.contains(id)) else { continue };
            let city =
                if place.state.is_empty() { place.city.to_owned() } else { format!("{}, {}", place.city, place.state) };
            self.xml.open("AvailabilityByWarehouse").open("warehouseInfo");
            self.xml.leaf("number", place.id).leaf("zipcode", place.zip).leaf("city", city).leaf("addr", place.street);
            self.xml.close().leaf("qty", quantity);
            if self.version >= ON_ORDER {
                // What is on order goes to the first warehouse.
                let coming = if index == 0 { item.on_order } else { 0 };
                self.xml.leaf("onOrderQuantity", coming);
                let arrival = item.eta.filter(|_| coming > 0).map(|date| date.strftime("%Y%m%d").to_string());
                self.xml.leaf("estimatedArrivalDate", arrival.unwrap_or_default());
            }
            self.xml.close();
        }
    }

    fn tail(&mut self, line_number: &str) {
        self.xml.optional("lineNumber", (!line_number.is_empty()).then_some(line_number)).close();
    }
}
