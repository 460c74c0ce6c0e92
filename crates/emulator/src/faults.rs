//! What shall go wrong, on which request, how often. A plan is data: JSON in a file or over HTTP.
//!
//! It decides only which fault meets a request; the server carries it out.

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde::{Deserialize, Serialize};

use crate::guard::lock;

/// One planned fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Text that must occur in `METHOD /path` (no query string), compared without regard to case; empty meets all.
    #[serde(default)]
    pub route: String,
    /// Text that must occur in the request body, compared exactly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_contains: Option<String>,
    /// How many matching requests pass before the fault strikes.
    #[serde(default)]
    pub skip: u32,
    /// How often it strikes: once if left out, for ever if `null`.
    #[serde(default = "once")]
    pub times: Option<u32>,
    /// What happens.
    pub action: FaultAction,
}

/// What a fault does to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum FaultAction {
    /// Answers by itself; the request has no effect.
    Status {
        /// HTTP status, 100 to 999.
        status: u16,
        /// Body of the answer, empty if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// Content type of the body, `application/json` if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content_type: Option<String>,
        /// Value of a `Retry-After` header in seconds; no header if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u32>,
    },
    /// Waits in real time, then goes on as usual.
    Delay {
        /// Milliseconds to wait.
        millis: u64,
    },
    /// Closes the connection at once: nothing is read, nothing happens, nothing is answered.
    Refuse,
    /// Reads the request, closes the connection: nothing happens, nothing is answered.
    CutBefore,
    /// The effect happens, then the connection is closed without an answer.
    CutAfter,
    /// The effect happens, the answer is a 200 with a body that no parser takes.
    Garbage,
    /// The effect happens, the answer's body ends in the middle.
    Truncate,
}

impl FaultAction {
    /// Its name as in JSON, for the journal.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Status { .. } => "status",
            Self::Delay { .. } => "delay",
            Self::Refuse => "refuse",
            Self::CutBefore => "cut_before",
            Self::CutAfter => "cut_after",
            Self::Garbage => "garbage",
            Self::Truncate => "truncate",
        }
    }
}

impl Fault {
    /// A fault that strikes the first matching request, once.
    #[must_use]
    pub fn once(route: impl Into<String>, action: FaultAction) -> Self {
        Self { route: route.into(), body_contains: None, skip: 0, times: Some(1), action }
    }

    /// The same fault for every matching request.
    #[must_use]
    pub fn always(route: impl Into<String>, action: FaultAction) -> Self {
        Self { times: None, ..Self::once(route, action) }
    }

    /// The same fault, after `skip` matching requests have passed.
    #[must_use]
    pub fn after(self, skip: u32) -> Self {
        Self { skip, ..self }
    }
}

/// A fault with what it has done so far.
#[derive(Clone, Debug, Serialize)]
pub struct PlannedFault {
    /// The fault as planned.
    #[serde(flatten)]
    pub fault: Fault,
    /// Matching requests that were let pass.
    pub passed: u32,
    /// How often it struck.
    pub struck: u32,
}

/// Why a plan cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum FaultFileError {
    /// The file cannot be read.
    #[error("the fault file {path} cannot be read")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no JSON list of faults.
    #[error("the fault file {path} is not a JSON list of faults")]
    Parse {
        /// The file.
        path: String,
        /// Where and why.
        source: serde_json::Error,
    },
}

/// The list of planned faults. Clones share one plan; the first fault that is due meets a request.
#[derive(Clone, Debug, Default)]
pub struct FaultPlan {
    faults: Arc<Mutex<Vec<PlannedFault>>>,
}

