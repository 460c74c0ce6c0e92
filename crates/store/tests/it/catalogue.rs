//! Catalogues: loading by difference, what is gone, costs over time, finding.

use crate::harness::{Fixture, on_each};
use linkspan_core::Clock;
use linkspan_core::catalog::{CatalogueItem, Standing};
use linkspan_core::id::{ConnectionId, RunId};
use linkspan_store::{
    BadLine, CatalogueFileRow, CatalogueLoad, Env, FileScope, FileState, GroupKind, ItemSearch, LoadDiff, StagedRow,
};
use rust_decimal::Decimal;
use std::time::Duration;

fn item(sku: u32, cost: i64) -> CatalogueItem {
    CatalogueItem {
        sku: sku.to_string(),
        manufacturer_part: format!("MP-{sku}"),
        manufacturer: if sku.is_multiple_of(2) { "EXAMPLA".into() } else { "SAMPLEWELL".into() },
        description: format!("Ünit {sku} 100% \"solid\""),
        category: if sku < 1_005 { "002057660".into() } else { "011073274".into() },
        cost: Some(Decimal::new(cost, 2)),
        quantity: i64::from(sku % 3),
        stock: if sku.is_multiple_of(3) { vec![] } else { vec![("16".into(), i64::from(sku % 3))] },
        eta: Some(jiff::civil::date(2026, 12, 1)),
        minimum_quantity: sku.is_multiple_of(5).then_some(5),
        serialized: Some(true),
        ..CatalogueItem::default()
    }
}

fn hash(item: &CatalogueItem) -> [u8; 16] {
    let mut hash = [0_u8; 16];
    let text = format!("{item:?}");
    for (at, byte) in text.bytes().enumerate() {
        hash[at % 16] = hash[at % 16].rotate_left(3) ^ byte;
    }
    hash
}

/// Stages, compares and writes what is new or changed, as an import does.
async fn load(env: &Env, connection: ConnectionId, file: &[CatalogueItem]) -> (CatalogueLoad, LoadDiff) {
    let mut load = env.begin_catalogue_load(connection).await.unwrap();
    let rows: Vec<StagedRow> = file
        .iter()
        .zip(3..)
        .map(|(item, line)| StagedRow { sku: item.sku.clone(), line, hash: hash(item), cost: item.cost })
        .collect();
    load.stage(&rows).await.unwrap();
    let diff = load.compare().await.unwrap();
    load.keep_costs().await.unwrap();
    let mut after = 0;
    loop {
        let lines = load.changed_lines(after, 4).await.unwrap();
        let Some(last) = lines.last() else { break };
        after = *last;
        let at = |line: &i64| file[usize::try_from(line - 3).unwrap()].clone();
        let changed: Vec<_> = lines.iter().map(at).map(|item| (item.clone(), hash(&item))).collect();
        load.put(&changed).await.unwrap();
    }
    (load, diff)
}

fn connection(fixture: &Fixture) -> ConnectionId {
    ConnectionId::new(&*fixture.ids)
}

