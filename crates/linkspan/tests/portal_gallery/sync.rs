//! The four steps of the product sync's settings.

use linkspan::http::portal::page::{Choice, Field, Money, Progress};
use linkspan::http::portal::product_sync::{
    Branch, CategoriesPage, Change, Exception, FieldOwner, HeldRow, Leaf, MappingPage, Plan, PlanAction, PlanRow,
    PreviewPage, PriceExample, PriceRule, PricesPage, Reading, TenantCurrency, Unmapped,
};
use linkspan::http::portal::shell::Section;
use rust_decimal::Decimal;

use crate::{Sheet, at};

pub(crate) fn sheets() -> Vec<Sheet> {
    let sheet = |name, render: fn(&linkspan::http::portal::Shell) -> _| Sheet::new(name, Section::Connectors, render);
    vec![
        sheet("sync-categories", |shell| categories().render(shell)),
        sheet("sync-categories-large", |shell| large().render(shell)),
        sheet("sync-categories-empty", |shell| {
            CategoriesPage { bridge: "1".to_owned(), ..Default::default() }.render(shell)
        }),
        sheet("sync-categories-reading", |shell| unread(true, "").render(shell)),
        sheet("sync-categories-unread", |shell| {
            unread(false, "The file server did not take the log-in. Reconnect TD SYNNEX with the right one.")
                .render(shell)
        }),
        sheet("sync-categories-no-hit", |shell| {
            CategoriesPage { query: "zeppelin".to_owned(), branches: vec![], selected_elsewhere: 1_240, ..categories() }
                .render(shell)
        }),
        sheet("sync-mapping", |shell| mapping().render(shell)),
        sheet("sync-mapping-empty", |shell| {
            MappingPage { exceptions: vec![], unmapped: vec![], ..mapping() }.render(shell)
        }),
        sheet("sync-prices", |shell| prices().render(shell)),
        sheet("sync-preview", |shell| {
            PreviewPage { bridge: "1".to_owned(), plan: Some(plan()), ..Default::default() }.render(shell)
        }),
        sheet("sync-preview-making", |shell| {
            let making = Some(Progress { done: 320, total: 1_240, ..Default::default() });
            PreviewPage { bridge: "1".to_owned(), making, ..Default::default() }.render(shell)
        }),
        sheet("sync-preview-empty", |shell| PreviewPage { bridge: "1".to_owned(), ..Default::default() }.render(shell)),
    ]
}

/// Before the first catalogue is here.
fn unread(running: bool, sentence: &str) -> CategoriesPage {
    let reading = Some(Reading { run: "7".to_owned(), running, sentence: sentence.to_owned() });
    CategoriesPage { bridge: "1".to_owned(), reading, ..Default::default() }
}

fn branch(code: &str, name: &str, leaves: &[(&str, u64, bool)]) -> Branch {
    let leaves: Vec<_> = leaves
        .iter()
        .enumerate()
        .map(|(at, &(name, count, selected))| Leaf {
            code: format!("{code}{at:02}"),
            name: name.to_owned(),
            count,
            selected,
        })
        .collect();
    Branch {
        code: code.to_owned(),
        name: name.to_owned(),
        count: leaves.iter().map(|leaf| leaf.count).sum(),
        selected: leaves.iter().filter(|leaf| leaf.selected).map(|leaf| leaf.count).sum(),
        leaves,
    }
}

fn closed(code: &str, name: &str, selected: u64, count: u64) -> Branch {
    Branch { code: code.to_owned(), name: name.to_owned(), count, selected, leaves: vec![] }
}

fn categories() -> CategoriesPage {
    CategoriesPage {
        bridge: "1".to_owned(),
        branches: vec![
            closed("010", "Accessories and cables", 0, 18_204),
            branch(
                "020",
                "Notebooks",
                &[
                    ("Business notebooks", 612, true),
                    ("Chromebooks", 148, false),
                    ("Mobile workstations", 96, true),
                    ("Rugged notebooks", 41, false),
                ],
            ),
            branch("030", "Displays", &[("Desktop displays", 366, true), ("Large format displays", 166, true)]),
            closed("040", "Networking", 0, 6_310),
            closed("050", "Phones and conferencing", 120, 2_871),
            closed("060", "Printers and supplies", 0, 9_440),
            closed("070", "Servers and storage", 0, 4_102),
        ],
        selected: 1_360,
        total: 96_412,
        cap: 20_000,
        imported_at: Some(at("2026-11-22T04:12:00Z")),
        ..Default::default()
    }
}

