//! The browsers that are away at a vendor. Each is known by its `state`, which is good once and for ten minutes; what is kept
//! under it is the hash. A restart forgets them, and who comes back then begins again.

use super::AWAY_SECONDS;
use linkspan_core::id::RowId;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many are kept in all. The oldest make room.
const MOST: usize = 10_000;

/// How many of one session are kept.
const MOST_OF_ONE: usize = 20;

/// One browser.
pub(super) struct Flow {
    pub(super) token: SecretString,
    pub(super) session: RowId,
    pub(super) unique_key: String,
    pub(super) config: Map<String, Value>,
    pub(super) verifier: SecretString,
    pub(super) browser: SecretString,
    pub(super) waiting: Option<String>,
    pub(super) redirect_uri: String,
}

/// All of them.
#[derive(Default)]
pub(super) struct Pending {
    flows: Mutex<HashMap<blake3::Hash, (i64, Flow)>>,
}

impl Pending {
    /// Keeps one; answers the name under which the browser remembers it.
    pub(super) fn keep(&self, state: &SecretString, flow: Flow, now_ms: i64) -> String {
        let hash = blake3::hash(state.expose_secret().as_bytes());
        let mut flows = self.flows.lock().unwrap_or_else(PoisonError::into_inner);
        flows.retain(|_, (until, _)| *until > now_ms);
        let oldest = |flows: &HashMap<blake3::Hash, (i64, Flow)>, session: Option<RowId>| {
            let of = flows.iter().filter(|(_, (_, one))| session.is_none_or(|session| one.session == session));
            of.min_by_key(|(_, (until, _))| *until).map(|(hash, _)| *hash)
        };
        let of_one = flows.values().filter(|(_, one)| one.session == flow.session).count();
        let crowded = match (of_one >= MOST_OF_ONE, flows.len() >= MOST) {
            (true, _) => oldest(&flows, Some(flow.session)),
            (false, true) => oldest(&flows, None),
            (false, false) => None,
        };
        if let Some(oldest) = crowded {
            flows.remove(&oldest);
        }
        flows.insert(hash, (now_ms + AWAY_SECONDS * 1_000, flow));
        name(&hash)
    }

    /// Takes one out, with its name. Hashes are compared in constant time.
    pub(super) fn take(&self, state: &str, now_ms: i64) -> Option<(String, Flow)> {
        let hash = blake3::hash(state.as_bytes());
        let mut flows = self.flows.lock().unwrap_or_else(PoisonError::into_inner);
        let (until, flow) = flows.remove(&hash)?;
        (until > now_ms).then(|| (name(&hash), flow))
    }
}

/// A few digits of the hash: enough to tell a browser's own apart.
fn name(hash: &blake3::Hash) -> String {
    hash.to_hex()[..12].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use linkspan_core::clock::from_ms;
    use linkspan_core::{IdSource, ManualClock, SystemIds};
    use std::sync::Arc;

    fn sessions() -> [RowId; 2] {
        let ids = SystemIds::new(Arc::new(ManualClock::starting_at(from_ms(1_000))));
        [ids.next().into(), ids.next().into()]
    }

    fn flow(session: RowId, key: &str) -> Flow {
        let secret = || SecretString::from("x");
        Flow {
            token: secret(),
            session,
            unique_key: key.to_owned(),
            config: Map::new(),
            verifier: secret(),
            browser: secret(),
            waiting: None,
            redirect_uri: String::new(),
        }
    }

    #[test]
    fn a_state_is_good_once_and_for_ten_minutes() {
        let (pending, [session, _]) = (Pending::default(), sessions());
        let (one, two) = (SecretString::from("one"), SecretString::from("two"));
        let name = pending.keep(&one, flow(session, "crm"), 0);
        pending.keep(&two, flow(session, "crm"), 0);
        assert!(pending.take("three", 1).is_none());
        assert_eq!(
            pending.take("one", 599_999).map(|(name, flow)| (name, flow.unique_key)),
            Some((name, "crm".into()))
        );
        assert!(pending.take("one", 1).is_none(), "it was used");
        assert!(pending.take("two", 600_000).is_none(), "it took too long");
    }

    #[test]
    fn one_session_cannot_crowd_out_another() {
        let (pending, [one, other]) = (Pending::default(), sessions());
        pending.keep(&SecretString::from("theirs"), flow(other, "crm"), 0);
        for number in 0..MOST_OF_ONE + 1 {
            let now_ms = i64::try_from(number).unwrap();
            pending.keep(&SecretString::from(format!("state {number}")), flow(one, "crm"), now_ms);
        }
        assert!(pending.take("state 0", 50).is_none(), "the oldest of its own made room");
        assert!(pending.take("state 1", 50).is_some() && pending.take("theirs", 50).is_some());
    }
}
