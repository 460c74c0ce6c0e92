//! Programs at work: keys made in the portal and beside the server, accounts read and called with them, webhooks signed.

use super::place::{Place, SIGNING_KEY};
use crate::browser::Browser;
use crate::program::{Program, client};
use crate::receiver::Receiver;
use serde_json::json;

/// Makes two keys, uses them well and badly, sends webhooks; answers the keys.
pub async fn work(place: &mut Place, browser: &mut Browser) -> Vec<(&'static str, String)> {
    let said = place.ask(&["keys", "create", "--environment", "default", "--name", "Beside the server"]);
    place.shown.pop();
    let beside = said.lines().find(|line| line.starts_with("lsk_")).expect(&said).to_owned();
    let csrf = browser.get("/settings").await.csrf();
    let made = browser.post("/settings/keys", &csrf, &[("name", "In the portal")]).await;
    let at = made.body.find("value=\"lsk_").expect(&made.body) + "value=\"".len();
    let portal = made.body[at..].split('"').next().unwrap().to_owned();
    place.shown.push(("/settings/keys".into(), made.body.replace(&portal, "")));

    let client = client();
    for key in [&beside, &portal] {
        let url = place.url.clone();
        let program = Program::at(&url, &client, key);
        let list = program.get("/connections").await;
        assert_eq!(list.status, 200, "{}", list.text);
        place.shown.push(("/connections".into(), list.text));
        for (method, path) in [("GET", "/connections/none"), ("POST", "/connections"), ("GET", "/proxy/v1.0/Companies")]
        {
            let refused = program.call(method, path, Some(json!({ "credentials": 1 }))).await;
            assert!(refused.status >= 400, "{path}: {}", refused.text);
            place.shown.push((path.into(), refused.text));
        }
        let in_address = program.get(&format!("/connections?search={}", &key[..8])).await;
        place.shown.push(("/connections?search".into(), in_address.text));
    }
    let half = format!("{}x", &portal[..portal.len() - 1]);
    let url = place.url.clone();
    let refused = Program::at(&url, &client, &half).get("/connections").await;
    assert_eq!(refused.status, 401, "{}", refused.text);
    place.shown.push(("a wrong key".into(), refused.text));
    place.ask(&["keys", "list", "--environment", "default"]);
    webhooks(place, browser).await;
    vec![("a key made beside the server", beside), ("a key made in the portal", portal)]
}

/// The receiver refuses one and takes one; the key is changed to one that is looked for.
async fn webhooks(place: &mut Place, browser: &mut Browser) {
    let receiver = Receiver::start().await;
    let fields =
        [("url", receiver.at("/hooks")), ("on_auth_creation", "on".into()), ("on_auth_refresh_error", "on".into())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(place.submit(browser, "/settings/webhooks", &fields).await.status, 303);
    place
        .submit(browser, "/settings/webhooks/key/change", &[("new_key", "canary, with blanks, so it is refused")])
        .await;
    let changed = place.submit(browser, "/settings/webhooks/key/change", &[("new_key", SIGNING_KEY)]).await;
    assert_eq!(changed.status, 303);
    receiver.answers([410]);
    place.submit(browser, "/settings/webhooks/test", &[]).await;
    place.until(browser, "/settings/webhooks?state=dead", "data-row").await;
    place.submit(browser, "/settings/webhooks/test", &[]).await;
    place.until(browser, "/settings/webhooks?state=delivered", "data-row").await;
    assert_eq!(receiver.take().len(), 2);
}
