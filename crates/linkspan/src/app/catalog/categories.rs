//! The category tree as people choose from it.

use super::{context, settings::ProductSyncSettings, switch};
use crate::app::App;
use linkspan_core::Timestamp;
use linkspan_core::catalog::categories::{CategoryTree, Check};
use linkspan_core::id::{BridgeId, EnvironmentId};
use linkspan_core::problem::Problem;
use linkspan_store::{Env, FileState, GroupKind};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The tree, narrowed by a search, with its check boxes.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryView {
    /// The widest categories.
    pub roots: Vec<CategoryRow>,
    /// SKUs in chosen categories, before the other filters.
    pub selected: i64,
    /// SKUs in all categories.
    pub total: i64,
    /// The most SKUs that the sync takes.
    pub cap: i64,
    /// When a catalogue file was taken last.
    pub imported_at: Option<Timestamp>,
}

/// One category with its check box.
#[derive(Debug, Clone, Serialize)]
pub struct CategoryRow {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// SKUs in it and below.
    pub skus: i64,
    /// Those of them that are in stock.
    pub in_stock: i64,
    /// Those of them that are chosen.
    pub selected: i64,
    /// Its check box.
    pub check: Check,
    /// The categories below.
    pub children: Vec<CategoryRow>,
}

/// The tree of a bridge's catalogue; an empty `search` shows all of it. The counts of a search are those of the whole.
///
/// # Errors
/// `bridge_missing`, or what the database says.
pub async fn tree(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    search: &str,
) -> Result<CategoryView, Problem> {
    let env = app.env(environment);
    let (row, template) = context::rows(&env, bridge).await?;
    let settings = ProductSyncSettings::of(&template)?;
    let tree = load(&env, row.distributor).await?;
    let chosen = &settings.selection.categories;
    let (selected, total) = tree.counts(chosen);
    let files = env.catalogue_files(row.distributor, 20).await?;
    Ok(CategoryView {
        roots: rows(&tree, search, chosen),
        selected,
        total,
        cap: settings.cap,
        imported_at: files.into_iter().find(|file| file.state == FileState::Taken).map(|file| file.at),
    })
}

/// The categories that a search finds, with their boxes; an empty one finds all.
#[must_use]
pub fn rows(tree: &CategoryTree, search: &str, chosen: &BTreeSet<String>) -> Vec<CategoryRow> {
    let shown = if search.trim().is_empty() { tree.clone() } else { tree.search(search) };
    shown.roots.iter().map(|node| view(tree, node, chosen)).collect()
}

/// Checks or clears categories, in this order, and saves. Answers how many SKUs are chosen then, of how many.
///
/// # Errors
/// `bridge_missing`, or what the database says.
pub async fn set(
    app: &App,
    environment: EnvironmentId,
    bridge: BridgeId,
    clicks: &[(String, bool)],
    actor: &str,
) -> Result<(i64, i64), Problem> {
    let env = app.env(environment);
    let (row, template) = context::rows(&env, bridge).await?;
    let mut settings = ProductSyncSettings::of(&template)?;
    let tree = load(&env, row.distributor).await?;
    for (code, on) in clicks {
        if tree.find(code).is_some() {
            tree.set(&mut settings.selection.categories, code, *on);
        }
    }
    let counts = tree.counts(&settings.selection.categories);
    switch::save(app, environment, bridge, &settings, actor).await?;
    Ok(counts)
}

/// *Reset*: nothing is chosen.
///
/// # Errors
/// As [`set`].
pub async fn reset(app: &App, environment: EnvironmentId, bridge: BridgeId, actor: &str) -> Result<(), Problem> {
    let mut settings = switch::settings(app, environment, bridge).await?;
    settings.selection.categories.clear();
    switch::save(app, environment, bridge, &settings, actor).await
}

pub(super) async fn load(env: &Env, connection: linkspan_core::id::ConnectionId) -> Result<CategoryTree, Problem> {
    let groups = env.catalogue_groups(connection, GroupKind::Category).await?;
    let counts: Vec<_> = groups.into_iter().map(|group| (group.code, group.skus, group.in_stock)).collect();
    Ok(CategoryTree::build(&counts, &names(env, connection).await?))
}

pub(super) async fn names(
    env: &Env,
    connection: linkspan_core::id::ConnectionId,
) -> Result<BTreeMap<String, String>, Problem> {
    Ok(env.catalogue_names(connection, "category").await?.into_iter().collect())
}

fn view(
    tree: &CategoryTree,
    node: &linkspan_core::catalog::categories::CategoryNode,
    chosen: &BTreeSet<String>,
) -> CategoryRow {
    let whole = tree.find(&node.code).unwrap_or(node);
    let only = CategoryTree { roots: vec![whole.clone()] };
    CategoryRow {
        code: node.code.clone(),
        name: node.name.clone(),
        skus: node.skus,
        in_stock: node.in_stock,
        selected: only.counts(chosen).0,
        check: tree.check(chosen, &node.code),
        children: node.children.iter().map(|child| view(tree, child, chosen)).collect(),
    }
}
