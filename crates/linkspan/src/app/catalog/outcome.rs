//! What became of one product in a step, and keeping it: link, record, attempts and progress in one transaction.

use super::apply::Task;
use super::context::Context;
use super::sync::{Checkpoint, Step, advance};
use crate::app::App;
use linkspan_core::catalog::merge::Pair;
use linkspan_core::catalog::plan::PlanAction;
use linkspan_core::problem::{Consequence, Problem};
use linkspan_store::{Env, LinkState, NewAttempt, NewRecord, ProductLink, RecordObject, RecordStatus, Run, Subject};
use serde::Serialize;

/// What was done, as a stable word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activity {
    Create,
    Adopt,
    Update,
    Deactivate,
    LeftToPeople,
}

impl Activity {
    fn of(action: PlanAction) -> Self {
        match action {
            PlanAction::Create => Self::Create,
            PlanAction::Adopt => Self::Adopt,
            PlanAction::Deactivate => Self::Deactivate,
            PlanAction::Change | PlanAction::Held | PlanAction::Kept | PlanAction::Passed => Self::Update,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Adopt => "adopt",
            Self::Update => "update",
            Self::Deactivate => "deactivate",
            Self::LeftToPeople => "none",
        }
    }
}

/// One call that was made.
struct Call {
    operation: &'static str,
    request: String,
    outcome: &'static str,
    sentence: String,
    elapsed_ms: u64,
}

/// What became of one product.
pub(super) struct Outcome {
    pub(super) link: ProductLink,
    pub(super) activity: Activity,
    /// Fields that people changed and that stay theirs.
    pub(super) kept: Vec<&'static str>,
    /// What stops the whole run; the product is still to do.
    pub(super) stops: Option<Problem>,
    name: String,
    calls: Vec<Call>,
    status: RecordStatus,
    code: Option<String>,
    sentence: String,
}

impl Outcome {
    pub(super) fn of(task: &Task) -> Self {
        Self {
            link: ProductLink { name: task.item.name.clone(), ..task.link.clone() },
            activity: Activity::of(task.item.action),
            kept: Vec::new(),
            stops: None,
            name: task.item.name.clone(),
            calls: Vec::new(),
            status: RecordStatus::InSync,
            code: None,
            sentence: String::new(),
        }
    }