impl FaultPlan {
    /// Reads a plan from a JSON file that holds a list of faults.
    ///
    /// # Errors
    /// When the file cannot be read or is no such list.
    pub fn from_file(path: &Path) -> Result<Self, FaultFileError> {
        let shown = || path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| FaultFileError::Read { path: shown(), source })?;
        let faults: Vec<Fault> =
            serde_json::from_str(&text).map_err(|source| FaultFileError::Parse { path: shown(), source })?;
        let plan = Self::default();
        faults.into_iter().for_each(|fault| plan.add(fault));
        Ok(plan)
    }

    /// Adds a fault at the end of the plan.
    pub fn add(&self, fault: Fault) {
        lock(&self.faults).push(PlannedFault { fault, passed: 0, struck: 0 });
    }

    /// Forgets all faults.
    pub fn clear(&self) {
        lock(&self.faults).clear();
    }

    /// All faults with what they have done so far, spent ones included.
    #[must_use]
    pub fn list(&self) -> Vec<PlannedFault> {
        lock(&self.faults).clone()
    }

    /// Whether a request is to be refused before its body is read.
    pub(crate) fn take_refusal(&self, route: &str) -> bool {
        self.take_where(|fault| is_early(fault) && route_matches(fault, route)).is_some()
    }

    /// The fault that meets a request whose body is known; early refusals were asked for before.
    pub(crate) fn take(&self, route: &str, body: &[u8]) -> Option<FaultAction> {
        self.take_where(|fault| !is_early(fault) && route_matches(fault, route) && body_matches(fault, body))
    }

    fn take_where(&self, matches: impl Fn(&Fault) -> bool) -> Option<FaultAction> {
        let mut faults = lock(&self.faults);
        for planned in faults.iter_mut() {
            let spent = planned.fault.times.is_some_and(|times| planned.struck >= times);
            if spent || !matches(&planned.fault) {
                continue;
            }
            if planned.passed < planned.fault.skip {
                planned.passed += 1;
                continue;
            }
            planned.struck += 1;
            return Some(planned.fault.action.clone());
        }
        None
    }
}

fn once() -> Option<u32> {
    Some(1)
}

fn is_early(fault: &Fault) -> bool {
    fault.action == FaultAction::Refuse && fault.body_contains.is_none()
}

fn route_matches(fault: &Fault, route: &str) -> bool {
    route.to_ascii_lowercase().contains(&fault.route.to_ascii_lowercase())
}

fn body_matches(fault: &Fault, body: &[u8]) -> bool {
    fault.body_contains.as_ref().is_none_or(|text| String::from_utf8_lossy(body).contains(text.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(json: &str) -> FaultPlan {
        let plan = FaultPlan::default();
        let faults: Vec<Fault> = serde_json::from_str(json).unwrap();
        faults.into_iter().for_each(|fault| plan.add(fault));
        plan
    }

    #[test]
    fn a_fault_strikes_once_unless_told_otherwise() {
        let plan = plan(r#"[{"route":"post /po","action":{"do":"cut_after"}}]"#);
        assert_eq!(plan.take("GET /po", b""), None);
        assert_eq!(plan.take("POST /PO/submit", b""), Some(FaultAction::CutAfter));
        assert_eq!(plan.take("POST /PO/submit", b""), None);
    }

    #[test]
    fn null_times_means_for_ever_and_skip_lets_requests_pass() {
        let plan = plan(r#"[{"route":"/x","skip":2,"times":null,"action":{"do":"delay","millis":5}}]"#);
        let struck: Vec<bool> = (0..5).map(|_| plan.take("GET /x", b"").is_some()).collect();
        assert_eq!(struck, [false, false, true, true, true]);
        assert_eq!((plan.list()[0].passed, plan.list()[0].struck), (2, 3));
    }

    #[test]
    fn a_body_condition_is_honoured_by_refusals_too() {
        let plan = plan(r#"[{"route":"/x","body_contains":"PO-7","action":{"do":"refuse"}}]"#);
        assert!(!plan.take_refusal("POST /x"));
        assert_eq!(plan.take("POST /x", b"PO-8"), None);
        assert_eq!(plan.take("POST /x", b"<n>PO-7</n>"), Some(FaultAction::Refuse));
    }

    #[test]
    fn a_file_with_a_misspelt_member_is_refused_with_its_name() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), r#"[{"rout":"/x","action":{"do":"garbage"}}]"#).unwrap();
        let error = FaultPlan::from_file(file.path()).unwrap_err();
        assert!(matches!(error, FaultFileError::Parse { ref source, .. } if source.to_string().contains("rout")));
    }
}
