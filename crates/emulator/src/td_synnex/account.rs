//! Who may ask: log-ins, accounts, sender addresses. It decides; the services put the refusal into their own documents.

use std::net::IpAddr;

use super::options::{ErrorText, Options, Settings};

/// The log-ins and account numbers the emulator knows.
pub(super) struct Accounts {
    numbers: Vec<String>,
    orderer: Login,
    reader: Login,
}

struct Login {
    user: String,
    password: String,
}

impl Login {
    fn matches(&self, user: &str, password: &str) -> bool {
        self.user.eq_ignore_ascii_case(user) && self.password == password
    }
}

/// Credentials as a request carries them.
pub(super) struct Credentials<'a> {
    pub(super) user: &'a str,
    pub(super) password: &'a str,
    pub(super) account: &'a str,
}

/// What the caller wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    /// Prices, status, invoices.
    Read,
    /// Orders.
    Order,
}

impl Accounts {
    pub(super) fn new(options: &Options) -> Self {
        let login = |user: &String, password: &String| Login { user: user.clone(), password: password.clone() };
        Self {
            numbers: std::iter::once(&options.account).chain(&options.other_accounts).cloned().collect(),
            orderer: login(&options.user_id, &options.password),
            reader: login(&options.reader_id, &options.reader_password),
        }
    }

    /// Lets the caller pass, or says what the answer's error is.
    pub(super) fn check(&self, given: &Credentials<'_>, right: Right, settings: &Settings) -> Result<(), ErrorText> {
        let orderer = self.orderer.matches(given.user, given.password);
        let reader = self.reader.matches(given.user, given.password);
        if !(orderer || reader) || !self.numbers.iter().any(|number| number == given.account) {
            return Err(settings.login_error.clone());
        }
        if orderer && settings.password_expired {
            return Err(settings.expired_error.clone());
        }
        if !orderer && right == Right::Order {
            return Err(settings.read_only_error.clone());
        }
        Ok(())
    }
}

/// Lets an order's sender pass, or answers the documented refusal. A sender that is not known is refused wherever a list is
/// kept.
pub(super) fn check_address(peer: Option<IpAddr>, settings: &Settings) -> Result<(), ErrorText> {
    let allowed = &settings.allowed_ips;
    if allowed.is_empty() || peer.is_some_and(|peer| allowed.contains(&peer)) {
        return Ok(());
    }
    let shown = peer.map_or_else(|| "unknown".to_owned(), |peer| peer.to_string());
    let detail = format!("IP address:{shown} not defined. Orders are accepted from registered addresses only.");
    Err(ErrorText { message: "IP Address Invalid".to_owned(), detail })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given<'a>(user: &'a str, password: &'a str) -> Credentials<'a> {
        Credentials { user, password, account: "712345" }
    }

    #[test]
    fn the_reader_reads_and_does_not_order() {
        let options = Options::default();
        let accounts = Accounts::new(&options);
        let settings = Settings::default();
        let reader = given(&options.reader_id, &options.reader_password);
        assert_eq!(accounts.check(&reader, Right::Read, &settings), Ok(()));
        assert_eq!(accounts.check(&reader, Right::Order, &settings), Err(settings.read_only_error.clone()));
        let orderer = given(&options.user_id, &options.password);
        assert_eq!(accounts.check(&orderer, Right::Order, &settings), Ok(()));
    }

    #[test]
    fn an_expired_password_stops_the_orderer_alone() {
        let options = Options::default();
        let accounts = Accounts::new(&options);
        let settings = Settings { password_expired: true, ..Settings::default() };
        let orderer = given(&options.user_id, &options.password);
        assert_eq!(accounts.check(&orderer, Right::Read, &settings), Err(settings.expired_error.clone()));
        let reader = given(&options.reader_id, &options.reader_password);
        assert_eq!(accounts.check(&reader, Right::Read, &settings), Ok(()));
    }

    #[test]
    fn an_unregistered_address_is_named_in_the_refusal() {
        let settings = Settings { allowed_ips: vec!["203.0.113.58".parse().unwrap()], ..Settings::default() };
        assert_eq!(check_address("203.0.113.58".parse().ok(), &settings), Ok(()));
        let refusal = check_address("127.0.0.1".parse().ok(), &settings).unwrap_err();
        assert_eq!(refusal.message, "IP Address Invalid");
        assert!(refusal.detail.starts_with("IP address:127.0.0.1 not defined."));
    }
}
