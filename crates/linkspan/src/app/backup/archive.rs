//! The file of a backup: a zip archive, so that anybody's tools can look into it. What must not be here: what a backup is
//! for, and when one is made.

use super::manifest::{FORMAT, FileEntry, Manifest};
use super::{BackupError, in_file};
use linkspan_store::Store;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const MANIFEST: &str = "manifest.json";

/// A manifest is a few hundred bytes; what is longer is none.
const LONGEST_MANIFEST: u64 = 64 * 1024;

/// The files that may be in a backup.
const NAMES: [&str; 2] = ["core.db", "catalogue.db"];

/// A file that goes into a backup.
pub(super) struct Part {
    pub(super) name: &'static str,
    pub(super) file: PathBuf,
}

/// Writes a backup; it gets its name only when all of it is on the disk. Answers the manifest with the files in it, and the
/// size.
pub(super) fn write(path: &Path, parts: &[Part], manifest: Manifest) -> Result<(Manifest, u64), BackupError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    let unfinished = PathBuf::from(name);
    let written = fill(&unfinished, parts, manifest);
    let moved = written.and_then(|done| {
        std::fs::rename(&unfinished, path).map_err(in_file(path))?;
        Ok(done)
    });
    if moved.is_err() {
        std::fs::remove_file(&unfinished).ok();
    }
    moved
}

fn fill(path: &Path, parts: &[Part], mut manifest: Manifest) -> Result<(Manifest, u64), BackupError> {
    let file = File::options().write(true).create(true).truncate(true).mode(0o600).open(path).map_err(in_file(path))?;
    let mut zip = ZipWriter::new(file);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o600)
        .large_file(true);
    let broken = |error: zip::result::ZipError| in_file(path)(io::Error::other(error));
    for part in parts {
        zip.start_file(part.name, options).map_err(broken)?;
        let source = File::open(&part.file).map_err(in_file(&part.file))?;
        let (bytes, blake3) = copy(source, &mut zip).map_err(in_file(path))?;
        manifest.files.push(FileEntry { name: part.name.to_owned(), bytes, blake3 });
    }
    zip.start_file(MANIFEST, options).map_err(broken)?;
    serde_json::to_writer_pretty(&mut zip, &manifest).map_err(|error| in_file(path)(error.into()))?;
    let file = zip.finish().map_err(broken)?;
    file.sync_all().map_err(in_file(path))?;
    let bytes = file.metadata().map_err(in_file(path))?.len();
    Ok((manifest, bytes))
}

/// Reads what a backup says about itself, and refuses one that this program cannot use.
pub(super) fn open(path: &Path) -> Result<(ZipArchive<BufReader<File>>, Manifest), BackupError> {
    let file = File::open(path).map_err(in_file(path))?;
    let not_a_backup = || BackupError::NotABackup { path: path.to_owned() };
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|_| not_a_backup())?;
    let mut text = String::new();
    zip.by_name(MANIFEST)
        .map_err(|_| not_a_backup())?
        .take(LONGEST_MANIFEST)
        .read_to_string(&mut text)
        .map_err(|error| BackupError::Damaged { what: format!("the list of its files cannot be read ({error})") })?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|_| not_a_backup())?;
    let known = Store::newest_schema();
    if manifest.format > FORMAT || manifest.schema.core > known.core || manifest.schema.catalogue > known.catalogue {
        return Err(BackupError::Newer { found: manifest.schema.core, known: known.core });
    }
    if manifest.files.iter().any(|file| !NAMES.contains(&file.name.as_str()))
        || !manifest.files.iter().any(|file| file.name == NAMES[0])
    {
        return Err(not_a_backup());
    }
    Ok((zip, manifest))
}

/// Unpacks every file of a backup and compares it with the manifest.
pub(super) fn unpack(path: &Path, into: &Path) -> Result<Manifest, BackupError> {
    let (mut zip, manifest) = open(path)?;
    for entry in &manifest.files {
        let damaged = |what: &str| BackupError::Damaged { what: format!("{} {what}", entry.name) };
        let packed = zip.by_name(&entry.name).map_err(|_| damaged("is missing"))?;
        let to = into.join(&entry.name);
        let mut file = File::options().write(true).create_new(true).mode(0o600).open(&to).map_err(in_file(&to))?;
        // One byte more than promised is enough to see that the promise is broken.
        let copied = copy(packed.take(entry.bytes + 1), &mut file);
        let (bytes, blake3) = copied.map_err(|error| damaged(&format!("cannot be unpacked ({error})")))?;
        if (bytes, blake3.as_str()) != (entry.bytes, entry.blake3.as_str()) {
            return Err(damaged("is not what was written"));
        }
        file.sync_all().map_err(in_file(&to))?;
    }
    Ok(manifest)
}

/// Copies everything; answers its length and its hash.
fn copy(mut from: impl Read, mut to: impl Write) -> io::Result<(u64, String)> {
    let (mut hasher, mut bytes, mut buffer) = (blake3::Hasher::new(), 0, vec![0; 256 * 1024]);
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, hasher.finalize().to_hex().to_string()));
        }
        hasher.update(&buffer[..read]);
        to.write_all(&buffer[..read])?;
        bytes += read as u64;
    }
}
