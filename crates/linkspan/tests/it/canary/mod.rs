//! No secret is where it does not belong: the whole job is done with secrets that can be told apart, everything that can go
//! wrong goes wrong, and then everything that the program logged, wrote, mailed or showed is searched for them.

mod developers;
mod needles;
mod place;

use crate::browser::Browser;
use crate::post_office::Door;
use linkspan_emulator::faults::{Fault, FaultAction};
use needles::Needle;
use place::{
    AUTOTASK_SECRET, FILE_PASSWORD, ORDER_PASSWORD, OWNER_PASSWORD, Place, READ_PASSWORD, SIGNING_KEY, SMTP_PASSWORD,
    WRONG_PASSWORD,
};
use std::time::{Duration, Instant};

const OWNER: &str = "ada@example.com";

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_logs_files_pages_letters_or_metrics() {
    let (mut place, first_token) = Place::start().await;
    let mut browser = Browser::at(&place.url);
    let mut tokens = vec![("the first owner's link", first_token.clone())];
    become_owner(&mut place, &mut browser, &first_token).await;
    tokens.push(("the first session", browser.cookies["linkspan_session"].clone()));
    sign_in_again(&mut place, &mut browser).await;
    tokens.push(("the second session", browser.cookies["linkspan_session"].clone()));
    let csrf = browser.get("/settings").await.csrf();

    connect(&mut place, &mut browser).await;
    tokens.extend(developers::work(&mut place, &mut browser).await);
    let bridge = switch_orders_on(&mut place, &mut browser).await;
    order_with_trouble(&mut place, &mut browser).await;
    careless_vendors(&mut place, &mut browser, &bridge).await;
    dead_credentials(&mut place, &mut browser).await;
    letters_leave(&mut place, &mut browser).await;
    tokens.push(("a link made on the server", link_from_the_server(&mut place).await));
    strangers(&mut place).await;
    for arguments in [&["doctor", "--json"][..], &["doctor"], &["orders", "list"], &["backup", "--with-catalogue"]] {
        place.ask(arguments);
    }
    assert_eq!(std::fs::read_dir(place.data().join("backups")).unwrap().count(), 1);
    let pages = place.walk(&mut browser).await;
    assert!(pages > 25, "only {pages} pages were found");

    let code = place.vendors.psa.ready().integration_code;
    let key = std::fs::read_to_string(place.data().join("linkspan.key")).unwrap();
    let key = key.split_whitespace().max_by_key(|word| word.len()).unwrap().to_owned();
    let secrets = [
        ("the Autotask secret", AUTOTASK_SECRET),
        ("the integration code", &code),
        ("the ordering password", ORDER_PASSWORD),
        ("the reading password", READ_PASSWORD),
        ("the file server's password", FILE_PASSWORD),
        ("the SMTP password", SMTP_PASSWORD),
        ("the signing key", SIGNING_KEY),
        ("the owner's password", OWNER_PASSWORD),
        ("a wrong password", WRONG_PASSWORD),
        ("the key", &key),
    ];
    let mut needles: Vec<_> = secrets.iter().map(|(name, secret)| Needle::new(name, secret)).collect();
    needles.extend(tokens.iter().map(|(name, token)| Needle::new(name, token)));
    let everywhere = ["log", "data", "mail", "shown"];
    // A form carries its token: that alone is shown, and only to whom it belongs.
    let form = [Needle::new("the token of forms", &csrf)];

    let mut leaks = place.leaks(&needles, &everywhere);
    leaks.extend(place.leaks(&form, &["log", "data", "mail"]));
    place.stop();
    leaks.extend(place.leaks(&needles, &["log", "data"]));
    assert!(leaks.is_empty(), "{} leaks:\n{}", leaks.len(), leaks.join("\n"));
    assert!(place.log().contains("TRACE"), "the log was not at its most talkative");
}

async fn become_owner(place: &mut Place, browser: &mut Browser, token: &str) {
    let path = format!("/first-run/{token}");
    let form = browser.get(&path).await;
    let fields =
        |again| [("name", "Ada Owner"), ("email", OWNER), ("password", OWNER_PASSWORD), ("password_again", again)];
    let differs = browser.post(&path, &form.csrf(), &fields(WRONG_PASSWORD)).await;
    assert_eq!(differs.status, 422);
    // The form's own address holds the link that is still good; everything else of the page is searched.
    let shown = differs.body.replace(token, "");
    place.shown.push((path.clone(), shown));
    assert_eq!(browser.post(&path, &form.csrf(), &fields(OWNER_PASSWORD)).await.status, 303);
    let spent = browser.get(&path).await;
    assert_eq!(spent.status, 410);
    place.keep("/first-run", &spent);
}

