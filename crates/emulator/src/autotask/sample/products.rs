//! Products that the MSP had before any sync: twelve that a distributor sells too, one of them twice, and others.

use serde_json::json;

use super::lists::{HARDWARE_CODE, SOFTWARE_CODE};
use super::seed::Seed;
use super::{AdoptablePart, OTHER_VENDOR_ID};

/// Id of the first product; the adoptable ones come first.
pub(super) const FIRST_ID: i64 = 29_690_001;
const SOFTWARE: i64 = 5;

/// Part number of which the sample has two products.
const DOUBLED: &str = "HD27Q-4K";

const fn part(
    manufacturer: &'static str,
    part_number: &'static str,
    description: &'static str,
    category: i64,
    cents: i64,
) -> Product {
    Product { part: AdoptablePart { manufacturer, part_number, description }, category, cents }
}

struct Product {
    part: AdoptablePart,
    /// Number in the list of categories.
    category: i64,
    /// Cost per unit.
    cents: i64,
}

const ADOPTABLE: [Product; 12] = [
    part("VELTRAXIS INC.", "VX14-G5-16", "Veltraxis 14 Notebook G5 16 GB 512 GB", 1, 89_900),
    part("VELTRAXIS INC.", "VX16-G5-32", "Veltraxis 16 Notebook G5 32 GB 1 TB", 1, 142_500),
    part("HALVANETTE DISPLAYS", "HD24F-IPS", "Halvanette 24 inch IPS Monitor", 2, 13_950),
    part("HALVANETTE DISPLAYS", DOUBLED, "Halvanette 27 inch 4K Monitor", 2, 31_875),
    part("CORVANELLE NETWORKS", "CN-SW24P", "Corvanelle 24 Port PoE Switch", 3, 48_620),
    part("CORVANELLE NETWORKS", "CN-AP6E", "Corvanelle Ceiling Access Point 6E", 3, 22_410),
    part("KESTRIVANT STORAGE", "KS-NAS4", "Kestrivant 4 Bay Network Storage", 4, 56_300),
    part("KESTRIVANT STORAGE", "KS-SSD2T", "Kestrivant 2 TB SSD", 4, 14_760),
    part("OVANTISSE SOFTWARE", "OV-SW-BKP1Y", "Ovantisse Backup, 1 Year", 5, 7_200),
    part("JUNOPTIQUE", "JQ-CAM2", "Junoptique Conference Camera", 6, 18_990),
    part("QUILLMARQUE OFFICE", "QM-LJ40", "Quillmarque Laser Printer 40", 7, 27_450),
    part("BRANTWEXEL POWER", "BW-UPS1500", "Brantwexel UPS 1500 VA", 8, 23_615),
];

const OTHERS: [Product; 28] = [
    part("Demo Cables", "DC-CAT6-1", "Patch Cable Cat 6, 1 m", 6, 185),
    part("Demo Cables", "DC-CAT6-3", "Patch Cable Cat 6, 3 m", 6, 240),
    part("Demo Cables", "DC-CAT6-10", "Patch Cable Cat 6, 10 m", 6, 610),
    part("Demo Cables", "DC-HDMI-2", "HDMI Cable, 2 m", 6, 495),
    part("Demo Cables", "DC-USBC-1", "USB-C Cable, 1 m", 6, 520),
    part("Demo Cables", "DC-DP-2", "DisplayPort Cable, 2 m", 6, 655),
    part("Placeholder Peripherals", "PP-KB1", "Keyboard, Wired", 6, 1_450),
    part("Placeholder Peripherals", "PP-KB2", "Keyboard, Wireless", 6, 3_200),
    part("Placeholder Peripherals", "PP-MS1", "Mouse, Wired", 6, 890),
    part("Placeholder Peripherals", "PP-MS2", "Mouse, Wireless", 6, 1_995),
    part("Placeholder Peripherals", "PP-HS1", "Headset, USB", 6, 4_380),
    part("Placeholder Peripherals", "PP-DOCK", "Docking Station, USB-C", 6, 13_900),
    part("Samplewell", "SW-MINI1", "Mini Desktop 16 GB", 1, 52_400),
    part("Samplewell", "SW-TOWER1", "Tower Workstation 64 GB", 1, 189_000),
    part("Samplewell", "SW-TABLET", "Tablet 11 inch", 1, 38_700),
    part("Samplewell", "SW-RACK1", "Rack Server 1U", 4, 264_000),
    part("Samplewell", "SW-RAM32", "Memory Module 32 GB", 4, 9_875),
    part("Samplewell", "SW-HDD8", "Hard Disk 8 TB", 4, 16_340),
    part("Exampla Networks", "EX-FW60", "Firewall 60, Hardware", 3, 41_200),
    part("Exampla Networks", "EX-SFP10", "SFP+ Module 10 Gb", 3, 3_760),
    part("Exampla Networks", "EX-SW8", "8 Port Switch", 3, 6_120),
    part("Exampla Networks", "EX-FW60-LIC", "Firewall 60, Security Licence 1 Year", SOFTWARE, 29_900),
    part("Fictisoft", "FS-OFFICE", "Office Suite, per User and Year", SOFTWARE, 13_200),
    part("Fictisoft", "FS-AV", "Endpoint Protection, per Device and Year", SOFTWARE, 3_150),
    part("Mockprint", "MP-TONER-K", "Toner Cartridge, Black", 7, 6_480),
    part("Mockprint", "MP-TONER-C", "Toner Cartridge, Cyan", 7, 7_125),
    part("Testvolt", "TV-PDU8", "Power Strip, 8 Outlets", 8, 3_940),
    part("Testvolt", "TV-BAT9", "Replacement Battery for UPS", 8, 5_270),
];

