//! The templates of a bridge: where they stand, and what is set for them.

use super::bridges;
use super::describe::{COUNT, Described, Field, Gives, Kind, Shape, field, template_words};
use super::operation::{Ask, Reply, all, nowhere};
use super::shown;
use crate::http::nango::refusal::Refusal;
use linkspan_core::template::TemplateKind;
use linkspan_store::{Bridge, Template};
use serde_json::{Value, json};

static LOOK: Shape = Shape {
    name: "Look",
    about: "When a template last looked, and what it found.",
    fields: &[
        field("at", Kind::Time, "When."),
        field("seen", COUNT, "How many purchase orders or orders it looked at."),
        field("news", COUNT, "How many of them were news."),
    ],
};

pub(super) static TEMPLATE: Shape = Shape {
    name: "Template",
    about: "One automation of a bridge.",
    fields: &[
        field("bridge", Kind::Id, "The bridge that it hangs on."),
        field("template", Kind::WordOf(template_words), "Which automation."),
        field("enabled", Kind::Flag, "Whether it is on."),
        field("configured", Kind::Flag, "Whether somebody saved settings."),
        field("enabled_at", Kind::Time, "Since when it is on.").or_null(),
        field("next_run_at", Kind::Time, "When it runs next.").or_null(),
        field("last_run", Kind::Id, "Its last run.").or_null(),
        field("look", Kind::Object(&LOOK), "When it last looked; for the templates that look instead of running.")
            .or_null(),
    ],
};

/// The template of a path.
pub(super) const PATH: &[Field] =
    &[field("bridge", Kind::Id, "Id of the bridge."), field("template", Kind::WordOf(template_words), "The template.")];

pub(super) static LIST: Described = Described {
    id: "listTemplates",
    group: "Templates",
    summary: "List the templates of a bridge",
    path: bridges::PATH,
    gives: Gives::All(&TEMPLATE),
    ..Described::READ
};

/// `GET /api/v1/bridges/{bridge}/templates`.
pub(super) async fn list(ask: Ask) -> Reply {
    let bridge = bridges::find(&ask).await?;
    let mut rows = Vec::new();
    for kind in TemplateKind::ALL {
        rows.extend(ask.env().template(bridge.id, kind).await?.iter().map(template));
    }
    Ok(all(rows))
}

pub(super) static GET: Described = Described {
    id: "getTemplate",
    group: "Templates",
    summary: "Get a template",
    path: PATH,
    gives: Gives::One(&TEMPLATE),
    ..Described::READ
};

/// `GET /api/v1/bridges/{bridge}/templates/{template}`.
pub(super) async fn get(ask: Ask) -> Reply {
    Ok(template(&find(&ask).await?.1))
}

/// The template that the path names, with its bridge.
pub(super) async fn find(ask: &Ask) -> Result<(Bridge, Template), Refusal> {
    let kind = ask.id("template", TemplateKind::parse)?;
    of_bridge(ask, kind).await
}

/// The template of this kind, of the bridge that the path names.
pub(super) async fn of_bridge(ask: &Ask, kind: TemplateKind) -> Result<(Bridge, Template), Refusal> {
    let bridge = bridges::find(ask).await?;
    let template = ask.env().template(bridge.id, kind).await?.ok_or_else(nowhere)?;
    Ok((bridge, template))
}

/// A template as programs see it.
pub(super) fn template(row: &Template) -> Value {
    let look = row.look.map(|look| json!({ "at": shown::time(Some(look.at)), "seen": look.seen, "news": look.news }));
    json!({
        "bridge": row.bridge.to_string(), "template": row.kind.as_str(), "enabled": row.enabled,
        "configured": row.settings.is_some(), "enabled_at": shown::time(row.enabled_at),
        "next_run_at": shown::time(row.next_run_at), "last_run": shown::id(row.last_run), "look": look,
    })
}
