//! Linking both accounts, as a person does at Connectors: try, look at what was reached, confirm, make the bridge.

use super::world::{Vendors, World};
use crate::app::bridge::{self, BridgeRequest};
use crate::app::connect::ConnectRequest;
use crate::connectors::Values;
use anyhow::{Context as _, bail};
use linkspan_core::id::{BridgeId, ConnectionId};
use linkspan_core::order::identity::{NumberSource, NumberTemplate};
use secrecy::SecretString;

/// Who acts in the demo.
const ACTOR: &str = "Demo owner";

pub(super) async fn link(world: &World, vendors: &Vendors) -> anyhow::Result<BridgeId> {
    let ready = vendors.psa.ready();
    let vendor = ready.vendor_company_id.to_string();
    let autotask: [(&str, SecretString); 4] = [
        ("integration_code", ready.integration_code.into()),
        ("user_name", ready.user_name.into()),
        ("secret", ready.secret.into()),
        ("email", ready.owner_email.into()),
    ];
    let ready = vendors.distributor.ready();
    let td_synnex: [(&str, SecretString); 9] = [
        ("country", "us".into()),
        ("site", "production".into()),
        ("account", ready.account.clone().into()),
        ("order_user", ready.user_id.clone().into()),
        ("order_password", ready.password.clone().into()),
        ("read_user", ready.reader_id.clone().into()),
        ("read_password", ready.reader_password.clone().into()),
        ("sftp_user", ready.sftp_user.clone().into()),
        ("sftp_password", ready.sftp_password.clone().into()),
    ];
    let psa = connect(world, "autotask", Values::new(autotask)).await?;
    let distributor = connect(world, "td-synnex", Values::new(td_synnex)).await?;
    let numbers = NumberTemplate { prefix: "LS-".into(), source: NumberSource::Id };
    let request = BridgeRequest { psa, distributor, vendor, numbers };
    Ok(bridge::make(&world.app, world.environment, &request, ACTOR).await?)
}

async fn connect(world: &World, provider: &str, values: Values) -> anyhow::Result<ConnectionId> {
    let connect = &world.installation.connect;
    let request = ConnectRequest { provider: provider.into(), connection: None, values };
    let report = connect.try_out(world.environment, &request).await?;
    let Some(proposal) = report.proposal.as_ref() else { bail!("{provider} was refused: {:?}", report.failure()) };
    let account = connect.confirm(world.environment, proposal.id, None, ACTOR).await;
    account.context("the account could not be kept")
}
