//! Words of the page of backups.

super::strings! {
    backup_title: "Backup", "Sicherung";
    backup_lead: "One file with everything that must not be lost, as of one moment, made while Linkspan runs.", "Eine Datei mit allem, was nicht verloren gehen darf, zu einem Zeitpunkt, während Linkspan läuft.";
    backup_key: "The key file is never in a backup. Keep a copy of it apart: without it the stored credentials cannot be opened.", "Die Schlüsseldatei ist nie in einer Sicherung. Bewahren Sie eine Kopie getrennt auf: Ohne sie lassen sich die gespeicherten Zugangsdaten nicht öffnen.";
    backup_make: "Make a backup", "Sicherung anlegen";
    backup_make_text(place): "It is put into {place}. Copy it to another machine.", "Sie liegt dann in {place}. Kopieren Sie sie auf einen anderen Rechner.";
    backup_catalogue: "With the distributor's catalogue", "Mit dem Katalog des Distributors";
    backup_catalogue_hint: "Large, and rarely needed: the next catalogue file makes it again.", "Groß und selten nötig: Die nächste Katalogdatei stellt ihn wieder her.";
    backup_keep: "Backups to keep", "Sicherungen behalten";
    backup_keep_hint: "The oldest go when a new one is made. Those made before an upgrade are counted apart.", "Die ältesten gehen, wenn eine neue entsteht. Die vor einem Upgrade zählen für sich.";
    backup_keep_wrong(most): "Give a number from 1 to {most}.", "Geben Sie eine Zahl von 1 bis {most} an.";
    backup_did_make: "The backup was made.", "Die Sicherung wurde angelegt.";
    backup_there: "Backups", "Sicherungen";
    backup_none: "Backups appear here once you make one.", "Sicherungen erscheinen hier, sobald Sie eine anlegen.";
    backup_file: "File", "Datei";
    backup_made_at: "Made", "Angelegt";
    backup_holds: "Holds", "Enthält";
    backup_holds_core: "all but the catalogue", "alles außer dem Katalog";
    backup_holds_all: "all, the catalogue too", "alles, auch den Katalog";
    backup_before_upgrade: "before an upgrade", "vor einem Upgrade";
    backup_unreadable: "cannot be read", "nicht lesbar";
    backup_size: "Size in MB", "Größe in MB";
    backup_restore: "Restore", "Wiederherstellen";
    backup_restore_text: "Stop the server, run this on its machine, start it again. Nothing is sent until you have confirmed the list of submitted purchase orders.", "Server anhalten, dies auf seinem Rechner ausführen, wieder starten. Es wird nichts gesendet, bis Sie die Liste der eingereichten Bestellungen bestätigt haben.";
    backup_postgres: "The data is in PostgreSQL. Back it up with the database's own tools, such as pg_dump, and keep a copy of the key file apart.", "Die Daten liegen in PostgreSQL. Sichern Sie sie mit den Werkzeugen der Datenbank, etwa pg_dump, und bewahren Sie eine Kopie der Schlüsseldatei getrennt auf.";
    settings_backup_text: "A copy of everything that must not be lost.", "Eine Kopie von allem, was nicht verloren gehen darf.";
    settings_backup_open: "Open backups", "Sicherungen öffnen";
}
