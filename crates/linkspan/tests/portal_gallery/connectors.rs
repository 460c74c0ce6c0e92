//! The connector list, a connector's tabs, connect forms, confirmation, disconnect.

use linkspan::http::portal::connect::{AutotaskConnectPage, ConfirmPage, DistributorConnectPage};
use linkspan::http::portal::connector::{
    ConnectorCard, ConnectorListPage, ConnectorPage, ConnectorTab, DisconnectPage, Flow, Missing, OpenOrder, Overview,
    StrangeKey, TemplateCard,
};
use linkspan::http::portal::page::{Check, Choice, Fact, Field, Link};
use linkspan::http::portal::shell::Section;
use linkspan::http::portal::states::{CheckState, ConnectionState, OrderState, RunState};

use crate::{Sheet, activity, at};

pub(crate) fn sheets() -> Vec<Sheet> {
    let sheet = |name, render: fn(&linkspan::http::portal::Shell) -> _| Sheet::new(name, Section::Connectors, render);
    vec![
        sheet("connectors", |shell| {
            ConnectorListPage { connectors: vec![autotask(), broken(), unlinked()] }.render(shell)
        }),
        sheet("connectors-empty", |shell| ConnectorListPage::default().render(shell)),
        sheet("connector-overview", |shell| connected(ConnectorTab::Overview(overview())).render(shell)),
        sheet("connector-templates", |shell| connected(ConnectorTab::Templates(templates())).render(shell)),
        sheet("connector-activity", |shell| {
            connected(ConnectorTab::Connections(Box::new(activity::connections("/connectors/autotask/activity"))))
                .render(shell)
        }),
        sheet("connector-records", |shell| {
            connected(ConnectorTab::Records(Box::new(activity::records("/connectors/autotask/activity")))).render(shell)
        }),
        sheet("connector-not-connected", |shell| {
            let tab =
                ConnectorTab::Overview(Overview { checks: vec![], facts: vec![], checked_at: None, ..overview() });
            ConnectorPage { card: ConnectorCard { account: None, test_host: false, ..unlinked() }, on: None, tab }
                .render(shell)
        }),
        sheet("connector-error", |shell| {
            let tab = ConnectorTab::Overview(Overview { checks: failed_checks(), ..overview() });
            ConnectorPage { card: broken(), on: Some(true), tab }.render(shell)
        }),
        sheet("connect-autotask", |shell| AutotaskConnectPage::default().render(shell)),
        sheet("connect-autotask-failed", |shell| failed_connect().render(shell)),
        sheet("reconnect-autotask", |shell| {
            AutotaskConnectPage { reconnect: true, code_preset: true, ..Default::default() }.render(shell)
        }),
        sheet("connect-td-synnex", |shell| distributor().render(shell)),
        sheet("connect-confirm", |shell| confirm().render(shell)),
        sheet("disconnect", |shell| disconnect().render(shell)),
        sheet("disconnect-calm", |shell| {
            DisconnectPage { open_orders: vec![], more: 0, not_agreed: true, ..disconnect() }.render(shell)
        }),
    ]
}

fn autotask() -> ConnectorCard {
    ConnectorCard {
        slug: "autotask".to_owned(),
        name: "Autotask".to_owned(),
        sentence: "Your PSA: products, purchase orders and the companies they are for.".to_owned(),
        state: ConnectionState::Connected,
        account: Some("Example MSP, database 30595".to_owned()),
        used_by: vec!["Product Sync".to_owned(), "Create Orders from Autotask".to_owned()],
        problem: None,
        test_host: true,
    }
}

fn broken() -> ConnectorCard {
    ConnectorCard {
        slug: "td-synnex".to_owned(),
        name: "TD SYNNEX".to_owned(),
        sentence: "Your distributor: catalogue, prices, stock, orders and shipments.".to_owned(),
        state: ConnectionState::Error,
        account: Some("US, customer number 100200".to_owned()),
        used_by: vec!["Product Sync".to_owned(), "Create Orders from Autotask".to_owned()],
        problem: Some("The order user's password is refused since 07:10. It may have reached its 90 days.".to_owned()),
        test_host: false,
    }
}

fn unlinked() -> ConnectorCard {
    ConnectorCard {
        slug: "autotask".to_owned(),
        name: "Autotask (sandbox)".to_owned(),
        sentence: "A copy of your PSA to try things in.".to_owned(),
        state: ConnectionState::NotConnected,
        account: None,
        used_by: vec![],
        problem: None,
        test_host: false,
    }
}

fn connected(tab: ConnectorTab) -> ConnectorPage {
    ConnectorPage { card: autotask(), on: Some(true), tab }
}

fn check(name: &str, state: CheckState, found: Option<&str>) -> Check {
    Check { name: name.to_owned(), state, found: found.map(str::to_owned), cause: None, cure: None }
}

fn checks() -> Vec<Check> {
    vec![
        check("Zone", CheckState::Passed, Some("America East 3")),
        check("Sign-in", CheckState::Passed, None),
        check("Permission: products", CheckState::Passed, Some("view, add, edit")),
        check("Permission: purchase orders", CheckState::Passed, Some("view, edit")),
        Check {
            cause: Some("The API user may also delete tickets and companies.".to_owned()),
            cure: Some("Give it the level from step 1 of the guide; Linkspan never deletes.".to_owned()),
            ..check("Least privilege", CheckState::Remark, None)
        },
    ]
}

