//! Hostile input: the kept corpus, deterministic mutations of it, and the readers that it is fed to.

use std::path::{Path, PathBuf};

use autotask::untrusted;
use http::Method;
use linkspan_emulator::autotask::{Autotask, Direct, Limits, Options, start};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

/// A mutated input never grows beyond this.
const MOST_BYTES: usize = 64 * 1024;
/// Inputs after which the emulator starts anew, since some of them leave records behind.
const INPUTS_PER_EMULATOR: u32 = 2_000;

/// What is attacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The emulator's reader of searches, as body and as parameter.
    Query,
    /// The emulator's reader of paths and page URLs.
    PageUrl,
    /// The emulator's reader of records to create and change.
    Body,
    /// The client's readers of answers.
    Answer,
}

/// Every target.
pub const TARGETS: [Target; 4] = [Target::Query, Target::PageUrl, Target::Body, Target::Answer];

/// Where records are written: method, path.
const WRITES: [(Method, &str); 8] = [
    (Method::POST, "Products"),
    (Method::PATCH, "Products"),
    (Method::PUT, "Products"),
    (Method::POST, "Companies"),
    (Method::POST, "PurchaseOrders"),
    (Method::PATCH, "PurchaseOrders"),
    (Method::POST, "Companies/0/Contacts"),
    (Method::POST, "PurchaseOrderItems/1/Receiving"),
];

/// What the inputs are fed to.
pub struct Victims {
    runtime: tokio::runtime::Runtime,
    emulator: Emulator,
    fed: u32,
}

/// An emulator, which runs as long as it is held, and the way around its socket.
struct Emulator {
    running: Autotask,
    direct: Direct,
}

impl Emulator {
    fn start(runtime: &tokio::runtime::Runtime) -> Self {
        let options = Options { limits: Limits::off(), ..Options::default() };
        let running = runtime.block_on(start(options)).unwrap();
        Self { direct: running.direct(), running }
    }
}

impl Victims {
    pub fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { emulator: Emulator::start(&runtime), runtime, fed: 0 }
    }

    /// Feeds the bytes to the readers of a target. Only a panic is a failure; so is an emulator's answer that is no status of
    /// the vendor's or, where it is to be JSON, is none.
    pub fn feed(&mut self, target: Target, bytes: &[u8]) {
        self.fed += 1;
        if self.fed.is_multiple_of(INPUTS_PER_EMULATOR) {
            let old = std::mem::replace(&mut self.emulator, Emulator::start(&self.runtime));
            // What is only dropped keeps its memory until its tasks run, and here nothing ever waits for them.
            self.runtime.block_on(old.running.stop());
        }
        match target {
            Target::Answer => drop(untrusted::read(bytes)),
            Target::Query => {
                let search = percent_encode(bytes, NON_ALPHANUMERIC);
                for entity in ["Products", "PurchaseOrders", "Contacts"] {
                    let posted = self.ask(Method::POST, &at(&format!("{entity}/query/count")), bytes);
                    let got = self.ask(Method::GET, &at(&format!("{entity}/query/count?search={search}")), b"");
                    // A parameter is text, so bytes that are none become other ones there.
                    if std::str::from_utf8(bytes).is_ok() {
                        assert_eq!(posted, got, "the two ways to ask differ");
                    }
                    self.ask(Method::POST, &at(&format!("{entity}/query")), bytes);
                }
            }
            Target::PageUrl => {
                let Ok(url) = std::str::from_utf8(bytes) else { return };
                let url = url.trim_end();
                if url.to_lowercase().contains("_emulator") {
                    return;
                }
                self.ask(Method::GET, url, b"");
                self.ask(Method::POST, url, b"");
            }
            Target::Body => {
                for (method, path) in WRITES {
                    self.ask(method, &at(path), bytes);
                }
            }
        }
    }

    fn ask(&self, method: Method, target: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
        let answer = self.runtime.block_on(self.emulator.direct.answer(method, target, body.to_vec()))?;
        assert!([200, 400, 401, 404, 405, 429, 500].contains(&answer.0), "{target}: {}", answer.0);
        if answer.0 == 200 {
            serde_json::from_slice::<serde_json::Value>(&answer.1).expect("a success is JSON");
        }
        Some(answer)
    }
}

fn at(path: &str) -> String {
    format!("/ATServicesRest/V1.0/{path}")
}

impl Target {
    /// Names and contents of its corpus, in order of their names.
    pub fn corpus(self) -> Vec<(String, Vec<u8>)> {
        let folder = match self {
            Self::Query => "query",
            Self::PageUrl => "page-url",
            Self::Body => "body",
            Self::Answer => "answer",
        };
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(folder);
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        files.iter().map(|path| (name(path), std::fs::read(path).unwrap())).collect()
    }
}

/// A source of choices; equal seeds choose alike.
pub struct Chance(pub u64);

impl Chance {
    /// The next number below `limit`, which is not zero.
    pub fn below(&mut self, limit: usize) -> usize {
        // xorshift64*; the seed 0 would stay 0.
        let mut state = self.0 | 1;
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        self.0 = state;
        usize::try_from(state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33).unwrap() % limit
    }
}

/// Pieces that readers of JSON, searches and URLs stumble over.
const TOKENS: [&str; 32] = [
    "null",
    "true",
    "\"\"",
    "{}",
    "[]",
    "-0",
    "1e999",
    "-9223372036854775809",
    "0.1e-320",
    "[[[[[[[[[[[[[[[[",
    "}}}}",
    "\"op\":\"or\",\"items\":[",
    "\"op\":\"in\",\"value\":",
    "\"udf\":true,",
    "\"field\":\"id\"",
    "\"MaxRecords\":0",
    "\"IncludeFields\":[\"sku\"]",
    "\"userDefinedFields\":[{\"name\":\"Warranty Months\",\"value\":1}]",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "É",
    ",,",
    "'",
    "//x\n",
    "%",
    "%00",
    "%7B%22",
    "/../",
    "//",
    "/query/next?paging=",
    "2026-13-45T25:61:00Z",
];

/// A corpus entry with one to eight changes.
pub fn mutated(corpus: &[(String, Vec<u8>)], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = corpus[chance.below(corpus.len())].1.clone();
    for _ in 0..=chance.below(8) {
        change(&mut bytes, corpus, chance);
        bytes.truncate(MOST_BYTES);
    }
    bytes
}

fn change(bytes: &mut Vec<u8>, corpus: &[(String, Vec<u8>)], chance: &mut Chance) {
    let at = chance.below(bytes.len() + 1);
    let until = (at + chance.below(48)).min(bytes.len());
    match chance.below(7) {
        0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
        1 if at < bytes.len() => bytes[at] = b"{}[]\":,\\%/?&0"[chance.below(13)],
        2 => drop(bytes.drain(at..until)),
        3 => {
            let piece = bytes[at..until].repeat(1 + chance.below(60));
            bytes.splice(at..at, piece);
        }
        4 => {
            let other = &corpus[chance.below(corpus.len())].1;
            let from = chance.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        5 => drop(bytes.splice(at..until, TOKENS[chance.below(TOKENS.len())].bytes())),
        _ => drop(bytes.splice(at..at, TOKENS[chance.below(TOKENS.len())].bytes())),
    }
}
