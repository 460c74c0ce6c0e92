//! A person at the portal of a linked world whose distributor has a small catalogue.

use crate::browser::{Browser, Page};
use crate::harness::{Linked, World};
use linkspan::http::{self as web, Web};
use linkspan_core::catalog::CatalogueItem;
use linkspan_core::id::{BridgeId, RunId};
use linkspan_store::{CatalogueFileRow, FileScope, FileState, NewBridge, StagedRow};
use rust_decimal::Decimal;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// SKUs of notebooks, then of software.
pub const NOTEBOOKS: std::ops::Range<u32> = 900_001..900_007;
pub const SOFTWARE: std::ops::Range<u32> = 900_101..900_104;

/// The portal, and a browser in which its owner is signed in.
pub struct Desk {
    pub world: Linked,
    pub browser: Browser,
    stop: CancellationToken,
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Desk {
    pub async fn open() -> Self {
        let world = World::start().await;
        load(&world, 0).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let web = Web::new(&world.installation, &world.config, listener.local_addr().unwrap());
        let (mut browser, stop) = (Browser::at(web.origin()), CancellationToken::new());
        tokio::spawn(web::serve(web, listener, stop.clone()));
        browser.become_owner(&world.installation).await;
        Self { world, browser, stop }
    }

    /// The address of a step of the product sync.
    pub fn step(&self, step: &str) -> String {
        format!("/bridges/{}/product-sync/{step}", self.world.bridge)
    }

    pub async fn see(&mut self, path: &str) -> Page {
        let page = self.browser.get(path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        assert!(page.body.len() < 100_000, "{path} has {} bytes", page.body.len());
        page
    }

    /// Posts a form and answers the page that it leads to.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let answer = self.browser.submit(path, fields).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        let to = answer.to().to_owned();
        self.see(&to).await
    }

    /// Looks at a page until it says something; the program works meanwhile.
    pub async fn until(&mut self, path: &str, text: &str) -> Page {
        for _ in 0..600 {
            self.world.run_due().await;
            let page = self.see(path).await;
            if page.body.contains(text) {
                return page;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{path} never says {text:?}: {}", self.see(path).await.body);
    }

    /// Chooses notebooks and a billing code, as a person does before the first run.
    pub async fn choose_notebooks(&mut self) {
        self.send(&self.step("categories"), &[("shown", "002"), ("category", "002057660")]).await;
        let mapping = self.see(&self.step("mapping")).await;
        let billing = option_of(&mapping.body, "default_billing");
        self.send(&self.step("mapping"), &[("default_category", ""), ("default_billing", &billing)]).await;
    }

    /// A bridge of another environment.
    pub async fn foreign_bridge(&self) -> BridgeId {
        let store = &self.world.app.store;
        let mut tx = store.begin().await.unwrap();
        let other = store.add_environment(&mut tx, "Other MSP").await.unwrap();
        tx.commit().await.unwrap();
        let env = store.env(other);
        let mut tx = store.begin().await.unwrap();
        let psa = env.add_connection(&mut tx, "autotask", "Autotask").await.unwrap();
        let distributor = env.add_connection(&mut tx, "td-synnex", "TD SYNNEX").await.unwrap();
        let bridge = NewBridge {
            psa,
            distributor,
            vendor_id: "1".into(),
            vendor_name: "TD SYNNEX".into(),
            number_template: "X-{purchaseOrderId}".into(),
            settings: serde_json::json!({}),
        };
        let bridge = env.add_bridge(&mut tx, &bridge).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        bridge
    }
}

/// The value of the first option of a list that is not empty.
pub fn option_of(body: &str, list: &str) -> String {
    let list = &body[body.find(&format!("id=\"{list}\"")).unwrap()..];
    let list = &list[..list.find("</select>").unwrap()];
    let values = list.split("<option value=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    values.filter(|value| !value.is_empty()).map(str::to_owned).next().expect("something to choose")
}

/// Reads a catalogue file, each cost dearer by so many cents than in the first.
pub async fn load(world: &Linked, dearer: i64) {
    let items: Vec<_> = NOTEBOOKS.chain(SOFTWARE).map(|sku| item(sku, dearer)).collect();
    let env = world.env();
    let mut load = env.begin_catalogue_load(world.distributor).await.unwrap();
    let hash = |item: &CatalogueItem| *blake3::hash(format!("{item:?}").as_bytes()).as_bytes().first_chunk().unwrap();
    let rows: Vec<_> = items
        .iter()
        .zip(2..)
        .map(|(item, line)| StagedRow { sku: item.sku.clone(), line, hash: hash(item), cost: item.cost })
        .collect();
    load.stage(&rows).await.unwrap();
    load.compare().await.unwrap();
    load.keep_costs().await.unwrap();
    load.put(&items.iter().map(|item| (item.clone(), hash(item))).collect::<Vec<_>>()).await.unwrap();
    load.commit().await.unwrap();
    let name = |code: &str, name: &str| (code.to_owned(), name.to_owned());
    let names =
        [name("002", "Computers"), name("002057", "Portable"), name("002057660", "Notebooks"), name("011", "Software")];
    env.put_catalogue_names(world.distributor, "category", &names).await.unwrap();
    env.put_catalogue_names(world.distributor, "warehouse", &[name("16", "Exampleville, OH")]).await.unwrap();
    let count = i64::try_from(items.len()).unwrap();
    let file = CatalogueFileRow {
        run: RunId::from(world.app.ids.next()),
        at: world.app.clock.now(),
        source: "a test".into(),
        state: FileState::Taken,
        sentence: String::new(),
        made_on: None,
        scope: FileScope::Full,
        good: count,
        bad: 0,
        bytes: 1,
        added: count,
        changed: 0,
        gone: 0,
    };
    env.add_catalogue_file(world.distributor, &file, &[]).await.unwrap();
}

fn item(sku: u32, dearer: i64) -> CatalogueItem {
    let notebook = NOTEBOOKS.contains(&sku);
    CatalogueItem {
        sku: sku.to_string(),
        manufacturer_part: format!("VX-{sku}"),
        manufacturer: "VELTRAXIS".into(),
        description: format!("{} {sku} <b>", if notebook { "Veltraxis Notebook" } else { "Veltraxis Suite" }),
        category: if notebook { "002057660".into() } else { "011073274".into() },
        cost: Some(Decimal::new(50_000 + i64::from(sku % 100) + dearer, 2)),
        msrp: Some(Decimal::new(90_000, 2)),
        quantity: 12,
        stock: vec![("16".into(), 12)],
        weight: Some(Decimal::new(31, 1)),
        ..CatalogueItem::default()
    }
}