/// The products of the sample that a distributor can sell too: put them into its catalogue to show adoption.
#[must_use]
pub fn adoptable_parts() -> Vec<AdoptablePart> {
    ADOPTABLE.iter().map(|product| product.part).collect()
}

pub(super) fn fill(seed: &mut Seed<'_>) {
    for (product, id) in ADOPTABLE.iter().chain(&OTHERS).zip(FIRST_ID..) {
        put(seed, product, id, "");
    }
    let doubled = ADOPTABLE.iter().find(|product| product.part.part_number == DOUBLED);
    if let Some(doubled) = doubled {
        put(seed, doubled, FIRST_ID + 90, " (entered twice)");
    }
    for (at, product) in OTHERS.iter().enumerate() {
        let id = FIRST_ID + i64::try_from(ADOPTABLE.len() + at).unwrap_or_default();
        let row = json!({
            "productID": id, "vendorID": OTHER_VENDOR_ID, "isActive": true, "isDefault": true,
            "vendorCost": money(product.cents), "vendorPartNumber": format!("GP-{}", product.part.part_number),
        });
        seed.put("ProductVendors", 5_001 + i64::try_from(at).unwrap_or_default(), &row);
    }
    seed.data.named_mut("Products").begin_ids_at(29_700_001);
    seed.data.named_mut("ProductVendors").begin_ids_at(6_001);
}

/// Id of the n-th product that has a vendor row.
pub(super) fn stocked_product(n: i64) -> i64 {
    FIRST_ID + i64::try_from(ADOPTABLE.len()).unwrap_or_default() + n
}

fn put(seed: &mut Seed<'_>, product: &Product, id: i64, suffix: &str) {
    let is_adoptable = id < stocked_product(0) || !suffix.is_empty();
    let code = if product.category == SOFTWARE { SOFTWARE_CODE } else { HARDWARE_CODE };
    let AdoptablePart { manufacturer, part_number, description } = product.part;
    let vendor = if is_adoptable { json!(null) } else { json!(OTHER_VENDOR_ID) };
    let row = json!({
        "name": format!("{description}{suffix}"), "description": description, "isActive": true, "isSerialized": false,
        "manufacturerName": manufacturer, "manufacturerProductName": part_number,
        "productCategory": product.category, "productBillingCodeID": code,
        "unitCost": money(product.cents), "unitPrice": money(product.cents * 5 / 4), "markupRate": 25,
        "billingType": 1, "priceCostMethod": 1, "doesNotRequireProcurement": false, "isEligibleForRma": false,
        "defaultVendorID": vendor,
    });
    seed.put("Products", id, &row);
}

fn money(cents: i64) -> String {
    rust_decimal::Decimal::new(cents, 2).to_string()
}
