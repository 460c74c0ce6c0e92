//! Writes the catalogue as the vendor's flat file: 70 fields between tildes, one row at a time to any writer. Fields and
//! columns are those of the 2025 layout; it must not know where the bytes go.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::civil::Date;

use super::category::{CATEGORIES, Kind};
use super::generator::Catalog;
use super::item::{Item, Standing};
use super::words::BRANDS;

/// Which rows a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::td_synnex) enum FileKind {
    /// Every row; the header says `C`.
    Full,
    /// Rows touched on the present day, vanished ones as deleted; the header says `U`.
    Delta,
}

/// Writes the file as it lies in the zip and answers the number of product rows.
pub(in crate::td_synnex) fn write_ap(
    catalog: &Catalog,
    kind: FileKind,
    include_direct_ship: bool,
    mut out: impl Write,
) -> io::Result<u64> {
    let stamp = yymmdd(catalog.date_of(catalog.day(), 0));
    let qualifier = if kind == FileKind::Full { 'C' } else { 'U' };
    writeln!(out, "\nFLTM1U{}~HDR~{stamp}~{stamp}~{qualifier}~~~~~", catalog.account)?;
    let mut row = Row { line: Vec::with_capacity(512), fields: 0 };
    let mut written = 0;
    for index in 0..catalog.row_count() {
        let gone = catalog.gone_on(index).is_some();
        if kind == FileKind::Full && gone {
            continue;
        }
        let item = catalog.item(index);
        if item.standing == Standing::NotAuthorized || (kind == FileKind::Delta && item.touched != catalog.day()) {
            continue;
        }
        row.fill(catalog, &item, include_direct_ship);
        out.write_all(&row.line)?;
        written += 1;
    }
    Ok(written)
}

/// Writes the zip with its one file `<account>.ap`, without seeking and without holding the text.
pub(in crate::td_synnex) fn write_zip(
    catalog: &Catalog,
    kind: FileKind,
    include_direct_ship: bool,
    out: impl Write,
) -> io::Result<u64> {
    let mut zip = zip::ZipWriter::new_stream(out);
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(3))
        .last_modified_time(zip::DateTime::default());
    zip.start_file(format!("{}.ap", catalog.account), options).map_err(io::Error::other)?;
    let mut buffered = io::BufWriter::with_capacity(64 * 1024, &mut zip);
    let rows = write_ap(catalog, kind, include_direct_ship, &mut buffered)?;
    buffered.flush()?;
    drop(buffered);
    zip.finish().map_err(io::Error::other)?.into_inner().flush()?;
    Ok(rows)
}

/// Writes the list of category codes: code and the three names. The real list's layout was not seen.
pub(in crate::td_synnex) fn write_category_list(mut out: impl Write) -> io::Result<()> {
    CATEGORIES.iter().try_for_each(|category| {
        let [top, mid, leaf] = category.names;
        writeln!(out, "{}~{top}~{mid}~{leaf}", category.code)
    })
}

/// Writes the list of vendor numbers and names. The real list's layout was not seen.
pub(in crate::td_synnex) fn write_vendor_list(catalog: &Catalog, mut out: impl Write) -> io::Result<()> {
    let mut vendors: BTreeMap<u32, &str> = BRANDS.iter().map(|brand| (brand.number, brand.name)).collect();
    vendors.extend(catalog.pinned_vendors());
    vendors.into_iter().try_for_each(|(number, name)| writeln!(out, "{number}~{name}"))
}

fn yymmdd(date: Date) -> String {
    format!("{:02}{:02}{:02}", date.year() % 100, date.month(), date.day())
}

/// One line being filled; the buffer is used again for every row.
struct Row {
    line: Vec<u8>,
    fields: u32,
}

impl Row {
    fn fill(&mut self, catalog: &Catalog, item: &Item, include_direct_ship: bool) {
        self.line.clear();
        self.fields = 0;
        self.identity(catalog, item, include_direct_ship);
        self.stock_and_kind(item);
        self.codes(item);
        self.sizes_and_rest(item);
        self.line.push(b'\n');
    }

    /// Fields 1 to 14.
    fn identity(&mut self, catalog: &Catalog, item: &Item, include_direct_ship: bool) {
        let status = match item.standing {
            Standing::Discontinued => "D",
            _ if item.touched > item.introduced => "C",
            _ => "A",
        };
        self.text(&catalog.account).text("DTL").text(&item.part_number).text(&item.distributor_part_number());
        self.number(item.sku).text(status).cut(&item.description, 80).text(&item.manufacturer);
        self.number(item.vendor_number).number(item.total(include_direct_ship));
        self.number(item.on_order).number(item.on_order).cents(item.price_cents);
        if item.msrp_cents == 0 {
            self.text("")
        } else {
            self.cents(item.msrp_cents)
        };
    }

