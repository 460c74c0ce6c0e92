//! What must hold for every page. A small reader of our own tags, since the pages are made by our own templates.

use std::collections::{HashMap, HashSet};

/// One start tag: its name and its attributes.
struct Tag<'a> {
    name: &'a str,
    attributes: HashMap<&'a str, &'a str>,
}

/// Checks one document; `name` is quoted when something does not hold.
pub(crate) fn page(name: &str, html: &str) {
    assert!(html.len() < 100_000, "{name}: {} bytes", html.len());
    let tags = tags(html);
    let count = |wanted: &str| tags.iter().filter(|tag| tag.name == wanted).count();
    assert_eq!(count("h1"), 1, "{name}: one h1");
    assert_eq!(count("main"), 1, "{name}: one main");
    assert_eq!(count("caption"), count("table"), "{name}: each table has a caption");
    assert_eq!(count("style"), 0, "{name}: no inline style sheet");
    nothing_inline(name, &tags);
    ids_are_unique_and_known(name, &tags);
    inputs_are_named(name, html, &tags);
    forms_are_guarded(name, html);
    for word in ["{{", "{%", ">None<", "Some("] {
        assert!(!html.contains(word), "{name}: {word:?} leaked into the page");
    }
}

fn nothing_inline(name: &str, tags: &[Tag<'_>]) {
    for tag in tags {
        for (attribute, value) in &tag.attributes {
            assert!(*attribute != "style" && !attribute.starts_with("on"), "{name}: {attribute} on {}", tag.name);
            let loads = matches!((tag.name, *attribute), (_, "src") | ("link", "href") | ("form", "action"));
            assert!(!loads || value.starts_with('/'), "{name}: {} loads {value}", tag.name);
        }
        if tag.name == "script" {
            assert!(tag.attributes.contains_key("src"), "{name}: inline script");
        }
        if tag.name == "th" {
            assert!(tag.attributes.contains_key("scope"), "{name}: th without scope");
        }
    }
}

fn ids_are_unique_and_known(name: &str, tags: &[Tag<'_>]) {
    let mut ids = HashSet::new();
    for id in tags.iter().filter_map(|tag| tag.attributes.get("id")) {
        assert!(ids.insert(*id), "{name}: id {id} twice");
    }
    for tag in tags {
        for attribute in
            ["aria-labelledby", "aria-describedby", "for", "popovertarget", "data-swap", "data-step", "data-eye"]
        {
            for id in tag.attributes.get(attribute).into_iter().flat_map(|list| list.split(' ')) {
                assert!(ids.contains(id), "{name}: {attribute} names {id}, which is not there");
            }
        }
        if let Some(id) = tag.attributes.get("href").and_then(|href| href.strip_prefix('#')) {
            assert!(ids.contains(id), "{name}: link to #{id}, which is not there");
        }
    }
}

fn inputs_are_named(name: &str, html: &str, tags: &[Tag<'_>]) {
    let labelled: HashSet<_> = tags.iter().filter_map(|tag| tag.attributes.get("for")).collect();
    for piece in html.split("<label").skip(1) {
        assert!(piece.contains("</label>"), "{name}: label not closed");
    }
    let inside: Vec<_> =
        html.split("<label class=\"option\"").skip(1).filter_map(|piece| piece.split_once("</label>")).collect();
    let wrapped = inside.iter().filter(|(label, _)| label.contains("<input")).count();
    let mut bare = 0;
    for tag in tags.iter().filter(|tag| matches!(tag.name, "input" | "select" | "textarea")) {
        let get = |attribute| tag.attributes.get(attribute).copied();
        if get("type") == Some("hidden") || get("aria-label").is_some() {
            continue;
        }
        if !get("id").is_some_and(|id| labelled.contains(&id)) {
            bare += 1;
        }
    }
    assert!(bare <= wrapped, "{name}: {bare} inputs without label, {wrapped} inside one");
}

fn forms_are_guarded(name: &str, html: &str) {
    for form in html.split("<form").skip(1) {
        let body = form.split("</form>").next().unwrap_or_default();
        let head = body.split('>').next().unwrap_or_default();
        if head.contains("method=\"post\"") {
            assert!(body.contains("name=\"csrf\""), "{name}: form without csrf: {head}");
        }
    }
}

fn tags(html: &str) -> Vec<Tag<'_>> {
    let mut found = Vec::new();
    for piece in html.split('<').skip(1) {
        let Some((inside, _)) = piece.split_once('>') else { continue };
        let (name, rest) = inside.split_once([' ', '\n']).unwrap_or((inside, ""));
        if name.starts_with(['/', '!']) {
            continue;
        }
        found.push(Tag { name, attributes: attributes(rest) });
    }
    found
}

fn attributes(mut rest: &str) -> HashMap<&str, &str> {
    let mut found = HashMap::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find([' ', '=', '\n']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if name.is_empty() {
            return found;
        }
        rest = after;
        let quoted = after.strip_prefix("=\"").and_then(|value| value.split_once('"'));
        let (value, after) = quoted.unwrap_or(("", rest));
        rest = after;
        found.insert(name, value);
    }
}
