//! TD SYNNEX: its connector over its emulator.

use super::{Fate, Stand, passes};
use crate::harness::{ACTOR, Linked, World};
use async_trait::async_trait;
use linkspan::connectors::DistributorLink;
use linkspan_emulator::faults::{Fault, FaultAction};
use linkspan_emulator::td_synnex::Lines;
use std::path::Path;

#[tokio::test]
async fn td_synnex_passes() {
    passes(TdSynnexStand::fresh).await;
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

    fn meet(&self, body: Option<&str>, fate: Fate) {
        let action = match fate {
            Fate::LostBefore => FaultAction::CutBefore,
            Fate::LostAfter => FaultAction::CutAfter,
            Fate::HalfAnAnswer => FaultAction::Truncate,
            Fate::Garbage => FaultAction::Garbage,
            Fate::ServerFault => FaultAction::Status { status: 500, body: None, content_type: None, retry_after: None },
        };
        let fault = Fault::once("POST /", action);
        self.linked.td_synnex.faults().clear();
        self.linked.td_synnex.faults().add(Fault { body_contains: body.map(str::to_owned), ..fault });
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
        vec![ready.password.clone(), ready.reader_password.clone(), ready.sftp_password.clone()]
    }

    fn rows(&self) -> u64 {
        let mut file = Vec::new();
        self.linked.td_synnex.write_catalogue(&mut file).expect("a file")
    }

    fn directory(&self) -> &Path {
        self.linked.directory.path()
    }
}
