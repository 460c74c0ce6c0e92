//! Words around the guides.

super::strings! {
    docs_title: "Guides", "Anleitungen";
    docs_lead: "For those who link an account, who build on it, and who run the server.", "Für die, die ein Konto verbinden, darauf aufbauen oder den Server betreiben.";
    docs_contents: "On this page", "Auf dieser Seite";
    docs_plain: "As plain text", "Als einfacher Text";
    docs_other_language: "Auf Deutsch", "In English";
    docs_reference: "API reference", "API-Referenz";
    docs_reference_text: "Every operation of the environment's own API, with what it takes and gives.", "Alle Operationen der eigenen API, mit dem, was sie nehmen und geben.";
    docs_machine: "OpenAPI document", "OpenAPI-Dokument";
    docs_scope: "Scope", "Berechtigung";
    docs_path: "In the path", "Im Pfad";
    docs_query: "In the query", "In der Abfrage";
    docs_body: "Body", "Body";
    docs_answer: "Answer", "Antwort";
    docs_list_of: "A list of these, under data.", "Eine Liste davon, unter data.";
    docs_page_of: "A page of these, under data, with next_cursor.", "Eine Seite davon, unter data, mit next_cursor.";
    docs_optional: "may be left out", "kann fehlen";
    docs_nullable: "or null", "oder null";
    docs_shapes: "Objects", "Objekte";
}
