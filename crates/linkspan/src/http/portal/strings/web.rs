//! Words that handlers say: what went wrong with a request, what is wrong with a field, what a button did.

super::strings! {
    trouble_not_found: "There is nothing at this address.", "Unter dieser Adresse gibt es nichts.";
    trouble_method: "This address is not meant to be used this way.", "Diese Adresse ist nicht für diesen Zweck da.";
    trouble_foreign: "This form is too old, or it does not come from a page of Linkspan.", "Dieses Formular ist zu alt oder stammt nicht von einer Seite von Linkspan.";
    trouble_malformed: "The request could not be read.", "Die Anfrage war nicht lesbar.";
    trouble_too_large: "That is more than this page takes.", "Das ist mehr, als diese Seite annimmt.";
    trouble_too_slow: "The answer took too long.", "Die Antwort hat zu lange gedauert.";
    trouble_internal: "Something went wrong on this server.", "Auf diesem Server ist etwas schiefgegangen.";
    trouble_todo_address: "Check the address, or begin at the home page.", "Prüfen Sie die Adresse oder beginnen Sie auf der Startseite.";
    trouble_todo_back: "Go back and look at what you entered.", "Gehen Sie zurück und prüfen Sie die Eingabe.";
    trouble_todo_reload: "Go back, reload the page, and send it once more.", "Gehen Sie zurück, laden Sie die Seite neu und senden Sie noch einmal.";
    trouble_todo_later: "Try again in a minute. If it stays like this, quote the reference to whoever runs this server.", "Versuchen Sie es in einer Minute erneut. Bleibt es so, nennen Sie die Referenz dem Betreiber dieses Servers.";
    trouble_todo_quote: "Try again. If it happens once more, quote the reference to whoever runs this server; the log has the rest.", "Versuchen Sie es erneut. Geschieht es wieder, nennen Sie die Referenz dem Betreiber dieses Servers; der Rest steht im Protokoll.";

    door_name_wrong: "Give your name, up to 80 characters.", "Geben Sie Ihren Namen an, höchstens 80 Zeichen.";
    door_email_wrong: "This is no e-mail address.", "Das ist keine E-Mail-Adresse.";
    door_password_short(n): "Use {n} characters or more.", "Nehmen Sie mindestens {n} Zeichen.";
    door_password_long(n): "Use {n} characters at most.", "Nehmen Sie höchstens {n} Zeichen.";
    door_password_differs: "The two passwords differ.", "Die beiden Passwörter sind verschieden.";
    door_wrong_pair: "E-mail and password do not belong together.", "E-Mail und Passwort gehören nicht zusammen.";
    door_wait(minutes): "Too many tries. Wait {minutes} minutes, or ask for a sign-in link.", "Zu viele Versuche. Warten Sie {minutes} Minuten oder lassen Sie sich einen Link geben.";

    home_connection_dead: "The account no longer answers.", "Das Konto antwortet nicht mehr.";
    connector_mend: "Reconnect", "Neu verbinden";
    home_act_look: "Look at it", "Ansehen";
    home_act_decide: "Decide", "Entscheiden";
    home_act_open: "Open", "Öffnen";

    did_take: "Taken. It is checked now.", "Übernommen. Sie wird jetzt geprüft.";
    did_release: "Released. It is checked once more and sent.", "Freigegeben. Der Auftrag wird noch einmal geprüft und gesendet.";
    did_check: "It is being looked at now.", "Es wird jetzt nachgesehen.";
    did_adopt: "Noted. Linkspan follows it under this number.", "Vermerkt. Linkspan verfolgt ihn unter dieser Nummer.";
    did_resend: "TD SYNNEX is asked once more, then the stored request is sent again.", "TD SYNNEX wird noch einmal gefragt, dann geht die gespeicherte Anfrage erneut hinaus.";
    did_give_up: "Given up. Linkspan no longer follows it.", "Aufgegeben. Linkspan verfolgt ihn nicht mehr.";
    did_save: "Saved.", "Gespeichert.";
    did_test: "A test message is on its way.", "Eine Testnachricht ist unterwegs.";
    fact_ship_method: "Ship method", "Versandart";
    fact_yes: "Yes", "Ja";
    fact_no: "No", "Nein";
    settings_recipient_wrong(address): "{address} is no e-mail address.", "{address} ist keine E-Mail-Adresse.";
    settings_test_title: "A test message from Linkspan", "Eine Testnachricht von Linkspan";
    settings_test_body: "Notices reach this address.", "Hinweise erreichen diese Adresse.";
    about_version: "Version", "Version";
    about_licence: "Licence", "Lizenz";
    about_data: "Data", "Daten";
    about_address: "Address", "Adresse";
    about_started: "Started", "Gestartet";
}
