//! Words of the settings page.

super::strings! {
    settings_title: "Settings", "Einstellungen";
    settings_notices: "Notices", "Hinweise";
    settings_notices_text: "One e-mail per order and state, to people who can do something about it.", "Eine E-Mail je Auftrag und Zustand, an die, die etwas tun können.";
    settings_no_mail: "This server has no way to send mail yet. Notices wait in the portal.", "Dieser Server kann noch keine E-Mail senden. Hinweise warten im Portal.";
    settings_recipients: "Recipients", "Empfänger";
    settings_recipients_hint: "Several with commas.", "Mehrere mit Komma.";
    settings_when: "Tell them when", "Melden, wenn";
    settings_on_held: "an order waits for a person", "ein Auftrag auf jemanden wartet";
    settings_on_unknown: "it is not sure whether an order arrived", "unklar ist, ob ein Auftrag ankam";
    settings_on_conflict: "an order needs a decision", "ein Auftrag eine Entscheidung braucht";
    settings_on_rejected: "an order was refused", "ein Auftrag abgelehnt wurde";
    settings_on_credentials: "an account no longer accepts its credentials", "ein Konto die Zugangsdaten nicht mehr annimmt";
    settings_test: "Send a test", "Test senden";
    settings_through(name): "Leaves through {name}", "Geht über {name}";
    settings_last_sent(time): "last sent {time}", "zuletzt gesendet {time}";
    settings_quota: "Share of Autotask calls", "Anteil an Autotask-Abrufen";
    settings_quota_text: "Autotask counts the calls of all programs together. The share keeps Linkspan from using them up; orders go before products.", "Autotask zählt die Abrufe aller Programme zusammen. Der Anteil hindert Linkspan daran, sie aufzubrauchen; Aufträge gehen vor Produkten.";
    settings_quota_limit(n): "Autotask allows {n} an hour in all", "Autotask erlaubt insgesamt {n} pro Stunde";
    settings_percent: "Share", "Anteil";
    settings_percent_hint: "1 to 90. 30 suits most.", "1 bis 90. 30 passt meist.";
    settings_percent_wrong: "Give a whole number from 1 to 90, so that others can work too.", "Geben Sie eine ganze Zahl von 1 bis 90 an, damit auch andere arbeiten können.";
    settings_appearance: "Appearance and language", "Aussehen und Sprache";
    settings_appearance_text: "For you alone, in this browser.", "Nur für Sie, in diesem Browser.";
    settings_about: "About", "Über Linkspan";
    settings_independent: "Linkspan is independent of Autotask and TD SYNNEX; their names belong to them.", "Linkspan ist unabhängig von Autotask und TD SYNNEX; die Namen gehören den Anbietern.";
}
