//! Sign-in, first run and error pages.

use linkspan::http::portal::door::{ErrorPage, FirstRunPage, SignInPage};
use linkspan::http::portal::oauth::OauthPage;
use linkspan::http::portal::page::Field;
use linkspan::http::portal::shell::Section;

use crate::Sheet;

pub(crate) fn sheets() -> Vec<Sheet> {
    vec![
        Sheet::new("sign-in", Section::Home, |shell| {
            SignInPage { next: "/".to_owned(), ..Default::default() }.render(shell)
        }),
        Sheet::new("sign-in-wrong", Section::Home, |shell| {
            let error = "E-mail and password do not belong together. Four more tries, then a pause of 15 minutes.";
            SignInPage {
                email: Field::of("purchasing@msp.example"),
                error: Some(error.to_owned()),
                next: "/orders".to_owned(),
            }
            .render(shell)
        }),
        Sheet::new("first-run", Section::Home, |shell| {
            FirstRunPage { token: "abc".to_owned(), ..Default::default() }.render(shell)
        }),
        Sheet::new("first-run-wrong", Section::Home, |shell| {
            FirstRunPage {
                token: "abc".to_owned(),
                name: Field::of("Purchasing desk"),
                email: Field::of("purchasing.example").wrong("An e-mail address has an @ and a domain."),
                password: Field::default(),
                password_again: Field::default().wrong("The two passwords differ."),
            }
            .render(shell)
        }),
        Sheet::new("popup-done", Section::Home, |shell| OauthPage::default().render(shell)),
        Sheet::new("popup-denied", Section::Home, |shell| {
            let sentence = shell.text().oauth_denied().to_owned();
            OauthPage { failure: Some(("access_denied".to_owned(), sentence)) }.render(shell)
        }),
        Sheet::new("error", Section::Home, |shell| {
            ErrorPage {
                status: 503,
                what: "The database did not answer in time.".to_owned(),
                todo: "Nothing was changed. Wait a minute and try again; if it stays, give the reference to whoever runs this server.".to_owned(),
                reference: Some("01J9-4T7K-Q2".to_owned()),
                retry: true,
            }
            .render(shell)
        }),
    ]
}
