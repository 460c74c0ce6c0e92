//! How many tests ran, read from what the two test runners write.

use std::ops::AddAssign;

/// Tests that were executed in a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Those that held.
    pub(crate) passed: u64,
    /// Those that did not, or could not be run to their end.
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl Counts {
    /// Reads the totals that nextest puts into the head of its JUnit report.
    pub(crate) fn from_junit(report: &str) -> Option<Self> {
        let head = report.split_once("<testsuites")?.1.split_once('>')?.0;
        let number = |name: &str| -> Option<u64> {
            let value = head.split_once(&format!(" {name}=\""))?.1;
            value.split_once('"')?.0.parse().ok()
        };
        let failed = number("failures")? + number("errors")?;
        Some(Self { passed: number("tests")?.saturating_sub(failed), failed })
    }

    /// Reads the closing lines of a TAP report of Node's test runner.
    pub(crate) fn from_tap(report: &str) -> Option<Self> {
        let number = |name: &str| -> Option<u64> {
            let line = report.lines().rev().find_map(|line| line.strip_prefix(&format!("# {name} ")))?;
            line.trim().parse().ok()
        };
        Some(Self { passed: number("pass")?, failed: number("fail")? + number("cancelled")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn junit_totals_are_read() {
        let report =
            r#"<?xml version="1.0"?><testsuites name="run" tests="12" failures="1" errors="2" time="3.1"><x/>"#;
        assert_eq!(Counts::from_junit(report), Some(Counts { passed: 9, failed: 3 }));
    }

    #[test]
    fn tap_totals_are_read_from_the_last_lines() {
        let report = "# pass 99\nok 1 - x\n1..7\n# tests 7\n# pass 5\n# fail 1\n# cancelled 1\n# skipped 0\n";
        assert_eq!(Counts::from_tap(report), Some(Counts { passed: 5, failed: 2 }));
    }

    #[test]
    fn a_report_without_totals_gives_nothing() {
        assert_eq!(Counts::from_junit("<testsuites>"), None);
        assert_eq!(Counts::from_tap("1..0"), None);
    }

    #[test]
    fn counts_add_up() {
        let mut sum = Counts { passed: 1, failed: 0 };
        sum += Counts { passed: 2, failed: 3 };
        assert_eq!(sum, Counts { passed: 3, failed: 3 });
    }
}
