//! The real program with secrets that are looked for afterwards, both vendors, a mail server, and everything that the
//! program said, wrote or showed.

use super::needles::Needle;
use crate::browser::{Browser, Page};
use crate::post_office::{Door, PostOffice};
use linkspan::demo::world::{Vendors, seed_product};
use linkspan_emulator::autotask::{DraftLine, DraftProduct, NewOrder, OrderDraft};
use linkspan_emulator::clock::VirtualClock;
use linkspan_emulator::{autotask, td_synnex};
use std::collections::{BTreeSet, VecDeque};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub const AUTOTASK_SECRET: &str = r#"Psa&<"Canary">'%+/=5120-long-enough"#;
pub const ORDER_PASSWORD: &str = r#"Order&<"Canary">'%+/=7341-long-enough"#;
pub const READ_PASSWORD: &str = r#"Read&<"Canary">'%+/=9215-long-enough"#;
pub const SMTP_PASSWORD: &str = r#"Smtp&<"Canary">'%+/=4408-long-enough"#;
pub const OWNER_PASSWORD: &str = r#"Owner&<"Canary">'%+/=6672-long-enough"#;
pub const FILE_PASSWORD: &str = r#"File&<"Canary">'%+/=8127-long-enough"#;
pub const SIGNING_KEY: &str = r#"Sign&<"Canary">'%+/=2986-long-enough"#;
pub const WRONG_PASSWORD: &str = r#"Wrong&<"Canary">'%+/=3391-long-enough"#;

const PATIENCE: Duration = Duration::from_secs(60);
/// More pages than the portal of this story has; a walk that goes on for ever is a fault.
const PAGES: usize = 400;

/// Everything around the program.
pub struct Place {
    pub vendors: Vendors,
    pub mail: PostOffice,
    pub url: String,
    /// What was shown to people and programs, by address.
    pub shown: Vec<(String, String)>,
    child: Option<Child>,
    directory: TempDir,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

impl Place {
    /// Starts everything; also answers the token of the first owner's link.
    pub async fn start() -> (Self, String) {
        let clock = VirtualClock::system();
        let psa = autotask::Options { secret: AUTOTASK_SECRET.into(), clock: clock.clone(), ..Default::default() };
        let distributor = td_synnex::Options {
            password: ORDER_PASSWORD.into(),
            reader_password: READ_PASSWORD.into(),
            sftp_password: FILE_PASSWORD.into(),
            clock: clock.clone(),
            ..Default::default()
        };
        let psa = autotask::start(psa).await.unwrap();
        let distributor = td_synnex::start(distributor).await.unwrap();
        let mail = PostOffice::start_with_tls(Door::Closed).await;
        let directory = tempfile::tempdir().unwrap();
        let vendors = Vendors { clock, psa, distributor };
        let mut place = Self { vendors, mail, url: String::new(), shown: Vec::new(), child: None, directory };
        place.run().await;
        let said = place.log();
        let link = said.split_once("/welcome/").expect("a link for the first owner").1;
        let token = link.split_whitespace().next().unwrap().to_owned();
        (place, token)
    }

    async fn run(&mut self) {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0"]);
        command.args(["--emulators", self.vendors.psa.url(), self.vendors.distributor.url()]);
        let port = self.mail.port.to_string();
        let files = self.vendors.distributor.ready().sftp_url.clone().expect("a file server");
        let settings = [
            ("LOG__LEVEL", "trace"),
            ("VENDORS__TD_SYNNEX__US__SFTP", &files),
            ("WEBHOOKS__PRIVATE_HOSTS", "127.0.0.1"),
            ("MAIL__FROM", "Linkspan <linkspan@msp.example>"),
            ("MAIL__SMTP__HOST", "localhost"),
            ("MAIL__SMTP__PORT", &port),
            ("MAIL__SMTP__SECURITY", "starttls"),
            ("MAIL__SMTP__USER", "linkspan@msp.example"),
            ("MAIL__SMTP__PASSWORD", SMTP_PASSWORD),
        ];
        command.envs(settings.map(|(name, value)| (format!("LINKSPAN__{name}"), value)));
        let certificate = self.directory.path().join("mail.pem");
        fs::write(&certificate, self.mail.certificate.as_ref().unwrap()).unwrap();
        command.env("SSL_CERT_FILE", &certificate);
        let output = File::create(self.log_file()).unwrap();
        self.child = Some(command.stdout(output.try_clone().unwrap()).stderr(output).spawn().unwrap());
        let begun = Instant::now();
        let told = |log: &str| Some(log.split_once("Linkspan is at ")?.1.split_once('\n')?.0.trim().to_owned());
        loop {
            // The line after the address is the link for the first owner.
            match told(&self.log()) {
                Some(url) if self.log().contains("/welcome/") => return self.url = url,
                _ => assert!(begun.elapsed() < PATIENCE, "it does not start: {}", self.log()),
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linkspan"));
        command.args(arguments).args(["--data"]).arg(self.data()).env_remove("DATABASE_URL").stdin(Stdio::null());
        command
    }

    /// Runs a command beside the server; what it says is kept unless it is what was asked for.
    pub fn ask(&mut self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().unwrap();
        let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        self.shown.push((format!("linkspan {}", arguments.join(" ")), said.clone()));
        said
    }

    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    fn log_file(&self) -> PathBuf {
        self.directory.path().join("log.txt")
    }

    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.log_file()).unwrap_or_default()).into_owned()
    }

