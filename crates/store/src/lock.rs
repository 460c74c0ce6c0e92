//! One process at a time has a data directory: the operating system's lock on a file in it says which.

use crate::error::{Result, StoreError};
use std::fs::File;
use std::path::Path;

/// The right to use a data directory; it ends when this value is dropped, or with the process, however that ends.
#[derive(Debug)]
pub struct DirectoryLock {
    _file: File,
}

impl DirectoryLock {
    /// Takes a directory, which is made where it does not exist.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where another process has it, [`StoreError::Directory`] where it cannot be used.
    pub fn take(directory: &Path) -> Result<Self> {
        let unusable = |source| StoreError::Directory { path: directory.to_owned(), source };
        std::fs::create_dir_all(directory).map_err(unusable)?;
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(directory.join("linkspan.lock"))
            .map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::InUse { path: directory.to_owned() }),
            Err(std::fs::TryLockError::Error(source)) => Err(unusable(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_has_one_user_at_a_time() {
        let directory = tempfile::tempdir().unwrap();
        let first = DirectoryLock::take(directory.path()).unwrap();
        assert!(matches!(DirectoryLock::take(directory.path()), Err(StoreError::InUse { .. })));
        drop(first);
        DirectoryLock::take(directory.path()).unwrap();
    }
}
