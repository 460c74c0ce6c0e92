//! Product search and one product.

use linkspan::http::portal::activity::HeldRecord;
use linkspan::http::portal::page::{Choice, Fact, Link, Money, Pager};
use linkspan::http::portal::products::{CostChange, ProductPage, ProductRow, ProductsPage, Warehouse};
use linkspan::http::portal::shell::Section;
use linkspan::http::portal::states::ProductLink;
use rust_decimal::Decimal;

use crate::{Sheet, at};

pub(crate) fn sheets() -> Vec<Sheet> {
    let sheet = |name, render: fn(&linkspan::http::portal::Shell) -> _| Sheet::new(name, Section::Products, render);
    vec![
        sheet("products", |shell| found().render(shell)),
        sheet("products-start", |shell| {
            ProductsPage { query: String::new(), rows: vec![], pager: Pager::default(), ..found() }.render(shell)
        }),
        sheet("products-no-hit", |shell| {
            ProductsPage { rows: vec![], pager: Pager::default(), ..found() }.render(shell)
        }),
        sheet("products-no-catalogue", |shell| ProductsPage::default().render(shell)),
        sheet("product", |shell| product().render(shell)),
        sheet("product-held", |shell| {
            let choice = |value: &str, label: &str| Choice::new(value, label);
            let held = HeldRecord {
                id: "14152799".to_owned(),
                name: "Business notebook 14 inch, touch".to_owned(),
                reason: "Autotask has products that could be this one (5512, 7003).".to_owned(),
                can_decide: true,
                choices: vec![
                    choice("product:5512", "Business notebook 14, Example Systems (5512)"),
                    choice("product:7003", "Notebook touch, EX-1415-US (7003)"),
                    choice("new", "None of these: create a new one"),
                    choice("out", "Leave it out"),
                ],
                decided: None,
            };
            ProductPage { held: Some(held), sentence: None, psa: None, ..product() }.render(shell)
        }),
        sheet("product-bare", |shell| {
            let row = ProductRow {
                stock: 0,
                link: ProductLink::NotSelected,
                ..row("9120044", "Desktop display 27 inch, QHD", 20_940, 0, ProductLink::NotSelected)
            };
            ProductPage {
                row,
                psa: None,
                sentence: None,
                held: None,
                warehouses: vec![],
                asked_at: None,
                costs: vec![],
                ..product()
            }
            .render(shell)
        }),
    ]
}

fn money(cents: i64) -> Money {
    Money::new(Decimal::new(cents, 2), "USD")
}

fn row(sku: &str, name: &str, cents: i64, stock: u64, link: ProductLink) -> ProductRow {
    ProductRow {
        sku: sku.to_owned(),
        part_number: format!("EX-{}-US", &sku[..4]),
        manufacturer: "Example Systems".to_owned(),
        name: name.to_owned(),
        category: "Notebooks > Business notebooks".to_owned(),
        cost: money(cents),
        stock,
        link,
    }
}

fn found() -> ProductsPage {
    ProductsPage {
        query: "notebook 14".to_owned(),
        link: None,
        rows: vec![
            row("14152708", "Business notebook 14 inch, 16 GB, 512 GB", 73_928, 1_204, ProductLink::Linked),
            row("14152711", "Business notebook 14 inch, 32 GB, 1 TB", 112_810, 86, ProductLink::Planned),
            row("14152744", "Rugged notebook 14 inch, 16 GB", 241_000, 0, ProductLink::NotSelected),
            row("12004410", "Business notebook 14 inch, previous model", 61_200, 3, ProductLink::Discontinued),
            row("14152799", "Business notebook 14 inch, touch", 0, 41, ProductLink::Held),
        ],
        pager: Pager { first: 1, last: 5, total: 5, before: None, after: None },
        total: 96_412,
        imported_at: Some(at("2026-11-22T04:12:00Z")),
    }
}

fn product() -> ProductPage {
    let warehouse = |name: &str, stock, under_way, eta: Option<&str>| Warehouse {
        name: name.to_owned(),
        stock,
        under_way,
        eta: eta.map(at),
    };
    let cost = |since: &str, cents, change: Option<&str>| CostChange {
        since: at(since),
        cost: money(cents),
        change: change.map(str::to_owned),
    };
    ProductPage {
        row: row("14152708", "Business notebook 14 inch, 16 GB, 512 GB", 73_928, 1_204, ProductLink::Linked),
        facts: vec![
            Fact::new("List price", "999.00 USD"),
            Fact::new("Category", "Notebooks > Business notebooks"),
            Fact::new("Minimum quantity", "1"),
            Fact::new("Weight", "1.4 kg"),
        ],
        psa: Some(Link::new("Product 5512", "https://ww2.autotask.example/product/5512")),
        sentence: Some("Linked since 14 October; cost last written this morning.".to_owned()),
        held: None,
        warehouses: vec![
            warehouse("Fontana, CA", 612, 0, None),
            warehouse("Groveport, OH", 388, 240, Some("2026-12-04T00:00:00Z")),
            warehouse("Southaven, MS", 204, 0, None),
        ],
        asked_at: Some(at("2026-11-22T14:03:00Z")),
        costs: vec![
            cost("2026-11-14T05:30:00Z", 73_928, Some("\u{2212}1.4")),
            cost("2026-10-14T05:30:00Z", 75_000, None),
        ],
    }
}
