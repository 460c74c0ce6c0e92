//! Step 3 of the product sync's settings: cost, price, who owns which field, and when it runs.

use super::bridge::{self, bridge};
use crate::app::catalog::settings::ProductSyncSettings;
use crate::app::catalog::shelf::Shelf;
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::page::{Choice, Field, Money};
use crate::http::portal::product_sync::{FieldOwner, PriceExample, PriceRule as Shown, PricesPage};
use crate::http::portal::shell::Section;
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::civil::Time;
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::ProductField;
use linkspan_core::catalog::desired::StockFields;
use linkspan_core::catalog::merge::{Owner, Owners};
use linkspan_core::catalog::price_rule::{BelowCost, PriceRule, Priced};
use linkspan_core::problem::Problem;
use linkspan_store::{Bridge, Env, LinkState, StoredItem};
use rust_decimal::Decimal;

/// The markup that the form offers before anybody chose one, in per cent.
const MARKUP: Decimal = Decimal::from_parts(15, 0, 0, false, 0);

/// How many products are looked at for one with both cost and list price.
const LOOK_AT: i64 = 50;

/// `GET /bridges/{bridge}/product-sync/prices`.
pub(in crate::http) async fn show(
    State(web): State<Web>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let settings = bridge::settings(&signed.env, bridge.id).await?;
    page(&web, &signed, &bridge, &settings, None).await
}

/// `POST /bridges/{bridge}/product-sync/prices`.
pub(in crate::http) async fn save(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let t = frame::words(&web, &signed);
    let mut settings = bridge::settings(&signed.env, bridge.id).await?;
    if let Err(wrong) = take(&mut settings, &fields, t) {
        return page(&web, &signed, &bridge, &settings, Some(wrong)).await;
    }
    if let Err(problem) = take_stock(&web, &bridge, &mut settings, &fields, t).await {
        let here = format!("/bridges/{}/product-sync/prices", bridge.id);
        return frame::after(&web, &here, Err(problem), "");
    }
    let done = bridge::save(&web, &signed, bridge.id, &settings).await;
    frame::after(&web, &format!("/bridges/{}/product-sync/preview", bridge.id), done, t.did_save())
}

/// The fields that were typed, with what is wrong with them.
struct Wrong {
    markup: Field,
    run_at: Field,
}

/// Puts what a form says into the settings. Where a field cannot be read, the others are taken all the same, so that the page
/// can show them again.
fn take(settings: &mut ProductSyncSettings, fields: &Fields, t: Text) -> Result<(), Wrong> {
    settings.sync_cost = fields.ticked("sync_cost");
    settings.update_existing = fields.ticked("update_existing");
    settings.price.below_cost = match (fields.ticked("below_cost"), settings.price.below_cost) {
        (true, _) => BelowCost::Allow,
        (false, BelowCost::Allow) => BelowCost::Hold,
        (false, other) => other,
    };
    for (key, owner) in owners(&mut settings.owners) {
        *owner = owner_of(fields.text(&format!("owner_{key}"))).unwrap_or(*owner);
    }
    let (mut markup, mut run_at) = (Field::of(fields.text("markup")), Field::of(fields.text("run_at")));
    let percent = percent(fields.text("markup"));
    settings.price.rule = match fields.text("price_rule") {
        "markup" => PriceRule::Markup { percent: percent.unwrap_or(MARKUP) },
        "msrp" => PriceRule::Msrp,
        "keep" => PriceRule::Keep,
        _ => settings.price.rule,
    };
    settings.sync_price = settings.price.rule != PriceRule::Keep;
    let markup_wrong = fields.text("price_rule") == "markup" && percent.is_none();
    if markup_wrong {
        markup = markup.wrong(t.field_markup_wrong());
    }
    match fields.text("run_at").parse::<Time>() {
        Ok(time) => settings.daily_at = time,
        Err(_) => run_at = run_at.wrong(t.field_time_wrong()),
    }
    if markup.error.is_some() || run_at.error.is_some() { Err(Wrong { markup, run_at }) } else { Ok(()) }
}

/// A number of per cent, with a comma or a point, from nothing to a thousand.
fn percent(text: &str) -> Option<Decimal> {
    let number = text.replace(',', ".").parse::<Decimal>().ok()?;
    (Decimal::ZERO..=Decimal::ONE_THOUSAND).contains(&number).then_some(number)
}

fn owner_of(word: &str) -> Option<Owner> {
    match word {
        "ours" => Some(Owner::Ours),
        "theirs" => Some(Owner::Theirs),
        "merge" => Some(Owner::Merge),
        _ => None,
    }
}

