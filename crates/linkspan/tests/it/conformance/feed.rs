//! Rules about the catalogue: a stream that can be read again, and nothing taken for a catalogue that is none.

use super::{Kept, Stand, keep};
use linkspan_core::capability::feed::{FeedRecord, FeedTotals};
use linkspan_core::problem::Problem;
use rust_decimal::Decimal;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;

struct Read {
    rows: Vec<(String, [u8; 16])>,
    odd: Vec<String>,
    totals: FeedTotals,
}

fn read(stand: &dyn Stand, path: &Path, most: usize) -> Result<Read, Problem> {
    let (mut rows, mut odd) = (Vec::new(), Vec::new());
    let totals = stand.link().feed.read(path, &mut |record| {
        if let FeedRecord::Row(row) = record {
            let item = row.item();
            if item.sku != row.sku() || item.cost != row.cost() || row.cost().is_some_and(|cost| cost < Decimal::ZERO) {
                odd.push(row.sku().to_owned());
            }
            rows.push((row.sku().to_owned(), row.hash()));
        }
        if rows.len() < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(Read { rows, odd, totals })
}

pub(super) async fn the_file_is_read_row_by_row_and_again_the_same(stand: &dyn Stand) -> Kept {
    let path = stand.directory().join("catalogue");
    let name = stand.link().feed.fetch(&path).await.map_err(|problem| format!("not fetched: {problem:?}"))?;
    keep!(!name.trim().is_empty() && path.is_file(), "no file, or no name for it");
    let first = read(stand, &path, usize::MAX).map_err(|problem| format!("{problem:?}"))?;
    let again = read(stand, &path, usize::MAX).map_err(|problem| format!("{problem:?}"))?;
    keep!(first.totals.good == first.rows.len() as u64, "{:?} and {} rows", first.totals, first.rows.len());
    keep!(first.totals.good == stand.rows(), "{} rows, the vendor has {}", first.totals.good, stand.rows());
    keep!(first.odd.is_empty(), "rows that do not agree with themselves: {:?}", first.odd);
    keep!(first.rows == again.rows && first.totals == again.totals, "read again, another file");
    let skus: BTreeSet<&String> = first.rows.iter().map(|(sku, _)| sku).collect();
    keep!(skus.len() == first.rows.len(), "a product twice");
    keep!(stand.products().0.iter().all(|sku| skus.contains(sku)), "what can be ordered is missing");
    let some = read(stand, &path, 1).map_err(|problem| format!("{problem:?}"))?;
    keep!(some.rows.len() == 1, "it reads on after it was told to stop");
    stand.link().feed.fetch(&path).await.map_err(|problem| format!("not fetched a second time: {problem:?}"))?;
    Ok(())
}

pub(super) async fn what_is_no_catalogue_is_refused(stand: &dyn Stand) -> Kept {
    let path = stand.directory().join("no-catalogue");
    for content in [b"PK\x03\x04 not really".as_slice(), b"<html>Service unavailable</html>\n", b"\x00\x01\x02\x03"] {
        tokio::fs::write(&path, content).await.map_err(|error| error.to_string())?;
        let good = read(stand, &path, usize::MAX).map(|read| read.totals.good);
        keep!(good.as_ref().map_or(true, |good| *good == 0), "{good:?} products in what is no catalogue");
    }
    let missing = read(stand, &stand.directory().join("never-written"), usize::MAX);
    keep!(missing.is_err(), "a file that is not there was read");
    Ok(())
}
