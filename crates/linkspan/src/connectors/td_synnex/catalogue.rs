//! The catalogue file: fetched from the vendor's file server, or over HTTP where the operator put another host in the
//! vendor's place and named no file server; and read row by row.

use super::files::FileAccess;
use crate::connectors::egress_problem;
use crate::egress::{self, Policy};
use ::td_synnex::Country;
use ::td_synnex::catalog::{self, CatalogError, Qualifier, Record, Row, SkipHint};
use async_trait::async_trait;
use linkspan_core::capability::feed::{
    CatalogueFeed, CodeNames, FeedFault, FeedRecord, FeedRow, FeedScope, FeedTotals,
};
use linkspan_core::catalog::{CatalogueItem, Standing};
use linkspan_core::problem::{Consequence, Problem};
use rust_decimal::Decimal;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use tokio::io::AsyncWriteExt;
use url::Url;

/// The largest file that is fetched, as it lies at the vendor's.
const LARGEST: u64 = 2 * 1024 * 1024 * 1024;
/// The largest list of names.
const LARGEST_LIST: usize = 8 * 1024 * 1024;

/// One account's catalogue.
pub(crate) struct Feed {
    pub(super) policy: Policy,
    /// The account's file server, where one is linked.
    pub(super) files: Option<FileAccess>,
    /// Where the files are, `None` where there is no way over HTTP.
    pub(super) base: Option<Url>,
    pub(super) account: String,
    pub(super) country: Country,
}

impl Feed {
    /// The account's file server, where one is linked.
    pub(super) fn files(&self) -> Option<&FileAccess> {
        self.files.as_ref()
    }

    async fn get(&self, file: &str) -> Result<reqwest::Response, Problem> {
        let base = self.base.as_ref().ok_or_else(not_offered)?;
        let mut url = base.clone();
        url.path_segments_mut().map_err(|()| not_offered())?.pop_if_empty().extend(["catalogue", file]);
        // Made when it is needed: links to the distributor are opened far more often than a file is fetched.
        let http = egress::ordinary(&self.policy).map_err(egress_problem)?;
        let answer = http.get(url).send().await.map_err(broken)?;
        match answer.status().as_u16() {
            200..=299 => Ok(answer),
            404 | 410 => Err(not_offered()),
            code @ (408 | 429 | 500..=599) => {
                Err(unavailable().caused_by(std::io::Error::other(format!("HTTP {code}"))))
            }
            code => Err(Problem::permanent(
                "catalogue_refused",
                format!(
                    "TD SYNNEX refuses the catalogue file (HTTP {code}). Ask it to enable the file for the account."
                ),
            )),
        }
    }
}

impl Feed {
    async fn category_list(&self) -> Result<Vec<u8>, Problem> {
        let mut answer = self.get("category_list.txt").await?;
        let mut text = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(broken)? {
            text.extend_from_slice(&chunk);
            if text.len() > LARGEST_LIST {
                return Err(Problem::permanent("catalogue_names_too_large", "The list of categories is too large."));
            }
        }
        Ok(text)
    }
}

#[async_trait]
impl CatalogueFeed for Feed {
    async fn fetch(&self, path: &Path) -> Result<String, Problem> {
        if let Some(files) = &self.files {
            return files.fetch(path).await;
        }
        let name = format!("{}.zip", self.account);
        let mut answer = self.get(&name).await?;
        let mut file = tokio::fs::File::create(path).await.map_err(unwritable)?;
        let mut size = 0_u64;
        while let Some(chunk) = answer.chunk().await.map_err(broken)? {
            size += chunk.len() as u64;
            if size > LARGEST {
                return Err(Problem::permanent("catalogue_too_large", "The catalogue file is larger than 2 GB."));
            }
            file.write_all(&chunk).await.map_err(unwritable)?;
        }
        file.flush().await.map_err(unwritable)?;
        Ok(name)
    }

    async fn names(&self) -> Result<CodeNames, Problem> {
        let warehouses = catalog::warehouses(self.country);
        let place = |one: &catalog::Warehouse| (one.number.to_owned(), format!("{}, {}", one.city, one.state));
        let warehouses = warehouses.iter().map(place).collect();
        let text = match (&self.files, &self.base) {
            (Some(files), _) => files.categories().await?,
            (None, Some(_)) => self.category_list().await?,
            (None, None) => return Ok(CodeNames { categories: Vec::new(), warehouses }),
        };
        Ok(CodeNames { categories: category_names(&String::from_utf8_lossy(&text)), warehouses })
    }

    fn read(
        &self,
        path: &Path,
        each: &mut dyn FnMut(FeedRecord<'_>) -> ControlFlow<()>,
    ) -> Result<FeedTotals, Problem> {
        let mut file = catalog::open_catalog(path).map_err(unreadable)?;
        let mut reader = file.reader(self.country).map_err(unreadable)?;
        while let Some(record) = reader.next_record().map_err(unreadable)? {
            let flow = match record {
                Record::Row(row) => each(FeedRecord::Row(&Wire(row))),
                Record::Bad(bad) => {
                    let reason = match bad.column {
                        Some(column) => format!("column {column} ({}): {}", catalog::column_name(column), bad.reason),
                        None => bad.reason.to_string(),
                    };
                    each(FeedRecord::Bad(FeedFault { line: bad.line, reason, found: bad.found }))
                }
            };
            if flow.is_break() {
                break;
            }
        }
        let totals = reader.totals();
        Ok(FeedTotals {
            has_header: reader.header().is_some(),
            scope: match reader.qualifier() {
                Qualifier::Full => FeedScope::Full,
                Qualifier::Delta => FeedScope::Delta,
                Qualifier::Missing => FeedScope::Unknown,
            },
            made_on: reader.header().and_then(|header| header.date),
            good: totals.good,
            bad: totals.bad,
            bytes: totals.bytes,
            ends_abruptly: totals.ends_abruptly,
        })
    }
}

struct Wire<'a>(Row<'a>);

