//! What the emulator is started with, and the switches that may be changed while it runs. Each switch stands for one
//! behaviour that is either the account's own or not known for certain; its default is the documented reading.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use serde::{Deserialize, Serialize};

use crate::clock::VirtualClock;

/// The country whose system is emulated. The two are separate systems with their own accounts, SKUs and warehouses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Country {
    /// The United States system: prices in USD, price tolerance 1 cent.
    Us,
    /// The Canadian system: prices in CAD, price tolerance 2 cents.
    Ca,
}

impl Country {
    /// The first letter of the SFTP users of this country.
    pub(super) fn sftp_letter(self) -> char {
        match self {
            Self::Us => 'u',
            Self::Ca => 'c',
        }
    }

    /// How far an order's unit price may be from the account's price before a person looks at the order, in cents.
    pub(super) fn price_tolerance_cents(self) -> u32 {
        match self {
            Self::Us => 1,
            Self::Ca => 2,
        }
    }
}

/// A product that the generated catalogue must contain, so that a story can meet it in both systems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PinnedPart {
    /// Manufacturer name as it stands in the catalogue.
    pub manufacturer: String,
    /// Manufacturer part number, at most 30 characters, without `~`.
    pub part_number: String,
    /// Description, cut at 80 characters in the file.
    pub description: String,
}

/// How to start the emulator. [`Options::default`] suits tests: loopback, any port, 1,000 rows.
#[derive(Clone)]
pub struct Options {
    /// Address to listen on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The clock that ages orders.
    pub clock: VirtualClock,
    /// Country of the system.
    pub country: Country,
    /// Rows of the catalogue, 1,000 to 1,200,000 (held to that range).
    pub rows: u32,
    /// Seed of everything generated; equal seeds give equal catalogues, serials and tracking numbers.
    pub seed: u64,
    /// Account number; also the name of the catalogue file.
    pub account: String,
    /// Further account numbers of the same user, each with its own purchase order numbers.
    pub other_accounts: Vec<String>,
    /// The log-in that may order.
    pub user_id: String,
    /// Its password.
    pub password: String,
    /// The log-in that may only read prices, status and invoices.
    pub reader_id: String,
    /// Its password.
    pub reader_password: String,
    /// Address of the SFTP server; port 0 picks a free one, `None` leaves it out. Only with the feature `sftp`.
    pub sftp_listen: Option<SocketAddr>,
    /// The password of the SFTP user, whose name is made of country and account: `u712345`.
    pub sftp_password: String,
    /// The Partner API's client.
    pub partner_client_id: String,
    /// Its secret.
    pub partner_client_secret: String,
    /// Products that must exist, in this order at the head of the catalogue.
    pub pinned_parts: Vec<PinnedPart>,
    /// Whether a few rows carry bytes that are not UTF-8 (Latin-1 signs in descriptions).
    pub odd_bytes: bool,
    /// The switches to begin with.
    pub settings: Settings,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            clock: VirtualClock::system(),
            country: Country::Us,
            rows: 1_000,
            seed: 7,
            account: "712345".to_owned(),
            other_accounts: vec!["712346".to_owned()],
            user_id: "orders@reseller.example".to_owned(),
            password: "Order&Desk<42>".to_owned(),
            reader_id: "reader@reseller.example".to_owned(),
            reader_password: "Read-Only-42".to_owned(),
            sftp_listen: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            sftp_password: "Nightly-File-42".to_owned(),
            partner_client_id: "reseller-app".to_owned(),
            partner_client_secret: "Partner-Secret-42".to_owned(),
            pinned_parts: Vec::new(),
            odd_bytes: true,
            settings: Settings::default(),
        }
    }
}

/// What happens to a line whose stock is short when back orders are not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShortStock {
    /// The line is rejected.
    Reject,
    /// The order stops for the sales representative.
    Review,
}

/// How the SFTP server takes a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SftpLogIn {
    /// By the method of that name alone.
    Password,
    /// In a dialogue alone: it asks for the password, then says a word of welcome.
    KeyboardInteractive,
    /// In a dialogue, and asks for a code afterwards, which nobody has.
    SecondFactor,
}

/// A version as requests name it: `2.4`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Version {
    /// Before the dot.
    pub major: u32,
    /// After the dot.
    pub minor: u32,
}

impl Version {
    /// The oldest shape, answered when a request names no version.
    pub const OLDEST: Self = Self::new(1, 0);

    /// A version from its two numbers.
    #[must_use]
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }

    /// Reads `2.4` or `3`; anything else is no version.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (major, minor) = text.trim().split_once('.').unwrap_or((text.trim(), "0"));
        Some(Self::new(major.parse().ok()?, minor.parse().ok()?))
    }
}

impl TryFrom<String> for Version {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no version such as 2.4"))
    }
}

impl From<Version> for String {
    fn from(version: Version) -> Self {
        format!("{}.{}", version.major, version.minor)
    }
}

/// How fast an order ages, in seconds of the virtual clock. Nothing moves by itself when `automatic` is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Timing {
    /// Whether orders age by themselves.
    pub automatic: bool,
    /// From accepted to released to the warehouse.
    pub release: u64,
    /// From released to the first shipment.
    pub ship: u64,
    /// From one partial shipment to the next.
    pub next_shipment: u64,
    /// From shipped to invoiced.
    pub invoice: u64,
    /// From shipped to delivered by the carrier.
    pub deliver: u64,
    /// From ordered to the arrival of back-ordered goods; also the ETA.
    pub backorder: u64,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            automatic: true,
            release: 900,
            ship: 14_400,
            next_shipment: 86_400,
            invoice: 43_200,
            deliver: 259_200,
            backorder: 432_000,
        }
    }
}

