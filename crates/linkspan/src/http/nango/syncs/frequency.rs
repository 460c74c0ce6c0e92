//! `PUT /sync/update-connection-frequency`: how often purchase orders are looked for. The other templates have times of their
//! own, which is said instead of pretended otherwise.

use super::{Wanted, name, resolve};
use crate::app::orders::settings::OrderSettings;
use crate::http::nango::call::{Answer, Call};
use crate::http::nango::formats::{LABEL, SYNC};
use crate::http::nango::refusal::Refusal;
use axum::Json;
use axum::response::IntoResponse;
use linkspan_core::problem::Problem;
use linkspan_core::template::TemplateKind;
use linkspan_store::{NewAudit, Template};
use serde_json::json;

/// The shortest and the longest time between two looks for purchase orders, in seconds. Each look is a call of Autotask.
const LOOKS: std::ops::RangeInclusive<i64> = 60..=86_400;

const DAY: i64 = 86_400;

/// `PUT /sync/update-connection-frequency`.
pub(in crate::http::nango) async fn update(call: Call) -> Answer {
    call.no_query()?;
    let (whose, sync, variant, frequency) = call.body(|fields| {
        if !fields.has("frequency") {
            fields.missing("frequency", "string");
        }
        let whose = Wanted::whose(&call, fields);
        if whose.1.is_none() {
            fields.missing("connection_id", "string");
        }
        let sync = fields.needed_text("sync_name", &SYNC);
        let frequency = fields.nullable_text("frequency", &LABEL).flatten();
        if frequency.as_deref().is_some_and(|text| seconds(text).is_none()) {
            fields.wrong("frequency", "It must be such as \"every 5 minutes\", \"1h\" or \"every day\"");
        }
        (whose, sync, fields.text("sync_variant", &SYNC), frequency)
    })?;
    let syncs = resolve(&call, &Wanted::of(whose, vec![(sync, variant)])?).await?;
    let wanted = frequency.as_deref().and_then(seconds);
    for sync in &syncs {
        may_be(sync.template.kind, wanted)?;
    }
    let mut shown = String::new();
    for sync in &syncs {
        if sync.template.kind == TemplateKind::OrderSubmission {
            keep(&call, &sync.template, wanted).await?;
        }
        shown = of(sync.template.kind, wanted.unwrap_or(OrderSettings::default().poll_seconds));
    }
    Ok(Json(json!({ "frequency": shown })).into_response())
}

/// How often a template looks, in words.
pub(super) fn shown(template: &Template) -> Result<String, Problem> {
    let poll = match template.kind {
        TemplateKind::OrderSubmission => OrderSettings::of(template)?.poll_seconds,
        _ => 0,
    };
    Ok(of(template.kind, poll))
}

fn of(kind: TemplateKind, poll: i64) -> String {
    match kind {
        TemplateKind::ProductSync => "every day".to_owned(),
        TemplateKind::OrderSubmission => match poll {
            DAY => "every day".to_owned(),
            poll if poll % 3_600 == 0 => format!("every {}h", poll / 3_600),
            poll if poll % 60 == 0 => format!("every {}m", poll / 60),
            poll => format!("every {poll}s"),
        },
        // Each order has its own times, closer where something is about to happen.
        TemplateKind::OrderStatus => "every 10m".to_owned(),
    }
}

fn may_be(kind: TemplateKind, wanted: Option<i64>) -> Result<(), Refusal> {
    let words = match (kind, wanted) {
        (_, None) | (TemplateKind::ProductSync, Some(DAY)) => return Ok(()),
        (TemplateKind::OrderSubmission, Some(seconds)) if LOOKS.contains(&seconds) => return Ok(()),
        (TemplateKind::ProductSync, _) => "The distributor makes one catalogue a day: product-sync runs every day.",
        (TemplateKind::OrderSubmission, _) => "create-orders looks at most once a minute and at least once a day.",
        (TemplateKind::OrderStatus, _) => "order-status asks about each order when something may have happened to it.",
    };
    Err(Refusal::in_body(words, &["frequency"]))
}

async fn keep(call: &Call, template: &Template, wanted: Option<i64>) -> Result<(), Refusal> {
    let mut settings = OrderSettings::of(template)?;
    settings.poll_seconds = wanted.unwrap_or(OrderSettings::default().poll_seconds);
    let env = call.env();
    let entry = NewAudit {
        actor: call.caller.name.clone(),
        action: "order_submission.frequency".into(),
        subject_kind: "template".into(),
        subject_id: format!("{}/{}", template.bridge, template.kind.as_str()),
        sentence: format!(
            "{} set {}: {}.",
            call.caller.name,
            name(template.kind),
            of(template.kind, settings.poll_seconds)
        ),
        detail: json!({}),
    };
    let mut tx = call.web.app.store.begin().await?;
    env.set_template_settings(&mut tx, template.bridge, template.kind, &json!(settings)).await?;
    env.add_audit(&mut tx, &entry).await?;
    tx.commit().await?;
    Ok(())
}

/// A frequency in seconds: `every`? number? unit.
fn seconds(text: &str) -> Option<i64> {
    let text = text.trim().to_ascii_lowercase();
    let rest = text.strip_prefix("every").map_or(text.as_str(), str::trim_start);
    match rest {
        "half day" => return Some(DAY / 2),
        "half hour" => return Some(1_800),
        "quarter hour" => return Some(900),
        "week" => return Some(7 * DAY),
        "month" => return Some(30 * DAY),
        _ => {}
    }
    let digits = rest.len() - rest.trim_start_matches(|digit: char| digit.is_ascii_digit()).len();
    let (count, unit) = rest.split_at(digits);
    let count: i64 = if count.is_empty() { 1 } else { count.parse().ok()? };
    let unit = match unit.trim() {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => DAY,
        _ => return None,
    };
    count.checked_mul(unit).filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("every 5 minutes", Some(300))]
    #[case("5m", Some(300))]
    #[case("every hour", Some(3_600))]
    #[case("1 day", Some(DAY))]
    #[case("Every Half Day", Some(DAY / 2))]
    #[case("every quarter hour", Some(900))]
    #[case("90s", Some(90))]
    #[case("0m", None)]
    #[case("every", None)]
    #[case("fortnight", None)]
    #[case("-5m", None)]
    #[case("99999999999999999999d", None)]
    #[case("9999999999999999d", None)]
    fn frequencies_are_read(#[case] text: &str, #[case] found: Option<i64>) {
        assert_eq!(seconds(text), found);
    }

    #[test]
    fn what_is_shown_reads_back() {
        for poll in [60, 90, 300, 3_600, 7_200, DAY] {
            assert_eq!(seconds(&of(TemplateKind::OrderSubmission, poll)), Some(poll));
        }
    }

    #[test]
    fn each_template_has_its_own_times() {
        assert!(may_be(TemplateKind::ProductSync, Some(DAY)).is_ok());
        assert!(may_be(TemplateKind::ProductSync, Some(3_600)).is_err());
        assert!(may_be(TemplateKind::OrderSubmission, Some(59)).is_err());
        assert!(may_be(TemplateKind::OrderSubmission, Some(60)).is_ok());
        assert!(may_be(TemplateKind::OrderStatus, Some(60)).is_err());
        assert!(may_be(TemplateKind::OrderStatus, None).is_ok());
    }
}
