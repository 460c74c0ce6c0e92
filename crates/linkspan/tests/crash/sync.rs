//! Product sync and the real process: asked for from the command line, killed in the middle, gone on with after the restart.

use crate::process::Scene;
use serde_json::Value;
use std::collections::BTreeSet;

fn references(scene: &Scene) -> Vec<String> {
    let products = scene.vendors.psa.tenant().entities("Products");
    products.iter().filter_map(|product| Some(product["sku"].as_str()?.to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_that_is_killed_goes_on_after_the_restart_and_makes_nothing_twice() {
    let scene = Scene::prepare().await;
    scene.enable_products(&["003080668", "003056000"]).await;
    let before = scene.vendors.psa.tenant().count("Products");
    let first = scene.start(None);
    scene.served().await;
    let begun = scene.command(&["sync", "products", "--no-wait", "--json"]);
    assert_eq!(begun.status.code(), Some(0), "{begun:?}");
    scene.until("products", || scene.vendors.psa.tenant().count("Products") >= before + 15).await;
    first.kill();
    let made = scene.vendors.psa.tenant().count("Products") - before;

    let second = scene.start(None);
    scene.served().await;
    let waited = scene.command(&["sync", "products", "--json"]);
    assert!(matches!(waited.status.code(), Some(0 | 3)), "{waited:?}");
    let answer: Value = serde_json::from_slice(&waited.stdout).unwrap();
    assert_eq!((&answer["runs"][0]["kind"], &answer["runs"][0]["finished"]), (&"product_sync".into(), &true.into()));
    assert!(String::from_utf8_lossy(&waited.stderr).contains("Products: "), "it says how far it is: {waited:?}");
    let all = references(&scene);
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len(), "nothing was made twice");
    assert!(all.len() > made, "{} after {made}", all.len());

    let again = scene.command(&["sync", "products", "--json"]);
    let answer: Value = serde_json::from_slice(&again.stdout).unwrap();
    let counters = &answer["runs"][0]["counters"];
    assert_eq!(counters["applied"]["created"], 0, "{answer}");
    assert!(counters["plan"]["unchanged"].as_u64().unwrap() > 15, "{answer}");
    assert_eq!(references(&scene).len(), all.len());
    second.kill();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_says_what_it_began_and_why_it_did_not() {
    let scene = Scene::prepare().await;
    let alone = scene.command(&["sync", "orders"]);
    assert_eq!(alone.status.code(), Some(0), "{alone:?}");
    assert!(String::from_utf8_lossy(&alone.stderr).contains("it begins when one does"), "{alone:?}");

    let _server = scene.start(None);
    scene.served().await;
    for what in ["orders", "status"] {
        let done = scene.command(&["sync", what, "--json"]);
        assert_eq!(done.status.code(), Some(0), "{done:?}");
        assert_eq!(serde_json::from_slice::<Value>(&done.stdout).unwrap()["bridges"], 1);
    }
    let off = scene.command(&["sync", "products"]);
    assert_eq!(off.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&off.stderr).contains("switch on Product Sync first"), "{off:?}");
    let unknown = scene.command(&["sync", "orders", "--bridge", "0190b4d2-0000-7000-8000-000000000001"]);
    assert_eq!(unknown.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("no bridge with this id"), "{unknown:?}");
    assert_eq!(scene.command(&["sync", "orders", "--rehearse"]).status.code(), Some(2));
    assert_eq!(scene.command(&["sync", "everything"]).status.code(), Some(2));
    let unset = scene.command(&["sync", "products", "--rehearse"]);
    assert_eq!(unset.status.code(), Some(1), "{unset:?}");
    assert!(String::from_utf8_lossy(&unset.stderr).contains("Choose at least one category"), "{unset:?}");
}
