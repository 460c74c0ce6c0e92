//! `PATCH /connections/{connection_id}`: whose it is, its tags, where its webhooks go.

use super::{find, id, integration};
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::WEB_ADDRESS;
use crate::http::nango::people::{People, generated, without_generated};
use crate::http::nango::refusal::Refusal;
use crate::http::nango::schema::Text;
use axum::Json;
use axum::response::IntoResponse;
use linkspan_store::LentCard;
use serde_json::{Map, Value, json};

/// An address, or nothing to take it back.
const ADDRESS_OR_NOTHING: Text =
    Text::like(0, 2_048, "URL", |text| text.is_empty() || WEB_ADDRESS.format.is_some_and(|(_, check)| check(text)));

pub(in crate::http::nango) async fn change(call: Call) -> Answer {
    let id = id(&call)?;
    let integration = integration(&call)?;
    let (people, address) = call.body(|fields| {
        (People::read(fields, false), fields.nullable_text("webhook_url_override", &ADDRESS_OR_NOTHING))
    })?;
    let missing = || Refusal::not_found(format!("There is no connection \"{id}\" of \"{integration}\""));
    let lent = find(&call, &integration, &id).await?.ok_or_else(missing)?;
    let card = changed(lent.card.clone(), people, address);
    let env = call.env();
    let mut tx = call.web.app.store.begin().await?;
    env.set_lent_card(&mut tx, lent.connection.id, &card).await?;
    tx.commit().await?;
    Ok(Json(json!({ "success": true })).into_response())
}

/// New tags take the place of the old ones; those that come of the person lie under them.
fn changed(card: LentCard, people: People, address: Option<Option<String>>) -> LentCard {
    let under: Map<String, Value> = match (&people.end_user, &card.end_user) {
        (Some(user), _) | (None, Some(user)) => generated(user),
        (None, None) => Map::new(),
    };
    let over = people.tags.unwrap_or_else(|| match people.end_user {
        Some(_) => without_generated(card.tags.clone()),
        None => card.tags.clone(),
    });
    LentCard {
        tags: under.into_iter().chain(over).collect(),
        end_user: people.end_user.or(card.end_user),
        webhook_url: match address {
            Some(address) => address.filter(|text| !text.is_empty()),
            None => card.webhook_url,
        },
        ..card
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[test]
    fn new_tags_replace_the_old_ones_and_keep_those_of_the_person() {
        let card = LentCard {
            tags: map(json!({"end_user_id": "7", "env": "live"})),
            end_user: Some(json!({"id": "7"})),
            webhook_url: Some("https://app.example/".into()),
            ..LentCard::default()
        };
        let people = People { end_user: None, tags: Some(map(json!({"plan": "gold"}))) };
        let done = changed(card.clone(), people, None);
        assert_eq!(Value::Object(done.tags), json!({"end_user_id": "7", "plan": "gold"}));
        assert!(done.webhook_url.is_some());
        let people = People { end_user: Some(json!({"id": "8"})), tags: None };
        let done = changed(card.clone(), people, Some(Some(String::new())));
        assert_eq!(Value::Object(done.tags), json!({"end_user_id": "8", "env": "live"}));
        assert_eq!(done.webhook_url, None);
        let done = changed(card.clone(), People::default(), None);
        assert_eq!(done, card, "nothing sent, nothing changed");
    }
}
