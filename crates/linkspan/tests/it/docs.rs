//! The guides and the API reference: there for anybody, in the portal's look, and true.

use crate::browser::Server;
use crate::harness::World;
use crate::program::{Answer, Api};
use linkspan::http::api::rights;

const GUIDES: [&str; 5] = ["connect/autotask", "connect/autotask.de", "connect/td-synnex", "develop", "operate"];

async fn bare() -> Api<Box<World>> {
    Api::over(Box::new(World::bare().await)).await
}

/// A page as the portal's rules want it.
fn is_sound(path: &str, page: &Answer) {
    assert_eq!(page.status, 200, "{path}");
    assert!(page.header("content-type").starts_with("text/html"), "{path}");
    assert!(page.header("content-security-policy").contains("default-src 'none'"), "{path}");
    for part in ["<main id=\"main\"", "class=\"skip\"", "</html>"] {
        assert!(page.text.contains(part), "{path} lacks {part}");
    }
    let own = page.text.replace("http://127.0.0.1:8088", "").replace("https://linkspan.msp.example", "");
    for part in [" style=", "<script", "src=\"http", "href=\"http"] {
        assert!(!own.contains(part), "{path} has {part}");
    }
    let level_one = page.text.matches("<h1").count();
    assert_eq!(level_one, 1, "{path}");
}

#[tokio::test(flavor = "multi_thread")]
async fn anybody_can_read_every_guide_as_a_page_and_as_text() {
    let api = bare().await;
    let stranger = api.stranger();
    let index = stranger.get("/docs").await;
    is_sound("/docs", &index);
    let listed = stranger.get("/llms.txt").await;
    assert!(listed.header("content-type").starts_with("text/plain"));
    for guide in GUIDES {
        let path = format!("/docs/{guide}");
        let page = stranger.get(&path).await;
        is_sound(&path, &page);
        assert!(page.text.len() < 100_000 && page.text.contains("<h2 id="), "{path}");
        let plain = stranger.get(&format!("{path}.md")).await;
        assert!(plain.status == 200 && plain.text.starts_with("# "), "{path}.md");
        assert!(plain.header("content-type").starts_with("text/markdown"));
        assert!(index.text.contains(&format!("href=\"{path}\"")), "{path} is not in the index");
        assert!(listed.text.contains(&format!("{}{path}.md", api.url)), "{path} is not in /llms.txt");
    }
    let german = stranger.get("/docs/connect/autotask.de").await;
    assert!(german.text.contains("<html lang=\"de\"") && german.text.contains("Auf dieser Seite"));
    for missing in ["/docs/nothing", "/docs/../Cargo.toml", "/docs/api.md"] {
        assert_eq!(stranger.get(missing).await.status, 404, "{missing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_shows_every_operation() {
    let api = bare().await;
    let page = api.stranger().get("/docs/api").await;
    is_sound("/docs/api", &page);
    assert!(page.text.len() < 100_000, "{} bytes", page.text.len());
    for right in rights() {
        let address = format!("<strong>{}</strong> <code>{}</code>", right.method, right.path);
        assert!(page.text.contains(&address), "{address}");
        assert!(page.text.contains(right.scopes.unwrap()[0]), "{address}");
    }
    for place in page.text.split("href=\"#").skip(1).map(|part| part.split('"').next().unwrap()) {
        assert!(place == "main" || page.text.contains(&format!("id=\"{place}\"")), "#{place} leads nowhere");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_developer_guide_calls_is_there() {
    let api = bare().await;
    let program = api.program().await;
    let guide = api.stranger().get("/docs/develop.md").await.text;
    let mut tried = 0;
    for line in guide.lines().filter(|line| line.contains("curl -H")) {
        let Some((_, rest)) = line.split_once("http://127.0.0.1:8088/") else { continue };
        let path = format!("/{}", rest.trim_end_matches('"'));
        program.get(&path).await.ok();
        tried += 1;
    }
    assert!(tried >= 4, "only {tried} calls were found");
    for path in guide.split("](/").skip(1).map(|part| format!("/{}", part.split(')').next().unwrap())) {
        assert_eq!(api.stranger().get(&path).await.status, 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_signed_in_finds_the_guides_from_the_settings() {
    let server = Server::start().await;
    let mut browser = server.owner().await;
    assert!(browser.get("/settings").await.body.contains("href=\"/docs\""));
    assert_eq!(browser.get("/docs").await.status, 200);
}
