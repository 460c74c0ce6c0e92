//! The process's counters. Labels are routes and words of ours, never what somebody typed.

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::sync::OnceLock;

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// The recorder of this process; the first call installs it.
pub(super) fn handle() -> PrometheusHandle {
    HANDLE
        .get_or_init(|| {
            let recorder = PrometheusBuilder::new().build_recorder();
            let handle = recorder.handle();
            // Only somebody who links this library and has a recorder of their own can be first; theirs counts then.
            let _ = metrics::set_global_recorder(recorder);
            describe();
            handle
        })
        .clone()
}

/// Counts what somebody did on the connect page; the words are those of [`super::nango`]'s telemetry.
pub(super) fn connect_event(event: &'static str) {
    metrics::counter!("linkspan_connect_events_total", "event" => event).increment(1);
}

fn describe() {
    metrics::describe_counter!("linkspan_http_requests_total", "Requests answered, by route, method and status");
    metrics::describe_histogram!("linkspan_http_seconds", "Time to an answer, by route");
    metrics::describe_counter!("linkspan_connect_events_total", "What people did on the connect page, by event");
    metrics::describe_gauge!("linkspan_work", "Rows of work by lane: due, running, failing");
    metrics::describe_gauge!("linkspan_orders", "Orders by state, all environments");
}
