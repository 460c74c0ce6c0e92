//! Enumerations that are kept as words in the database.

/// Declares an enumeration with the word of each variant.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word kept in the database and in the API.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word kept in the database.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}
pub(crate) use words;

/// Texts as they are searched: in small letters, of every alphabet. SQLite itself knows only those of ASCII.
pub(crate) fn folded<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for part in parts {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&part.to_lowercase());
    }
    text
}

/// A pattern for `LIKE ... ESCAPE '\'` that finds `text` anywhere, in any case; empty where there is nothing to find.
pub(crate) fn contains(text: &str) -> String {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return text;
    }
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Words joined for a statement that looks for one of them; empty where any will do.
pub(crate) fn any_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    words! {
        /// Two of them.
        Fruit {
            /// Round.
            Apple = "apple",
            /// Long.
            WildPear = "wild_pear",
        }
    }

    #[test]
    fn words_read_back_and_are_the_same_in_json() {
        assert_eq!(Fruit::parse("wild_pear"), Some(Fruit::WildPear));
        assert_eq!(Fruit::parse("plum"), None);
        assert_eq!(serde_json::to_string(&Fruit::WildPear).unwrap(), "\"wild_pear\"");
    }

    #[test]
    fn signs_that_mean_something_to_like_are_found_as_themselves() {
        assert_eq!(contains(" 50%_Off\\ "), "%50\\%\\_off\\\\%");
        assert_eq!(contains("  "), "");
        assert_eq!(any_of(["a", "b"]), "a,b");
        assert_eq!(folded(["1000", "GERÄT Größe L"]), "1000 gerät größe l");
    }
}
