//! The area chart of the hourly calls, drawn on the server as SVG with classes, so that the style sheet colours it.

use std::fmt::Write as _;

use jiff::Timestamp;

use super::html::escape;
use super::{Html, Shell};

/// Calls in the hour before a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaPoint {
    /// The moment.
    pub at: Timestamp,
    /// Calls that Linkspan made in the hour before.
    pub ours: u64,
    /// Calls that everything else made in the hour before.
    pub others: u64,
}

/// What the chart shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaChart {
    /// Moments in order of time; fewer than two draw an empty frame.
    pub points: Vec<QuotaPoint>,
    /// Calls an hour that Linkspan may use.
    pub share: u64,
}

const WIDTH: u64 = 480;
const HEIGHT: u64 = 192;
const LEFT: u64 = 56;
const RIGHT: u64 = 8;
const TOP: u64 = 12;
const BOTTOM: u64 = 28;
/// How far labels at the left edge stand apart at least: their height and a little air.
const APART: u64 = 18;

impl QuotaChart {
    /// Calls of ours in the last hour.
    pub fn ours_now(&self) -> u64 {
        self.points.last().map_or(0, |point| point.ours)
    }

    /// The drawing. Its label says the numbers for those who do not see it.
    pub fn svg(&self, shell: &Shell) -> Html {
        let top = self.ceiling();
        let t = shell.text();
        let label = t.home_quota_label(shell.number(self.ours_now()), shell.number(self.share));
        let mut svg = format!(
            "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"{}\">",
            escape(&label)
        );
        self.grid(&mut svg, shell, top);
        if self.points.len() > 1 {
            let all = self.line(top, |point| point.ours + point.others);
            let ours = self.line(top, |point| point.ours);
            for (class, line) in [("others", &all), ("ours", &ours)] {
                let base = HEIGHT - BOTTOM;
                let _ =
                    write!(svg, "<path class=\"area-{class}\" d=\"M{LEFT} {base}L{line}L{} {base}Z\"/>", WIDTH - RIGHT);
                let _ = write!(svg, "<path class=\"edge-{class}\" d=\"M{line}\"/>");
            }
        }
        let y = self.y(self.share, top);
        let _ = write!(svg, "<path class=\"share\" d=\"M{LEFT} {y}H{}\"/></svg>", WIDTH - RIGHT);
        Html::trusted(svg)
    }

    /// The number at the upper edge: above both the share and the highest point.
    fn ceiling(&self) -> u64 {
        let peak = self.points.iter().map(|point| point.ours + point.others).max().unwrap_or(0);
        let need = peak.max(self.share).max(1);
        let mut step = 1;
        while step * 10 < need {
            step *= 10;
        }
        (need.div_ceil(step) * step).max(need + need / 20)
    }

    fn grid(&self, svg: &mut String, shell: &Shell, top: u64) {
        for mark in self.marks(top) {
            let y = self.y(mark, top);
            let _ = write!(svg, "<path class=\"grid\" d=\"M{LEFT} {y}H{}\"/>", WIDTH - RIGHT);
            let label = shell.number(mark);
            let _ = write!(
                svg,
                "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{label}</text>",
                LEFT - 8,
                y + 4
            );
        }
        let last = self.points.len().saturating_sub(1);
        // Where all moments are close together, one of them says enough.
        let moments = [(last, "end"), (0, "start"), (last / 2, "middle")];
        for (at, anchor) in moments.into_iter().take(if last < 4 { 1 } else { 3 }) {
            let Some(point) = self.points.get(at) else { continue };
            let clock = point.at.to_zoned(shell.time_zone.clone()).strftime("%H:%M").to_string();
            let (x, y) = (if anchor == "end" { WIDTH - RIGHT } else { self.x(at) }, HEIGHT - 6);
            let _ = write!(svg, "<text class=\"tick\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{clock}</text>");
        }
    }

    /// The numbers at the left edge: nothing, the share, and half of what is shown, as far as their labels have room.
    fn marks(&self, top: u64) -> Vec<u64> {
        let half = if self.share * 2 > top { self.share / 2 } else { (self.share + top) / 2 };
        let mut marks: Vec<u64> = Vec::new();
        for mark in [self.share, 0, half] {
            if marks.iter().all(|other| self.y(*other, top).abs_diff(self.y(mark, top)) >= APART) {
                marks.push(mark);
            }
        }
        marks
    }

    fn line(&self, top: u64, value: impl Fn(&QuotaPoint) -> u64) -> String {
        let points = self.points.iter().enumerate();
        points.map(|(at, point)| format!("{} {}", self.x(at), self.y(value(point), top))).collect::<Vec<_>>().join("L")
    }

    fn x(&self, at: usize) -> u64 {
        let steps = u64::try_from(self.points.len().saturating_sub(1)).unwrap_or(u64::MAX).max(1);
        LEFT + u64::try_from(at).unwrap_or(u64::MAX).min(steps) * (WIDTH - LEFT - RIGHT) / steps
    }

    fn y(&self, value: u64, top: u64) -> u64 {
        HEIGHT - BOTTOM - value.min(top) * (HEIGHT - TOP - BOTTOM) / top
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(points: &[(u64, u64)], share: u64) -> QuotaChart {
        let at: Timestamp = "2026-11-22T14:05:00Z".parse().unwrap();
        QuotaChart { points: points.iter().map(|&(ours, others)| QuotaPoint { at, ours, others }).collect(), share }
    }

    #[test]
    fn the_ceiling_is_above_everything_that_is_drawn() {
        assert!(chart(&[(10, 20)], 3_000).ceiling() > 3_000);
        assert!(chart(&[(4_000, 5_500)], 3_000).ceiling() > 9_500);
        assert!(chart(&[], 0).ceiling() >= 1);
    }

    #[test]
    fn labels_never_stand_on_each_other() {
        for (used, share) in [(0, 3_000), (9_000, 3_000), (9_900, 100), (0, 1), (200, 100), (9_000, 9_000), (5, 0)] {
            let chart = chart(&[(used, 0), (used, 0)], share);
            let top = chart.ceiling();
            let mut heights: Vec<u64> = chart.marks(top).into_iter().map(|mark| chart.y(mark, top)).collect();
            heights.sort_unstable();
            assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= APART), "{used} of {share}: {heights:?}");
            assert!(chart.marks(top).contains(&share), "the share is always named");
        }
    }

    #[test]
    fn lines_go_from_edge_to_edge_and_higher_values_are_higher() {
        let chart = chart(&[(0, 0), (1_500, 0), (3_000, 0)], 3_000);
        let top = chart.ceiling();
        assert_eq!((chart.x(0), chart.x(2)), (LEFT, WIDTH - RIGHT));
        assert_eq!(chart.y(0, top), HEIGHT - BOTTOM);
        assert!(chart.y(3_000, top) < chart.y(1_500, top));
        assert!(chart.y(3_000, top) >= TOP);
    }
}
