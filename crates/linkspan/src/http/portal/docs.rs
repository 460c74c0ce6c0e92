//! The guides and the API reference: documents that anybody may read, in the portal's look.
//!
//! A guide is Markdown of ours, compiled in; nothing from outside is ever rendered here.

use super::html::{Html, escape};
use super::page::{Link, page};
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Addresses that lead to a document of ours wherever a guide names them.
const SERVED: [&str; 3] = ["/docs/api", "/openapi.json", "/llms.txt"];

/// The list of guides. `GET /docs`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocsIndexPage {
    /// The guides, each with its one sentence.
    pub guides: Vec<(Link, String)>,
}

page!(DocsIndexPage, "docs_index.html");

/// One guide. `GET /docs/...`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuidePage {
    /// What it is called.
    pub title: String,
    /// The parts, for the list of contents.
    pub contents: Vec<Link>,
    /// The text.
    pub text: Html,
    /// Where the same is as Markdown.
    pub plain: String,
    /// Where the same is in the other language, where there is one.
    pub other: Option<String>,
}

page!(GuidePage, "docs_guide.html");

/// The API reference. `GET /docs/api`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferencePage {
    /// The operations under their headings.
    pub groups: Vec<Group>,
    /// The objects that operations take and give.
    pub shapes: Vec<Members>,
}

page!(ReferencePage, "docs_api.html");

/// Operations under one heading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Group {
    /// The heading, with its place on the page.
    pub head: Link,
    /// The operations.
    pub operations: Vec<Operation>,
}

/// One operation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Operation {
    /// Its name, which is its place on the page too.
    pub id: String,
    /// In capitals.
    pub verb: String,
    /// With parameters in braces.
    pub path: String,
    /// What it does.
    pub summary: String,
    /// What else there is to know.
    pub more: String,
    /// What it needs.
    pub scope: String,
    /// What stands in the path.
    pub in_path: Members,
    /// What may stand in the query.
    pub in_query: Members,
    /// What it takes: the name of an object.
    pub body: Option<String>,
    /// What it gives: the name of an object.
    pub answer: String,
    /// Whether it gives several.
    pub many: Many,
}

/// How many of an object an operation gives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Many {
    /// One.
    #[default]
    One,
    /// All of them.
    List,
    /// A page of them.
    Page,
}

/// The members of an object, or parameters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    /// The object's name; empty for parameters.
    pub name: String,
    /// What it is.
    pub about: String,
    /// The members.
    pub all: Vec<Member>,
}

/// A member of an object, or a parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// What it holds, in words.
    pub kind: String,
    /// The object that it holds, where it does.
    pub shape: Option<String>,
    /// What it means.
    pub about: String,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether it may be null.
    pub nullable: bool,
}

impl GuidePage {
    /// A guide from its Markdown, which begins with its title.
    #[must_use]
    pub fn of(markdown: &str, plain: impl Into<String>, other: Option<String>) -> Self {
        let (title, rest) = markdown.split_once('\n').unwrap_or((markdown, ""));
        let (text, contents) = rendered(rest);
        Self {
            title: title.trim_start_matches('#').trim().to_owned(),
            contents,
            text: Html::trusted(text),
            plain: plain.into(),
            other,
        }
    }
}

/// Markdown as HTML, with a place for each heading, and the parts.
fn rendered(markdown: &str) -> (String, Vec<Link>) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut events: Vec<Event<'_>> = Parser::new_ext(markdown, options).collect();
    let mut contents = Vec::new();
    for at in 0..events.len() {
        let Event::Start(Tag::Heading { level, .. }) = &events[at] else { continue };
        let level = *level;
        let words = heading(&events[at + 1..]);
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
            let place = id.get_or_insert_with(|| CowStr::from(slug(&words))).to_string();
            if level == HeadingLevel::H2 {
                contents.push(Link::new(words, format!("#{place}")));
            }
        }
    }
    let mut text = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut text, finished(events).into_iter());
    (text, contents)
}

/// What is wider than the screen is moved inside its own frame, not with the page; names of our documents become links.
fn finished(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let frame = |event| match event {
        Event::Start(Tag::Table(columns)) => {
            vec![Event::Html("<div class=\"table-wrap\" tabindex=\"0\">".into()), Event::Start(Tag::Table(columns))]
        }
        Event::End(TagEnd::Table) => vec![Event::End(TagEnd::Table), Event::Html("</div>".into())],
        Event::Start(Tag::CodeBlock(kind)) => {
            vec![Event::Html("<div class=\"code\" tabindex=\"0\">".into()), Event::Start(Tag::CodeBlock(kind))]
        }
        Event::End(TagEnd::CodeBlock) => vec![Event::End(TagEnd::CodeBlock), Event::Html("</div>".into())],
        // Documents of ours that the guides name by their address.
        Event::Code(name) if SERVED.contains(&name.as_ref()) => {
            vec![Event::InlineHtml(format!("<a href=\"{name}\"><code>{name}</code></a>").into())]
        }
        other => vec![other],
    };
    events.into_iter().flat_map(frame).collect()
}

fn heading(events: &[Event<'_>]) -> String {
    let inside = events.iter().take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let words = inside.filter_map(|event| match event {
        Event::Text(words) | Event::Code(words) => Some(words.as_ref()),
        _ => None,
    });
    words.collect()
}

/// A heading as a place: small letters with dashes.
pub fn slug(words: &str) -> String {
    let letters = words.chars().map(|letter| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '-' });
    let text: String = letters.collect();
    text.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

/// Text with code between backticks, as our descriptions have it.
#[must_use]
pub fn with_code(text: &str) -> Html {
    let parts = text.split('`').enumerate().map(|(at, part)| match at % 2 {
        0 => escape(part),
        _ => format!("<code>{}</code>", escape(part)),
    });
    Html::trusted(parts.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_have_places_and_stand_in_the_contents() {
        let page = GuidePage::of(
            "# A title\n\nHello.\n\n## If it *does not*, `work`\n\n### Deeper\n\n## Später {#later}\n",
            "/x.md",
            None,
        );
        assert_eq!(page.title, "A title");
        let contents: Vec<_> = page.contents.iter().map(|part| (part.label.as_str(), part.href.as_str())).collect();
        assert_eq!(contents, [("If it does not, work", "#if-it-does-not-work"), ("Später", "#later")]);
        let text = page.text.to_string();
        assert!(
            text.contains("<h2 id=\"if-it-does-not-work\">") && text.contains("<h2 id=\"later\">Später</h2>"),
            "{text}"
        );
    }

    #[test]
    fn wide_parts_move_inside_their_frame_and_nothing_is_styled_inline() {
        let (text, _) = rendered("| a | b |\n| --- | --- |\n| 1 | <b> |\n\n```sh\ncurl 'x' && y\n```\n");
        assert!(text.contains("<div class=\"table-wrap\" tabindex=\"0\"><table>"), "{text}");
        let (link, _) = rendered("See `/docs/api` and `/etc`.");
        assert!(
            link.contains("<a href=\"/docs/api\"><code>/docs/api</code></a>") && link.contains("<code>/etc</code>")
        );
        assert!(text.contains("curl 'x' &amp;&amp; y") && !text.contains("style="), "{text}");
    }

    #[test]
    fn descriptions_are_escaped_around_their_code() {
        assert_eq!(with_code("a < `b & c` d").to_string(), "a &lt; <code>b &amp; c</code> d");
    }
}
