//! Settings > Backup: for the owner of the installation alone.

use crate::browser::{Browser, Server};
use linkspan::app::sign_in;
use linkspan_core::id::EnvironmentId;
use linkspan_store::NewUser;
use secrecy::ExposeSecret;

/// A browser in which another person of an environment is signed in.
async fn person(server: &Server, environment: EnvironmentId, email: &str, owner: bool) -> Browser {
    let app = &server.installation.app;
    let user = NewUser { email: email.into(), name: email.into(), owner, password_hash: None };
    let mut tx = app.store.begin().await.unwrap();
    app.env(environment).add_user(&mut tx, &user).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let token = sign_in::link_for(app, Some(email)).await.unwrap();
    let mut browser = server.browser();
    assert_eq!(browser.get(&format!("/welcome/{}", token.expose_secret())).await.to(), "/");
    browser
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_makes_backups_keeps_so_many_and_fetches_one() {
    let server = Server::start().await;
    let mut owner = server.owner().await;
    let settings = owner.get("/settings").await.body;
    assert!(settings.contains("href=\"/settings/backup\""), "{settings}");
    let empty = owner.get("/settings/backup").await;
    assert!(empty.status == 200 && empty.body.contains("Backups appear here"), "{}", empty.body);

    let wrong = owner.submit("/settings/backup/keep", &[("keep", "0")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("from 1 to 365"), "{}", wrong.body);
    assert_eq!(owner.submit("/settings/backup/keep", &[("keep", "2")]).await.status, 303);
    for fields in [&[][..], &[("catalogue", "on")], &[]] {
        assert_eq!(owner.submit("/settings/backup", fields).await.to(), "/settings/backup");
    }
    let page = owner.get("/settings/backup").await.body;
    assert!(page.contains("The backup was made") && page.contains("all, the catalogue too"), "{page}");
    let links: Vec<_> =
        page.split("href=\"/settings/backup/").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(links.len(), 2, "the oldest went: {page}");
    let file = owner.get(&format!("/settings/backup/{}", links[0])).await;
    assert_eq!((file.status, file.headers["content-type"].to_str().unwrap()), (200, "application/zip"));
    assert!(file.body.starts_with("PK") && file.headers["content-disposition"].to_str().unwrap().contains(links[0]));
    for wrong in ["none", "..%2Flinkspan.key", "..%2Fcore.db"] {
        assert_eq!(owner.get(&format!("/settings/backup/{wrong}")).await.status, 404, "{wrong}");
    }
    let env = server.installation.app.env(server.installation.environment);
    let audit = env.audit(&linkspan_store::AuditFilter { limit: 50, ..Default::default() }).await.unwrap();
    let count = |action| audit.iter().filter(|entry| entry.content.action == action).count();
    assert_eq!((count("backup.made"), count("backup.downloaded")), (3, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_sees_that_there_are_backups() {
    let server = Server::start().await;
    let mut owner = server.owner().await;
    owner.submit("/settings/backup", &[]).await;
    let page = owner.get("/settings/backup").await.body;
    let name = page.split("href=\"/settings/backup/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let store = &server.installation.app.store;
    let mut tx = store.begin().await.unwrap();
    let other = store.add_environment(&mut tx, "Another tenant").await.unwrap();
    tx.commit().await.unwrap();
    let clerk = person(&server, server.installation.environment, "clerk@example.com", false).await;
    let stranger = person(&server, other, "eve@example.org", true).await;
    for mut browser in [clerk, stranger] {
        assert!(!browser.get("/settings").await.body.contains("/settings/backup"));
        assert_eq!(browser.get("/settings/backup").await.status, 404);
        assert_eq!(browser.get(&format!("/settings/backup/{name}")).await.status, 404);
        assert_eq!(browser.submit("/settings/backup", &[]).await.status, 404);
        assert_eq!(browser.submit("/settings/backup/keep", &[("keep", "1")]).await.status, 404);
    }
    assert_eq!(server.browser().get(&format!("/settings/backup/{name}")).await.status, 303, "sign in first");
}
