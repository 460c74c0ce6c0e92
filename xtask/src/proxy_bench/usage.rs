//! What a process and its children have used, as the system tells it.

use std::fs;

use anyhow::{Context, Result};

use crate::bench::parse_resident_kb;

/// Ticks of the clock by which the system counts: the same on every Linux that this runs on.
const TICKS_A_SECOND: f64 = 100.0;

/// What a process and its children have used so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    /// Time on all cores, in user space and in the kernel.
    pub(super) cpu_seconds: f64,
    /// Memory in use now, in bytes.
    pub(super) resident: u64,
}

impl Usage {
    pub(super) fn of(process: u32) -> Result<Self> {
        let read = |name: &str| {
            let path = format!("/proc/{process}/{name}");
            fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))
        };
        let ticks = parse_ticks(&read("stat")?).context("the system does not tell the time used")?;
        let resident = parse_resident_kb(&read("status")?).context("the system does not tell the memory in use")?;
        let own = Self { cpu_seconds: ticks as f64 / TICKS_A_SECOND, resident: resident * 1_024 };
        let children = read(&format!("task/{process}/children"))?;
        let mut children = children.split_whitespace().filter_map(|child| child.parse().ok()).map(Self::of);
        children.try_fold(own, |sum, child| child.map(|child| sum.and(child)))
    }

    fn and(self, other: Self) -> Self {
        Self { cpu_seconds: self.cpu_seconds + other.cpu_seconds, resident: self.resident + other.resident }
    }
}

/// Time in user space and in the kernel; the name of the program, in parentheses before, may hold anything.
fn parse_ticks(stat: &str) -> Option<u64> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let user: u64 = fields.nth(11)?.parse().ok()?;
    let kernel: u64 = fields.next()?.parse().ok()?;
    Some(user + kernel)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_read_behind_any_name() {
        let stat = "4711 (a (b) c) S 1 2 3 0 -1 4194560 100 0 0 0 250 50 7 9 20 0 5 0 100 1000 300";
        assert_eq!(parse_ticks(stat), Some(300));
        assert_eq!(parse_ticks("4711 (cut"), None);
    }

    #[test]
    fn this_process_uses_memory() {
        assert!(Usage::of(std::process::id()).unwrap().resident > 100_000);
    }
}
