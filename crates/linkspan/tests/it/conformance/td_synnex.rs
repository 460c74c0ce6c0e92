//! TD SYNNEX: its connector over its emulator.

use super::stand::snapshot;
use super::{Fate, Stand, passes};
use crate::harness::{ACTOR, Linked, World};
use async_trait::async_trait;
use linkspan::config::PartnerApi;
use linkspan::connectors::{DistributorLink, Links, Registry};
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::td_synnex::Lines;
use std::path::Path;

#[tokio::test]
async fn td_synnex_passes() {
    passes(TdSynnexStand::fresh).await;
}

#[tokio::test]
async fn td_synnex_passes_with_the_partner_api() {
    Box::pin(passes(TdSynnexStand::with_partner_api)).await;
}

#[tokio::test]
async fn the_partner_api_is_asked_only_where_it_was_chosen_and_never_to_order() {
    let asked = |stand: &TdSynnexStand, path: &str| stand.linked.td_synnex.journal().count(|entry| entry.path == path);
    for (stand, by_partner) in [(TdSynnexStand::fresh().await, 0), (TdSynnexStand::with_partner_api().await, 1)] {
        let order = stand.link.submission.prepare("LS-7", &snapshot(&stand).await.unwrap()).unwrap();
        assert_eq!(asked(&stand, "/api/v1/webservice/json/GetPriceAvailability"), by_partner);
        assert_eq!(asked(&stand, "/SynnexXML/PriceAvailability"), 1 - by_partner);
        stand.link.submission.submit(&order).await;
        assert_eq!((asked(&stand, "/SynnexXML/PO"), stand.orders("LS-7")), (1, 1));
        stand.link.lookup.look_up("LS-7", true).await.unwrap();
        assert_eq!(asked(&stand, "/SynnexXML/POStatus"), 1, "what becomes of an order is asked where it was placed");
        stand.link.lookup.look_up("LS-7", false).await.unwrap();
        assert_eq!(asked(&stand, "/SynnexXML/POStatus"), 2 - by_partner);
    }
}

struct TdSynnexStand {
    linked: Linked,
    link: DistributorLink,
}

impl TdSynnexStand {
    async fn fresh() -> Self {
        let linked = World::start().await;
        let values = linked.td_synnex_values_with_files();
        let report = linked.tried("td-synnex", Some(linked.distributor), values).await;
        let proposal = report.proposal.expect("the file server lets us in");
        linked.connect.confirm(linked.environment, proposal.id, None, ACTOR).await.expect("linked");
        linked.td_synnex.journal().clear();
        let link = linked.app.links.distributor(linked.environment, linked.distributor).await.expect("a link");
        Self { linked, link }
    }

    /// The same, with an application of the Partner API for the account.
    async fn with_partner_api() -> Self {
        let stand = Self::fresh().await;
        let (world, ready) = (&stand.linked.world, stand.linked.td_synnex.ready());
        let mut vendors = world.config.vendors.clone();
        vendors.td_synnex.partner_api.push(PartnerApi {
            account: format!("US/{}", ready.account),
            client_id: ready.partner_client_id.clone(),
            client_secret: ready.partner_client_secret.clone().into(),
            sandbox: false,
            url: Some(ready.url.parse().expect("an address")),
        });
        let (store, vault) = (world.app.store.clone(), world.installation.vault.clone());
        let registry = Registry::new(store, vault, world.app.clock.clone(), &vendors).expect("a registry");
        let link = registry.distributor(stand.linked.environment, stand.linked.distributor).await.expect("a link");
        Self { link, ..stand }
    }

    fn meet(&self, body: Option<&str>, fate: Fate) {
        let action = match fate {
            Fate::LostBefore => FaultAction::CutBefore,
            Fate::LostAfter => FaultAction::CutAfter,
            Fate::HalfAnAnswer => FaultAction::Truncate,
            Fate::Garbage => FaultAction::Garbage,
            Fate::ServerFault => FaultAction::Status { status: 500, body: None, content_type: None, retry_after: None },
        };
        self.linked.td_synnex.faults().clear();
        // Whatever is asked first: the XML services by POST, most of the Partner API by GET.
        for route in ["POST /", "GET /"] {
            let fault = Fault::once(route, action.clone());
            self.linked.td_synnex.faults().add(Fault { body_contains: body.map(str::to_owned), ..fault });
        }
    }
}

#[async_trait]
impl Stand for TdSynnexStand {
    fn link(&self) -> &DistributorLink {
        &self.link
    }

    fn products(&self) -> (Vec<String>, String) {
        let ready = self.linked.td_synnex.ready();
        (ready.skus.iter().map(u32::to_string).collect(), ready.samples.unknown.to_string())
    }

    fn ship_method(&self) -> &str {
        "FG"
    }

    fn next_submission(&self, fate: Fate) {
        self.meet(Some("<OrderRequest"), fate);
    }

    fn next_question(&self, fate: Fate) {
        self.meet(None, fate);
    }

    fn requests(&self, number: &str) -> usize {
        let number = format!("<PONumber>{number}</PONumber>");
        let is_order = |body: &str| body.contains("<OrderRequest") && body.contains(&number);
        self.linked.td_synnex.journal().count(|entry| is_order(&entry.request_body))
    }

    fn orders(&self, number: &str) -> usize {
        let books = self.linked.td_synnex.orders();
        books.purchase_orders.iter().filter(|one| one.po_number == number).map(|one| one.effective as usize).sum()
    }

    async fn ship_and_bill(&self, number: &str) {
        self.linked.td_synnex.ship(number, &Lines::default()).expect("shipped");
        self.linked.td_synnex.invoice(number).expect("billed");
    }

    fn secrets(&self) -> Vec<String> {
        let ready = self.linked.td_synnex.ready();
        let own = [&ready.password, &ready.reader_password, &ready.sftp_password, &ready.partner_client_secret];
        own.into_iter().cloned().collect()
    }

    fn rows(&self) -> u64 {
        let mut file = Vec::new();
        self.linked.td_synnex.write_catalogue(&mut file).expect("a file")
    }

    fn directory(&self) -> &Path {
        self.linked.directory.path()
    }
}
