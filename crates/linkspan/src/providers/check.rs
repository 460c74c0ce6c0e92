//! Whether a provider's file can be used: everything that its texts ask for exists, and nobody can type a host that the
//! provider does not mean. The files that are compiled in are checked by a test, an operator's own at the start.

use super::definition::{AuthMode, Definition, FieldRule, Format};
use super::interpolate::asked;
use std::collections::BTreeSet;

/// Checks a definition.
///
/// # Errors
/// One sentence about the first thing that is wrong.
pub fn check(definition: &Definition) -> Result<(), String> {
    name(definition)?;
    fields(definition)?;
    mode(definition)?;
    for text in texts(definition) {
        known(definition, text)?;
    }
    for address in addresses(definition) {
        host(definition, address)?;
    }
    let has_address = !addresses(definition).is_empty();
    if has_address && definition.source.trim().is_empty() && !definition.has_connector() {
        return Err("an address is given without its `source`".into());
    }
    Ok(())
}

fn name(definition: &Definition) -> Result<(), String> {
    let is_word =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    match definition.name.as_str() {
        "" => Err("`name` is empty".into()),
        name if name.len() > 64 || !is_word(name) => Err("`name` has other characters than a-z, 0-9 and -".into()),
        _ => Ok(()),
    }
}

fn fields(definition: &Definition) -> Result<(), String> {
    let mut names = BTreeSet::new();
    for field in definition.connection_config.iter().chain(&definition.credentials) {
        if !names.insert(field.name.as_str()) {
            return Err(format!("the field {} is there twice", field.name));
        }
        if let Some(pattern) = &field.pattern {
            whole(pattern).map_err(|error| format!("the pattern of {}: {error}", field.name))?;
        }
        if field.hidden && field.default_value.is_none() {
            return Err(format!("the field {} is hidden and has no default_value", field.name));
        }
        if field.title.is_empty() || field.description.is_empty() {
            return Err(format!("the field {} has no title or no description", field.name));
        }
    }
    Ok(())
}

fn mode(definition: &Definition) -> Result<(), String> {
    let needs = |what: bool, key: &str| {
        let words = format!("{} needs `{key}`", definition.auth_mode.as_str());
        if what { Ok(()) } else { Err(words) }
    };
    match definition.auth_mode {
        AuthMode::Oauth2 => {
            needs(definition.authorization_url.is_some(), "authorization_url")?;
            needs(definition.exchange_url.is_some(), "token_url")
        }
        AuthMode::Oauth2Cc => needs(definition.exchange_url.is_some(), "token_url"),
        AuthMode::TwoStep => {
            needs(definition.exchange_url.is_some(), "token_url")?;
            needs(!definition.credentials.is_empty(), "credentials")
        }
        AuthMode::ApiKey | AuthMode::Basic | AuthMode::None => Ok(()),
    }
}

/// Every text of the file that is filled in.
fn texts(definition: &Definition) -> Vec<&str> {
    let mut all = addresses(definition);
    if let Some(proxy) = &definition.proxy {
        all.extend(proxy.headers.values().chain(proxy.query.values()).map(String::as_str));
        if let Some(verification) = &proxy.verification {
            all.extend(verification.endpoints.iter().chain(verification.headers.values()).map(String::as_str));
        }
    }
    let token = definition.token_params.values().chain(definition.token_headers.values());
    all.extend(token.chain(definition.authorization_params.values()).map(String::as_str));
    all
}

fn addresses(definition: &Definition) -> Vec<&str> {
    let base = definition.proxy.as_ref().map(|proxy| proxy.base_url.as_str()).filter(|base| !base.is_empty());
    let others = [&definition.authorization_url, &definition.exchange_url, &definition.refresh_url];
    base.into_iter().chain(others.into_iter().filter_map(|address| address.as_deref())).collect()
}

/// Names that are there without a field: what tokens and modes bring along.
fn comes_along(mode: AuthMode, name: &str) -> bool {
    match mode {
        AuthMode::ApiKey => name == "apiKey",
        AuthMode::Basic => matches!(name, "username" | "password"),
        AuthMode::Oauth2 | AuthMode::Oauth2Cc => {
            matches!(name, "accessToken" | "clientId" | "clientSecret" | "client_id" | "client_secret")
        }
        AuthMode::TwoStep => matches!(name, "accessToken" | "refreshToken"),
        AuthMode::None => false,
    }
}

