//! The connect page, on which people link accounts in other apps: choosing, the form with its guide, the question whether it
//! is the right account, the end. Every step is one page; what goes on from one to the next is in its hidden fields.

use super::page::{Check, Choice, Field, Link, page};
use super::states::State as _;
use super::strings::Text;
use secrecy::{ExposeSecret, SecretString};

/// What all steps carry. It has no `Debug`: the token is in it.
#[derive(Clone)]
pub struct Hold {
    /// The token of the session.
    pub token: SecretString,
    /// What the operator calls the app; empty where nothing is said.
    pub app: String,
    /// Where its logo is.
    pub logo: Option<String>,
    /// Where its colours are.
    pub colours: String,
}

impl Hold {
    /// The token, for the forms of this page alone.
    pub fn token(&self) -> &str {
        self.token.expose_secret()
    }
}

/// Nothing is known yet: the app that framed the page says by message what to connect.
pub struct LinkWaitPage {
    /// What all steps carry; no token yet.
    pub hold: Hold,
}

page!(LinkWaitPage, "link_wait.html");

/// What may be connected. Posts `integration`.
pub struct LinkListPage {
    /// What all steps carry.
    pub hold: Hold,
    /// The choices.
    pub integrations: Vec<Pick>,
}

page!(LinkListPage, "link_list.html");

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    /// Its key.
    pub key: String,
    /// Its name on screen.
    pub name: String,
    /// Where its sign is.
    pub logo: String,
}

/// The form of one integration, with its guide. Posts `integration` and the fields.
pub struct LinkFormPage {
    /// What all steps carry.
    pub hold: Hold,
    /// The integration's key.
    pub key: String,
    /// Its name on screen.
    pub name: String,
    /// Where its sign is.
    pub logo: String,
    /// A connection gets new credentials.
    pub again: bool,
    /// There is a list to go back to.
    pub can_go_back: bool,
    /// What is found is shown before it is stored.
    pub confirms: bool,
    /// What is to be filled in.
    pub fields: Vec<LinkField>,
    /// The provider whose guide stands beside it.
    pub guide: Option<&'static str>,
    /// A guide elsewhere.
    pub docs: Option<Link>,
    /// Addresses from which this server sends, as far as the operator has told them.
    pub sender_addresses: Vec<String>,
    /// What was tried with the last input; empty at first.
    pub checks: Vec<Check>,
    /// How many tries with this secret are left; `None` at first.
    pub tries_left: Option<u64>,
    /// What went wrong, in a sentence, where no line of the checklist says it.
    pub trouble: Option<String>,
    /// The same for the app: a stable word.
    pub failed: Option<&'static str>,
}

page!(LinkFormPage, "link_form.html");

impl LinkFormPage {
    /// Whether the guide is for an account that is lent to an app.
    pub fn is_lent(&self) -> bool {
        true
    }

    /// The head.
    pub fn title(&self, t: &Text) -> String {
        if self.again { t.link_again(&self.name) } else { t.link_title(&self.name) }
    }

    /// The sentence below it.
    pub fn lead(&self, t: &Text) -> &'static str {
        if self.again { t.link_again_lead() } else { t.link_lead() }
    }

    /// The word on the button.
    pub fn button(&self, t: &Text) -> &'static str {
        if self.confirms { t.connect_check_button() } else { t.link_button() }
    }

    /// Whether this guide stands beside the form.
    pub fn has_guide(&self, name: &str) -> bool {
        self.guide == Some(name)
    }

    /// What the app is told in words.
    pub fn failed_words(&self) -> &str {
        let cause = self.checks.iter().find_map(|check| check.cause.as_deref());
        self.trouble.as_deref().or(cause).unwrap_or_default()
    }
}

/// One field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkField {
    /// Its name in the form.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What it is.
    pub hint: String,
    /// `text`, `email` or `url`.
    pub kind: &'static str,
    /// It is not shown and never sent back.
    pub secret: bool,
    /// It may stay empty.
    pub optional: bool,
    /// What to choose from; empty is a free text.
    pub choices: Vec<Choice>,
    /// What was typed, and what is wrong with it.
    pub field: Field,
    /// The step of the guide that explains it.
    pub step: Option<&'static str>,
}

impl LinkField {
    /// The attributes of its box. They are ours alone, nothing of the provider's file is in them.
    pub fn extra(&self) -> &'static str {
        match (self.secret, self.optional) {
            (true, true) => "autocomplete=\"off\" spellcheck=\"false\"",
            (true, false) => "autocomplete=\"off\" spellcheck=\"false\" required",
            (false, true) => "autocomplete=\"off\" spellcheck=\"false\" autocapitalize=\"none\" data-trim",
            (false, false) => "autocomplete=\"off\" spellcheck=\"false\" autocapitalize=\"none\" required data-trim",
        }
    }
}

