//! The catalogue of providers: those that are compiled in, and those that an operator put into a directory.
//!
//! What must not be here: a vendor's own behaviour, which is its connector's, and anything that is stored.

mod check;
mod definition;
mod interpolate;
mod shown;
mod typed;

pub use check::{check, whole};
pub use definition::{
    AuthMode, BodyFormat, Definition, Expiration, FieldRule, Format, Proxy, Retry, TokenAuth, TokenMethod,
    TokenResponse, Verification,
};
pub use interpolate::{Names, filled};
pub use shown::shown;
pub use typed::{TypedFault, faults};

use rust_embed::RustEmbed;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

#[derive(RustEmbed)]
#[folder = "src/providers/files"]
struct Files;

/// All providers by name.
#[derive(Debug, Clone)]
pub struct Catalogue {
    all: BTreeMap<String, Arc<Definition>>,
}

/// Why a provider's file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The directory or a file in it cannot be read.
    #[error("{} cannot be read", .path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// What is in a file is no provider.
    #[error("the provider file {} cannot be used: {why}", .path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

impl Catalogue {
    /// The providers that are compiled in.
    ///
    /// # Panics
    /// Where one of them cannot be read, which a test rules out.
    #[must_use]
    pub fn built_in() -> Self {
        let all = Files::iter().map(|path| {
            let file = Files::get(&path).expect("a listed file is there");
            let text = std::str::from_utf8(&file.data).expect("the compiled-in providers are text");
            let definition = read(text, &path).expect("the compiled-in providers can be read, as a test shows");
            (definition.name.clone(), Arc::new(definition))
        });
        Self { all: all.collect() }
    }

    /// The same with an operator's own: each `*.toml` of a directory. One of the same name as a compiled-in provider takes
    /// its place, unless there is a connector behind that.
    ///
    /// # Errors
    /// [`ProviderError`], naming the file.
    pub fn with_directory(mut self, directory: &Path) -> Result<Self, ProviderError> {
        let unreadable = |path: &Path| {
            let path = path.to_owned();
            move |source| ProviderError::Unreadable { path, source }
        };
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(directory).map_err(unreadable(directory))? {
            let path = entry.map_err(unreadable(directory))?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                paths.push(path);
            }
        }
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(&path).map_err(unreadable(&path))?;
            let file_name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let wrong = |why| ProviderError::Wrong { path: path.clone(), why };
            let definition = read(&text, &file_name).map_err(wrong)?;
            let taken = self.all.get(&definition.name).is_some_and(|one| one.has_connector());
            if taken || definition.has_connector() {
                return Err(wrong("there is a connector behind this name, which a file cannot replace".into()));
            }
            self.all.insert(definition.name.clone(), Arc::new(definition));
        }
        Ok(self)
    }

    /// The provider with this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Definition>> {
        self.all.get(name)
    }

    /// All providers, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Definition>> {
        self.all.values()
    }
}

/// How accounts of a provider with a connector sign in. No operator's file takes its place, so this holds everywhere.
#[must_use]
pub fn auth_mode_of_connector(name: &str) -> AuthMode {
    static ALL: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);
    ALL.get(name).map_or(AuthMode::None, |definition| definition.auth_mode)
}

/// Reads and checks a file.
fn read(text: &str, file_name: &str) -> Result<Definition, String> {
    let definition: Definition = toml::from_str(text).map_err(|error| error.to_string())?;
    if format!("{}.toml", definition.name) != file_name {
        return Err(format!("the name {} is not the file's", definition.name));
    }
    check(&definition).map(|()| definition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_can_be_read_and_none_that_is_compiled_in_goes_to_private_addresses() {
        for path in Files::iter() {
            let file = Files::get(&path).unwrap();
            let definition =
                read(std::str::from_utf8(&file.data).unwrap(), &path).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(!definition.allow_private, "{path}");
        }
        let all = Catalogue::built_in();
        assert_eq!(all.iter().count(), Files::iter().count());
        assert!(all.get("autotask").is_some_and(|one| one.has_connector()) && all.get("AutoTask").is_none());
        assert_eq!(auth_mode_of_connector("autotask").as_str(), "API_KEY");
        assert_eq!(auth_mode_of_connector("td-synnex").as_str(), "BASIC");
    }

    #[test]
    fn no_program_reaches_the_order_path_of_a_distributor() {
        let all = Catalogue::built_in();
        let paths = all.get("td-synnex").unwrap().read_paths();
        assert!(!paths.is_empty() && !paths.iter().any(|path| path.eq_ignore_ascii_case("/SynnexXML/PO")));
    }

    #[test]
    fn an_operators_file_is_added_or_takes_a_place_but_never_that_of_a_connector() {
        let directory = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(directory.path().join(name), text).unwrap();
        let text = |name: &str| format!("name = '{name}'\ndisplay_name = 'Mine'\nauth_mode = 'NONE'\n");
        write("mine.toml", &text("mine"));
        write("notes.txt", "not a provider");
        let all = Catalogue::built_in().with_directory(directory.path()).unwrap();
        assert_eq!(all.get("mine").map(|one| one.display_name.as_str()), Some("Mine"));

        write("other.toml", &text("mine"));
        let error = Catalogue::built_in().with_directory(directory.path()).unwrap_err().to_string();
        assert!(error.contains("other.toml") && error.contains("is not the file's"), "{error}");
        std::fs::remove_file(directory.path().join("other.toml")).unwrap();
        write("autotask.toml", &text("autotask"));
        let error = Catalogue::built_in().with_directory(directory.path()).unwrap_err().to_string();
        assert!(error.contains("a connector behind"), "{error}");
        assert!(Catalogue::built_in().with_directory(&directory.path().join("none")).is_err());
    }
}
