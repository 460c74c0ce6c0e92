//! One entity as a declaration in Rust.

use super::data::{Entity, Field, Kind, Set};
use super::words::{capitalised, comment, snake, words};

/// The file of one entity.
pub(super) fn file(entity: &Entity) -> String {
    let mut text = format!(
        "//! `{}` as the REST API spells it. Generated from `data/entities.json` by `cargo xtask generate`.\n\n",
        entity.path
    );
    text += &uses(entity);
    text += "\nentity! {\n";
    text += &comment(&entity.doc, 4);
    text += &head(entity);
    for (section, set, required, query) in SECTIONS {
        let belongs = |field: &&Field| {
            let asked = field.query || !entity.query;
            field.set == set && field.required == required && asked == query
        };
        text += &section_text(section, entity.fields.iter().filter(belongs));
    }
    text += "}\n";
    text
}

/// Each section with who may set its members, whether creation demands them and whether they can be asked by. A member that
/// is set once and not demanded is always one that can be asked by.
const SECTIONS: [(&str, Set, bool, bool); 8] = [
    ("fixed_required", Set::Once, true, true),
    ("required", Set::Always, true, true),
    ("optional", Set::Always, false, true),
    ("create_only", Set::Once, false, true),
    ("read_only", Set::Never, false, true),
    ("unqueried_required", Set::Always, true, false),
    ("unqueried_optional", Set::Always, false, false),
    ("unqueried_read_only", Set::Never, false, false),
];

const INDEX_HEAD: &str = "\
//! The entities, one file each. Generated from `data/entities.json` by `cargo xtask generate`.
#![expect(clippy::too_many_arguments, reason = \"creation takes what the vendor demands, which is much for some\")]
#![expect(clippy::new_without_default, reason = \"a creation that demands nothing is still written out\")]

";

/// The file that lists the others.
pub(super) fn index(entities: &[Entity]) -> String {
    let mut modules: Vec<String> = entities.iter().map(Entity::module).collect();
    modules.sort();
    let mut text = INDEX_HEAD.to_owned();
    for module in &modules {
        text += &format!("mod {module};\n");
    }
    text += "\n";
    for module in &modules {
        text += &format!("pub use self::{module}::*;\n");
    }
    text += "\n/// Parent, segment and path of each child route.\n";
    let children: Vec<String> = entities
        .iter()
        .filter_map(|entity| {
            let child = entity.child.as_ref()?;
            Some(format!("    (\"{}\", \"{}\", \"{}\"),\n", child.of, child.segment, entity.path))
        })
        .collect();
    text += &format!("pub(super) const CHILD_ROUTES: [(&str, &str, &str); {}] = [\n", children.len());
    text += &children.concat();
    text += "];\n";
    text
}

fn uses(entity: &Entity) -> String {
    let has = |kind: Kind| entity.fields.iter().any(|field| field.kind == kind);
    let mut text = String::new();
    text += match (has(Kind::Time), has(Kind::Date)) {
        (true, true) => "use jiff::{Timestamp, civil::Date};\n",
        (true, false) => "use jiff::Timestamp;\n",
        (false, true) => "use jiff::civil::Date;\n",
        (false, false) => "",
    };
    if has(Kind::Decimal) {
        text += "use rust_decimal::Decimal;\n";
    }
    if !text.is_empty() {
        text += "\n";
    }
    text += match (has(Kind::ZeroOne), has(Kind::Secret)) {
        (true, true) => "use crate::{\n    entity::entity,\n    value::{IntBool, SecretText},\n};\n",
        (true, false) => "use crate::{entity::entity, value::IntBool};\n",
        (false, true) => "use crate::{entity::entity, value::SecretText};\n",
        (false, false) => "use crate::entity::entity;\n",
    };
    text
}

fn head(entity: &Entity) -> String {
    let Entity { name, path, .. } = entity;
    let mut text = format!("    {name} {{\n");
    if entity.query {
        text += &format!("        fields: {name}Fields,\n");
    }
    if entity.create {
        text += &format!("        new: New{name},\n");
    }
    if entity.update {
        text += &format!("        patch: {name}Patch,\n");
    }
    text += &match &entity.child {
        None => format!("        route: root \"{path}\",\n"),
        Some(child) => {
            format!(
                "        route: child \"{path}\" of \"{}\" / \"{}\" by \"{}\",\n",
                child.of, child.segment, child.by
            )
        }
    };
    text += if entity.udf { "        udf: [user_defined_fields],\n" } else { "        udf: [],\n" };
    text + "    }\n"
}

