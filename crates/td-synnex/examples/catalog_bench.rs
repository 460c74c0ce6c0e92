//! Writes a catalogue file, and measures how fast one is read: bytes alone, typed rows, typed rows with their hash.
//!
//! `catalog_bench write FILE ROWS SEED [CHANGED]` and `catalog_bench read FILE`; `cargo xtask bench catalogue` and
//! `cargo xtask catalogue` run it. Two processes, so that the memory measured is the reader's alone.
#![expect(clippy::print_stdout, reason = "it is a program whose result is what it prints")]

use linkspan_emulator::td_synnex::{DayShares, Options, write_catalogue};
use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufWriter, Read, Write};
use std::time::{Duration, Instant};
use td_synnex::Country;
use td_synnex::catalog::{Record, Row, open_catalog};

/// Each way of reading is measured this often; the fastest counts, because what slows it down is others.
const PASSES: usize = 7;
const BUFFER: usize = 256 * 1024;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["write", file, rows, seed] => write(file, rows.parse()?, seed.parse()?, &[]),
        ["write", file, rows, seed, changed] => {
            let next = DayShares { changed: changed.parse()?, ..DayShares::default() };
            write(file, rows.parse()?, seed.parse()?, &[next])
        }
        ["read", file] => read(file),
        _ => Err("catalog_bench write FILE ROWS SEED [CHANGED] | read FILE".into()),
    }
}

fn write(file: &str, rows: u32, seed: u64, days: &[DayShares]) -> Outcome<()> {
    let mut out = BufWriter::with_capacity(BUFFER, File::create(file)?);
    let options = Options { rows, seed, ..Options::default() };
    let written = write_catalogue(&options, jiff::civil::date(2026, 11, 2), days, &mut out)?;
    out.flush()?;
    println!("{written} product rows, {:.1} MB", megabytes(out.get_ref().metadata()?.len()));
    Ok(())
}

/// A way of reading; it answers how much it read.
type Way<'a> = (&'static str, &'a dyn Fn() -> Outcome<u64>);

fn read(file: &str) -> Outcome<()> {
    let bytes = File::open(file)?.metadata()?.len();
    let zipped = Zipped::of(file)?;
    let ways: [Way<'_>; 6] = [
        ("plain, from page cache", &|| bytes_alone(file)),
        ("rows split, numbers checked", &|| rows(file, |_| ())),
        ("typed rows", &|| typed_rows(file, |_| 0)),
        ("typed rows + 128-bit hash", &|| typed_rows(file, |row| row.hash128())),
        ("zip: inflated alone", &|| inflated_alone(&zipped.0)),
        ("zip: typed rows + 128-bit hash", &|| typed_rows(&zipped.0, |row| row.hash128())),
    ];
    let times = fastest(&ways)?;
    println!("{:<34} {:>9} {:>9} {:>16}", "way of reading", "ms", "MB/s", "times plain");
    for ((name, _), took) in ways.iter().zip(&times) {
        let seconds = took.as_secs_f64();
        let ratio = seconds / times[0].as_secs_f64();
        println!("{name:<34} {:>9.1} {:>9.0} {ratio:>16.2}", seconds * 1_000.0, megabytes(bytes) / seconds);
    }
    println!("peak memory (VmHWM)                {:>9.1} MB", peak_memory_mb()?);
    Ok(())
}

/// The fastest pass of each way. They take turns, so that what slows the machine down slows all of them down.
fn fastest(ways: &[Way<'_>]) -> Outcome<Vec<Duration>> {
    let mut best = vec![Duration::MAX; ways.len()];
    for _ in 0..PASSES {
        for ((_, pass), best) in ways.iter().zip(&mut best) {
            let (started, before) = (Instant::now(), processor_time());
            black_box(pass()?);
            let waited = started.elapsed();
            let worked = processor_time().zip(before).map(|(after, before)| after.saturating_sub(before));
            *best = (*best).min(worked.unwrap_or(waited));
        }
    }
    Ok(best)
}

/// The same file as the vendor delivers it: in an archive, which is taken away at the end.
struct Zipped(String);

impl Zipped {
    fn of(file: &str) -> Outcome<Self> {
        let zipped = Self(format!("{file}.zip"));
        let mut archive = zip::ZipWriter::new(File::create(&zipped.0)?);
        archive.start_file("catalogue.ap", zip::write::SimpleFileOptions::default().large_file(true))?;
        std::io::copy(&mut File::open(file)?, &mut archive)?;
        archive.finish()?;
        Ok(zipped)
    }
}

impl Drop for Zipped {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn inflated_alone(file: &str) -> Outcome<u64> {
    let mut archive = zip::ZipArchive::new(std::io::BufReader::new(File::open(file)?))?;
    let (mut entry, mut buffer, mut read) = (archive.by_index(0)?, vec![0_u8; BUFFER], 0);
    loop {
        match entry.read(&mut buffer)? {
            0 => return Ok(read),
            more => read += more as u64,
        }
        black_box(&buffer);
    }
}

/// Time that this thread spent on a processor, so that others' load does not count; where the system tells it.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

fn bytes_alone(file: &str) -> Outcome<u64> {
    let (mut file, mut buffer, mut read) = (File::open(file)?, vec![0_u8; BUFFER], 0);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(read),
            more => read += more as u64,
        }
        black_box(&buffer);
    }
}

/// Reads what an import needs of every row.
fn typed_rows(file: &str, hash: impl Fn(&Row<'_>) -> u128) -> Outcome<u64> {
    rows(file, |row| {
        let identity = (row.sku(), row.manufacturer_part(), row.description(), row.category());
        let worth = (row.contract_price(), row.msrp(), row.quantity());
        black_box((identity, worth, row.status(), row.skip_hint(), hash(row)));
    })
}

fn rows(file: &str, mut look: impl FnMut(&Row<'_>)) -> Outcome<u64> {
    let mut catalogue = open_catalog(file.as_ref())?;
    let mut reader = catalogue.reader(Country::Us)?;
    let mut rows = 0;
    while let Some(record) = reader.next_record()? {
        let Record::Row(row) = record else { continue };
        look(&row);
        rows += 1;
    }
    Ok(rows)
}

fn peak_memory_mb() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("the system does not tell it")?;
    let kilobytes: u64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(megabytes(kilobytes * 1_024))
}

fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