    /// Stops the program as an operator does and waits until it is gone.
    pub fn stop(&mut self) {
        let mut child = self.child.take().expect("it runs");
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
        assert!(child.wait().unwrap().success());
    }

    pub fn keep(&mut self, address: &str, page: &Page) {
        let head: Vec<_> = page.headers.iter().filter(|(name, _)| *name != "set-cookie").collect();
        self.shown.push((address.to_owned(), format!("{head:?}\n{}", page.body)));
    }

    /// Looks at a page until it says `text`.
    pub async fn until(&mut self, browser: &mut Browser, address: &str, text: &str) -> Page {
        let begun = Instant::now();
        loop {
            let page = browser.get(address).await;
            if page.body.contains(text) {
                self.keep(address, &page);
                return page;
            }
            assert!(begun.elapsed() < PATIENCE, "{address} never says {text:?}: {}", page.body);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Posts a form and keeps the answer.
    pub async fn submit(&mut self, browser: &mut Browser, address: &str, fields: &[(&str, &str)]) -> Page {
        let page = browser.submit(address, fields).await;
        self.keep(address, &page);
        page
    }

    /// A purchase order of one line that is submitted in Autotask.
    pub fn submitted_order(&self, product: usize) -> NewOrder {
        let product = DraftProduct::VendorPartNumber(seed_product(&self.vendors, product).unwrap());
        let lines = vec![DraftLine { product, quantity: 1, unit_cost: None }];
        let draft = OrderDraft { lines, submit: true, ..OrderDraft::default() };
        self.vendors.psa.tenant().purchase_order_create(&draft).unwrap()
    }

    /// Walks through every page that leads from the first one.
    pub async fn walk(&mut self, browser: &mut Browser) -> usize {
        let mut waiting: VecDeque<String> =
            ["/", "/settings", "/products", "/activity/records"].map(str::to_owned).into();
        let mut seen: BTreeSet<String> = waiting.iter().cloned().collect();
        while let Some(address) = waiting.pop_front() {
            assert!(seen.len() < PAGES, "the walk does not end: {seen:?}");
            let page = browser.get(&address).await;
            for next in page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                let next = next.split('#').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
                if next.starts_with('/') && !next.starts_with("//") && seen.insert(next.clone()) {
                    waiting.push_back(next);
                }
            }
            self.keep(&address, &page);
        }
        seen.len()
    }

    /// Where any of these stands in what was logged, written, mailed or shown.
    pub fn leaks(&self, needles: &[Needle], places: &[&str]) -> Vec<String> {
        let mut hay: Vec<(String, Vec<u8>)> = Vec::new();
        if places.contains(&"log") {
            // The first owner's link is said on purpose, once.
            let log = self.log();
            let lines = log.split_inclusive('\n').filter(|line| !line.starts_with("Nobody can sign in yet."));
            hay.push(("the log".into(), lines.collect::<String>().into_bytes()));
        }
        if places.contains(&"data") {
            files(&self.data(), &mut hay);
        }
        if places.contains(&"mail") {
            hay.extend(self.mail.letters().into_iter().map(|letter| ("a letter".into(), letter.into_bytes())));
        }
        if places.contains(&"shown") {
            let shown = self.shown.iter().map(|(address, text)| (address.clone(), text.clone().into_bytes()));
            hay.extend(shown);
        }
        let in_one = |(place, bytes): &(String, Vec<u8>)| {
            needles.iter().filter_map(|needle| needle.found_in(place, bytes)).collect::<Vec<_>>()
        };
        hay.iter().flat_map(in_one).collect()
    }
}

/// The files in a backup, whose packed form hides what is in them.
fn unpacked(path: &Path, hay: &mut Vec<(String, Vec<u8>)>) {
    let mut archive = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    for index in 0..archive.len() {
        let mut bytes = Vec::new();
        archive.by_index(index).unwrap().read_to_end(&mut bytes).unwrap();
        hay.push((format!("{} ({index})", path.display()), bytes));
    }
}

/// Every file below a folder but the key file.
fn files(folder: &Path, hay: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(&path, hay);
        } else if path.extension().is_some_and(|extension| extension == "zip") {
            unpacked(&path, hay);
        } else if path.extension().is_none_or(|extension| extension != "key" && extension != "sock") {
            hay.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}
