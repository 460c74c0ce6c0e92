//! The icons: drawn once in `assets/icons.svg`, put into the page where they are used, always beside a word.

use std::fmt;

use askama::filters::HtmlSafe;

const SHEET: &str = include_str!("../../../assets/icons.svg");

/// An icon by its id in `assets/icons.svg`. Shown through `Display`; hidden from screen readers, since the word beside it speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon(pub &'static str);

impl Icon {
    /// What is drawn inside the 20 x 20 box; empty for an unknown id, which the tests refuse.
    fn drawing(self) -> &'static str {
        let start = format!("<symbol id=\"{}\" viewBox=\"0 0 20 20\">", self.0);
        let Some((_, rest)) = SHEET.split_once(start.as_str()) else { return "" };
        rest.split_once("</symbol>").map_or("", |(inside, _)| inside)
    }
}

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<svg class=\"icon\" viewBox=\"0 0 20 20\" aria-hidden=\"true\">{}</svg>", self.drawing())
    }
}

impl HtmlSafe for Icon {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_icon_is_drawn_and_an_unknown_one_is_empty() {
        assert!(Icon("check").to_string().contains("<path"));
        assert_eq!(Icon("no-such-icon").drawing(), "");
    }
}