async fn sign_in_again(place: &mut Place, browser: &mut Browser) {
    let csrf = browser.get("/").await.csrf();
    browser.post("/sign-out", &csrf, &[]).await;
    let form = browser.get("/sign-in").await;
    let refused = browser.post("/sign-in", &form.csrf(), &[("email", OWNER), ("password", WRONG_PASSWORD)]).await;
    assert_eq!(refused.status, 422);
    place.keep("/sign-in", &refused);
    let entered = browser.post("/sign-in", &form.csrf(), &[("email", OWNER), ("password", OWNER_PASSWORD)]).await;
    assert_eq!(entered.status, 303);
    let recipients = [("recipients", OWNER), ("on_held", "on"), ("on_unknown", "on"), ("on_credentials", "on")];
    place.submit(browser, "/settings/notices", &recipients).await;
}

async fn connect(place: &mut Place, browser: &mut Browser) {
    let ready = place.vendors.psa.ready();
    let psa = |secret| {
        let account = [("user_name", ready.user_name.as_str()), ("email", ready.owner_email.as_str())];
        [account[0], account[1], ("integration_code", ready.integration_code.as_str()), ("secret", secret)]
    };
    let refused = place.submit(browser, "/connectors/autotask/connect", &psa(WRONG_PASSWORD)).await;
    assert_eq!(refused.status, 422);
    // A secret that was pasted into the wrong field is refused there, and not shown again either.
    confirm(place, browser, "autotask", &psa(AUTOTASK_SECRET)).await;
    let ready = place.vendors.distributor.ready().clone();
    let fields = |password| {
        [
            ("country", "us"),
            ("environment", "production"),
            ("account", ready.account.as_str()),
            ("order_user", ready.user_id.as_str()),
            ("order_password", password),
            ("read_user", ready.reader_id.as_str()),
            ("read_password", READ_PASSWORD),
            ("sftp_user", ready.sftp_user.as_str()),
            ("sftp_password", FILE_PASSWORD),
        ]
    };
    let refused = place.submit(browser, "/connectors/td-synnex/connect", &fields(WRONG_PASSWORD)).await;
    assert_eq!(refused.status, 422);
    confirm(place, browser, "td-synnex", &fields(ORDER_PASSWORD)).await;
    let vendor = place.vendors.psa.ready().vendor_company_id.to_string();
    let choice = [("vendor", vendor.as_str()), ("prefix", ""), ("source", "number")];
    assert_eq!(place.submit(browser, "/bridges/new", &choice).await.status, 303);
}

async fn confirm(place: &mut Place, browser: &mut Browser, slug: &str, fields: &[(&str, &str)]) {
    let tried = place.submit(browser, &format!("/connectors/{slug}/connect"), fields).await;
    assert_eq!(tried.status, 200, "{slug}: {}", tried.body);
    let attempt = hidden(&tried.body, "attempt");
    let fields = [("attempt", attempt.as_str()), ("answer", "yes")];
    assert_eq!(place.submit(browser, &format!("/connectors/{slug}/confirm"), &fields).await.status, 303);
}

fn hidden(body: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let at = body.find(&mark).unwrap_or_else(|| panic!("no {name}: {body}")) + mark.len();
    body[at..].split('"').next().unwrap().to_owned()
}

async fn switch_orders_on(place: &mut Place, browser: &mut Browser) -> String {
    let cards = browser.get("/connectors/autotask/templates").await.body;
    let at = cards.find("/bridges/").expect("a bridge") + "/bridges/".len();
    let bridge = cards[at..].split('/').next().unwrap().to_owned();
    let base = format!("/bridges/{bridge}/order-submission");
    place.submit(browser, &format!("{base}/consent"), &[("agree", "on")]).await;
    let settings = [
        ("mode", "hold"),
        ("ship_default", "FG"),
        ("contact_name", "Receiving Desk"),
        ("contact_phone", "555-0142"),
        ("price_percent", "5"),
        ("price_amount", "1000"),
    ];
    assert_eq!(place.submit(browser, &base, &settings).await.status, 303);
    assert_eq!(place.submit(browser, &format!("{base}/switch"), &[("on", "true")]).await.status, 303);
    bridge
}

/// Submits a purchase order and presses the button once it is ready; answers its page.
async fn release(place: &mut Place, browser: &mut Browser, product: usize) -> String {
    let order = place.submitted_order(product);
    place.ask(&["sync"]);
    let list = place.until(browser, "/orders", &order.number).await.body;
    let row = &list[..list.find(&order.number).unwrap()];
    let path = row.rsplit("href=\"/orders/").next().unwrap().split('"').next().unwrap();
    let path = format!("/orders/{path}");
    let page = place.until(browser, &path, "Send the order").await;
    let digest = hidden(&page.body, "digest");
    assert_eq!(place.submit(browser, &format!("{path}/release"), &[("digest", &digest)]).await.status, 303);
    path
}

/// What a careless server says: all that it was sent.
fn echo(status: u16, content_type: &str, body: String) -> FaultAction {
    FaultAction::Status { status, body: Some(body), content_type: Some(content_type.into()), retry_after: None }
}

