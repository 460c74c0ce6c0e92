//! Reads JSON as leniently as the vendor's server does: trailing commas, names without quotes, single quotes, comments.
//! Strict JSON, which is nearly everything, goes straight through the ordinary parser.

use serde_json::{Map, Number, Value};

/// Nesting beyond which a body is refused.
const MAX_DEPTH: usize = 100;

/// Why a body cannot be read, in the words of the server's parser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable(pub(crate) String);

/// Reads one value.
pub(crate) fn read(body: &[u8]) -> Result<Value, Unreadable> {
    if let Ok(value) = serde_json::from_slice(body) {
        return Ok(value);
    }
    let text = String::from_utf8_lossy(body);
    let mut reader = Reader { text: text.trim_start_matches('\u{feff}'), at: 0, path: Vec::new() };
    let value = reader.value()?;
    reader.space();
    match reader.peek() {
        None => Ok(value),
        Some(more) => {
            Err(reader.error(&format!("Additional text encountered after finished reading JSON content: {more}")))
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    path: Vec<String>,
}

impl<'a> Reader<'a> {
    fn value(&mut self) -> Result<Value, Unreadable> {
        if self.path.len() > MAX_DEPTH {
            return Err(self.error("The reader's MaxDepth has been exceeded"));
        }
        self.space();
        match self.peek() {
            Some('{') => self.object(),
            Some('[') => self.list(),
            Some(quote @ ('"' | '\'')) => self.quoted(quote).map(Value::String),
            Some(first) if first.is_ascii_digit() || "+-.".contains(first) => self.number(),
            Some(_) => self.word(),
            None => Err(self.error("Unexpected end when reading JSON")),
        }
    }

    fn object(&mut self) -> Result<Value, Unreadable> {
        let mut members = Map::new();
        self.at += 1;
        while !self.ends_with('}')? {
            let name = match self.peek() {
                Some(quote @ ('"' | '\'')) => self.quoted(quote)?,
                _ => self.bare_name()?,
            };
            self.space();
            if self.peek() != Some(':') {
                return Err(self.unexpected("after parsing a property name"));
            }
            self.at += 1;
            self.path.push(name.clone());
            let value = self.value()?;
            self.path.pop();
            members.insert(name, value);
            self.separator('}')?;
        }
        Ok(Value::Object(members))
    }

    fn list(&mut self) -> Result<Value, Unreadable> {
        let mut items = Vec::new();
        self.at += 1;
        while !self.ends_with(']')? {
            self.path.push(format!("[{}]", items.len()));
            items.push(self.value()?);
            self.path.pop();
            self.separator(']')?;
        }
        Ok(Value::Array(items))
    }

    /// Whether the bracket comes next; then it is passed.
    fn ends_with(&mut self, bracket: char) -> Result<bool, Unreadable> {
        self.space();
        match self.peek() {
            None => Err(self.error("Unexpected end when reading JSON")),
            Some(next) if next == bracket => {
                self.at += 1;
                Ok(true)
            }
            Some(_) => Ok(false),
        }
    }

    /// A comma, or the bracket, which stays.
    fn separator(&mut self, bracket: char) -> Result<(), Unreadable> {
        self.space();
        match self.peek() {
            Some(',') => {
                self.at += 1;
                Ok(())
            }
            Some(next) if next == bracket => Ok(()),
            None => Err(self.error("Unexpected end when reading JSON")),
            Some(_) => Err(self.unexpected("after parsing a value")),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<String, Unreadable> {
        let mut out = String::new();
        self.at += 1;
        loop {
            match self.next() {
                None => return Err(self.error("Unterminated string. Expected delimiter")),
                Some(end) if end == quote => return Ok(out),
                Some('\\') => out.push(self.escaped()?),
                Some(other) => out.push(other),
            }
        }
    }

    fn escaped(&mut self) -> Result<char, Unreadable> {
        Ok(match self.next() {
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => return self.unicode(),
            Some(same @ ('"' | '\'' | '\\' | '/')) => same,
            _ => return Err(self.error("Bad JSON escape sequence")),
        })
    }

    /// Four hexadecimal digits; a pair of surrogates makes one character, half a pair the replacement character.
    fn unicode(&mut self) -> Result<char, Unreadable> {
        let first = self.four_digits()?;
        if !(0xD800..0xDC00).contains(&first) || !self.rest().starts_with("\\u") {
            return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let behind_first = self.at;
        self.at += 2;
        let second = self.four_digits()?;
        if !(0xDC00..0xE000).contains(&second) {
            // No pair: the second stands for itself.
            self.at = behind_first;
            return Ok(char::REPLACEMENT_CHARACTER);
        }
        let joined = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        Ok(char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, Unreadable> {
        let digits = self.rest().get(..4).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
        let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
        let number = number.ok_or_else(|| self.error("Could not convert Unicode escape sequence"))?;
        self.at += 4;
        Ok(number)
    }

    fn number(&mut self) -> Result<Value, Unreadable> {
        let word = self.taken(|character| character.is_ascii_alphanumeric() || "+-.".contains(character));
        let strict = serde_json::from_str::<Number>(word).ok();
        let whole = || word.strip_prefix('+').unwrap_or(word).parse::<i64>().map(Number::from).ok();
        let number = strict.or_else(whole).or_else(|| word.parse().ok().and_then(Number::from_f64));
        let first = word.chars().next().unwrap_or_default();
        number.map(Value::Number).ok_or_else(|| self.error(&unexpected_value(first)))
    }

    fn word(&mut self) -> Result<Value, Unreadable> {
        let first = self.peek().unwrap_or_default();
        let start = self.at;
        match self.taken(char::is_alphanumeric) {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            "null" | "undefined" => Ok(Value::Null),
            _ => {
                self.at = start;
                Err(self.error(&unexpected_value(first)))
            }
        }
    }

    fn bare_name(&mut self) -> Result<String, Unreadable> {
        let first = self.peek().unwrap_or_default();
        let name = self.taken(|character| character.is_alphanumeric() || "_$".contains(character)).to_owned();
        if name.is_empty() {
            return Err(self.error(&format!("Invalid property identifier character: {first}")));
        }
        Ok(name)
    }

    /// White space and comments.
    fn space(&mut self) {
        loop {
            self.taken(char::is_whitespace);
            let length = if self.rest().starts_with("/*") {
                self.rest().find("*/").map_or(self.rest().len(), |end| end + 2)
            } else if self.rest().starts_with("//") {
                self.rest().find('\n').unwrap_or(self.rest().len())
            } else {
                return;
            };
            self.at += length;
        }
    }

    fn taken(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let start = self.at;
        self.at += self.rest().find(|character| !belongs(character)).unwrap_or(self.rest().len());
        &self.text[start..self.at]
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn unexpected(&self, when: &str) -> Unreadable {
        self.error(&format!("Unexpected character encountered {when}: {}", self.peek().unwrap_or_default()))
    }

    fn error(&self, what: &str) -> Unreadable {
        let before = &self.text[..self.at];
        let line = before.matches('\n').count() + 1;
        let position = before.rsplit('\n').next().unwrap_or_default().chars().count();
        let path = self.path.join(".").replace(".[", "[");
        Unreadable(format!("{what}. Path '{path}', line {line}, position {position}."))
    }
}

fn unexpected_value(first: char) -> String {
    format!("Unexpected character encountered while parsing value: {first}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_vendors_own_samples_contain_is_read() {
        for (text, expected) in [
            ("{name: 'A', isActive: true,}", json!({"name": "A", "isActive": true})),
            ("[1, 2, 3,]", json!([1, 2, 3])),
            ("{\"a\": 1 /* one */, // two\n \"b\": 2}", json!({"a": 1, "b": 2})),
            ("\u{feff}{\"a\": +1.50, b: -7, c: .5}", json!({"a": 1.5, "b": -7, "c": 0.5})),
            ("{a: undefined, $b_1: null}", json!({"a": null, "$b_1": null})),
            ("{'it''s': 1}", json!(null)),
            (r#"{a: 'say \"x\" \u00e9 \ud83d\ude00 \ud83d', }"#, json!({"a": "say \"x\" é 😀 \u{fffd}"})),
            (r#"["\udbff\u0041", "\ud83d\ud83d\ude00"]"#, json!(["\u{fffd}A", "\u{fffd}😀"])),
        ] {
            let read = read(text.as_bytes());
            if expected.is_null() {
                assert!(read.is_err(), "{text}");
            } else {
                assert_eq!(read.as_ref(), Ok(&expected), "{text}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_place() {
        let told = |text: &str| read(text.as_bytes()).unwrap_err().0;
        assert_eq!(
            told("{\"a\": tomorrow}"),
            "Unexpected character encountered while parsing value: t. Path 'a', line 1, position 6."
        );
        assert!(told("{\"filter\": [{\"op\": \n oops}]}").contains("Path 'filter[0].op', line 2, position 1."));
        assert!(told("").starts_with("Unexpected end"));
        assert!(told("{\"a\": 1} x").starts_with("Additional text"));
        assert!(told(&"[".repeat(100_000)).contains("MaxDepth"));
    }

    proptest! {
        #[test]
        fn strict_json_means_the_same_to_both_readers(text in r#"[\[\]{}:,"a0-9 .eE+-]{0,40}"#) {
            let mut reader = Reader { text: &text, at: 0, path: Vec::new() };
            let lenient = reader.value();
            reader.space();
            if let Ok(strict) = serde_json::from_str::<Value>(&text) {
                prop_assert_eq!(lenient.map_err(|error| error.0), Ok(strict));
                prop_assert!(reader.rest().is_empty());
            }
        }

        #[test]
        fn nothing_makes_it_panic(body in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&body);
        }
    }
}