fn section_text<'a>(name: &str, fields: impl Iterator<Item = &'a Field>) -> String {
    let fields: String = fields.map(field_text).collect();
    if fields.is_empty() { format!("    {name} {{}}\n") } else { format!("    {name} {{\n{fields}    }}\n") }
}

fn field_text(field: &Field) -> String {
    let most = if field.length > 0 { format!(" max {}", field.length) } else { String::new() };
    let line = format!("        {}: {} = \"{}\"{most},\n", snake(&field.name), field.kind.rust(), field.name);
    comment(&doc(field), 8) + &line
}

/// What a member means: the sentence of the data, or what its type says.
fn doc(field: &Field) -> String {
    let text = field.doc.clone().unwrap_or_else(|| {
        let name = capitalised(&words(&field.name));
        let short = name.strip_suffix(" id").unwrap_or(&name);
        match (&field.refers, field.kind) {
            _ if field.list => format!("{name}: picklist value, look it up by label."),
            (Some(entity), _) if entity.is_empty() => format!("{short}: id of another record."),
            (Some(entity), _) => format!("{short}: id of the {}.", words(entity)),
            (None, Kind::Time) => format!("{name}, UTC."),
            (None, Kind::Text | Kind::Secret) if field.length > 0 => {
                format!("{name}: text, at most {} characters.", field.length)
            }
            (None, kind) => format!("{name}: {}.", plainly(kind)),
        }
    });
    if field.deduced { text + " Not seen in a tenant's own description; deduced." } else { text }
}

fn plainly(kind: Kind) -> &'static str {
    match kind {
        Kind::Integer => "whole number",
        Kind::Decimal => "decimal number",
        Kind::Text => "text",
        Kind::Secret => "secret text",
        Kind::Boolean => "yes or no",
        Kind::ZeroOne => "yes or no, sent as 1 or 0",
        Kind::Time => "time",
        Kind::Date => "date only",
    }
}

#[cfg(test)]
mod tests {
    use super::super::data::read;
    use super::*;

    fn of(json: &str) -> Entity {
        read(&format!(r#"{{"entities":[{json}]}}"#)).unwrap().remove(0)
    }

    #[test]
    fn an_entity_becomes_a_declaration() {
        let text = file(&of(
            r#"{"path":"PurchaseOrderItems","type":"PurchaseOrderItem","doc":"One line.","create":true,"update":true,
            "child":{"of":"PurchaseOrders","segment":"Items","by":"orderID"},"fields":[
            {"name":"quantity","type":"integer","set":"always","required":true,"doc":"Units, at least 1."},
            {"name":"memo","type":"text","length":4000,"set":"always","query":false},
            {"name":"orderID","type":"integer","refers":"PurchaseOrder","deduced":true},
            {"name":"unitCost","type":"decimal","set":"once"}]}"#,
        ));
        for line in [
            "use rust_decimal::Decimal;",
            "        fields: PurchaseOrderItemFields,",
            "        new: NewPurchaseOrderItem,",
            "        patch: PurchaseOrderItemPatch,",
            "        route: child \"PurchaseOrderItems\" of \"PurchaseOrders\" / \"Items\" by \"orderID\",",
            "    fixed_required {}\n    required {\n        /// Units, at least 1.\n        quantity: i64 = \"quantity\",\n    }",
            "    create_only {\n        /// Unit cost: decimal number.\n        unit_cost: Decimal = \"unitCost\",\n    }",
            "        /// Order: id of the purchase order. Not seen in a tenant's own description; deduced.\n",
            "    unqueried_optional {\n        /// Memo: text, at most 4000 characters.\n        memo: String = \"memo\" max 4000,\n    }",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    #[test]
    fn what_is_posted_only_has_no_fields_to_ask_by() {
        let text = file(&of(r#"{"path":"Adds","type":"Add","doc":"Adds.","create":true,"query":false,
            "fields":[{"name":"count","type":"integer","set":"once","required":true}]}"#));
        assert!(
            !text.contains("fields:") && text.contains("    fixed_required {\n        /// Count: whole number."),
            "{text}"
        );
    }

    #[test]
    fn the_index_has_every_module_and_every_child_route() {
        let text = index(&[
            of(r#"{"path":"Products","type":"Product","doc":"A product.","fields":[]}"#),
            of(r#"{"path":"ProductTiers","type":"ProductTier","doc":"A step.","fields":[],
                "child":{"of":"Products","segment":"Tiers","by":"productID"}}"#),
        ]);
        assert!(text.contains("mod product;\nmod product_tier;\n"), "{text}");
        assert!(
            text.contains("[(&str, &str, &str); 1] = [\n    (\"Products\", \"Tiers\", \"ProductTiers\"),\n];"),
            "{text}"
        );
    }
}
