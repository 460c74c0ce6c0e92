//! The main job through the portal: two accounts are linked, a template is switched on, a purchase order is released and
//! ordered, and other people see nothing of it.

use crate::browser::{Browser, Page, Server};
use crate::harness::World;
use linkspan::start::Installation;
use secrecy::ExposeSecret;
use std::time::{Duration, Instant};

/// The installation of a world for a server of its own, which shares data and clock with it.
fn shared(world: &World) -> Installation {
    let one = &world.installation;
    Installation {
        app: one.app.clone(),
        registry: one.registry.clone(),
        connect: one.connect.clone(),
        keys: one.keys.clone(),
        developers: one.developers.clone(),
        vault: one.vault.clone(),
        environment: one.environment,
        key_file: one.key_file.clone(),
        key_made: false,
        data_place: one.data_place.clone(),
    }
}

/// The value of a hidden field.
fn hidden(page: &Page, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let at = page.body.find(&mark).unwrap_or_else(|| panic!("no {name}: {}", page.body)) + mark.len();
    page.body[at..].split('"').next().unwrap().to_owned()
}

async fn until(browser: &mut Browser, path: &str, text: &str) -> Page {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let page = browser.get(path).await;
        if page.body.contains(text) {
            return page;
        }
        assert!(Instant::now() < end, "{path} never says {text:?}: {}", page.body);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

async fn connect(browser: &mut Browser, slug: &str, fields: &[(&str, &str)]) -> Page {
    let tried = browser.submit(&format!("/connectors/{slug}/connect"), fields).await;
    assert_eq!(tried.status, 200, "{slug}: {}", tried.body);
    let attempt = hidden(&tried, "attempt");
    browser.submit(&format!("/connectors/{slug}/confirm"), &[("attempt", &attempt), ("answer", "yes")]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_purchase_order_becomes_a_distributor_order_with_the_buttons_of_the_portal() {
    let world = World::bare().await;
    let server = Server::over(shared(&world), &world.config).await;
    let mut browser = server.owner().await;
    let ready = world.autotask.ready();
    let typed = world.autotask_values();
    let code = typed.secret("integration_code").unwrap();

    let wrong = [
        ("integration_code", code.expose_secret()),
        ("user_name", ready.user_name.as_str()),
        ("secret", "not the secret"),
        ("email", ready.owner_email.as_str()),
    ];
    let refused = browser.submit("/connectors/autotask/connect", &wrong).await;
    assert!(refused.status == 422 && refused.body.contains(&ready.user_name), "{}", refused.body);
    assert!(refused.body.contains("Tries left with this secret: 1"), "{}", refused.body);
    assert!(!refused.body.contains("not the secret") && !refused.body.contains(code.expose_secret()));

    let mut right = wrong;
    right[2].1 = ready.secret.as_str();
    let linked = connect(&mut browser, "autotask", &right).await;
    assert_eq!(linked.to(), "/connectors/autotask", "{}", linked.body);
    let ready = world.td_synnex.ready();
    let fields = [
        ("country", "us"),
        ("environment", "production"),
        ("account", ready.account.as_str()),
        ("order_user", ready.user_id.as_str()),
        ("order_password", ready.password.as_str()),
    ];
    let linked = connect(&mut browser, "td-synnex", &fields).await;
    assert_eq!(linked.to(), "/bridges/new", "{}", linked.body);
    let question = browser.get("/bridges/new").await.body;
    assert!(question.contains("TD SYNNEX") && question.contains("<code>20261122-0001</code>"), "{question}");
    let vendor = world.autotask.ready().vendor_company_id.to_string();
    let choice = [("vendor", vendor.as_str()), ("prefix", ""), ("source", "number")];
    assert_eq!(browser.submit("/bridges/new", &choice).await.to(), "/connectors/autotask/templates");
    let overview = browser.get("/connectors/autotask").await;
    assert!(!overview.body.contains(code.expose_secret()) && overview.body.contains("Permission"), "{}", overview.body);

    let bridge = world.env().bridges().await.unwrap()[0].id;
    let base = format!("/bridges/{bridge}/order-submission");
    let early = browser.submit(&format!("{base}/switch"), &[("on", "true")]).await;
    assert_eq!(early.to(), base, "consent comes first");
    assert_eq!(browser.submit(&format!("{base}/consent"), &[]).await.status, 303);
    assert!(browser.get(&base).await.body.contains("Tick the box"), "the box was not ticked");
    browser.submit(&format!("{base}/consent"), &[("agree", "on")]).await;
    let odd = browser.submit(&base, &[("price_percent", "1"), ("price_amount", "a lot")]).await;
    assert!(odd.status == 422 && odd.body.contains("Give a number"), "{}", odd.body);
    let settings = [
        ("mode", "hold"),
        ("ship_default", "FG"),
        ("contact_name", "Receiving Desk"),
        ("contact_phone", "555-0142"),
        ("price_percent", "5"),
        ("price_amount", "1000"),
    ];
    assert_eq!(browser.submit(&base, &settings).await.status, 303);
    let on = browser.submit(&format!("{base}/switch"), &[("on", "true")]).await;
    assert_eq!(on.to(), "/connectors/autotask/templates");
    assert!(browser.get(on.to()).await.body.contains("Switched on"));

    world.sync_by_hand(ready.skus[0]);
    let order = world.submit_order(&[(ready.skus[0], 1)]);
    assert_eq!(browser.submit(&format!("{base}/run"), &[]).await.to(), "/activity");
    until(&mut browser, "/orders?group=open", &order.number).await;
    let row = world.env().orders(&linkspan_store::OrderFilter::default()).await.unwrap().orders.remove(0);
    let path = format!("/orders/{}", row.id);
    let page = until(&mut browser, &path, "Send the order").await;
    let stale = browser.submit(&format!("{path}/release"), &[("digest", "another")]).await;
    assert_eq!(stale.to(), path);
    assert!(browser.get(&path).await.body.contains("has moved on"), "a stale page cannot release");
    let digest = hidden(&page, "digest");
    for _ in 0..2 {
        assert_eq!(browser.submit(&format!("{path}/release"), &[("digest", &digest)]).await.status, 303);
    }
    let done = until(&mut browser, &path, "What we sent").await;
    assert!(done.body.contains("Ordered"), "{}", done.body);
    assert_eq!(world.td_synnex.orders().requests_seen, 1, "a doubled click orders once");

    nobody_else_sees(&world, &server, &path, &[base, format!("/bridges/{bridge}/order-status")]).await;
}

/// Whoever belongs to another environment finds nothing at these addresses, and cannot press a button there.
async fn nobody_else_sees(world: &World, server: &Server, order: &str, more: &[String]) {
    let mut tx = world.app.store.begin().await.unwrap();
    let other = world.app.store.add_environment(&mut tx, "Another tenant").await.unwrap();
    tx.commit().await.unwrap();
    let token = stranger(world, other).await;
    let mut stranger = server.browser();
    assert_eq!(stranger.get(&format!("/welcome/{token}")).await.to(), "/");
    for foreign in [order].into_iter().chain(more.iter().map(String::as_str)) {
        assert_eq!(stranger.get(foreign).await.status, 404, "{foreign}");
    }
    assert_eq!(stranger.submit(&format!("{order}/check"), &[]).await.status, 404);
    assert!(!stranger.get("/orders").await.body.contains("/orders/0"), "no row leads to an order");
}

/// A link that signs in a person of another environment.
async fn stranger(world: &World, environment: linkspan_core::id::EnvironmentId) -> String {
    let user = linkspan_store::NewUser {
        email: "eve@example.org".into(),
        name: "Eve".into(),
        owner: true,
        password_hash: None,
    };
    let mut tx = world.app.store.begin().await.unwrap();
    world.app.env(environment).add_user(&mut tx, &user).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let link = linkspan::app::sign_in::link_for(&world.app, Some("eve@example.org")).await.unwrap();
    link.expose_secret().to_owned()
}