    /// Makes a call and keeps what was asked and what came of it.
    pub(super) async fn call<T>(
        &mut self,
        app: &App,
        operation: &'static str,
        request: &impl Serialize,
        call: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, Problem> {
        let begun = app.clock.now_ms();
        let answer = call.await;
        let elapsed_ms = u64::try_from(app.clock.now_ms() - begun).unwrap_or(0);
        let (outcome, sentence) = match &answer {
            Ok(_) => ("ok", "Done.".to_owned()),
            Err(problem) => (problem.code, problem.sentence.clone()),
        };
        let request = serde_json::to_string(request).unwrap_or_default();
        self.calls.push(Call { operation, request, outcome, sentence, elapsed_ms });
        answer
    }

    /// Product and vendor row are known, and everything wanted is written or respected.
    pub(super) fn linked(&mut self, row: String, written: Pair) {
        self.link.state = LinkState::Linked;
        self.link.vendor_row = Some(row);
        self.link.written = Some(written);
        self.link.hold = None;
    }

    /// What followed from the end of sale is done.
    pub(super) fn retired(&mut self, written: Pair) {
        self.link.state = LinkState::Retired;
        self.link.written = Some(written);
        self.link.hold = None;
    }

    pub(super) fn succeeded(&mut self) {
        self.sentence = match self.activity {
            Activity::Create => "Created in Autotask with its vendor row.".to_owned(),
            Activity::Adopt => "Linked to the product that Autotask had already.".to_owned(),
            Activity::Update => "Changed in Autotask.".to_owned(),
            Activity::Deactivate => "No longer sold: set inactive in Autotask.".to_owned(),
            Activity::LeftToPeople => {
                "No longer sold. The product was in Autotask before the sync, so it was left as it is.".to_owned()
            }
        };
        if !self.kept.is_empty() {
            self.sentence.push_str(&format!(" Left as people changed it: {}.", self.kept.join(", ")));
        }
    }

    pub(super) fn failed(&mut self, problem: &Problem) {
        let unknown = problem.consequence == Consequence::UnknownOutcome;
        self.status = RecordStatus::Failing;
        self.code = Some(problem.code.to_owned());
        self.sentence.clone_from(&problem.sentence);
        tracing::warn!(
            sku = self.link.sku,
            code = problem.code,
            unknown,
            cause = problem.cause_chain(),
            "a product was not written: {problem}"
        );
        // A clear refusal leaves nothing to ask for; what may have been made is asked for in the next run.
        if !unknown && self.link.state == LinkState::Creating {
            self.link.state = LinkState::Unlinked;
            self.link.made_by_us = false;
        }
    }

    fn record(&self) -> NewRecord {
        NewRecord {
            psa_id: self.link.product.clone(),
            status: self.status,
            activity: self.activity.as_str().to_owned(),
            code: self.code.clone(),
            sentence: self.sentence.clone(),
            ..product_record(&self.link.sku, &self.name)
        }
    }

    fn count(&self, at: &mut Checkpoint) {
        let applied = &mut at.applied;
        let counter = match (self.status, self.activity) {
            (RecordStatus::InSync, Activity::Create) => &mut applied.created,
            (RecordStatus::InSync, Activity::Adopt) => &mut applied.adopted,
            (RecordStatus::InSync, Activity::Update) => &mut applied.updated,
            (RecordStatus::InSync, Activity::Deactivate | Activity::LeftToPeople) => &mut applied.deactivated,
            _ => &mut applied.failed,
        };
        *counter += 1;
    }
}

/// A record of a product about which there is nothing to say.
pub(super) fn product_record(sku: &str, name: &str) -> NewRecord {
    NewRecord {
        object: RecordObject::Product,
        subject: sku.to_owned(),
        name: name.to_owned(),
        psa_id: None,
        distributor_id: Some(sku.to_owned()),
        status: RecordStatus::InSync,
        activity: "none".to_owned(),
        code: None,
        sentence: String::new(),
    }
}

/// Keeps the outcomes of a step.
///
/// # Errors
/// What the store says; then the step is done again, and finds its intents.
pub(super) async fn commit(
    app: &App,
    env: &Env,
    context: &Context,
    run: &Run,
    at: &mut Checkpoint,
    outcomes: &[Outcome],
) -> Result<Step, Problem> {
    let settled: Vec<&Outcome> = outcomes.iter().filter(|outcome| outcome.stops.is_none()).collect();
    let skus: Vec<String> = settled.iter().map(|outcome| outcome.link.sku.clone()).collect();
    // What stopped before its first call has nothing to keep: its intent stands.
    let begun = outcomes.iter().filter(|outcome| outcome.stops.is_none() || !outcome.calls.is_empty());
    let links: Vec<ProductLink> = begun.map(|outcome| outcome.link.clone()).collect();
    let mut tx = app.store.begin().await?;
    env.put_product_links(&mut tx, context.bridge.id, &links).await?;
    env.settle_plan_items(&mut tx, run.id, &skus).await?;
    for outcome in outcomes {
        at.calls += i64::try_from(outcome.calls.len()).unwrap_or(0);
    }
    for outcome in settled {
        outcome.count(at);
        let record = env.put_record(&mut tx, run, &outcome.record()).await?;
        for call in &outcome.calls {
            let attempt = NewAttempt {
                subject: Subject::Record(record),
                operation: call.operation,
                request: Some(call.request.clone()),
                response: None,
                outcome: call.outcome.to_owned(),
                sentence: call.sentence.clone(),
                elapsed_ms: call.elapsed_ms,
            };
            env.add_attempt(&mut tx, &attempt).await?;
        }
    }
    let step = advance(env, &mut tx, run.id, at).await?;
    tx.commit().await?;
    Ok(step)
}
