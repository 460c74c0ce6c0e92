//! The words of the portal in English and German, side by side, one table per part of the portal.
//!
//! A line of a table becomes a method of [`Text`], so a template that names a missing word does not compile, and no word can
//! lack one of its languages. Names in brackets are filled in: `"{used} of {limit}"`.

mod activity;
mod backup;
mod bridge;
mod common;
mod connect;
mod connectors;
mod details;
mod developers;
mod docs;
mod home;
mod link;
mod oauth;
mod orders;
mod products;
mod reconcile;
mod settings;
mod sync;
mod web;

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// German.
    De,
}

impl Locale {
    /// All languages, in the order in which the switch shows them.
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// The language tag, as in `<html lang>` and in the `locale` cookie.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language's name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }

    /// The language with this tag.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|locale| locale.code() == code)
    }

    /// The first language of an `Accept-Language` header that we speak; English otherwise. Weights are taken to be in order.
    pub fn from_accept_language(header: &str) -> Self {
        header
            .split(',')
            .filter_map(|part| Self::from_code(part.trim().get(..2)?.to_ascii_lowercase().as_str()))
            .next()
            .unwrap_or_default()
    }
}

/// The words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Text(pub Locale);

/// One line of a table, for checks over all words.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Name of the method.
    pub key: &'static str,
    /// English text.
    pub en: &'static str,
    /// German text.
    pub de: &'static str,
}

macro_rules! strings {
    ($($key:ident $(($($arg:ident),+))?: $en:literal, $de:literal;)+) => {
        impl $crate::http::portal::strings::Text {
            $($crate::http::portal::strings::string!($key [$($($arg),+)?] $en, $de);)+
        }
        pub(super) const TABLE: &[$crate::http::portal::strings::Entry] =
            &[$($crate::http::portal::strings::Entry { key: stringify!($key), en: $en, de: $de }),+];
    };
}

macro_rules! string {
    ($key:ident [] $en:literal, $de:literal) => {
        #[doc = $en]
        pub fn $key(self) -> &'static str {
            match self.0 {
                $crate::http::portal::strings::Locale::En => $en,
                $crate::http::portal::strings::Locale::De => $de,
            }
        }
    };
    ($key:ident [$($arg:ident),+] $en:literal, $de:literal) => {
        #[doc = $en]
        pub fn $key(self, $($arg: impl std::fmt::Display),+) -> String {
            match self.0 {
                $crate::http::portal::strings::Locale::En => format!($en),
                $crate::http::portal::strings::Locale::De => format!($de),
            }
        }
    };
}
pub(crate) use {string, strings};

/// Every word of every table.
pub fn all() -> impl Iterator<Item = &'static Entry> {
    [
        activity::TABLE,
        backup::TABLE,
        bridge::TABLE,
        common::TABLE,
        connect::TABLE,
        connectors::TABLE,
        details::TABLE,
        developers::TABLE,
        docs::TABLE,
        home::TABLE,
        link::TABLE,
        oauth::TABLE,
        orders::TABLE,
        products::TABLE,
        reconcile::TABLE,
        settings::TABLE,
        sync::TABLE,
        web::TABLE,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_has_both_languages_and_keeps_the_tone() {
        for entry in all() {
            for text in [entry.en, entry.de] {
                assert!(!text.trim().is_empty(), "{}: empty", entry.key);
                assert!(!text.contains('!'), "{}: exclamation mark in {text:?}", entry.key);
                let low = text.to_lowercase();
                for word in ["please", "successful", "oops", "sorry", "bitte", "erfolgreich", "leider", "cpo"] {
                    assert!(!low.contains(word), "{}: {word:?} in {text:?}", entry.key);
                }
            }
        }
    }

    #[test]
    fn no_name_stands_in_two_tables() {
        let mut keys: Vec<_> = all().map(|entry| entry.key).collect();
        keys.sort_unstable();
        let count = keys.len();
        keys.dedup();
        assert_eq!(keys.len(), count);
    }

    #[test]
    fn both_languages_fill_in_the_same_names() {
        let names = |text: &str| -> Vec<String> {
            let mut found: Vec<_> =
                text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
            found.sort_unstable();
            found
        };
        for entry in all() {
            assert_eq!(names(entry.en), names(entry.de), "{}", entry.key);
        }
    }

    #[test]
    fn the_browsers_language_is_understood() {
        assert_eq!(Locale::from_accept_language("de-AT,de;q=0.9,en;q=0.5"), Locale::De);
        assert_eq!(Locale::from_accept_language("fr-FR, EN-gb;q=0.8"), Locale::En);
        assert_eq!(Locale::from_accept_language(""), Locale::En);
    }
}