impl FeedRow for Wire<'_> {
    fn line(&self) -> u64 {
        self.0.line()
    }

    fn sku(&self) -> &str {
        self.0.sku()
    }

    fn hash(&self) -> [u8; 16] {
        self.0.hash128().to_be_bytes()
    }

    fn cost(&self) -> Option<Decimal> {
        self.0.contract_price()
    }

    fn item(&self) -> CatalogueItem {
        let row = &self.0;
        let text = |found: Option<std::borrow::Cow<'_, str>>| found.map(std::borrow::Cow::into_owned);
        CatalogueItem {
            sku: row.sku().to_owned(),
            manufacturer_part: text(row.manufacturer_part()).unwrap_or_default(),
            manufacturer: text(row.manufacturer()).unwrap_or_default(),
            distributor_part: text(row.part_number()).unwrap_or_default(),
            description: text(row.description()).unwrap_or_default(),
            long_description: row.long_description(),
            category: text(row.category()).unwrap_or_default(),
            media: text(row.media_type()).unwrap_or_default(),
            standing: match row.skip_hint() {
                None => Standing::Listed,
                Some(SkipHint::NonStock) => Standing::NonStock,
                Some(SkipHint::Discontinued) => Standing::Discontinued,
                Some(SkipHint::Kit) => Standing::Kit,
            },
            cost: row.contract_price(),
            regular_cost: row.unit_cost(),
            msrp: row.msrp(),
            map_price: row.map_price(),
            quantity: row.quantity().unwrap_or(0),
            direct_ship: row.direct_ship_quantity(),
            stock: row.stock().map(|(place, quantity)| (place.number.to_owned(), quantity)).collect(),
            eta: row.eta(),
            minimum_quantity: row.minimum_quantity(),
            serialized: row.serialized(),
            is_virtual: row.is_virtual(),
            end_user_data: row.end_user_data_required(),
            upc: text(row.upc()),
            weight: row.weight(),
            replacement: text(row.replacement_sku()),
        }
    }
}

/// Names of all levels from the list of codes: the code and the names of its levels, between tildes. The layout of the
/// vendor's own list is not documented; lines of another shape are passed over.
fn category_names(text: &str) -> Vec<(String, String)> {
    let mut names = BTreeMap::new();
    for line in text.lines() {
        let mut parts = line.split('~').map(str::trim);
        let Some(code) = parts.next().filter(|code| code.len() == 9 && code.bytes().all(|sign| sign.is_ascii_digit()))
        else {
            continue;
        };
        for (end, name) in [3, 6, 9].into_iter().zip(parts).filter(|(_, name)| !name.is_empty()) {
            names.entry(code[..end].to_owned()).or_insert_with(|| name.to_owned());
        }
    }
    names.into_iter().collect()
}

fn not_offered() -> Problem {
    Problem::permanent(
        "catalogue_not_offered",
        "No file server is linked, so the catalogue file cannot be fetched. Reconnect TD SYNNEX with its SFTP user, upload \
         the file, or put it into the data directory.",
    )
}

fn unavailable() -> Problem {
    Problem::retry(
        "catalogue_unavailable",
        "The catalogue file could not be fetched from TD SYNNEX. It is tried again.",
    )
}

fn broken(error: reqwest::Error) -> Problem {
    unavailable().caused_by(error.without_url())
}

fn unwritable(error: std::io::Error) -> Problem {
    Problem::new(
        "catalogue_not_stored",
        "The catalogue file could not be written to disk. Make room in the data directory.",
        Consequence::Retry { after: None },
    )
    .caused_by(error)
}

fn unreadable(error: CatalogError) -> Problem {
    let sentence = match &error {
        CatalogError::NotAZip(_) => "The file is no zip archive, or it is damaged. Fetch or upload it once more.",
        CatalogError::NoEntry => "The archive holds no catalogue: no file in it ends in .ap or .app.",
        CatalogError::SeveralEntries { .. } => "The archive holds more than one catalogue. Upload the right one alone.",
        CatalogError::Encrypted => "The archive asks for a password. Unpack it first.",
        CatalogError::TooLarge { .. } => "The unpacked catalogue is larger than 4 GB.",
        _ => "The catalogue file cannot be read. Fetch or upload it once more.",
    };
    Problem::permanent("catalogue_unreadable", sentence).caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_levels_are_read_and_the_first_counts() {
        let list = "002057660~Computers~Notebooks~Mid Range\n002026660~PCs~Desktops~\nheading\n12~x~y~z\n";
        let expected =
            [("002", "Computers"), ("002026", "Desktops"), ("002057", "Notebooks"), ("002057660", "Mid Range")];
        let names = category_names(list);
        assert_eq!(names, expected.map(|(code, name)| (code.to_owned(), name.to_owned())));
    }
}
