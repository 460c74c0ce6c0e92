//! The figures of all rounds, and the medians of them as text.

use std::collections::BTreeMap;

use super::load::Figures;

/// What is aimed at.
const AIM_MEMORY_MB: f64 = 60.0;
const AIM_P99_OF_NGINX: f64 = 2.0;

/// All figures, by number of clients and by target in the order of the targets' first appearance.
#[derive(Default)]
pub(super) struct Table {
    names: Vec<&'static str>,
    figures: BTreeMap<(usize, usize), Vec<Figures>>,
}

impl Table {
    pub(super) fn add(&mut self, clients: usize, name: &'static str, figures: Figures) {
        let at = self.names.iter().position(|known| *known == name).unwrap_or_else(|| {
            self.names.push(name);
            self.names.len() - 1
        });
        self.figures.entry((clients, at)).or_default().push(figures);
    }

    pub(super) fn print(&self) {
        self.lines().iter().for_each(|line| say!("{line}"));
    }

    fn lines(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "\n{:>7}  {:<16} {:>9} {:>9} {:>9} {:>11} {:>13} {:>8}",
            "clients", "", "req/s", "p50 us", "p99 us", "CPU us/req", "req/CPU-s", "MB"
        )];
        for (&(clients, at), all) in &self.figures {
            let Figures { rate, p50, p99, cpu, memory } = medians(all);
            let (name, mb) = (self.names[at], memory as f64 / 1_000_000.0);
            let a_second = 1_000_000.0 / cpu;
            lines.push(format!(
                "{clients:>7}  {name:<16} {rate:>9.0} {p50:>9.0} {p99:>9.0} {cpu:>11.1} {a_second:>13.0} {mb:>8.1}"
            ));
        }
        lines.extend(self.judged());
        lines
    }

    /// The proxy against the aims, where nginx was measured too.
    fn judged(&self) -> Vec<String> {
        let position = |name: &str| self.names.iter().position(|known| *known == name);
        let (Some(nginx), Some(ours)) = (position("nginx"), position("linkspan")) else { return Vec::new() };
        let mut lines = Vec::new();
        for &(clients, at) in self.figures.keys().filter(|(_, at)| *at == ours) {
            let (Some(ours), Some(nginx)) = (self.figures.get(&(clients, at)), self.figures.get(&(clients, nginx)))
            else {
                continue;
            };
            let (ours, nginx) = (medians(ours), medians(nginx));
            lines.push(format!(
                "{clients:>7}  requests per CPU second {:.2} of nginx's (aim 1), p99 {:.1} times nginx's (aim {AIM_P99_OF_NGINX}), \
                 memory {:.0} % of {AIM_MEMORY_MB} MB",
                nginx.cpu / ours.cpu,
                ours.p99 / nginx.p99,
                ours.memory as f64 / 10_000.0 / AIM_MEMORY_MB,
            ));
        }
        lines
    }
}

/// The median of each figure by itself.
fn medians(all: &[Figures]) -> Figures {
    let median = |of: fn(&Figures) -> f64| {
        let mut values: Vec<f64> = all.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    let mut memory: Vec<u64> = all.iter().map(|one| one.memory).collect();
    memory.sort_unstable();
    Figures {
        rate: median(|one| one.rate),
        p50: median(|one| one.p50),
        p99: median(|one| one.p99),
        cpu: median(|one| one.cpu),
        memory: memory.get(memory.len() / 2).copied().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(rate: f64, p99: f64, cpu: f64) -> Figures {
        Figures { rate, p50: 1.0, p99, cpu, memory: 30_000_000 }
    }

    #[test]
    fn each_figure_has_its_own_median() {
        let all = [figures(1.0, 30.0, 5.0), figures(9.0, 10.0, 5.0), figures(2.0, 20.0, 6.0)];
        let middle = medians(&all);
        assert_eq!((middle.rate, middle.p99, middle.cpu), (2.0, 20.0, 5.0));
    }

    #[test]
    fn the_proxy_is_judged_by_nginx_at_the_same_number_of_clients() {
        let mut table = Table::default();
        table.add(1, "nginx", figures(100.0, 10.0, 20.0));
        table.add(1, "linkspan", figures(50.0, 15.0, 40.0));
        table.add(64, "nginx", figures(100.0, 10.0, 20.0));
        let lines = table.lines();
        assert_eq!(lines.len(), 5, "{lines:?}");
        let judged = lines.last().unwrap();
        assert!(judged.contains("0.50 of nginx's") && judged.contains("1.5 times"), "{judged}");
        assert!(judged.contains("50 % of 60 MB"), "{judged}");
    }
}
