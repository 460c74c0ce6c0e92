//! Words of the list that a person confirms before a bridge sends again.

super::strings! {
    reconcile_title: "Before orders are sent again", "Bevor wieder Aufträge gesendet werden";
    reconcile_lead: "Nothing is sent until you confirm this list.", "Nichts wird gesendet, bevor Sie diese Liste bestätigen.";
    reconcile_restored: "A backup was restored. Orders that were sent after it was made are not in it.", "Eine Sicherung wurde zurückgespielt. Aufträge, die nach ihr gesendet wurden, stehen nicht darin.";
    reconcile_clock: "The clock of this machine went back, so this may be an older copy of the data.", "Die Uhr dieses Rechners ging zurück; vielleicht ist das eine ältere Kopie der Daten.";
    reconcile_silence: "Nothing ran for more than a day. Orders may have been placed by hand meanwhile.", "Mehr als einen Tag lief nichts. Vielleicht wurde inzwischen von Hand bestellt.";
    reconcile_host: "The data woke up on another machine. Another copy may have gone on ordering.", "Die Daten sind auf einem anderen Rechner aufgewacht. Eine andere Kopie hat vielleicht weiter bestellt.";
    reconcile_unsaid: "Linkspan must know what was ordered before it orders more.", "Linkspan muss wissen, was bestellt ist, bevor es weiter bestellt.";
    reconcile_since(time): "Waiting since {time}", "Wartet seit {time}";
    reconcile_how: "TD SYNNEX is asked about every purchase order that is submitted, and about every order that might still be sent. What it has already is taken over and never sent; what it does not know goes on as usual.", "TD SYNNEX wird nach jeder eingereichten Bestellung gefragt und nach jedem Auftrag, der noch gesendet werden könnte. Was es schon hat, wird übernommen und nie gesendet; was es nicht kennt, geht seinen gewohnten Weg.";
    reconcile_list: "What TD SYNNEX says", "Was TD SYNNEX sagt";
    reconcile_making: "The list is being made", "Die Liste entsteht gerade";
    reconcile_making_text: "It appears as soon as Autotask has told which purchase orders are submitted.", "Sie erscheint, sobald Autotask die eingereichten Bestellungen genannt hat.";
    reconcile_empty: "No purchase order is submitted", "Keine Bestellung ist eingereicht";
    reconcile_empty_text: "There is nothing that could be ordered twice.", "Es gibt nichts, was doppelt bestellt werden könnte.";
    reconcile_finding: "TD SYNNEX", "TD SYNNEX";
    reconcile_ledger: "In our ledger", "In unserem Auftragsbuch";
    reconcile_known: "Yes", "Ja";
    reconcile_not_known: "No: found after it was restored", "Nein: erst danach gefunden";
    reconcile_open(n): "{n} answers are still missing. The list can be confirmed when they are there.", "{n} Antworten fehlen noch. Die Liste lässt sich bestätigen, sobald sie da sind.";
    reconcile_ask: "Ask again", "Erneut fragen";
    reconcile_confirm(n): "Confirm the list of {n} and send again", "Liste mit {n} bestätigen und wieder senden";
    reconcile_done: "This bridge does not wait for anything.", "Diese Brücke wartet auf nichts.";
    reconcile_done_text: "Orders are sent as its settings say.", "Aufträge werden gesendet, wie es eingestellt ist.";
    reconcile_act: "Look at the list", "Liste ansehen";
    did_ask_again: "TD SYNNEX is being asked.", "TD SYNNEX wird gefragt.";
    did_confirm_list: "Confirmed. Orders are sent again.", "Bestätigt. Aufträge werden wieder gesendet.";

    finding_waiting: "Being asked", "Wird gefragt";
    finding_same: "Has this order", "Hat diesen Auftrag";
    finding_different: "Has something else", "Hat etwas anderes";
    finding_not_found: "Does not know it", "Kennt ihn nicht";
    finding_no_answer: "No answer yet", "Noch keine Antwort";
    finding_no_number: "No number to ask about", "Keine Nummer zum Fragen";
}
