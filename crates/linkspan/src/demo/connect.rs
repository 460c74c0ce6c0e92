//! Linking both accounts, as a person does at Connectors.

use super::world::{Vendors, World};
use crate::connectors::{Accounts, HEALTHY, ReachedAccount, Trial, Values, provider};
use anyhow::{Context as _, anyhow, bail};
use linkspan_core::id::{BridgeId, ConnectionId};
use linkspan_core::order::identity::{NumberSource, NumberTemplate};
use linkspan_store::{CredentialOwner, Health, Linked, NewBridge};
use linkspan_vault::Context;
use serde_json::json;

pub(super) async fn link(world: &World, vendors: &Vendors) -> anyhow::Result<BridgeId> {
    let there = vendors.psa.ready();
    let psa = json(&there)?;
    let typed = |name: &str| psa[name].as_str().unwrap_or_default().to_owned();
    let autotask = Values::new([
        ("integration_code", typed("integration_code").into()),
        ("user_name", typed("user_name").into()),
        ("secret", typed("secret").into()),
        ("email", typed("owner_email").into()),
    ]);
    let there = vendors.distributor.ready();
    let td_synnex = Values::new([
        ("country", "us".into()),
        ("site", "production".into()),
        ("account", there.account.clone().into()),
        ("order_user", there.user_id.clone().into()),
        ("order_password", there.password.clone().into()),
        ("read_user", there.reader_id.clone().into()),
        ("read_password", there.reader_password.clone().into()),
    ]);
    let psa = connect(world, "autotask", &autotask).await?;
    let distributor = connect(world, "td-synnex", &td_synnex).await?;
    let template = NumberTemplate { prefix: "LS-".into(), source: NumberSource::Id };
    let bridge = NewBridge {
        psa,
        distributor,
        vendor_id: vendors.psa.ready().vendor_company_id.to_string(),
        vendor_name: "TD SYNNEX".into(),
        number_template: template.to_string(),
        settings: json!({}),
    };
    let mut tx = world.app.store.begin().await?;
    let id = world.app.env(world.environment).add_bridge(&mut tx, &bridge).await?;
    tx.commit().await?;
    id.context("the accounts are bridged already")
}

fn json<T: serde::Serialize>(ready: &T) -> anyhow::Result<serde_json::Value> {
    Ok(serde_json::to_value(ready)?)
}

async fn connect(world: &World, name: &str, values: &Values) -> anyhow::Result<ConnectionId> {
    let provider = provider(name).context("the provider is missing")?;
    let trial = Trial { provider, values, expected_account: None };
    let examination = world.installation.registry.examine(&trial).await;
    let Some(account) = examination.account else { bail!("{name} refused: {:?}", examination.findings) };
    keep(world, name, account).await
}

async fn keep(world: &World, provider: &str, account: ReachedAccount) -> anyhow::Result<ConnectionId> {
    let env = world.app.env(world.environment);
    let ring = &world.installation.vault;
    let mut tx = world.app.store.begin().await?;
    let id = env.add_connection(&mut tx, provider, &account.display_name).await?;
    let linked = Linked {
        account_key: account.account_key,
        account_kind: account.kind,
        test_host: account.test_host,
        display_name: account.display_name,
        settings: account.settings,
        email: account.email,
        permissions: account.permissions,
        health: Health { code: HEALTHY.into(), sentence: String::new() },
    };
    if !env.link_connection(&mut tx, id, &linked).await? {
        return Err(anyhow!("another account was reached"));
    }
    for (slot, secret) in &account.secrets {
        let row = world.app.store.new_row_id();
        let sealed = ring.seal(&Context { environment: world.environment, row, slot }, secret)?;
        let owner = CredentialOwner::Connection(id);
        env.put_credential(&mut tx, owner, row, slot, &sealed.key_id().to_string(), sealed.as_bytes()).await?;
    }
    tx.commit().await?;
    Ok(id)
}
