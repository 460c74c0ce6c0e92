//! The connect page, on which people link accounts in other apps.

super::strings! {
    link_head: "Connect an account", "Konto verbinden";
    link_close: "Close", "Schließen";
    link_back: "Back to the list", "Zurück zur Liste";
    link_wait_title: "One moment", "Einen Moment";
    link_wait: "The app that opened this page has not said yet what to connect.", "Die App, die diese Seite geöffnet hat, hat noch nicht gesagt, was zu verbinden ist.";
    link_no_script: "This page needs script when an app opens it. Ask for a link: it works without.", "Öffnet eine App diese Seite, braucht sie Skripte. Fragen Sie nach einem Link: Er geht ohne.";
    link_choose: "What do you want to connect?", "Was möchten Sie verbinden?";
    link_choose_lead: "The app gets access to the account that you choose.", "Die App erhält Zugang zu dem Konto, das Sie wählen.";
    link_none: "Nothing to connect", "Nichts zu verbinden";
    link_none_text: "The app has not switched on any account. Ask those who run it.", "Die App hat kein Konto eingeschaltet. Fragen Sie, wer sie betreibt.";
    link_title(name): "Connect {name}", "{name} verbinden";
    link_again(name): "Reconnect {name}", "{name} neu verbinden";
    link_lead: "The app gets access to this account until you or the app end it.", "Die App erhält Zugang zu diesem Konto, bis Sie oder die App ihn beenden.";
    link_again_lead: "New credentials, same account.", "Neue Zugangsdaten, gleiches Konto.";
    link_button: "Connect", "Verbinden";
    link_help: "Need help?", "Brauchen Sie Hilfe?";
    link_help_text: "The guide says where to find each value.", "Die Anleitung sagt, wo jeder Wert steht.";
    link_guide: "Open the guide", "Anleitung öffnen";
    link_done(name): "{name} is connected", "{name} ist verbunden";
    link_done_text: "You can close this and go back to the app.", "Sie können dies schließen und zur App zurückkehren.";
    link_done_button: "Done", "Fertig";
    link_field_missing: "Fill this in.", "Füllen Sie dies aus.";
    link_field_wrong: "This does not look as it should. Compare it with the guide.", "Das sieht nicht aus wie erwartet. Vergleichen Sie es mit der Anleitung.";
    link_field_long: "This is too long.", "Das ist zu lang.";
    link_refused: "The vendor refused these credentials. Check each field and try again.", "Der Anbieter hat diese Zugangsdaten abgelehnt. Prüfen Sie jedes Feld und versuchen Sie es erneut.";
    link_not_stored: "The account could not be connected. Nothing was stored.", "Das Konto konnte nicht verbunden werden. Nichts wurde gespeichert.";
    link_ended: "This session has ended", "Diese Sitzung ist beendet";
    link_ended_todo: "It lives for 30 minutes. Go back to the app and begin again.", "Sie dauert 30 Minuten. Gehen Sie zurück zur App und beginnen Sie neu.";
    link_not_allowed: "This account cannot be connected here", "Dieses Konto lässt sich hier nicht verbinden";
    link_not_allowed_todo: "The app did not ask for it. Go back to the app and begin again.", "Die App hat nicht danach gefragt. Gehen Sie zurück zur App und beginnen Sie neu.";
    link_gone: "The connection does not exist any more", "Die Verbindung gibt es nicht mehr";
    link_gone_todo: "Somebody deleted it. Go back to the app and connect the account anew.", "Jemand hat sie gelöscht. Gehen Sie zurück zur App und verbinden Sie das Konto neu.";
    link_trouble: "Something went wrong here", "Hier ging etwas schief";
    link_trouble_todo: "Try again in a few minutes. Nothing was stored.", "Versuchen Sie es in ein paar Minuten erneut. Nichts wurde gespeichert.";
    link_often: "Too many tries", "Zu viele Versuche";
    link_often_todo: "Wait a minute, then try again.", "Warten Sie eine Minute und versuchen Sie es dann erneut.";
    link_zone_hint: "The zone is found from it.", "Daraus wird die Zone gefunden.";
    guide_at_level_lent: "Copy the API-only level among Autotask's security levels and cut it down to what the app needs. Delete: nowhere.", "Kopieren Sie unter den Sicherheitsstufen von Autotask die API-only-Stufe und schränken Sie sie auf das ein, was die App braucht. Löschen: nirgends.";
    guide_at_code_lent: "On the same page: choose a custom identifier, name it after the app, copy the 27 characters.", "Auf derselben Seite: Wählen Sie eine eigene Kennung, nennen Sie sie nach der App, kopieren Sie die 27 Zeichen.";
    guide_at_zone_lent: "See which database it is", "Datenbank ansehen";
    guide_at_zone_lent_text: "The zone is found from the user name. You see the database before anything is stored.", "Die Zone wird aus dem Benutzernamen gefunden. Sie sehen die Datenbank, bevor etwas gespeichert wird.";
}
