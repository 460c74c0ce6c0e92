//! The vendor's own paths: one dispatcher by the document's content, whatever the content type, and the catalogue files.
//! Business errors are answered with HTTP 200.

use std::io::{self, Write};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Path, Request, State as Shared};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderValue, StatusCode};
use tokio::sync::mpsc;

use super::catalog::{self, FileKind};
use super::options::ErrorText;
use super::price::Question;
use super::state::{Service, State, VendorFault, error_document};
use super::xml;
use super::{drops, freight, invoice, order, price, status};

/// Larger bodies than any order are not read.
const MAX_REQUEST: usize = 8 * 1024 * 1024;

/// The routes a client of the vendor uses.
pub(super) fn router(state: Arc<State>) -> Router {
    let services = Router::new()
        .route("/SynnexXML/PriceAvailability", post(price_and_availability))
        .route("/SynnexXML/Availability", post(availability))
        .route("/SynnexXML/PO", post(order_family))
        .route("/SynnexXML/POStatus", post(order_family))
        .route("/SynnexXML/FreightQuote", post(freight_quote));
    Router::new()
        // One client was seen to use this as its sandbox.
        .nest("/sandbox", services.clone())
        .merge(services)
        .route("/webservice/invoice/query", post(invoice_query))
        .route("/drops/", get(drop_files))
        .route("/drops/{file}", get(drop_file))
        .route("/catalogue/{file}", get(catalogue_file))
        .with_state(state)
}

async fn price_and_availability(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    prices(&state, request, Question::Price).await
}

async fn availability(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    prices(&state, request, Question::Availability).await
}

async fn prices(state: &State, request: Request, question: Question) -> Response {
    let Some((body, _)) = read(request).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let (mut world, _) = state.world();
    if let Some(fault) = world.take_vendor_fault(Service::Price) {
        return document(price::error(None, &fault_text(&fault)));
    }
    document(match xml::parse(&body) {
        Ok(root) => price::respond(&world, &root, question),
        Err(error) => price::error(None, &ErrorText::new("IncompleteXML01", &error.to_string())),
    })
}

async fn order_family(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    let asks_status = request.uri().path().ends_with("POStatus");
    let Some((body, peer)) = read(request).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    document(dispatch(&state, &body, peer, asks_status))
}

/// Orders and status requests are told apart by what the document holds, not by where it was sent.
fn dispatch(state: &State, body: &[u8], peer: Option<IpAddr>, asks_status: bool) -> String {
    let (mut world, now) = state.world();
    let root = xml::parse(body).ok().filter(|root| root.name == "SynnexB2B");
    let asked = root.as_ref().and_then(|root| root.first(&["OrderRequest", "OrderStatusRequest"]));
    let (Some(root), Some(asked)) = (&root, asked) else {
        if asks_status {
            return error_document(
                "OrderStatusResponse",
                &ErrorText::new("IncompleteXML01", "The XML document is empty or not well-formed."),
            );
        }
        world.count_request("", "");
        return order::malformed();
    };
    if asked.name == "OrderStatusRequest" {
        return match world.take_vendor_fault(Service::Status) {
            Some(fault) => error_document("OrderStatusResponse", &fault_text(&fault)),
            None => status::respond(&world, root, now),
        };
    }
    match world.take_vendor_fault(Service::Order) {
        Some(fault) => {
            if fault.takes_effect {
                // The answer is lost, the order stays: that is the fault.
                let _ = order::submit(&mut world, root, peer, now);
            } else {
                world.count_request(asked.text_at("CustomerNumber"), asked.text_at("PONumber"));
            }
            error_document("OrderResponse", &fault_text(&fault))
        }
        None => order::submit(&mut world, root, peer, now),
    }
}

async fn invoice_query(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    let Some((body, _)) = read(request).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let (mut world, _) = state.world();
    if let Some(fault) = world.take_vendor_fault(Service::Invoice) {
        return document(invoice::error(None, &fault_text(&fault)));
    }
    document(match xml::parse(&body) {
        Ok(root) => invoice::respond(&world, &root),
        Err(error) => invoice::error(None, &ErrorText::new("IncompleteXML01", &error.to_string())),
    })
}

