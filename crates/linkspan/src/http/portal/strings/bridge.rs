//! Words of the page on which a bridge is made.

super::strings! {
    bridge_title: "Bridge the two accounts", "Die beiden Konten verbinden";
    bridge_lead: "Two choices that orders fix for ever: who TD SYNNEX is in Autotask, and how orders are numbered.", "Zwei Entscheidungen, die mit dem ersten Auftrag fest sind: wer TD SYNNEX in Autotask ist und wie Aufträge nummeriert werden.";
    bridge_vendor: "Which company of Autotask stands for TD SYNNEX", "Welche Firma in Autotask für TD SYNNEX steht";
    bridge_vendor_hint: "Purchase orders of this vendor are taken, those of others never. Only active companies of type Vendor can be chosen.", "Bestellungen bei dieser Firma werden übernommen, andere nie. Wählbar sind nur aktive Firmen vom Typ Lieferant.";
    bridge_vendor_search: "Search vendor companies", "Lieferantenfirmen suchen";
    bridge_vendor_none: "No vendor company found", "Keine Lieferantenfirma gefunden";
    bridge_vendor_none_text: "Search for another name, or make a company of type Vendor in Autotask and come back.", "Suchen Sie nach einem anderen Namen, oder legen Sie in Autotask eine Firma vom Typ Lieferant an und kommen Sie wieder.";
    bridge_vendor_more: "There are more. Search to narrow them.", "Es gibt mehr. Grenzen Sie sie mit der Suche ein.";
    bridge_vendor_missing: "Choose a vendor company.", "Wählen Sie eine Lieferantenfirma.";
    bridge_numbers: "How orders are numbered", "Wie Aufträge nummeriert werden";
    bridge_numbers_hint: "TD SYNNEX takes 20 characters and refuses a number that it has seen. The number is made once and never changes.", "TD SYNNEX nimmt 20 Zeichen und lehnt eine Nummer ab, die es schon kennt. Die Nummer wird einmal gebildet und ändert sich nie.";
    bridge_prefix: "Prefix", "Präfix";
    bridge_prefix_hint: "May stay empty, unless another bridge orders on the same account.", "Darf leer bleiben, solange keine andere Brücke über dasselbe Konto bestellt.";
    bridge_source: "Followed by", "Gefolgt von";
    bridge_source_number: "the purchase order number", "der Nummer der Bestellung";
    bridge_source_id: "the purchase order's id", "der ID der Bestellung";
    bridge_example: "An order is numbered like this", "So wird ein Auftrag nummeriert";
    bridge_length(length, most): "{length} of {most} characters", "{length} von {most} Zeichen";
    bridge_submitted: "Status that hands a purchase order over", "Status, der eine Bestellung übergibt";
    bridge_submitted_hint: "No purchase order status is called Submitted in this Autotask. Choose the one that takes its place; none is guessed.", "In diesem Autotask heißt kein Bestellstatus Submitted. Wählen Sie den, der an seine Stelle tritt; geraten wird nicht.";
    bridge_make: "Make the bridge", "Brücke anlegen";
}
