//! Reads the file line by line: header, rows, bad rows, totals.

use super::CatalogError;
use super::columns::{self as col, column_name};
use super::row::{Row, field, value};
use super::warehouses::warehouses;
use super::{number, zip};
use crate::account::Country;
use crate::redact::bounded;
use jiff::civil::Date;
use std::io::{BufRead, Read};

/// Longest line that is read; real rows have some 350 bytes.
const MAX_LINE: usize = 64 * 1024;

/// Reads a catalogue file as a stream.
///
/// Memory does not grow with the file: one line is held at a time.
pub struct CatalogReader<R> {
    input: R,
    country: Country,
    line: Vec<u8>,
    ends: Vec<u32>,
    number: u64,
    header: Option<Header>,
    totals: Totals,
}

/// What stands in a line.
#[derive(Debug)]
pub enum Record<'a> {
    /// A product.
    Row(Row<'a>),
    /// A line that cannot be used; reading goes on.
    Bad(BadRow),
}

/// The file's first record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Trading partner code; not always that of the rows.
    pub trading_partner: String,
    /// When the file was made.
    pub date: Option<Date>,
    /// Full or delta.
    pub qualifier: Qualifier,
}

/// What the file claims to hold. Only a full file may ever mean that a product is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Qualifier {
    /// `C`: everything.
    Full,
    /// `U`: changes only.
    Delta,
    /// No header, no qualifier, or one that is not documented.
    Missing,
}

/// A line that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRow {
    /// Line of the file, from 1.
    pub line: u64,
    /// Column, from 1, if one is to blame.
    pub column: Option<u8>,
    /// What is wrong.
    pub reason: BadRowReason,
    /// What stood there, cut at 60 characters.
    pub found: String,
}

impl std::fmt::Display for BadRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "line {}: ", self.line)?;
        if let Some(column) = self.column {
            write!(f, "column {column} ({}): ", column_name(column))?;
        }
        write!(f, "{}", self.reason)
    }
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BadRowReason {
    /// Fewer columns than the layout has; also a row that was cut.
    #[error("the row has {0} columns instead of 70")]
    TooFewColumns(usize),
    /// More columns than the layout reserves.
    #[error("the row has {0} columns; 99 are the most")]
    TooManyColumns(usize),
    /// Longer than 64 KiB.
    #[error("the line is longer than 64 KiB")]
    TooLong,
    /// Neither `HDR` nor `DTL`.
    #[error("the record is neither HDR nor DTL")]
    UnknownRecord,
    /// A second header, or one after rows.
    #[error("a header stands in the middle of the file")]
    MisplacedHeader,
    /// Bytes that no text has.
    #[error("the line is not text")]
    NotText,
    /// The SKU is empty or holds other signs than digits.
    #[error("the SKU is not a number")]
    BadSku,
    /// An amount that cannot be read.
    #[error("the amount cannot be read")]
    BadAmount,
    /// A quantity that cannot be read.
    #[error("the quantity cannot be read")]
    BadQuantity,
}

/// Counts so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows that can be used.
    pub good: u64,
    /// Lines that cannot.
    pub bad: u64,
    /// Lines, header and blank ones included.
    pub lines: u64,
    /// Bytes.
    pub bytes: u64,
    /// The file does not end with a line end. It may have been cut; a cut inside the last field cannot be seen otherwise.
    pub ends_abruptly: bool,
}

enum Step {
    End,
    Again,
    Row,
    Bad(BadRow),
}

impl<R: BufRead> CatalogReader<R> {
    /// A reader of one country's file; the country decides which columns are warehouses.
    pub fn new(input: R, country: Country) -> Self {
        Self {
            input,
            country,
            line: Vec::with_capacity(1024),
            ends: Vec::with_capacity(col::MOST_COLUMNS),
            number: 0,
            header: None,
            totals: Totals::default(),
        }
    }

    /// The next product or bad line; `None` at the end. Blank lines are passed over, the header is kept.
    ///
    /// # Errors
    /// The input failed, or unpacks to more than its limit. What was read before must not be used then.
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>, CatalogError> {
        loop {
            match self.step()? {
                Step::Again => {}
                Step::End => return Ok(None),
                Step::Bad(bad) => return Ok(Some(Record::Bad(bad))),
                Step::Row => break,
            }
        }
        let (raw, ends) = (self.line.as_slice(), self.ends.as_slice());
        Ok(Some(Record::Row(Row { raw, ends, line: self.number, country: self.country })))
    }

    /// The header, once the first record has been read.
    pub const fn header(&self) -> Option<&Header> {
        self.header.as_ref()
    }

    /// The header's qualifier, once the first record has been read.
    pub fn qualifier(&self) -> Qualifier {
        self.header.as_ref().map_or(Qualifier::Missing, |header| header.qualifier)
    }

    /// Counts so far.
    pub const fn totals(&self) -> Totals {
        self.totals
    }

