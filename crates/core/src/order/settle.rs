//! When to ask again about an uncertain order.

use std::time::Duration;

const EARLY: [u64; 7] = [10, 30, 60, 120, 300, 600, 1_800];
const HOURLY_FOR: u32 = 24;

/// How long after the previous question the next one comes: 10 s, 30 s, 1, 2, 5, 10, 30 minutes, then hourly for a day.
///
/// `asked` is how often it was asked already. `None` means that asking is over and a person must decide.
#[must_use]
pub fn next_question(asked: u32) -> Option<Duration> {
    let early = u32::try_from(EARLY.len()).unwrap_or(0);
    if let Some(seconds) = EARLY.get(usize::try_from(asked).unwrap_or(usize::MAX)) {
        return Some(Duration::from_secs(*seconds));
    }
    (asked < early + HOURLY_FOR).then_some(Duration::from_secs(3_600))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_come_quickly_first_then_hourly_for_a_day_then_never() {
        let waits: Vec<_> = (0..).map_while(next_question).map(|wait| wait.as_secs()).collect();
        assert_eq!(waits[..8], [10, 30, 60, 120, 300, 600, 1_800, 3_600]);
        assert_eq!(waits.len(), 31);
        assert_eq!(waits[7..].iter().sum::<u64>(), 24 * 3_600);
    }
}