fn failed_checks() -> Vec<Check> {
    vec![
        check("Zone", CheckState::Passed, Some("America East 3, database 30595")),
        Check {
            cause: Some("Autotask knows the user name, but refuses the secret.".to_owned()),
            cure: Some("Generate a new secret on the API user's page and paste it whole; capitals count.".to_owned()),
            ..check("Sign-in", CheckState::Failed, None)
        },
        check("Permissions", CheckState::Waiting, None),
        check("E-mail of an active resource", CheckState::Waiting, None),
    ]
}

fn overview() -> Overview {
    let flow =
        |from: &str, to: &str, what: &str| Flow { from: from.to_owned(), to: to.to_owned(), what: what.to_owned() };
    Overview {
        flows: vec![
            flow(
                "TD SYNNEX",
                "Autotask",
                "Products with cost; order states, tracking, delivery dates, invoice numbers",
            ),
            flow("Autotask", "TD SYNNEX", "Submitted purchase orders with their lines and the ship-to address"),
        ],
        needs: vec![
            "An API user of its own with the level from the guide".to_owned(),
            "The tracking identifier of that user".to_owned(),
            "A vendor company for TD SYNNEX in Autotask".to_owned(),
        ],
        facts: vec![
            Fact::new("Database", "Example MSP (30595)"),
            Fact::new("Zone", "America East 3"),
            Fact::new("API user", "linkspan-api@msp.example"),
        ],
        checked_at: Some(at("2026-11-22T13:58:00Z")),
        checks: checks(),
        stranger: Some(StrangeKey {
            known: "ssh-ed25519 SHA256:uNiVztksCsDhcc0u9e8BrinxXfakrWl6UlU0ahkyOvQ".to_owned(),
            shown: "ssh-ed25519 SHA256:9pXk3ZrLh0bTt5YcQx1nVfJm2wKd7RsAgE4uHoIyCzM".to_owned(),
        }),
        files_refused: true,
    }
}

fn templates() -> Vec<TemplateCard> {
    let card = |title: &str, slug: &str, sentence: &str| TemplateCard {
        base: format!("/bridges/1/{slug}"),
        title: title.to_owned(),
        sentence: sentence.to_owned(),
        on: false,
        missing: None,
        last: None,
        looked: Some((at("2026-11-22T14:04:10Z"), "3 submitted, 1 new".to_owned())),
        next: None,
    };
    vec![
        TemplateCard {
            on: true,
            last: Some((at("2026-11-22T05:30:00Z"), RunState::CompletedWithWarnings, "/runs/118".to_owned())),
            next: Some(at("2026-11-23T05:30:00Z")),
            ..card(
                "Product Sync",
                "product-sync",
                "Brings the categories you choose into Autotask as products, with cost.",
            )
        },
        TemplateCard {
            missing: Some(Missing {
                sentence: "You have not agreed to what is sent yet.".to_owned(),
                link: Link::new("See what is sent", "/bridges/1/order-submission#consent"),
            }),
            ..card(
                "Create Orders from Autotask",
                "order-submission",
                "Turns a submitted purchase order into a TD SYNNEX order, once.",
            )
        },
        card(
            "Get Order Status",
            "order-status",
            "Writes shipments, delivery dates and invoices back to the purchase order.",
        ),
    ]
}

fn failed_connect() -> AutotaskConnectPage {
    AutotaskConnectPage {
        integration_code: Field::of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0"),
        user_name: Field::of("linkspan-api@msp.example"),
        secret: Field::default().wrong("Refused by Autotask. Type it again."),
        email: Field::of("purchasing@msp.example"),
        checks: failed_checks(),
        tries_left: Some(1),
        ..Default::default()
    }
}

fn distributor() -> DistributorConnectPage {
    DistributorConnectPage {
        countries: vec![Choice::new("US", "United States").chosen(), Choice::new("CA", "Canada")],
        environments: vec![Choice::new("production", "Production").chosen(), Choice::new("test", "Test")],
        account: Field::of("100 200").wrong("Digits only: 100200?"),
        read_user: Field::of("read@msp.example"),
        sender_addresses: vec!["203.0.113.7".to_owned()],
        ..Default::default()
    }
}

fn confirm() -> ConfirmPage {
    ConfirmPage {
        slug: "autotask".to_owned(),
        name: "Autotask".to_owned(),
        attempt: "attempt-1".to_owned(),
        reached: "Example MSP Sandbox".to_owned(),
        facts: vec![
            Fact::new("Database", "30595"),
            Fact::new("Zone", "Pre-release"),
            Fact::new("API user", "linkspan-api@msp.example"),
            Fact::new("Notices go to", "purchasing@msp.example"),
        ],
        sandbox: true,
        test_host: true,
        checks: checks(),
    }
}

fn disconnect() -> DisconnectPage {
    let order = |po: &str, state, awaits: &str| OpenOrder {
        id: po.to_owned(),
        po_number: po.to_owned(),
        state,
        awaits: awaits.to_owned(),
    };
    DisconnectPage {
        slug: "td-synnex".to_owned(),
        name: "TD SYNNEX".to_owned(),
        open_orders: vec![
            order("PO-2026-0118", OrderState::Unknown, "It is not sure whether it was ordered"),
            order("PO-2026-0116", OrderState::Accepted, "3 of 5 pieces to ship"),
            order("PO-2026-0115", OrderState::PartlyAccepted, "1 line backordered until 4 Dec 2026"),
        ],
        more: 12,
        not_agreed: false,
    }
}
