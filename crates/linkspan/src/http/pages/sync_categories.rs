//! Step 1 of the product sync's settings: which categories come into the PSA.

use super::bridge::bridge;
use crate::app::catalog::categories::{self, CategoryRow};
use crate::app::catalog::import::{self, Begin};
use crate::app::catalog::spool::FileSource;
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::product_sync::{Branch, CategoriesPage, Leaf, Reading};
use crate::http::portal::shell::Section;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use linkspan_core::catalog::categories::Check;
use linkspan_core::id::BridgeId;
use linkspan_core::problem::Problem;
use linkspan_store::{Env, RunKind, RunState, StartedBy};
use std::collections::BTreeSet;

/// With more categories than this, closed branches come without theirs.
const MANY: usize = 400;

/// `GET /bridges/{bridge}/product-sync`.
pub(in crate::http) async fn first(Path(id): Path<String>, signed: Signed) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    Ok(Redirect::to(&format!("/bridges/{}/product-sync/categories", bridge.id)).into_response())
}

/// `GET /bridges/{bridge}/product-sync/categories`.
pub(in crate::http) async fn show(
    State(web): State<Web>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let shell = frame::shell(&web, &signed, Section::Connectors).await?;
    let query: String = signed.query.text("q").chars().take(100).collect();
    let tree = categories::tree(&web.app, signed.env.id(), bridge.id, &query).await?;
    let asked = signed.query.text("open");
    let mut page = CategoriesPage {
        bridge: bridge.id.to_string(),
        selected: number(tree.selected),
        total: number(tree.total),
        cap: number(tree.cap),
        imported_at: tree.imported_at,
        query,
        open: tree.roots.iter().any(|root| root.code == asked).then(|| asked.to_owned()),
        reading: reading(&signed.env, bridge.id).await?,
        ..CategoriesPage::default()
    };
    page.branches = branches(&tree.roots, &page);
    let shown: u64 = page.branches.iter().map(|branch| branch.selected).sum();
    page.selected_elsewhere = page.selected.saturating_sub(shown);
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// Where the reading of the catalogue file stands, while it runs and where it failed.
async fn reading(env: &Env, bridge: BridgeId) -> Result<Option<Reading>, Failure> {
    let Some(run) = env.latest_run(Some(bridge), RunKind::CatalogueImport).await? else { return Ok(None) };
    let running = matches!(run.state, RunState::Scheduled | RunState::Running);
    let shown = running || run.state == RunState::Failed;
    Ok(shown.then(|| Reading { run: run.id.to_string(), running, sentence: run.sentence.unwrap_or_default() }))
}

/// `POST /bridges/{bridge}/product-sync/catalogue`: reads the distributor's file, before anything is switched on.
pub(in crate::http) async fn read(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let done = read_catalogue(&web, &signed, bridge.id).await;
    let back = format!("/bridges/{}/product-sync/categories", bridge.id);
    frame::after(&web, &back, done, frame::words(&web, &signed).did_run())
}

/// Begins to read the catalogue: categories can be chosen only from one that is here.
pub(super) async fn read_catalogue(web: &Web, signed: &Signed, bridge: BridgeId) -> Result<(), Problem> {
    let asked = Begin { bridge, started_by: StartedBy::Person, actor: signed.actor().to_owned() };
    import::begin(&web.app, signed.env.id(), &asked, FileSource::Distributor, false).await.map(|_| ())
}

/// `POST /bridges/{bridge}/product-sync/categories`.
pub(in crate::http) async fn save(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let (app, environment) = (&web.app, signed.env.id());
    let tree = categories::tree(app, environment, bridge.id, fields.text("q")).await?;
    let clicks = clicks(&tree.roots, &fields);
    let done = categories::set(app, environment, bridge.id, &clicks, signed.actor()).await.map(|_| ());
    let next = format!("/bridges/{}/product-sync/mapping", bridge.id);
    frame::after(&web, &next, done, frame::words(&web, &signed).did_save())
}

/// `POST /bridges/{bridge}/product-sync/categories/reset`.
pub(in crate::http) async fn reset(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, .. }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let done = categories::reset(&web.app, signed.env.id(), bridge.id, signed.actor()).await;
    let back = format!("/bridges/{}/product-sync/categories", bridge.id);
    frame::after(&web, &back, done, frame::words(&web, &signed).did_save())
}

fn branches(roots: &[CategoryRow], page: &CategoriesPage) -> Vec<Branch> {
    let all: Vec<_> = roots.iter().map(branch).collect();
    let many = all.iter().map(|branch| branch.leaves.len()).sum::<usize>() > MANY;
    let close = |branch: Branch| match many && page.query.is_empty() && page.open.as_ref() != Some(&branch.code) {
        true => Branch { leaves: Vec::new(), ..branch },
        false => branch,
    };
    all.into_iter().map(close).collect()
}

