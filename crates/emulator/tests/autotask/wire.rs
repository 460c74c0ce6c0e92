//! What goes over the wire byte by byte: requests that no HTTP client would write, as clients of the vendor write them.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::world::World;

/// Sends bytes and reads the answer to its end: status line, head, body.
async fn raw(world: &World, request: &[u8]) -> (u16, String, String) {
    let mut stream = TcpStream::connect(world.server.server().addr()).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head[9..12].parse().unwrap(), head.to_ascii_lowercase(), body.to_owned())
}

fn head(world: &World, line: &str) -> String {
    let ready = &world.ready;
    format!(
        "{line} HTTP/1.1\r\nHost: zone.test:1\r\nConnection: close\r\nuSERnAME: {}\r\nSECRET: {}\r\n\
         apiintegrationcode:{}\r\n",
        ready.user_name, ready.secret, ready.integration_code
    )
}

async fn get(world: &World, path: &str) -> (u16, String, String) {
    raw(world, format!("{}\r\n", head(world, &format!("GET {path}"))).as_bytes()).await
}

async fn send(world: &World, line: &str, body: &str) -> (u16, Value) {
    let request = format!("{}Content-Length: {}\r\n\r\n{body}", head(world, line), body.len());
    let (status, _, body) = raw(world, request.as_bytes()).await;
    (status, serde_json::from_str(&body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn names_of_headers_and_paths_are_taken_in_any_case_and_with_any_slashes() {
    let world = World::start().await;
    for path in [
        "/ATServicesRest/V1.0/Companies/174",
        "/atservicesrest/1.0/companies/174",
        "//ATSERVICESREST//v1.0//COMPANIES//174//",
        "/atservicesrest/v1.0/%43ompanies/174",
    ] {
        let (status, head, body) = get(&world, path).await;
        assert_eq!(status, 200, "{path}: {body}");
        assert!(body.starts_with("{\"item\":{\"id\":174,"), "{path}: {body}");
        assert!(head.contains("content-type: application/json; charset=utf-8"), "{head}");
        assert!(!head.contains("location:"), "nothing is redirected");
    }
}

#[tokio::test]
async fn wrong_verbs_and_unknown_routes_get_web_apis_bodies() {
    let world = World::start().await;
    let (status, body) = send(&world, "PATCH /atservicesrest/v1.0/Companies/174", "{}").await;
    assert_eq!(status, 405);
    assert_eq!(body, json!({"Message": "The requested resource does not support http method 'PATCH'."}));
    let (status, body) = send(&world, "PUT /atservicesrest/v1.0/Companies/174/Nonsense", "{}").await;
    assert_eq!((status, body["Message"].as_str().unwrap().starts_with("No HTTP resource was found")), (404, true));
    assert_eq!(body.get("errors"), None);
    let (status, _, _) = get(&world, "/atservicesrest/v2.0/Companies/174").await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn bodies_are_read_as_leniently_as_the_vendor_reads_them() {
    let world = World::start().await;
    let line = "POST /atservicesrest/v1.0/Companies/query";
    for body in [
        "{Filter: [{OP: 'EQ', Field: 'ID', VALUE: '174',},], MAXRECORDS: '1',}",
        "\u{feff}{\"filter\":[{\"op\":\"eq\",\"field\":\"id\",\"value\":174}]} // all",
        "{\"filter\":[{\"op\":\"eq\",\"field\":\"isactive\",\"value\":\"True\"},{\"op\":\"eq\",\"field\":\"id\",\"value\":174}]}",
    ] {
        let (status, reply) = send(&world, line, body).await;
        assert_eq!((status, &reply["items"][0]["id"]), (200, &json!(174)), "{body}: {reply}");
    }
    let line = "PATCH /atservicesrest/v1.0/Companies";
    let (status, reply) = send(&world, line, "{Id: '174', PHONE: '217-555-0123', isActive: \"false\",}").await;
    assert_eq!((status, &reply["itemId"]), (200, &json!(174)));
    let company = world.item("Companies/174").await;
    assert_eq!((&company["phone"], &company["isActive"]), (&json!("217-555-0123"), &json!(false)));
    let (status, reply) = send(&world, line, "{id: tomorrow}").await;
    assert_eq!((status, reply["errors"][0].as_str().unwrap().starts_with("Unexpected character")), (500, true));
}

#[tokio::test]
async fn packed_bodies_are_taken() {
    let world = World::start().await;
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(b"{\"filter\":[{\"op\":\"eq\",\"field\":\"id\",\"value\":174}]}").unwrap();
    let packed = packer.finish().unwrap();
    let mut request = head(&world, "POST /atservicesrest/v1.0/Companies/query/count").into_bytes();
    request.extend(format!("Content-Encoding: GZip\r\nContent-Length: {}\r\n\r\n", packed.len()).into_bytes());
    request.extend(packed);
    let (status, _, body) = raw(&world, &request).await;
    assert_eq!((status, body.as_str()), (200, "{\"queryCount\":1}"));
}

#[tokio::test]
async fn pages_are_fetched_again_in_each_way_that_clients_do_it_and_stay_on_the_callers_host() {
    let world = World::start().await;
    let search = "{\"filter\":[{\"op\":\"gte\",\"field\":\"id\",\"value\":0}],\"MaxRecords\":3}";
    let (_, first) = send(&world, "POST /atservicesrest/v1.0/Companies/query", search).await;
    let next = first["pageDetails"]["nextPageUrl"].as_str().unwrap();
    let path = next.strip_prefix("http://zone.test:1").unwrap();
    assert!(path.contains("/query/") && path.contains("paging=") && path.contains("search="), "{path}");
    let mut pages = Vec::new();
    for body in [search, "{\"filter\":[{\"op\":\"gte\",\"field\":\"id\",\"value\":0}]}", "null", ""] {
        let (status, page) = send(&world, &format!("POST {path}"), body).await;
        assert_eq!(status, 200, "{body}: {page}");
        assert_eq!(page["pageDetails"]["count"], 3);
        pages.push(page);
    }
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "each way gives the same page");
    let (status, _, body) = get(&world, "/atservicesrest/v1.0/Companies/query?search=%7B%22filter%22%3A%5B%7B%22op%22%3A%22exist%22%2C%22field%22%3A%22id%22%7D%5D%2C%22MaxRecords%22%3A3%7D").await;
    let first: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(status, 200);
    let next = first["pageDetails"]["nextPageUrl"].as_str().unwrap().strip_prefix("http://zone.test:1").unwrap();
    let (status, _, body) = get(&world, next).await;
    let page: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &page["items"]), (200, &pages[0]["items"]));
}