/// *Is this the right one?* before anything is stored. Posts `integration`, `attempt`, `answer` (`yes` or `no`).
pub struct LinkConfirmPage {
    /// What all steps carry.
    pub hold: Hold,
    /// The integration's key.
    pub key: String,
    /// Names the checked credentials, which wait in memory.
    pub attempt: String,
    /// What was reached.
    pub reached: String,
    /// It is not production.
    pub sandbox: bool,
    /// It is a host that the operator configured.
    pub test_host: bool,
    /// All checks.
    pub checks: Vec<Check>,
}

page!(LinkConfirmPage, "link_confirm.html");

/// It is connected.
pub struct LinkDonePage {
    /// What all steps carry.
    pub hold: Hold,
    /// The integration's key.
    pub key: String,
    /// Its name on screen.
    pub name: String,
    /// The connection's public id.
    pub connection: String,
}

page!(LinkDonePage, "link_done.html");

/// It cannot go on from here.
pub struct LinkTroublePage {
    /// What all steps carry.
    pub hold: Hold,
    /// What happened, in a few words.
    pub what: &'static str,
    /// What to do.
    pub todo: &'static str,
    /// The same for the app: a stable word.
    pub code: &'static str,
}

page!(LinkTroublePage, "link_trouble.html");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::portal::Shell;
    use crate::http::portal::shell::{Section, Theme};
    use crate::http::portal::strings::Locale;
    use linkspan_core::clock::from_ms;

    fn shell(locale: Locale) -> Shell {
        Shell {
            user: None,
            environment: String::new(),
            csrf: String::new(),
            locale,
            theme: Theme::Dark,
            section: Section::Home,
            waiting: 0,
            flash: None,
            now: from_ms(0),
            time_zone: jiff::tz::TimeZone::UTC,
            path: String::new(),
            demo: false,
        }
    }

    fn hold() -> Hold {
        let colours = "/connect/ui/colours/4a40b5-b3acff.css".to_owned();
        Hold { token: SecretString::from("token-of-a-session"), app: "Harbor <Desk>".into(), logo: None, colours }
    }

    fn field(secret: bool, error: Option<&str>) -> LinkField {
        LinkField {
            id: "credentials-apiKey".into(),
            label: "API <key>".into(),
            hint: "The key.".into(),
            kind: "text",
            secret,
            optional: false,
            choices: Vec::new(),
            field: Field { value: "harbor-4711".into(), error: error.map(str::to_owned) },
            step: None,
        }
    }

    fn form(fields: Vec<LinkField>) -> LinkFormPage {
        LinkFormPage {
            hold: hold(),
            key: "private".into(),
            name: "Harbor's API".into(),
            logo: "/images/template-logos/private-api-key.svg".into(),
            again: false,
            can_go_back: true,
            confirms: false,
            fields,
            guide: None,
            docs: None,
            sender_addresses: Vec::new(),
            checks: Vec::new(),
            tries_left: None,
            trouble: None,
            failed: None,
        }
    }

    #[test]
    fn a_secret_is_never_shown_again_and_markup_stays_text() {
        let html = form(vec![field(true, Some("Wrong."))]).render(&shell(Locale::En)).unwrap();
        assert!(!html.contains("harbor-4711") && html.contains("type=\"password\"") && html.contains("Wrong."));
        assert!(html.contains("API &#60;key&#62;") && html.contains("Harbor &#60;Desk&#62;"));
        let html = form(vec![field(false, None)]).render(&shell(Locale::De)).unwrap();
        assert!(
            html.contains("value=\"harbor-4711\"")
                && html.contains("lang=\"de\"")
                && html.contains("data-theme=\"dark\"")
        );
    }

    #[test]
    fn the_token_is_in_the_body_of_forms_and_in_no_address() {
        let html = form(vec![field(true, None)]).render(&shell(Locale::En)).unwrap();
        for (at, _) in html.match_indices("token-of-a-session") {
            assert!(html[..at].ends_with("name=\"token\" value=\""), "{}", &html[at.saturating_sub(60)..at]);
        }
        assert_eq!(html.matches("token-of-a-session").count(), 2, "the form, and the way back");
    }

    #[test]
    fn a_failure_is_told_to_the_app_by_a_stable_word_and_in_words() {
        let page = LinkFormPage {
            failed: Some("connection_test_failed"),
            trouble: Some("It was refused.".into()),
            ..form(Vec::new())
        };
        let html = page.render(&shell(Locale::En)).unwrap();
        assert!(html.contains("data-failed=\"connection_test_failed\" data-words=\"It was refused.\""));
    }
}
