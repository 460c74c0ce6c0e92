//! What machines ask: is it alive, can it serve, what did it count.

use super::Web;
use super::failure::Failure;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::json;
use std::time::Duration;

/// How long the database may take to answer a probe.
const PATIENCE: Duration = Duration::from_secs(3);

/// `GET /healthz`: the process answers.
pub(super) async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: the database answers, the workers run, and nobody asked it to stop.
pub(super) async fn readyz(State(web): State<Web>) -> Response {
    let database = matches!(tokio::time::timeout(PATIENCE, web.app.store.ping()).await, Ok(Ok(())));
    let (workers, stopping) = (web.works(), web.stop.is_cancelled());
    let ready = database && workers && !stopping;
    let body = json!({ "ready": ready, "database": database, "workers": workers, "stopping": stopping });
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(body)).into_response()
}

/// `GET /metrics`: the counters in Prometheus's text form.
pub(super) async fn metrics(State(web): State<Web>) -> Result<Response, Failure> {
    for lane in web.app.store.work_summary().await? {
        for (what, count) in [("due", lane.due), ("running", lane.running), ("failing", lane.failing)] {
            metrics::gauge!("linkspan_work", "lane" => lane.lane.clone(), "what" => what).set(count as f64);
        }
    }
    for environment in web.app.store.environments().await? {
        for (state, count) in web.app.env(environment.id).order_counts().await? {
            let labels = [("environment", environment.id.to_string()), ("state", state.as_str().to_owned())];
            metrics::gauge!("linkspan_orders", &labels).set(count as f64);
        }
    }
    web.prometheus.run_upkeep();
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4")], web.prometheus.render()).into_response())
}
