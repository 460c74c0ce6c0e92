//! Reading files: one streamed to disk, or a small one into memory.

use super::Session;
use super::error::SftpError;
use super::partial::{Partial, Version};
use russh_sftp::client::fs::File as Remote;
use std::io::SeekFrom;
use std::path::Path;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::time::timeout;

/// How much is held in memory at a time, beside the few packets that the library asks for ahead.
const CHUNK: usize = 64 * 1024;

/// A file that was fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fetched {
    /// Its size in bytes.
    pub bytes: u64,
    /// How many of them an earlier attempt had brought; 0 where it began anew.
    pub kept: u64,
}

impl Session {
    /// Streams a file to `into`, which is replaced when all of it has come. What comes before a failure stays beside it,
    /// and the next attempt goes on there if the host still has the same file (see [`super::forget_partial`]).
    ///
    /// # Errors
    /// [`SftpError`]. Where it may be tried again, nothing is lost.
    pub async fn fetch(&self, remote: &str, into: &Path) -> Result<Fetched, SftpError> {
        timeout(self.limits.whole, self.stream(remote, into)).await.map_err(|_| SftpError::TimedOut)?
    }

    /// The size of a file in bytes, `None` where the host does not tell it.
    ///
    /// # Errors
    /// [`SftpError::NoSuchFile`] where there is no such file; otherwise [`SftpError`].
    pub async fn size_of(&self, remote: &str) -> Result<Option<u64>, SftpError> {
        let asked = timeout(self.limits.silence, self.sftp.metadata(remote)).await.map_err(|_| SftpError::TimedOut)?;
        asked.map(|found| found.size).map_err(|error| SftpError::of_file(remote, error))
    }

    /// Reads a small file whole.
    ///
    /// # Errors
    /// [`SftpError`]; [`SftpError::TooLarge`] beyond [`super::Limits::largest_list`].
    pub async fn read(&self, remote: &str) -> Result<Vec<u8>, SftpError> {
        let limit = self.limits.largest_list;
        let reading = async {
            let mut file = self.open(remote).await?;
            let (mut text, mut chunk) = (Vec::new(), vec![0; CHUNK]);
            loop {
                match self.next(remote, &mut file, &mut chunk).await? {
                    0 => return Ok(text),
                    count => text.extend_from_slice(&chunk[..count]),
                }
                if text.len() > limit {
                    return Err(SftpError::TooLarge { limit: limit as u64 });
                }
            }
        };
        timeout(self.limits.whole, reading).await.map_err(|_| SftpError::TimedOut)?
    }

    async fn stream(&self, remote: &str, into: &Path) -> Result<Fetched, SftpError> {
        let limit = self.limits.largest_file;
        let mut file = self.open(remote).await?;
        let version = version(remote, &file).await?;
        if version.size.is_some_and(|size| size > limit) {
            return Err(SftpError::TooLarge { limit });
        }
        let mut partial = Partial::open(into, &version).await?;
        let copied = self.copy(remote, &mut file, &mut partial).await;
        // Also after a failure: what came so far is gone on with.
        partial.file.flush().await.map_err(SftpError::Disk)?;
        let bytes = copied?;
        if self::version(remote, &file).await? != version {
            partial.discard().await;
            return Err(SftpError::Replaced);
        }
        match version.size {
            Some(size) if bytes < size => return Err(SftpError::Cut("the file ended before its size".into())),
            Some(size) if bytes > size => {
                partial.discard().await;
                return Err(SftpError::Replaced);
            }
            _ => {}
        }
        let kept = partial.begun_at;
        partial.finish().await?;
        Ok(Fetched { bytes, kept })
    }

    /// Copies the rest and answers how much there is in all.
    async fn copy(&self, path: &str, from: &mut Remote, to: &mut Partial) -> Result<u64, SftpError> {
        let limit = self.limits.largest_file;
        let mut bytes = to.begun_at;
        if bytes > 0 {
            from.seek(SeekFrom::Start(bytes)).await.map_err(|error| SftpError::of_reading(path, error))?;
        }
        let mut chunk = vec![0; CHUNK];
        loop {
            let count = self.next(path, from, &mut chunk).await?;
            if count == 0 {
                return Ok(bytes);
            }
            bytes += count as u64;
            if bytes > limit {
                return Err(SftpError::TooLarge { limit });
            }
            to.file.write_all(&chunk[..count]).await.map_err(SftpError::Disk)?;
        }
    }

    async fn next(&self, path: &str, from: &mut Remote, chunk: &mut [u8]) -> Result<usize, SftpError> {
        let read = timeout(self.limits.silence, from.read(chunk)).await.map_err(|_| SftpError::TimedOut)?;
        read.map_err(|error| SftpError::of_reading(path, error))
    }

    async fn open(&self, path: &str) -> Result<Remote, SftpError> {
        self.sftp.open(path).await.map_err(|error| SftpError::of_file(path, error))
    }
}

async fn version(path: &str, file: &Remote) -> Result<Version, SftpError> {
    let found = file.metadata().await.map_err(|error| SftpError::of_file(path, error))?;
    Ok(Version { path: path.to_owned(), size: found.size, changed: found.mtime })
}
