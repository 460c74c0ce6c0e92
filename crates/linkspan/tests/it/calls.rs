//! The count of Autotask's calls over restarts and processes, and the share that people set.

use crate::desk::Desk;
use crate::harness::{Linked, World};
use linkspan::connectors::{Accounts, CallBudget, CallKeeper, Registry, last_hour, share_setting};
use linkspan_store::AuditFilter;
use std::sync::Arc;
use std::time::Duration;

fn budget(world: &World) -> CallBudget {
    world.registry.call_budget(&database(world)).expect("calls were made")
}

fn database(world: &World) -> String {
    world.autotask.ready().ci.to_string()
}

/// What another process on the same data would have.
fn another(world: &World) -> (Arc<Registry>, CallKeeper) {
    let one = &world.installation;
    let clock = Arc::clone(&world.app.clock);
    let registry = Registry::new(world.app.store.clone(), one.vault.clone(), clock.clone(), &world.config.vendors);
    let registry = Arc::new(registry.unwrap());
    let keeper = CallKeeper::new(Arc::clone(&registry), world.app.store.clone(), clock, &*world.app.ids);
    (registry, keeper)
}

#[tokio::test]
async fn a_restart_forgets_nothing_of_the_hour() {
    let Linked { world, .. } = World::start().await;
    let before = budget(&world);
    assert!(before.used > 3, "{before:?}");
    world.installation.call_keeper().exchange().await.unwrap();
    world.advance(Duration::from_secs(600));
    let world = world.restarted().await;
    let after = budget(&world);
    assert_eq!((after.used, after.used_by_lane, after.share), (before.used, before.used_by_lane, before.share));
    let points = last_hour(&world.app.store, &database(&world), world.app.clock.now()).await.unwrap();
    assert_eq!((points[40].ours, points[55].ours), (0, u64::from(before.used)), "the chart has a past");
    world.advance(Duration::from_secs(52 * 60));
    let world = world.restarted().await;
    assert_eq!(budget(&world).used, 0, "the hour has passed");
}

#[tokio::test]
async fn processes_on_one_database_keep_one_share_together() {
    let world = World::start().await;
    let (other, others_keeper) = another(&world);
    let keeper = world.installation.call_keeper();
    keeper.exchange().await.unwrap();
    others_keeper.exchange().await.unwrap();
    let used = budget(&world).used;
    assert_eq!(other.call_budget(&database(&world)).unwrap().used, used);

    world.registry.check(world.environment, world.psa).await.unwrap();
    keeper.exchange().await.unwrap();
    keeper.exchange().await.unwrap();
    others_keeper.exchange().await.unwrap();
    let now = budget(&world).used;
    assert!(now > used);
    assert_eq!(other.call_budget(&database(&world)).unwrap().used, now, "told twice, counted once");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_share_is_set_in_the_portal_and_holds_at_once_everywhere() {
    let mut desk = Desk::open().await;
    let database = database(&desk.world);
    let settings = desk.see("/settings").await.body;
    assert!(
        settings.contains(&format!("/settings/quota/{database}")) && settings.contains("value=\"30\""),
        "{settings}"
    );
    let path = format!("/settings/quota/{database}");
    for wrong in ["0", "91", "12.5", "", "many"] {
        let refused = desk.browser.submit(&path, &[("percent", wrong)]).await;
        assert!(refused.status == 422 && refused.body.contains("from 1 to 90"), "{wrong}: {}", refused.body);
    }
    assert_eq!(budget(&desk.world).share, 3_000);
    let saved = desk.browser.submit(&path, &[("percent", "12")]).await;
    assert_eq!((saved.status, saved.to()), (303, "/settings#quota"));
    assert_eq!(budget(&desk.world).share, 1_200);
    assert!(desk.see("/settings").await.body.contains("value=\"12\""));
    assert_eq!(desk.browser.submit("/settings/quota/999", &[("percent", "12")]).await.status, 404);
    let audit = desk.world.env().audit(&AuditFilter { text: "quota".into(), ..AuditFilter::default() }).await.unwrap();
    assert_eq!(audit.len(), 1);

    let (other, keeper) = another(&desk.world);
    keeper.exchange().await.unwrap();
    assert_eq!(other.call_budget(&database).unwrap().share, 1_200, "another process reads it");
    let home = desk.see("/").await.body;
    assert!(home.contains("of 1,200 calls this hour") && home.contains("area-ours"), "{home}");
}

#[tokio::test]
async fn a_wish_that_is_taken_back_gives_way_to_the_operators_share() {
    let world = World::start().await;
    let database = database(&world);
    let mut tx = world.app.store.begin().await.unwrap();
    world.env().set_setting(&mut tx, &share_setting(&database), &40_u8, "Dana").await.unwrap();
    tx.commit().await.unwrap();
    world.registry.read_shares().await.unwrap();
    assert_eq!(budget(&world).share, 4_000);
    let mut tx = world.app.store.begin().await.unwrap();
    world.env().drop_setting(&mut tx, &share_setting(&database)).await.unwrap();
    tx.commit().await.unwrap();
    world.registry.read_shares().await.unwrap();
    assert_eq!(budget(&world).share, 3_000, "back to the operator's");
}
