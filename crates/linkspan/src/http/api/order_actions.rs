//! What may be done to an order: exactly the buttons of its page, through the same use case. A repeated call ends at the same
//! conditional update and changes nothing.

use super::bridges;
use super::describe::{Described, Field, Gives, Kind, Shape, field};
use super::operation::{Ask, Reply, WRITES, refused};
use super::order_shapes::{self, ORDER};
use super::orders::{self, PATH};
use crate::app::orders::act::{Act, act};
use crate::app::orders::decide;
use serde_json::json;

const REASON: Field = field("reason", Kind::Text(1, 500), "Why, in a few words. It is kept with the order.");

const ACTION: Described =
    Described { group: "Orders", path: PATH, gives: Gives::One(&ORDER), refusals: WRITES, ..Described::READ };

static RELEASED: Shape = Shape {
    name: "Release",
    about: "What is released.",
    fields: &[
        field("digest", Kind::Text(1, 64), "The digest of the content that was looked at."),
        field("reason", Kind::Text(1, 500), "Why; needed for a held order, whose limits this overrides.").optional(),
    ],
};

pub(super) static RELEASE: Described = Described {
    id: "releaseOrder",
    summary: "Release an order",
    more: "Sends exactly the content with this digest, after it was checked once more. If the order or its content is another \
           by now, it is a 409 and nothing is sent. A repeated call is a 409 too.",
    body: Some(&RELEASED),
    ..ACTION
};

/// `POST /api/v1/orders/{order}/release`.
pub(super) async fn release(ask: Ask) -> Reply {
    let wanted = Act::Release { digest: ask.text("digest") };
    done(&ask, wanted).await
}

pub(super) static CHECK: Described =
    Described { id: "checkOrder", summary: "Look at an order again now", more: "It may be repeated.", ..ACTION };

/// `POST /api/v1/orders/{order}/check`.
pub(super) async fn check(ask: Ask) -> Reply {
    done(&ask, Act::Check).await
}

static ORDERED: Shape = Shape {
    name: "ItWasOrdered",
    about: "What a person knows about an uncertain order.",
    fields: &[field("number", Kind::Text(1, 20), "The distributor order number."), REASON],
};

pub(super) static IT_WAS_ORDERED: Described =
    Described { id: "settleOrder", summary: "Say that an uncertain order was ordered", body: Some(&ORDERED), ..ACTION };

/// `POST /api/v1/orders/{order}/it_was_ordered`.
pub(super) async fn it_was_ordered(ask: Ask) -> Reply {
    let wanted = Act::Adopt { number: ask.text("number") };
    done(&ask, wanted).await
}

static WHY: Shape = Shape { name: "Reason", about: "Why something is decided.", fields: &[REASON] };

pub(super) static SEND_AGAIN: Described = Described {
    id: "sendOrderAgain",
    summary: "Send the stored request of an uncertain order again",
    more: "Under the same number, and only if the distributor still does not know it.",
    body: Some(&WHY),
    ..ACTION
};

/// `POST /api/v1/orders/{order}/send_again`.
pub(super) async fn send_again(ask: Ask) -> Reply {
    done(&ask, Act::SendAgain).await
}

pub(super) static GIVE_UP: Described = Described {
    id: "giveUpOrder",
    summary: "Give up on an uncertain order",
    more: "Whether the distributor has it is not asked any more.",
    body: Some(&WHY),
    ..ACTION
};

/// `POST /api/v1/orders/{order}/give_up`.
pub(super) async fn give_up(ask: Ask) -> Reply {
    done(&ask, Act::GiveUp).await
}

async fn done(ask: &Ask, wanted: Act<'_>) -> Reply {
    let order = orders::find(ask).await?;
    let (app, environment) = (&ask.web.app, ask.env().id());
    act(app, environment, order.id, wanted, ask.actor(), ask.text("reason")).await.map_err(refused)?;
    order_shapes::whole(&ask.env(), &orders::find(ask).await?).await
}

static TAKEN: Shape = Shape {
    name: "Taken",
    about: "A purchase order that was taken.",
    fields: &[field("psa_order_id", Kind::Text(1, 40), "The PSA's id of the purchase order.")],
};

pub(super) static TAKE: Described = Described {
    id: "takePurchaseOrder",
    group: "Orders",
    summary: "Take a purchase order that was left alone",
    more: "It must still be submitted, and order submission must be on. It becomes an order as any other; taking it twice makes \
           one order.",
    path: bridges::PATH,
    body: Some(&TAKEN),
    gives: Gives::One(&TAKEN),
    refusals: WRITES,
    ..Described::READ
};

/// `POST /api/v1/bridges/{bridge}/take`.
pub(super) async fn take(ask: Ask) -> Reply {
    let bridge = bridges::find(&ask).await?;
    let id = ask.text("psa_order_id");
    decide::take(&ask.web.app, ask.env().id(), bridge.id, id, ask.actor()).await.map_err(refused)?;
    Ok(json!({ "psa_order_id": id }))
}