    fn step(&mut self) -> Result<Step, CatalogError> {
        let fits = self.read_line().map_err(zip::from_io)?;
        if self.number == self.totals.lines {
            return Ok(Step::End);
        }
        self.totals.lines = self.number;
        let step = if fits { self.judge() } else { self.bad(None, BadRowReason::TooLong) };
        match step {
            Step::Row => self.totals.good += 1,
            Step::Bad(_) => self.totals.bad += 1,
            Step::End | Step::Again => {}
        }
        Ok(step)
    }

    /// Reads a line without its end into the buffer; `false` if it was longer than allowed and was passed over.
    fn read_line(&mut self) -> std::io::Result<bool> {
        self.line.clear();
        let limit = MAX_LINE + 2;
        let mut read = self.input.by_ref().take(limit as u64).read_until(b'\n', &mut self.line)? as u64;
        if read == 0 {
            return Ok(true);
        }
        self.number += 1;
        let mut ended = self.line.last() == Some(&b'\n');
        let fits = ended || self.line.len() < limit;
        if !fits {
            (read, ended) = self.pass_over(read)?;
        }
        self.totals.bytes += read;
        self.totals.ends_abruptly = !ended;
        while matches!(self.line.last(), Some(b'\n' | b'\r')) {
            self.line.pop();
        }
        if self.number == 1 && self.line.starts_with(b"\xEF\xBB\xBF") {
            self.line.drain(..3);
        }
        Ok(fits && self.line.len() <= MAX_LINE)
    }

    fn pass_over(&mut self, mut read: u64) -> std::io::Result<(u64, bool)> {
        self.line.truncate(200);
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                return Ok((read, false));
            }
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let used = end.map_or(chunk.len(), |at| at + 1);
            self.input.consume(used);
            read += used as u64;
            if end.is_some() {
                return Ok((read, true));
            }
        }
    }

    fn judge(&mut self) -> Step {
        if self.line.trim_ascii().is_empty() {
            return Step::Again;
        }
        if self.line.contains(&0) {
            return self.bad(None, BadRowReason::NotText);
        }
        self.split();
        match value(self.field(col::RECORD)) {
            Some(b"DTL") => self.check(),
            Some(b"HDR") if self.header.is_none() && self.totals.good + self.totals.bad == 0 => {
                self.header = Some(self.read_header());
                Step::Again
            }
            Some(b"HDR") => self.bad(Some(col::RECORD), BadRowReason::MisplacedHeader),
            _ => self.bad(Some(col::RECORD), BadRowReason::UnknownRecord),
        }
    }

    fn split(&mut self) {
        self.ends.clear();
        for (at, byte) in (0_u32..).zip(&self.line) {
            if *byte == b'~' {
                self.ends.push(at);
            }
        }
        self.ends.push(u32::try_from(self.line.len()).unwrap_or(u32::MAX));
    }

    fn check(&self) -> Step {
        let columns = self.ends.len();
        if columns < col::COLUMNS {
            return self.bad(None, BadRowReason::TooFewColumns(columns));
        }
        if columns > col::MOST_COLUMNS {
            return self.bad(None, BadRowReason::TooManyColumns(columns));
        }
        if !value(self.field(col::SKU)).is_some_and(|sku| sku.iter().all(u8::is_ascii_digit)) {
            return self.bad(Some(col::SKU), BadRowReason::BadSku);
        }
        let unreadable = |column: &u8, reads: fn(&[u8]) -> bool| value(self.field(*column)).is_some_and(|v| !reads(v));
        if let Some(column) = col::AMOUNTS.iter().find(|column| unreadable(column, |v| number::amount(v).is_some())) {
            return self.bad(Some(*column), BadRowReason::BadAmount);
        }
        let stock = warehouses(self.country).iter().map(|one| &one.column);
        let mut whole = col::QUANTITIES.iter().chain(stock);
        match whole.find(|column| unreadable(column, |v| number::quantity(v).is_some())) {
            Some(column) => self.bad(Some(*column), BadRowReason::BadQuantity),
            None => Step::Row,
        }
    }

    fn read_header(&self) -> Header {
        let text = |column| String::from_utf8_lossy(self.field(column).trim_ascii()).into_owned();
        let qualifier = match value(self.field(5)) {
            Some(b"C") => Qualifier::Full,
            Some(b"U") => Qualifier::Delta,
            _ => Qualifier::Missing,
        };
        Header {
            trading_partner: bounded(&text(col::TRADING_PARTNER), 60),
            date: number::date(self.field(3).trim_ascii()),
            qualifier,
        }
    }

    fn field(&self, column: u8) -> &[u8] {
        field(&self.line, &self.ends, column)
    }

    fn bad(&self, column: Option<u8>, reason: BadRowReason) -> Step {
        let found = column.map_or(self.line.as_slice(), |column| self.field(column));
        let found = bounded(&String::from_utf8_lossy(&found[..found.len().min(240)]), 60);
        Step::Bad(BadRow { line: self.number, column, reason, found })
    }
}
