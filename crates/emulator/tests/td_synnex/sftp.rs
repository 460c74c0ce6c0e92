//! The SFTP server, asked with the plain SSH library: what lies there, who is let in.

use std::sync::Arc;

use linkspan_emulator::td_synnex::TdSynnex;
use russh::client::{Handle, connect};
use russh::keys::PublicKeyOrCertificate;
use russh_sftp::client::SftpSession;

use crate::world::Shop;

struct Trusting;

impl russh::client::Handler for Trusting {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, russh::Error> {
        Ok(true)
    }
}

async fn knock(vendor: &TdSynnex) -> Handle<Trusting> {
    let url = vendor.ready().sftp_url.clone().unwrap();
    let address = url.rsplit('@').next().unwrap().to_owned();
    connect(Arc::default(), address, Trusting).await.unwrap()
}

async fn enter(vendor: &TdSynnex) -> (Handle<Trusting>, SftpSession) {
    let mut door = knock(vendor).await;
    let (user, password) = (&vendor.ready().sftp_user, &vendor.ready().sftp_password);
    assert!(door.authenticate_password(user, password).await.unwrap().success());
    let channel = door.channel_open_session().await.unwrap();
    channel.request_subsystem(true, "sftp").await.unwrap();
    let sftp = SftpSession::new(channel.into_stream()).await.unwrap();
    (door, sftp)
}

#[tokio::test]
async fn the_files_are_those_of_the_plain_server_and_nothing_can_be_written() {
    let shop = Shop::open().await;
    let (_door, sftp) = enter(&shop.emulator).await;
    let mut names: Vec<String> = sftp.read_dir("/").await.unwrap().map(|entry| entry.file_name()).collect();
    names.sort();
    assert_eq!(names, ["712345.zip", "712345h.app", "category_list.txt", "vend_code_list.txt"]);
    for name in ["712345.zip", "category_list.txt", "vend_code_list.txt"] {
        let plain = shop.client.get(format!("{}/catalogue/{name}", shop.emulator.url())).send().await.unwrap();
        assert_eq!(sftp.read(format!("/{name}")).await.unwrap(), plain.bytes().await.unwrap(), "{name}");
    }
    assert!(sftp.create("/mine.txt").await.is_err());
    assert!(sftp.remove_file("/712345.zip").await.is_err());
}

#[tokio::test]
async fn a_file_keeps_its_time_until_the_catalogue_changes() {
    let shop = Shop::open().await;
    let (_door, sftp) = enter(&shop.emulator).await;
    let first = sftp.metadata("/712345.zip").await.unwrap();
    let again = sftp.metadata("/712345.zip").await.unwrap();
    assert_eq!((first.size, first.mtime), (again.size, again.mtime));
    shop.emulator.next_day(linkspan_emulator::td_synnex::DayShares { changed: 0.1, new: 0.0, gone: 0.0 });
    let next = sftp.metadata("/712345.zip").await.unwrap();
    assert_eq!(next.mtime.unwrap() - first.mtime.unwrap(), 24 * 60 * 60);
}

#[tokio::test]
async fn only_the_accounts_user_with_its_password_is_let_in() {
    let shop = Shop::open().await;
    let ready = shop.ready();
    for (user, password) in [("u712346", ready.sftp_password.as_str()), (ready.sftp_user.as_str(), "wrong")] {
        let mut door = knock(&shop.emulator).await;
        assert!(!door.authenticate_password(user, password).await.unwrap().success(), "{user}");
    }
    let journal = shop.emulator.journal();
    assert_eq!(journal.count(|entry| entry.path == "login" && entry.status == Some(401)), 2);
    let shown = serde_json::to_string(&journal.entries()).unwrap();
    assert!(!shown.contains("wrong") && !shown.contains(&ready.sftp_password), "no password is kept");
}