fn large() -> CategoriesPage {
    let leaves: Vec<_> = (0..120).map(|_| ("Replacement parts and assemblies", 200, true)).collect();
    let mut branches = vec![branch("900", "Everything", &leaves)];
    branches.extend((0..120).map(|at| closed(&format!("A{at:03}"), "Another category with a long name", 10, 400)));
    CategoriesPage { branches, selected: 24_000, open: Some("900".to_owned()), ..categories() }
}

fn mapping() -> MappingPage {
    MappingPage {
        bridge: "1".to_owned(),
        categories: vec![
            Choice::new("5", "Hardware"),
            Choice::new("6", "Hardware > Notebooks"),
            Choice::new("9", "Not assigned").chosen(),
        ],
        billing_codes: vec![Choice::new("1", "Hardware").chosen(), Choice::new("2", "Licences")],
        exceptions: vec![Exception {
            code: "0200".to_owned(),
            name: "Notebooks > Business notebooks".to_owned(),
            count: 612,
            category: "Hardware > Notebooks".to_owned(),
            billing_code: "Hardware".to_owned(),
        }],
        unmapped: [
            ("Notebooks > Mobile workstations", 96),
            ("Displays > Desktop displays", 366),
            ("Displays > Large format displays", 166),
        ]
        .map(|(name, count)| Unmapped { code: name.to_owned(), name: name.to_owned(), count })
        .into(),
        currency: TenantCurrency::Read("CAD".to_owned()),
        vendor_currency: "USD".to_owned(),
    }
}

fn money(cents: i64) -> Money {
    Money::new(Decimal::new(cents, 2), "USD")
}

fn prices() -> PricesPage {
    let owner = |key: &str, name: &str, chosen: usize| FieldOwner {
        key: key.to_owned(),
        name: name.to_owned(),
        owners: [("ours", "Linkspan"), ("theirs", "Autotask"), ("merge", "Merge")]
            .into_iter()
            .enumerate()
            .map(|(at, (value, label))| Choice { chosen: at == chosen, ..Choice::new(value, label) })
            .collect(),
    };
    PricesPage {
        bridge: "1".to_owned(),
        sync_cost: true,
        price_rule: PriceRule::Markup,
        markup: Field::of("18.5"),
        below_cost: false,
        update_existing: true,
        example: Some(PriceExample {
            name: "Business notebook 14 inch, 16 GB, 512 GB".to_owned(),
            cost: money(73_928),
            msrp: money(99_900),
            present: money(89_900),
            result: money(87_605),
        }),
        owners: vec![
            owner("name", "Product name", 2),
            owner("description", "Description", 2),
            owner("manufacturer", "Manufacturer and part number", 0),
            owner("category", "Product category", 1),
            owner("active", "Active", 2),
        ],
        run_at: Field::of("05:30"),
        stock_bands: vec![Choice::new("", "Nowhere"), Choice::new("Distributor Stock", "Distributor Stock").chosen()],
        stock_dates: vec![Choice::new("", "Nowhere").chosen(), Choice::new("Stock Date", "Stock Date")],
        currency_note: Some(
            "Cost is in USD and your Autotask in CAD: product cost and price are not written, only the vendor's cost."
                .to_owned(),
        ),
    }
}

fn plan() -> Plan {
    let change = |field: &str, before: Option<&str>, after: &str| Change {
        field: field.to_owned(),
        before: before.map(str::to_owned),
        after: after.to_owned(),
    };
    let row = |sku: &str, name: &str, action, changes| PlanRow {
        sku: sku.to_owned(),
        name: name.to_owned(),
        action,
        changes,
    };
    Plan {
        id: "plan-7".to_owned(),
        made_at: at("2026-11-22T14:02:00Z"),
        create: 412,
        adopt: 37,
        change: 0,
        unchanged: 788,
        held: 3,
        calls: 861,
        minutes: 18,
        sample: vec![
            row(
                "14152708",
                "Business notebook 14 inch, 16 GB, 512 GB",
                PlanAction::Create,
                vec![
                    change("Name", None, "Business notebook 14 inch"),
                    change("Cost", None, "739.28 USD"),
                    change("Price", None, "876.05 USD"),
                ],
            ),
            row(
                "9120044",
                "Desktop display 27 inch, QHD",
                PlanAction::Adopt,
                vec![change("SKU", Some("DISP-27"), "TDS-9120044"), change("Cost", Some("214.00 USD"), "209.40 USD")],
            ),
        ],
        held_rows: vec![
            HeldRow {
                sku: "8801002".to_owned(),
                name: "Mobile workstation 16 inch".to_owned(),
                reason: "Two products in Autotask have this part number: 5512 and 7003.".to_owned(),
            },
            HeldRow {
                sku: "8801077".to_owned(),
                name: "Docking station".to_owned(),
                reason: "The cost went from 189.00 to 0.00 USD.".to_owned(),
            },
        ],
    }
}
