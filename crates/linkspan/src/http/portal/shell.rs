//! What stands around every page: who is signed in, where, in which language and colours, and what waits.

use jiff::{Timestamp, tz::TimeZone};

use super::strings::{Locale, Text};

/// The frame of a page. One is built per request.
#[derive(Debug, Clone)]
pub struct Shell {
    /// Who is signed in; `None` shows the page without navigation (sign-in, first run, early errors).
    pub user: Option<User>,
    /// Name of the environment.
    pub environment: String,
    /// Goes into the hidden `csrf` field of every form.
    pub csrf: String,
    /// Language of words, dates and numbers.
    pub locale: Locale,
    /// Light, dark, or as the system says.
    pub theme: Theme,
    /// Which entry of the navigation is the present one.
    pub section: Section,
    /// How many things wait for a person; shown as a badge on Home, 0 hides it.
    pub waiting: u64,
    /// A message left by the request before; shown once.
    pub flash: Option<Flash>,
    /// The present moment, for "4 minutes ago".
    pub now: Timestamp,
    /// Where exact times are shown.
    pub time_zone: TimeZone,
    /// Path and query of this page; language and theme switches come back to it.
    pub path: String,
    /// True while both vendors are emulators; a band at the top says so.
    pub demo: bool,
}

/// The person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Name, as the person gave it.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

/// Colours of the page, kept in the `theme` cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// All of them, in the order in which the switch shows them.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// As in the cookie and in `<html data-theme>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.code() == code)
    }

    /// The icon on the switch.
    pub fn icon(self) -> super::Icon {
        super::Icon(match self {
            Self::Auto => "auto",
            Self::Light => "sun",
            Self::Dark => "moon",
        })
    }

    /// The word on the switch.
    pub fn word(self, t: &Text) -> &'static str {
        match self {
            Self::Auto => t.theme_auto(),
            Self::Light => t.theme_light(),
            Self::Dark => t.theme_dark(),
        }
    }
}

/// The entries of the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// What waits, and how it goes.
    Home,
    /// The order ledger.
    Orders,
    /// Search in the distributor's catalogue.
    Products,
    /// Linked accounts and their templates.
    Connectors,
    /// Runs and records.
    Activity,
    /// Notices, quota, appearance, about.
    Settings,
}

impl Section {
    /// All of them, in the order of the navigation.
    pub const ALL: [Self; 6] =
        [Self::Home, Self::Orders, Self::Products, Self::Connectors, Self::Activity, Self::Settings];

    /// Where it is.
    pub fn href(self) -> &'static str {
        match self {
            Self::Home => "/",
            Self::Orders => "/orders",
            Self::Products => "/products",
            Self::Connectors => "/connectors",
            Self::Activity => "/activity",
            Self::Settings => "/settings",
        }
    }

    /// What it is called.
    pub fn word(self, t: &Text) -> &'static str {
        match self {
            Self::Home => t.nav_home(),
            Self::Orders => t.nav_orders(),
            Self::Products => t.nav_products(),
            Self::Connectors => t.nav_connectors(),
            Self::Activity => t.nav_activity(),
            Self::Settings => t.nav_settings(),
        }
    }

    /// Its icon.
    pub fn icon(self) -> super::Icon {
        super::Icon(match self {
            Self::Home => "home",
            Self::Orders => "orders",
            Self::Products => "products",
            Self::Connectors => "connectors",
            Self::Activity => "activity",
            Self::Settings => "settings",
        })
    }

    /// Whether it moves into the menu on a narrow screen, where the bar has room for five.
    pub fn in_menu(self) -> bool {
        matches!(self, Self::Connectors | Self::Settings)
    }
}

/// A message that is shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// Good news or bad.
    pub tone: super::states::Tone,
    /// One sentence in the person's language.
    pub text: String,
}

impl Shell {
    /// The words in this page's language.
    pub fn text(&self) -> Text {
        Text(self.locale)
    }

    /// Address of an asset, with a mark that changes when its content does.
    pub fn asset(&self, name: &str) -> String {
        super::assets::address(name)
    }
}
