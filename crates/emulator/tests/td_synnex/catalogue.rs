//! The catalogue file: its form, its odd rows, that it can be repeated, and what a new day does to it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use linkspan_emulator::td_synnex::{Country, DayShares, ListedStatus, Options, PinnedPart, ProductChange};
use rust_decimal::Decimal;

use crate::world::{Shop, all, one, options};

/// Rows by SKU as bytes, and the header line.
struct File {
    header: String,
    rows: BTreeMap<u32, Vec<u8>>,
}

impl File {
    fn read(bytes: &[u8]) -> Self {
        let mut lines = bytes.split(|byte| *byte == b'\n');
        assert_eq!(lines.next().unwrap(), b"", "the first line is blank");
        let header = String::from_utf8(lines.next().unwrap().to_vec()).unwrap();
        let mut rows = BTreeMap::new();
        for line in lines.filter(|line| !line.is_empty()) {
            let sku = field(line, 5).parse().unwrap();
            assert!(rows.insert(sku, line.to_vec()).is_none(), "SKU {sku} stands twice");
        }
        Self { header, rows }
    }

    fn of(shop: &Shop) -> Self {
        let mut bytes = Vec::new();
        let written = shop.emulator.write_catalogue(&mut bytes).unwrap();
        let file = Self::read(&bytes);
        assert_eq!(written, file.rows.len() as u64);
        file
    }
}

