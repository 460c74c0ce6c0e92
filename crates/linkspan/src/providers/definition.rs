//! A provider as data: what a person fills in, where calls go, how credentials travel, how they are proved.
//!
//! `docs/PROVIDERS.md` describes the form of the files. Texts in `${...}` are filled in by [`super::interpolate`]; only
//! what stands in a provider's file is, never what a program sends.

use crate::egress::HostRules;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A kind of outside account.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// By which programs name it; also the name of its file.
    pub name: String,
    /// What people call it.
    pub display_name: String,
    /// How credentials travel.
    pub auth_mode: AuthMode,
    /// What it is for, such as `psa` or `rmm`.
    #[serde(default)]
    pub categories: Vec<String>,
    /// The vendor's documentation of its API.
    #[serde(default)]
    pub docs: Option<String>,
    /// The guide for people who connect it.
    #[serde(default)]
    pub docs_connect: Option<String>,
    /// Where the facts of this file come from. Needed wherever an address is given.
    #[serde(default)]
    pub source: String,
    /// Where calls go and what is put into them.
    #[serde(default)]
    pub proxy: Option<Proxy>,
    /// What a person fills in that is no credential.
    #[serde(default)]
    pub connection_config: Vec<FieldRule>,
    /// The credentials that a person fills in.
    #[serde(default)]
    pub credentials: Vec<FieldRule>,
    /// Where a person agrees, for [`AuthMode::Oauth2`].
    #[serde(default)]
    pub authorization_url: Option<String>,
    /// What is added to that address.
    #[serde(default)]
    pub authorization_params: BTreeMap<String, String>,
    /// Where tokens come from, for modes with tokens.
    #[serde(default, rename = "token_url")]
    pub exchange_url: Option<String>,
    /// What is sent there.
    #[serde(default)]
    pub token_params: BTreeMap<String, String>,
    /// Headers that are sent there.
    #[serde(default)]
    pub token_headers: BTreeMap<String, String>,
    /// How the client identifies itself there.
    #[serde(default)]
    pub token_request_auth_method: TokenAuth,
    /// With which method it is asked.
    #[serde(default)]
    pub token_request_method: TokenMethod,
    /// In which form the parameters are sent.
    #[serde(default)]
    pub body_format: BodyFormat,
    /// Where in the answer the token and its end are.
    #[serde(default)]
    pub token_response: TokenResponse,
    /// What a token is asked for with when it has ended; the token address where it is missing.
    #[serde(default)]
    pub refresh_url: Option<String>,
    /// How many seconds before its end a token is renewed.
    #[serde(default = "fifteen_minutes")]
    pub token_expiration_buffer: i64,
    /// What stands between scopes.
    #[serde(default = "blank")]
    pub scope_separator: String,
    /// Scopes where an integration names none.
    #[serde(default)]
    pub default_scopes: Vec<String>,
    /// Whether private addresses may be called. Only in an operator's own files.
    #[serde(default)]
    pub allow_private: bool,
    /// What the connector behind this provider needs; read by that connector.
    #[serde(default)]
    pub connector: Option<toml::Table>,
}

/// How credentials travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuthMode {
    /// One key.
    ApiKey,
    /// A name and a password.
    Basic,
    /// A person agrees in a window of the vendor.
    Oauth2,
    /// A client with a secret asks for a token.
    Oauth2Cc,
    /// Something else is exchanged for a token.
    TwoStep,
    /// Nothing is needed.
    None,
}

impl AuthMode {
    /// The word in files, bodies and answers.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ApiKey => "API_KEY",
            Self::Basic => "BASIC",
            Self::Oauth2 => "OAUTH2",
            Self::Oauth2Cc => "OAUTH2_CC",
            Self::TwoStep => "TWO_STEP",
            Self::None => "NONE",
        }
    }
}

/// Where calls go and what is put into them.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Proxy {
    /// What stands before the path.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub base_url: String,
    /// Headers of each call.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Parameters of each call.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// How refusals are repeated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Retry>,
    /// The cheap call that proves credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
    /// Hosts besides the base address's own that `Base-Url-Override` may name.
    #[serde(default, skip_serializing)]
    pub allowed_hosts: HostRules,
    /// The only paths that are reached; empty is all.
    #[serde(default, skip_serializing)]
    pub read_paths: Vec<String>,
}

