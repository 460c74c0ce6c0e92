//! Page URLs: opaque to clients, for us a marker of the rows before the page. They hold all that is needed to go on.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};

/// Rows on a page unless fewer are asked for; also the most that can be asked for.
pub(crate) const PAGE_SIZE: usize = 500;

/// Where a page begins, and how the pages before it began.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cursor {
    pub(crate) page_size: usize,
    /// Markers of earlier pages, oldest first; the first page has none.
    pub(crate) previous_ids: Vec<i64>,
    /// The last id before this page; empty for the first page.
    pub(crate) next_ids: Vec<i64>,
    /// Whether the first page was fetched by POST: then the others must be too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) post: bool,
}

impl Cursor {
    pub(crate) fn first(page_size: usize, post: bool) -> Self {
        Self { page_size, post, ..Self::default() }
    }

    pub(super) fn after(&self) -> Option<i64> {
        self.next_ids.last().copied()
    }

    /// The page behind this one, which ends with `last`.
    pub(super) fn next(&self, last: i64) -> Self {
        let mut previous_ids = self.previous_ids.clone();
        previous_ids.extend(&self.next_ids);
        Self { previous_ids, next_ids: vec![last], ..*self }
    }

    /// The page before this one, if there is one.
    pub(super) fn previous(&self) -> Option<Self> {
        self.after()?;
        let mut previous_ids = self.previous_ids.clone();
        let next_ids = previous_ids.pop().into_iter().collect();
        Some(Self { previous_ids, next_ids, ..*self })
    }

    /// The URL of a page of a query.
    pub(super) fn url(&self, origin: &str, entity: &str, direction: &str, search: &str) -> Option<String> {
        let paging = serde_json::to_string(self).ok()?;
        let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (paging, search) = (encoded(&paging), encoded(search));
        Some(format!("{origin}/ATServicesRest/V1.0/{entity}/query/{direction}?paging={paging}&search={search}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_can_walk_forth_and_back() {
        let first = Cursor::first(2, false);
        assert_eq!(first.previous(), None);
        let second = first.next(20);
        let third = second.next(40);
        assert_eq!((third.after(), third.previous_ids.as_slice()), (Some(40), [20].as_slice()));
        assert_eq!(third.previous(), Some(second.clone()));
        assert_eq!(second.previous(), Some(first));
    }
}
