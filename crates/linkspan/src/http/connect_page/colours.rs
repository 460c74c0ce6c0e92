//! The app's own colours as a style sheet of a few lines. They stand in its address, so it needs no token and may be kept.
//!
//! A colour that could not be read on its ground is moved towards black or white until it can.

use crate::config::Colour;

/// The least contrast of text (WCAG 2.2 AA).
const LEAST: f64 = 4.5;

/// The grounds of the portal's style sheet, light and dark.
const PAPER: [Colour; 2] = [Colour([0xff, 0xff, 0xff]), Colour([0x13, 0x12, 0x19])];

/// The text on a button in dark colours; lighter than the ground, so what can be read with it can be read on both.
const ON_DARK: Colour = Colour([0x19, 0x16, 0x30]);

/// Where the style sheet of two colours is.
pub(super) fn address(light: Colour, dark: Colour) -> String {
    let digits = |colour: Colour| colour.to_string().trim_start_matches('#').to_owned();
    format!("/connect/ui/colours/{}-{}.css", digits(light), digits(dark))
}

/// The style sheet with this name; `None` where the name is none.
pub(super) fn sheet(name: &str) -> Option<String> {
    let (light, dark) = name.strip_suffix(".css")?.split_once('-')?;
    let (light, dark) = (light.parse().ok()?, dark.parse().ok()?);
    let (light, dark) = (readable(light, PAPER[0]), readable(dark, ON_DARK));
    let (light_strong, dark_strong) = (mixed(light, Colour([0; 3]), 0.2), mixed(dark, Colour([255; 3]), 0.3));
    Some(format!(
        ":root {{ --accent: light-dark({light}, {dark}); --accent-strong: light-dark({light_strong}, {dark_strong}); \
         --on-accent: light-dark({}, {ON_DARK}); }}\n",
        PAPER[0]
    ))
}

fn readable(colour: Colour, ground: Colour) -> Colour {
    let end = if luminance(ground) > 0.5 { Colour([0; 3]) } else { Colour([255; 3]) };
    (0..=20)
        .map(|step| mixed(colour, end, f64::from(step) / 20.0))
        .find(|one| contrast(*one, ground) >= LEAST)
        .unwrap_or(end)
}

fn mixed(one: Colour, other: Colour, share: f64) -> Colour {
    let part = |at: usize| {
        let value = f64::from(one.0[at]) * (1.0 - share) + f64::from(other.0[at]) * share;
        (0..=255_u8).min_by(|a, b| (f64::from(*a) - value).abs().total_cmp(&(f64::from(*b) - value).abs())).unwrap_or(0)
    };
    Colour([part(0), part(1), part(2)])
}

fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Relative luminance as WCAG defines it.
fn luminance(colour: Colour) -> f64 {
    let part = |at: usize| {
        let value = f64::from(colour.0[at]) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn a_sheet_is_found_by_the_address_of_its_colours() {
        let (light, dark) = ("#4a40b5".parse().unwrap(), "#b3acff".parse().unwrap());
        let address = address(light, dark);
        assert_eq!(address, "/connect/ui/colours/4a40b5-b3acff.css");
        let sheet = sheet(address.rsplit('/').next().unwrap()).unwrap();
        assert!(sheet.contains("--accent: light-dark(#4a40b5, #b3acff)"), "{sheet}");
    }

    #[rstest]
    #[case("#ffe600")]
    #[case("#000000")]
    #[case("#ffffff")]
    #[case("#00b2e3")]
    fn every_colour_becomes_readable_on_both_grounds(#[case] colour: Colour) {
        assert!(contrast(readable(colour, PAPER[0]), PAPER[0]) >= LEAST, "{colour} on light ground");
        for ground in [PAPER[1], ON_DARK] {
            assert!(contrast(readable(colour, ON_DARK), ground) >= LEAST, "{colour} with {ground}");
        }
    }

    #[test]
    fn nothing_else_gets_into_a_sheet() {
        for odd in ["", "a.css", "4a40b5-b3acff", "4a40b5-b3acf}.css", "4a40b5-b3acff-x.css"] {
            assert!(sheet(odd).is_none(), "{odd}");
        }
    }
}
