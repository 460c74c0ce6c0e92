//! Step 2 of the product sync's settings: where products stand in the PSA.

use super::bridge::{self, bridge};
use crate::app::catalog::settings::ProductSyncSettings;
use crate::app::catalog::shelf::Shelf;
use crate::http::failure::Failure;
use crate::http::fields::Fields;
use crate::http::portal::page::Choice;
use crate::http::portal::product_sync::{Exception, MappingPage, TenantCurrency, Unmapped};
use crate::http::portal::shell::{Flash, Section};
use crate::http::portal::states::Tone;
use crate::http::portal::strings::Text;
use crate::http::signed::{Posted, Signed};
use crate::http::{Web, frame};
use axum::extract::{Path, State};
use axum::response::Response;
use linkspan_core::capability::Lane;
use linkspan_core::capability::psa::Choice as Entry;
use linkspan_core::catalog::item::category_levels;
use linkspan_core::catalog::mapping::Target;
use linkspan_core::money::Currency;
use linkspan_core::problem::Problem;
use linkspan_store::{Bridge, CatalogueGroup};

/// How many categories without an exception are listed.
const MOST: usize = 500;

/// What the PSA has to choose from.
#[derive(Default)]
struct Lists {
    categories: Vec<Entry>,
    billing_codes: Vec<Entry>,
    /// The currency that the tenant counts in, where the PSA says so.
    currency: Option<Currency>,
}

/// `GET /bridges/{bridge}/product-sync/mapping`.
pub(in crate::http) async fn show(
    State(web): State<Web>,
    Path(id): Path<String>,
    signed: Signed,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let mut shell = frame::shell(&web, &signed, Section::Connectors).await?;
    let shelf = Shelf::of_bridge(&signed.env, &bridge).await?;
    let lists = match lists(&web, &bridge).await {
        Ok(lists) => lists,
        Err(problem) => {
            tracing::info!(code = problem.code, cause = problem.cause_chain(), "no lists to choose from: {problem}");
            shell.flash.get_or_insert(Flash { tone: Tone::Warn, text: problem.sentence });
            Lists::default()
        }
    };
    let page = page(&bridge, &shelf, &lists, shell.text()).await?;
    let html = page.render(&shell)?;
    Ok(frame::page(&web, &shell, html))
}

/// `POST /bridges/{bridge}/product-sync/mapping`.
pub(in crate::http) async fn save(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let t = frame::words(&web, &signed);
    let mut settings = bridge::settings(&signed.env, bridge.id).await?;
    let done = lists(&web, &bridge).await.and_then(|lists| take(&mut settings, &lists, &fields, t));
    match done {
        Ok(()) => {}
        Err(problem) => return frame::after(&web, &here(&bridge), Err(problem), ""),
    }
    let done = bridge::save(&web, &signed, bridge.id, &settings).await;
    frame::after(&web, &format!("/bridges/{}/product-sync/prices", bridge.id), done, t.did_save())
}

/// Puts what a form says into the settings.
fn take(settings: &mut ProductSyncSettings, lists: &Lists, fields: &Fields, t: Text) -> Result<(), Problem> {
    let target = target(lists, fields.text("default_category"), fields.text("default_billing"), t)?;
    if target.billing_code.is_none() {
        return Err(Problem::permanent("billing_code_missing", t.sync_billing_needed()));
    }
    settings.mapping.default = target;
    let typed = fields.text("currency");
    match lists.currency {
        Some(currency) => (settings.tenant_currency, settings.currency_from_psa) = (currency, true),
        None if typed.is_empty() => {}
        None => {
            let wrong = || Problem::permanent("currency_wrong", t.sync_currency_wrong());
            let currency = Currency::parse(typed).ok_or_else(wrong)?;
            (settings.tenant_currency, settings.currency_from_psa) = (currency, false);
        }
    }
    Ok(())
}

/// `POST /bridges/{bridge}/product-sync/mapping/add`.
pub(in crate::http) async fn add(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let t = frame::words(&web, &signed);
    let mut settings = bridge::settings(&signed.env, bridge.id).await?;
    let shelf = Shelf::of_bridge(&signed.env, &bridge).await?;
    let from = fields.text("from");
    let known = shelf.tree().await?.find(from).is_some();
    let lists = lists(&web, &bridge).await;
    match lists.and_then(|lists| target(&lists, fields.text("category"), fields.text("billing"), t)) {
        Ok(target) if known && target != Target::default() => {
            settings.mapping.exceptions.insert(from.to_owned(), target);
        }
        Ok(_) => return frame::after(&web, &here(&bridge), Err(gone(t)), ""),
        Err(problem) => return frame::after(&web, &here(&bridge), Err(problem), ""),
    }
    let done = bridge::save(&web, &signed, bridge.id, &settings).await;
    frame::after(&web, &here(&bridge), done, t.did_save())
}

/// `POST /bridges/{bridge}/product-sync/mapping/remove`.
pub(in crate::http) async fn remove(
    State(web): State<Web>,
    Path(id): Path<String>,
    Posted { signed, fields }: Posted,
) -> Result<Response, Failure> {
    let bridge = bridge(&signed.env, &id).await?;
    let mut settings = bridge::settings(&signed.env, bridge.id).await?;
    let done = match settings.mapping.exceptions.remove(fields.text("code")) {
        Some(_) => bridge::save(&web, &signed, bridge.id, &settings).await,
        None => Ok(()),
    };
    frame::after(&web, &here(&bridge), done, frame::words(&web, &signed).did_save())
}

