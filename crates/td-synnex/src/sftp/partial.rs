//! A file on its way: what has come so far lies beside its place, with a mark that says of which file it is a part.
//!
//! Only a part of the very same file is gone on with: same path, same size, same time of change. Where the host does not
//! tell all of that, every fetch begins anew.

use super::error::SftpError;
use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};
use tokio::fs::{self, File, OpenOptions};
use tokio::io::AsyncSeekExt;

/// Which file it is, as far as the host tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Version {
    pub(super) path: String,
    pub(super) size: Option<u64>,
    pub(super) changed: Option<u32>,
}

impl Version {
    fn mark(&self) -> Option<String> {
        Some(format!("{} {} {}", self.size?, self.changed?, self.path))
    }
}

/// The open file with what has come so far.
pub(super) struct Partial {
    pub(super) file: File,
    /// How much was there already.
    pub(super) begun_at: u64,
    place: PathBuf,
}

impl Partial {
    /// Opens what is there of this version of the file, or begins anew.
    pub(super) async fn open(place: &Path, version: &Version) -> Result<Self, SftpError> {
        let (part, mark) = (part_of(place), mark_of(place));
        let known = fs::read_to_string(&mark).await.ok();
        let same = version.mark().is_some_and(|wanted| known.as_deref() == Some(wanted.as_str()));
        let there = if same { fs::metadata(&part).await.map_or(0, |found| found.len()) } else { 0 };
        let begun_at = if version.size.is_some_and(|size| there <= size) { there } else { 0 };
        Self::prepare(place, &part, &mark, version, begun_at).await.map_err(SftpError::Disk)
    }

    async fn prepare(place: &Path, part: &Path, mark: &Path, version: &Version, begun_at: u64) -> io::Result<Self> {
        if begun_at == 0 {
            // The old mark goes before the old part, so that a crash between the two cannot join two files.
            remove(mark).await?;
        }
        let mut file = OpenOptions::new().create(true).truncate(begun_at == 0).write(true).open(part).await?;
        if begun_at == 0 {
            if let Some(text) = version.mark() {
                fs::write(mark, text).await?;
            }
        } else {
            file.set_len(begun_at).await?;
            file.seek(SeekFrom::Start(begun_at)).await?;
        }
        Ok(Self { file, begun_at, place: place.to_owned() })
    }

    /// Puts the whole file into its place.
    pub(super) async fn finish(self) -> Result<(), SftpError> {
        drop(self.file);
        let finished = async {
            fs::rename(part_of(&self.place), &self.place).await?;
            remove(&mark_of(&self.place)).await
        };
        finished.await.map_err(SftpError::Disk)
    }

    /// Throws away what has come.
    pub(super) async fn discard(self) {
        drop(self.file);
        forget_partial(&self.place).await;
    }
}

/// Removes what an interrupted fetch left beside `place`; nothing where there is nothing.
pub async fn forget_partial(place: &Path) {
    for left in [mark_of(place), part_of(place)] {
        if let Err(error) = remove(&left).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a partly fetched file could not be removed");
        }
    }
}

async fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn part_of(place: &Path) -> PathBuf {
    beside(place, ".part")
}

fn mark_of(place: &Path) -> PathBuf {
    beside(place, ".part-of")
}

fn beside(place: &Path, ending: &str) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncWriteExt;

    fn version(size: u64, changed: u32) -> Version {
        Version { path: "/712345.zip".into(), size: Some(size), changed: Some(changed) }
    }

    async fn begin(place: &Path, version: &Version, bytes: &[u8]) {
        let mut partial = Partial::open(place, version).await.unwrap();
        partial.file.write_all(bytes).await.unwrap();
        partial.file.flush().await.unwrap();
    }

    #[tokio::test]
    async fn only_a_part_of_the_same_file_is_gone_on_with() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("catalogue");
        begin(&place, &version(10, 1), b"01234").await;
        assert_eq!(Partial::open(&place, &version(10, 1)).await.unwrap().begun_at, 5);
        assert_eq!(Partial::open(&place, &version(10, 2)).await.unwrap().begun_at, 0, "changed since");
        begin(&place, &version(10, 2), b"0123").await;
        let elsewhere = Version { path: "/other.zip".into(), ..version(10, 2) };
        assert_eq!(Partial::open(&place, &elsewhere).await.unwrap().begun_at, 0, "another file");
    }

    #[tokio::test]
    async fn a_host_that_tells_no_time_is_never_gone_on_with() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("catalogue");
        let untold = Version { changed: None, ..version(10, 1) };
        begin(&place, &untold, b"01234").await;
        assert_eq!(Partial::open(&place, &untold).await.unwrap().begun_at, 0);
    }

    #[tokio::test]
    async fn more_than_the_whole_is_no_part_of_it() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("catalogue");
        begin(&place, &version(3, 1), b"01234").await;
        assert_eq!(Partial::open(&place, &version(3, 1)).await.unwrap().begun_at, 0);
    }

    #[tokio::test]
    async fn finishing_leaves_the_file_alone_and_forgetting_leaves_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("catalogue");
        let count = || std::fs::read_dir(directory.path()).unwrap().count();
        begin(&place, &version(2, 1), b"01").await;
        Partial::open(&place, &version(2, 1)).await.unwrap().finish().await.unwrap();
        assert_eq!((std::fs::read(&place).unwrap().as_slice(), count()), (b"01".as_slice(), 1));
        std::fs::remove_file(&place).unwrap();
        begin(&place, &version(2, 1), b"0").await;
        forget_partial(&place).await;
        assert_eq!(count(), 0);
    }
}
