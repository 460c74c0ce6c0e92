//! From what a program wrote to the address that is called. The host is the provider's or one that the provider allows;
//! nothing in a path can change it.

use super::target::{Base, Target};
use super::{Fault, Options};
use http::Uri;
use http::uri::PathAndQuery;
use percent_encoding::percent_decode_str;
use url::Url;

/// An address to call.
#[derive(Debug)]
pub(super) struct Address {
    pub(super) base: Base,
    /// Behind the base address, with its slash in front, without the query.
    pub(super) path: String,
    /// The path as a server reads it: decoded, in small letters, without slashes at its ends.
    pub(super) readable: String,
    pub(super) uri: Uri,
}

/// Finds the address of a request.
pub(super) fn address(target: &Target, wanted: &str, options: &Options) -> Result<Address, Fault> {
    let base = match options.base_url.trim() {
        "" => target.base.clone(),
        other => overridden(target, other)?,
    };
    target.check(&base).map_err(|_| if base == target.base { Fault::Inside } else { Fault::Override })?;
    let rest = behind(&base, wanted);
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let readable = readable(path)?;
    if !target.read_paths.is_empty() && !target.read_paths.iter().any(|allowed| same_path(allowed, &readable)) {
        return Err(Fault::Reserved);
    }
    let slash = if path.starts_with('/') || path.is_empty() { "" } else { "/" };
    let mut whole = format!("{}{slash}{path}", base.path);
    if whole.is_empty() {
        whole.push('/');
    }
    let parts = [query.unwrap_or_default(), &target.query];
    let query = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&");
    if !query.is_empty() {
        whole.push('?');
        whole.push_str(&query);
    }
    let whole: PathAndQuery = whole.parse().map_err(|_| Fault::Path("it has characters that no path has"))?;
    let uri = Uri::builder().scheme(base.scheme.clone()).authority(base.authority.clone()).path_and_query(whole);
    let uri = uri.build().map_err(|_| Fault::Path("it has characters that no path has"))?;
    Ok(Address { path: format!("{slash}{path}"), readable, base, uri })
}

fn overridden(target: &Target, text: &str) -> Result<Base, Fault> {
    if !target.read_paths.is_empty() {
        return Err(Fault::Override);
    }
    Url::parse(text).ok().and_then(Base::new).ok_or(Fault::Override)
}

/// What stands behind the base address, which a program may have written out.
fn behind<'a>(base: &Base, wanted: &'a str) -> &'a str {
    let absolute = wanted.strip_prefix('/').unwrap_or(wanted);
    let start = format!("{}://{}{}", base.scheme, base.authority, base.path);
    match absolute.get(..start.len()) {
        Some(same) if same.eq_ignore_ascii_case(&start) => &absolute[start.len()..],
        _ => wanted,
    }
}

/// The path as a server reads it: decoded, in one case, without doubled slashes. What climbs up, or is decoded twice
/// somewhere, is refused, because it could be read as another path there than here.
fn readable(path: &str) -> Result<String, Fault> {
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| Fault::Path("it is not UTF-8"))?;
    if decoded.chars().any(char::is_control) || decoded.contains('\\') {
        return Err(Fault::Path("it has characters that no path has"));
    }
    let is_dots = |part: &str| matches!(part, "." | "..") || part.starts_with(".;") || part.starts_with("..;");
    if decoded.split('/').any(is_dots) || twice(&decoded) {
        return Err(Fault::Path("it climbs up"));
    }
    Ok(decoded.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/").to_lowercase())
}

/// Whether a second decoding would make dots or slashes.
fn twice(decoded: &str) -> bool {
    let lower = decoded.to_ascii_lowercase();
    ["%2e", "%2f", "%5c"].iter().any(|hidden| lower.contains(hidden))
}

fn same_path(allowed: &str, readable: &str) -> bool {
    allowed.trim_matches('/').to_lowercase() == readable
}

#[cfg(test)]
mod tests {
    use super::super::RetryRule;
    use super::*;
    use crate::egress::HostRules;
    use http::HeaderMap;
    use rstest::rstest;

    fn target(base: &str) -> Target {
        Target {
            base: Base::new(Url::parse(base).unwrap()).unwrap(),
            headers: HeaderMap::new(),
            query: String::new(),
            allowed_hosts: HostRules::new(["files.vendor.example".parse().unwrap()]),
            allow_private: false,
            read_paths: Vec::new(),
            retry: RetryRule::default(),
            budget: None,
            watcher: None,
            clerk: None,
        }
    }

    fn called(wanted: &str) -> String {
        address(&target("https://api.vendor.example/rest/"), wanted, &Options::default()).unwrap().uri.to_string()
    }

