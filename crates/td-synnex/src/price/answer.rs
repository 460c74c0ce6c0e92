//! The price and availability answer: joined to the questions by line number.

use super::{ItemKey, ItemStatus, PriceItem, PriceQuery, WarehouseStock};
use crate::xml::{Element, Fields};

/// Items per question of the batch, in its order; or what makes the answer unusable.
pub(crate) fn read(root: &Element, batch: &[&PriceQuery]) -> Result<Vec<Vec<PriceItem>>, String> {
    if !root.is("priceResponse") {
        return Err(format!("its root is <{}> instead of <priceResponse>", crate::redact::bounded(root.name(), 40)));
    }
    let mut per_line = vec![Vec::new(); batch.len()];
    for element in root.all("PriceAvailabilityList") {
        let found = item(element);
        match line_of(element, &found, batch) {
            Some(line) => per_line[line].push(found),
            None => tracing::warn!(sku = ?found.sku, "a price answer that belongs to no question was left out"),
        }
    }
    Ok(per_line)
}

/// The line number decides. An item whose SKU is not the one asked for on that line is not believed: a price of
/// another item would end in an order.
fn line_of(element: &Element, found: &PriceItem, batch: &[&PriceQuery]) -> Option<usize> {
    let answers = |query: &PriceQuery| match &query.item {
        ItemKey::Sku(asked) => found.sku.as_deref().is_some_and(|sku| same_sku(sku, asked)),
        ItemKey::ManufacturerPart(_) => true,
    };
    match element.text_of("lineNumber") {
        Some(number) => {
            let line = number.parse::<usize>().ok()?.checked_sub(1)?;
            batch.get(line).filter(|query| answers(query)).map(|_| line)
        }
        None => batch.iter().position(|query| matches!(query.item, ItemKey::Sku(_)) && answers(query)),
    }
}

fn same_sku(left: &str, right: &str) -> bool {
    left.trim().trim_start_matches('0') == right.trim().trim_start_matches('0')
}

fn item(element: &Element) -> PriceItem {
    let mut fields = Fields::new(element);
    let mut unreadable = Vec::new();
    let warehouses = element
        .all("AvailabilityByWarehouse")
        .filter_map(|one| {
            let (stock, problems) = warehouse(one)?;
            unreadable.extend(problems);
            Some(stock)
        })
        .collect();
    let mut item = PriceItem {
        // `0` stands for "no such part number".
        sku: fields.text("synnexSKU").filter(|sku| sku != "0"),
        manufacturer_part: fields.text("mfgPN"),
        manufacturer_code: fields.text("mfgCode"),
        // The Partner API may say in a row what is wrong with it.
        status: ItemStatus::from_vendor(
            element.text_of("status").or_else(|| element.text_of("errorMessage")).unwrap_or_default(),
        ),
        global_status: fields.text("GlobalProductStatusCode"),
        description: fields.text("description"),
        price: fields.decimal("price"),
        price_type: fields.text("priceType"),
        special_deal: fields.text("specialDealNumber"),
        msrp: fields.decimal("msrp"),
        weight: fields.decimal("weight"),
        parcel_shippable: fields.flag("parcelShippable"),
        end_user_data_required: fields.flag("EURequired"),
        total_quantity: fields.quantity("totalQuantity"),
        warehouses,
        unreadable,
    };
    item.unreadable.extend(fields.unreadable());
    item
}