/// One order that goes well, one whose answer repeats the request with its credentials, one that is cut.
async fn order_with_trouble(place: &mut Place, browser: &mut Browser) {
    let path = release(place, browser, 0).await;
    place.until(browser, &path, "The distributor took the order.").await;
    let said = format!("<fault>cannot process {ORDER_PASSWORD} of the request</fault>");
    let fault = Fault { body_contains: Some("OrderRequest".into()), ..Fault::once("", echo(500, "text/xml", said)) };
    place.vendors.distributor.faults().add(fault);
    let path = release(place, browser, 1).await;
    place.until(browser, &path, "Not sure yet").await;
    let cut = Fault { body_contains: Some("OrderRequest".into()), ..Fault::once("", FaultAction::CutAfter) };
    place.vendors.distributor.faults().add(cut);
    release(place, browser, 2).await;
}

/// Both vendors repeat the credentials in what they say, in the ways in which servers do.
async fn careless_vendors(place: &mut Place, browser: &mut Browser, bridge: &str) {
    let code = place.vendors.psa.ready().integration_code;
    let long = format!("{}{AUTOTASK_SECRET}", "x".repeat(1_985));
    let texts = [
        format!("Secret {AUTOTASK_SECRET} and ApiIntegrationCode {code} were refused."),
        format!("Unable to find {AUTOTASK_SECRET} in the {code} Entity."),
        long,
    ];
    for text in texts {
        let body = serde_json::json!({ "errors": [text] }).to_string();
        place.vendors.psa.server().faults().add(Fault::always("", echo(500, "application/json", body)));
        place.ask(&["doctor"]);
        place.submit(browser, &format!("/bridges/{bridge}/order-submission/run"), &[]).await;
        place.ask(&["sync"]);
        place.vendors.psa.server().faults().clear();
    }
    let escaped = ORDER_PASSWORD.replace('&', "&amp;").replace('<', "&lt;");
    let bodies = [
        format!("<html>Password {READ_PASSWORD} or {ORDER_PASSWORD}</html>"),
        format!("<SynnexB2B><Error><Message>Invalid {escaped}</Message></Error></SynnexB2B>"),
    ];
    for (status, body) in [200, 500].into_iter().flat_map(|status| bodies.clone().map(|body| (status, body))) {
        place.vendors.distributor.faults().add(Fault::always("", echo(status, "text/xml", body)));
        place.ask(&["doctor"]);
        place.vendors.distributor.faults().clear();
    }
}

/// The distributor's password has expired: the connection says so, and so does a letter.
async fn dead_credentials(place: &mut Place, browser: &mut Browser) {
    place.vendors.distributor.set(|settings| settings.password_expired = true);
    place.ask(&["doctor"]);
    place.until(browser, "/connectors/td-synnex", "90 days").await;
    let reconnect = [("order_user", "orders@reseller.example"), ("order_password", ORDER_PASSWORD)];
    place.submit(browser, "/connectors/td-synnex/reconnect", &reconnect).await;
    place.vendors.distributor.set(|settings| settings.password_expired = false);
    place.ask(&["doctor"]);
}

/// The mail server refuses the password at first, and repeats it.
async fn letters_leave(place: &mut Place, browser: &mut Browser) {
    place.submit(browser, "/settings/notices/test", &[]).await;
    let begun = Instant::now();
    while place.mail.sign_ins().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "nobody signs in at the mail server");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    place.mail.set(Door::Open);
    place.submit(browser, "/settings/notices/test", &[]).await;
    while place.mail.letters().is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no letter leaves");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A link made beside the server works once; its token is said to whoever made it and to nobody else.
async fn link_from_the_server(place: &mut Place) -> String {
    let said = place.ask(&["sign-in-link", OWNER]);
    place.shown.pop();
    let token = said.split_once("/welcome/").expect(&said).1.split_whitespace().next().unwrap().to_owned();
    let mut browser = Browser::at(&place.url);
    let path = format!("/welcome/{token}");
    assert_eq!(browser.get(&path).await.to(), "/");
    let spent = browser.get(&path).await;
    assert_eq!(spent.status, 410);
    place.keep("/welcome", &spent);
    token
}

/// What people see who are not signed in, and what machines ask for.
async fn strangers(place: &mut Place) {
    let mut stranger = Browser::at(&place.url);
    for address in ["/metrics", "/healthz", "/readyz", "/sign-in", "/orders", "/no/such/page", "/assets/none"] {
        let page = stranger.get(address).await;
        place.keep(address, &page);
    }
    let body = format!("csrf=x&secret={ORDER_PASSWORD}&password={AUTOTASK_SECRET}");
    for address in ["/connectors/autotask/connect", "/sign-in", "/settings/notices", "/no/such/page"] {
        for accept in ["text/html", "application/json"] {
            let page = stranger.send("POST", address, body.clone(), &[("accept", accept)]).await;
            assert!(page.status >= 300, "{address}");
            place.keep(address, &page);
        }
    }
}
