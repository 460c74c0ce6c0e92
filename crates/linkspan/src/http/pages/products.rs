//! The search in the distributor's catalogue.

use super::lists::Paging;
use super::product::row;
use crate::app::catalog::shelf::{LinkStanding, Shelf};
use crate::http::failure::Failure;
use crate::http::portal::products::ProductsPage;
use crate::http::portal::shell::Section;
use crate::http::portal::states::ProductLink;
use crate::http::signed::Signed;
use crate::http::{Web, frame};
use axum::extract::State;
use axum::response::Response;

/// Rows on one page.
const PAGE: i64 = 50;

/// `GET /products`.
pub(in crate::http) async fn list(State(web): State<Web>, signed: Signed) -> Result<Response, Failure> {
    let shell = frame::shell(&web, &signed, Section::Products).await?;
    let query: String = signed.query.text("q").chars().take(100).collect();
    let link = ProductLink::from_code(signed.query.text("link"));
    let mut page = ProductsPage { query, link, ..ProductsPage::default() };
    if let Some(shelf) = Shelf::of(&signed.env).await? {
        page.total = u64::try_from(shelf.total().await?).unwrap_or(0);
        page.imported_at = shelf.imported_at().await?;
        if !page.query.is_empty() || link.is_some() {
            fill(&mut page, &shelf, &Paging::new(signed.query.page(), PAGE)).await?;
        }
    }
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

async fn fill(page: &mut ProductsPage, shelf: &Shelf, paging: &Paging) -> Result<(), Failure> {
    let found = shelf.find(&page.query, page.link.map(standing)).await?;
    let before = usize::try_from(paging.offset()).unwrap_or(usize::MAX);
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    page.rows = found.iter().skip(before).take(most).map(|one| row(shelf, one)).collect();
    let link = page.link.map(|link| link.code().to_owned()).unwrap_or_default();
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    page.pager = paging.pager(page.rows.len(), total, "/products", &[("q", page.query.clone()), ("link", link)]);
    Ok(())
}

/// How a product stands, from the word on screen.
fn standing(shown: ProductLink) -> LinkStanding {
    match shown {
        ProductLink::Linked => LinkStanding::Linked,
        ProductLink::Planned => LinkStanding::Planned,
        ProductLink::NotSelected => LinkStanding::NotSelected,
        ProductLink::Held => LinkStanding::Held,
        ProductLink::Discontinued => LinkStanding::Discontinued,
    }
}

/// How a product stands, for the screen.
pub(super) fn shown(stands: LinkStanding) -> ProductLink {
    match stands {
        LinkStanding::Linked => ProductLink::Linked,
        LinkStanding::Planned => ProductLink::Planned,
        LinkStanding::NotSelected => ProductLink::NotSelected,
        LinkStanding::Held => ProductLink::Held,
        LinkStanding::Discontinued => ProductLink::Discontinued,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_a_product_stands_has_one_word_on_screen() {
        for word in ProductLink::ALL {
            assert_eq!(shown(standing(*word)).code(), word.code());
        }
    }
}
