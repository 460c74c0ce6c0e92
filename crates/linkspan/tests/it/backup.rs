//! Backup and restore: what is in one, what a restore refuses, and what it makes of the bridges.

use crate::harness::{Linked, World, holds};
use linkspan::app::backup::{self, BackupError, Made, Reason, Restored, Wish};
use linkspan::app::orders::RECONCILE_WORK;
use linkspan::app::pulse::Pulse;
use linkspan::config::{Config, Flags};
use linkspan::start::Installation;
use linkspan_core::clock::from_ms;
use linkspan_core::{Clock, IdSource, SystemIds};
use linkspan_store::{CredentialOwner, ReconcileReason, Store};
use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

async fn make(world: &World, target: &Path, with_catalogue: bool) -> Result<Made, BackupError> {
    let wish = Wish { target: Some(target.to_owned()), with_catalogue, reason: Reason::Asked };
    backup::make(&world.app.store, &*world.app.clock, &*world.app.ids, &wish).await
}

fn settings(data: &Path) -> Config {
    Config::load(None, [], &Flags { data: Some(data.to_owned()), ..Flags::default() }).unwrap()
}

async fn restore(world: &World, file: &Path, data: &Path, force: bool) -> Result<Restored, BackupError> {
    let clock: Arc<dyn Clock> = Arc::new(world.clock.clone());
    let ids: Arc<dyn IdSource> = Arc::new(SystemIds::new(Arc::clone(&clock)));
    fs::create_dir_all(data).unwrap();
    backup::restore(&settings(data), clock, ids, file, force).await
}

/// A linked world, a backup of it, and an empty place beside it.
async fn backed_up() -> (Linked, tempfile::TempDir, PathBuf) {
    let world = World::start().await;
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("linked.zip");
    make(&world, &file, false).await.unwrap();
    (world, place, file)
}

/// The same archive with one file changed.
fn rewritten(from: &Path, to: &Path, name: &str, change: impl Fn(Vec<u8>) -> Vec<u8>) {
    let mut archive = ZipArchive::new(fs::File::open(from).unwrap()).unwrap();
    let mut writer = ZipWriter::new(fs::File::create(to).unwrap());
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let (found, mut bytes) = (file.name().unwrap().into_owned(), Vec::new());
        file.read_to_end(&mut bytes).unwrap();
        writer.start_file(found.clone(), SimpleFileOptions::default()).unwrap();
        writer.write_all(&if found == name { change(bytes) } else { bytes }).unwrap();
    }
    writer.finish().unwrap();
}

#[tokio::test]
async fn what_is_restored_sends_nothing_before_a_person_has_looked() {
    let world = World::start().await;
    let place = tempfile::tempdir().unwrap();
    let made = make(&world, &place.path().join("kept/"), true).await.unwrap();
    assert!(made.path.starts_with(place.path().join("kept")) && made.manifest.has_catalogue());
    assert_eq!(made.manifest.schema, Store::newest_schema());
    let mut archive = ZipArchive::new(fs::File::open(&made.path).unwrap()).unwrap();
    let names: Vec<_> =
        (0..archive.len()).map(|index| archive.by_index(index).unwrap().name().unwrap().into_owned()).collect();
    assert_eq!(names, ["core.db", "catalogue.db", "manifest.json"]);
    assert!(made.manifest.key_file.contains("not in this backup"));

    let mut tx = world.app.store.begin().await.unwrap();
    world.env().set_setting(&mut tx, "later", &true, "Dana").await.unwrap();
    tx.commit().await.unwrap();
    let data = place.path().join("new");
    let restored = restore(&world, &made.path, &data, false).await.unwrap();
    assert_eq!((restored.bridges, restored.key_file_is_there, restored.put_aside), (1, false, None));
    let mut left: Vec<_> = fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["catalogue.db", "core.db", "linkspan.lock"], "nothing is left lying about");

    let refused = Installation::open(&settings(&data)).await.err().expect("the key file is missing").to_string();
    assert!(refused.contains("put back your copy"), "{refused}");
    fs::copy(world.config.data.key_file(), data.join("linkspan.key")).unwrap();
    let copy = Installation::open(&settings(&data)).await.unwrap();
    let env = copy.app.env(world.environment);
    let bridge = env.bridge(world.bridge).await.unwrap().unwrap();
    assert!(bridge.reconcile_first && bridge.reconcile_reason == Some(ReconcileReason::Restored));
    Pulse::new(copy.app.clone(), Some("another machine".into())).beat().await.unwrap();
    let told = env.notices(10).await.unwrap();
    assert!(told.iter().any(|notice| notice.content.subject_kind == "bridge"), "people are told: {told:?}");
    assert!(env.work_of(RECONCILE_WORK, &world.bridge.to_string()).await.unwrap().is_some(), "a list is made");
    let bridge = env.bridge(world.bridge).await.unwrap().unwrap();
    assert_eq!(bridge.reconcile_reason, Some(ReconcileReason::Restored), "the reason is the restore");
    assert_eq!(env.setting::<bool>("later").await.unwrap(), None);
    let owner = CredentialOwner::Connection(world.psa);
    let sealed = env.credentials(owner).await.unwrap();
    assert!(!sealed.is_empty() && sealed == world.env().credentials(owner).await.unwrap());
    assert!(!world.env().bridge(world.bridge).await.unwrap().unwrap().reconcile_first, "the original goes on");
}

