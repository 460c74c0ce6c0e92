//! Hostile input: the kept corpus, deterministic mutations of it, and the readers that it is fed to.

use std::path::{Path, PathBuf};
use td_synnex::Country;
use td_synnex::catalog::{CatalogError, CatalogReader, Record, Row, open_catalog_with_limit};
use td_synnex::untrusted;

/// Most bytes that an archive may unpack to here; the corpus holds bombs of forty times that.
pub const UNPACK_LIMIT: u64 = 1024 * 1024;
/// A mutated input never grows beyond this.
const MOST_BYTES: usize = 256 * 1024;

/// What is attacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Every XML answer and drop file.
    Xml,
    /// The catalogue's flat file.
    Flat,
    /// The catalogue's zip.
    Zip,
}

/// Every target.
pub const TARGETS: [Target; 3] = [Target::Xml, Target::Flat, Target::Zip];

impl Target {
    /// Names and contents of its corpus, the crate's own fixtures included, in order of their names.
    pub fn corpus(self) -> Vec<(String, Vec<u8>)> {
        let folders: &[&str] = match self {
            Self::Xml => &["corpus/xml", "fixtures"],
            Self::Flat => &["corpus/flat"],
            Self::Zip => &["corpus/zip"],
        };
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        let list = |folder: &&str| std::fs::read_dir(tests.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = folders.iter().flat_map(list).collect();
        files.sort();
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        files.iter().map(|path| (name(path), std::fs::read(path).unwrap())).collect()
    }

    /// Feeds the bytes to its readers. `scratch` is a file that may be written over. Only a panic is a failure.
    pub fn feed(self, bytes: &[u8], scratch: &Path) {
        match self {
            Self::Xml => drop(untrusted::Reader::new().unwrap().read(bytes)),
            Self::Flat => {
                for country in [Country::Us, Country::Ca] {
                    let _ = rows(CatalogReader::new(bytes, country));
                }
                // The same in small pieces, where lines do not lie whole in the buffer.
                let pieces = std::io::BufReader::with_capacity(61, bytes);
                let whole = rows(CatalogReader::new(bytes, Country::Us)).unwrap();
                assert_eq!(rows(CatalogReader::new(pieces, Country::Us)).unwrap(), whole, "pieces read differently");
            }
            Self::Zip => drop(unpack(bytes, scratch)),
        }
    }
}

/// Reads an archive to its end; good rows and bad ones.
pub fn unpack(bytes: &[u8], scratch: &Path) -> Result<(u64, u64), CatalogError> {
    std::fs::write(scratch, bytes).unwrap();
    let mut opened = open_catalog_with_limit(scratch, UNPACK_LIMIT)?;
    let counted = rows(opened.reader(Country::Us)?)?;
    assert!(counted.2 <= UNPACK_LIMIT, "{counted:?}");
    Ok((counted.0, counted.1))
}

/// Reads everything; good rows, bad ones, bytes, and a hash over all that was read.
fn rows<R: std::io::Read>(mut reader: CatalogReader<R>) -> Result<(u64, u64, u64, u128), CatalogError> {
    let mut hash = 0_u128;
    while let Some(record) = reader.next_record()? {
        match record {
            Record::Row(row) => {
                touch(&row);
                hash = hash.rotate_left(1) ^ row.hash128();
            }
            Record::Bad(bad) => {
                assert!(bad.found.chars().count() <= 61 && !bad.to_string().is_empty());
                hash = hash.rotate_left(3) ^ u128::from(bad.line);
            }
        }
    }
    let totals = reader.totals();
    Ok((totals.good, totals.bad, totals.bytes, hash))
}

fn touch(row: &Row<'_>) {
    assert!(!row.sku().is_empty() && row.sku().bytes().all(|byte| byte.is_ascii_digit()));
    let texts = (0..=u8::MAX).filter_map(|column| row.text(column)).count();
    let sizes = (row.stock().count(), row.long_description(), row.government_class().len());
    let flags = (row.skip_hint(), row.promotion(), row.status(), row.is_virtual(), row.end_user_data_required());
    std::hint::black_box((texts, sizes, flags, row.contract_price(), row.quantity(), row.minimum_quantity()));
}

/// Numbers that are the same for the same seed.
pub struct Chance(pub u64);

impl Chance {
    /// The next number below `limit`, which is not zero.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }
}

/// Pieces that readers stumble over.
const TOKENS: [&[u8]; 24] = [
    b"<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>",
    b"&b;",
    b"&#xFFFFFFFF;",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"<?xml version=\"1.0\"?>",
    b"</SynnexB2B>",
    b"<Item lineNumber=\"\">",
    b"<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>",
    b"-9223372036854775808",
    b"999999999999999999999999999999",
    b"1,000.0,0",
    b"~~~~~~~~~~~~~~~~",
    b"~DTL~",
    b"\nFLTM1U655123~HDR~250411~250411~U~~~~~\n",
    b"\r\n",
    b"\0",
    b"\xEF\xBB\xBF",
    b"\xC3",
    b"PK\x03\x04",
    b"PK\x01\x02",
    b"\xFF\xFF\xFF\xFF",
    b"\x00\x00\x00\x00",
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
    let until = (at + chance.below(64)).min(bytes.len());
    match chance.below(7) {
        0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
        1 if at < bytes.len() => bytes[at] = b"<>&~\n\0\xFF\"'/="[chance.below(11)],
        2 => drop(bytes.drain(at..until)),
        3 => {
            let piece = bytes[at..until].repeat(1 + chance.below(40));
            bytes.splice(at..at, piece);
        }
        4 => {
            let other = &corpus[chance.below(corpus.len())].1;
            let from = chance.below(other.len() + 1);
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        5 => bytes.truncate(at),
        _ => drop(bytes.splice(at..at, TOKENS[chance.below(TOKENS.len())].iter().copied())),
    }
}
