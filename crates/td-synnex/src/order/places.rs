//! Two-letter states and provinces and the shapes of postal codes, for the three countries where the vendor asks for both.

const US_STATES: &[&str] = &[
    "AL", "AK", "AZ", "AR", "CA", "CO", "CT", "DE", "DC", "FL", "GA", "HI", "ID", "IL", "IN", "IA", "KS", "KY", "LA",
    "ME", "MD", "MA", "MI", "MN", "MS", "MO", "MT", "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR",
    "PA", "RI", "SC", "SD", "TN", "TX", "UT", "VT", "VA", "WA", "WV", "WI", "WY", // states and the capital
    "AS", "GU", "MP", "PR", "VI", // territories
    "AA", "AE", "AP", // armed forces
];
const CA_PROVINCES: &[&str] = &["AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"];

/// A country where state and postal code are required.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Region {
    UnitedStates,
    Canada,
    Mexico,
}

impl Region {
    pub(super) fn of(country: &str) -> Option<Self> {
        match country {
            "US" => Some(Self::UnitedStates),
            "CA" => Some(Self::Canada),
            "MX" => Some(Self::Mexico),
            _ => None,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::UnitedStates => "the United States",
            Self::Canada => "Canada",
            Self::Mexico => "Mexico",
        }
    }

    /// Mexican states have no settled two-letter list, so any two capital letters pass there.
    pub(super) fn knows_state(self, state: &str) -> bool {
        match self {
            Self::UnitedStates => US_STATES.contains(&state),
            Self::Canada => CA_PROVINCES.contains(&state),
            Self::Mexico => two_capitals(state),
        }
    }

    pub(super) fn knows_zip(self, zip: &str) -> bool {
        let shape: String = zip.chars().map(shape_of).collect();
        match self {
            Self::UnitedStates => matches!(shape.as_str(), "99999" | "99999-9999"),
            Self::Canada => matches!(shape.as_str(), "A9A9A9" | "A9A 9A9"),
            Self::Mexico => shape == "99999",
        }
    }

    pub(super) const fn zip_shape(self) -> &'static str {
        match self {
            Self::UnitedStates => "5 digits, or 5 digits, a dash and 4 digits",
            Self::Canada => "letter digit letter, blank, digit letter digit",
            Self::Mexico => "5 digits",
        }
    }
}

/// Two capital letters.
pub(super) fn two_capitals(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

const fn shape_of(c: char) -> char {
    if c.is_ascii_digit() {
        '9'
    } else if c.is_ascii_alphabetic() {
        'A'
    } else {
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_known_by_table() {
        assert!(Region::UnitedStates.knows_state("CA") && Region::UnitedStates.knows_state("PR"));
        assert!(!Region::UnitedStates.knows_state("ON") && !Region::UnitedStates.knows_state("Ca"));
        assert!(Region::Canada.knows_state("QC") && !Region::Canada.knows_state("QB"));
        assert!(Region::Mexico.knows_state("NL") && !Region::Mexico.knows_state("N.L"));
    }

    #[test]
    fn postal_codes_are_known_by_shape() {
        for (region, good, bad) in [
            (Region::UnitedStates, ["94539", "94539-1234"], ["9453", "9453A"]),
            (Region::Canada, ["H2X 1Y4", "H2X1Y4"], ["H2X-1Y4", "12345"]),
            (Region::Mexico, ["06600", "64000"], ["6600", "A6600"]),
        ] {
            assert!(good.iter().all(|zip| region.knows_zip(zip)), "{region:?}");
            assert!(!bad.iter().any(|zip| region.knows_zip(zip)), "{region:?}");
        }
        assert_eq!(Region::of("DE"), None);
    }
}
