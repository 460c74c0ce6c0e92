//! Opens the catalogue as the vendor delivers it: a zip with one `.ap` or `.app` file in it, or the file itself.

use super::{CatalogError, CatalogReader};
use crate::account::Country;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use zip::ZipArchive;
use zip::result::ZipError;

/// Most bytes that a catalogue may unpack to. A full US file of 2025, 1.1 million rows, has some 400 MB.
pub const SIZE_LIMIT: u64 = 4 * 1024 * 1024 * 1024;

const MAGIC: &[u8] = b"PK";

/// An opened catalogue file.
pub struct CatalogFile {
    source: Source,
    limit: u64,
    size: u64,
}

enum Source {
    Plain(File),
    Zip { archive: Box<ZipArchive<BufReader<File>>>, index: usize },
}

/// Opens a zip or a plain file, told apart by its first bytes, with [`SIZE_LIMIT`].
///
/// # Errors
/// See [`CatalogError`].
pub fn open_catalog(path: &Path) -> Result<CatalogFile, CatalogError> {
    open_catalog_with_limit(path, SIZE_LIMIT)
}

/// As [`open_catalog`], with another limit for the unpacked size, in bytes.
///
/// # Errors
/// See [`CatalogError`].
pub fn open_catalog_with_limit(path: &Path, limit: u64) -> Result<CatalogFile, CatalogError> {
    let mut file = File::open(path).map_err(CatalogError::Io)?;
    let mut first = [0_u8; 2];
    let begins_like_zip = read_start(&mut file, &mut first).map_err(CatalogError::Io)? == 2 && first == MAGIC;
    file.seek(SeekFrom::Start(0)).map_err(CatalogError::Io)?;
    if begins_like_zip {
        return open_zip(file, limit);
    }
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip")) {
        return Err(CatalogError::NotAZip(None));
    }
    let size = file.metadata().map_err(CatalogError::Io)?.len();
    if size > limit {
        return Err(CatalogError::TooLarge { limit });
    }
    Ok(CatalogFile { source: Source::Plain(file), limit, size })
}

impl CatalogFile {
    /// Unpacked size in bytes, as the file or the archive states it.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Reads the catalogue from its beginning; may be called again to read it a second time.
    ///
    /// # Errors
    /// See [`CatalogError`].
    pub fn reader(&mut self, country: Country) -> Result<CatalogReader<Box<dyn Read + '_>>, CatalogError> {
        let input: Box<dyn Read> = match &mut self.source {
            Source::Plain(file) => {
                file.seek(SeekFrom::Start(0)).map_err(CatalogError::Io)?;
                Box::new(Limited::new(file, self.limit))
            }
            Source::Zip { archive, index } => {
                let entry = archive.by_index(*index).map_err(from_zip)?;
                Box::new(Limited::new(entry, self.limit))
            }
        };
        Ok(CatalogReader::new(input, country))
    }
}

/// Errors of the reader's input by what they mean.
pub(super) fn from_io(error: io::Error) -> CatalogError {
    if let Some(exceeded) = error.get_ref().and_then(|inner| inner.downcast_ref::<SizeExceeded>()) {
        return CatalogError::TooLarge { limit: exceeded.limit };
    }
    match error.kind() {
        // Wrong checksum, broken compression, archive cut inside the entry.
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
            CatalogError::NotAZip(Some(Box::new(error)))
        }
        _ => CatalogError::Io(error),
    }
}

fn open_zip(file: File, limit: u64) -> Result<CatalogFile, CatalogError> {
    let mut archive = Box::new(ZipArchive::new(BufReader::new(file)).map_err(from_zip)?);
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(from_zip)?;
        if entry.is_file() && is_catalogue(entry.name_raw()) {
            found.push((index, entry.size(), entry.encrypted()));
        }
    }
    let (index, size) = match found[..] {
        [] => return Err(CatalogError::NoEntry),
        [(_, _, true)] => return Err(CatalogError::Encrypted),
        [(index, size, false)] => (index, size),
        _ => return Err(CatalogError::SeveralEntries { count: found.len() }),
    };
    if size > limit {
        return Err(CatalogError::TooLarge { limit });
    }
    Ok(CatalogFile { source: Source::Zip { archive, index }, limit, size })
}

fn is_catalogue(name: &[u8]) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(b".ap") || name.ends_with(b".app")
}

fn from_zip(error: ZipError) -> CatalogError {
    match error {
        ZipError::Io(error) => from_io(error),
        ZipError::InvalidPassword => CatalogError::Encrypted,
        other => CatalogError::NotAZip(Some(Box::new(other))),
    }
}

fn read_start(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut read = 0;
    while read < buffer.len() {
        match file.read(&mut buffer[read..])? {
            0 => break,
            more => read += more,
        }
    }
    Ok(read)
}

#[derive(Debug, thiserror::Error)]
#[error("more than {limit} bytes")]
struct SizeExceeded {
    limit: u64,
}

/// Stops an input that gives more than it may, whatever size it states.
struct Limited<R> {
    input: R,
    limit: u64,
    left: u64,
}

impl<R> Limited<R> {
    const fn new(input: R, limit: u64) -> Self {
        Self { input, limit, left: limit }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.left =
            self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other(SizeExceeded { limit: self.limit }))?;
        Ok(read)
    }
}
