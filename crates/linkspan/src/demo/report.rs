//! What the demo tells: steps and progress for a person on stderr, one document for a program on stdout.

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Instant;

/// The document that `--json` prints.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Summary {
    /// What product sync did.
    pub products: Products,
    /// What became of the orders.
    pub orders: Orders,
    /// Packages that came back.
    pub shipments: usize,
    /// Invoices that came back.
    pub invoices: usize,
    /// Seconds by step, and `total`.
    pub seconds: BTreeMap<String, f64>,
}

/// What product sync did.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Products {
    /// Created in Autotask.
    pub created: u64,
    /// Changed in Autotask, adopted ones included.
    pub updated: u64,
    /// Left alone, by the second run.
    pub unchanged: u64,
    /// Autotask calls of both runs.
    pub calls: u64,
}

/// What became of the orders.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Orders {
    /// Orders that the distributor has, by its own books.
    pub sent: usize,
    /// Of these, held first and released by a person.
    pub held_and_released: usize,
    /// Of these, uncertain first and settled by asking.
    pub unknown_settled: usize,
    /// Orders that the distributor has more than once.
    pub duplicates_at_distributor: usize,
}

/// Tells the story while it happens.
pub struct Reporter {
    bars: MultiProgress,
    begun: Instant,
    step: Option<(String, Instant, ProgressBar)>,
    seconds: BTreeMap<String, f64>,
}

impl Reporter {
    /// A reporter that begins to measure now.
    #[must_use]
    pub fn start() -> Self {
        Self { bars: MultiProgress::new(), begun: Instant::now(), step: None, seconds: BTreeMap::new() }
    }

    /// A new step begins; the one before has ended.
    pub fn step(&mut self, name: &str, words: &str) {
        self.end_step();
        let bar = self.bars.add(ProgressBar::new_spinner());
        bar.set_style(style("{spinner} {msg}"));
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        bar.set_message(words.to_owned());
        self.say(&format!("\n{words}"));
        self.step = Some((name.to_owned(), Instant::now(), bar));
    }

    /// One line about what happened.
    pub fn tell(&self, words: &str) {
        self.say(&format!("  {words}"));
    }

    /// How far a long step is.
    pub fn progress(&self, done: u64, total: u64) {
        if let Some((_, _, bar)) = &self.step {
            if bar.length() != Some(total) {
                bar.set_length(total);
                bar.set_style(style("  {bar:40} {pos} of {len}, {eta} left"));
            }
            bar.set_position(done);
        }
    }

    /// Ends the last step and answers the seconds of all of them.
    pub fn finish(&mut self) -> BTreeMap<String, f64> {
        self.end_step();
        let mut seconds = self.seconds.clone();
        seconds.insert("total".into(), rounded(self.begun));
        seconds
    }

    fn end_step(&mut self) {
        if let Some((name, begun, bar)) = self.step.take() {
            bar.finish_and_clear();
            self.seconds.insert(name, rounded(begun));
        }
    }

    /// Without a terminal the bars are silent; the lines are told all the same.
    fn say(&self, line: &str) {
        let told = self.bars.is_hidden() || self.bars.println(line).is_err();
        if told {
            use std::io::Write;
            let mut stderr = std::io::stderr().lock();
            // A closed stderr must not end the demo.
            drop(writeln!(stderr, "{line}"));
        }
    }
}

fn rounded(begun: Instant) -> f64 {
    (begun.elapsed().as_secs_f64() * 100.0).round() / 100.0
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