fn known(definition: &Definition, text: &str) -> Result<(), String> {
    for name in asked(text) {
        let is_known = match name.strip_prefix("connectionConfig.") {
            Some(field) => definition.config_field(field).is_some(),
            None => {
                let bare = name.strip_prefix("credentials.").unwrap_or(&name);
                definition.credential_field(bare).is_some() || comes_along(definition.auth_mode, bare)
            }
        };
        if !is_known {
            return Err(format!("`{name}` is filled in somewhere and is no field"));
        }
    }
    Ok(())
}

/// What stands in a host must be narrowed by a rule, because credentials go there; what is a secret must not stand in an
/// address at all.
fn host(definition: &Definition, address: &str) -> Result<(), String> {
    for choice in address.split("||").map(str::trim) {
        let plain_private = definition.allow_private && choice.starts_with("http://");
        if !choice.starts_with("https://") && !plain_private {
            return Err(format!("the address {choice} does not begin with https://"));
        }
        for name in asked(choice) {
            let Some(field) = name.strip_prefix("connectionConfig.").and_then(|name| definition.config_field(name))
            else {
                return Err(format!("`{name}` stands in an address and is no field of connection_config"));
            };
            if field.secret {
                return Err(format!("`{name}` stands in an address and is a secret"));
            }
        }
        let authority = choice.split("://").nth(1).unwrap_or_default();
        let authority = authority.split_once("}/").map_or_else(
            || authority.split('/').next().unwrap_or_default().to_owned(),
            |(before, _)| {
                if before.contains('/') {
                    authority.split('/').next().unwrap_or_default().to_owned()
                } else {
                    format!("{before}}}")
                }
            },
        );
        for name in asked(&authority) {
            let field = name.strip_prefix("connectionConfig.").and_then(|name| definition.config_field(name));
            if field.is_none_or(|field| !is_narrow(field)) {
                return Err(format!("`{name}` stands in a host and has neither pattern, enum nor format hostname"));
            }
        }
    }
    Ok(())
}

fn is_narrow(field: &FieldRule) -> bool {
    field.pattern.is_some() || !field.choices.is_empty() || field.format == Some(Format::Hostname)
}

/// The pattern as one that the whole text must fit.
///
/// # Errors
/// What is wrong with it.
pub fn whole(pattern: &str) -> Result<regex::Regex, regex::Error> {
    regex::RegexBuilder::new(&format!("^(?:{pattern})$")).size_limit(1 << 20).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const GOOD: &str = r#"
        name = "good"
        display_name = "Good"
        auth_mode = "API_KEY"
        source = "the vendor's documentation"
        [proxy]
        base_url = "https://${connectionConfig.region}.vendor.example/api"
        headers = { "x-key" = "${apiKey}" }
        [[connection_config]]
        name = "region"
        title = "Region"
        description = "Where the account lives."
        enum = ["eu", "us"]
    "#;

    fn said(text: &str) -> Result<(), String> {
        check(&toml::from_str(text).map_err(|error| error.to_string())?)
    }

    #[test]
    fn a_good_file_is_good() {
        assert_eq!(said(GOOD), Ok(()));
    }

    #[rstest]
    #[case(r#"name = "good""#, r#"name = "Not Good""#, "other characters")]
    #[case(r#"enum = ["eu", "us"]"#, "", "neither pattern")]
    #[case("${apiKey}", "${apikey}", "`apikey`")]
    #[case("https://${", "http://${", "https://")]
    #[case("https://${", "ftp://${", "https://")]
    #[case(r#"source = "the vendor's documentation""#, "", "without its `source`")]
    #[case(r#"enum = ["eu", "us"]"#, r#"pattern = "[""#, "pattern of region")]
    #[case(r#"enum = ["eu", "us"]"#, "enum = ['eu']\nsecret = true", "is a secret")]
    #[case(r#"enum = ["eu", "us"]"#, "enum = ['eu']\nhidden = true", "no default_value")]
    #[case(r#"auth_mode = "API_KEY""#, r#"auth_mode = "OAUTH2_CC""#, "needs `token_url`")]
    #[case(r#"auth_mode = "API_KEY""#, r#"auth_mode = "MAGIC""#, "unknown variant")]
    #[case("[proxy]", "colour = \"red\"\n[proxy]", "unknown field `colour`")]
    fn what_is_wrong_is_said(#[case] part: &str, #[case] other: &str, #[case] words: &str) {
        assert!(GOOD.contains(part), "{part}");
        let error = said(&GOOD.replacen(part, other, 1)).unwrap_err();
        assert!(error.contains(words), "{error}");
    }
}
