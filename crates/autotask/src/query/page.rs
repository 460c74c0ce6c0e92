//! One page of an answer.

use serde::Deserialize;

/// How many records a page may hold: 1 to 500, as the vendor demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageSize(u16);

impl PageSize {
    /// The most, and the vendor's default.
    pub const MAX: Self = Self(500);

    /// `None` unless `records` is between 1 and 500.
    pub const fn new(records: u16) -> Option<Self> {
        if records >= 1 && records <= Self::MAX.0 { Some(Self(records)) } else { None }
    }

    /// The number of records.
    pub const fn get(self) -> u16 {
        self.0
    }
}

/// The records of one page. It carries no total: the counts that Autotask sends along are those of the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<E> {
    /// The records, by ascending id in every answer seen.
    pub items: Vec<E>,
    /// Whether Autotask announced another page. Its address is not kept: pages are asked by id instead, since the
    /// announced address wants the verb of the first call and a short memory on the server.
    pub more: bool,
}

/// The envelope on the wire.
#[derive(Deserialize)]
#[serde(bound = "E: Deserialize<'de>")]
pub(crate) struct PageReply<E> {
    items: Vec<E>,
    #[serde(default, rename = "pageDetails")]
    details: Option<PageDetails>,
}

#[derive(Deserialize)]
struct PageDetails {
    #[serde(default, rename = "nextPageUrl")]
    next: Option<String>,
}

impl<E> From<PageReply<E>> for Page<E> {
    fn from(reply: PageReply<E>) -> Self {
        Self { items: reply.items, more: reply.details.is_some_and(|details| details.next.is_some()) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::entity::Product;

    #[test]
    fn a_page_holds_1_to_500() {
        assert_eq!(PageSize::new(0), None);
        assert_eq!(PageSize::new(501), None);
        assert_eq!(PageSize::new(500), Some(PageSize::MAX));
    }

    #[test]
    fn a_page_tells_whether_another_follows() {
        let page = |next: serde_json::Value| -> Page<Product> {
            let details = json!({"count": 1, "requestCount": 500, "prevPageUrl": null, "nextPageUrl": next});
            serde_json::from_value::<PageReply<Product>>(json!({"items": [{"id": 1}], "pageDetails": details}))
                .unwrap()
                .into()
        };
        assert!(!page(serde_json::Value::Null).more);
        assert!(page(json!("https://elsewhere.example/")).more);
        assert_eq!(page(serde_json::Value::Null).items[0].id, 1);
    }
}