    #[rstest]
    #[case("/v1.0/Companies/1", "https://api.vendor.example/rest/v1.0/Companies/1")]
    #[case("//v1.0//Companies/", "https://api.vendor.example/rest//v1.0//Companies/")]
    #[case("", "https://api.vendor.example/rest")]
    #[case("/", "https://api.vendor.example/rest/")]
    #[case("/q?a={[1]}&x=%20", "https://api.vendor.example/rest/q?a={[1]}&x=%20")]
    #[case("/https://api.vendor.example/rest/v1.0/A?b=c", "https://api.vendor.example/rest/v1.0/A?b=c")]
    #[case("/HTTPS://API.vendor.example/rest/v1.0/A", "https://api.vendor.example/rest/v1.0/A")]
    #[case("/@evil.example/", "https://api.vendor.example/rest/@evil.example/")]
    #[case("//evil.example/", "https://api.vendor.example/rest//evil.example/")]
    #[case("/https://evil.example/", "https://api.vendor.example/rest/https://evil.example/")]
    #[case(":8080/", "https://api.vendor.example/rest/:8080/")]
    #[case("/a%2Fb?c=/../d", "https://api.vendor.example/rest/a%2Fb?c=/../d")]
    fn nothing_in_a_path_changes_the_host(#[case] wanted: &str, #[case] uri: &str) {
        assert_eq!(called(wanted), uri);
    }

    #[rstest]
    #[case("/../admin")]
    #[case("/a/%2e%2e/admin")]
    #[case("/a/.%2E/admin")]
    #[case("/a/..%2fadmin")]
    #[case("/a/%252e%252e/admin")]
    #[case("/a/..;x/admin")]
    #[case("/a\\..\\admin")]
    #[case("/a%5c..%5cadmin")]
    #[case("/a%00b")]
    #[case("/a%0d%0aHost:x")]
    #[case("/a%ff")]
    #[case("/a b")]
    fn what_could_be_read_in_two_ways_is_refused(#[case] wanted: &str) {
        let answer = address(&target("https://api.vendor.example/rest"), wanted, &Options::default());
        assert!(matches!(answer, Err(Fault::Path(_))), "{wanted}: {answer:?}");
    }

    fn with_base(base_url: &str) -> Result<Address, Fault> {
        let options = Options { base_url: base_url.into(), ..Options::default() };
        address(&target("https://api.vendor.example/rest"), "/x", &options)
    }

    #[test]
    fn another_base_is_taken_from_the_hosts_that_the_provider_allows() {
        let other = with_base("https://files.vendor.example/up").unwrap();
        assert_eq!(other.uri.to_string(), "https://files.vendor.example/up/x");
        assert_eq!(with_base("https://api.vendor.example").unwrap().uri.to_string(), "https://api.vendor.example/x");
        assert_eq!(with_base(" ").unwrap().uri.to_string(), "https://api.vendor.example/rest/x");
    }

