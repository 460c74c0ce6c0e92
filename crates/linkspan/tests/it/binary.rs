//! The real program: how it starts, says what is wrong, stops, and answers commands beside it.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn linkspan(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_linkspan"));
    command.args(arguments).env_remove("DATABASE_URL");
    command
}

/// A running program with what it says on standard error, and the address that it says.
struct Running {
    child: Child,
    said: String,
    url: String,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn serve(data: &Path) -> Running {
    let data = data.to_str().unwrap();
    let mut child = linkspan(&["serve", "--listen", "127.0.0.1:0", "--data", data])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let mut url = String::new();
    while url.is_empty() {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "it ended: {said}");
        if let Some((_, address)) = line.split_once("Linkspan is at ") {
            url = address.trim().to_owned();
        }
        said.push_str(&line);
    }
    // The line after the address is the link for the first owner.
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    said.push_str(&line);
    std::thread::spawn(move || lines.read_to_string(&mut String::new()));
    Running { child, said, url }
}

fn stop(mut running: Running, signal: &str) -> std::process::ExitStatus {
    let id = running.child.id().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        if let Some(status) = running.child.try_wait().unwrap() {
            return status;
        }
        assert!(Instant::now() < end, "it does not stop");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(text.lines().count(), 1, "one clear sentence: {text}");
    text
}

#[test]
fn it_makes_its_key_file_names_the_first_link_and_stops_when_asked() {
    let data = tempfile::tempdir().unwrap();
    let first = serve(data.path());
    assert!(first.said.contains("A key file was made"), "{}", first.said);
    assert!(first.said.contains(&format!("{}/welcome/", first.url)), "{}", first.said);
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(data.path().join("linkspan.key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);

    let second = linkspan(&["serve", "--listen", "127.0.0.1:0", "--data", data.path().to_str().unwrap()]).output();
    assert!(refusal(&second.unwrap()).contains("is in use by another running Linkspan"));

    assert!(stop(first, "-TERM").success());
    let again = serve(data.path());
    assert!(!again.said.contains("A key file was made"), "{}", again.said);
    assert!(stop(again, "-INT").success());
}

#[test]
fn commands_beside_a_running_server_ask_it() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().to_str().unwrap();
    let running = serve(data.path());
    let listed = linkspan(&["orders", "list", "--json", "--data", place]).output().unwrap();
    assert_eq!(String::from_utf8(listed.stdout).unwrap(), "[]\n");
    let missing = linkspan(&["orders", "show", "PO-1", "--data", place]).output().unwrap();
    assert!(refusal(&missing).contains("There is no such order"));
    let nobody = linkspan(&["sign-in-link", "--data", place]).output().unwrap();
    assert!(refusal(&nobody).contains("Nobody"));
    let lists = linkspan(&["orders", "reconcile", "--confirm", "--data", place]).output().unwrap();
    assert_eq!(String::from_utf8(lists.stdout).unwrap(), "No bridge waits for a list to be confirmed.\n");
    let odd = linkspan(&["orders", "reconcile", "--bridge", "7", "--data", place]).output().unwrap();
    assert!(refusal(&odd).contains("No such bridge waits"));
    assert!(stop(running, "-TERM").success());
    let alone = linkspan(&["orders", "list", "--json", "--data", place]).output().unwrap();
    assert_eq!(String::from_utf8(alone.stdout).unwrap(), "[]\n", "without a server it looks itself");
}

#[test]
fn a_backup_is_made_beside_the_server_and_restored_without_it() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let said = |arguments: &[&str]| linkspan(arguments).current_dir(place.path()).output().unwrap();
    let data_option = ["--data", data.to_str().unwrap()];
    let running = serve(&data);
    let made = said(&[&["backup", "mine.zip"], &data_option[..]].concat());
    assert!(made.status.success(), "{made:?}");
    let file = place.path().join("mine.zip");
    assert_eq!(String::from_utf8(made.stdout).unwrap().trim(), file.to_str().unwrap());
    assert!(String::from_utf8(made.stderr).unwrap().contains("The key file is not in this backup"));
    for _ in 0..3 {
        let json = said(&[&["backup", "shelf/", "--keep", "2", "--json"], &data_option[..]].concat());
        let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(json["manifest"]["files"][0]["name"], "core.db");
    }
    assert_eq!(std::fs::read_dir(place.path().join("shelf")).unwrap().count(), 2);
    let restore = ["restore", "mine.zip", "--force"];
    assert!(refusal(&said(&[&restore[..], &data_option[..]].concat())).contains("is in use by another running"));
    assert!(stop(running, "-TERM").success());
    assert!(refusal(&said(&[&restore[..2], &data_option[..]].concat())).contains("--force"));
    let restored = said(&[&restore[..], &data_option[..]].concat());
    let words = String::from_utf8(restored.stderr).unwrap();
    assert!(restored.status.success() && words.contains("until you confirm"), "{words}");
    assert!(stop(serve(&data), "-TERM").success(), "it starts with the restored data");
}

