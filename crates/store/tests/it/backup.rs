//! Copies of data that is in use.

use crate::harness::{open, postgres, sqlite};
use linkspan_store::{Location, Store, StoreError};

#[tokio::test]
async fn a_copy_is_whole_while_somebody_writes() {
    let fixture = sqlite().await;
    let env = fixture.env();
    let bridge = fixture.bridge(&env).await;
    let place = tempfile::tempdir().unwrap();
    let (core, catalogue) = (place.path().join("core.db"), place.path().join("catalogue.db"));

    let mut tx = fixture.store.begin().await.unwrap();
    env.set_setting(&mut tx, "colour", &"red", "Dana").await.unwrap();
    let (store, there) = (fixture.store.clone(), (core.clone(), catalogue.clone()));
    let copying = tokio::spawn(async move { store.copy_to(&there.0, Some(&there.1)).await });
    tokio::task::yield_now().await;
    assert!(!copying.is_finished(), "it waits for whoever writes");
    tx.commit().await.unwrap();
    copying.await.unwrap().unwrap();

    let copy = open(Location::Directory(place.path().to_owned())).await.unwrap();
    assert_eq!(copy.env(env.id()).bridge(bridge).await.unwrap(), env.bridge(bridge).await.unwrap());
    assert_eq!(copy.env(env.id()).setting::<String>("colour").await.unwrap().as_deref(), Some("red"));
    assert_eq!(copy.schema_version().await.unwrap(), Store::newest_schema());
    assert_eq!(copy.quick_check().await.unwrap(), None);
    assert!(fixture.store.copy_to(&core, None).await.is_err(), "nothing is overwritten");
}

#[tokio::test]
async fn data_can_be_looked_at_before_its_schema_changes() {
    let place = tempfile::tempdir().unwrap();
    let location = || Location::Directory(place.path().to_owned());
    let (clock, ids) = crate::harness::clock_and_ids();
    let store = Store::open_as_it_is(location(), std::sync::Arc::new(clock), ids).await.unwrap();
    let empty = store.schema_version().await.unwrap();
    assert_eq!((empty.core, empty.catalogue), (0, 0));
    store.migrate().await.unwrap();
    assert_eq!(store.schema_version().await.unwrap(), Store::newest_schema());
}

#[tokio::test]
async fn postgresql_is_left_to_its_own_tools() {
    let Some(fixture) = postgres().await else { return };
    let place = tempfile::tempdir().unwrap();
    assert!(matches!(fixture.store.copy_to(&place.path().join("core.db"), None).await, Err(StoreError::NoFiles)));
    assert!(matches!(fixture.store.schema_version().await, Err(StoreError::NoFiles)));
    assert!(matches!(fixture.store.quick_check().await, Err(StoreError::NoFiles)));
}