async fn freight_quote(Shared(state): Shared<Arc<State>>, request: Request) -> Response {
    let Some((body, _)) = read(request).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let (mut world, now) = state.world();
    if let Some(fault) = world.take_vendor_fault(Service::Freight) {
        return document(freight::error(&fault_text(&fault)));
    }
    document(match xml::parse(&body) {
        Ok(root) => freight::respond(&world, &root, now),
        Err(error) => freight::error(&ErrorText::new("IncompleteXML01", &error.to_string())),
    })
}

/// The names of the drop files, one a line. The vendor lays them on its SFTP server.
async fn drop_files(Shared(state): Shared<Arc<State>>) -> String {
    let (world, now) = state.world();
    drops::names(&world, now).into_iter().map(|name| name + "\n").collect()
}

async fn drop_file(Shared(state): Shared<Arc<State>>, Path(file): Path<String>) -> Response {
    let (world, now) = state.world();
    drops::content(&world, &file, now).map_or_else(|| StatusCode::NOT_FOUND.into_response(), document)
}

/// `<account>.zip`, `<account>.ap`, `<account>_delta.ap` (only what changed today) and the two code lists.
async fn catalogue_file(Shared(state): Shared<Arc<State>>, Path(file): Path<String>) -> Response {
    let (catalog, with_direct) = {
        let (world, _) = state.world();
        (world.catalog.clone(), world.settings.total_includes_direct_ship)
    };
    let account = catalog.account.clone();
    let named = |suffix: &str| file == format!("{account}{suffix}");
    let (body, content_type) = if named(".zip") {
        let write = move |out: Pipe| catalog::write_zip(&catalog, FileKind::Full, with_direct, out).map(drop);
        (streamed(write), "application/zip")
    } else if named(".ap") || named("_delta.ap") {
        let kind = if named(".ap") { FileKind::Full } else { FileKind::Delta };
        let write = move |out: Pipe| {
            let mut out = io::BufWriter::with_capacity(64 * 1024, out);
            catalog::write_ap(&catalog, kind, with_direct, &mut out)?;
            out.flush()
        };
        (streamed(write), "application/octet-stream")
    } else if file == "category_list.txt" {
        (streamed(|out| catalog::write_category_list(io::BufWriter::new(out))), "text/plain")
    } else if file == "vend_code_list.txt" {
        (streamed(move |out| catalog::write_vendor_list(&catalog, io::BufWriter::new(out))), "text/plain")
    } else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{file}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response
}

/// A writer whose bytes become the body of an answer; it waits while the reader is slower.
struct Pipe(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.blocking_send(Ok(Bytes::copy_from_slice(bytes))).map_err(|_| io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn streamed(write: impl FnOnce(Pipe) -> io::Result<()> + Send + 'static) -> Body {
    let (sender, receiver) = mpsc::channel(8);
    let failed = sender.clone();
    tokio::task::spawn_blocking(move || {
        if let Err(error) = write(Pipe(sender)) {
            // A reader that went away is told nothing; any other reader sees the body break off.
            let _ = failed.blocking_send(Err(error));
        }
    });
    Body::from_stream(futures::stream::unfold(receiver, |mut receiver| async move {
        receiver.recv().await.map(|chunk| (chunk, receiver))
    }))
}

async fn read(request: Request) -> Option<(Bytes, Option<IpAddr>)> {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
    let body = axum::body::to_bytes(request.into_body(), MAX_REQUEST).await.ok()?;
    Some((body, peer))
}

fn fault_text(fault: &VendorFault) -> ErrorText {
    ErrorText { message: fault.message.clone(), detail: fault.detail.clone() }
}

fn document(text: String) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("text/xml;charset=UTF-8"))], text).into_response()
}