/// A field counted from 1, as Latin-1.
fn field(line: &[u8], number: usize) -> String {
    let bytes = line.split(|byte| *byte == b'~').nth(number - 1).unwrap();
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

fn number(line: &[u8], column: usize) -> u32 {
    field(line, column).parse().unwrap_or(0)
}

fn with_rows(rows: u32) -> Options {
    Options { rows, ..options() }
}

#[tokio::test]
async fn every_row_has_seventy_fields_of_the_right_kind() {
    let shop = Shop::open_with(with_rows(5_000)).await;
    let file = File::of(&shop);
    assert_eq!(file.header, "FLTM1U712345~HDR~261102~261102~C~~~~~");
    assert_eq!(file.rows.len(), 5_000);
    for (sku, row) in &file.rows {
        assert_eq!(row.iter().filter(|byte| **byte == b'~').count(), 69, "SKU {sku}");
        assert_eq!((field(row, 1), field(row, 2)), ("712345".to_owned(), "DTL".to_owned()));
        assert!((1..=30).contains(&field(row, 3).len()), "part number");
        assert!(matches!(field(row, 6).as_str(), "A" | "C" | "D"));
        assert!((1..=80).contains(&field(row, 7).chars().count()));
        for money in [13, 21] {
            let price: Decimal = field(row, money).parse().unwrap();
            assert!(price > Decimal::ZERO && price.scale() == 2, "field {money} of {sku}");
        }
        assert_eq!(field(row, 25).len(), 9);
        assert!(matches!(field(row, 41).as_str(), "K" | "S"));
        let places: u32 = [15, 16, 20, 22, 24, 30, 56, 61, 62, 63, 64, 69, 70].iter().map(|at| number(row, *at)).sum();
        assert_eq!(number(row, 10), places, "stock of {sku}");
    }
}

#[tokio::test]
async fn the_odd_rows_are_there() {
    let shop = Shop::open_with(with_rows(5_000)).await;
    let file = File::of(&shop);
    let count = |wanted: &dyn Fn(&[u8]) -> bool| file.rows.values().filter(|row| wanted(row)).count();
    for sign in ['#', '&', '\'', '/', '+'] {
        assert!(count(&|row| field(row, 3).contains(sign)) > 20, "{sign} in part numbers");
    }
    assert!(count(&|row| field(row, 23) == " ") > 2_000, "blank field 23");
    assert!(count(&|row| field(row, 3).ends_with("-NONSTOCK") && number(row, 10) == 9_999) > 3);
    assert!(count(&|row| field(row, 6) == "D" && field(row, 40) == "C") > 20, "discontinued");
    assert!(count(&|row| field(row, 41) == "K") > 20, "kits");
    assert!(count(&|row| number(row, 10) == 0) > 300, "nothing in stock");
    assert!(count(&|row| std::str::from_utf8(row).is_err()) > 3, "bytes that are no UTF-8");
    assert!(count(&|row| field(row, 47) == "Y" && field(row, 13) != field(row, 21)) > 100, "promotions");
    assert!(count(&|row| field(row, 8).contains('\'')) > 20, "an apostrophe in a maker's name");
    let codes: BTreeSet<String> = file.rows.values().map(|row| field(row, 25)).collect();
    assert_eq!(codes.len(), 61);
}

#[tokio::test]
async fn equal_seeds_give_equal_files_and_other_seeds_others() {
    let first = File::of(&Shop::open().await);
    assert!(first.rows == File::of(&Shop::open().await).rows);
    let other = Shop::open_with(Options { seed: 8, ..options() }).await;
    let other = File::of(&other);
    let same = first.rows.values().filter(|row| other.rows.values().any(|other| other == *row)).count();
    assert_eq!(same, 0);
}

#[tokio::test]
async fn the_file_and_the_price_service_tell_the_same() {
    let shop = Shop::open().await;
    let file = File::of(&shop);
    let (mut compared, mut other) = (0, 0);
    for (sku, row) in file.rows.iter().step_by(9) {
        let line = format!("<synnexSKU>{sku}</synnexSKU><lineNumber>1</lineNumber>");
        let answer = shop.prices(&[&line], Some("2.8")).await;
        if one(&answer, "status") != "Active" {
            other += 1;
            continue;
        }
        compared += 1;
        assert_eq!(one(&answer, "price"), field(row, 13));
        assert_eq!(one(&answer, "msrp"), field(row, 14));
        assert_eq!(one(&answer, "totalQuantity"), field(row, 10));
        assert_eq!(one(&answer, "mfgCode"), field(row, 9));
        let unescaped = one(&answer, "mfgPN").replace("&amp;", "&").replace("&apos;", "'");
        assert_eq!(unescaped, field(row, 3));
        let quantity = |warehouse: &str| {
            let numbers = all(&answer, "number");
            let at = numbers.iter().position(|number| number == warehouse).unwrap();
            all(&answer, "qty")[at].parse::<u32>().unwrap()
        };
        assert_eq!((quantity("6"), quantity("506")), (number(row, 22), number(row, 69)));
    }
    assert!(compared > 90 && other < 15, "{compared} {other}");
}

#[tokio::test]
async fn every_part_number_of_the_file_can_be_asked_for() {
    let shop = Shop::open().await;
    let file = File::of(&shop);
    for (sku, row) in file.rows.iter().step_by(13).filter(|(_, row)| !field(row, 3).ends_with("-NONSTOCK")) {
        let part = crate::world::escape(&field(row, 3));
        let answer = shop.prices(&[&format!("<mfgPN>{part}</mfgPN><lineNumber>1</lineNumber>")], None).await;
        assert!(all(&answer, "synnexSKU").contains(&sku.to_string()), "{part}");
    }
}

#[tokio::test]
async fn pinned_products_stand_at_the_head_and_can_be_ordered() {
    let pinned = |part_number: &str, manufacturer: &str| PinnedPart {
        manufacturer: manufacturer.to_owned(),
        part_number: part_number.to_owned(),
        description: format!("Pinned {part_number}"),
    };
    let pinned_parts = vec![pinned("ADOPT-1", "Veltraxis"), pinned("ADOPT#2/B", "Corner & Sons")];
    let shop = Shop::open_with(Options { pinned_parts, ..options() }).await;
    let file = File::of(&shop);
    let sku = shop.ready().pinned_skus[1];
    let row = &file.rows[&sku];
    assert_eq!((field(row, 3), field(row, 8)), ("ADOPT#2/B".to_owned(), "Corner & Sons".to_owned()));
    assert_eq!(field(row, 7), "Pinned ADOPT#2/B");
    let vendors = shop.get("/catalogue/vend_code_list.txt").await.text().await.unwrap();
    assert!(vendors.lines().any(|line| line == format!("{}~Corner & Sons", field(row, 9))), "{vendors}");
    assert_eq!(one(&shop.order("PO-1", &[(sku, 3)]).await, "OrderType"), "SO");
    shop.emulator.next_day(DayShares { changed: 0.0, new: 0.0, gone: 1.0 });
    let left: Vec<u32> = File::of(&shop).rows.into_keys().collect();
    let kept: Vec<u32> = shop.ready().pinned_skus.iter().chain(&shop.ready().skus).copied().collect();
    assert_eq!(left, kept, "what stories need never vanishes");
}

#[tokio::test]
async fn a_new_day_changes_adds_and_removes_its_shares_and_leaves_the_rest_to_the_byte() {
    let shop = Shop::open_with(with_rows(20_000)).await;
    let before = File::of(&shop);
    let day = shop.emulator.next_day(DayShares { changed: 0.05, new: 0.01, gone: 0.02 });
    assert_eq!((day.day, day.rows), (1, 20_200));
    let after = File::of(&shop);
    assert!(after.header.contains("~261103~"), "{}", after.header);
    let new = after.rows.keys().filter(|sku| !before.rows.contains_key(sku)).count();
    let gone = before.rows.keys().filter(|sku| !after.rows.contains_key(sku)).count();
    let changed = after.rows.iter().filter(|(sku, row)| before.rows.get(sku).is_some_and(|old| old != *row)).count();
    assert_eq!(new, 200);
    assert!((340..460).contains(&gone), "{gone}");
    assert!((900..1_100).contains(&changed), "{changed}");

    shop.emulator.next_day(DayShares { changed: 0.0, new: 0.0, gone: 0.0 });
    assert!(File::of(&shop).rows == after.rows, "a day without changes changes nothing but the header");
}

#[tokio::test]
async fn a_vanished_product_is_discontinued_for_the_price_service_and_in_the_delta() {
    let shop = Shop::open().await;
    let before = File::of(&shop);
    let (code, day) =
        shop.control("next-day", Some(serde_json::json!({"changed": 0.1, "new": 0.1, "gone": 0.1}))).await;
    assert_eq!((code, day["day"].as_u64()), (200, Some(1)));
    let after = File::of(&shop);
    let gone = *before.rows.keys().find(|sku| !after.rows.contains_key(sku)).unwrap();
    let line = format!("<synnexSKU>{gone}</synnexSKU><lineNumber>1</lineNumber>");
    assert_eq!(one(&shop.prices(&[&line], None).await, "status"), "Discontinued");

    let delta = File::read(&shop.get("/catalogue/712345_delta.ap").await.bytes().await.unwrap());
    assert!(delta.header.contains("~U~"));
    assert_eq!(field(&delta.rows[&gone], 6), "D");
    let differing = after.rows.iter().filter(|(sku, row)| before.rows.get(sku) != Some(row)).count();
    let vanished = before.rows.keys().filter(|sku| !after.rows.contains_key(sku)).count();
    assert_eq!(delta.rows.len(), differing + vanished);
}

#[tokio::test]
async fn the_zip_is_served_under_the_path_of_the_ready_line_and_holds_the_plain_file() {
    let shop = Shop::open().await;
    let plain = shop.get("/catalogue/712345.ap").await.bytes().await.unwrap();
    let zipped = shop.get(&shop.ready().catalogue_path).await.bytes().await.unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(zipped)).unwrap();
    assert_eq!(archive.len(), 1);
    let mut member = archive.by_name("712345.ap").unwrap();
    let mut text = Vec::new();
    member.read_to_end(&mut text).unwrap();
    assert!(text == plain);
    assert_eq!(shop.get("/catalogue/999.zip").await.status(), 404);
    let categories = shop.get("/catalogue/category_list.txt").await.text().await.unwrap();
    assert_eq!(categories.lines().count(), 61);
}

