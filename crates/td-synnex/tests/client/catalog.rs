//! The catalogue reader against files as they come, and as they should not come.

use crate::support::rows::{file, row};
use jiff::civil::date;
use proptest::prelude::*;
use std::io::Cursor;
use td_synnex::Country;
use td_synnex::catalog::{
    AbcCode, BadRow, BadRowReason, CatalogReader, Qualifier, Record, RowStatus, SkipHint, Totals,
};

struct Outcome {
    skus: Vec<String>,
    bad: Vec<BadRow>,
    qualifier: Qualifier,
    totals: Totals,
}

fn read(bytes: &[u8]) -> Outcome {
    let mut reader = CatalogReader::new(Cursor::new(bytes), Country::Us);
    let (mut skus, mut bad) = (Vec::new(), Vec::new());
    while let Some(record) = reader.next_record().unwrap() {
        match record {
            Record::Row(row) => skus.push(row.sku().to_owned()),
            Record::Bad(one) => bad.push(one),
        }
    }
    Outcome { skus, bad, qualifier: reader.qualifier(), totals: reader.totals() }
}

/// Reads a file of one row and lets the test look at it.
fn with_row<T>(line: &str, country: Country, look: impl FnOnce(td_synnex::catalog::Row<'_>) -> T) -> T {
    let bytes = file(&[line.to_owned()]);
    let mut reader = CatalogReader::new(Cursor::new(bytes), country);
    match reader.next_record().unwrap() {
        Some(Record::Row(row)) => look(row),
        other => panic!("{other:?}"),
    }
}

fn only_bad(line: &str) -> BadRow {
    let found = read(&file(&[line.to_owned()]));
    assert_eq!((found.skus.len(), found.bad.len()), (0, 1), "{line}");
    found.bad.into_iter().next().unwrap()
}

#[test]
fn the_fields_of_a_product_are_read() {
    let line = row(&[
        (10, "57"),
        (15, "0"),
        (16, "45"),
        (22, "12"),
        (29, "Y"),
        (34, "000123456789"),
        (37, "240523"),
        (38, "YNY"),
        (39, "20250418"),
        (47, "Y"),
        (48, "Rebate $25"),
        (49, "250731"),
        (50, "Four"),
        (51, "teen inch"),
        (65, "7700124"),
        (66, "5"),
        (67, "YN"),
        (70, "155"),
    ]);
    with_row(&line, Country::Us, |row| {
        assert_eq!((row.line(), row.sku(), row.status()), (3, "7700123", RowStatus::Added));
        assert_eq!(row.manufacturer_part().as_deref(), Some("XN-1420/B#ABA"));
        assert_eq!(row.part_number().as_deref(), Some("XYZ-XN1420B"));
        assert_eq!(
            (row.quantity(), row.direct_ship_quantity(), row.minimum_quantity()),
            (Some(57), Some(155), Some(5))
        );
        assert_eq!(row.contract_price(), Some("1249.90".parse().unwrap()));
        assert_eq!(row.unit_cost(), Some("1259.90".parse().unwrap()));
        assert_eq!((row.msrp(), row.map_price()), (Some("1599.00".parse().unwrap()), None));
        assert_eq!(row.category().as_deref(), Some("008112000"));
        assert_eq!((row.media_type(), row.serialized(), row.returnable()), (None, Some(true), None));
        assert_eq!((row.created(), row.eta()), (Some(date(2024, 5, 23)), Some(date(2025, 4, 18))));
        assert_eq!((row.drop_ship_only(), row.refurbished()), (true, false));
        assert_eq!((row.end_user_data_required(), row.is_virtual()), (true, false));
        assert_eq!((row.abc(), row.is_kit(), row.skip_hint()), (AbcCode::Active, false, None));
        assert_eq!(row.replacement_sku().as_deref(), Some("7700124"));
        assert_eq!(row.long_description().as_deref(), Some("Fourteen inch"));
        let (comment, end) = row.promotion().unwrap();
        assert_eq!((comment.as_deref(), end), (Some("Rebate $25"), Some(date(2025, 7, 31))));
        let stock: Vec<_> = row.stock().map(|(warehouse, quantity)| (warehouse.city, quantity)).collect();
        assert_eq!(stock, [("Miami", 0), ("Tracy", 45), ("Romeoville", 12)]);
    });
}

#[test]
fn the_same_column_is_another_warehouse_in_canada() {
    let line = row(&[(16, "4"), (20, "7"), (61, "2")]);
    let cities =
        |country| with_row(&line, country, |row| row.stock().map(|(one, n)| (one.city, n)).collect::<Vec<_>>());
    assert_eq!(cities(Country::Ca), [("Dartmouth", 4), ("Calgary", 7), ("Mississauga", 2)]);
    assert_eq!(cities(Country::Us), [("Tracy", 4), ("Chino", 2)]);
}

#[test]
fn blanks_and_null_are_no_value() {
    with_row(&row(&[(14, "NULL"), (21, "   "), (25, "null"), (66, "NULL")]), Country::Us, |row| {
        assert_eq!((row.msrp(), row.unit_cost(), row.category(), row.minimum_quantity()), (None, None, None, None));
    });
}

#[test]
fn latin_1_bytes_are_read_field_by_field() {
    let mut bytes = b"655123~HDR~250411~250411~C\n".to_vec();
    let line = row(&[(7, "CABLE @"), (8, "MONTR\u{e9}AL")]);
    bytes.extend(line.bytes().map(|byte| if byte == b'@' { 0xE9 } else { byte }));
    let mut reader = CatalogReader::new(Cursor::new(bytes), Country::Ca);
    let Some(Record::Row(row)) = reader.next_record().unwrap() else { panic!() };
    assert_eq!(row.description().as_deref(), Some("CABLE é"));
    assert_eq!(row.manufacturer().as_deref(), Some("MONTRéAL"));
}

#[test]
fn the_header_says_full_delta_or_nothing() {
    let body = row(&[]);
    for (head, qualifier) in [
        ("x~HDR~250411~250411~C~~~~~\n", Qualifier::Full),
        ("\n\r\nx~HDR~250411~250411~C~~~~~\n", Qualifier::Full),
        ("\u{feff}x~HDR~250411~250411~U\n", Qualifier::Delta),
        ("x~HDR~250411~250411~~~~~~\n", Qualifier::Missing),
        ("x~HDR~250411~250411~F~~~~~\n", Qualifier::Missing),
        ("x~HDR\n", Qualifier::Missing),
        ("", Qualifier::Missing),
    ] {
        let found = read(format!("{head}{body}\n").as_bytes());
        assert_eq!((found.qualifier, found.skus.len(), found.bad.len()), (qualifier, 1, 0), "{head:?}");
    }
    let mut reader = CatalogReader::new(Cursor::new(file(&[])), Country::Us);
    assert!(reader.next_record().unwrap().is_none());
    let header = reader.header().unwrap();
    assert_eq!((header.trading_partner.as_str(), header.date), ("FLTM1U655123", Some(date(2025, 4, 11))));
}

#[test]
fn an_empty_file_has_no_rows_and_no_header() {
    for bytes in [b"".as_slice(), b"\n\n"] {
        let found = read(bytes);
        assert_eq!((found.skus.len(), found.bad.len(), found.qualifier), (0, 0, Qualifier::Missing));
    }
}

#[test]
fn good_rows_are_kept_beside_bad_ones() {
    let rows = [
        row(&[(5, "1")]),
        row(&[(5, "2"), (13, "12,50")]),
        row(&[(5, "3")]),
        "655123~DTL~CUT".to_owned(),
        row(&[(5, "4")]),
    ];
    let found = read(&file(&rows));
    assert_eq!(found.skus, ["1", "3", "4"]);
    assert_eq!(
        found.bad.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "line 4: column 13 (Contract price): the amount cannot be read",
            "line 6: the row has 3 columns instead of 70",
        ]
    );
    assert_eq!((found.totals.good, found.totals.bad, found.totals.lines), (3, 2, 7));
    assert_eq!(found.totals.bytes, file(&rows).len() as u64);
}