#[test]
fn with_postgresql_backups_are_left_to_its_own_tools() {
    for arguments in [&["backup"][..], &["restore", "any.zip"]] {
        let url = "postgres://linkspan:not-shown@127.0.0.1:1/none";
        let output = linkspan(arguments).env("DATABASE_URL", url).output().unwrap();
        let said = refusal(&output);
        assert!(said.contains("pg_dump") && !said.contains("not-shown"), "{said}");
    }
}

#[test]
fn what_it_cannot_start_with_is_said_in_one_sentence() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().to_str().unwrap();
    let try_it = |arguments: &[&str]| refusal(&linkspan(arguments).output().unwrap());
    let serve_it = ["serve", "--listen", "127.0.0.1:0", "--data", place];

    assert!(stop(serve(data.path()), "-TERM").success());
    std::fs::write(data.path().join("linkspan.key"), "nonsense").unwrap();
    assert!(try_it(&serve_it).contains("is damaged at line 1"));
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(data.path().join("linkspan.key"), std::fs::Permissions::from_mode(0o644)).unwrap();
    assert!(try_it(&serve_it).contains("can be read by others"));

    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address: SocketAddr = taken.local_addr().unwrap();
    let other = tempfile::tempdir().unwrap();
    let said =
        linkspan(&["serve", "--listen", &address.to_string(), "--data", other.path().to_str().unwrap()]).output();
    let said = String::from_utf8(said.unwrap().stderr).unwrap();
    assert!(said.contains("cannot be listened on"), "{said}");

    assert!(try_it(&["worker", "--data", place]).contains("needs PostgreSQL"));
    assert!(try_it(&["serve", "--config", "/no/such/file"]).contains("/no/such/file"));
    assert_eq!(linkspan(&["serve", "--no-such-option"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn an_emulator_says_one_json_line_when_it_is_ready() {
    let cases = [
        ("autotask", ["user_name", "secret", "integration_code", "vendor_company_id", "owner_resource_id"].as_slice()),
        ("td-synnex", ["user_id", "password", "account", "skus", "catalogue_path"].as_slice()),
        ("oauth", ["client_id", "client_secret", "user", "scopes", "authorization_url"].as_slice()),
    ];
    for (vendor, members) in cases {
        let mut child =
            linkspan(&["emulate", vendor, "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let ready: serde_json::Value = serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap();
        assert!(ready["url"].as_str().unwrap().starts_with("http://127.0.0.1:"), "{ready}");
        for member in members {
            assert!(!ready[member].is_null(), "{vendor} does not say {member}");
        }
        let url = String::new();
        assert!(stop(Running { child, said: String::new(), url }, "-TERM").success());
        assert!(lines.next().is_none(), "{vendor} says more than one line");
    }
    let quirks = linkspan(&["emulate", "autotask", "--list-quirks"]).output().unwrap();
    assert!(String::from_utf8(quirks.stdout).unwrap().contains("missing_id=404"));
    let quirks = linkspan(&["emulate", "oauth", "--list-quirks"]).output().unwrap();
    assert!(String::from_utf8(quirks.stdout).unwrap().contains("rotate_refresh_tokens=true"));
    let wrong = linkspan(&["emulate", "oauth", "--quirk", "consent=perhaps"]).output().unwrap();
    assert!(refusal(&wrong).contains("no such value"));
}

#[test]
fn a_key_is_made_beside_a_running_server_and_counts_there_at_once() {
    let data = tempfile::tempdir().unwrap();
    let place = data.path().to_str().unwrap();
    let running = serve(data.path());
    let create = ["keys", "create", "--data", place, "--environment", "default", "--name", "Backend"];
    let made = linkspan(&create).output().unwrap();
    let key = String::from_utf8(made.stdout).unwrap();
    assert!(key.starts_with("lsk_") && key.lines().count() == 1, "the key alone: {key}");
    assert!(String::from_utf8(made.stderr).unwrap().contains("not shown again"));

    let listed = linkspan(&["keys", "list", "--data", place, "--json"]).output().unwrap();
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    assert_eq!((&listed[0]["name"], &listed[0]["state"]), (&"Backend".into(), &"active".into()));
    assert!(key.starts_with(listed[0]["prefix"].as_str().unwrap()) && !listed.to_string().contains(key.trim()));

    let id = listed[0]["id"].as_str().unwrap().to_owned();
    assert!(linkspan(&["keys", "revoke", &id, "--data", place]).status().unwrap().success());
    let twice = linkspan(&["keys", "revoke", &id, "--data", place]).output().unwrap();
    assert!(refusal(&twice).contains("There is no such key"));
    assert!(stop(running, "-TERM").success());

    let scoped = [&create[..], &["--scope", "environment:proxy", "--expires", "90d", "--json"]].concat();
    let alone = linkspan(&scoped).output().unwrap();
    let alone: serde_json::Value = serde_json::from_slice(&alone.stdout).unwrap();
    assert!(alone["key"].as_str().unwrap().starts_with("lsk_") && alone["expires_at"].is_string());
    let wrong = linkspan(&[&create[..], &["--scope", "everything"]].concat()).output().unwrap();
    assert!(refusal(&wrong).contains("no scope named everything"));
    let nowhere = linkspan(&["keys", "create", "--data", place, "--environment", "prod", "--name", "x"]).output();
    assert!(refusal(&nowhere.unwrap()).contains("There is: default"));
}
