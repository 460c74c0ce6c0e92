//! Text that becomes HTML: everything that is not our own markup is escaped.

use std::fmt::{Display, Write};

use serde_json::Value;

#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Our own markup.
    pub(super) fn raw(&mut self, markup: &str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Anything else.
    pub(super) fn text(&mut self, text: impl Display) -> &mut Self {
        let mut shown = String::new();
        let _ = write!(shown, "{text}");
        for character in shown.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                other => self.0.push(other),
            }
        }
        self
    }

    /// A value of an entity; nothing for null.
    pub(super) fn value(&mut self, value: &Value) -> &mut Self {
        match value {
            Value::Null => self,
            Value::String(text) => self.text(text),
            other => self.text(other),
        }
    }

    /// The head of a table; names that begin with `#` head columns of figures.
    pub(super) fn table(&mut self, columns: &[&str]) -> &mut Self {
        // What scrolls sideways on a narrow screen must be reached by the keyboard too.
        self.raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table><thead><tr>");
        for column in columns {
            match column.strip_prefix('#') {
                Some(figure) => self.raw("<th class=\"n\">").text(figure).raw("</th>"),
                None => self.raw("<th>").text(column).raw("</th>"),
            };
        }
        self.raw("</tr></thead><tbody>")
    }

    pub(super) fn end_table(&mut self) -> &mut Self {
        self.raw("</tbody></table></div>")
    }

    /// A cell with a value of an entity.
    pub(super) fn cell(&mut self, value: &Value) -> &mut Self {
        let class = if value.is_number() { "<td class=\"n\">" } else { "<td>" };
        self.raw(class).value(value).raw("</td>")
    }

    /// A cell with an amount.
    pub(super) fn money(&mut self, value: &Value) -> &mut Self {
        self.raw("<td class=\"n\">");
        if let Some(amount) = value.as_f64() {
            self.text(format_args!("{amount:.2}"));
        }
        self.raw("</td>")
    }

    /// A time in the interface's form, down to the minute.
    pub(super) fn time(&mut self, value: &Value) -> &mut Self {
        let Some(exact) = value.as_str() else { return self };
        self.raw("<time datetime=\"").text(exact).raw("\">");
        self.text(exact.get(..16).unwrap_or(exact).replace('T', " ")).raw("</time>")
    }

    /// The status of an order, as a mark.
    pub(super) fn mark(&mut self, status: &str) -> &mut Self {
        let kind = match status {
            "Submitted" | "Received Partial" => "open",
            "Received Full" => "done",
            "New" => "fresh",
            _ => "off",
        };
        self.raw("<span class=\"mark ").raw(kind).raw("\">").text(status).raw("</span>")
    }

    /// A button that posts to a path.
    pub(super) fn button(&mut self, path: impl Display, name: &str) -> &mut Self {
        self.raw("<form method=\"post\" action=\"").text(path).raw("\"><button>").text(name).raw("</button></form>")
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_two_places_and_times_end_with_the_minute() {
        let mut html = Html::default();
        html.money(&32.0.into()).money(&Value::Null).time(&"2026-11-19T16:47:52.945Z".into());
        assert!(html.as_str().contains(">32.00</td><td class=\"n\"></td>"));
        assert!(html.as_str().ends_with(">2026-11-19 16:47</time>"));
    }

    #[test]
    fn a_status_is_marked_by_how_far_the_order_is() {
        let mut html = Html::default();
        html.mark("Received Partial").mark("Canceled");
        let expected = "<span class=\"mark open\">Received Partial</span><span class=\"mark off\">Canceled</span>";
        assert_eq!(html.as_str(), expected);
    }

    #[test]
    fn what_is_not_our_markup_is_escaped() {
        let mut html = Html::default();
        html.raw("<b>").text("<script>\"&'").raw("</b>");
        assert_eq!(html.as_str(), "<b>&lt;script&gt;&quot;&amp;&#39;</b>");
    }
}
