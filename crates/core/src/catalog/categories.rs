//! The tree of categories with its check boxes: checked, not checked, or checked in part.

use super::item::category_levels;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How a check box stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// Everything in it is chosen, also what will come later.
    On,
    /// Nothing in it is chosen.
    Off,
    /// Something in it is chosen.
    Partial,
}

/// One category and what is below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CategoryNode {
    /// Its code: three signs for each level. A full code that ends in zeros is what stands directly in its parent.
    pub code: String,
    /// Its name; the code where no name is known.
    pub name: String,
    /// SKUs in it and below.
    pub skus: i64,
    /// Those of them that are in stock.
    pub in_stock: i64,
    /// The categories below, by code.
    pub children: Vec<CategoryNode>,
}

/// All categories of a catalogue.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CategoryTree {
    /// The widest ones, by code.
    pub roots: Vec<CategoryNode>,
}

impl CategoryTree {
    /// A tree from the full codes with their counts `(code, SKUs, in stock)` and the names of codes of any level.
    #[must_use]
    pub fn build(counts: &[(String, i64, i64)], names: &BTreeMap<String, String>) -> Self {
        let mut roots = Vec::new();
        for (code, skus, in_stock) in counts {
            let mut levels: Vec<&str> = category_levels(code).collect();
            if levels.is_empty() {
                levels.push(code);
            }
            if levels.last() != Some(&code.as_str()) {
                levels.push(code);
            }
            add(&mut roots, &levels, *skus, *in_stock, names);
        }
        for node in &mut roots {
            fold_single(node);
        }
        Self { roots }
    }

    /// The category with that code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&CategoryNode> {
        find(&self.roots, code)
    }

    /// How the check box of a category stands.
    #[must_use]
    pub fn check(&self, chosen: &BTreeSet<String>, code: &str) -> Check {
        if is_covered(chosen, code) {
            return Check::On;
        }
        let Some(node) = self.find(code) else { return Check::Off };
        check(node, chosen)
    }

    /// Checks or clears a category. Clearing one below a chosen one keeps its neighbours chosen; checking the last one
    /// chooses the category above.
    pub fn set(&self, chosen: &mut BTreeSet<String>, code: &str, on: bool) {
        let path = path(&self.roots, code);
        if let Some(above) = path.iter().position(|node| chosen.contains(&node.code))
            && !on
        {
            chosen.remove(&path[above].code);
            for (at, node) in path.iter().enumerate().skip(above).take(path.len() - 1 - above) {
                let next = &path[at + 1].code;
                chosen.extend(node.children.iter().filter(|child| child.code != *next).map(|child| child.code.clone()));
            }
        }
        chosen.retain(|one| one != code && !is_below(&path, one));
        if on && !is_covered(chosen, code) {
            chosen.insert(code.to_owned());
            self.close(chosen, &path);
        }
    }

    /// SKUs in the chosen categories, and all SKUs.
    #[must_use]
    pub fn counts(&self, chosen: &BTreeSet<String>) -> (i64, i64) {
        let total = self.roots.iter().map(|root| root.skus).sum();
        (self.roots.iter().map(|root| chosen_skus(root, chosen)).sum(), total)
    }

    /// The categories whose name or code holds `text`, in any case, with those above them.
    #[must_use]
    pub fn search(&self, text: &str) -> Self {
        let wanted = text.trim().to_lowercase();
        Self { roots: self.roots.iter().filter_map(|root| narrow(root, &wanted)).collect() }
    }

    /// Where all children of a category are chosen, the category itself is.
    fn close(&self, chosen: &mut BTreeSet<String>, path: &[&CategoryNode]) {
        for node in path.iter().rev().skip(1) {
            if node.children.iter().all(|child| chosen.contains(&child.code)) {
                for child in &node.children {
                    chosen.remove(&child.code);
                }
                chosen.insert(node.code.clone());
            }
        }
    }
}

fn add(nodes: &mut Vec<CategoryNode>, levels: &[&str], skus: i64, in_stock: i64, names: &BTreeMap<String, String>) {
    let Some((code, below)) = levels.split_first() else { return };
    let at = match nodes.binary_search_by(|node| node.code.as_str().cmp(code)) {
        Ok(at) => at,
        Err(at) => {
            let name = names.get(*code).cloned().unwrap_or_else(|| (*code).to_owned());
            let node = CategoryNode { code: (*code).to_owned(), name, skus: 0, in_stock: 0, children: Vec::new() };
            nodes.insert(at, node);
            at
        }
    };
    nodes[at].skus += skus;
    nodes[at].in_stock += in_stock;
    add(&mut nodes[at].children, below, skus, in_stock, names);
}

/// A category whose only child is what stands directly in it has no child worth showing.
fn fold_single(node: &mut CategoryNode) {
    if let [only] = node.children.as_slice()
        && only.children.is_empty()
        && only.code.len() > node.code.len()
        && only.code[node.code.len()..].bytes().all(|sign| sign == b'0')
    {
        node.children.clear();
    }
    for child in &mut node.children {
        fold_single(child);
    }
}

fn find<'a>(nodes: &'a [CategoryNode], code: &str) -> Option<&'a CategoryNode> {
    path(nodes, code).pop()
}