fn branch(root: &CategoryRow) -> Branch {
    let leaves: Vec<Leaf> = ends(root)
        .into_iter()
        .map(|(row, name)| Leaf {
            code: row.code.clone(),
            name,
            count: number(row.skus),
            selected: row.check == Check::On,
        })
        .collect();
    Branch {
        code: root.code.clone(),
        name: root.name.clone(),
        count: leaves.iter().map(|leaf| leaf.count).sum(),
        selected: leaves.iter().filter(|leaf| leaf.selected).map(|leaf| leaf.count).sum(),
        leaves,
    }
}

/// The narrowest categories below a root, each with its name from below the root on; the root itself where it has none.
fn ends(root: &CategoryRow) -> Vec<(&CategoryRow, String)> {
    fn walk<'a>(row: &'a CategoryRow, name: &str, found: &mut Vec<(&'a CategoryRow, String)>) {
        if row.children.is_empty() {
            found.push((row, name.to_owned()));
        }
        for child in &row.children {
            walk(child, &format!("{name} > {}", child.name), found);
        }
    }
    let mut found = Vec::new();
    if root.children.is_empty() {
        found.push((root, root.name.clone()));
    }
    for child in &root.children {
        walk(child, &child.name, &mut found);
    }
    found
}

/// What the form says, as clicks on boxes. Only what the page showed changes: with a search that is what it found.
fn clicks(visible: &[CategoryRow], fields: &Fields) -> Vec<(String, bool)> {
    let set = |name: &str| fields.all(name).map(str::to_owned).collect::<BTreeSet<_>>();
    let (shown, ticked, whole, partial) = (set("shown"), set("category"), set("branch"), set("partial"));
    let mut clicks = Vec::new();
    for root in visible {
        if shown.contains(&root.code) {
            clicks.extend(ends(root).into_iter().map(|(leaf, _)| (leaf.code.clone(), ticked.contains(&leaf.code))));
        } else if whole.contains(&root.code) || !partial.contains(&root.code) {
            clicks.push((root.code.clone(), whole.contains(&root.code)));
        }
    }
    clicks
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::catalog::categories::CategoryTree;

    fn tree() -> CategoryTree {
        let counts = [("001102000", 5), ("002026660", 10), ("002026661", 20), ("002057660", 30), ("552622000", 7)];
        let names = [("002", "Computers"), ("002026", "Desktops"), ("002057660", "Notebooks"), ("002057", "Portable")];
        CategoryTree::build(
            &counts.map(|(code, skus)| (code.to_owned(), skus, 0)),
            &names.map(|(code, name)| (code.to_owned(), name.to_owned())).into(),
        )
    }

    fn after(before: &[&str], form: &str) -> Vec<String> {
        let tree = tree();
        let mut chosen: BTreeSet<String> = before.iter().map(|code| (*code).to_owned()).collect();
        let fields = Fields::parse(form.as_bytes());
        let rows = categories::rows(&tree, fields.text("q"), &chosen);
        for (code, on) in clicks(&rows, &fields) {
            tree.set(&mut chosen, &code, on);
        }
        chosen.into_iter().collect()
    }

    #[test]
    fn leaves_count_where_they_were_shown_and_branches_elsewhere() {
        assert_eq!(after(&[], "shown=002&category=002026660&branch=552"), ["002026660", "552"]);
        assert_eq!(
            after(&["002"], "shown=002&category=002057660"),
            ["002057"],
            "the only one below stands for its parent"
        );
        assert_eq!(after(&["002026660"], "partial=002"), ["002026660"], "a closed one stays as it is");
        assert_eq!(after(&["002026660"], "partial=002&branch=002"), ["002"], "unless it is taken whole");
        assert!(after(&["002", "552"], "").is_empty(), "neither is none");
    }

    #[test]
    fn a_search_changes_only_what_it_found() {
        assert_eq!(
            after(&["552", "002026661"], "q=notebook&shown=002&category=002057660"),
            ["002026661", "002057", "552"]
        );
        assert_eq!(after(&["002"], "q=notebook&shown=002"), ["002026"]);
        assert_eq!(after(&["552"], "q=zeppelin&category=002057660"), ["552"]);
    }

    #[test]
    fn codes_that_do_not_exist_choose_nothing() {
        assert!(after(&[], "shown=999&category=999999999&branch=%00&shown=002&category='").is_empty());
    }

    #[test]
    fn a_leaf_is_called_by_its_way_from_the_branch() {
        let rows = categories::rows(&tree(), "desktops", &BTreeSet::new());
        assert_eq!(rows.len(), 1, "a search shows what it found");
        let rows = categories::rows(&tree(), "", &BTreeSet::new());
        let computers = rows.iter().find(|row| row.code == "002").unwrap();
        let named: Vec<_> = ends(computers).into_iter().map(|(_, name)| name).collect();
        assert_eq!(named, ["Desktops > 002026660", "Desktops > 002026661", "Portable > Notebooks"]);
    }
}