#[test]
fn every_kind_of_bad_row_is_named() {
    for (line, column, reason) in [
        (row(&[(5, "")]), Some(5), BadRowReason::BadSku),
        (row(&[(5, "77A")]), Some(5), BadRowReason::BadSku),
        (row(&[(10, "many")]), Some(10), BadRowReason::BadQuantity),
        (row(&[(16, "1.5")]), Some(16), BadRowReason::BadQuantity),
        (row(&[(66, "x")]), Some(66), BadRowReason::BadQuantity),
        (row(&[(14, "-1.00")]), Some(14), BadRowReason::BadAmount),
        (row(&[(28, "heavy")]), Some(28), BadRowReason::BadAmount),
        (row(&[(2, "TRL")]), Some(2), BadRowReason::UnknownRecord),
        ("<html>".to_owned(), Some(2), BadRowReason::UnknownRecord),
        (row(&[(7, "nul\0byte")]), None, BadRowReason::NotText),
        (format!("{}{}", row(&[]), "~".repeat(40)), None, BadRowReason::TooManyColumns(110)),
        (row(&[(48, &"x".repeat(70_000))]), None, BadRowReason::TooLong),
        ("x~HDR~250411~250411~C".to_owned(), Some(2), BadRowReason::MisplacedHeader),
    ] {
        let bad = only_bad(&line);
        assert_eq!((bad.line, bad.column, bad.reason), (3, column, reason), "{}", &line[..line.len().min(60)]);
        assert!(bad.found.chars().count() <= 61);
    }
}

