//! The search in the catalogue, and one product.

use crate::browser::Server;
use crate::desk::{Desk, load};

#[tokio::test(flavor = "multi_thread")]
async fn without_a_distributor_the_page_says_what_will_be_there() {
    let server = Server::start().await;
    let mut browser = server.owner().await;
    let page = browser.get("/products?q=x&link=held&page=99").await;
    assert!(page.status == 200 && page.body.contains("No catalogue yet."), "{}", page.body);
    assert_eq!(browser.get("/products/1").await.status, 404);
    assert_eq!(browser.submit("/products/1/ask", &[]).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn products_are_found_by_words_and_by_how_they_stand() {
    let mut desk = Desk::open().await;
    let start = desk.see("/products").await.body;
    assert!(start.contains("9 products in the catalogue") && start.contains("Search the distributor"), "{start}");
    let found = desk.see("/products?q=veltraxis+notebook").await.body;
    assert!(found.contains("1 to 6 of 6") && found.contains("Computers &#62; Portable &#62; Notebooks"), "{found}");
    assert!(!found.contains("<b>"), "what a file says is no markup: {found}");
    assert!(desk.see("/products?q=suite&link=planned").await.body.contains("Nothing found."));
    desk.choose_notebooks().await;
    assert!(desk.see("/products?link=planned").await.body.contains("1 to 6 of 6"));
    assert!(desk.see("/products?link=not_selected").await.body.contains("1 to 3 of 3"));
    for odd in ["link=odd", "q=%25%5F%27", "page=-7&q=vx", "page=99999&q=vx", "link=linked", "link=discontinued&q=%00"]
    {
        desk.see(&format!("/products?{odd}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_product_shows_its_stock_its_past_costs_and_what_the_distributor_says_now() {
    let mut desk = Desk::open().await;
    desk.world.advance(std::time::Duration::from_secs(3_600));
    load(&desk.world, 2_500).await;
    let page = desk.see("/products/900001").await.body;
    for text in [
        "From the catalogue file",
        "Exampleville, OH",
        "Its category is not selected.",
        "+5.0",
        "525.01",
        "500.01",
        "3.1 lb",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }
    let sku = desk.world.td_synnex.ready().skus[0].to_string();
    let asked = desk.browser.submit("/products/900001/ask", &[]).await;
    assert_eq!((asked.status, asked.to()), (303, "/products/900001"), "of {sku}: {}", asked.body);
    let page = desk.see("/products/900001").await.body;
    assert!(page.contains("Asked "), "{page}");
    assert_eq!(desk.browser.post("/products/900001/ask", "", &[]).await.status, 403);
    for odd in ["0", "%2F..%2F", "%00", "%F0%9F%A6%80"] {
        assert_eq!(desk.browser.get(&format!("/products/{odd}")).await.status, 404, "{odd}");
        assert_eq!(desk.browser.submit(&format!("/products/{odd}/ask"), &[]).await.status, 404, "{odd}");
    }
}
