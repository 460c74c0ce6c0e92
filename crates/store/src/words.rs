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

#[cfg(test)]
mod tests {
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
}
