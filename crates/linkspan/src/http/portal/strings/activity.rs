//! Words of the activity pages and of a run's page.

super::strings! {
    activity_title: "Activity", "Aktivität";
    activity_lead: "What ran, and what became of each record.", "Was lief, und was aus jedem Datensatz wurde.";
    activity_connections: "Connections", "Verbindungen";
    activity_connections_caption: "Records by template", "Datensätze je Vorlage";
    activity_connections_none: "A line per template will stand here once one is switched on.", "Hier steht eine Zeile je Vorlage, sobald eine eingeschaltet ist.";
    activity_records: "Records", "Datensätze";
    activity_records_none: "Products and orders will stand here after the first run.", "Nach dem ersten Lauf stehen hier Produkte und Aufträge.";
    activity_object: "Object", "Objekt";
    activity_sync_now: "Sync now", "Jetzt abgleichen";
    activity_name: "Name", "Name";
    activity_status: "Status", "Status";
    activity_done: "What was done", "Was getan wurde";
    activity_time: "Time", "Zeit";
    activity_search_hint: "Name, SKU, order number", "Name, SKU, Auftragsnummer";
    activity_export_hint: "Exports hold what the filter shows.", "Exporte enthalten, was der Filter zeigt.";
    nothing_found: "Nothing found.", "Nichts gefunden.";
    nothing_found_text: "Take a filter away or try other words.", "Nehmen Sie einen Filter weg oder versuchen Sie andere Wörter.";
    run_rehearsal: "rehearsal: nothing is written", "Probe: nichts wird geschrieben";
    run_progress: "Progress", "Fortschritt";
    run_rate(n): "{n} a minute", "{n} pro Minute";
    run_left(n): "about {n} minutes left", "noch etwa {n} Minuten";
    run_left_unknown: "time left is uncertain", "Restzeit ungewiss";
    run_calls: "Autotask calls", "Autotask-Abrufe";
    run_started_by: "Started by", "Gestartet von";
    run_started: "Began", "Begonnen";
    run_ended: "Ended", "Beendet";
    run_cancel: "Stop the run", "Lauf anhalten";
    run_resume: "Go on", "Fortsetzen";
    run_held_title: "Waiting for you", "Wartet auf Sie";
    run_held_accept: "Take it over", "Übernehmen";
    run_held_keep: "Keep as it is", "So lassen";
    run_decided_title: "Decided", "Entschieden";
    run_decided_text: "The next runs go by it, until the catalogue says something else.", "Die nächsten Läufe halten sich daran, bis der Katalog etwas anderes sagt.";
    held_which: "Which product is it", "Welches Produkt ist es";
    held_new: "None of these: create a new one", "Keines davon: ein neues anlegen";
    held_out: "Leave it out", "Weglassen";
    held_choose: "Decide", "Entscheiden";
    held_reason: "Reason, if you like", "Begründung, wenn Sie mögen";
    held_undo: "Take it back", "Zurücknehmen";
    held_accepted(by): "Taken over by {by}.", "Übernommen von {by}.";
    held_kept(by): "Kept as it is by {by}.", "So gelassen von {by}.";
    held_left_out(by): "Left out by {by}.", "Weggelassen von {by}.";
    held_chosen(by, product): "Product {product}, chosen by {by}.", "Produkt {product}, gewählt von {by}.";
    held_created(by): "A new product, says {by}.", "Ein neues Produkt, sagt {by}.";
}