#[test]
fn an_odd_price_of_a_kind_that_nobody_reads_does_not_cost_the_product() {
    let found = read(&file(&[row(&[(33, "x"), (42, "x"), (43, "x"), (44, "x"), (46, "x"), (57, "x")])]));
    assert_eq!((found.skus.len(), found.bad.len()), (1, 0));
}

#[test]
fn a_reserved_column_and_another_countrys_warehouse_may_hold_anything() {
    let found = read(&file(&[row(&[(18, "x"), (20, "x"), (26, "x"), (11, "x")])]));
    assert_eq!((found.skus.len(), found.bad.len()), (1, 0));
}

#[test]
fn rows_may_have_reserved_columns_up_to_99() {
    let line = format!("{}{}", row(&[(5, "42"), (70, "3")]), "~more".repeat(29));
    with_row(&line, Country::Us, |row| {
        assert_eq!((row.sku(), row.direct_ship_quantity(), row.bytes(99)), ("42", Some(3), b"more".as_slice()));
        assert_eq!(row.bytes(100), b"");
    });
}

#[test]
fn reading_goes_on_after_a_line_that_is_too_long() {
    let mut bytes = file(&[row(&[(5, "1")])]);
    bytes.extend(std::iter::repeat_n(b'y', 300_000));
    bytes.push(b'\n');
    bytes.extend(row(&[(5, "2")]).bytes());
    let found = read(&bytes);
    assert_eq!(found.skus, ["1", "2"]);
    assert_eq!((found.bad[0].line, found.bad[0].reason), (4, BadRowReason::TooLong));
    assert_eq!(found.totals.bytes, bytes.len() as u64);
}

#[test]
fn a_file_cut_in_the_middle_shows_it() {
    let whole = file(&[row(&[(5, "1")]), row(&[(5, "2")])]);
    assert!(!read(&whole).totals.ends_abruptly);
    let found = read(&whole[..whole.len() - 40]);
    assert_eq!(found.skus, ["1"]);
    assert!(matches!(found.bad[0].reason, BadRowReason::TooFewColumns(_)));
    assert!(found.totals.ends_abruptly);
}

#[test]
fn line_ends_of_windows_do_not_change_the_hash() {
    let line = row(&[]);
    let hash = with_row(&line, Country::Us, |row| row.hash128());
    assert_eq!(with_row(&format!("{line}\r"), Country::Us, |row| row.hash128()), hash);
    assert_ne!(with_row(&row(&[(10, "44")]), Country::Us, |row| row.hash128()), hash);
}

#[test]
fn bookkeeping_discontinued_and_kits_are_hinted_at() {
    for (values, hint) in [
        (vec![(3, "SVC-NONSTOCK")], Some(SkipHint::NonStock)),
        (vec![(4, "XYZ-nonstock"), (6, "D")], Some(SkipHint::NonStock)),
        (vec![(6, "D")], Some(SkipHint::Discontinued)),
        (vec![(40, "C")], Some(SkipHint::Discontinued)),
        (vec![(41, "K")], Some(SkipHint::Kit)),
        (vec![(40, "T")], None),
        (vec![(6, "S")], None),
    ] {
        assert_eq!(with_row(&row(&values), Country::Us, |row| row.skip_hint()), hint, "{values:?}");
    }
}

#[test]
fn an_input_that_fails_is_an_error_and_not_the_end() {
    struct Failing(Cursor<Vec<u8>>);
    impl std::io::Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(std::io::Error::other("the disk is gone")),
                read => Ok(read),
            }
        }
    }
    let input = std::io::BufReader::new(Failing(Cursor::new(file(&[row(&[])]))));
    let mut reader = CatalogReader::new(input, Country::Us);
    assert!(matches!(reader.next_record().unwrap(), Some(Record::Row(_))));
    assert!(reader.next_record().is_err());
}

/// What a file holds: of each product its line, all its bytes, its fields, and its fields as text.
type Fields = Vec<(u64, Vec<u8>, Vec<Vec<u8>>, Vec<Option<String>>)>;

fn fields_of(input: impl std::io::Read) -> Fields {
    let mut reader = CatalogReader::new(input, Country::Us);
    let mut found = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        let Record::Row(row) = record else { continue };
        let columns = row.raw().iter().filter(|byte| **byte == b'~').count() + 1;
        let columns = 1..=u8::try_from(columns).unwrap();
        let bytes = columns.clone().map(|column| row.bytes(column).to_vec()).collect();
        let texts = columns.map(|column| row.text(column).map(std::borrow::Cow::into_owned)).collect();
        found.push((row.line(), row.raw().to_vec(), bytes, texts));
    }
    found
}

