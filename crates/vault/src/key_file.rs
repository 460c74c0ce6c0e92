//! The key file: plain lines, mode 0600, written whole or not at all.
//!
//! ```text
//! # comment
//! linkspan-keys 1
//! active ID
//! key ID SECRET CHECK
//! ```

use crate::error::{Result, VaultError};
use crate::key::{KeyId, MasterKey, WRITTEN};
use crate::random;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const HEAD: &str = "\
# Linkspan's master keys. Without this file the stored credentials cannot be opened.
# Keep a copy of it apart from the backups of the data, and show it to nobody.
linkspan-keys 1
";
const FIRST_LINE: &str = "linkspan-keys 1";
/// Far more than a life of rotations; anything longer is no key file.
const LONGEST: u64 = 256 * 1024;

/// What a key file holds.
pub(crate) struct Keys {
    pub(crate) active: KeyId,
    pub(crate) all: Vec<MasterKey>,
}

/// Reads the file; `None` where there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Keys>> {
    let unreadable = |source| VaultError::Unreadable { path: path.to_owned(), source };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(unreadable(io::Error::other("not a plain file")));
    }
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(VaultError::ModeTooWide { path: path.to_owned(), mode });
    }
    if metadata.len() > LONGEST {
        return Err(VaultError::Garbled { path: path.to_owned(), line: 1 });
    }
    let text = read_text(file, metadata.len()).map_err(unreadable)?;
    let text = std::str::from_utf8(&text).map_err(|_| VaultError::Garbled { path: path.to_owned(), line: 1 })?;
    parse(text).map(Some).map_err(|line| VaultError::Garbled { path: path.to_owned(), line })
}

/// Writes a file that must not exist yet; `false` where another writer was first.
pub(crate) fn create(path: &Path, keys: &Keys) -> Result<bool> {
    let not_written = |source| VaultError::NotWritten { path: path.to_owned(), source };
    let draft = Draft::write(path, keys).map_err(not_written)?;
    // A link, unlike a rename, never replaces a file that appeared meanwhile.
    match fs::hard_link(&draft.0, path) {
        Ok(()) => sync_directory(path).map(|()| true).map_err(not_written),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(not_written(error)),
    }
}

/// Replaces the file in one step.
pub(crate) fn replace(path: &Path, keys: &Keys) -> Result<()> {
    let not_written = |source| VaultError::NotWritten { path: path.to_owned(), source };
    let draft = Draft::write(path, keys).map_err(not_written)?;
    fs::rename(&draft.0, path).and_then(|()| sync_directory(path)).map_err(not_written)
}

/// A complete, synced file beside the real one; removed on drop where it is still there.
struct Draft(PathBuf);

impl Draft {
    fn write(path: &Path, keys: &Keys) -> io::Result<Self> {
        let mut name = path.file_name().ok_or(ErrorKind::InvalidInput)?.to_owned();
        let unique = u64::from_be_bytes(random::array().map_err(io::Error::other)?);
        name.push(format!(".{unique:016x}.new"));
        let draft = Self(path.with_file_name(name));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft.0)?;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
        file.write_all(render(keys).as_bytes())?;
        file.sync_all()?;
        Ok(draft)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // After a rename it is gone already. What a killed process leaves is as private as the key file.
        let _ = fs::remove_file(&self.0);
    }
}

fn sync_directory(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(parent)?.sync_all()
}

fn read_text(file: File, length: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    // Room for one byte more, so that reading to the end does not move the secret to a larger buffer.
    let room = usize::try_from(length).map_err(io::Error::other)? + 1;
    let mut text = Zeroizing::new(vec![0; room]);
    let mut filled = 0;
    let mut file = file.take(room as u64);
    while filled < room {
        match file.read(&mut text[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    text.truncate(filled);
    Ok(text)
}

fn render(keys: &Keys) -> Zeroizing<String> {
    let active = format!("active {}\n", keys.active);
    let room = HEAD.len() + active.len() + keys.all.len() * ("key \n".len() + WRITTEN);
    let mut text = Zeroizing::new(String::with_capacity(room));
    text.push_str(HEAD);
    text.push_str(&active);
    for key in &keys.all {
        text.push_str("key ");
        key.write(&mut text);
        text.push('\n');
    }
    text
}

/// The keys, or the first line that is wrong.
fn parse(text: &str) -> Result<Keys, usize> {
    let count = text.lines().count();
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let (at, first) = lines.next().ok_or(count + 1)?;
    if first != FIRST_LINE {
        return Err(at);
    }
    let (active_at, line) = lines.next().ok_or(count + 1)?;
    let active = line.strip_prefix("active ").and_then(KeyId::parse).ok_or(active_at)?;
    let mut all: Vec<MasterKey> = Vec::new();
    for (at, line) in lines {
        let key = line.strip_prefix("key ").and_then(MasterKey::parse).ok_or(at)?;
        if all.iter().any(|known| known.id == key.id) {
            return Err(at);
        }
        all.push(key);
    }
    match all.iter().any(|key| key.id == active) {
        true => Ok(Keys { active, all }),
        false if all.is_empty() => Err(count + 1),
        false => Err(active_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two_keys() -> Keys {
        let all = vec![MasterKey::new().unwrap(), MasterKey::new().unwrap()];
        Keys { active: all[1].id, all }
    }

    #[test]
    fn what_is_rendered_reads_back_in_one_piece() {
        let keys = two_keys();
        let text = render(&keys);
        assert_eq!(text.len(), text.capacity(), "the buffer with the keys never grew");
        let read = parse(&text).ok().unwrap();
        assert_eq!(read.active, keys.active);
        assert_eq!(read.all.len(), 2);
    }

    #[test]
    fn the_line_that_is_wrong_is_named() {
        let keys = two_keys();
        let text = render(&keys);
        let lines: Vec<_> = text.lines().collect();
        let line = |without: usize| {
            let rest: Vec<_> = lines.iter().enumerate().filter(|(i, _)| i + 1 != without).map(|(_, l)| *l).collect();
            parse(&rest.join("\n")).err()
        };
        assert_eq!(line(3), Some(3), "no first line: the active line stands in its place");
        assert_eq!(line(4), Some(4), "no active line: a key stands in its place");
        assert_eq!(line(6), Some(4), "the active key is gone");
        assert_eq!(line(5), None, "another key may be missing");

        assert_eq!(parse("").err(), Some(1));
        assert_eq!(parse("PK\u{3}\u{4}").err(), Some(1));
        assert_eq!(parse(&lines[..4].join("\n")).err(), Some(5), "cut before the keys");
        assert_eq!(parse(&text[..text.len() - 3]).err(), Some(6), "cut inside the last key");
        assert_eq!(parse(&format!("{}{}\n", *text, lines[4])).err(), Some(7), "a key twice");
    }
}
