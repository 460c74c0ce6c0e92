//! What is known about the credentials: good until refused, doubtful while a refusal is looked into, then good again
//! or refused for good. While they are doubtful nobody but the one who looks into it sends them.

use tokio::sync::watch;

/// The state of the credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Good,
    Doubtful,
    Refused,
}

/// The state, with those who wait for it to be settled.
#[derive(Debug)]
pub(super) struct Standing {
    state: watch::Sender<State>,
}

/// The right, and the duty, to settle a doubt: if it is dropped without a word, the refusal stands.
#[derive(Debug)]
#[must_use]
pub(super) struct Doubt<'a> {
    standing: &'a Standing,
    verdict: State,
}

impl Standing {
    pub(super) fn good() -> Self {
        Self { state: watch::Sender::new(State::Good) }
    }

    /// Whether the credentials may be sent right now.
    pub(super) fn is_good(&self) -> bool {
        *self.state.borrow() == State::Good
    }

    pub(super) fn is_refused(&self) -> bool {
        *self.state.borrow() == State::Refused
    }

    /// Waits until there is no doubt; `true` if the credentials are good then.
    pub(super) async fn settled(&self) -> bool {
        let mut states = self.state.subscribe();
        // The sender lives as long as this borrow, so waiting cannot fail.
        let settled = states.wait_for(|state| *state != State::Doubtful).await;
        settled.is_ok_and(|state| *state == State::Good)
    }

    /// Doubts the credentials; `None` if somebody else does already or they are refused.
    pub(super) fn doubt(&self) -> Option<Doubt<'_>> {
        let mine = self.state.send_if_modified(|state| {
            let was_good = *state == State::Good;
            if was_good {
                *state = State::Doubtful;
            }
            was_good
        });
        mine.then(|| Doubt { standing: self, verdict: State::Refused })
    }

    /// Ends all sending.
    pub(super) fn refuse(&self) {
        self.state.send_replace(State::Refused);
    }
}

impl Doubt<'_> {
    /// The credentials are good after all.
    pub(super) fn dispel(mut self) {
        self.verdict = State::Good;
    }
}

impl Drop for Doubt<'_> {
    fn drop(&mut self) {
        let verdict = self.verdict;
        self.standing.state.send_if_modified(|state| {
            let was_doubtful = *state == State::Doubtful;
            if was_doubtful {
                *state = verdict;
            }
            was_doubtful
        });
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn one_settles_and_the_others_wait() {
        let standing = Standing::good();
        let doubt = standing.doubt().unwrap();
        assert!(standing.doubt().is_none() && !standing.is_good());
        assert!(standing.settled().now_or_never().is_none());
        doubt.dispel();
        assert!(standing.settled().await && standing.is_good());
    }

    #[tokio::test]
    async fn a_doubt_that_is_dropped_is_a_refusal() {
        let standing = Standing::good();
        drop(standing.doubt().unwrap());
        assert!(!standing.settled().await && standing.is_refused());
        assert!(standing.doubt().is_none());
    }

    #[test]
    fn a_refusal_is_not_undone_by_a_late_verdict() {
        let standing = Standing::good();
        let doubt = standing.doubt().unwrap();
        standing.refuse();
        doubt.dispel();
        assert!(standing.is_refused());
    }
}
