//! Words that more than one page uses: navigation, states, times, buttons, and the door (sign-in, first run, errors).

super::strings! {
    skip_link: "Skip to content", "Zum Inhalt springen";
    nav_label: "Main", "Hauptnavigation";
    nav_home: "Home", "Start";
    nav_orders: "Orders", "Aufträge";
    nav_products: "Products", "Produkte";
    nav_connectors: "Connectors", "Konnektoren";
    nav_activity: "Activity", "Aktivität";
    nav_settings: "Settings", "Einstellungen";
    nav_more: "More", "Mehr";
    nav_waiting(n): "{n} waiting for you", "{n} warten auf Sie";
    breadcrumb: "You are here", "Sie sind hier";
    demo_band: "Demo: both vendors are emulators on this machine. Nothing leaves it.", "Demo: Beide Anbieter sind Emulatoren auf diesem Rechner. Nichts verlässt ihn.";
    language: "Language", "Sprache";
    theme: "Colours", "Farben";
    theme_auto: "As the system", "Wie das System";
    theme_light: "Light", "Hell";
    theme_dark: "Dark", "Dunkel";
    sign_out: "Sign out", "Abmelden";
    needs_reload: "Reload to update.", "Zum Aktualisieren neu laden.";

    save: "Save", "Speichern";
    cancel: "Cancel", "Abbrechen";
    back: "Back", "Zurück";
    reset: "Reset", "Zurücksetzen";
    search: "Search", "Suchen";
    apply_filter: "Apply", "Anwenden";
    clear_filter: "Clear filters", "Filter aufheben";
    details: "Details", "Einzelheiten";
    settings_link: "Settings", "Einstellungen";
    all: "All", "Alle";
    on: "On", "An";
    off: "Off", "Aus";
    none_yet: "None yet", "Noch keine";
    never: "Never", "Nie";
    not_known: "not known", "nicht bekannt";
    reason: "Reason", "Grund";
    reason_hint: "Kept with the order, together with your name.", "Wird mit Ihrem Namen beim Auftrag aufbewahrt.";
    show_secret: "Show what you typed", "Eingabe anzeigen";
    pager_label: "Pages", "Seiten";
    pager_range(first, last, total): "{first} to {last} of {total}", "{first} bis {last} von {total}";
    page_before: "Previous", "Zurück";
    page_after: "Next", "Weiter";
    progress_of(done, total): "{done} of {total}", "{done} von {total}";
    opens_outside: "opens another site", "öffnet eine andere Seite";

    just_now: "just now", "gerade eben";
    in_a_moment: "in a moment", "gleich";
    minute_ago: "1 minute ago", "vor 1 Minute";
    minutes_ago(n): "{n} minutes ago", "vor {n} Minuten";
    in_minute: "in 1 minute", "in 1 Minute";
    in_minutes(n): "in {n} minutes", "in {n} Minuten";
    hour_ago: "1 hour ago", "vor 1 Stunde";
    hours_ago(n): "{n} hours ago", "vor {n} Stunden";
    in_hour: "in 1 hour", "in 1 Stunde";
    in_hours(n): "in {n} hours", "in {n} Stunden";
    day_ago: "1 day ago", "vor 1 Tag";
    days_ago(n): "{n} days ago", "vor {n} Tagen";
    in_day: "in 1 day", "in 1 Tag";
    in_days(n): "in {n} days", "in {n} Tagen";

    order_new: "Just found", "Gerade gefunden";
    order_held: "Waiting for you", "Wartet auf Sie";
    order_validated: "Checked: goes out next", "Geprüft: geht als Nächstes raus";
    order_awaiting_release: "Ready to send", "Sendebereit";
    order_sending: "Sending", "Wird gesendet";
    order_accepted: "Ordered", "Bestellt";
    order_open: "Ordered", "Bestellt";
    order_partly_accepted: "Partly ordered", "Teilweise bestellt";
    order_pending_review: "With the distributor's sales team", "Beim Vertrieb des Distributors";
    order_unknown: "Not sure yet: checking", "Noch unklar: wird geprüft";
    order_conflict: "Needs a decision", "Entscheidung nötig";
    order_rejected: "Refused", "Abgelehnt";
    order_withdrawn: "Withdrawn", "Zurückgezogen";
    order_abandoned: "Given up", "Aufgegeben";
    order_cancelled: "Cancelled", "Storniert";
    order_closed: "Done", "Erledigt";

    line_pending: "Not sent yet", "Noch nicht gesendet";
    line_sent: "Sent", "Gesendet";
    line_accepted: "Ordered", "Bestellt";
    line_released: "In the warehouse", "Im Lager";
    line_backordered: "Backordered", "Im Rückstand";
    line_partly_shipped: "Partly shipped", "Teilweise versandt";
    line_shipped: "Shipped", "Versandt";
    line_delivered: "Delivered", "Zugestellt";
    line_invoiced: "Invoiced", "Berechnet";
    line_closed: "Done", "Erledigt";
    line_cancelled: "Cancelled", "Storniert";
    line_rejected: "Refused", "Abgelehnt";
    line_unknown: "Not sure yet", "Noch unklar";

    connection_not_connected: "Not connected", "Nicht verbunden";
    connection_connected: "Connected", "Verbunden";
    connection_error: "Error", "Fehler";
    connection_disabled: "Disabled", "Ausgeschaltet";

    run_scheduled: "Scheduled", "Geplant";
    run_waiting: "Waiting for its share of calls", "Wartet auf freie Abrufe";
    run_running: "Running", "Läuft";
    run_completed: "Completed", "Abgeschlossen";
    run_warnings: "Completed with warnings", "Mit Hinweisen abgeschlossen";
    run_failed: "Failed", "Fehlgeschlagen";
    run_cancelled: "Cancelled", "Abgebrochen";

    record_in_sync: "In sync", "Abgeglichen";
    record_partial: "Partly done", "Teilweise erledigt";
    record_held: "Waiting for you", "Wartet auf Sie";
    record_failing: "Failing", "Fehlerhaft";
    record_excluded: "Excluded", "Ausgenommen";

    check_waiting: "Not tried yet", "Noch nicht versucht";
    check_passed: "Passed", "Bestanden";
    check_remark: "Works, with a remark", "Geht, mit Hinweis";
    check_failed: "Failed", "Fehlgeschlagen";

    product_linked: "In Autotask", "In Autotask";
    product_planned: "With the next run", "Mit dem nächsten Lauf";
    product_not_selected: "Not selected", "Nicht ausgewählt";
    product_held: "Waiting for you", "Wartet auf Sie";
    product_discontinued: "Discontinued", "Ausgelaufen";

    sign_in_title: "Sign in", "Anmelden";
    sign_in_button: "Sign in", "Anmelden";
    sign_in_help: "No account, or no password any more? An administrator makes a new link with:", "Kein Konto oder kein Passwort mehr? Ein Administrator erzeugt einen neuen Link mit:";
    email: "E-mail", "E-Mail";
    password: "Password", "Passwort";
    owner_title: "Make Linkspan yours", "Linkspan in Besitz nehmen";
    owner_intro: "This link works once. The account you make here may do everything, and can invite others.", "Dieser Link gilt einmal. Das Konto, das Sie hier anlegen, darf alles und kann andere einladen.";
    owner_name: "Your name", "Ihr Name";
    owner_name_hint: "Shown beside what you decide, such as a release.", "Steht neben dem, was Sie entscheiden, etwa einer Freigabe.";
    owner_email_hint: "You sign in with it. Notices go there until you say otherwise.", "Damit melden Sie sich an. Hinweise gehen dorthin, bis Sie es ändern.";
    owner_password_hint: "12 characters or more. A sentence is easier to keep than a riddle.", "Mindestens 12 Zeichen. Ein Satz merkt sich leichter als ein Rätsel.";
    owner_password_again: "Password, once more", "Passwort, noch einmal";
    owner_button: "Create the account", "Konto anlegen";
    error_what_now: "What you can do", "Was Sie tun können";
    error_reference: "Reference to quote", "Referenz zum Angeben";
    error_home: "Go to the home page", "Zur Startseite";
    error_retry: "Try again", "Noch einmal versuchen";
}
