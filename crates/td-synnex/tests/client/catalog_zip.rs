//! Opening the catalogue as a zip or as the file itself.

use crate::support::rows::{file, row};
use std::io::Write;
use std::path::PathBuf;
use td_synnex::Country;
use td_synnex::catalog::{CatalogError, CatalogFile, Record, open_catalog, open_catalog_with_limit};
use zip::write::SimpleFileOptions;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

fn zipped(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn catalogue(rows: usize) -> Vec<u8> {
    file(&(0..rows).map(|n| row(&[(5, &(100 + n).to_string())])).collect::<Vec<_>>())
}

fn count(file: &mut CatalogFile) -> Result<usize, CatalogError> {
    let mut reader = file.reader(Country::Us)?;
    let mut rows = 0;
    while let Some(record) = reader.next_record()? {
        rows += usize::from(matches!(record, Record::Row(_)));
    }
    Ok(rows)
}

#[test]
fn a_zip_and_the_file_itself_read_alike_and_twice() {
    let folder = Folder::new();
    let plain = catalogue(50);
    for path in [
        folder.write("655123.zip", &zipped(&[("655123.ap", &plain)])),
        folder.write("655123h.ZIP", &zipped(&[("readme.txt", b"hello"), ("655123h.APP", &plain)])),
        folder.write("655123.ap", &plain),
        folder.write("named-by-hand", &zipped(&[("655123.ap", &plain)])),
    ] {
        let mut opened = open_catalog(&path).unwrap();
        assert_eq!(opened.size(), plain.len() as u64, "{path:?}");
        assert_eq!(count(&mut opened).unwrap(), 50, "{path:?}");
        assert_eq!(count(&mut opened).unwrap(), 50, "{path:?} a second time");
    }
}

#[test]
fn what_is_not_a_catalogue_archive_is_told_apart() {
    let folder = Folder::new();
    let plain = catalogue(1);
    let open = |name: &str, bytes: &[u8]| open_catalog(&folder.write(name, bytes)).err().unwrap();
    assert!(matches!(open("page.zip", b"<html>Please log in</html>"), CatalogError::NotAZip(None)));
    assert!(matches!(open("empty.zip", b""), CatalogError::NotAZip(None)));
    assert!(matches!(open("broken.zip", b"PK\x03\x04 and then nothing"), CatalogError::NotAZip(Some(_))));
    assert!(matches!(open("none.zip", &zipped(&[("readme.txt", b"hello")])), CatalogError::NoEntry));
    let two = zipped(&[("a.ap", &plain), ("b.ap", &plain)]);
    assert!(matches!(open("two.zip", &two), CatalogError::SeveralEntries { count: 2 }));
    assert!(matches!(open_catalog(&folder.0.path().join("absent")).err().unwrap(), CatalogError::Io(_)));
}

#[test]
fn an_archive_that_unpacks_to_too_much_is_stopped() {
    let folder = Folder::new();
    let plain = catalogue(2_000);
    let bytes = zipped(&[("655123.ap", &plain)]);
    assert!(plain.len() > 10 * bytes.len(), "the archive must be much smaller than its content");
    let path = folder.write("bomb.zip", &bytes);
    let stated = open_catalog_with_limit(&path, 100_000).err().unwrap();
    assert!(matches!(stated, CatalogError::TooLarge { limit: 100_000 }));

    // The same archive, stating a small size: the real one stops it.
    let mut liar = bytes;
    let size = u32::try_from(plain.len()).unwrap().to_le_bytes();
    while let Some(at) = liar.windows(4).position(|window| window == size) {
        liar[at..at + 4].copy_from_slice(&1_000_u32.to_le_bytes());
    }
    let path = folder.write("liar.zip", &liar);
    let found = open_catalog_with_limit(&path, 100_000).and_then(|mut file| count(&mut file));
    assert!(found.is_err(), "{found:?}");
}

#[test]
fn a_plain_file_over_the_limit_is_refused() {
    let folder = Folder::new();
    let path = folder.write("655123.ap", &catalogue(100));
    assert!(matches!(open_catalog_with_limit(&path, 500).err().unwrap(), CatalogError::TooLarge { limit: 500 }));
}

#[test]
fn a_damaged_entry_is_an_error_and_not_a_short_file() {
    let folder = Folder::new();
    let mut bytes = zipped(&[("655123.ap", &catalogue(500))]);
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 20] {
        *byte ^= 0x5A;
    }
    let path = folder.write("damaged.zip", &bytes);
    let found = open_catalog(&path).and_then(|mut file| count(&mut file));
    assert!(found.is_err(), "{found:?}");
}

#[test]
fn an_archive_cut_in_the_middle_is_an_error() {
    let folder = Folder::new();
    let bytes = zipped(&[("655123.ap", &catalogue(500))]);
    let path = folder.write("cut.zip", &bytes[..bytes.len() * 2 / 3]);
    assert!(matches!(open_catalog(&path).err().unwrap(), CatalogError::NotAZip(Some(_))));
}