fn here(bridge: &Bridge) -> String {
    format!("/bridges/{}/product-sync/mapping", bridge.id)
}

fn gone(t: Text) -> Problem {
    Problem::permanent("choice_gone", t.sync_choice_gone())
}

async fn lists(web: &Web, bridge: &Bridge) -> Result<Lists, Problem> {
    let psa = web.app.links.psa(bridge.environment, bridge.psa, Lane::Person).await?;
    let categories = psa.catalogue.product_categories().await?;
    let billing_codes = psa.catalogue.billing_codes().await?;
    // A user who may not read currencies is told to say it.
    let currency = psa.directory.currency().await.unwrap_or_else(|problem| {
        tracing::info!(
            code = problem.code,
            cause = problem.cause_chain(),
            "the tenant's currency is not known: {problem}"
        );
        None
    });
    Ok(Lists { categories, billing_codes, currency })
}

/// What was chosen, where the PSA still has it; an empty choice leaves the member open.
fn target(lists: &Lists, category: &str, billing: &str, t: Text) -> Result<Target, Problem> {
    let one = |entries: &[Entry], id: &str| match id {
        "" => Ok(None),
        id => entries.iter().find(|entry| entry.id == id).map(|entry| Some(entry.id.clone())).ok_or_else(|| gone(t)),
    };
    Ok(Target {
        product_category: one(&lists.categories, category)?,
        billing_code: one(&lists.billing_codes, billing)?,
    })
}

async fn page(bridge: &Bridge, shelf: &Shelf, lists: &Lists, t: Text) -> Result<MappingPage, Failure> {
    let settings = &shelf.settings;
    let default = &settings.mapping.default;
    let groups: Vec<CatalogueGroup> =
        shelf.groups().await?.into_iter().filter(|group| settings.selection.holds_category(&group.code)).collect();
    let unmapped = groups.iter().filter(|group| !settings.mapping.is_mapped(&group.code)).take(MOST);
    Ok(MappingPage {
        bridge: bridge.id.to_string(),
        categories: choices(&lists.categories, default.product_category.as_deref(), t),
        billing_codes: choices(&lists.billing_codes, default.billing_code.as_deref(), t),
        exceptions: exceptions(settings, shelf, lists, &groups, t),
        currency: match lists.currency {
            Some(currency) => TenantCurrency::Read(currency.to_string()),
            None => TenantCurrency::Asked(settings.tenant_currency.to_string()),
        },
        vendor_currency: shelf.currency.to_string(),
        unmapped: unmapped
            .map(|group| Unmapped {
                code: group.code.clone(),
                name: shelf.category(&group.code),
                count: u64::try_from(group.skus).unwrap_or(0),
            })
            .collect(),
    })
}

fn exceptions(
    settings: &ProductSyncSettings,
    shelf: &Shelf,
    lists: &Lists,
    groups: &[CatalogueGroup],
    t: Text,
) -> Vec<Exception> {
    let below = |group: &&CatalogueGroup, code: &str| {
        group.code == code || category_levels(&group.code).any(|level| level == code)
    };
    let skus = |code: &str| groups.iter().filter(|group| below(group, code)).map(|group| group.skus).sum::<i64>();
    let exceptions = settings.mapping.exceptions.iter().map(|(code, target)| Exception {
        code: code.clone(),
        name: shelf.category(code),
        count: u64::try_from(skus(code)).unwrap_or(0),
        category: label(&lists.categories, target.product_category.as_deref(), t),
        billing_code: label(&lists.billing_codes, target.billing_code.as_deref(), t),
    });
    exceptions.collect()
}

/// What an id is called; the id itself while the PSA does not say.
fn label(entries: &[Entry], id: Option<&str>, t: Text) -> String {
    let Some(id) = id else { return t.sync_defaults().to_owned() };
    entries.iter().find(|entry| entry.id == id).map_or_else(|| t.choice_kept(id), |entry| entry.label.clone())
}

/// *None*, what the PSA has, and what was chosen where it is not among these.
fn choices(entries: &[Entry], chosen: Option<&str>, t: Text) -> Vec<Choice> {
    let mut choices = vec![Choice { chosen: chosen.is_none(), ..Choice::new("", t.choice_none()) }];
    choices.extend(entries.iter().map(|entry| Choice {
        chosen: chosen == Some(entry.id.as_str()),
        ..Choice::new(entry.id.clone(), entry.label.clone())
    }));
    if let Some(id) = chosen.filter(|id| entries.iter().all(|entry| entry.id != *id)) {
        choices.push(Choice::new(id, t.choice_kept(id)).chosen());
    }
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_chosen_stays_in_the_list_even_when_the_psa_does_not_answer() {
        let t = Text::default();
        let entries = [Entry { id: "5".into(), label: "Hardware".into() }];
        let chosen = |id: Option<&str>| {
            let choices = choices(&entries, id, t);
            assert_eq!(choices.iter().filter(|choice| choice.chosen).count(), 1);
            choices.into_iter().find(|choice| choice.chosen).unwrap().label
        };
        assert_eq!([chosen(None), chosen(Some("5")), chosen(Some("9"))], ["None", "Hardware", "Number 9"]);
        assert_eq!(label(&entries, Some("5"), t), "Hardware");
        assert_eq!(label(&[], None, t), "Default");
    }
}
