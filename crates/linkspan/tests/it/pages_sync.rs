//! The four steps of the product sync's settings, and what follows from them.

use crate::desk::Desk;
use rstest::rstest;

#[tokio::test(flavor = "multi_thread")]
async fn a_person_chooses_categories_places_and_prices_sees_the_plan_and_applies_it() {
    let mut desk = Desk::open().await;
    let first = desk.browser.get(&format!("/bridges/{}/product-sync", desk.world.bridge)).await;
    assert_eq!((first.status, first.to()), (303, desk.step("categories").as_str()));
    let tree = desk.see(&desk.step("categories")).await.body;
    assert!(
        tree.contains("Computers") && tree.contains("Portable &gt; Notebooks")
            || tree.contains("Portable &#62; Notebooks"),
        "{tree}"
    );
    assert!(tree.contains("data-selected>0<"), "{tree}");

    let mapping = desk.send(&desk.step("categories"), &[("shown", "002"), ("category", "002057660")]).await;
    assert!(mapping.body.contains("Saved."), "{}", mapping.body);
    let tree = desk.see(&desk.step("categories")).await.body;
    assert!(tree.contains("data-selected>6<"), "{tree}");
    let searched = desk.see(&format!("{}?q=software", desk.step("categories"))).await.body;
    assert!(searched.contains("data-elsewhere=\"6\"") && !searched.contains("Notebooks"), "{searched}");

    desk.choose_notebooks().await;
    let prices = [
        ("sync_cost", "on"),
        ("update_existing", "on"),
        ("price_rule", "markup"),
        ("markup", "20"),
        ("run_at", "04:15"),
    ];
    let preview = desk.send(&desk.step("prices"), &prices).await;
    assert!(preview.body.contains("No preview yet."), "{}", preview.body);
    let shown = desk.see(&desk.step("prices")).await.body;
    assert!(shown.contains("value=\"04:15\"") && shown.contains("600.01"), "cost 500.01 and a fifth: {shown}");

    desk.send(&desk.step("preview"), &[]).await;
    let plan = desk.until(&desk.step("preview"), "Create 6 products").await.body;
    assert!(plan.contains("VX-900001") && plan.contains("600.01"), "{plan}");
    let id = plan.split("name=\"plan\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let run = desk.browser.submit(&desk.step("apply"), &[("plan", &id)]).await;
    let run = run.to().to_owned();
    assert!(run.starts_with("/runs/"), "{run}");
    let done = desk.until(&run, "pill tone-ok").await.body;
    assert!(
        done.contains("900001") && done.contains("/products?q=900001") && done.contains("<dt>Created</dt><dd>6</dd>"),
        "{done}"
    );

    let linked = desk.see("/products?q=900001").await.body;
    assert!(linked.contains("In Autotask"), "{linked}");
    let csv = desk.see("/activity/export/csv").await;
    assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
    assert_eq!(csv.body.lines().count(), 7, "a head and six products: {}", csv.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_not_applied_after_the_settings_changed() {
    let mut desk = Desk::open().await;
    let told = desk.send(&desk.step("preview"), &[]).await.body;
    assert!(told.contains("Choose at least one category."), "{told}");
    desk.choose_notebooks().await;
    desk.send(&desk.step("preview"), &[]).await;
    let plan = desk.until(&desk.step("preview"), "Create 6 products").await.body;
    let id = plan.split("name=\"plan\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    desk.send(&desk.step("categories/reset"), &[]).await;
    let refused = desk.send(&desk.step("apply"), &[("plan", &id)]).await.body;
    assert!(refused.contains("The settings have changed since."), "{refused}");
    assert!(!refused.contains("name=\"plan\""), "{refused}");
    let none = desk.send(&desk.step("apply"), &[("plan", "0190b4d2-0000-7000-8000-000000000001")]).await.body;
    assert!(none.contains("The settings have changed since."), "{none}");
}

#[tokio::test(flavor = "multi_thread")]
async fn exceptions_are_added_and_removed_and_only_what_autotask_has_is_taken() {
    let mut desk = Desk::open().await;
    desk.choose_notebooks().await;
    let mapping = desk.see(&desk.step("mapping")).await.body;
    let category = crate::desk::option_of(&mapping, "default_category");
    let add = [("from", "002057660"), ("category", category.as_str()), ("billing", "")];
    let added = desk.send(&desk.step("mapping/add"), &add).await.body;
    assert!(
        added.contains("name=\"code\" value=\"002057660\"") && added.contains("Every category has an exception."),
        "{added}"
    );
    for (from, category) in [("999", category.as_str()), ("002057660", "not-there"), ("002057660", "")] {
        let told = desk.send(&desk.step("mapping/add"), &[("from", from), ("category", category)]).await.body;
        assert!(told.contains("no longer in Autotask"), "{from} {category}: {told}");
    }
    let removed = desk.send(&desk.step("mapping/remove"), &[("code", "002057660")]).await.body;
    assert!(removed.contains("No exceptions."), "{removed}");
    let missing = desk.send(&desk.step("mapping"), &[("default_category", ""), ("default_billing", "")]).await.body;
    assert!(missing.contains("Choose a material billing code"), "{missing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tenants_currency_is_read_and_stock_goes_only_into_fields_that_autotask_has() {
    let mut desk = Desk::open().await;
    let mapping = desk.see(&desk.step("mapping")).await.body;
    assert!(mapping.contains("Currency of your Autotask") && mapping.contains("Read from Autotask."), "{mapping}");
    assert!(!mapping.contains("name=\"currency\""), "nobody is asked for what is known: {mapping}");
    desk.choose_notebooks().await;
    let prices = desk.see(&desk.step("prices")).await.body;
    let band = crate::desk::option_of(&prices, "stock_band");
    assert_eq!(band, "Distributor Stock");
    let form = |band: &str, date: &str| {
        let fields = [
            ("sync_cost", "on"),
            ("price_rule", "keep"),
            ("run_at", "05:00"),
            ("stock_band", band),
            ("stock_date", date),
        ];
        fields.map(|(name, value)| (name, value.to_owned()))
    };
    let mut send = async |band: &str, date: &str| {
        let fields = form(band, date);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        desk.send(&desk.step("prices"), &fields).await.body
    };
    assert!(send("No such field", "").await.contains("no longer in Autotask"));
    assert!(send("Distributor Stock Date", "").await.contains("no longer in Autotask"), "a date takes no band");
    for (band, date) in [("", "Distributor Stock Date"), ("Distributor Stock", "Distributor Stock")] {
        assert!(send(band, date).await.contains("Choose a field for the band"), "{band} {date}");
    }
    assert!(send("Distributor Stock", "Distributor Stock Date").await.contains("Saved."));
    let prices = desk.see(&desk.step("prices")).await.body;
    assert!(prices.contains("value=\"Distributor Stock\" selected"), "{prices}");
    assert!(
        desk.send(&desk.step("prices"), &[("price_rule", "keep"), ("run_at", "05:00")]).await.body.contains("Saved.")
    );
    let off = desk.see(&desk.step("prices")).await.body;
    assert!(!off.contains("value=\"Distributor Stock\" selected"), "{off}");
}

#[rstest]
#[case("price_rule=markup&markup=much&run_at=05:00", "Give a number from 0 to 1,000.")]
#[case("price_rule=markup&markup=-5&run_at=05:00", "Give a number from 0 to 1,000.")]
#[case("price_rule=keep&run_at=25:99", "Give a time of day")]
#[case("", "Give a time of day")]
#[tokio::test(flavor = "multi_thread")]
async fn prices_that_make_no_sense_are_said_at_their_field(#[case] form: &str, #[case] said: &str) {
    let mut desk = Desk::open().await;
    let fields: Vec<_> = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let page = desk.browser.submit(&desk.step("prices"), &fields).await;
    assert_eq!(page.status, 422, "{}", page.body);
    assert!(page.body.contains(said) && page.body.contains("aria-invalid"), "{}", page.body);
    assert!(desk.see(&desk.step("prices")).await.body.contains("value=\"05:00\""), "nothing was saved");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_environments_bridge_does_not_exist_and_a_form_without_its_token_is_refused() {
    let mut desk = Desk::open().await;
    let foreign = desk.foreign_bridge().await.to_string();
    let own = desk.world.bridge.to_string();
    let nowhere = "0190b4d2-0000-7000-8000-000000000001";
    for path in ["", "/categories", "/mapping", "/prices", "/preview"] {
        for bridge in [foreign.as_str(), nowhere, "not-an-id", "%00"] {
            let page = desk.browser.get(&format!("/bridges/{bridge}/product-sync{path}")).await;
            assert_eq!(page.status, 404, "{path} of {bridge}");
        }
    }
    let posts = [
        "categories",
        "categories/reset",
        "mapping",
        "mapping/add",
        "mapping/remove",
        "prices",
        "preview",
        "apply",
        "run",
    ];
    for path in posts {
        let to = |bridge: &str| format!("/bridges/{bridge}/product-sync/{path}");
        for bridge in [foreign.as_str(), nowhere, "not-an-id"] {
            assert_eq!(desk.browser.submit(&to(bridge), &[]).await.status, 404, "{path} of {bridge}");
        }
        assert_eq!(desk.browser.post(&to(&own), "", &[]).await.status, 403, "{path} without its token");
        let odd = [("category", "'\u{0}"), ("q", "%"), ("plan", "x"), ("code", "\u{1f980}"), ("from", "<script>")];
        let answer = desk.browser.submit(&to(&own), &odd).await;
        assert!(answer.status < 500 && !answer.body.contains("<script>"), "{path}: {} {}", answer.status, answer.body);
    }
    assert_eq!(desk.browser.submit(&format!("/bridges/{own}/no-such/run"), &[]).await.status, 404);
}
