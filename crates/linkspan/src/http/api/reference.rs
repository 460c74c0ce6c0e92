//! The API reference for people, made from the same description as everything else.

use super::describe::{Described, Field, Gives, Kind, Shape};
use super::openapi::verb;
use super::operation::Operation;
use super::routes;
use crate::http::portal::docs::{self, Group, Many, Member, Members, ReferencePage, slug};
use crate::http::portal::page::Link;

/// Everything that the page shows.
pub(in crate::http) fn reference() -> ReferencePage {
    let mut page = ReferencePage::default();
    for one in routes::table() {
        collect(one.described, &mut page.shapes);
        let label = one.described.group;
        let place = page.groups.iter().position(|group| group.head.label == label).unwrap_or_else(|| {
            page.groups.push(Group { head: Link::new(label, format!("#{}", slug(label))), operations: Vec::new() });
            page.groups.len() - 1
        });
        page.groups[place].operations.push(operation(&one));
    }
    page.shapes.sort_by(|one, other| one.name.cmp(&other.name));
    page
}

fn operation(one: &Operation) -> docs::Operation {
    let described = one.described;
    let (answer, many) = match described.gives {
        Gives::One(shape) => (shape.name, Many::One),
        Gives::All(shape) => (shape.name, Many::List),
        Gives::Page(shape) => (shape.name, Many::Page),
    };
    let unnamed = |fields: &[Field]| Members { all: members(fields), ..Members::default() };
    docs::Operation {
        id: described.id.to_owned(),
        verb: verb(one.endpoint.verb).to_uppercase(),
        path: one.endpoint.path.to_owned(),
        summary: described.summary.to_owned(),
        more: described.more.to_owned(),
        scope: one.scope.to_owned(),
        in_path: unnamed(described.path),
        in_query: unnamed(described.query),
        body: described.body.map(|shape| shape.name.to_owned()),
        answer: answer.to_owned(),
        many,
    }
}

/// The objects that an operation takes and gives, with those inside them, each once.
fn collect(described: &Described, shapes: &mut Vec<Members>) {
    let (Gives::One(answer) | Gives::All(answer) | Gives::Page(answer)) = described.gives;
    add(answer, shapes);
    if let Some(body) = described.body {
        add(body, shapes);
    }
}

fn add(shape: &Shape, shapes: &mut Vec<Members>) {
    if shapes.iter().any(|known| known.name == shape.name) {
        return;
    }
    let about = shape.about.to_owned();
    shapes.push(Members { name: shape.name.to_owned(), about, all: members(shape.fields) });
    for field in shape.fields {
        if let Some(inner) = inside(field.kind) {
            add(inner, shapes);
        }
    }
}

fn inside(kind: Kind) -> Option<&'static Shape> {
    match kind {
        Kind::Object(shape) => Some(shape),
        Kind::List(inner) | Kind::Map(inner) => inside(*inner),
        _ => None,
    }
}

fn members(fields: &[Field]) -> Vec<Member> {
    let member = |field: &Field| Member {
        name: field.name.to_owned(),
        kind: words(field.kind),
        shape: inside(field.kind).map(|shape| shape.name.to_owned()),
        about: field.about.to_owned(),
        optional: !field.needed,
        nullable: field.nullable,
    };
    fields.iter().map(member).collect()
}

fn words(kind: Kind) -> String {
    match kind {
        Kind::Id => "id".to_owned(),
        Kind::Text(_, most) if most < 100_000 => format!("text of at most {most} characters"),
        Kind::Text(..) => "text".to_owned(),
        Kind::Word(words) => words.join(" | "),
        Kind::WordOf(words) => words().join(" | "),
        Kind::Time => "moment".to_owned(),
        Kind::Amount => "number as text".to_owned(),
        Kind::Whole(least, most) if most < i64::MAX => format!("whole number from {least} to {most}"),
        Kind::Whole(..) => "whole number".to_owned(),
        Kind::Flag => "true or false".to_owned(),
        Kind::List(inner) => format!("list of {}", words(*inner)),
        Kind::Object(shape) => shape.name.to_owned(),
        Kind::Map(inner) => format!("object of {}", words(*inner)),
        Kind::Any => "anything".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_and_every_object_that_it_names_is_on_the_page() {
        let page = reference();
        let operations: Vec<_> = page.groups.iter().flat_map(|group| &group.operations).collect();
        assert_eq!(operations.len(), routes::table().len());
        let known = |name: &str| page.shapes.iter().any(|shape| shape.name == name);
        for one in operations {
            assert!(known(&one.answer) && one.body.as_deref().is_none_or(known), "{}", one.id);
        }
        for member in page.shapes.iter().flat_map(|shape| &shape.all) {
            assert!(member.shape.as_deref().is_none_or(known), "{}", member.name);
        }
    }
}
