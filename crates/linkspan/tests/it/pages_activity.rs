//! The activity log, its exports, and runs.

use crate::browser::Server;
use crate::desk::Desk;
use linkspan_core::catalog::guard::ProductHold;
use linkspan_core::id::RunId;
use linkspan_store::{
    AuditFilter, NewRecord, NewRun, ProductLink, RecordObject, RecordStatus, RunKind, RunState, StartedBy,
};

/// A run with a record whose name is a trap for spreadsheets and for pages.
async fn run(desk: &Desk, end: Option<RunState>) -> RunId {
    let (env, store) = (desk.world.env(), &desk.world.app.store);
    let mut tx = store.begin().await.unwrap();
    let new = NewRun {
        bridge: Some(desk.world.bridge),
        kind: RunKind::ProductSync,
        started_by: StartedBy::Schedule,
        actor: "linkspan".into(),
        rehearsal: false,
        due_at: None,
    };
    let id = env.start_run(&mut tx, &new).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let run = env.run(id).await.unwrap().unwrap();
    let mut tx = store.begin().await.unwrap();
    let record = NewRecord {
        object: RecordObject::Product,
        subject: "900001".into(),
        name: "=cmd|' /C calc'!A0 <script>".into(),
        psa_id: Some("5512".into()),
        distributor_id: Some("900001".into()),
        status: RecordStatus::Failing,
        activity: "update".into(),
        code: Some("name_too_long".into()),
        sentence: "Autotask refused the name, \"too long\".".into(),
    };
    env.put_record(&mut tx, &run, &record).await.unwrap();
    if let Some(end) = end {
        env.finish_run(&mut tx, id, end, "It ended.").await.unwrap();
    }
    tx.commit().await.unwrap();
    id
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_log_says_what_will_be_there_and_odd_filters_narrow_nothing() {
    let server = Server::start().await;
    let mut browser = server.owner().await;
    for path in ["/activity", "/activity/records", "/activity/records?q=%25&status=x&kind=y&since=2026-99-99&page=-1"] {
        let page = browser.get(path).await;
        assert!(
            page.status == 200 && page.body.contains("None yet") || page.body.contains("Nothing found."),
            "{path}: {}",
            page.body
        );
    }
    assert_eq!(browser.get("/activity/export/json").await.body, "[]");
    assert_eq!(browser.get("/activity/export/csv").await.body.lines().count(), 1);
    for path in ["/runs/x", "/runs/0190b4d2-0000-7000-8000-000000000001"] {
        assert_eq!(browser.get(path).await.status, 404);
        for action in ["cancel", "resume", "decide"] {
            assert_eq!(browser.submit(&format!("{path}/{action}"), &[]).await.status, 404);
        }
    }
    let mut stranger = server.browser();
    assert_eq!(stranger.get("/activity/export/csv").await.status, 303, "nobody exports without signing in");
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_found_filtered_and_exported_without_traps() {
    let mut desk = Desk::open().await;
    let id = run(&desk, Some(RunState::CompletedWithWarnings)).await;
    let page = desk.see("/activity/records?status=failing&kind=product&q=5512").await.body;
    assert!(page.contains("Autotask refused the name") && page.contains("5512"), "{page}");
    assert!(!page.contains("<script>") || !page.contains("A0 <script>"), "{page}");
    for nothing in ["status=held", "q=zeppelin"] {
        let page = desk.see(&format!("/activity/records?{nothing}")).await.body;
        assert!(page.contains("Nothing found."), "{nothing}: {page}");
    }
    let csv = desk.see("/activity/export/csv").await.body;
    assert!(csv.contains("\"'=cmd|' /C calc'!A0 <script>\"") && csv.contains("\"\"too long\"\""), "{csv}");
    let json: serde_json::Value =
        serde_json::from_str(&desk.see(&format!("/activity/export/json?run={id}")).await.body).unwrap();
    assert_eq!((json[0]["status"].as_str(), json[0]["psa_id"].as_str()), (Some("failing"), Some("5512")), "{json}");
    let none = desk.see("/activity/export/json?q=zeppelin").await.body;
    assert_eq!(none, "[]");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_works_can_be_stopped_and_one_that_stopped_goes_on() {
    let mut desk = Desk::open().await;
    desk.choose_notebooks().await;
    let id = run(&desk, None).await;
    let here = format!("/runs/{id}");
    let page = desk.see(&here).await.body;
    assert!(page.contains(&format!("data-live=\"/events/runs/{id}\"")), "{page}");
    assert!(page.contains(&format!("action=\"{here}/cancel\"")), "{page}");
    assert_eq!(desk.browser.post(&format!("{here}/cancel"), "", &[]).await.status, 403);
    desk.send(&format!("{here}/cancel"), &[]).await;
    let stopped = desk.until(&here, &format!("action=\"{here}/resume\"")).await.body;
    assert!(stopped.contains("Cancelled"), "{stopped}");
    let next = desk.browser.submit(&format!("{here}/resume"), &[]).await.to().to_owned();
    assert!(next.starts_with("/runs/") && next != here, "{next}");
    desk.until(&next, "pill tone-ok").await;
    let refused = desk.send(&format!("{next}/resume"), &[]).await.body;
    assert!(refused.contains("There is nothing to go on with"), "{refused}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_decided_on_the_page_of_the_newest_run() {
    let mut desk = Desk::open().await;
    let id = run(&desk, Some(RunState::CompletedWithWarnings)).await;
    let held = |sku: &str, hold: ProductHold| ProductLink {
        hold: Some(hold),
        ..ProductLink::new(sku, &format!("Notebook {sku}"))
    };
    let several = ProductHold::SeveralProducts {
        products: vec!["7".into(), "9".into()],
        labels: [("7".to_owned(), "Notebook <b>, VELTRAXIS".to_owned())].into(),
    };
    let links = [held("900001", ProductHold::CostZero), held("900002", several)];
    let mut tx = desk.world.app.store.begin().await.unwrap();
    desk.world.env().put_product_links(&mut tx, desk.world.bridge, &links).await.unwrap();
    tx.commit().await.unwrap();
    let here = format!("/runs/{id}");
    let page = desk.see(&here).await.body;
    assert!(page.contains("Notebook 900001") && page.contains("Notebook 900002"), "{page}");
    assert_eq!(page.matches("name=\"record\"").count(), 2, "{page}");
    assert!(
        page.contains("value=\"product:7\"") && page.contains("Product 9 (9)") || page.contains("Product 9"),
        "{page}"
    );
    assert!(!page.contains("Notebook <b>"), "what Autotask says is no markup: {page}");
    assert!(desk.see("/products?link=held").await.body.contains("1 to 2 of 2"));

    let decide = format!("{here}/decide");
    let keep = [("record", "900001"), ("answer", "keep"), ("reason", "Free of charge & right")];
    let kept = desk.send(&decide, &keep).await.body;
    assert!(kept.contains("Noted. It stays as it is.") && kept.contains("Kept as it is by "), "{kept}");
    assert!(kept.contains("Free of charge &#38; right"), "{kept}");
    assert!(desk.see("/products?link=held").await.body.contains("1 to 1 of 1"), "it waits no longer");
    let again = desk.send(&decide, &[("record", "900001"), ("answer", "undo")]).await.body;
    assert!(again.contains("It waits again.") && !again.contains("Kept as it is by "), "{again}");
    let told = desk.send(&decide, &[("record", "900001"), ("answer", "undo")]).await.body;
    assert!(told.contains("no decision to take back"), "{told}");

    let told = desk.send(&decide, &[("record", "900002"), ("answer", "accept")]).await.body;
    assert!(told.contains("Choose the right product"), "{told}");
    for (choice, said) in [("", "Choose one first."), ("product:8", "not one of those"), ("7", "Choose one first.")] {
        let told = desk.send(&decide, &[("record", "900002"), ("answer", "choose"), ("choice", choice)]).await.body;
        assert!(told.contains(said), "{choice}: {told}");
    }
    let page = desk.see("/products/900002").await.body;
    assert!(page.contains("action=\"/products/900002/decide\"") && page.contains("value=\"out\""), "{page}");
    let choose = [("answer", "choose"), ("choice", "product:9")];
    let chosen = desk.send("/products/900002/decide", &choose).await.body;
    assert!(chosen.contains("Product 9, chosen by "), "{chosen}");
    let out = desk.send("/products/900002/decide", &[("answer", "choose"), ("choice", "out")]).await.body;
    assert!(out.contains("Left out by ") && out.contains("Not selected"), "{out}");
    assert_eq!(desk.browser.post("/products/900002/decide", "", &choose).await.status, 403);
    assert_eq!(desk.browser.submit("/products/900002/decide", &[("answer", "perhaps")]).await.status, 400);
    assert_eq!(desk.browser.submit("/products/0/decide", &choose).await.status, 404);

    let taken = desk.send(&decide, &[("record", "900001"), ("answer", "accept")]).await.body;
    assert!(taken.contains("The next run takes it over.") && taken.contains("Taken over by "), "{taken}");
    let long = "x".repeat(301);
    let told = desk.send(&decide, &[("record", "900001"), ("answer", "keep"), ("reason", &long)]).await.body;
    assert!(told.contains("longer than 300 characters"), "{told}");
    let filter = AuditFilter { text: "900001".into(), ..AuditFilter::default() };
    let audit = desk.world.env().audit(&filter).await.unwrap();
    let actions: Vec<_> = audit.iter().map(|entry| entry.content.action.as_str()).collect();
    let expected = ["product_sync.approved", "product_sync.decision_taken_back", "product_sync.kept"];
    assert_eq!(actions, expected);
    for odd in [[("record", "'; DROP TABLE runs"), ("answer", "accept")], [("record", ""), ("answer", "accept")]] {
        let answer = desk.browser.submit(&decide, &odd).await;
        assert!(answer.status < 500, "{}", answer.body);
    }
    assert_eq!(desk.browser.submit(&decide, &[("answer", "perhaps")]).await.status, 400);
    assert_eq!(desk.browser.post(&decide, "", &[("answer", "keep")]).await.status, 403);
}
