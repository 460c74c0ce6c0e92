//! Words of the connector list, a connector's page and its disconnect.

super::strings! {
    connectors_title: "Connector Bridge", "Connector Bridge";
    connectors_lead: "The accounts that Linkspan links. One PSA and one distributor make a bridge; templates run on it.", "Die Konten, die Linkspan verbindet. Ein PSA und ein Distributor ergeben eine Brücke; darauf laufen die Vorlagen.";
    connectors_none: "Connectors that this server knows will stand here.", "Hier stehen die Konnektoren, die dieser Server kennt.";
    connector_account: "Account", "Konto";
    connector_used_by: "Used by", "Genutzt von";
    connector_used_by_none: "No template yet", "Noch keiner Vorlage";
    connector_connect: "Connect", "Verbinden";
    connector_reconnect: "Reconnect", "Neu verbinden";
    connector_disconnect: "Disconnect", "Trennen";
    connector_manage: "Manage", "Verwalten";
    connector_switch: "Connector on or off", "Konnektor an oder aus";
    connector_tab_overview: "Overview", "Überblick";
    connector_tab_templates: "Integration templates", "Integrationsvorlagen";
    connector_tab_activity: "Sync activity log", "Abgleichsprotokoll";
    connector_flows: "What flows where", "Was wohin fließt";
    connector_needs: "What must be ready", "Was bereitliegen muss";
    connector_found: "What was found", "Was gefunden wurde";
    connector_found_none: "Zone, account and permissions will stand here after connecting.", "Nach dem Verbinden stehen hier Zone, Konto und Berechtigungen.";
    connector_checked(time): "Checked {time}", "Geprüft {time}";
    connector_check_now: "Check now", "Jetzt prüfen";
    test_host: "test host", "Testserver";
    check_cause: "Cause", "Ursache";
    check_cure: "What to do", "Abhilfe";
    disconnect_title(name): "Disconnect {name}", "{name} trennen";
    disconnect_lead: "Look at what is still under way first.", "Sehen Sie zuerst nach, was noch unterwegs ist.";
    disconnect_open: "Open orders", "Offene Aufträge";
    disconnect_open_text: "These are ordered and stay ordered. Linkspan would no longer follow them: no tracking, no invoice, no change reaches Autotask.", "Diese sind bestellt und bleiben bestellt. Linkspan würde sie nicht weiter verfolgen: keine Sendung, keine Rechnung, keine Änderung erreicht Autotask.";
    disconnect_none: "No open orders.", "Keine offenen Aufträge.";
    disconnect_none_text: "Nothing is lost by disconnecting now.", "Jetzt zu trennen verliert nichts.";
    disconnect_more(n): "{n} more", "{n} weitere";
    disconnect_what: "What happens", "Was geschieht";
    disconnect_what_secrets: "The secrets are destroyed at once. To connect again you type them again.", "Die Geheimnisse werden sofort vernichtet. Zum erneuten Verbinden geben Sie sie neu ein.";
    disconnect_what_templates: "All templates of this account are switched off. Their settings stay.", "Alle Vorlagen dieses Kontos werden ausgeschaltet. Ihre Einstellungen bleiben.";
    disconnect_what_kept: "The order ledger and the audit stay. Nothing is deleted in Autotask or at the distributor.", "Das Auftragsbuch und das Prüfprotokoll bleiben. Weder in Autotask noch beim Distributor wird etwas gelöscht.";
    disconnect_agree: "I have seen the open orders and look after them myself.", "Ich habe die offenen Aufträge gesehen und kümmere mich selbst darum.";
    disconnect_not_agreed: "Tick the box to go on.", "Setzen Sie das Häkchen, um fortzufahren.";
    disconnect_button(name): "Disconnect {name}", "{name} trennen";
    disconnect_keep: "Keep the connection", "Verbindung behalten";
}