    /// Fields 15 to 31.
    fn stock_and_kind(&mut self, item: &Item) {
        let parcel = if item.category.kind == Kind::Heavy { "N" } else { "Y" };
        let virtual_goods = matches!(item.category.kind, Kind::Licence | Kind::Service);
        let media = match item.category.kind {
            Kind::Licence => "SWL",
            Kind::Service => "SWMV",
            _ if item.index % 40 == 3 => "HWEU",
            _ => " ",
        };
        self.stock(item).stock(item).text(if virtual_goods { "N" } else { "Y" }).number(0).text(parcel).stock(item);
        self.cents(item.full_cents).stock(item).text(media).stock(item).text(item.category.code).number(0);
        self.number(item.vendor_number % 1_000).hundredths(item.weight_hundredths);
        self.text(if matches!(item.category.kind, Kind::Serialized | Kind::Heavy) { "Y" } else { "N" }).stock(item);
        if item.index.is_multiple_of(6) {
            self.cents(item.full_cents * 105 / 100)
        } else {
            self.text("")
        };
    }

    /// Fields 32 to 52.
    fn codes(&mut self, item: &Item) {
        let promoted = item.full_cents > item.price_cents;
        let upc = format!("{:012}", 700_000_000_000_u64 + u64::from(item.sku));
        let created = jiff::civil::date(2011, 3, 1).saturating_add(jiff::Span::new().days(i64::from(item.sku % 4_700)));
        let abc = match item.standing {
            Standing::SpecialOrder => "B",
            Standing::Discontinued => "C",
            _ if item.index % 80 == 9 => "T",
            _ => "A",
        };
        self.text(item.origin).text("").text(&upc).text(unspsc(item)).text(&item.vendor_code);
        self.text(&yymmdd(created)).text("NNY");
        self.text(&item.eta.map(yymmdd).unwrap_or_default());
        self.text(abc).text(if item.kit { "K" } else { "S" });
        self.text("").text("").cents(item.price_cents * 98 / 100);
        self.text(if item.origin == "TW" { "Y" } else { "N" }).text("").text(if promoted { "Y" } else { "N" });
        if promoted {
            let rebate = item.full_cents - item.price_cents;
            self.text(&format!("Rebate available for ${}.{:02} ;", rebate / 100, rebate % 100));
            self.text(&yymmdd(item.promotion_ends));
        } else {
            self.text("").text("");
        }
        self.text("").text("").text("");
    }

    /// Fields 53 to 70.
    fn sizes_and_rest(&mut self, item: &Item) {
        let side = item.weight_hundredths / 4 + 300;
        self.hundredths(side).hundredths(side * 3 / 4).hundredths(side / 2).stock(item).text("");
        self.text(if matches!(item.category.kind, Kind::Licence) { "ALL" } else { "" });
        self.text("").text("").stock(item).stock(item).stock(item).stock(item);
        self.text("");
        if item.index % 300 == 17 {
            self.number(5)
        } else {
            self.text("")
        };
        let virtual_goods = matches!(item.category.kind, Kind::Licence | Kind::Service);
        self.text(if virtual_goods { "YY" } else { "NN" });
        let origin = if item.origin.len() == 2 { item.origin } else { "  " };
        self.text(&format!("{origin}NN       N")).stock(item);
        let direct = item.stock.last().map_or(0, |(_, quantity)| *quantity);
        if direct == 0 {
            self.text("")
        } else {
            self.number(direct)
        };
    }

    fn separate(&mut self) -> &mut Self {
        if self.fields > 0 {
            self.line.push(b'~');
        }
        self.fields += 1;
        self
    }

    /// Text as Latin-1, as the file is; what Latin-1 lacks becomes a question mark, and a tilde can never be inside a field.
    fn text(&mut self, text: &str) -> &mut Self {
        self.separate();
        self.line.extend(text.chars().map(|c| match c {
            '~' | '\n' | '\r' => b' ',
            _ => u8::try_from(u32::from(c)).unwrap_or(b'?'),
        }));
        self
    }

    fn cut(&mut self, text: &str, most: usize) -> &mut Self {
        let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
        self.text(&text[..end])
    }

    fn number(&mut self, number: u32) -> &mut Self {
        self.format(format_args!("{number}"))
    }

    fn cents(&mut self, cents: u64) -> &mut Self {
        self.format(format_args!("{}.{:02}", cents / 100, cents % 100))
    }

    fn hundredths(&mut self, hundredths: u32) -> &mut Self {
        self.cents(u64::from(hundredths))
    }

    /// The stock of the warehouse whose column comes next; zero where the country has none there.
    fn stock(&mut self, item: &Item) -> &mut Self {
        let column = self.fields as usize + 1;
        let quantity = item
            .stock
            .iter()
            .find(|(id, _)| super::warehouse::column(*id) == Some(column))
            .map_or(0, |(_, quantity)| *quantity);
        self.number(quantity)
    }

    fn format(&mut self, text: std::fmt::Arguments<'_>) -> &mut Self {
        self.separate();
        // Writing to a Vec cannot fail.
        let _ = self.line.write_fmt(text);
        self
    }
}

fn unspsc(item: &Item) -> &'static str {
    match &item.category.code[..3] {
        "002" | "003" => "43211500",
        "006" => "43222600",
        "008" => "39121000",
        "009" => "44103100",
        "010" => "81112300",
        "011" => "43230000",
        _ => "43200000",
    }
}
