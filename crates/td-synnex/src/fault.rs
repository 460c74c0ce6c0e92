//! The vendor's error documents: an `ErrorMessage` with an `ErrorDetail` where an answer should be.
//!
//! The purchase order service's names are documented. Those of the other services were never seen; the same names are
//! expected there, and the words of the text decide where no name is known (inferred).

use crate::account::{Credentials, Slot};
use crate::error::Error;
use crate::redact::{bounded, scrub};
use crate::xml::Element;

const MAX_TEXT: usize = 2_000;

/// An error document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    /// The vendor's error name, scrubbed and bounded.
    pub(crate) code: String,
    /// The vendor's explanation, scrubbed and bounded; may be empty.
    pub(crate) detail: String,
}

/// What an error document says, by consequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// `IP Address Invalid`, ID `ValidateIP`.
    IpNotRegistered,
    /// `Client.IncompleteXML`: fields missing or mistyped.
    IncompleteXml,
    /// `IncompleteXML01`: body empty or malformed.
    MalformedXml,
    /// User name or password refused (recognised by its words).
    Credentials { expired: bool },
    /// `PO_TIMEOUT`, `Server.Timeout`.
    Timeout,
    /// `DatabaseIssue`, `Internal API Fault`, `ServerError` and everything else that begins with `Server`.
    Vendor,
    /// None of these.
    Other,
}

impl Fault {
    /// Finds the error document in an answer: in the root or in one of its children.
    pub(crate) fn find(root: &Element, credentials: &Credentials) -> Option<Self> {
        let holders = std::iter::once(root).chain(root.children());
        let (holder, message) = holders.filter_map(|one| Some((one, one.text_of("ErrorMessage")?))).next()?;
        Some(Self::new(message, holder.text_of("ErrorDetail").unwrap_or_default(), credentials))
    }

    pub(crate) fn new(message: &str, detail: &str, credentials: &Credentials) -> Self {
        Self {
            kind: classify(message, detail),
            code: bounded(&scrub(message, credentials), 200),
            detail: bounded(&scrub(detail, credentials), MAX_TEXT),
        }
    }

    /// The consequence for a reading call.
    pub(crate) fn into_error(self, slot: Slot) -> Error {
        let message = if self.detail.is_empty() { self.code.clone() } else { self.detail };
        match self.kind {
            FaultKind::Credentials { expired } => Error::Credentials { slot, expired, message },
            FaultKind::IpNotRegistered => Error::IpNotRegistered { message },
            FaultKind::Timeout | FaultKind::Vendor => Error::Retry { code: self.code, message },
            FaultKind::IncompleteXml | FaultKind::MalformedXml | FaultKind::Other => {
                Error::Permanent { code: self.code, message }
            }
        }
    }
}

fn classify(message: &str, detail: &str) -> FaultKind {
    match normalised(message).as_str() {
        "ipaddressinvalid" | "validateip" => return FaultKind::IpNotRegistered,
        "clientincompletexml" | "incompletexml" => return FaultKind::IncompleteXml,
        "incompletexml01" | "clientincompletexml01" => return FaultKind::MalformedXml,
        "potimeout" | "servertimeout" => return FaultKind::Timeout,
        "databaseissue" | "internalapifault" | "serverapifault" => return FaultKind::Vendor,
        name if name.starts_with("server") => return FaultKind::Vendor,
        _ => {}
    }
    let words = format!("{message} {detail}").to_ascii_lowercase();
    let speaks_of = |list: &[&str]| list.iter().any(|word| words.contains(word));
    if speaks_of(&[
        "password",
        "login",
        "log-in",
        "log in",
        "credential",
        "userid",
        "user id",
        "user name",
        "username",
        "authenticat",
        "user is not",
        "not authorized",
        "permission",
    ]) {
        return FaultKind::Credentials { expired: speaks_of(&["expire"]) };
    }
    FaultKind::Other
}

fn normalised(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;

    fn login() -> Credentials {
        Credentials::new("buyer@reseller.example", "s3cret!")
    }

    #[test]
    fn every_documented_name_has_its_consequence() {
        for (name, kind) in [
            ("IP Address Invalid", FaultKind::IpNotRegistered),
            ("ValidateIP", FaultKind::IpNotRegistered),
            ("Client.IncompleteXML", FaultKind::IncompleteXml),
            ("IncompleteXML01", FaultKind::MalformedXml),
            ("DatabaseIssue", FaultKind::Vendor),
            ("Server.DatabaseIssue", FaultKind::Vendor),
            ("Internal API Fault", FaultKind::Vendor),
            ("Server.APIFault", FaultKind::Vendor),
            ("PO_TIMEOUT", FaultKind::Timeout),
            ("Server.Timeout", FaultKind::Timeout),
            ("ServerError", FaultKind::Vendor),
            ("Server.RuntimeError", FaultKind::Vendor),
            ("Something new", FaultKind::Other),
        ] {
            assert_eq!(Fault::new(name, "", &login()).kind, kind, "{name}");
        }
    }

    #[test]
    fn refused_log_ins_are_known_by_their_words() {
        for (text, expired) in [
            ("Invalid User ID or Password", false),
            ("Your password has expired, please log in to EC Express", true),
            ("user login failed", false),
            ("The user is not allowed to place orders", false),
        ] {
            assert_eq!(Fault::new(text, "", &login()).kind, FaultKind::Credentials { expired }, "{text}");
        }
    }

    #[test]
    fn the_document_is_found_in_the_root_and_below_it() {
        let root = parse(
            b"<priceResponse><errorMessage>ServerError</errorMessage><errorDetail>down</errorDetail></priceResponse>",
        );
        assert_eq!(Fault::find(&root.unwrap(), &login()).unwrap().detail, "down");
        let below = parse(b"<SynnexB2B><OrderStatusResponse><ErrorMessage>PO_TIMEOUT</ErrorMessage></OrderStatusResponse></SynnexB2B>");
        assert_eq!(Fault::find(&below.unwrap(), &login()).unwrap().kind, FaultKind::Timeout);
        let fine = parse(b"<SynnexB2B><OrderResponse><Code>accepted</Code></OrderResponse></SynnexB2B>");
        assert_eq!(Fault::find(&fine.unwrap(), &login()), None);
    }

    #[test]
    fn the_vendors_text_is_scrubbed() {
        let fault = Fault::new("Login failed", "user buyer@reseller.example with s3cret!", &login());
        assert_eq!(fault.detail, "user **** with ****");
        let Error::Credentials { slot: Slot::Order, message, .. } = fault.into_error(Slot::Order) else { panic!() };
        assert_eq!(message, "user **** with ****");
    }
}
