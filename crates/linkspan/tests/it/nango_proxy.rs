//! The proxy: a program's requests with the credentials of a connection, to the emulators and to a vendor of an operator's.

use crate::harness::{Setup, World};
use crate::program::{Answer, Api, Program};
use crate::upstream::Upstream;
use linkspan_store::{ConnectionState, Grants};
use serde_json::{Value, json};
use tempfile::TempDir;

const HARBOR: [(&str, &str); 2] = [("provider-config-key", "autotask"), ("connection-id", "harbor")];

fn and<'a>(first: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    first.iter().chain(more).copied().collect()
}

/// A world with the connection `harbor` to the emulated Autotask.
async fn harbor(change: impl FnOnce(&mut Setup)) -> Api<Box<World>> {
    let api = Api::over(Box::new(World::bare_with(change).await)).await;
    let ready = api.world.autotask.ready();
    let body = json!({
        "provider_config_key": "autotask",
        "connection_id": "harbor",
        "connection_config":
            {"subdomain": "webservices3", "apiIntegrationCode": ready.integration_code, "username": ready.user_name},
        "credentials": {"type": "API_KEY", "apiKey": ready.secret},
    });
    assert_eq!(api.program().await.post("/connections", body).await.status, 201);
    api
}

async fn get(program: &Program<'_>, path: &str) -> Answer {
    program.raw("GET", path, &HARBOR, Vec::new()).await
}

/// The path of a company that exists.
fn company(api: &Api<Box<World>>) -> String {
    format!("/proxy/v1.0/Companies/{}", api.world.autotask.ready().vendor_company_id)
}

#[tokio::test]
async fn a_call_arrives_with_the_credentials_and_the_answer_comes_back_as_it_is() {
    let api = harbor(|_| {}).await;
    let program = api.program().await;
    let search = r#"{"filter":[{"op":"exist","field":"id"}],"MaxRecords":2}"#;
    let in_query = search.replace('"', "%22");
    let found = get(&program, &format!("/proxy/v1.0/Companies/query?search={in_query}")).await;
    assert_eq!(found.ok()["items"].as_array().unwrap().len(), 2, "raw braces pass");
    assert!(found.body.get("pageDetails").is_some(), "not wrapped");
    assert_eq!(found.header("access-control-allow-origin"), "*");
    let id = found.body["items"][0]["id"].clone();
    let one = get(&program, &format!("/proxy//v1.0//companies/{id}/")).await;
    assert_eq!(one.ok()["item"]["id"], id, "slashes and case are the vendor's affair");
    let headers =
        and(&HARBOR, &[("content-type", "application/json"), ("nango-proxy-content-type", "application/json")]);
    let posted = program.raw("POST", "/proxy/v1.0/Companies/query", &headers, search.into()).await;
    assert_eq!(posted.ok()["items"], found.body["items"]);
    let lent = api.world.env().lent_connection("autotask", "harbor").await.unwrap().unwrap();
    let zone = lent.connection.settings["zone"]["url"].as_str().unwrap();
    let absolute = get(&program, &format!("/proxy/{zone}v1.0/Companies/{id}")).await;
    assert_eq!(absolute.ok()["item"]["id"], id, "the address written out is the same");
}

