//! States and provinces: a PSA has whatever a person typed, a distributor wants two letters.

/// The two-letter code of a state or province of `country` (`US` or `CA`), given as code or name in any case.
///
/// Names and codes are those of the postal services. `None` where it is not in the table.
#[must_use]
pub fn region_code(country: &str, text: &str) -> Option<&'static str> {
    let table = match country {
        "US" => UNITED_STATES,
        "CA" => CANADA,
        _ => return None,
    };
    let text = text.trim();
    table
        .iter()
        .find(|(code, name)| code.eq_ignore_ascii_case(text) || name.eq_ignore_ascii_case(text))
        .map(|(code, _)| *code)
}

/// The two-letter code of a country that orders can go to, given as code or name in any case.
#[must_use]
pub fn country_code(text: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &[&str])] = &[
        ("US", &["us", "usa", "u.s.", "u.s.a.", "united states", "united states of america"]),
        ("CA", &["ca", "can", "canada"]),
    ];
    let text = text.trim().to_lowercase();
    NAMES.iter().find(|(_, names)| names.contains(&text.as_str())).map(|(code, _)| *code)
}

#[rustfmt::skip]
const UNITED_STATES: &[(&str, &str)] = &[
    ("AL", "Alabama"), ("AK", "Alaska"), ("AZ", "Arizona"), ("AR", "Arkansas"), ("CA", "California"),
    ("CO", "Colorado"), ("CT", "Connecticut"), ("DE", "Delaware"), ("DC", "District of Columbia"), ("FL", "Florida"),
    ("GA", "Georgia"), ("HI", "Hawaii"), ("ID", "Idaho"), ("IL", "Illinois"), ("IN", "Indiana"), ("IA", "Iowa"),
    ("KS", "Kansas"), ("KY", "Kentucky"), ("LA", "Louisiana"), ("ME", "Maine"), ("MD", "Maryland"),
    ("MA", "Massachusetts"), ("MI", "Michigan"), ("MN", "Minnesota"), ("MS", "Mississippi"), ("MO", "Missouri"),
    ("MT", "Montana"), ("NE", "Nebraska"), ("NV", "Nevada"), ("NH", "New Hampshire"), ("NJ", "New Jersey"),
    ("NM", "New Mexico"), ("NY", "New York"), ("NC", "North Carolina"), ("ND", "North Dakota"), ("OH", "Ohio"),
    ("OK", "Oklahoma"), ("OR", "Oregon"), ("PA", "Pennsylvania"), ("RI", "Rhode Island"), ("SC", "South Carolina"),
    ("SD", "South Dakota"), ("TN", "Tennessee"), ("TX", "Texas"), ("UT", "Utah"), ("VT", "Vermont"),
    ("VA", "Virginia"), ("WA", "Washington"), ("WV", "West Virginia"), ("WI", "Wisconsin"), ("WY", "Wyoming"),
    ("PR", "Puerto Rico"), ("VI", "Virgin Islands"), ("GU", "Guam"),
];

#[rustfmt::skip]
const CANADA: &[(&str, &str)] = &[
    ("AB", "Alberta"), ("BC", "British Columbia"), ("MB", "Manitoba"), ("NB", "New Brunswick"),
    ("NL", "Newfoundland and Labrador"), ("NS", "Nova Scotia"), ("NT", "Northwest Territories"), ("NU", "Nunavut"),
    ("ON", "Ontario"), ("PE", "Prince Edward Island"), ("QC", "Quebec"), ("SK", "Saskatchewan"), ("YT", "Yukon"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_in_any_case_give_the_code() {
        assert_eq!(region_code("US", " california "), Some("CA"));
        assert_eq!(region_code("CA", "on"), Some("ON"));
        assert_eq!(country_code("United States"), Some("US"));
    }

    #[test]
    fn what_is_not_in_the_table_is_not_guessed() {
        assert_eq!(region_code("US", "Ontario"), None);
        assert_eq!(region_code("DE", "Bayern"), None);
        assert_eq!(country_code(""), None);
    }
}