#[tokio::test]
async fn a_second_file_writes_only_what_changed_and_keeps_old_costs() {
    on_each(|fixture| async move {
        let (env, connection) = (fixture.env(), connection(&fixture));
        let mut file: Vec<_> = (1_000..1_010).map(|sku| item(sku, 10_000)).collect();
        // The same SKU twice: the last row counts.
        file.insert(0, item(1_003, 1));
        let (first, diff) = load(&env, connection, &file).await;
        assert_eq!(diff, LoadDiff { added: 10, changed: 0, unchanged: 0, missing: 0 });
        first.commit().await.unwrap();
        let stored = env.catalogue_items(connection, &["1003".into(), "1004".into(), "9".into()]).await.unwrap();
        let items: Vec<_> = stored.iter().map(|one| one.item.clone()).collect();
        assert_eq!(items, [item(1_003, 10_000), item(1_004, 10_000)]);
        let then = stored[0].cost_at;

        fixture.clock.advance(Duration::from_hours(24));
        file.remove(0);
        file[3].cost = Some(Decimal::new(12_500, 2));
        file[4].quantity = 77;
        file.remove(9);
        let (second, diff) = load(&env, connection, &file).await;
        assert_eq!(diff, LoadDiff { added: 0, changed: 2, unchanged: 7, missing: 1 });
        second.commit().await.unwrap();

        let dearer = &env.catalogue_items(connection, &["1003".into()]).await.unwrap()[0];
        assert_eq!((dearer.item.cost, dearer.cost_at), (Some(Decimal::new(125, 0)), fixture.clock.now()));
        let past = env.past_costs(connection, "1003", 10).await.unwrap();
        assert_eq!((past.len(), past[0].since, past[0].cost), (1, then, Some(Decimal::new(100, 0))));
        let restocked = &env.catalogue_items(connection, &["1004".into()]).await.unwrap()[0];
        assert_eq!((restocked.item.quantity, restocked.cost_at), (77, then));
        assert!(env.past_costs(connection, "1004", 10).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_gone_is_marked_on_demand_and_comes_back() {
    on_each(|fixture| async move {
        let (env, connection) = (fixture.env(), connection(&fixture));
        let file: Vec<_> = (1_000..1_010).map(|sku| item(sku, 10_000)).collect();
        load(&env, connection, &file).await.0.commit().await.unwrap();

        let (mut full, diff) = load(&env, connection, &file[..8]).await;
        assert_eq!(diff.missing, 2);
        assert_eq!(full.mark_gone().await.unwrap(), 2);
        full.commit().await.unwrap();
        let gone = env.catalogue_items(connection, &["1009".into()]).await.unwrap();
        assert!(gone[0].gone_at.is_some());
        let listed = env.catalogue_page(connection, &["002".into(), "011073274".into()], "", 100).await.unwrap();
        assert_eq!(listed.len(), 8);

        let (back, diff) = load(&env, connection, &file).await;
        assert_eq!((diff.added, diff.changed), (0, 2));
        back.commit().await.unwrap();
        assert!(env.catalogue_items(connection, &["1009".into()]).await.unwrap()[0].gone_at.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_load_that_is_given_up_leaves_nothing() {
    on_each(|fixture| async move {
        let (env, connection) = (fixture.env(), connection(&fixture));
        let file: Vec<_> = (1_000..1_010).map(|sku| item(sku, 10_000)).collect();
        drop(load(&env, connection, &file).await);
        assert!(env.catalogue_page(connection, &["002".into()], "", 10).await.unwrap().is_empty());
        load(&env, connection, &file[..1]).await.0.commit().await.unwrap();
        assert_eq!(env.catalogue_page(connection, &["002".into()], "", 10).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn rows_are_found_by_words_counted_by_group_and_belong_to_one_environment() {
    on_each(|fixture| async move {
        let (env, connection, other) = (fixture.env(), connection(&fixture), fixture.env());
        let mut file: Vec<_> = (1_000..1_010).map(|sku| item(sku, 10_000)).collect();
        file[0].standing = Standing::NonStock;
        file[9].description = "KÜHLGERÄT Größe M".into();
        load(&env, connection, &file).await.0.commit().await.unwrap();

        let find = async |words: &str, category: &str| {
            let search =
                ItemSearch { words: words.into(), category: category.into(), limit: 3, ..ItemSearch::default() };
            let page = env.search_catalogue(connection, &search).await.unwrap();
            (page.items.iter().map(|one| one.item.sku.clone()).collect::<Vec<_>>().join(" "), page.more)
        };
        assert_eq!(find("mp-1007", "").await, ("1007".into(), false));
        assert_eq!(find("EXAMPLA 100%", "").await, ("1000 1002 1004".into(), true));
        assert_eq!(find("solid", "011").await, ("1005 1006 1007".into(), true));
        assert_eq!(find("nothing like it", "").await, (String::new(), false));
        for words in ["kühlgerät", "Kühlgerät GRÖßE", "größe 1009"] {
            assert_eq!(find(words, "").await, ("1009".into(), false), "{words}: capitals of every alphabet");
        }

        let groups = env.catalogue_groups(connection, GroupKind::Category).await.unwrap();
        let counts: Vec<_> = groups.iter().map(|group| (group.code.as_str(), group.skus, group.in_stock)).collect();
        assert_eq!(counts, [("002057660", 4, 3), ("011073274", 5, 3)]);
        assert_eq!(env.catalogue_groups(connection, GroupKind::Manufacturer).await.unwrap().len(), 2);
        assert_eq!(env.catalogue_groups(connection, GroupKind::Media).await.unwrap()[0].skus, 9);

        let skus: Vec<String> = (1_000..1_010).map(|sku: u32| sku.to_string()).collect();
        let minimum = env.minimum_quantities(connection, &skus).await.unwrap();
        assert_eq!(minimum.into_iter().collect::<Vec<_>>(), [("1000".into(), 5), ("1005".into(), 5)]);
        assert!(env.minimum_quantities(connection, &[]).await.unwrap().is_empty());
        assert!(other.minimum_quantities(connection, &skus).await.unwrap().is_empty());
        assert!(other.catalogue_page(connection, &["002".into()], "", 10).await.unwrap().is_empty());
        assert!(other.catalogue_groups(connection, GroupKind::Category).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_came_of_a_file_is_kept_with_its_bad_lines() {
    on_each(|fixture| async move {
        let (env, connection) = (fixture.env(), connection(&fixture));
        let row = |state| CatalogueFileRow {
            run: RunId::new(&*fixture.ids),
            at: fixture.clock.now(),
            source: "712345.zip".into(),
            state,
            sentence: "Read.".into(),
            made_on: Some("2026-11-22".into()),
            scope: FileScope::Full,
            good: 1_000,
            bad: 1,
            bytes: 350_000,
            added: 1_000,
            changed: 0,
            gone: 0,
        };
        let bad = |line| BadLine { line, reason: "the SKU is not a number".into(), found: "12a".into() };
        let (first, second) = (row(FileState::Taken), row(FileState::Refused));
        env.add_catalogue_file(connection, &first, &[bad(7)]).await.unwrap();
        env.add_catalogue_file(connection, &second, &[bad(9), bad(8)]).await.unwrap();
        assert_eq!(env.catalogue_files(connection, 10).await.unwrap(), [second.clone(), first.clone()]);
        assert_eq!(env.catalogue_bad_lines(connection, second.run, 10).await.unwrap(), [bad(8), bad(9)]);
        assert!(env.catalogue_bad_lines(connection, first.run, 10).await.unwrap().is_empty());

        let names = |name: &str| [("002".to_owned(), name.to_owned())];
        env.put_catalogue_names(connection, "category", &names("PCs")).await.unwrap();
        env.put_catalogue_names(connection, "category", &names("Computers")).await.unwrap();
        assert_eq!(env.catalogue_names(connection, "category").await.unwrap(), names("Computers"));
        assert!(fixture.env().catalogue_names(connection, "category").await.unwrap().is_empty());
    })
    .await;
}
