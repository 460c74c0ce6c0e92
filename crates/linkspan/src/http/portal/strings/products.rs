//! Words of the product search and of one product's page.

super::strings! {
    products_title: "Products", "Produkte";
    products_in_catalogue(n): "{n} products in the catalogue", "{n} Produkte im Katalog";
    products_no_catalogue: "No catalogue has been read yet", "Noch wurde kein Katalog gelesen";
    products_search_hint: "SKU, part number, words", "SKU, Teilenummer, Wörter";
    products_start: "Search the distributor's catalogue.", "Durchsuchen Sie den Katalog des Distributors.";
    products_start_text: "By SKU, manufacturer part number or words of the name.", "Nach SKU, Teilenummer des Herstellers oder Wörtern des Namens.";
    products_nothing_text: "Try fewer words, or the part number without dashes.", "Versuchen Sie weniger Wörter oder die Teilenummer ohne Striche.";
    products_category: "Category", "Kategorie";
    products_cost: "Cost", "Einkaufspreis";
    products_stock: "Stock", "Bestand";
    products_ask: "Ask for price and stock", "Preis und Bestand abfragen";
    products_price: "Price", "Preis";
    products_asked(time): "Asked {time}", "Abgefragt {time}";
    products_from_file: "From the catalogue file", "Aus der Katalogdatei";
    products_warehouses: "Stock by warehouse", "Bestand je Lager";
    products_no_stock: "No stock in any warehouse.", "In keinem Lager vorrätig.";
    products_no_stock_text: "Ask for price and stock to see what is under way.", "Fragen Sie Preis und Bestand ab, um zu sehen, was unterwegs ist.";
    products_under_way: "Under way", "Im Zulauf";
    products_history: "History of the cost", "Verlauf des Einkaufspreises";
    products_history_none: "The first change of cost will stand here.", "Hier steht die erste Änderung des Einkaufspreises.";
    products_since: "Since", "Seit";
    products_change: "Change", "Änderung";
}