#[tokio::test]
async fn what_the_vendor_refuses_is_the_vendors_answer() {
    let api = harbor(|_| {}).await;
    let program = api.program().await;
    let calls = |entity: &str| api.world.autotask.server().journal().count(|entry| entry.path.contains(entity));
    let headers = and(&HARBOR, &[("content-type", "application/json"), ("retries", "5")]);
    let wrong = program.raw("POST", "/proxy/v1.0/Companies", &headers, b"{\"noSuchField\":1}".to_vec()).await;
    assert!(wrong.status >= 400 && wrong.body.get("error").is_none(), "{}", wrong.text);
    let nowhere = get(&program, "/proxy/v1.0/NoSuchEntity/1").await;
    assert_eq!(nowhere.status, 404);
    assert_eq!((calls("Companies"), calls("NoSuchEntity")), (1, 1), "nothing is repeated");
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_named_before_anything_is_sent() {
    let api = harbor(|_| {}).await;
    let program = api.program().await;
    let path = &company(&api);
    let none = program.raw("GET", path, &[], Vec::new()).await;
    assert_eq!(none.refusal(), (400, "invalid_headers"));
    let places: Vec<&Value> = none.body["error"]["errors"].as_array().unwrap().iter().map(|one| &one["path"]).collect();
    assert_eq!(places, [&json!(["provider-config-key"]), &json!(["connection-id"])]);
    for (name, value) in [("retries", "many"), ("retries", "-1"), ("retry-on", "4x4"), ("decompress", "perhaps")] {
        let wrong = program.raw("GET", path, &and(&HARBOR, &[(name, value)]), Vec::new()).await;
        assert_eq!(wrong.refusal(), (400, "invalid_headers"), "{name}: {value}");
    }
    let empty = and(&HARBOR, &[("base-url-override", ""), ("nango-activity-log-id", ""), ("retries", "")]);
    assert_eq!(program.raw("GET", path, &empty, Vec::new()).await.status, 200, "empty headers are none");
    let other = [("provider-config-key", "none"), ("connection-id", "harbor")];
    assert_eq!(program.raw("GET", path, &other, Vec::new()).await.refusal(), (404, "unknown_provider_config"));
    let other = [("provider-config-key", "autotask"), ("connection-id", "none")];
    assert_eq!(program.raw("GET", path, &other, Vec::new()).await.refusal(), (400, "server_error"));
    let climbing = get(&program, "/proxy/v1.0/..%2f..%2fadmin").await;
    assert_eq!(climbing.refusal(), (400, "invalid_path"));
    for base in ["http://169.254.169.254", "http://127.0.0.1:1", "https://evil.example"] {
        let away = program.raw("GET", path, &and(&HARBOR, &[("base-url-override", base)]), Vec::new()).await;
        assert_eq!(away.refusal(), (400, "base_url_override_not_allowed"), "{base}");
    }
    let calls = api.world.autotask.server().journal().count(|entry| entry.path.contains("Companies"));
    assert_eq!(calls, 1, "only the one that was right");
}

#[tokio::test]
async fn a_key_reaches_what_it_was_made_for() {
    let api = harbor(|_| {}).await;
    let text = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let reads = Grants {
        scopes: text(&["environment:proxy"]),
        verbs: text(&["GET"]),
        paths: text(&["/v1.0/Companies*"]),
        ..Grants::default()
    };
    let reader = api.program_with(reads).await;
    assert_eq!(get(&reader, &company(&api)).await.status, 200);
    assert_eq!(get(&reader, "/proxy/v1.0/Tickets/1").await.refusal(), (403, "forbidden"));
    let write = reader.raw("PATCH", "/proxy/v1.0/Companies", &HARBOR, b"{}".to_vec()).await;
    assert_eq!(write.refusal(), (403, "forbidden"));
    let elsewhere = Grants { scopes: text(&["environment:proxy"]), connections: text(&["lake"]), ..Grants::default() };
    let refused = get(&api.program_with(elsewhere).await, &company(&api)).await;
    assert_eq!(refused.refusal(), (403, "forbidden"));
}

#[tokio::test]
async fn programs_have_a_third_of_the_share_and_are_told_how_much_is_left() {
    let share = |setup: &mut Setup| {
        setup.settings.push(("LINKSPAN__VENDORS__AUTOTASK__QUOTA_SHARE", "0.01".into()));
    };
    let api = harbor(share).await;
    let program = api.program().await;
    let first = get(&program, &company(&api)).await;
    let number = |answer: &Answer, name: &str| answer.header(name).parse::<i64>().unwrap();
    assert_eq!((first.status, number(&first, "x-linkspan-quota-limit")), (200, 33));
    let left = number(&first, "x-linkspan-quota-remaining");
    assert!(left > 20 && left < 33);
    for _ in 0..left {
        assert_eq!(get(&program, &company(&api)).await.status, 200);
    }
    let calls = api.world.autotask.server().journal().count(|_| true);
    let spent = get(&program, &company(&api)).await;
    assert_eq!(spent.refusal(), (429, "quota_reserved"));
    assert!(number(&spent, "retry-after") > 60 && number(&spent, "x-linkspan-quota-remaining") == 0);
    assert_eq!(api.world.autotask.server().journal().count(|_| true), calls, "nothing was sent");
}

#[tokio::test]
async fn no_program_can_place_an_order_at_a_distributor() {
    let linked = World::start().await;
    let api = Api::over(linked).await;
    let program = api.program().await;
    let listed = program.get("/connections?integrationId=td-synnex").await;
    let id = listed.ok()["connections"][0]["connection_id"].as_str().unwrap().to_owned();
    let headers = [("provider-config-key", "td-synnex"), ("connection-id", id.as_str()), ("content-type", "text/xml")];
    let before = api.world.td_synnex.journal().count(|_| true);
    for path in ["/SynnexXML/PO", "/synnexxml/po", "//SynnexXML//PO/", "/SynnexXML/%50%4F", "/SynnexXML/POStatus/../PO"]
    {
        let answer = program.raw("POST", &format!("/proxy{path}"), &headers, b"<x/>".to_vec()).await;
        let (status, code) = answer.refusal();
        assert!(
            matches!((status, code), (403, "order_path_reserved") | (400, "invalid_path")),
            "{path}: {status} {code}"
        );
    }
    let shifted = and(&headers, &[("base-url-override", api.world.td_synnex.url())]);
    let answer = program.raw("POST", "/proxy/SynnexXML/PO", &shifted, b"<x/>".to_vec()).await;
    assert_eq!(answer.refusal(), (400, "base_url_override_not_allowed"));
    assert_eq!(api.world.td_synnex.journal().count(|_| true), before, "nothing was sent");
    // The vendor may go by what stands in a document and not by where it is sent.
    let order = "<SynnexB2B><OrderRequest><PONumber>1</PONumber></OrderRequest></SynnexB2B>";
    let hidden = order.replace("OrderRequest", "x:orderREQUEST").replacen("SynnexB2B", "SynnexB2B xmlns:x='y'", 1);
    for path in ["/SynnexXML/POStatus", "/SynnexXML/PriceAvailability", "/webservice/invoice/query"] {
        for document in [order, hidden.as_str()] {
            let answer = program.raw("POST", &format!("/proxy{path}"), &headers, document.into()).await;
            assert_eq!(answer.refusal(), (403, "order_path_reserved"), "{path} {document}");
        }
    }
    assert_eq!(api.world.td_synnex.journal().count(|_| true), before, "nothing was sent");
}

#[tokio::test]
async fn a_programs_question_to_the_distributor_gets_the_log_in_of_the_reader() {
    let api = Api::over(World::start().await).await;
    let program = api.program().await;
    let id = api.world.distributor.to_string();
    let headers = [("provider-config-key", "td-synnex"), ("connection-id", id.as_str()), ("content-type", "text/xml")];
    let ask = async |path: &str, document: &str| {
        program.raw("POST", &format!("/proxy{path}"), &headers, document.as_bytes().to_vec()).await
    };
    let ready = api.world.td_synnex.ready();
    let sku = ready.skus[0];
    let price = format!("<priceRequest version=\"2.8\"><skuList><synnexSKU>{sku}</synnexSKU></skuList></priceRequest>");
    let price = ask("/SynnexXML/PriceAvailability", &price).await;
    assert_eq!((price.status, price.header("content-type")), (200, "text/xml; charset=utf-8"));
    assert!(price.text.contains(&format!("<synnexSKU>{sku}</synnexSKU>")), "{}", price.text);
    let status = "<SynnexB2B><Credential><UserID>somebody</UserID><Password>else</Password></Credential>\
                  <OrderStatusRequest><PONumber>LS-404</PONumber></OrderStatusRequest></SynnexB2B>";
    let status = ask("/SynnexXML/POStatus", status).await;
    assert!(status.status == 200 && status.text.to_lowercase().contains("notfound"), "{}", status.text);
    let bill = "<SynnexB2B><InvoiceRequest><PONumber>LS-404</PONumber></InvoiceRequest></SynnexB2B>";
    assert!(ask("/webservice/invoice/query", bill).await.text.contains("InvoiceResponse"));
    let bodies: Vec<String> =
        api.world.td_synnex.journal().entries().into_iter().rev().take(3).map(|entry| entry.request_body).collect();
    for body in &bodies {
        assert!(
            body.contains(&ready.reader_id) && !body.contains(&ready.user_id) && !body.contains("somebody"),
            "{body}"
        );
    }
    for answer in [&price.text, &status.text] {
        assert!(!answer.contains(&ready.reader_password) && !answer.contains(&ready.password), "{answer}");
    }
    let before = api.world.td_synnex.journal().count(|_| true);
    assert_eq!(ask("/SynnexXML/POStatus", "<x/>").await.refusal(), (400, "invalid_body"));
    assert_eq!(ask("/SynnexXML/POStatus?a=1", bill).await.refusal(), (400, "invalid_path"));
    let long = format!("<priceRequest>{}</priceRequest>", " ".repeat(300 * 1024));
    assert_eq!(ask("/SynnexXML/PriceAvailability", &long).await.refusal(), (413, "request_too_large"));
    let got = program.raw("GET", "/proxy/SynnexXML/POStatus", &headers, Vec::new()).await;
    assert_eq!(got.refusal(), (400, "invalid_body"));
    assert_eq!(api.world.td_synnex.journal().count(|_| true), before, "nothing was sent");
}

/// A world with a vendor of the operator's own, and a connection `lake` to it.
async fn lake() -> (Api<Box<World>>, Upstream, TempDir) {
    let upstream = Upstream::start().await;
    let directory = tempfile::tempdir().unwrap();
    let file = format!(
        r#"
        name = "lakeside"
        display_name = "Lakeside"
        auth_mode = "API_KEY"
        source = "this test"
        allow_private = true
        [proxy]
        base_url = "{}/api"
        headers = {{ "x-key" = "${{apiKey}}", "x-team" = "${{connectionConfig.team}}", "user-agent" = "Lakeside" }}
        query = {{ "v" = "1 2" }}
        allowed_hosts = ["127.0.0.1"]
        [[connection_config]]
        name = "team"
        title = "Team"
        description = "The team."
        optional = true
        [[credentials]]
        name = "apiKey"
        title = "Key"
        description = "The key."
        secret = true
        "#,
        upstream.url
    );
    std::fs::write(directory.path().join("lakeside.toml"), file).unwrap();
    let place = directory.path().display().to_string();
    let world = World::bare_with(|setup| setup.settings.push(("LINKSPAN__PROVIDERS__DIRECTORY", place))).await;
    let api = Api::over(Box::new(world)).await;
    let program = api.program().await;
    program.post("/integrations", json!({"provider": "lakeside", "unique_key": "lakeside"})).await.ok();
    let body = json!({"provider_config_key": "lakeside", "connection_id": "lake",
        "credentials": {"type": "API_KEY", "apiKey": "key-of-the-lake"}});
    assert_eq!(program.post("/connections", body).await.status, 201);
    (api, upstream, directory)
}

const LAKE: [(&str, &str); 2] = [("provider-config-key", "lakeside"), ("connection-id", "lake")];

#[tokio::test]
async fn the_providers_headers_and_query_go_along_and_only_named_headers_of_the_program() {
    let (api, _upstream, _directory) = lake().await;
    let program = api.program().await;
    let headers = and(
        &LAKE,
        &[
            ("content-type", "application/json"),
            ("nango-proxy-x-trace", "7"),
            ("Nango-Proxy-Accept", "text/plain"),
            ("x-secret-of-the-program", "no"),
            ("cookie", "no=1"),
            ("nango-proxy-host", "evil.example"),
            ("nango-proxy-user-agent", "Mine"),
        ],
    );
    let echo = program.raw("PUT", "/proxy/echo?a=b", &headers, b"{\"deep\":[1]}".to_vec()).await;
    let echo = echo.ok();
    assert_eq!((&echo["method"], &echo["path"]), (&json!("PUT"), &json!("/api/echo?a=b&v=1%202")));
    assert_eq!((&echo["body"], &echo["headers"]["x-key"]), (&json!("{\"deep\":[1]}"), &json!("key-of-the-lake")));
    assert_eq!((&echo["headers"]["x-trace"], &echo["headers"]["accept"]), (&json!("7"), &json!("text/plain")));
    assert_eq!(echo["headers"]["user-agent"], "Lakeside", "the provider's own name stays");
    for name in ["x-team", "x-secret-of-the-program", "cookie", "authorization", "connection-id", "provider-config-key"]
    {
        assert_eq!(echo["headers"].get(name), None, "{name}");
    }
    assert!(!echo["headers"]["host"].as_str().unwrap().contains("evil"));
}

#[tokio::test]
async fn safe_calls_are_repeated_as_asked_and_others_only_under_a_key_of_their_own() {
    let (api, upstream, _directory) = lake().await;
    let program = api.program().await;
    let thrice = and(&LAKE, &[("retries", "3")]);
    let answer = program.raw("GET", "/proxy/fails/2", &thrice, Vec::new()).await;
    assert_eq!((answer.status, upstream.took("/api/fails/2")), (200, 3));
    let answer = program.raw("POST", "/proxy/fails/20", &thrice, b"x".to_vec()).await;
    assert_eq!((answer.status, upstream.took("/api/fails/20")), (503, 1));
    let keyed = and(&thrice, &[("nango-proxy-idempotency-key", "once")]);
    let answer = program.raw("POST", "/proxy/fails/1", &keyed, b"x".to_vec()).await;
    assert_eq!((answer.status, upstream.took("/api/fails/1")), (200, 2));
    assert_eq!(upstream.bodies("/api/fails/1"), ["x", "x"], "the same body again");
    let answer = program.raw("GET", "/proxy/status/401", &thrice, Vec::new()).await;
    assert_eq!((answer.status, upstream.took("/api/status/401")), (401, 1), "a 401 is never repeated");
}

#[tokio::test]
async fn refused_credentials_are_known_after_one_call_unless_the_program_replaced_them() {
    let (api, _upstream, _directory) = lake().await;
    let program = api.program().await;
    let own = and(&LAKE, &[("nango-proxy-x-key", "mine")]);
    program.raw("GET", "/proxy/status/401", &own, Vec::new()).await;
    let state =
        || async { api.world.env().lent_connection("lakeside", "lake").await.unwrap().unwrap().connection.state };
    assert_eq!(state().await, ConnectionState::Connected);
    program.raw("GET", "/proxy/status/401", &LAKE, Vec::new()).await;
    assert_eq!(state().await, ConnectionState::Error);
    let listed = program.get("/connections?connectionId=lake").await;
    assert_eq!(listed.ok()["connections"][0]["errors"][0]["type"], "auth");
    api.world.advance(std::time::Duration::from_secs(6));
    let closed = program.raw("GET", "/proxy/echo", &LAKE, Vec::new()).await;
    assert_eq!(closed.refusal(), (424, "invalid_credentials"));
}

#[tokio::test]
async fn redirects_stay_at_the_vendors_hosts_and_carry_nothing_to_another_server() {
    let (api, _upstream, _directory) = lake().await;
    let other = Upstream::start().await;
    let program = api.program().await;
    let answer = program.raw("GET", "/proxy/moved/echo", &LAKE, Vec::new()).await;
    assert_eq!(answer.ok()["headers"]["x-key"], "key-of-the-lake", "the same server");
    let away = format!("/proxy/away?to={}/api/echo", other.url);
    let answer = program.raw("GET", &away, &and(&LAKE, &[("nango-proxy-x-trace", "7")]), Vec::new()).await;
    let headers = &answer.ok()["headers"];
    assert!(headers.get("x-key").is_none() && headers.get("x-trace").is_none(), "{headers}");
    let answer = program.raw("GET", "/proxy/away?to=https://evil.example/x", &LAKE, Vec::new()).await;
    assert_eq!((answer.status, answer.header("location")), (302, "https://evil.example/x"), "the program decides");
    let answer = program.raw("POST", "/proxy/moved/echo", &LAKE, b"x".to_vec()).await;
    assert_eq!(answer.status, 302, "what changes something is not followed");
}

#[tokio::test]
async fn bodies_of_any_kind_pass_both_ways_and_nothing_that_browsers_would_take_as_ours() {
    let (api, upstream, _directory) = lake().await;
    let program = api.program().await;
    let answer = program.raw("GET", "/proxy/download", &LAKE, Vec::new()).await;
    assert_eq!((answer.status, answer.text.len()), (200, 300_000));
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"x.bin\"");
    assert_eq!((answer.header("x-ratelimit-remaining"), answer.header("x-vendor")), ("41", "yes"));
    for name in ["set-cookie", "strict-transport-security", "connection"] {
        assert_eq!(answer.header(name), "", "{name}");
    }
    let upload = vec![b'u'; 2_000_000];
    let headers = and(&LAKE, &[("content-type", "application/octet-stream")]);
    assert_eq!(program.raw("POST", "/proxy/count", &headers, upload).await.text, "2000000");
    let packed = and(&LAKE, &[("decompress", "true"), ("nango-proxy-accept-encoding", "gzip")]);
    let answer = program.raw("GET", "/proxy/packed", &packed, Vec::new()).await;
    assert_eq!((answer.text.as_str(), answer.header("content-encoding")), ("packed words", ""));
    upstream.stop().await;
    let answer = program.raw("GET", "/proxy/echo", &LAKE, Vec::new()).await;
    assert_eq!(
        (answer.status, answer.body["code"].as_str(), answer.body["method"].as_str()),
        (500, Some("ECONNREFUSED"), Some("GET"))
    );
    assert!(answer.body.get("error").is_none(), "programs expect it without the envelope");
}
