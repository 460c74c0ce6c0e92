//! Reads the file line by line: header, rows, bad rows, totals.

use super::CatalogError;
use super::check::check;
use super::columns::{self as col, column_name};
use super::row::{Row, field, value};
use super::split::{BLOCK, Ends};
use super::{number, zip};
use crate::account::Country;
use crate::redact::bounded;
use jiff::civil::Date;
use std::io::{ErrorKind, Read};
use std::ops::Range;

/// Longest line that is read; real rows have some 350 bytes.
const MAX_LINE: usize = 64 * 1024;
/// A line's end is looked for in this many bytes: the longest line and its carriage return.
const WINDOW: usize = MAX_LINE + 2;
/// Bytes that are asked of the input at once.
const BUFFER: usize = 256 * 1024;
/// What is kept of a line that is too long, to be shown.
const SHOWN: usize = 200;

/// Reads a catalogue file as a stream.
///
/// Memory does not grow with the file: the reader has one buffer of its own, in which each row stays where it was read to. An
/// input that buffers too would only cost a copy.
pub struct CatalogReader<R> {
    input: R,
    country: Country,
    buffer: Box<[u8]>,
    /// Bytes of the buffer that hold input.
    filled: usize,
    /// Where in the buffer the next line begins.
    next: usize,
    /// Where in the buffer the present line lies.
    line: Range<usize>,
    /// The beginning of the last line that was too long.
    head: Vec<u8>,
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

enum Step {
    End,
    Again,
    Row,
    Bad(BadRow),
}

impl<R: Read> CatalogReader<R> {
    /// A reader of one country's file; the country decides which columns are warehouses.
    pub fn new(input: R, country: Country) -> Self {
        Self {
            input,
            country,
            // A block of the last line may be looked at as a whole.
            buffer: vec![0; BUFFER + BLOCK].into_boxed_slice(),
            filled: 0,
            next: 0,
            line: 0..0,
            head: Vec::new(),
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
        let raw = &self.buffer[self.line.clone()];
        let utf8 = std::str::from_utf8(raw).ok();
        let ends = self.ends.as_slice();
        Ok(Some(Record::Row(Row { raw, utf8, ends, line: self.number, country: self.country })))
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
            if fits { self.judge() } else { Step::Bad(bad_row(self.number, None, &self.head, BadRowReason::TooLong)) };
        match step {
            Step::Row => self.totals.good += 1,
            Step::Bad(_) => self.totals.bad += 1,
            Step::End | Step::Again => {}
        }
        Ok(step)
    }

    /// Finds the next line; `false` if it was longer than allowed and was passed over. At the end no line is counted.
    fn read_line(&mut self) -> std::io::Result<bool> {
        let mut searched = 0;
        loop {
            let rest = &self.buffer[self.next..self.filled];
            let window = &rest[..rest.len().min(WINDOW)];
            if let Some(at) = memchr::memchr(b'\n', &window[searched..]) {
                return Ok(self.take_line(searched + at, true));
            }
            if rest.len() >= WINDOW {
                return self.pass_over().map(|()| false);
            }
            searched = rest.len();
            if self.fill()? == 0 {
                return Ok(searched == 0 || self.take_line(searched, false));
            }
        }
    }

    /// Makes the next bytes the present line; `false` if it is longer than allowed.
    fn take_line(&mut self, length: usize, ended: bool) -> bool {
        self.number += 1;
        let whole = &self.buffer[self.next..self.next + length];
        let mark = if self.number == 1 && whole.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let kept = without_line_end(&whole[mark..]).len();
        self.line = self.next + mark..self.next + mark + kept;
        let fits = kept <= MAX_LINE;
        if !fits {
            self.keep_head(self.line.start);
        }
        self.consume(length + usize::from(ended));
        self.totals.ends_abruptly = !ended;
        fits
    }

    fn pass_over(&mut self) -> std::io::Result<()> {
        self.number += 1;
        self.keep_head(self.next);
        loop {
            let rest = &self.buffer[self.next..self.filled];
            let end = memchr::memchr(b'\n', rest);
            self.consume(end.map_or(rest.len(), |at| at + 1));
            self.totals.ends_abruptly = end.is_none();
            if end.is_some() || self.fill()? == 0 {
                return Ok(());
            }
        }
    }

    fn keep_head(&mut self, from: usize) {
        self.head.clear();
        self.head.extend_from_slice(&self.buffer[from..self.filled.min(from + SHOWN)]);
    }

    fn consume(&mut self, bytes: usize) {
        self.next += bytes;
        self.totals.bytes += bytes as u64;
    }

    /// Reads on behind what is left of the buffer; the number of new bytes, 0 at the end.
    fn fill(&mut self) -> std::io::Result<usize> {
        self.buffer.copy_within(self.next..self.filled, 0);
        self.filled -= self.next;
        self.next = 0;
        loop {
            match self.input.read(&mut self.buffer[self.filled..BUFFER]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(read) => {
                    self.filled += read;
                    return Ok(read);
                }
            }
        }
    }

    fn judge(&mut self) -> Step {
        let (number, line) = (self.number, &self.buffer[self.line.clone()]);
        if line.trim_ascii_start().is_empty() {
            return Step::Again;
        }
        let columns = self.ends.split(&self.buffer[self.line.start..], line.len());
        if self.ends.has_nul() {
            return Step::Bad(bad_row(number, None, line, BadRowReason::NotText));
        }
        let ends = self.ends.as_slice();
        let record = field(line, ends, col::RECORD);
        match value(record) {
            Some(b"DTL") => match check(line, ends, columns, self.country) {
                Ok(()) => Step::Row,
                Err((None, reason)) => Step::Bad(bad_row(number, None, line, reason)),
                Err((Some(column), reason)) => {
                    Step::Bad(bad_row(number, Some(column), field(line, ends, column), reason))
                }
            },
            Some(b"HDR") if self.header.is_none() && self.totals.good + self.totals.bad == 0 => {
                self.header = Some(read_header(line, ends));
                Step::Again
            }
            Some(b"HDR") => Step::Bad(bad_row(number, Some(col::RECORD), record, BadRowReason::MisplacedHeader)),
            _ => Step::Bad(bad_row(number, Some(col::RECORD), record, BadRowReason::UnknownRecord)),
        }
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