fn owners(owners: &mut Owners) -> [(&'static str, &mut Owner); 7] {
    [
        ("name", &mut owners.name),
        ("description", &mut owners.description),
        ("manufacturer", &mut owners.manufacturer),
        ("category", &mut owners.category),
        ("billing_code", &mut owners.billing_code),
        ("cost", &mut owners.cost),
        ("price", &mut owners.price),
    ]
}

async fn page(
    web: &Web,
    signed: &Signed,
    bridge: &Bridge,
    settings: &ProductSyncSettings,
    wrong: Option<Wrong>,
) -> Result<Response, Failure> {
    let shell = frame::shell(web, signed, Section::Connectors).await?;
    let t = shell.text();
    let shelf = Shelf::of_bridge(&signed.env, bridge).await?;
    let (rule, percent) = match settings.price.rule {
        PriceRule::Keep | PriceRule::CostPlus { .. } => (Shown::Keep, MARKUP),
        PriceRule::Markup { percent } => (Shown::Markup, percent),
        PriceRule::Msrp => (Shown::Msrp, MARKUP),
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let wrong = wrong.unwrap_or_else(|| Wrong {
        markup: Field::of(percent.normalize().to_string()),
        run_at: Field::of(settings.daily_at.strftime("%H:%M").to_string()),
    });
    let tenant = settings.tenant_currency;
    // Without an answer from the PSA the page shows what was chosen, and nothing else to choose from.
    let stock = product_fields(web, bridge).await.unwrap_or_default();
    let chosen = settings.stock_fields.as_ref();
    let page = PricesPage {
        bridge: bridge.id.to_string(),
        sync_cost: settings.sync_cost,
        price_rule: rule,
        markup: wrong.markup,
        below_cost: settings.price.below_cost == BelowCost::Allow,
        update_existing: settings.update_existing,
        example: example(&signed.env, bridge, &shelf, settings).await?,
        owners: field_owners(settings.owners, t),
        run_at: wrong.run_at,
        stock_bands: stock_choices(&stock, chosen.map(|fields| fields.band.as_str()), true, t),
        stock_dates: stock_choices(&stock, chosen.and_then(|fields| fields.date.as_deref()), false, t),
        currency_note: (tenant != shelf.currency).then(|| t.sync_other_currency(shelf.currency, tenant)),
    };
    let html = page.render(&shell)?;
    Ok((status, frame::page(web, &shell, html)).into_response())
}

async fn product_fields(web: &Web, bridge: &Bridge) -> Result<Vec<ProductField>, Problem> {
    let psa = web.app.links.psa(bridge.environment, bridge.psa, Lane::Person).await?;
    psa.catalogue.product_fields().await
}

/// Takes the fields for the distributor's stock, where the PSA has them. It is asked only where something new is chosen.
async fn take_stock(
    web: &Web,
    bridge: &Bridge,
    settings: &mut ProductSyncSettings,
    fields: &Fields,
    t: Text,
) -> Result<(), Problem> {
    let (band, date) = (fields.text("stock_band"), fields.text("stock_date"));
    let date = Some(date.to_owned()).filter(|date| !date.is_empty());
    let wanted = match (band, &date) {
        ("", None) => None,
        ("", Some(_)) => return Err(Problem::permanent("stock_fields_wrong", t.sync_stock_two())),
        (band, Some(date)) if band == date => {
            return Err(Problem::permanent("stock_fields_wrong", t.sync_stock_two()));
        }
        (band, _) => Some(StockFields { band: band.to_owned(), date }),
    };
    if wanted != settings.stock_fields
        && let Some(wanted) = &wanted
    {
        let known = product_fields(web, bridge).await?;
        let fits = |name: &str, text: bool| known.iter().any(|field| field.name == name && (field.is_text || !text));
        if !fits(&wanted.band, true) || !wanted.date.as_deref().is_none_or(|date| fits(date, false)) {
            return Err(Problem::permanent("choice_gone", t.sync_choice_gone()));
        }
    }
    settings.stock_fields = wanted;
    Ok(())
}

/// *Nowhere*, the fields that fit, and what was chosen where it is not among these.
fn stock_choices(known: &[ProductField], chosen: Option<&str>, text: bool, t: Text) -> Vec<Choice> {
    let mut choices = vec![Choice { chosen: chosen.is_none(), ..Choice::new("", t.sync_stock_nowhere()) }];
    let fitting = known.iter().filter(|field| field.is_text || !text);
    choices.extend(fitting.map(|field| Choice {
        chosen: chosen == Some(field.name.as_str()),
        ..Choice::new(field.name.clone(), field.name.clone())
    }));
    if let Some(name) = chosen.filter(|name| choices.iter().all(|choice| choice.value != *name)) {
        choices.push(Choice::new(name, name).chosen());
    }
    choices
}

fn field_owners(mut present: Owners, t: Text) -> Vec<FieldOwner> {
    let rows = owners(&mut present).map(|(key, owner)| FieldOwner {
        key: key.to_owned(),
        name: member(key, t).to_owned(),
        owners: [
            ("ours", t.choice_linkspan(), Owner::Ours),
            ("theirs", t.choice_autotask(), Owner::Theirs),
            ("merge", t.choice_merge(), Owner::Merge),
        ]
        .map(|(value, label, this)| Choice { chosen: *owner == this, ..Choice::new(value, label) })
        .into(),
    });
    rows.into()
}

fn member(key: &str, t: Text) -> &'static str {
    match key {
        "name" => t.member_name(),
        "description" => t.member_description(),
        "manufacturer" => t.member_manufacturer(),
        "category" => t.member_category(),
        "billing_code" => t.member_billing(),
        "cost" => t.member_cost(),
        _ => t.member_price(),
    }
}

/// A selected product with both cost and list price, linked before unlinked.
async fn example(
    env: &Env,
    bridge: &Bridge,
    shelf: &Shelf,
    settings: &ProductSyncSettings,
) -> Result<Option<PriceExample>, Failure> {
    let categories: Vec<_> = settings.selection.categories.iter().cloned().collect();
    let items = env.catalogue_page(shelf.connection, &categories, "", LOOK_AT).await?;
    let mut items: Vec<StoredItem> =
        items.into_iter().filter(|one| one.item.cost.is_some() && one.item.msrp.is_some()).collect();
    let skus: Vec<_> = items.iter().map(|one| one.item.sku.clone()).collect();
    let links = env.product_links(bridge.id, &skus).await?;
    let is_linked = |sku: &str| links.get(sku).is_some_and(|link| link.state == LinkState::Linked);
    items.sort_by_key(|one| !is_linked(&one.item.sku));
    let Some(item) = items.into_iter().next().map(|one| one.item) else { return Ok(None) };
    let written = links.get(&item.sku).and_then(|link| link.written.as_ref()).and_then(|pair| pair.product.unit_price);
    let present = written.unwrap_or_default();
    let result = match settings.price.price(item.cost, item.msrp) {
        Priced::Keep => present,
        Priced::Price(price) | Priced::Below { price, .. } => price,
    };
    let money = |amount: Decimal| Money::new(amount, shelf.currency.to_string());
    Ok(Some(PriceExample {
        name: item.description.clone(),
        cost: money(item.cost.unwrap_or_default()),
        msrp: money(item.msrp.unwrap_or_default()),
        present: money(present),
        result: money(result),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(form: &str) -> Result<ProductSyncSettings, Wrong> {
        let mut settings = ProductSyncSettings::default();
        take(&mut settings, &Fields::parse(form.as_bytes()), Text::default()).map(|()| settings)
    }

    #[test]
    fn a_form_becomes_settings() {
        let form = "sync_cost=on&price_rule=markup&markup=18,5&owner_name=theirs&owner_cost=nobody&run_at=05:30";
        let settings = saved(form).ok().unwrap();
        assert_eq!(settings.price.rule, PriceRule::Markup { percent: Decimal::new(185, 1) });
        assert!(settings.sync_cost && settings.sync_price && !settings.update_existing);
        assert_eq!((settings.owners.name, settings.owners.cost), (Owner::Theirs, Owner::Ours));
        assert_eq!(settings.daily_at, Time::constant(5, 30, 0, 0));
        assert!(!saved("price_rule=keep&run_at=05:30").ok().unwrap().sync_price);
    }

    #[test]
    fn a_band_goes_into_a_text_and_what_was_chosen_stays_to_choose() {
        let field = |name: &str, is_text| ProductField { name: name.into(), is_text };
        let known = [field("Stock", true), field("Stock Date", false)];
        let values = |chosen: Option<&str>, text| -> Vec<String> {
            stock_choices(&known, chosen, text, Text::default()).into_iter().map(|choice| choice.value).collect()
        };
        assert_eq!(values(None, true), ["", "Stock"]);
        assert_eq!(values(Some("Gone"), false), ["", "Stock", "Stock Date", "Gone"]);
        let one = stock_choices(&known, Some("Stock"), true, Text::default());
        assert_eq!(one.iter().filter(|choice| choice.chosen).count(), 1);
    }

    #[test]
    fn what_cannot_be_read_is_said_at_its_field() {
        for text in ["", "much", "-1", "1000.1", "1e99", "99999999999999999999999999999999"] {
            let wrong = saved(&format!("price_rule=markup&markup={text}&run_at=05:30")).err().unwrap();
            assert!(wrong.markup.error.is_some() && wrong.run_at.error.is_none(), "{text}");
            assert_eq!(wrong.markup.value, text);
        }
        for text in ["", "25:00", "noon", "05:3x"] {
            let wrong = saved(&format!("price_rule=keep&markup=x&run_at={text}")).err().unwrap();
            assert!(wrong.run_at.error.is_some() && wrong.markup.error.is_none(), "{text}");
        }
    }
}
