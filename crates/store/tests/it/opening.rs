//! Opening: the lock, the newer database, the second start.

use crate::harness::open;
use linkspan_store::{Location, StoreError};
use sqlx::{Connection, Executor};

#[tokio::test]
async fn a_second_start_on_the_same_directory_is_refused_in_one_sentence() {
    let directory = tempfile::tempdir().unwrap();
    let first = open(Location::Directory(directory.path().to_owned())).await.unwrap();
    let second = open(Location::Directory(directory.path().to_owned())).await.err().unwrap();
    assert!(matches!(second, StoreError::InUse { .. }));
    assert!(second.to_string().contains("in use by another running Linkspan"), "{second}");
    first.close().await;
    drop(first);
    assert!(open(Location::Directory(directory.path().to_owned())).await.is_ok());
}

#[tokio::test]
async fn a_database_of_a_newer_program_is_refused_and_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    open(Location::Directory(directory.path().to_owned())).await.unwrap().close().await;
    let url = format!("sqlite://{}", directory.path().join("core.db").display());
    let mut raw = sqlx::AnyConnection::connect(&url).await.unwrap();
    raw.execute(
        "INSERT INTO linkspan_core_schema (version, description, success, checksum, execution_time) \
         VALUES (9000, 'from the future', 1, x'00', 0)",
    )
    .await
    .unwrap();
    raw.close().await.unwrap();
    let refused = open(Location::Directory(directory.path().to_owned())).await.err().unwrap();
    assert!(matches!(refused, StoreError::Newer { found: 9000 }), "{refused:?}");
}
