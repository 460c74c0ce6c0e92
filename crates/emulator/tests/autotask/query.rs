//! The query language over HTTP: operators, groups, fields of the tenant, limits, wording, pages.

use crate::world::{World, answer, error};
use reqwest::Method;
use serde_json::{Value, json};

async fn names(world: &World, filter: Value) -> Vec<Value> {
    world.matching("Companies", filter, "id").await
}

#[tokio::test]
async fn every_operator_picks_its_rows() {
    let world = World::start().await;
    for (filter, ids) in [
        (json!({"op": "eq", "field": "companyName", "value": "td synnex"}), json!([240, 241])),
        (json!({"op": "noteq", "field": "companyType", "value": 1}), json!([181, 240, 242, 243])),
        (json!({"op": "gt", "field": "id", "value": 242}), json!([243])),
        (json!({"op": "gte", "field": "id", "value": "242"}), json!([242, 243])),
        (json!({"op": "lt", "field": "id", "value": 174}), json!([0])),
        (json!({"op": "lte", "field": "id", "value": 174}), json!([0, 174])),
        (json!({"op": "beginsWith", "field": "companyName", "value": "JUNIPER"}), json!([174])),
        (json!({"op": "endsWith", "field": "companyName", "value": "legal"}), json!([177])),
        (json!({"op": "contains", "field": "companyName", "value": "peak"}), json!([242])),
        (json!({"op": "notExist", "field": "fax"}), json!([0, 174, 175, 176, 177, 181, 240, 241, 242, 243])),
        (json!({"op": "exist", "field": "fax"}), json!([])),
        (json!({"op": "in", "field": "id", "value": [174, "175", 999]}), json!([174, 175])),
        (json!({"op": "notIn", "field": "companyType", "value": [1, 3]}), json!([240, 242, 243])),
        (json!({"op": "eq", "field": "isActive", "value": "False"}), json!([177, 243])),
    ] {
        assert_eq!(Value::from(names(&world, json!([filter])).await), ids, "{filter}");
    }
}

#[tokio::test]
async fn groups_nest_and_the_top_is_an_and() {
    let world = World::start().await;
    let filter = json!([
        {"op": "EQ", "field": "ISACTIVE", "value": true},
        {"op": "or", "items": [
            {"op": "eq", "field": "city", "value": "Peoria"},
            {"op": "and", "items": [
                {"op": "eq", "field": "companyType", "value": 7},
                {"op": "noteq", "field": "city", "value": "denver"},
            ]},
        ]},
    ]);
    assert_eq!(names(&world, filter).await, [175, 240]);
}

#[tokio::test]
async fn a_query_may_name_one_field_of_the_tenant() {
    let world = World::start().await;
    let product = world.product("With stock").await;
    let fields = json!({"id": product, "userDefinedFields": [{"name": "distributor stock", "value": "10-49"}]});
    assert_eq!(world.patch("Products", fields).await.0, 200);
    let one = json!({"op": "eq", "field": "Distributor Stock", "value": "10-49", "udf": true});
    assert_eq!(world.matching("Products", json!([one]), "id").await, [product]);
    let (status, body) = world.post("Products/query", json!({"filter": [one, one]})).await;
    assert_eq!((status, error(&body).contains("one user defined field")), (500, true));
}

#[tokio::test]
async fn mistakes_are_named_in_the_vendors_words() {
    let world = World::start().await;
    let id = json!([{"op": "gte", "field": "id", "value": 0}]);
    let many: Vec<i64> = (0..501).collect();
    for (entity, query, text) in [
        (
            "Contacts",
            json!({"filter": [{"op": "eq", "field": "companyName", "value": "x"}]}),
            "Unable to find companyName in the Contact Entity",
        ),
        (
            "Contacts",
            json!({"filter": id, "IncludeFields": ["nonsense"]}),
            "Unable to find nonsense in the Contact Entity",
        ),
        (
            "BillingCodes",
            json!({"filter": [{"op": "eq", "field": "useType", "value": "material"}]}),
            "Conversion failed when converting the varchar value 'material' to data type int.",
        ),
        ("Products", json!({"filter": id, "MaxRecords": 501}), "maxCountOfRecordsToReturn must be between 1 and 500"),
        ("Products", json!({"filter": id, "maxRecords": 0}), "maxCountOfRecordsToReturn must be between 1 and 500"),
        (
            "Products",
            json!({"filter": [{"op": "in", "field": "id", "value": many}]}),
            "Queries are limited to 500 or fewer 'OR' conditions",
        ),
    ] {
        let (status, body) = world.post(&format!("{entity}/query"), query).await;
        assert_eq!((status, error(&body)), (500, text));
    }
    for query in
        [json!({}), json!({"filter": []}), json!([]), json!({"filter": [{"op": "like", "field": "id", "value": 1}]})]
    {
        assert_eq!(world.post("Products/query", query).await.0, 500);
    }
    let (status, body) = answer(world.request(Method::POST, "Products/query").body("{tru")).await;
    assert_eq!((status, error(&body).starts_with("Unexpected character")), (500, true));
}