/// The nodes from the root down to a code, or nothing.
fn path<'a>(nodes: &'a [CategoryNode], code: &str) -> Vec<&'a CategoryNode> {
    for node in nodes {
        if node.code == code {
            return vec![node];
        }
        let mut below = path(&node.children, code);
        if !below.is_empty() {
            below.insert(0, node);
            return below;
        }
    }
    Vec::new()
}

fn is_covered(chosen: &BTreeSet<String>, code: &str) -> bool {
    chosen.contains(code) || category_levels(code).any(|level| chosen.contains(level))
}

fn is_below(path: &[&CategoryNode], code: &str) -> bool {
    path.last().is_some_and(|node| find(&node.children, code).is_some())
}

fn check(node: &CategoryNode, chosen: &BTreeSet<String>) -> Check {
    if is_covered(chosen, &node.code) {
        return Check::On;
    }
    let mut states = node.children.iter().map(|child| check(child, chosen));
    let Some(first) = states.next() else { return Check::Off };
    if states.all(|state| state == first) { first } else { Check::Partial }
}

fn chosen_skus(node: &CategoryNode, chosen: &BTreeSet<String>) -> i64 {
    if is_covered(chosen, &node.code) {
        return node.skus;
    }
    node.children.iter().map(|child| chosen_skus(child, chosen)).sum()
}

fn narrow(node: &CategoryNode, wanted: &str) -> Option<CategoryNode> {
    if node.name.to_lowercase().contains(wanted) || node.code.contains(wanted) {
        return Some(node.clone());
    }
    let children: Vec<_> = node.children.iter().filter_map(|child| narrow(child, wanted)).collect();
    (!children.is_empty()).then(|| CategoryNode { children, ..node.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tree() -> CategoryTree {
        let counts = [
            ("001102000", 5, 1),
            ("002026660", 10, 4),
            ("002026661", 20, 6),
            ("002057000", 2, 0),
            ("002057660", 30, 9),
            ("552622000", 7, 7),
        ];
        let names =
            [("002", "Computers"), ("002026", "Desktops"), ("002057660", "Mid Range Notebooks"), ("001102", "Locks")];
        CategoryTree::build(
            &counts.map(|(code, skus, stock)| (code.to_owned(), skus, stock)),
            &names.map(|(code, name)| (code.to_owned(), name.to_owned())).into(),
        )
    }

    fn set(codes: &[&str]) -> BTreeSet<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    }

    #[test]
    fn counts_add_up_and_codes_stand_in_for_missing_names() {
        let tree = tree();
        let computers = tree.find("002").unwrap();
        assert_eq!((computers.name.as_str(), computers.skus, computers.in_stock), ("Computers", 62, 19));
        assert_eq!(tree.find("002057").unwrap().name, "002057");
        // What stands directly in a category is a child of its own only beside others.
        assert!(tree.find("001102").unwrap().children.is_empty());
        assert!(tree.find("002057000").is_some());
        assert_eq!(tree.counts(&set(&["002026", "552"])), (37, 74));
    }

    #[test]
    fn clearing_one_below_a_chosen_one_keeps_its_neighbours() {
        let tree = tree();
        let mut chosen = set(&["002"]);
        tree.set(&mut chosen, "002026660", false);
        assert_eq!(chosen, set(&["002026661", "002057"]));
        for (code, state) in [
            ("002", Check::Partial),
            ("002026", Check::Partial),
            ("002026660", Check::Off),
            ("002026661", Check::On),
            ("002057660", Check::On),
            ("552", Check::Off),
            ("999", Check::Off),
        ] {
            assert_eq!(tree.check(&chosen, code), state, "{code}");
        }
        tree.set(&mut chosen, "002026660", true);
        assert_eq!(chosen, set(&["002"]), "all of it is chosen again");
    }

    #[test]
    fn choosing_or_clearing_a_category_settles_what_is_below() {
        let tree = tree();
        let mut chosen = set(&["002026661", "002057660", "552"]);
        tree.set(&mut chosen, "002", true);
        assert_eq!(chosen, set(&["002", "552"]));
        tree.set(&mut chosen, "002", false);
        assert_eq!(chosen, set(&["552"]));
    }

    #[test]
    fn a_search_keeps_the_way_down() {
        let found = tree().search("notebook");
        assert_eq!(found.roots.len(), 1);
        assert_eq!(found.roots[0].children.len(), 1);
        assert_eq!(found.roots[0].children[0].children[0].code, "002057660");
        assert_eq!(tree().search("DESK").roots[0].children[0].children.len(), 2);
        assert!(tree().search("nothing").roots.is_empty());
    }

    proptest! {
        #[test]
        fn any_clicks_leave_the_box_as_it_was_clicked(clicks in proptest::collection::vec((0_usize..9, any::<bool>()), 1..20)) {
            let tree = tree();
            let codes = ["001", "001102", "002", "002026", "002026660", "002026661", "002057", "002057000", "552622"];
            let mut chosen = BTreeSet::new();
            for (at, on) in clicks {
                tree.set(&mut chosen, codes[at], on);
                prop_assert_eq!(tree.check(&chosen, codes[at]), if on { Check::On } else { Check::Off });
                let (some, all) = tree.counts(&chosen);
                prop_assert!(some <= all);
            }
        }
    }
}
