//! Rules about asking: a missing answer is never an empty one, and answers belong to what was asked.

use super::stand::{leaks, snapshot};
use super::{Fate, Kept, Stand, keep};
use linkspan_core::capability::distributor::{AnswerCode, Orderable};
use linkspan_core::order::LineState;
use rust_decimal::Decimal;

const NUMBER: &str = "LS-1001";

async fn order(stand: &dyn Stand) -> Kept {
    let snapshot = snapshot(stand).await?;
    let order = stand.link().submission.prepare(NUMBER, &snapshot).map_err(|reasons| format!("held: {reasons:?}"))?;
    stand.link().submission.submit(&order).await;
    keep!(stand.orders(NUMBER) == 1, "a good order is not in the books");
    Ok(())
}

pub(super) async fn a_number_that_is_not_known_is_an_answer(stand: &dyn Stand) -> Kept {
    for as_orderer in [true, false] {
        let answer = stand.link().lookup.look_up("LS-NEVER-SENT", as_orderer).await;
        let answer = answer.map_err(|problem| format!("an error: {problem:?}"))?;
        keep!(answer.code == AnswerCode::NotFound && answer.entries.is_empty(), "{answer:?}");
    }
    Ok(())
}

pub(super) async fn no_answer_is_never_taken_for_an_empty_one(stand: &dyn Stand) -> Kept {
    order(stand).await?;
    stand.ship_and_bill(NUMBER).await;
    let skus = &stand.products().0[..2];
    // Reading may be repeated, so a right answer is right; none, or an empty one, is not.
    for fate in Fate::ALL {
        stand.next_question(fate);
        match stand.link().lookup.look_up(NUMBER, true).await {
            Ok(answer) => keep!(answer.code == AnswerCode::Known, "{fate:?} on a look-up became {answer:?}"),
            Err(problem) => keep!(!leaks(stand, &format!("{problem:?}")), "a secret is in {problem:?}"),
        }
        stand.next_question(fate);
        let invoices = stand.link().invoices.invoices(NUMBER).await;
        keep!(invoices.is_err() || invoices.is_ok_and(|found| !found.is_empty()), "{fate:?}: no invoices");
        stand.next_question(fate);
        let quotes = stand.link().prices.quote(skus).await;
        let sold = |found: Vec<_>| found.len() == 2;
        keep!(quotes.is_err() || quotes.is_ok_and(sold), "{fate:?}: fewer answers than questions");
    }
    Ok(())
}

pub(super) async fn every_product_is_answered_in_its_place(stand: &dyn Stand) -> Kept {
    let (skus, unknown) = stand.products();
    let asked = [skus[1].clone(), unknown, skus[0].clone(), skus[1].clone()];
    let quotes = stand.link().prices.quote(&asked).await.map_err(|problem| format!("{problem:?}"))?;
    let answered: Vec<&str> = quotes.iter().map(|quote| quote.sku.as_str()).collect();
    keep!(answered == asked, "asked were {asked:?}, answered {answered:?}");
    keep!(quotes[1].orderable != Orderable::Yes && quotes[1].price.is_none(), "sold though unknown: {:?}", quotes[1]);
    for quote in [&quotes[0], &quotes[2], &quotes[3]] {
        keep!(quote.orderable == Orderable::Yes, "{quote:?}");
        let price = quote.price.ok_or_else(|| format!("no price: {quote:?}"))?;
        keep!(price > Decimal::ZERO && price.scale() <= 4, "a price that is no price: {price}");
        keep!(quote.currency == stand.link().currency, "{} is not the account's currency", quote.currency);
    }
    keep!(quotes[0] == quotes[3], "one product, two answers: {quotes:?}");
    let none = stand.link().prices.quote(&[]).await;
    keep!(none.is_ok_and(|found| found.is_empty()), "no question has no answer");
    Ok(())
}

pub(super) async fn shipments_come_back_with_the_lines_that_were_ordered(stand: &dyn Stand) -> Kept {
    order(stand).await?;
    stand.ship_and_bill(NUMBER).await;
    let found = stand.link().lookup.look_up(NUMBER, false).await.map_err(|problem| format!("{problem:?}"))?;
    for (line, sku) in (1..).zip(&stand.products().0[..2]) {
        let entries: Vec<_> = found.entries.iter().filter(|entry| entry.line == line).collect();
        keep!(!entries.is_empty(), "line {line} is missing: {found:?}");
        for entry in entries {
            keep!(entry.sku == *sku, "line {line} is {}, not {sku}", entry.sku);
            let gone = matches!(entry.state, LineState::Shipped | LineState::Delivered | LineState::Invoiced);
            keep!(gone && entry.shipped > 0 && entry.shipped <= entry.quantity, "not shipped: {entry:?}");
            keep!(entry.packages.iter().all(|package| !package.tracking.trim().is_empty()), "{entry:?}");
        }
    }
    let raw = found.raw_answer.ok_or("the answer was not kept")?;
    keep!(!leaks(stand, &raw), "a secret is in the answer that is kept");
    Ok(())
}

pub(super) async fn invoices_are_whole_and_in_the_accounts_currency(stand: &dyn Stand) -> Kept {
    order(stand).await?;
    let read = || async { stand.link().invoices.invoices(NUMBER).await.map_err(|problem| format!("{problem:?}")) };
    keep!(read().await?.is_empty(), "an invoice before anything was billed");
    stand.ship_and_bill(NUMBER).await;
    let found = read().await?;
    keep!(!found.is_empty(), "no invoice after it was billed");
    let mut billed = 0;
    for invoice in &found {
        keep!(!invoice.number.trim().is_empty(), "{invoice:?}");
        keep!(invoice.total.currency == stand.link().currency, "in {}", invoice.total.currency);
        let lines: Decimal =
            invoice.lines.iter().map(|line| line.unit_price.unwrap_or_default() * Decimal::from(line.quantity)).sum();
        keep!(lines > Decimal::ZERO && invoice.total.amount >= lines, "{lines} in lines: {invoice:?}");
        billed += invoice.lines.iter().map(|line| line.quantity).sum::<i64>();
    }
    keep!(billed == 3, "three units were ordered, {billed} billed");
    keep!(read().await? == found, "asked again, another answer");
    Ok(())
}