/// The same by the standard library, line by line and byte by byte; no good row of these tests has another mark than `DTL`.
fn plainly(bytes: &[u8]) -> Fields {
    let text = |field: &[u8]| {
        let field = field.trim_ascii();
        let is_none = field.is_empty() || field.eq_ignore_ascii_case(b"NULL");
        let latin = || field.iter().copied().map(char::from).collect();
        (!is_none).then(|| std::str::from_utf8(field).map_or_else(|_| latin(), str::to_owned))
    };
    let number = |field: &[u8]| text(field).is_none_or(|text| text.parse::<i64>().is_ok());
    let mut found = Vec::new();
    for (line, raw) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
        let end = raw.iter().rposition(|byte| *byte != b'\r').map_or(0, |last| last + 1);
        let fields: Vec<Vec<u8>> = raw[..end].split(|byte| *byte == b'~').map(<[u8]>::to_vec).collect();
        let is_row = (70..=99).contains(&fields.len()) && fields[1] == b"DTL" && end <= 64 * 1024;
        if is_row && !raw.contains(&0) && number(&fields[9]) {
            let texts = fields.iter().map(|field| text(field)).collect();
            found.push((line, raw[..end].to_vec(), fields, texts));
        }
    }
    found
}

/// A product with odd texts, a long one, or a line that is none.
fn any_line() -> impl Strategy<Value = Vec<u8>> {
    let odd = proptest::collection::vec(prop_oneof![Just(b' '), Just(b'a'), 128..=255_u8, Just(0)], 0..6);
    let product = (odd, 0_usize..30, prop_oneof![Just(""), Just("NULL"), Just("7"), Just("x")]).prop_map(
        |(text, more, quantity)| {
            let line = format!("{}{}", row(&[(7, "@"), (10, quantity)]), "~z".repeat(more));
            line.bytes().flat_map(|byte| if byte == b'@' { text.clone() } else { vec![byte] }).collect()
        },
    );
    let long = (60_000_usize..70_000).prop_map(|length| row(&[(48, &"x".repeat(length))]).into_bytes());
    let other = prop_oneof![Just(Vec::new()), Just(b"~DTL~~".to_vec()), Just(b"no product".to_vec())];
    prop_oneof![20 => product, 1 => long, 5 => other]
}

fn look_at_everything(bytes: &[u8]) {
    let mut reader = CatalogReader::new(Cursor::new(bytes), Country::Us);
    while let Some(record) = reader.next_record().unwrap() {
        if let Record::Row(row) = record {
            let texts = (0..=100).filter_map(|column| row.text(column)).count();
            let more = (row.stock().count(), row.hash128(), row.skip_hint(), row.long_description(), row.promotion());
            assert!(texts <= 99 && more.0 <= 11);
            let _ = (row.created(), row.eta(), row.contract_price(), row.abc(), row.drop_ship_only(), row.is_virtual());
        }
    }
    let totals = reader.totals();
    assert_eq!(totals.bytes, bytes.len() as u64);
    assert!(totals.good + totals.bad <= totals.lines);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        look_at_everything(&bytes);
    }

    #[test]
    fn the_fast_reader_finds_what_the_plain_one_finds(
        lines in proptest::collection::vec(any_line(), 0..40),
        end in prop_oneof![Just("\n"), Just("\r\n")],
        is_cut in any::<bool>(),
        piece in 1_usize..5_000,
    ) {
        let mut bytes = lines.join(end.as_bytes());
        if !is_cut {
            bytes.extend_from_slice(end.as_bytes());
        }
        prop_assert_eq!(fields_of(Cursor::new(&bytes)), plainly(&bytes));
        prop_assert_eq!(fields_of(std::io::BufReader::with_capacity(piece, Cursor::new(&bytes))), plainly(&bytes));
    }

    #[test]
    fn any_field_texts_are_read_without_panic(fields in proptest::collection::vec("[^\n]{0,12}", 60..102)) {
        let mut fields = fields;
        fields[1] = "DTL".to_owned();
        fields[4] = "77".to_owned();
        look_at_everything(fields.join("~").as_bytes());
    }

    #[test]
    fn one_odd_value_in_a_good_row_never_spoils_its_neighbours(column in 1_usize..=70, text in "[^\n~]{0,20}") {
        let rows = [row(&[(5, "1")]), row(&[(column, &text)]), row(&[(5, "3")])];
        let found = read(&file(&rows));
        prop_assert_eq!((found.skus.first().map(String::as_str), found.skus.last().map(String::as_str)), (Some("1"), Some("3")));
    }
}