#[tokio::test]
async fn exactly_five_hundred_conditions_pass() {
    let world = World::start().await;
    let many: Vec<i64> = (29_690_001..29_690_501).collect();
    let filter = json!([{"op": "in", "field": "id", "value": many}]);
    assert_eq!(world.matching("Products", filter, "id").await.len(), 41);
}

#[tokio::test]
async fn count_counts_and_get_asks_the_same_as_post() {
    let world = World::start().await;
    let query = json!({"filter": [{"op": "eq", "field": "companyType", "value": 7}]});
    assert_eq!(world.post("Companies/query/count", query.clone()).await, (200, json!({"queryCount": 3})));
    let get = world.request(Method::GET, "Companies/query/count").query(&[("search", query.to_string())]);
    assert_eq!(answer(get).await, (200, json!({"queryCount": 3})));
    let get = world.request(Method::GET, "Companies/query").query(&[("search", query.to_string())]);
    assert_eq!(answer(get).await, world.post("Companies/query", query).await);
}

#[tokio::test]
async fn include_fields_limits_the_members_of_queries_only() {
    let world = World::start().await;
    let query = json!({"filter": [{"op": "eq", "field": "id", "value": 240}], "includefields": ["ID", "companyname"]});
    let (_, reply) = world.post("Companies/query", query).await;
    assert_eq!(reply["items"], json!([{"id": 240, "companyName": "TD SYNNEX"}]));
    assert_eq!(reply["pageDetails"]["requestCount"], 500);
}

#[tokio::test]
async fn an_unknown_operator_may_be_dropped_instead() {
    let world = World::with(|options| options.quirks.set("unknown_operator", "ignored").unwrap()).await;
    let query = json!({"filter": [{"op": "like", "field": "companyName", "value": "x"}]});
    let (status, reply) = world.post("Companies/query", query).await;
    assert_eq!((status, reply["pageDetails"]["count"].as_i64()), (200, Some(10)));
}

#[tokio::test]
async fn pages_are_walked_forth_and_back_by_their_urls() {
    let world = World::start().await;
    let query = json!({"filter": [{"op": "exist", "field": "id"}], "MaxRecords": 17}).to_string();
    let first = answer(world.request(Method::GET, "Products/query").query(&[("search", &query)])).await.1;
    let (mut page, mut seen) = (first.clone(), Vec::new());
    loop {
        let ids = page["items"].as_array().unwrap().iter().map(|item| item["id"].as_i64().unwrap());
        seen.extend(ids);
        assert_eq!(page["pageDetails"]["requestCount"], 17);
        let Some(next) = page["pageDetails"]["nextPageUrl"].as_str().map(str::to_owned) else { break };
        assert!(next.contains("/Products/query/next?paging="), "{next}");
        page = answer(follow(&world, Method::GET, &next)).await.1;
    }
    assert_eq!(seen.len(), 41);
    assert!(seen.is_sorted());
    let back = page["pageDetails"]["prevPageUrl"].as_str().unwrap();
    let middle = answer(follow(&world, Method::GET, back)).await.1;
    let back = middle["pageDetails"]["prevPageUrl"].as_str().unwrap();
    assert_eq!(answer(follow(&world, Method::GET, back)).await.1, first);
}

#[tokio::test]
async fn pages_of_a_post_are_fetched_by_post_with_or_without_its_body() {
    let world = World::start().await;
    let query = json!({"filter": [{"op": "gte", "field": "id", "value": 0}], "MaxRecords": 40});
    let (_, first) = world.post("Products/query", query.clone()).await;
    let next = first["pageDetails"]["nextPageUrl"].as_str().unwrap();
    for body in [query, Value::Null] {
        let (status, last) = answer(follow(&world, Method::POST, next).json(&body)).await;
        assert_eq!((status, last["pageDetails"]["count"].as_i64()), (200, Some(1)));
        assert_eq!(last["pageDetails"]["nextPageUrl"], Value::Null);
    }
}

fn follow(world: &World, method: Method, url: &str) -> reqwest::RequestBuilder {
    let request = world.http.request(method, url).header("UserName", &world.ready.user_name);
    request.header("Secret", &world.ready.secret).header("ApiIntegrationCode", &world.ready.integration_code)
}

#[tokio::test]
async fn keyset_paging_over_many_rows_is_complete() {
    let world = World::start().await;
    let tenant = world.server.tenant();
    for n in 0..2_000 {
        let product = json!({"name": format!("P{n}"), "isActive": true, "isSerialized": false, "productBillingCodeID": 29_683_401});
        tenant.create("Products", None, product).unwrap();
    }
    let (mut last, mut seen) = (0, 0);
    loop {
        let filter = json!([{"op": "gt", "field": "id", "value": last}]);
        let ids = world.matching("Products", filter, "id").await;
        seen += ids.len();
        let Some(id) = ids.last().filter(|_| ids.len() == 500) else { break };
        last = id.as_i64().unwrap();
    }
    assert_eq!(seen, 2_041);
}
