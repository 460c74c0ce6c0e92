//! The pages of the server: the question whether a client may, and what is wrong with a request. No script.

use axum::response::Html;
use quick_xml::escape::escape;

use super::options::Person;
use super::request::Wanted;

const STYLE: &str = include_str!("page.css");

/// The question, under the name of the request that waits for it.
pub(super) fn consent(name: &str, wanted: &Wanted, user: &Person) -> Html<String> {
    let scopes: String = wanted.scopes.iter().map(|scope| format!("<li>{}</li>", escape(scope))).collect();
    page(
        "Allow access?",
        &format!(
            "<h1>Allow access?</h1>\
             <p><strong>{client}</strong> wants to reach your account:</p><ul>{scopes}</ul>\
             <p class=\"who\">Signed in as {who} ({mail})</p>\
             <form method=\"post\" action=\"/authorize/decide\">\
             <input type=\"hidden\" name=\"request\" value=\"{name}\">\
             <div class=\"actions\">\
             <button class=\"allow\" name=\"decision\" value=\"allow\">Allow</button>\
             <button name=\"decision\" value=\"deny\">Deny</button></div></form>",
            client = escape(&wanted.client_id),
            who = escape(&user.display_name),
            mail = escape(&user.name),
            name = escape(name),
        ),
    )
}

/// What is wrong with a request that leads nowhere.
pub(super) fn wrong(why: &str) -> Html<String> {
    page("This does not work", &format!("<h1>This does not work</h1><p>{}</p>", escape(why)))
}

fn page(title: &str, content: &str) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>{STYLE}</style></head>\
         <body><main>{content}</main></body></html>"
    ))
}
