//! Keys of programs and webhooks: filled, empty, wrong, and with a secret that is shown once.

use linkspan::http::portal::api_keys::{ApiKeysPage, KeyForm, KeyRow, MadeKey, ScopeGroup};
use linkspan::http::portal::page::{Choice, Field, Pager};
use linkspan::http::portal::shell::Section;
use linkspan::http::portal::states::{DeliveryState, KeyState};
use linkspan::http::portal::webhooks::{DeliveryRow, WebhooksPage};

use crate::{Sheet, at};

pub(crate) fn sheets() -> Vec<Sheet> {
    vec![
        Sheet::new("api-keys", Section::Settings, |shell| keys().render(shell)),
        Sheet::new("api-keys-none", Section::Settings, |shell| {
            ApiKeysPage { rows: Vec::new(), form: form(), made: None }.render(shell)
        }),
        Sheet::new("api-keys-made", Section::Settings, |shell| {
            let key = "lsk_S4mpleS4mpleS4mpleS4mpleS4mpleS4mpleS4mple0".to_owned();
            let made = MadeKey { name: "Backend of the portal".to_owned(), key: key.into() };
            ApiKeysPage { made: Some(made), ..keys() }.render(shell)
        }),
        Sheet::new("api-keys-wrong", Section::Settings, |shell| {
            let form = KeyForm {
                name: Field::of("").wrong("Give a name of at most 100 characters."),
                error: Some("Tick at least one right, or allow everything.".to_owned()),
                chosen_only: true,
                ..form()
            };
            ApiKeysPage { form, ..keys() }.render(shell)
        }),
        Sheet::new("webhooks", Section::Settings, |shell| hooks().render(shell)),
        Sheet::new("webhooks-off", Section::Settings, |shell| {
            WebhooksPage {
                url: Field::default(),
                is_on: false,
                rows: Vec::new(),
                dead: 0,
                pager: Pager::default(),
                ..hooks()
            }
            .render(shell)
        }),
        Sheet::new("webhooks-none", Section::Settings, |shell| {
            WebhooksPage { rows: Vec::new(), dead: 0, pager: Pager::default(), ..hooks() }.render(shell)
        }),
        Sheet::new("webhooks-nothing-found", Section::Settings, |shell| {
            WebhooksPage { rows: Vec::new(), filtered: true, pager: Pager::default(), ..hooks() }.render(shell)
        }),
        Sheet::new("webhooks-key", Section::Settings, |shell| {
            let key = "whsec_U2FtcGxlIHNhbXBsZSBzYW1wbGUgc2FtcGxlIHNhbXA=".to_owned();
            WebhooksPage { shown_key: Some(key.into()), ..hooks() }.render(shell)
        }),
        Sheet::new("webhooks-wrong", Section::Settings, |shell| {
            WebhooksPage {
                url: Field::of("http://10.0.0.4/hooks").wrong("This leads into a private network."),
                key: Field::default().wrong("Use 16 to 200 characters without blanks."),
                ..hooks()
            }
            .render(shell)
        }),
    ]
}

fn keys() -> ApiKeysPage {
    let row = |id: &str, name: &str, state| KeyRow {
        id: id.to_owned(),
        name: name.to_owned(),
        prefix: "lsk_S4mp".to_owned(),
        made_by: "Ada Owner".to_owned(),
        made_at: at("2026-10-02T09:00:00Z"),
        state,
        everything: true,
        scopes: vec!["*".to_owned()],
        narrowed: Vec::new(),
        last_used: Some(at("2026-11-22T14:04:10Z")),
        expires: None,
    };
    let narrow = KeyRow {
        everything: false,
        scopes: vec!["connections:read".to_owned(), "connections:list".to_owned(), "proxy".to_owned()],
        narrowed: vec!["autotask".to_owned(), "GET".to_owned(), "/v1.0/Companies*".to_owned()],
        last_used: None,
        expires: Some(at("2026-12-22T09:00:00Z")),
        ..row("k2", "Reporting, read only", KeyState::Active)
    };
    let ended = KeyRow { expires: Some(at("2026-11-20T09:00:00Z")), ..row("k3", "Migration", KeyState::Ended) };
    ApiKeysPage {
        made: None,
        rows: vec![row("k1", "Backend", KeyState::Active), narrow, ended, row("k4", "Old backend", KeyState::Revoked)],
        form: form(),
    }
}

fn form() -> KeyForm {
    let group = |name: &str, scopes: &[&str]| ScopeGroup {
        name: name.to_owned(),
        scopes: scopes.iter().map(|scope| Choice::new(format!("environment:{name}:{scope}"), *scope)).collect(),
    };
    KeyForm {
        groups: vec![
            group("integrations", &["list", "read", "read_credentials", "create", "update", "delete"]),
            group("connections", &["list", "read", "read_credentials", "create", "update", "delete"]),
            group("records", &["read", "write"]),
        ],
        verbs: ["GET", "POST", "PUT", "PATCH", "DELETE"].map(|verb| Choice::new(verb, verb)).into(),
        lives: vec![Choice::new("", "until it is taken back").chosen(), Choice::new("90d", "90 days")],
        ..KeyForm::default()
    }
}

fn hooks() -> WebhooksPage {
    let row = |id: &str, title, state| DeliveryRow {
        id: id.to_owned(),
        title,
        about: "autotask / harbor-dental".to_owned(),
        place: "app.msp.example/linkspan/hooks".to_owned(),
        state,
        attempts: 1,
        most: 8,
        outcome: Some("answered 204".to_owned()),
        made_at: at("2026-11-22T14:01:00Z"),
        next: None,
        body: r#"{"authMode":"API_KEY","connectionId":"harbor-dental","environment":"default","from":"nango"}"#
            .to_owned(),
    };
    let waiting = DeliveryRow {
        attempts: 3,
        next: Some(at("2026-11-22T14:09:00Z")),
        outcome: Some("answered 503".to_owned()),
        ..row("d1", "Account stopped working", DeliveryState::Waiting)
    };
    let fresh =
        DeliveryRow { attempts: 0, outcome: None, about: String::new(), ..row("d2", "Test", DeliveryState::Waiting) };
    let dead = DeliveryRow {
        attempts: 8,
        outcome: Some("not reached".to_owned()),
        place: "a-rather-long-host-name-of-a-customer.internal.msp.example:8443/receivers/linkspan/v1".to_owned(),
        ..row("d3", "Account linked anew", DeliveryState::Dead)
    };
    let states = ["All", "Waiting", "Delivered", "Not delivered", "Given up"];
    let mut states: Vec<Choice> = states.into_iter().map(|word| Choice::new(word.to_lowercase(), word)).collect();
    states[0] = Choice::new("", "All").chosen();
    WebhooksPage {
        url: Field::of("https://app.msp.example/linkspan/hooks"),
        on_auth_creation: true,
        is_on: true,
        states,
        most: 8,
        dead: 1,
        rows: vec![
            waiting,
            fresh,
            dead,
            row("d4", "Account linked", DeliveryState::Delivered),
            row("d5", "Account linked", DeliveryState::GivenUp),
        ],
        pager: Pager { first: 1, last: 5, total: 5, ..Pager::default() },
        ..WebhooksPage::default()
    }
}