/// The two texts of an error document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorText {
    /// `ErrorMessage`.
    pub message: String,
    /// `ErrorDetail`.
    pub detail: String,
}

impl ErrorText {
    /// Both texts.
    #[must_use]
    pub fn new(message: &str, detail: &str) -> Self {
        Self { message: message.to_owned(), detail: detail.to_owned() }
    }
}

/// The switches of a running emulator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Whether a repeated PO number on one account is rejected. Documented: yes. Off, the order counts again.
    pub duplicate_check: bool,
    /// Whether PO numbers that differ in case alone are the same number. Not known; on.
    pub duplicate_ignores_case: bool,
    /// Whether an order that was rejected as a whole keeps its number blocked. Not known; on.
    pub rejected_blocks_number: bool,
    /// Whether a cancelled order keeps its number blocked. Not known; on.
    pub deleted_blocks_number: bool,
    /// Whether the account's profile releases orders by itself. Off is the vendor's default; here on.
    pub auto_fill: bool,
    /// Price tolerance in cents; the country's own when absent.
    pub price_tolerance_cents: Option<u32>,
    /// What happens to a short line without permission to back-order.
    pub short_stock: ShortStock,
    /// Addresses orders are taken from; empty takes them from everywhere.
    pub allowed_ips: Vec<IpAddr>,
    /// Whether the ordering log-in's 90-day password has run out.
    pub password_expired: bool,
    /// Whether every entry of a line repeats the ordered quantity of the whole line, as the printed sample does.
    pub order_quantity_repeats: bool,
    /// How many seconds an order is not known to the status service after it was taken. Not known; none.
    pub status_lag: u64,
    /// Whether status headers say `partial` for mixed lines; printed samples say `accepted`.
    pub status_partial_code: bool,
    /// The request version from which billed lines say `invoiced` instead of `shipped`. Not known; 3.0.
    pub invoiced_code_from: Version,
    /// Whether invoice amounts of a thousand and more carry commas.
    pub invoice_commas: bool,
    /// Whether the all-locations quantity contains the vendor's direct-ship stock. Not known; on.
    pub total_includes_direct_ship: bool,
    /// The vendor's local time against UTC, in minutes; answers carry local time without a zone. Likely Pacific.
    pub utc_offset_minutes: i32,
    /// How fast orders age.
    pub timing: Timing,
    /// In how many shipments a line of two or more units leaves.
    pub shipments: u32,
    /// Whether the Partner API's application may ask for prices; witnesses differ. On.
    pub partner_price: bool,
    /// How many Partner API calls a minute are answered; no number is published. Any.
    pub partner_calls_per_minute: Option<u32>,
    /// Whether the Partner API says 404 to a number that it does not know, instead of 200 with a message. Not known; on.
    pub partner_unknown_is_404: bool,
    /// The whole body answered to a price request with bad credentials; the real one was never seen.
    pub price_error_document: Option<String>,
    /// Whether the SFTP server shows another host key than it usually does.
    pub sftp_other_host_key: bool,
    /// Whether the SFTP server offers algorithms that rest on SHA-1 alone, as one client had to allow. Not known; off.
    pub sftp_old_algorithms: bool,
    /// How the SFTP server takes a password. Not known; as such.
    pub sftp_log_in: SftpLogIn,
    /// What is said to an unknown log-in or account. The real text was never seen.
    pub login_error: ErrorText,
    /// What is said once the password has run out. The real text was never seen.
    pub expired_error: ErrorText,
    /// What is said to a log-in that may not order. The real text was never seen.
    pub read_only_error: ErrorText,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            duplicate_check: true,
            duplicate_ignores_case: true,
            rejected_blocks_number: true,
            deleted_blocks_number: true,
            auto_fill: true,
            price_tolerance_cents: None,
            short_stock: ShortStock::Reject,
            allowed_ips: Vec::new(),
            password_expired: false,
            order_quantity_repeats: true,
            status_lag: 0,
            status_partial_code: false,
            invoiced_code_from: Version::new(3, 0),
            invoice_commas: true,
            total_includes_direct_ship: true,
            utc_offset_minutes: -480,
            timing: Timing::default(),
            shipments: 1,
            partner_price: true,
            partner_calls_per_minute: None,
            partner_unknown_is_404: true,
            price_error_document: None,
            sftp_other_host_key: false,
            sftp_old_algorithms: false,
            sftp_log_in: SftpLogIn::Password,
            login_error: ErrorText::new("Login Failed", "The user ID, password or customer number is not valid."),
            expired_error: ErrorText::new("Password Expired", "The password has expired. Please renew it."),
            read_only_error: ErrorText::new("Not Authorized", "The user is not allowed to place orders."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers_not_as_text() {
        assert!(Version::parse("2.10") > Version::parse("2.9"));
        assert_eq!(Version::parse("3"), Some(Version::new(3, 0)));
        assert_eq!(Version::parse("two"), None);
    }

    #[test]
    fn settings_refuse_names_they_do_not_know() {
        assert!(serde_json::from_str::<Settings>(r#"{"duplicate_chek": false}"#).is_err());
        let settings: Settings = serde_json::from_str(r#"{"duplicate_check": false}"#).unwrap();
        assert_eq!(settings, Settings { duplicate_check: false, ..Settings::default() });
    }
}
