//! The page's section of what goes wrong: faults for the next request of a service, and the switches that stories need most.

use axum::extract::{Form, State as Shared};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde::Deserialize;

use super::{Desk, push};
use crate::faults::{Fault, FaultAction, FaultPlan};
use crate::td_synnex::options::Settings;
use crate::td_synnex::state::{Service, VendorFault, World};

/// Services with the text by which their requests are known on the wire.
const SERVICES: [(&str, &str, Service, &str); 4] = [
    ("order", "order", Service::Order, "<OrderRequest"),
    ("status", "order status", Service::Status, "<OrderStatusRequest"),
    ("price", "price", Service::Price, "<priceRequest"),
    ("invoice", "invoice", Service::Invoice, "<InvoiceRequest"),
];

const FAULTS: [(&str, &str); 9] = [
    ("cut_before", "cut before it takes effect"),
    ("cut_after", "cut after it took effect"),
    ("slow", "answered five seconds late"),
    ("http_500", "answered with HTTP 500, without effect"),
    ("garbage", "takes effect, answered with garbage"),
    ("truncate", "takes effect, the answer is cut"),
    ("timeout_lost", "answered with PO_TIMEOUT, without effect"),
    ("timeout_stored", "takes effect, answered with PO_TIMEOUT"),
    ("server_error", "answered with ServerError, without effect"),
];

/// A switch: its name in the settings, its label, where it is.
type Switch = (&'static str, &'static str, fn(&mut Settings) -> &mut bool);

const SWITCHES: [Switch; 3] = [
    ("duplicate_check", "Duplicate check", |settings| &mut settings.duplicate_check),
    ("auto_fill", "Orders are released by themselves", |settings| &mut settings.auto_fill),
    ("password_expired", "The ordering password has expired", |settings| &mut settings.password_expired),
];

/// A fault as the form names it.
#[derive(Deserialize)]
pub(super) struct Wanted {
    service: String,
    fault: String,
}

/// A switch as the form names it.
#[derive(Deserialize)]
pub(super) struct Named {
    name: String,
}

pub(super) async fn plan_fault(Shared(desk): Shared<Desk>, Form(wanted): Form<Wanted>) -> Response {
    let service = SERVICES.iter().find(|(name, ..)| *name == wanted.service);
    let known = FAULTS.iter().any(|(name, _)| *name == wanted.fault);
    let (Some((_, _, service, mark)), true) = (service, known) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match vendor_fault(&wanted.fault, *service) {
        Some(fault) => desk.state.world().0.vendor_faults.push_back(fault),
        None => {
            let fault = Fault::once("POST /", action(&wanted.fault));
            desk.faults.add(Fault { body_contains: Some((*mark).to_owned()), ..fault });
        }
    }
    Redirect::to("/_emulator/").into_response()
}

pub(super) async fn clear_faults(Shared(desk): Shared<Desk>) -> Redirect {
    desk.faults.clear();
    desk.state.world().0.vendor_faults.clear();
    Redirect::to("/_emulator/")
}

pub(super) async fn turn(Shared(desk): Shared<Desk>, Form(named): Form<Named>) -> Response {
    let Some((_, _, place)) = SWITCHES.iter().find(|(name, ..)| *name == named.name) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let (mut world, _) = desk.state.world();
    let switch = place(&mut world.settings);
    *switch = !*switch;
    Redirect::to("/_emulator/").into_response()
}

/// What the vendor reports in a document of its own.
fn vendor_fault(name: &str, service: Service) -> Option<VendorFault> {
    let (message, takes_effect) = match name {
        "timeout_lost" => ("PO_TIMEOUT", false),
        "timeout_stored" => ("PO_TIMEOUT", true),
        "server_error" => ("ServerError", false),
        _ => return None,
    };
    Some(VendorFault { service, message: message.to_owned(), detail: "Planned by hand.".to_owned(), takes_effect })
}

fn action(name: &str) -> FaultAction {
    match name {
        "cut_before" => FaultAction::CutBefore,
        "cut_after" => FaultAction::CutAfter,
        "slow" => FaultAction::Delay { millis: 5_000 },
        "garbage" => FaultAction::Garbage,
        "truncate" => FaultAction::Truncate,
        _ => FaultAction::Status { status: 500, body: None, content_type: None, retry_after: None },
    }
}

/// Shows what is planned, and the forms.
pub(super) fn section(page: &mut String, world: &World, faults: &FaultPlan) {
    let waiting = faults.list().iter().filter(|one| one.fault.times.is_none_or(|times| one.struck < times)).count()
        + world.vendor_faults.len();
    push(
        page,
        format_args!(
            "<details class=\"wrong\"><summary>What goes wrong <span class=\"sub\">{waiting} planned</span></summary>\
             <form method=\"post\" action=\"/_emulator/page/faults\" class=\"bar\"><label>The next \
             <select name=\"service\">"
        ),
    );
    for (name, label, ..) in SERVICES {
        push(page, format_args!("<option value=\"{name}\">{label}</option>"));
    }
    page.push_str("</select> request</label> <label>is <select name=\"fault\">");
    for (name, label) in FAULTS {
        push(page, format_args!("<option value=\"{name}\">{label}</option>"));
    }
    page.push_str(
        "</select></label><button>Plan it</button></form><div class=\"bar\">\
         <form method=\"post\" action=\"/_emulator/page/faults/clear\"><button>Forget all that is planned</button></form>",
    );
    let mut settings = world.settings.clone();
    for (name, label, place) in SWITCHES {
        let state = if *place(&mut settings) { "on" } else { "off" };
        push(
            page,
            format_args!(
                "<form method=\"post\" action=\"/_emulator/page/switches\"><button name=\"name\" value=\"{name}\">\
                 {label}: <b>{state}</b></button></form>"
            ),
        );
    }
    page.push_str("</div></details>");
}