#[tokio::test]
async fn what_is_set_by_hand_stands_in_the_file_too() {
    let shop = Shop::open().await;
    let sku = shop.sku(0);
    let change = |price, quantity, status| ProductChange { sku, price, quantity, status };
    shop.emulator.change_product(&change(Some(Decimal::new(1_999, 2)), Some(4), None)).unwrap();
    let row = File::of(&shop).rows[&sku].clone();
    assert_eq!((field(&row, 13), field(&row, 10), field(&row, 16)), ("19.99".into(), "4".into(), "4".into()));
    shop.emulator.change_product(&change(None, None, Some(ListedStatus::Discontinued))).unwrap();
    assert_eq!(field(&File::of(&shop).rows[&sku], 6), "D");
    shop.emulator.change_product(&change(None, None, Some(ListedStatus::NotAuthorized))).unwrap();
    assert!(!File::of(&shop).rows.contains_key(&sku));
}

#[tokio::test]
async fn the_canadian_file_uses_the_canadian_columns() {
    let shop = Shop::open_with(Options { country: Country::Ca, ..options() }).await;
    let file = File::of(&shop);
    let row = &file.rows[&shop.sku(0)];
    let places: u32 = [16, 20, 22, 61, 62, 70].iter().map(|at| number(row, *at)).sum();
    assert_eq!(number(row, 10), places);
    assert_eq!([15, 24, 30, 56, 63, 64, 69].iter().map(|at| number(row, *at)).sum::<u32>(), 0);
}