    #[rstest]
    #[case::other_host("https://evil.example")]
    #[case::plain("http://api.vendor.example")]
    #[case::other_port("https://api.vendor.example:8443")]
    #[case::looks_alike("https://api.vendor.example.evil.example")]
    #[case::user("https://api.vendor.example@evil.example")]
    #[case::user_of_ours("https://x@api.vendor.example")]
    #[case::backslash("https://evil.example\\@api.vendor.example")]
    #[case::fragment("https://evil.example#@api.vendor.example")]
    #[case::query("https://evil.example?@api.vendor.example")]
    #[case::no_scheme("//evil.example")]
    #[case::file("file:///etc/hosts")]
    #[case::gopher("gopher://api.vendor.example")]
    #[case::loopback("http://127.0.0.1")]
    #[case::loopback_https("https://127.0.0.1")]
    #[case::loopback_short("https://127.1")]
    #[case::loopback_number("https://2130706433")]
    #[case::loopback_hex("https://0x7f000001")]
    #[case::loopback_hex_parts("https://0x7f.0.0.1")]
    #[case::loopback_octal("https://0177.0.0.1")]
    #[case::loopback_octal_long("https://017700000001")]
    #[case::loopback_wide("https://127.255.255.254")]
    #[case::loopback_full_width("https://１２７.0.0.1")]
    #[case::loopback_circled("https://①②⑦.⓪.⓪.①")]
    #[case::ideographic_stop("https://127。0。0。1")]
    #[case::percent_encoded("https://%31%32%37.0.0.1")]
    #[case::zero("https://0")]
    #[case::unspecified("https://0.0.0.0")]
    #[case::localhost("https://localhost")]
    #[case::localhost_dot("https://localhost.")]
    #[case::localhost_sub("https://a.localhost")]
    #[case::localhost_case("https://LOCALHOST")]
    #[case::metadata("https://169.254.169.254/latest/meta-data/")]
    #[case::metadata_number("https://2852039166")]
    #[case::metadata_hex("https://0xa9fea9fe")]
    #[case::metadata_octal("https://0251.0376.0251.0376")]
    #[case::metadata_name("http://metadata.google.internal")]
    #[case::metadata_other("https://100.100.100.200")]
    #[case::private_10("https://10.0.0.1")]
    #[case::private_172("https://172.16.0.1")]
    #[case::private_192("https://192.168.0.1")]
    #[case::shared("https://100.64.0.1")]
    #[case::six_loopback("https://[::1]")]
    #[case::six_loopback_long("https://[0:0:0:0:0:0:0:1]")]
    #[case::six_unspecified("https://[::]")]
    #[case::six_mapped("https://[::ffff:127.0.0.1]")]
    #[case::six_mapped_hex("https://[::ffff:7f00:1]")]
    #[case::six_mapped_metadata("https://[::ffff:a9fe:a9fe]")]
    #[case::six_compatible("https://[::127.0.0.1]")]
    #[case::six_nat64("https://[64:ff9b::7f00:1]")]
    #[case::six_to_four("https://[2002:7f00:1::]")]
    #[case::six_unique_local("https://[fd00:ec2::254]")]
    #[case::six_link_local("https://[fe80::1]")]
    #[case::six_link_local_zone("https://[fe80::1%25eth0]")]
    #[case::dot_at_the_end_of_an_address("https://127.0.0.1.")]
    #[case::blank_inside("https://api.vendor.example /x")]
    #[case::tab_inside("https://evil\t.example")]
    #[case::port_of_ours_is_the_host_of_others("https://evil.example:443")]
    fn every_spelling_of_a_forbidden_base_is_refused(#[case] base_url: &str) {
        let answer = with_base(base_url);
        assert!(matches!(answer, Err(Fault::Override)), "{base_url}: {answer:?}");
        // The same where the provider's own rules would list any of these, as long as private addresses are not allowed.
        let Some(host) = Url::parse(base_url).ok().and_then(|url| url.host_str().map(str::to_owned)) else { return };
        let mut open = target("https://api.vendor.example/rest");
        let is_inside =
            host.parse::<std::net::Ipv4Addr>().is_ok() || host.starts_with('[') || host.contains("localhost");
        if is_inside && let Ok(rule) = host.parse() {
            open.allowed_hosts = HostRules::new([rule]);
            let options = Options { base_url: base_url.into(), ..Options::default() };
            assert!(matches!(address(&open, "/x", &options), Err(Fault::Override)), "{base_url}, listed");
        }
    }

    #[rstest]
    #[case("/SynnexXML/PriceAvailability", true)]
    #[case("//synnexxml/priceavailability/", true)]
    #[case("/%53ynnexXML/PriceAvailability?x=1", true)]
    #[case("/SynnexXML/PO", false)]
    #[case("/SynnexXML/PriceAvailability/../PO", false)]
    #[case("/SynnexXML/PriceAvailability/PO", false)]
    #[case("/SynnexXML/PriceAvailability;/PO", false)]
    #[case("/synnexxml/%50O", false)]
    #[case("/", false)]
    fn only_read_paths_are_reached_however_they_are_written(#[case] wanted: &str, #[case] reached: bool) {
        let mut narrow = target("https://ec.vendor.example");
        narrow.read_paths = vec!["/SynnexXML/PriceAvailability".into()];
        assert_eq!(address(&narrow, wanted, &Options::default()).is_ok(), reached, "{wanted}");
        let moved = Options { base_url: "https://ec.vendor.example/SynnexXML".into(), ..Options::default() };
        assert!(address(&narrow, "/PriceAvailability", &moved).is_err(), "a base cannot shift the paths");
    }

    #[test]
    fn a_base_that_leads_inside_is_our_fault_unless_the_operator_allows_it() {
        let mut inner = target("http://127.0.0.1:8080/api");
        assert!(matches!(address(&inner, "/x", &Options::default()), Err(Fault::Inside)));
        inner.allow_private = true;
        inner.query = "key=1".into();
        let uri = |wanted| address(&inner, wanted, &Options::default()).unwrap().uri.to_string();
        assert_eq!(uri("/x"), "http://127.0.0.1:8080/api/x?key=1");
        assert_eq!(uri("/x?a=b"), "http://127.0.0.1:8080/api/x?a=b&key=1");
    }
}
