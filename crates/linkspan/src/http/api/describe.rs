//! What an operation takes and gives, as data. The same data checks what comes in ([`super::check`]), is published
//! ([`super::openapi`]) and is shown to people ([`super::reference`]), so none of them can say something else.

/// What a value is.
#[derive(Clone, Copy)]
pub(in crate::http) enum Kind {
    /// An id of ours: a UUID as text.
    Id,
    /// A text between two lengths, in characters.
    Text(usize, usize),
    /// One of these words.
    Word(&'static [&'static str]),
    /// The same, where the words belong to an enumeration.
    WordOf(fn() -> Vec<&'static str>),
    /// A moment, `2026-11-22T08:00:00.000Z`.
    Time,
    /// A decimal number as text, so that no digit is lost.
    Amount,
    /// A whole number between two others.
    Whole(i64, i64),
    /// True or false.
    Flag,
    /// Several of the same.
    List(&'static Kind),
    /// An object with these members and no others.
    Object(&'static Shape),
    /// An object whose members have names of their own.
    Map(&'static Kind),
    /// Anything.
    Any,
}

/// Any text of ordinary length that we give.
pub(in crate::http) const TEXT: Kind = Kind::Text(0, 1_000_000);

/// A count.
pub(in crate::http) const COUNT: Kind = Kind::Whole(0, i64::MAX);

/// An object.
pub(in crate::http) struct Shape {
    /// Its name among the published shapes.
    pub(in crate::http) name: &'static str,
    /// What it is, one sentence.
    pub(in crate::http) about: &'static str,
    /// Its members.
    pub(in crate::http) fields: &'static [Field],
}

/// A member of an object, or a parameter.
#[derive(Clone, Copy)]
pub(in crate::http) struct Field {
    /// Its name.
    pub(in crate::http) name: &'static str,
    /// What it holds.
    pub(in crate::http) kind: Kind,
    /// What it means, one sentence.
    pub(in crate::http) about: &'static str,
    /// Whether it must be there.
    pub(in crate::http) needed: bool,
    /// Whether it may be null.
    pub(in crate::http) nullable: bool,
}

/// A member that is always there.
pub(in crate::http) const fn field(name: &'static str, kind: Kind, about: &'static str) -> Field {
    Field { name, kind, about, needed: true, nullable: false }
}

impl Field {
    /// It may be left out.
    pub(in crate::http) const fn optional(mut self) -> Self {
        self.needed = false;
        self
    }

    /// It may be null.
    pub(in crate::http) const fn or_null(mut self) -> Self {
        self.nullable = true;
        self
    }
}

/// What an operation answers when it went well.
#[derive(Clone, Copy)]
pub(in crate::http) enum Gives {
    /// One object.
    One(&'static Shape),
    /// `{"data": [...]}`, all of them.
    All(&'static Shape),
    /// `{"data": [...], "next_cursor"}`, a page of them.
    Page(&'static Shape),
}

/// An operation in words and types; its verb, path and scopes are in the table.
#[derive(Clone, Copy)]
pub(in crate::http) struct Described {
    /// A name for programs that are made from the description, such as `listOrders`.
    pub(in crate::http) id: &'static str,
    /// Under which heading it stands.
    pub(in crate::http) group: &'static str,
    /// What it does, a few words.
    pub(in crate::http) summary: &'static str,
    /// What else there is to know; may be empty.
    pub(in crate::http) more: &'static str,
    /// What stands in the path.
    pub(in crate::http) path: &'static [Field],
    /// What may stand in the query.
    pub(in crate::http) query: &'static [Field],
    /// The body, where there is one.
    pub(in crate::http) body: Option<&'static Shape>,
    /// The answer.
    pub(in crate::http) gives: Gives,
    /// Statuses of refusals that only some operations have, with what they mean.
    pub(in crate::http) refusals: &'static [(u16, &'static str)],
}

impl Described {
    /// The description of something that is read, to be completed with `..`.
    pub(in crate::http) const READ: Self = Self {
        id: "",
        group: "",
        summary: "",
        more: "",
        path: &[],
        query: &[],
        body: None,
        gives: Gives::One(&EMPTY),
        refusals: &[],
    };
}

static EMPTY: Shape = Shape { name: "Empty", about: "Nothing.", fields: &[] };

/// An amount with its currency; they are never apart.
pub(in crate::http) static MONEY: Shape = Shape {
    name: "Money",
    about: "An amount with its currency.",
    fields: &[
        field("amount", Kind::Amount, "The amount in the currency's main unit."),
        field("currency", Kind::Text(3, 3), "ISO 4217 code."),
    ],
};

/// How long a page is.
pub(in crate::http) const LIMIT: Field =
    field("limit", Kind::Whole(1, 200), "How many rows at most; 50 where it is left out.").optional();

/// Where a page begins.
pub(in crate::http) const CURSOR: Field =
    field("cursor", Kind::Id, "`next_cursor` of the page before; left out for the first page.").optional();

/// The templates.
pub(in crate::http) fn template_words() -> Vec<&'static str> {
    linkspan_core::template::TemplateKind::ALL.iter().map(|kind| kind.as_str()).collect()
}
