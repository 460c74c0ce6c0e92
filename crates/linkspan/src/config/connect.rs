//! How the connect page looks.

use super::text;
use serde::Deserialize;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// `[connect]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectPage {
    /// What people call the product that the page belongs to; may be empty.
    pub name: String,
    /// Its logo, an SVG or PNG file; `None` shows the name.
    #[serde(deserialize_with = "text::optional")]
    pub logo: Option<PathBuf>,
    /// The colour of buttons and links on light ground.
    #[serde(deserialize_with = "text::required")]
    pub primary_light: Colour,
    /// The same on dark ground.
    #[serde(deserialize_with = "text::required")]
    pub primary_dark: Colour,
    /// Light, dark, or as the person's system says, where the app says nothing.
    pub theme: ConnectTheme,
}

/// The ground of the connect page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ConnectTheme {
    /// Always light.
    Light,
    /// Always dark.
    Dark,
    /// As the person's system says.
    System,
}

impl ConnectTheme {
    /// Its word, as apps know it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
            Self::System => "system",
        }
    }
}

/// A colour: red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// A text that is no colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written as # and six hexadecimal digits, such as #4a40b5")]
pub struct NotAColour;

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        let is_hex = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NotAColour);
        if is_hex { Ok(Self([part(0)?, part(2)?, part(4)?])) } else { Err(NotAColour) }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits_and_nothing_else() {
        assert_eq!("#4A40b5".parse::<Colour>().unwrap().to_string(), "#4a40b5");
        for odd in ["", "#fff", "red", "#4a40b", "#4a40b5}", "#äöüß"] {
            assert_eq!(odd.parse::<Colour>(), Err(NotAColour), "{odd}");
        }
    }
}
