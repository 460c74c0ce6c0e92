//! The key ring: all master keys of an installation, one of them active.

use crate::cipher::{self, KEY, Key, OVERHEAD};
use crate::error::{Result, VaultError};
use crate::key::{KeyId, MasterKey};
use crate::key_file::{self, Keys};
use crate::sealed::{Context, Purpose, Sealed};
use secrecy::{ExposeSecret, ExposeSecretMut, SecretBox, SecretString, zeroize::Zeroize};
use std::fmt;
use std::path::{Path, PathBuf};

/// Whether the key file was made by this call. If so, the operator should be told where it is and to keep a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// It was made just now.
    Now,
    /// It was there.
    Before,
}

/// Seals with the active key, opens with any. Its `Debug` shows ids only.
pub struct KeyRing {
    path: PathBuf,
    keys: Keys,
}

impl KeyRing {
    /// Reads the key file at `path`, or makes one with a new key and mode 0600 where there is none.
    ///
    /// # Errors
    ///
    /// The file can be read by others than its owner, cannot be read, is damaged, or cannot be written.
    pub fn open_or_create(path: impl AsRef<Path>) -> Result<(Self, Created)> {
        let path = path.as_ref();
        if let Some(keys) = key_file::read(path)? {
            return Ok((Self { path: path.to_owned(), keys }, Created::Before));
        }
        let key = MasterKey::new()?;
        let keys = Keys { active: key.id, all: vec![key] };
        if key_file::create(path, &keys)? {
            return Ok((Self { path: path.to_owned(), keys }, Created::Now));
        }
        // Another process made it between our two looks: its key counts, ours is dropped.
        let vanished = || VaultError::Unreadable { path: path.to_owned(), source: std::io::ErrorKind::NotFound.into() };
        let keys = key_file::read(path)?.ok_or_else(vanished)?;
        Ok((Self { path: path.to_owned(), keys }, Created::Before))
    }

    /// The key that seals.
    #[must_use]
    pub fn active(&self) -> KeyId {
        self.keys.active
    }

    /// Adds a new key, makes it the active one and writes the file. What older keys sealed still opens.
    ///
    /// # Errors
    ///
    /// No randomness, or the file cannot be written; the ring is then as it was.
    pub fn add_key(&mut self) -> Result<KeyId> {
        let before = self.keys.active;
        let key = MasterKey::new()?;
        let id = key.id;
        self.keys.all.push(key);
        self.keys.active = id;
        if let Err(error) = key_file::replace(&self.path, &self.keys) {
            self.keys.all.pop();
            self.keys.active = before;
            return Err(error);
        }
        Ok(id)
    }

    /// Seals a credential for one place, under a data key of its own.
    ///
    /// # Errors
    ///
    /// No randomness.
    pub fn seal(&self, place: &Context<'_>, secret: &SecretString) -> Result<Sealed> {
        let content = secret.expose_secret().as_bytes();
        let master = self.key(self.keys.active)?;
        let data_key = cipher::new_key()?;
        let mut bytes = Sealed::start(master.id, content.len());
        let wrapping = place.bytes(Purpose::DataKey(master.id));
        cipher::lock(&master.secret, &wrapping, data_key.expose_secret(), &mut bytes)?;
        cipher::lock(&data_key, &place.bytes(Purpose::Content), content, &mut bytes)?;
        Sealed::from_bytes(bytes)
    }

    /// Opens a credential at the place that it was sealed for.
    ///
    /// # Errors
    ///
    /// The key is not in the ring, or the credential was altered or comes from another place.
    pub fn open(&self, place: &Context<'_>, sealed: &Sealed) -> Result<SecretString> {
        let master = self.key(sealed.key_id())?;
        let mut data_key: Key = SecretBox::new(Box::new([0; KEY]));
        let wrapping = place.bytes(Purpose::DataKey(master.id));
        cipher::unlock(&master.secret, &wrapping, sealed.wrapped_key(), data_key.expose_secret_mut())?;

        let locked = sealed.content();
        let mut content = vec![0; locked.len() - OVERHEAD];
        cipher::unlock(&data_key, &place.bytes(Purpose::Content), locked, &mut content)?;
        String::from_utf8(content).map(SecretString::from).map_err(|error| {
            error.into_bytes().zeroize();
            VaultError::UnknownForm
        })
    }

    fn key(&self, id: KeyId) -> Result<&MasterKey> {
        self.keys.all.iter().find(|key| key.id == id).ok_or(VaultError::UnknownKey { key: id })
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyRing({} keys, active {})", self.keys.all.len(), self.keys.active)
    }
}
