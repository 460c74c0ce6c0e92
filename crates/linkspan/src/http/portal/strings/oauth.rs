//! Words of the popup in which an account is linked.

super::strings! {
    oauth_done: "The account is connected", "Das Konto ist verbunden";
    oauth_done_text: "You can close this window.", "Sie können dieses Fenster schließen.";
    oauth_failed: "The account was not connected", "Das Konto wurde nicht verbunden";
    oauth_again: "Close this window and begin again in the application.", "Schließen Sie dieses Fenster und beginnen Sie in der Anwendung neu.";
    oauth_state: "Nobody waits for this window any more: it was used already, took longer than ten minutes, or was begun in another browser.", "Auf dieses Fenster wartet niemand mehr: Es wurde schon benutzt, brauchte länger als zehn Minuten oder wurde in einem anderen Browser begonnen.";
    oauth_denied: "You did not allow the access.", "Sie haben den Zugriff nicht erlaubt.";
    oauth_vendor(code): "The vendor sent you back with an error: {code}.", "Der Anbieter hat Sie mit einem Fehler zurückgeschickt: {code}.";
    oauth_session: "The link is not known or has ended; it is good for half an hour.", "Der Link ist nicht bekannt oder abgelaufen; er gilt eine halbe Stunde.";
    oauth_unfit: "The application asked for something that is not set up here.", "Die Anwendung hat etwas verlangt, das hier nicht eingerichtet ist.";
    oauth_config(names): "Something is missing or cannot be right: {names}.", "Etwas fehlt oder kann nicht stimmen: {names}.";
    oauth_exchange: "You allowed the access, but the vendor gave no token for it.", "Sie haben den Zugriff erlaubt, aber der Anbieter hat kein Token dafür gegeben.";
    oauth_unreachable: "You allowed the access, but the vendor's token service did not answer.", "Sie haben den Zugriff erlaubt, aber der Token-Dienst des Anbieters hat nicht geantwortet.";
    oauth_refused: "The vendor gave a token, but the account could not be reached with it.", "Der Anbieter hat ein Token gegeben, aber das Konto war damit nicht erreichbar.";
}
