//! What a key may be allowed: names with colons, a star at the end for everything below.

/// Everything that can be granted. The list is the reference: a name outside it is refused when a key is made.
pub const SCOPES: &[&str] = &[
    "environment:integrations:list",
    "environment:integrations:read",
    "environment:integrations:read_credentials",
    "environment:integrations:create",
    "environment:integrations:update",
    "environment:integrations:delete",
    "environment:connections:list",
    "environment:connections:read",
    "environment:connections:read_credentials",
    "environment:connections:create",
    "environment:connections:update",
    "environment:connections:delete",
    "environment:connect_sessions:write",
    "environment:proxy",
    "environment:records:read",
    "environment:records:write",
    "environment:syncs:read",
    "environment:syncs:execute",
    "environment:syncs:update",
    "environment:actions:execute",
    "environment:variables:read",
    "environment:bridges:read",
    "environment:bridges:write",
    "environment:templates:read",
    "environment:templates:write",
    "environment:runs:read",
    "environment:runs:write",
    "environment:products:read",
    "environment:products:write",
    "environment:logs:read",
    "environment:status:read",
    "environment:status:write",
    "environment:orders:read",
    "environment:orders:write",
    "environment:mcp",
];

/// What a key holds that is made without a word about scopes.
pub const EVERYTHING: &str = "environment:*";

/// Whether one of the granted names covers the needed one.
#[must_use]
pub fn covers(granted: &[String], needed: &str) -> bool {
    granted.iter().any(|name| match name.strip_suffix('*') {
        Some(above) => above.ends_with(':') && needed.starts_with(above),
        None => name == needed,
    })
}

/// Whether the name can be granted: it is listed, or a star stands in place of the last part of a listed one.
#[must_use]
pub fn is_known(name: &str) -> bool {
    match name.strip_suffix('*') {
        Some(above) => above.ends_with(':') && SCOPES.iter().any(|scope| scope.starts_with(above)),
        None => SCOPES.contains(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("environment:*", "environment:proxy", true)]
    #[case("environment:*", "environment:connections:read_credentials", true)]
    #[case("environment:connections:*", "environment:connections:read", true)]
    #[case("environment:connections:*", "environment:connect_sessions:write", false)]
    #[case("environment:connections:read", "environment:connections:read_credentials", false)]
    #[case("environment:connections:read", "environment:connections:read", true)]
    #[case("environment*", "environment:proxy", false)]
    #[case("*", "environment:proxy", false)]
    fn a_star_covers_what_is_below_it(#[case] granted: &str, #[case] needed: &str, #[case] covered: bool) {
        assert_eq!(covers(&[granted.to_owned()], needed), covered);
    }

    #[test]
    fn only_listed_names_and_stars_above_them_can_be_granted() {
        assert!(SCOPES.iter().all(|scope| is_known(scope)));
        assert!(is_known("environment:*") && is_known("environment:syncs:*"));
        for name in ["environment:connections", "environment:nothing:*", "*", "environment*", "proxy", ""] {
            assert!(!is_known(name), "{name}");
        }
    }
}
