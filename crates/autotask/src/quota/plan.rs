//! How long a number of calls takes, for a person who decides whether to start.

/// Minutes that `calls` calls take at the even pace of `per_hour` calls an hour, rounded up, when `used` calls of the
/// present window are counted already.
///
/// It is an estimate on the long side: bursts are allowed, so a plan that fits into what is left of the hour ends
/// sooner. Calls used beyond `per_hour` (after the share was lowered) must leave the window first. `None` if no calls are
/// allowed at all.
pub fn plan_calls(calls: u64, per_hour: u32, used: u32) -> Option<u64> {
    let ahead = u64::from(used.saturating_sub(per_hour));
    calls
        .saturating_add(ahead)
        .saturating_mul(60)
        .checked_add(u64::from(per_hour).saturating_sub(1))?
        .checked_div(u64::from(per_hour))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_told_in_whole_minutes() {
        for (calls, per_hour, used, minutes) in
            [(861, 3_000, 0, 18), (861, 3_000, 2_900, 18), (0, 3_000, 0, 0), (1, 3_000, 0, 1), (861, 500, 800, 140)]
        {
            assert_eq!(plan_calls(calls, per_hour, used), Some(minutes), "{calls} calls");
        }
        assert_eq!(plan_calls(1, 0, 0), None);
    }
}
