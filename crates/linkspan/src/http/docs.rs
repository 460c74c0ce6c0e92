//! The guides and the API reference: pages for anybody, signed in or not. They hold nothing about this installation.

use super::failure::Failure;
use super::portal::docs::{DocsIndexPage, GuidePage};
use super::portal::page::Link;
use super::portal::shell::{Section, Shell};
use super::portal::strings::Locale;
use super::{Web, api, frame};
use axum::extract::{OriginalUri, Path, State};
use axum::response::{Html, IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use std::fmt::Write;

/// A guide, compiled in.
struct Guide {
    /// Its address below `/docs/`.
    slug: &'static str,
    /// Its file in the repository, as other guides link to it.
    file: &'static str,
    locale: Locale,
    /// The address of the same in the other language.
    other: Option<&'static str>,
    /// Its one sentence in the index.
    about: &'static str,
    markdown: &'static str,
}

const GUIDES: [Guide; 5] = [
    Guide {
        slug: "connect/autotask",
        file: "autotask.en.md",
        locale: Locale::En,
        other: Some("connect/autotask.de"),
        about: "For Autotask administrators: the user, its rights, its secret, and what can go wrong.",
        markdown: include_str!("../../../../docs/guides/autotask.en.md"),
    },
    Guide {
        slug: "connect/autotask.de",
        file: "autotask.de.md",
        locale: Locale::De,
        other: Some("connect/autotask"),
        about: "Für Administratoren von Autotask: der Benutzer, seine Rechte, sein Geheimnis, und was schiefgehen kann.",
        markdown: include_str!("../../../../docs/guides/autotask.de.md"),
    },
    Guide {
        slug: "connect/td-synnex",
        file: "td-synnex.en.md",
        locale: Locale::En,
        other: None,
        about: "For whoever looks after the account with TD SYNNEX: two users, an address, a price file.",
        markdown: include_str!("../../../../docs/guides/td-synnex.en.md"),
    },
    Guide {
        slug: "develop",
        file: "develop.md",
        locale: Locale::En,
        other: None,
        about: "Keys, accounts of your users, the proxy, the SDKs, and the environment's own API.",
        markdown: include_str!("../../../../docs/guides/develop.md"),
    },
    Guide {
        slug: "operate",
        file: "operate.md",
        locale: Locale::En,
        other: None,
        about: "Starting, watching, backing up, restoring and upgrading the server.",
        markdown: include_str!("../../../../docs/guides/operate.md"),
    },
];

impl Guide {
    fn title(&self) -> &'static str {
        self.markdown.lines().next().unwrap_or_default().trim_start_matches('#').trim()
    }

    /// Its text, with links to other guides as they are served.
    fn text(&self, ending: &str) -> String {
        GUIDES.iter().fold(self.markdown.to_owned(), |text, other| {
            text.replace(&format!("]({})", other.file), &format!("](/docs/{}{ending})", other.slug))
        })
    }
}

/// `GET /docs`.
pub(super) async fn index(
    State(web): State<Web>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let row = |guide: &Guide| (Link::new(guide.title(), format!("/docs/{}", guide.slug)), guide.about.to_owned());
    let page = DocsIndexPage { guides: GUIDES.iter().map(row).collect() };
    Ok(kept(page.render(&shell(&web, &headers, uri.path(), None))?))
}

/// `GET /docs/{guide}`; with `.md` at the end the same as Markdown.
pub(super) async fn guide(
    State(web): State<Web>,
    Path(wanted): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let (slug, plain) = wanted.strip_suffix(".md").map_or((wanted.as_str(), false), |slug| (slug, true));
    let guide = GUIDES.iter().find(|guide| guide.slug == slug).ok_or(Failure::NotFound)?;
    if plain {
        return Ok(text("text/markdown; charset=utf-8", guide.text(".md")));
    }
    let other = guide.other.map(|slug| format!("/docs/{slug}"));
    let page = GuidePage::of(&guide.text(""), format!("/docs/{slug}.md"), other);
    Ok(kept(page.render(&shell(&web, &headers, &format!("/docs/{slug}"), Some(guide.locale)))?))
}

/// `GET /docs/api`.
pub(super) async fn reference(State(web): State<Web>, headers: HeaderMap) -> Result<Response, Failure> {
    // The descriptions are in English, so the words around them are too.
    Ok(kept(api::reference().render(&shell(&web, &headers, "/docs/api", Some(Locale::En)))?))
}

/// `GET /llms.txt`: the index of everything that can be read as plain text.
pub(super) async fn for_machines(State(web): State<Web>) -> Response {
    let origin = web.origin();
    let mut lines = String::from(
        "# Linkspan\n\n> A self-hosted server that links an MSP's Autotask PSA with the TD SYNNEX distributor, and lets \
         programs use linked accounts through a proxy and an API.\n\n## Guides\n\n",
    );
    for guide in &GUIDES {
        let _ = writeln!(lines, "- [{}]({origin}/docs/{}.md): {}", guide.title(), guide.slug, guide.about);
    }
    let _ = write!(
        lines,
        "\n## API\n\n- [OpenAPI 3.1]({origin}/openapi.json): every operation of the environment's own API.\n"
    );
    text("text/plain; charset=utf-8", lines)
}

fn shell(web: &Web, headers: &HeaderMap, path: &str, locale: Option<Locale>) -> Shell {
    let mut shell = frame::door(web, headers, Section::Home, path);
    shell.locale = locale.unwrap_or(shell.locale);
    shell
}

fn kept(html: String) -> Response {
    let mut response = Html(html).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

fn text(kind: &'static str, text: String) -> Response {
    ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::portal::docs::slug;
    use crate::providers;

    #[test]
    fn every_guide_begins_with_its_title_and_both_languages_lead_to_each_other() {
        for guide in &GUIDES {
            assert!(guide.markdown.starts_with("# ") && guide.title().len() > 5, "{}", guide.slug);
            let other = guide.other.map(|other| GUIDES.iter().find(|one| one.slug == other).unwrap());
            assert!(other.is_none_or(|other| other.other == Some(guide.slug)), "{}", guide.slug);
        }
    }

    #[test]
    fn the_places_that_the_providers_name_are_there_in_every_language() {
        for slug_of in ["connect/autotask", "connect/autotask.de", "connect/td-synnex"] {
            let guide = GUIDES.iter().find(|guide| guide.slug == slug_of).unwrap();
            let provider = slug_of.trim_start_matches("connect/").trim_end_matches(".de");
            let definition = providers::Catalogue::built_in().get(provider).cloned().unwrap();
            let page = GuidePage::of(guide.markdown, "", None);
            let places: Vec<_> = page.contents.iter().map(|part| part.href.as_str()).collect();
            let fields = definition.connection_config.iter().chain(&definition.credentials);
            for section in fields.filter_map(|field| field.doc_section.as_deref()) {
                assert!(places.contains(&section), "{slug_of} has no {section}: {places:?}");
            }
        }
        assert_eq!(slug("API user"), "api-user");
    }
}