/// How refusals are repeated. Only safe verbs are.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// The header with the moment at which to try again, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The header with the seconds to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// The header with the calls that are left; `0` is a reason to wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<String>,
    /// The statuses that are repeated, in place of the usual ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub error_code: Vec<u16>,
}

/// The cheap call that proves credentials: the first of the endpoints that answers with a success does.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// `GET` or `POST`.
    pub method: String,
    /// Paths below the base address.
    pub endpoints: Vec<String>,
    /// Headers beside those of each call.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

/// Something that a person fills in.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRule {
    /// Its name.
    #[serde(skip_serializing)]
    pub name: String,
    /// What people call it.
    pub title: String,
    /// What it is, in a sentence.
    pub description: String,
    /// What it looks like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// A regular expression that the whole text must fit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// A form that the text must have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    /// Its place in the form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<u32>,
    /// The part of the guide that explains it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doc_section: Option<String>,
    /// Whether it is never shown again, and sealed.
    #[serde(default, skip_serializing_if = "is_false")]
    pub secret: bool,
    /// Whether it may be left out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub optional: bool,
    /// Whether people do not see it; its default counts.
    #[serde(default, skip_serializing_if = "is_false")]
    pub hidden: bool,
    /// The values to choose from.
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// What the form shows before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// What the form shows behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
    /// What counts where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_value: Option<String>,
}

/// A form that a text must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A host name, without scheme, port or path.
    Hostname,
    /// A UUID.
    Uuid,
    /// An address of the web.
    Uri,
    /// An e-mail address.
    Email,
}

/// How the client identifies itself when it asks for a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TokenAuth {
    /// In the parameters.
    #[default]
    Body,
    /// In the header of HTTP's own.
    Basic,
}

/// With which method a token is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TokenMethod {
    /// `POST`.
    #[default]
    Post,
    /// `GET`, the parameters in the address.
    Get,
}

/// In which form parameters are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyFormat {
    /// As a form.
    #[default]
    Form,
    /// As JSON.
    Json,
}

/// Where in the answer the token and its end are, as dotted paths.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct TokenResponse {
    /// The token.
    #[serde(default = "access_token", rename = "token")]
    pub place: String,
    /// Its end.
    #[serde(default = "expires_in", rename = "token_expiration")]
    pub expiration: String,
    /// How its end is said.
    #[serde(default)]
    pub token_expiration_strategy: Expiration,
}

/// How the end of a token is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Expiration {
    /// In seconds from now.
    #[default]
    ExpireIn,
    /// As a moment: text, or seconds or milliseconds since 1970.
    ExpireAt,
}

impl Default for TokenResponse {
    fn default() -> Self {
        Self { place: access_token(), expiration: expires_in(), token_expiration_strategy: Expiration::default() }
    }
}

impl Definition {
    /// The rule of a field that is no credential.
    #[must_use]
    pub fn config_field(&self, name: &str) -> Option<&FieldRule> {
        self.connection_config.iter().find(|field| field.name == name)
    }

    /// The rule of a credential.
    #[must_use]
    pub fn credential_field(&self, name: &str) -> Option<&FieldRule> {
        self.credentials.iter().find(|field| field.name == name)
    }

    /// The only paths that may be reached; empty is all.
    #[must_use]
    pub fn read_paths(&self) -> &[String] {
        self.proxy.as_ref().map_or(&[], |proxy| &proxy.read_paths)
    }

    /// Whether there is more behind it than this file: a connector that signs in and checks by itself.
    #[must_use]
    pub fn has_connector(&self) -> bool {
        self.connector.is_some()
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn fifteen_minutes() -> i64 {
    900
}

fn blank() -> String {
    " ".to_owned()
}

fn access_token() -> String {
    "access_token".to_owned()
}

fn expires_in() -> String {
    "expires_in".to_owned()
}
