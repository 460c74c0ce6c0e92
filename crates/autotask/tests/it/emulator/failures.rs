//! The table of failures of the vendor's authentication, each as it looks on the wire and as the client tells it, and how
//! often the client sends it.

use autotask::{Consequence, Credentials, Kind, Query, Verb, entity::PurchaseOrder};
use reqwest::StatusCode;
use rstest::rstest;
use serde_json::{Value, json};

use super::Vendor;
use crate::scripted::http;

const WRONG_CODE: &str = "WRONGCODE0123456789ABCDEFGH";

/// What is sent instead of good credentials.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Sent {
    NoUserName,
    NoSecret,
    NoCode,
    UnknownUser,
    WrongSecret,
    WrongCode,
    Unlicensed,
    Inactive,
    Locked,
}

impl Sent {
    fn by(self, vendor: &Vendor) -> Credentials {
        let good = vendor.credentials();
        let ready = &vendor.ready;
        match self {
            Self::NoUserName => Credentials { user_name: String::new(), ..good },
            Self::NoSecret => Credentials { secret: "".into(), ..good },
            Self::NoCode => Credentials { integration_code: "".into(), ..good },
            Self::UnknownUser => Credentials { user_name: "nobody@msp.example".into(), ..good },
            Self::WrongSecret => Credentials { secret: "not-the-secret".into(), ..good },
            Self::WrongCode => Credentials { integration_code: WRONG_CODE.into(), ..good },
            Self::Unlicensed => Credentials { user_name: ready.unlicensed_user_name.clone(), ..good },
            Self::Inactive => Credentials { user_name: ready.inactive_user_name.clone(), ..good },
            Self::Locked => good,
        }
    }
}

/// Sends the credentials without the client, an empty one left out.
async fn on_the_wire(vendor: &Vendor, sent: Sent) -> (StatusCode, String) {
    use secrecy::ExposeSecret;
    let credentials = sent.by(vendor);
    let headers = [
        ("UserName", credentials.user_name.as_str()),
        ("Secret", credentials.secret.expose_secret()),
        ("ApiIntegrationCode", credentials.integration_code.expose_secret()),
    ];
    let request = http().get(vendor.zone().await.api_base().join("Version").unwrap());
    let request = headers
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .fold(request, |request, (name, value)| request.header(*name, *value));
    let response = request.send().await.unwrap();
    (response.status(), response.text().await.unwrap())
}

/// Wrong secrets in a row, until the account is locked.
async fn lock(vendor: &Vendor) {
    for _ in 0..5 {
        on_the_wire(vendor, Sent::WrongSecret).await;
    }
}

fn said(text: &str) -> Option<Value> {
    Some(json!({"errors": [text]}))
}

#[rstest]
#[case(Sent::NoUserName, 401, None, Kind::Credentials)]
#[case(Sent::NoSecret, 401, None, Kind::Credentials)]
#[case(Sent::NoCode, 401, None, Kind::Credentials)]
#[case(Sent::UnknownUser, 500, said("Zone information could not be determined"), Kind::UnknownUser)]
#[case(Sent::WrongSecret, 401, None, Kind::Credentials)]
#[case(Sent::WrongCode, 500, said("IntegrationCode is invalid."), Kind::IntegrationCode)]
#[case(Sent::Unlicensed, 401, None, Kind::Credentials)]
#[case(Sent::Inactive, 401, None, Kind::Credentials)]
#[case(
    Sent::Locked,
    401,
    said("The user account has been locked. Please see your Autotask Administrator for details."),
    Kind::AccountLocked
)]
#[tokio::test]
async fn refused_credentials_are_told_apart_and_sent_once(
    #[case] sent: Sent,
    #[case] status: u16,
    #[case] body: Option<Value>,
    #[case] kind: Kind,
) {
    let vendor = Vendor::usual().await;
    if sent == Sent::Locked {
        lock(&vendor).await;
    }
    let (wire_status, wire_body) = on_the_wire(&vendor, sent).await;
    assert_eq!(wire_status.as_u16(), status);
    if let Some(body) = body {
        assert_eq!(serde_json::from_str::<Value>(&wire_body).unwrap(), body);
    }

    let before = vendor.calls();
    let client = vendor.client_as(sent.by(&vendor)).await;
    let error = client.version().await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (&kind, Some(status)));
    assert_eq!(error.consequence(), Consequence::Credentials);
    assert_eq!(vendor.calls(), before + 1, "a refusal is not repeated");

    let again = client.version().await.unwrap_err();
    let silent = matches!(kind, Kind::Credentials | Kind::AccountLocked);
    let expected = if silent { Kind::CredentialsRefusedBefore } else { kind };
    assert_eq!(again.kind(), &expected);
    assert_eq!(vendor.calls(), before + if silent { 1 } else { 2 }, "what locks accounts is not sent again");
    let shown = format!("{error} {error:?} {client:?}");
    assert!(!shown.contains("not-the-secret") && !shown.contains(WRONG_CODE) && !shown.contains(&vendor.ready.secret));
}

#[tokio::test]
async fn a_missing_permission_is_a_500_with_words() {
    let vendor = Vendor::usual().await;
    let credentials = Credentials { user_name: vendor.ready.restricted_user_name.clone(), ..vendor.credentials() };
    let client = vendor.client_as(credentials).await;
    let before = vendor.calls();
    let error = client.query(&Query::<PurchaseOrder>::all()).await.unwrap_err();
    assert_eq!(error.kind(), &Kind::Permission { entity: "PurchaseOrders".into(), verb: Verb::Query });
    assert_eq!((error.consequence(), vendor.calls()), (Consequence::Permanent, before + 1));
    let entry = vendor.running.server().journal().entries().pop().unwrap();
    assert_eq!(entry.status, Some(500));
    assert!(entry.response_body.contains("does not have the adequate permissions to query"), "{}", entry.response_body);
}
