//! Words of the home page.

super::strings! {
    home_title: "Home", "Start";
    home_waiting_title: "Waiting for you", "Wartet auf Sie";
    home_waiting_none: "Nothing waits for you.", "Nichts wartet auf Sie.";
    home_waiting_none_text: "Orders that need an answer, and accounts that need a new password, will stand here.", "Hier stehen Aufträge, die eine Antwort brauchen, und Konten, die ein neues Passwort brauchen.";
    home_pipeline_title: "Orders in flight", "Aufträge unterwegs";
    home_pipeline_ready: "Ready to send", "Sendebereit";
    home_pipeline_ordered: "Ordered", "Bestellt";
    home_pipeline_shipped: "Shipped", "Versandt";
    home_pipeline_invoiced: "Invoiced", "Berechnet";
    home_pipeline_all: "All orders", "Alle Aufträge";
    home_quota_title: "Autotask calls", "Autotask-Abrufe";
    home_quota_of(share): "of {share} calls this hour", "von {share} Abrufen in dieser Stunde";
    home_quota_label(used, share): "{used} of {share} calls this hour", "{used} von {share} Abrufen in dieser Stunde";
    home_quota_ours: "Linkspan", "Linkspan";
    home_quota_others: "Everything else", "Alles andere";
    home_quota_share: "Our share", "Unser Anteil";
    home_quota_none: "Shown once an Autotask account is linked.", "Erscheint, sobald ein Autotask-Konto verbunden ist.";
    home_quota_change: "Change the share", "Anteil ändern";
    home_runs_title: "Templates", "Vorlagen";
    home_last_run: "Last run", "Letzter Lauf";
    home_next_run: "Next run", "Nächster Lauf";
    home_last_look: "Looked", "Nachgesehen";
    look_orders(seen, news): "{seen} submitted, {news} new", "{seen} eingereicht, {news} neu";
    look_news: "one order asked about, with news", "ein Auftrag erfragt, mit Neuigkeiten";
    look_no_news: "one order asked about, nothing new", "ein Auftrag erfragt, nichts Neues";
    home_no_run: "Has not run yet", "Noch nicht gelaufen";
    home_switched_off: "Switched off", "Ausgeschaltet";
    home_looked(time): "Last looked for purchase orders {time}", "Zuletzt nach Bestellungen gesehen: {time}";
    home_looked_never: "Has not looked for purchase orders yet", "Noch nicht nach Bestellungen gesehen";
    home_start_title: "Three steps to the first order", "Drei Schritte bis zum ersten Auftrag";
    home_start_autotask: "Connect Autotask", "Autotask verbinden";
    home_start_autotask_text: "Five minutes, with a guide beside the form.", "Fünf Minuten, mit einer Anleitung neben dem Formular.";
    home_start_distributor: "Connect TD SYNNEX", "TD SYNNEX verbinden";
    home_start_distributor_text: "Two XML users of your account, one to read, one to order.", "Zwei XML-Benutzer Ihres Kontos, einer zum Lesen, einer zum Bestellen.";
    home_start_templates: "Switch on the templates", "Vorlagen einschalten";
    home_start_templates_text: "One after the other. Nothing is written before you have seen a preview.", "Eine nach der anderen. Nichts wird geschrieben, bevor Sie eine Vorschau gesehen haben.";
    home_step_done: "Done", "Erledigt";
    run_held_count(n): "{n} products held", "{n} Produkte angehalten";
}