#[tokio::test]
async fn no_secret_is_in_a_backup() {
    let (world, _place, file) = backed_up().await;
    let mut archive = ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    let mut bytes = Vec::new();
    for index in 0..archive.len() {
        archive.by_index(index).unwrap().read_to_end(&mut bytes).unwrap();
    }
    let ready = world.autotask.ready();
    let distributor = world.td_synnex.ready();
    let key = fs::read_to_string(world.config.data.key_file()).unwrap();
    let key = key.split_whitespace().max_by_key(|word| word.len()).unwrap().to_owned();
    for secret in [&ready.secret, &ready.integration_code, &distributor.password, &distributor.reader_password, &key] {
        assert!(!holds(&bytes, secret));
    }
    assert!(holds(&bytes, &ready.user_name), "it was searched");
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_file_that_is_not_what_was_written_changes_nothing() {
    let (world, place, file) = backed_up().await;
    let whole = fs::read(&file).unwrap();
    let wrong = place.path().join("wrong.zip");
    let data = place.path().join("new");
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("is no backup", b"nothing of the kind".to_vec()),
        ("is no backup", whole[..whole.len() / 2].to_vec()),
        ("damaged", {
            let mut bytes = whole.clone();
            bytes[whole.len() / 2] ^= 0x55;
            bytes
        }),
    ];
    for (words, bytes) in cases {
        fs::write(&wrong, bytes).unwrap();
        let said = restore(&world, &wrong, &data, false).await.unwrap_err().to_string();
        assert!(said.contains(words), "{said}");
    }
    let flip = |mut bytes: Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        bytes
    };
    let add = |mut bytes: Vec<u8>| {
        bytes.push(0);
        bytes
    };
    for change in [&flip as &dyn Fn(Vec<u8>) -> Vec<u8>, &add] {
        rewritten(&file, &wrong, "core.db", change);
        let error = restore(&world, &wrong, &data, false).await.unwrap_err();
        assert!(matches!(error, BackupError::Damaged { .. }), "{error}");
    }
    let newer = |bytes: Vec<u8>| {
        let mut manifest: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        manifest["schema"]["core"] = 9_999.into();
        manifest.to_string().into_bytes()
    };
    rewritten(&file, &wrong, "manifest.json", newer);
    let said = restore(&world, &wrong, &data, false).await.unwrap_err().to_string();
    assert!(said.contains("schema 9999") && said.contains("newer Linkspan"), "{said}");
    let missing = restore(&world, &place.path().join("none.zip"), &data, false).await;
    assert!(matches!(missing, Err(BackupError::File { .. })));
    assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "only the lock is there");
}

#[tokio::test]
async fn data_that_is_there_is_put_aside_only_if_told_so() {
    let (world, place, file) = backed_up().await;
    let said = restore(&world, &file, &world.config.data.dir, true).await.unwrap_err().to_string();
    assert!(said.contains("is in use by another running Linkspan"), "{said}");

    let data = place.path().join("there");
    fs::create_dir_all(data.join("backups")).unwrap();
    fs::write(data.join("linkspan.key"), "the key").unwrap();
    fs::write(data.join("core.db"), "older data").unwrap();
    let said = restore(&world, &file, &data, false).await.unwrap_err().to_string();
    assert!(said.contains("--force"), "{said}");
    assert_eq!(fs::read_to_string(data.join("core.db")).unwrap(), "older data");
    let restored = restore(&world, &file, &data, true).await.unwrap();
    let aside = restored.put_aside.unwrap();
    assert_eq!(fs::read_to_string(aside.join("core.db")).unwrap(), "older data");
    assert!(restored.key_file_is_there && data.join("backups").is_dir());
    assert_eq!(fs::read_to_string(data.join("linkspan.key")).unwrap(), "the key", "keys stay where they are");
    let again = make(&world, &file, false).await.unwrap_err();
    assert!(matches!(again, BackupError::Exists { .. }), "{again}");
}

#[tokio::test]
async fn older_data_is_backed_up_before_its_schema_changes() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    fs::create_dir_all(&data).unwrap();
    as_the_first_version_left_it(&data.join("core.db")).await;
    let installation = Installation::open(&settings(&data)).await.unwrap();
    let kept = backup::list(&backup::shelf(&data));
    assert_eq!(kept.len(), 1, "{kept:?}");
    let manifest = kept[0].manifest.clone().unwrap();
    assert_eq!((manifest.reason, manifest.schema.core), (Reason::BeforeMigration, 1));
    assert!(kept[0].name.contains("before-upgrade"));
    installation.app.store.close().await;
    drop(installation);
    drop(Installation::open(&settings(&data)).await.unwrap());
    assert_eq!(backup::list(&backup::shelf(&data)).len(), 1, "there is nothing new to change");

    let clock: Arc<dyn Clock> = Arc::new(linkspan_core::ManualClock::starting_at(from_ms(1_800_000_000_000)));
    let ids: Arc<dyn IdSource> = Arc::new(SystemIds::new(Arc::clone(&clock)));
    let file = backup::find(&backup::shelf(&data), &kept[0].name).unwrap();
    let new = place.path().join("new");
    let restored = backup::restore(&settings(&new), clock, ids, &file, false).await.unwrap();
    assert_eq!(restored.manifest.schema.core, 1, "an older backup is brought up to date");
}

/// A data file with the first migration alone.
async fn as_the_first_version_left_it(file: &Path) {
    sqlx::any::install_default_drivers();
    let pool = sqlx::AnyPool::connect(&format!("sqlite://{}?mode=rwc", file.display())).await.unwrap();
    let sql = SqlStr::from_static(include_str!("../../../store/migrations/core/0001_orders_and_work.sql"));
    let first = Migration::new(1, "orders and work".into(), MigrationType::Simple, sql, false);
    let mut migrator = Migrator::with_migrations(vec![first]);
    migrator.set_locking(false);
    migrator.dangerous_set_table_name("linkspan_core_schema");
    migrator.run(&pool).await.unwrap();
    pool.close().await;
}
