//! Whose a connection is, and the tags that come of it. Imports, changes and connect sessions read the same fields.

use super::formats::{EMAIL, FILLED, LABEL, is_email};
use super::schema::{Fields, Text};
use serde_json::{Map, Value, json};

/// How many tags a connection has at most.
const MOST: usize = 10;

/// A tag's value.
const VALUE: Text = Text::of(1, 255);

/// What was sent about people.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::http) struct People {
    /// `id`, `display_name`, `email`, `tags`, `organization`; what is missing is null.
    pub(in crate::http) end_user: Option<Value>,
    /// The tags that were sent, their keys in small letters; `None` where none were.
    pub(in crate::http) tags: Option<Map<String, Value>>,
}

impl People {
    /// Reads `end_user` and `tags`, and `organization` where the endpoint has it.
    pub(in crate::http) fn read(fields: &mut Fields, with_organization: bool) -> Self {
        let organization = match with_organization {
            true => fields.object("organization", |inner| {
                json!({ "id": inner.needed_text("id", &FILLED), "display_name": inner.text("display_name", &LABEL) })
            }),
            false => None,
        };
        let end_user = fields.object("end_user", |inner| {
            json!({
                "id": inner.needed_text("id", &FILLED),
                "display_name": inner.text("display_name", &LABEL),
                "email": inner.text("email", &EMAIL),
                "tags": inner.text_map("tags", &LABEL),
                "organization": organization,
            })
        });
        Self { end_user, tags: tags(fields) }
    }

    /// The tags of a connection: those that come of the person, over them those that were sent.
    pub(in crate::http) fn all_tags(&self) -> Map<String, Value> {
        let mut all = self.end_user.as_ref().map(generated).unwrap_or_default();
        all.extend(self.tags.clone().unwrap_or_default());
        all
    }
}

/// The tags that come of a person. The person's own are left out all together where there would be too many.
pub(in crate::http) fn generated(end_user: &Value) -> Map<String, Value> {
    let named = [
        ("end_user_id", "/id"),
        ("end_user_email", "/email"),
        ("end_user_display_name", "/display_name"),
        ("organization_id", "/organization/id"),
        ("organization_display_name", "/organization/display_name"),
    ];
    let text = |path: &str| end_user.pointer(path)?.as_str().filter(|text| !text.is_empty()).map(Value::from);
    let mut all: Map<String, Value> =
        named.into_iter().filter_map(|(key, path)| Some((key.to_owned(), text(path)?))).collect();
    let own: Map<String, Value> = end_user["tags"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| (key.to_ascii_lowercase(), value.clone()))
        .collect();
    if all.len() + own.keys().filter(|key| !all.contains_key(*key)).count() <= MOST {
        all.extend(own);
    }
    all
}

/// Takes out of some tags those that came of a person.
pub(in crate::http) fn without_generated(mut tags: Map<String, Value>) -> Map<String, Value> {
    tags.retain(|key, _| !key.starts_with("end_user_") && !key.starts_with("organization_"));
    tags
}

fn tags(fields: &mut Fields) -> Option<Map<String, Value>> {
    let sent = fields.text_map("tags", &VALUE)?;
    let mut tags = Map::new();
    if sent.len() > MOST {
        fields.wrong("tags", format!("At most {MOST} tags are kept"));
    }
    for (key, value) in sent {
        let is_key = key.len() <= 64
            && key.starts_with(|first: char| first.is_ascii_alphabetic())
            && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte));
        let small = key.to_ascii_lowercase();
        if !is_key {
            fields.wrong("tags", "A tag's name begins with a letter and has letters, digits and _ - . / alone");
        } else if small == "end_user_email" && !value.as_str().is_some_and(is_email) {
            fields.wrong("tags", "The tag end_user_email must be an e-mail address");
        } else if tags.insert(small, value).is_some() {
            fields.wrong("tags", "Two tags have the same name, their case aside");
        }
    }
    Some(tags)
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;
    use rstest::rstest;

    fn read(body: Value) -> Option<People> {
        schema::body(body, |fields| People::read(fields, true)).ok()
    }

    #[test]
    fn a_person_becomes_tags_and_what_was_sent_wins() {
        let people = read(json!({
            "end_user": {"id": "7", "email": "it@harbor.example", "tags": {"Plan": "gold"}},
            "organization": {"id": "harbor"},
            "tags": {"Env": "Live", "end_user_id": "8"},
        }))
        .unwrap();
        let expected = json!({"end_user_id": "8", "end_user_email": "it@harbor.example", "organization_id": "harbor",
            "plan": "gold", "env": "Live"});
        assert_eq!(Value::Object(people.all_tags()), expected);
        let user = json!({"id": "7", "display_name": null, "email": "it@harbor.example", "tags": {"Plan": "gold"},
            "organization": {"id": "harbor", "display_name": null}});
        assert_eq!(people.end_user, Some(user));
    }

    #[test]
    fn a_persons_own_tags_go_where_there_would_be_too_many() {
        let own: Map<String, Value> = (0..10).map(|n| (format!("t{n}"), json!("x"))).collect();
        let people = read(json!({"end_user": {"id": "7", "tags": own}})).unwrap();
        assert_eq!(Value::Object(people.all_tags()), json!({"end_user_id": "7"}));
    }

    #[rstest]
    #[case(json!({"tags": {"1a": "x"}}))]
    #[case(json!({"tags": {"a": ""}}))]
    #[case(json!({"tags": {"A": "x", "a": "y"}}))]
    #[case(json!({"tags": {"end_user_email": "nobody"}}))]
    #[case(json!({"end_user": {"email": "a@b.example"}}))]
    #[case(json!({"end_user": {"id": "1", "more": 1}}))]
    #[case(json!({"end_user": {"id": "1", "email": "nobody"}}))]
    fn what_is_not_allowed_is_refused(#[case] body: Value) {
        assert_eq!(read(body), None);
    }
}
