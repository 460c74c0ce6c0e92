//! Reads the file line by line: header, rows, bad rows, totals.

use super::CatalogError;
use super::check::check;
use super::columns::{self as col, column_name};
use super::row::{Row, field, value};
use super::split::Ends;
use super::{number, zip};
use crate::account::Country;
use crate::redact::bounded;
use jiff::civil::Date;
use std::io::{BufRead, Read};

/// Longest line that is read; real rows have some 350 bytes.
const MAX_LINE: usize = 64 * 1024;

/// Reads a catalogue file as a stream.
///
/// Memory does not grow with the file: one line is held at a time, in the input's own buffer where it fits.
pub struct CatalogReader<R> {
    input: R,
    country: Country,
    line: Vec<u8>,
    place: Place,
    /// Bytes of the input's buffer that hold the present line.
    used: usize,
    ends: Ends,
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

/// Where the present line lies.
#[derive(Clone, Copy)]
enum Place {
    /// At the beginning of the input's buffer, with this length.
    Input(usize),
    /// In a buffer of its own.
    Copy,
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
            place: Place::Copy,
            used: 0,
            ends: Ends::new(),
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
        let raw = match self.place {
            Place::Input(length) => &self.input.fill_buf().map_err(zip::from_io)?[..length],
            Place::Copy => self.line.as_slice(),
        };
        let ends = self.ends.as_slice();
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
        let step =
            if fits { self.judge()? } else { Step::Bad(bad_row(self.number, None, &self.line, BadRowReason::TooLong)) };
        match step {
            Step::Row => self.totals.good += 1,
            Step::Bad(_) => self.totals.bad += 1,
            Step::End | Step::Again => {}
        }
        Ok(step)
    }

    /// Finds the next line; `false` if it was longer than allowed and was passed over.
    ///
    /// A line that lies whole in the input's buffer stays there until the next call; only the others are copied.
    fn read_line(&mut self) -> std::io::Result<bool> {
        self.input.consume(std::mem::take(&mut self.used));
        let buffer = self.input.fill_buf()?;
        if self.number > 0
            && let Some(end) = memchr::memchr(b'\n', &buffer[..buffer.len().min(MAX_LINE)])
        {
            self.place = Place::Input(without_line_end(&buffer[..end]).len());
            self.used = end + 1;
            self.number += 1;
            self.totals.bytes += self.used as u64;
            self.totals.ends_abruptly = false;
            return Ok(true);
        }
        self.copy_line()
    }

    fn copy_line(&mut self) -> std::io::Result<bool> {
        self.line.clear();
        self.place = Place::Copy;
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
        self.line.truncate(without_line_end(&self.line).len());
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
            let end = memchr::memchr(b'\n', chunk);
            let used = end.map_or(chunk.len(), |at| at + 1);
            self.input.consume(used);
            read += used as u64;
            if end.is_some() {
                return Ok((read, true));
            }
        }
    }

    fn judge(&mut self) -> Result<Step, CatalogError> {
        let line = match self.place {
            Place::Input(length) => &self.input.fill_buf().map_err(zip::from_io)?[..length],
            Place::Copy => self.line.as_slice(),
        };
        if line.trim_ascii_start().is_empty() {
            return Ok(Step::Again);
        }
        let bad = |column, reason| Step::Bad(bad_row(self.number, column, line, reason));
        if memchr::memchr(0, line).is_some() {
            return Ok(bad(None, BadRowReason::NotText));
        }
        let columns = self.ends.split(line);
        let record = field(line, self.ends.as_slice(), col::RECORD);
        Ok(match value(record) {
            Some(b"DTL") => match check(line, self.ends.as_slice(), columns, self.country) {
                Ok(()) => Step::Row,
                Err((None, reason)) => bad(None, reason),
                Err((Some(column), reason)) => {
                    let found = field(line, self.ends.as_slice(), column);
                    Step::Bad(bad_row(self.number, Some(column), found, reason))
                }
            },
            Some(b"HDR") if self.header.is_none() && self.totals.good + self.totals.bad == 0 => {
                self.header = Some(read_header(line, self.ends.as_slice()));
                Step::Again
            }
            Some(b"HDR") => Step::Bad(bad_row(self.number, Some(col::RECORD), record, BadRowReason::MisplacedHeader)),
            _ => Step::Bad(bad_row(self.number, Some(col::RECORD), record, BadRowReason::UnknownRecord)),
        })
    }
}

fn read_header(line: &[u8], ends: &[u32]) -> Header {
    let text = |column| String::from_utf8_lossy(field(line, ends, column).trim_ascii()).into_owned();
    let qualifier = match value(field(line, ends, 5)) {
        Some(b"C") => Qualifier::Full,
        Some(b"U") => Qualifier::Delta,
        _ => Qualifier::Missing,
    };
    Header {
        trading_partner: bounded(&text(col::TRADING_PARTNER), 60),
        date: number::date(field(line, ends, 3).trim_ascii()),
        qualifier,
    }
}

fn bad_row(line: u64, column: Option<u8>, found: &[u8], reason: BadRowReason) -> BadRow {
    let found = bounded(&String::from_utf8_lossy(&found[..found.len().min(240)]), 60);
    BadRow { line, column, reason, found }
}

fn without_line_end(line: &[u8]) -> &[u8] {
    let mut line = line;
    while let [rest @ .., b'\n' | b'\r'] = line {
        line = rest;
    }
    line
}