fn warehouse(element: &Element) -> Option<(WarehouseStock, Vec<crate::xml::Unreadable>)> {
    let info = element.child("warehouseInfo")?;
    let mut fields = Fields::new(element);
    let stock = WarehouseStock {
        number: info.text_of("number")?.to_owned(),
        city: info.text_of("city").map(str::to_owned),
        zip: info.text_of("zipcode").map(str::to_owned),
        quantity: fields.quantity("qty"),
        on_order: fields.quantity("onOrderQuantity"),
        eta: fields.date("estimatedArrivalDate"),
    };
    Some((stock, fields.unreadable()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::parse;
    use jiff::civil::date;

    fn answer(xml: &str, queries: &[PriceQuery]) -> Result<Vec<Vec<PriceItem>>, String> {
        read(&parse(xml.as_bytes()).unwrap(), &queries.iter().collect::<Vec<_>>())
    }

    fn in_list(rows: &str) -> String {
        format!(r#"<priceResponse version="2.8"><customerNo>655123</customerNo>{rows}</priceResponse>"#)
    }

    #[test]
    fn an_active_item_is_read_with_all_its_values() {
        let xml = include_str!("../../tests/fixtures/price-active.xml");
        let items = answer(xml, &[PriceQuery::sku("7700123")]).unwrap().remove(0);
        let [item] = items.as_slice() else { panic!("{items:?}") };
        assert_eq!(item.status, ItemStatus::Active);
        assert_eq!(item.price, Some("1249.90".parse().unwrap()));
        assert_eq!(item.msrp, Some("1,599.00".replace(',', "").parse().unwrap()));
        assert_eq!((item.parcel_shippable, item.end_user_data_required), (Some(true), Some(false)));
        assert_eq!(item.total_quantity, Some(45));
        let stock: Vec<_> =
            item.warehouses.iter().map(|w| (w.number.as_str(), w.quantity, w.on_order, w.eta)).collect();
        assert_eq!(
            stock,
            [
                ("3", Some(45), Some(120), Some(date(2025, 4, 18))),
                ("6", Some(0), Some(0), None),
                ("98", Some(0), None, None)
            ]
        );
        assert!(item.unreadable.is_empty());
    }

    #[test]
    fn exceptions_stand_beside_answers() {
        let xml = include_str!("../../tests/fixtures/price-exceptions.xml");
        let queries = ["7700123", "7700999", "7700200", "7700300"].map(PriceQuery::sku);
        let lines = answer(xml, &queries).unwrap();
        let statuses: Vec<_> = lines.iter().map(|items| items.first().map(|item| item.status.clone())).collect();
        assert_eq!(
            statuses,
            [
                Some(ItemStatus::Active),
                Some(ItemStatus::NotFound),
                Some(ItemStatus::NotAuthorized),
                Some(ItemStatus::Discontinued)
            ]
        );
        assert_eq!(lines[1][0].price, None);
    }

    #[test]
    fn a_part_number_may_have_several_items_or_none() {
        let rows = "<PriceAvailabilityList><synnexSKU>11</synnexSKU><status>Active</status><price>1.00</price><lineNumber>1</lineNumber></PriceAvailabilityList>\
                    <PriceAvailabilityList><synnexSKU>12</synnexSKU><status>Active</status><price>2.00</price><lineNumber>1</lineNumber></PriceAvailabilityList>\
                    <PriceAvailabilityList><synnexSKU>0</synnexSKU><mfgPN>NOPE</mfgPN><status>Not found</status><lineNumber>2</lineNumber></PriceAvailabilityList>";
        let queries = [PriceQuery::manufacturer_part("TWICE"), PriceQuery::manufacturer_part("NOPE")];
        let lines = answer(&in_list(rows), &queries).unwrap();
        assert_eq!(lines[0].iter().map(|item| item.sku.as_deref()).collect::<Vec<_>>(), [Some("11"), Some("12")]);
        assert_eq!((lines[1][0].sku.clone(), &lines[1][0].status), (None, &ItemStatus::NotFound));
    }

    #[test]
    fn a_price_of_another_sku_is_not_believed() {
        let rows = "<PriceAvailabilityList><synnexSKU>12</synnexSKU><status>Active</status><price>2.00</price><lineNumber>1</lineNumber></PriceAvailabilityList>\
                    <PriceAvailabilityList><synnexSKU>11</synnexSKU><status>Active</status><lineNumber>9</lineNumber></PriceAvailabilityList>";
        assert_eq!(answer(&in_list(rows), &[PriceQuery::sku("11")]).unwrap(), [vec![]]);
    }

    #[test]
    fn without_a_line_number_the_sku_joins() {
        let rows = "<PriceAvailabilityList><synnexSKU>0012</synnexSKU><status>Active</status></PriceAvailabilityList>";
        let lines = answer(&in_list(rows), &[PriceQuery::sku("11"), PriceQuery::sku("12")]).unwrap();
        assert_eq!((lines[0].len(), lines[1].len()), (0, 1));
    }

    #[test]
    fn unreadable_values_are_reported_and_another_root_is_refused() {
        let rows = "<PriceAvailabilityList><synnexSKU>11</synnexSKU><status>Active</status><price>call us</price>\
                    <AvailabilityByWarehouse><warehouseInfo><number>3</number></warehouseInfo><qty>few</qty></AvailabilityByWarehouse>\
                    <lineNumber>1</lineNumber></PriceAvailabilityList>";
        let lines = answer(&in_list(rows), &[PriceQuery::sku("11")]).unwrap();
        let names: Vec<_> = lines[0][0].unreadable.iter().map(|one| one.element.as_str()).collect();
        assert_eq!(names, ["qty", "price"]);
        assert!(answer("<html/>", &[]).unwrap_err().contains("<html>"));
    }
}
