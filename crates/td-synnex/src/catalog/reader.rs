//! Reads the file line by line: header, rows, bad rows, totals.

use super::CatalogError;
use super::check::check;
use super::columns::{self as col, column_name};
use super::row::{Line, Row, value};
use super::split::{BLOCK, Index};
use super::{number, zip};
use crate::account::Country;
use crate::redact::bounded;
use jiff::civil::Date;
use std::io::{ErrorKind, Read};

/// Longest line that is read; real rows have some 350 bytes.
const MAX_LINE: usize = 64 * 1024;
/// A line without an end in this many bytes is too long: the longest line and its carriage return.
const WINDOW: usize = MAX_LINE + 2;
/// Bytes that are asked of the input at once and looked at as a whole, before the processor's near memory forgets them.
const BUFFER: usize = 128 * 1024;
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
    /// The input has no more.
    at_end: bool,
    /// Why the input failed behind what the buffer holds.
    failed: Option<std::io::Error>,
    /// Where the buffer's fields and lines end.
    index: Index,
    /// Lines of the buffer that were taken.
    taken: usize,
    /// Where in the buffer the next line begins, and the place of its first field's end.
    next: usize,
    next_place: usize,
    present: Present,
    /// The beginning of the last line that was too long.
    head: Vec<u8>,
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

/// The line that is looked at: where in the buffer it lies, and the places of its fields' ends.
#[derive(Default)]
struct Present {
    start: usize,
    end: usize,
    first_place: usize,
    last_place: usize,
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
            // The last block is looked at as a whole.
            buffer: vec![b' '; BUFFER + BLOCK].into_boxed_slice(),
            filled: 0,
            at_end: false,
            failed: None,
            index: Index::new(BUFFER + BLOCK),
            taken: 0,
            next: 0,
            next_place: 0,
            present: Present::default(),
            head: Vec::new(),
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
        let fields = self.line();
        let text = simdutf8::basic::from_utf8(fields.raw()).ok();
        Ok(Some(Record::Row(Row { fields, text, number: self.number, country: self.country })))
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
        loop {
            if let Some(place) = self.index.line_end(self.taken) {
                self.taken += 1;
                return Ok(self.take_line(place, true));
            }
            let rest = self.filled - self.next;
            if self.at_end {
                return Ok(rest == 0 || {
                    let place = self.index.end_with(self.filled);
                    self.take_line(place, false)
                });
            }
            if rest >= WINDOW {
                return self.pass_over().map(|()| false);
            }
            self.fill()?;
        }
    }

    /// Makes the bytes up to a line end the present line; `false` if it is longer than allowed.
    fn take_line(&mut self, place: usize, ended: bool) -> bool {
        self.number += 1;
        let whole = &self.buffer[self.next..self.index.at(place)];
        let mark = if self.number == 1 && whole.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let kept = without_line_end(&whole[mark..]).len();
        let (start, length) = (self.next + mark, whole.len());
        self.present = Present { start, end: start + kept, first_place: self.next_place, last_place: place };
        self.index.move_to(place, start + kept);
        let fits = kept <= MAX_LINE;
        if !fits {
            self.keep_head(start);
        }
        self.consume(length + usize::from(ended));
        self.next_place = place + 1;
        self.totals.ends_abruptly = !ended;
        fits
    }

    fn pass_over(&mut self) -> std::io::Result<()> {
        self.number += 1;
        self.keep_head(self.next);
        loop {
            self.consume(self.filled - self.next);
            self.totals.ends_abruptly = self.at_end;
            if self.at_end {
                return Ok(());
            }
            self.fill()?;
            if let Some(place) = self.index.line_end(0) {
                self.taken = 1;
                self.consume(self.index.at(place) + 1);
                self.next_place = place + 1;
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

    /// Fills the buffer behind what is left of it, and looks for the ends in it.
    fn fill(&mut self) -> std::io::Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.buffer.copy_within(self.next..self.filled, 0);
        self.filled -= self.next;
        (self.next, self.next_place, self.taken) = (0, 0, 0);
        while self.filled < BUFFER && !self.at_end && self.failed.is_none() {
            match self.input.read(&mut self.buffer[self.filled..BUFFER]) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // What came before is given out first.
                Err(error) => self.failed = Some(error),
                Ok(0) => self.at_end = true,
                Ok(read) => self.filled += read,
            }
        }
        self.buffer[self.filled..][..BLOCK].fill(b' ');
        let (blocks, _) = self.buffer.as_chunks();
        self.index.look(&blocks[..self.filled.div_ceil(BLOCK)]);
        Ok(())
    }

    fn line(&self) -> Line<'_> {
        let Present { start, end, first_place, last_place } = self.present;
        Line { buffer: &self.buffer[..end], start, ends: &self.index.places()[first_place..=last_place] }
    }

    fn judge(&mut self) -> Step {
        let (number, line) = (self.number, self.line());
        let raw = line.raw();
        if raw.trim_ascii_start().is_empty() {
            return Step::Again;
        }
        if self.index.has_nul() && raw.contains(&0) {
            return Step::Bad(bad_row(number, None, raw, BadRowReason::NotText));
        }
        let record = line.field(col::RECORD);
        match value(record) {
            Some(b"DTL") => match check(line, self.country) {
                Ok(()) => Step::Row,
                Err((None, reason)) => Step::Bad(bad_row(number, None, raw, reason)),
                Err((Some(column), reason)) => Step::Bad(bad_row(number, Some(column), line.field(column), reason)),
            },
            Some(b"HDR") if self.header.is_none() && self.totals.good + self.totals.bad == 0 => {
                self.header = Some(read_header(line));
                Step::Again
            }
            Some(b"HDR") => Step::Bad(bad_row(number, Some(col::RECORD), record, BadRowReason::MisplacedHeader)),
            _ => Step::Bad(bad_row(number, Some(col::RECORD), record, BadRowReason::UnknownRecord)),
        }
    }
}

fn read_header(line: Line<'_>) -> Header {
    let text = |column| String::from_utf8_lossy(line.field(column).trim_ascii()).into_owned();
    let qualifier = match value(line.field(5)) {
        Some(b"C") => Qualifier::Full,
        Some(b"U") => Qualifier::Delta,
        _ => Qualifier::Missing,
    };
    Header {
        trading_partner: bounded(&text(col::TRADING_PARTNER), 60),
        date: number::date(line.field(3).trim_ascii()),
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
