//! What somebody needs to know to use a running emulator: the line it prints when it is ready.

use serde::Serialize;

use super::catalog::{Catalog, Item, Standing};
use super::options::{Country, Options};

/// Where the emulator is and what its sample data holds. The passwords are the emulator's own and open nothing else.
#[derive(Clone, Serialize)]
pub struct Ready {
    /// Origin, without a slash at the end.
    pub url: String,
    /// The log-in that may order.
    pub user_id: String,
    /// Its password.
    pub password: String,
    /// The log-in that may only read.
    pub reader_id: String,
    /// Its password.
    pub reader_password: String,
    /// The Partner API's client.
    pub partner_client_id: String,
    /// Its secret.
    pub partner_client_secret: String,
    /// Account number.
    pub account: String,
    /// Further accounts of the same log-ins.
    pub other_accounts: Vec<String>,
    /// Country of the system.
    pub country: Country,
    /// Three SKUs that can always be ordered.
    pub skus: Vec<u32>,
    /// The SKUs of the pinned products, in their order.
    pub pinned_skus: Vec<u32>,
    /// Path of the zipped catalogue.
    pub catalogue_path: String,
    /// The SFTP server, such as `sftp://u712345@127.0.0.1:2222`; `None` where there is none.
    pub sftp_url: Option<String>,
    /// Its user.
    pub sftp_user: String,
    /// The user's password.
    pub sftp_password: String,
    /// Its host key, such as `ssh-ed25519 SHA256:...`.
    pub sftp_host_key: Option<String>,
    /// Products for the odd cases.
    pub samples: Samples,
}

/// Products for the odd cases, as far as the catalogue has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Samples {
    /// A SKU that is no longer sold.
    pub discontinued: Option<u32>,
    /// A SKU the account may not buy.
    pub not_authorized: Option<u32>,
    /// A number that is no SKU.
    pub unknown: u32,
    /// A SKU without any stock.
    pub out_of_stock: Option<u32>,
    /// A licence, delivered by e-mail.
    pub licence: Option<u32>,
    /// A manufacturer part number with two SKUs.
    pub ambiguous_part_number: Option<String>,
}

impl Ready {
    pub(super) fn new(url: &str, options: &Options, catalog: &Catalog) -> Self {
        let pinned = u32::try_from(options.pinned_parts.len()).unwrap_or(u32::MAX);
        Self {
            url: url.to_owned(),
            user_id: options.user_id.clone(),
            password: options.password.clone(),
            reader_id: options.reader_id.clone(),
            reader_password: options.reader_password.clone(),
            partner_client_id: options.partner_client_id.clone(),
            partner_client_secret: options.partner_client_secret.clone(),
            account: options.account.clone(),
            other_accounts: options.other_accounts.clone(),
            country: options.country,
            skus: catalog.orderable().map(|index| catalog.sku(index)).collect(),
            pinned_skus: (0..pinned).map(|index| catalog.sku(index)).collect(),
            catalogue_path: format!("/catalogue/{}.zip", options.account),
            sftp_url: None,
            sftp_user: format!("{}{}", options.country.sftp_letter(), options.account),
            sftp_password: options.sftp_password.clone(),
            sftp_host_key: None,
            samples: Samples::find(catalog),
        }
    }
}

impl Samples {
    fn find(catalog: &Catalog) -> Self {
        let first = |wanted: &dyn Fn(&Item) -> bool| {
            (catalog.reserved()..catalog.row_count().min(2_000))
                .map(|index| catalog.item(index))
                .find(|item| wanted(item))
        };
        let sku = |wanted: &dyn Fn(&Item) -> bool| first(wanted).map(|item| item.sku);
        let not_authorized = (catalog.reserved()..catalog.row_count().min(100))
            .filter_map(|index| catalog.by_sku(catalog.sku(index) + 1))
            .find(|item| item.standing == Standing::NotAuthorized);
        Self {
            discontinued: sku(&|item| item.standing == Standing::Discontinued),
            not_authorized: not_authorized.map(|item| item.sku),
            unknown: 99_999_999,
            out_of_stock: sku(&|item| item.standing == Standing::Active && item.total(true) == 0),
            licence: sku(&|item| item.standing == Standing::Active && item.category.code.starts_with("011")),
            ambiguous_part_number: first(&|item| catalog.by_part(&item.part_number).len() > 1)
                .map(|item| item.part_number),
        }
    }
}
