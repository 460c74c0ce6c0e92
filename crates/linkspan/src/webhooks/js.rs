//! JSON exactly as a JavaScript program prints it: receivers parse a body, print it again, and compare its signature.
//!
//! Members are sorted by their UTF-16 units, except that names which are array indices come first, by their number, as
//! every JavaScript object lists them. No blanks. Texts escape quotes, backslashes and control characters alone. Numbers are
//! printed as ECMAScript's `Number::toString` does; those beyond 2^53 are rounded as a double is.

use serde_json::{Map, Number, Value};

/// The largest whole number up to which every one is exact in JavaScript.
const EXACT: u64 = 1 << 53;

/// The text.
#[must_use]
pub fn text(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => object(map, out),
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Number(number) => out.push_str(&self::number(number)),
        // The JSON library prints these as JavaScript does: short escapes, small hexadecimal digits, nothing else escaped.
        plain => out.push_str(&plain.to_string()),
    }
}

fn object(map: &Map<String, Value>, out: &mut String) {
    let mut names: Vec<&String> = map.keys().collect();
    names.sort_by(|a, b| {
        let order = |name: &str| index(name).map_or((1, 0), |number| (0, number));
        order(a).cmp(&order(b)).then_with(|| a.encode_utf16().cmp(b.encode_utf16()))
    });
    out.push('{');
    for (at, name) in names.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(&Value::from(name.as_str()), out);
        out.push(':');
        write(&map[name], out);
    }
    out.push('}');
}

/// The array index that a name is: a whole number below 2^32 - 1 in its usual form.
fn index(name: &str) -> Option<u32> {
    let number: u32 = name.parse().ok()?;
    (number < u32::MAX && number.to_string() == name).then_some(number)
}

fn number(number: &Number) -> String {
    if let Some(whole) = number.as_i64().filter(|whole| whole.unsigned_abs() <= EXACT) {
        return whole.to_string();
    }
    number.as_f64().map_or_else(|| number.to_string(), double)
}

/// A double in the notation of ECMAScript: plain from 10^-6 up to 10^21, otherwise with an exponent.
fn double(number: f64) -> String {
    let shortest = format!("{number:e}");
    let (mantissa, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    if digits == "0" {
        return digits;
    }
    // Where the point stands, counted from the first digit.
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |many: i32| "0".repeat(usize::try_from(many).unwrap_or(0));
    let at = |place: i32| usize::try_from(place).unwrap_or(0);
    let plain = match point {
        point if (count..=21).contains(&point) => format!("{digits}{}", zeros(point - count)),
        point if (1..=21).contains(&point) => format!("{}.{}", &digits[..at(point)], &digits[at(point)..]),
        point if (-5..=0).contains(&point) => format!("0.{}{digits}", zeros(-point)),
        point => {
            let (first, rest) = digits.split_at(1);
            let rest = if rest.is_empty() { String::new() } else { format!(".{rest}") };
            format!("{first}{rest}e{}{}", if point > 0 { "+" } else { "-" }, (point - 1).abs())
        }
    };
    format!("{sign}{plain}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use serde_json::json;

    #[rstest]
    #[case(json!({"b": 1, "a": [true, null, {}], "A": "x"}), r#"{"A":"x","a":[true,null,{}],"b":1}"#)]
    #[case(json!("Zahnärzte / 北 \u{1F600} <a href='x'>"), "\"Zahnärzte / 北 \u{1F600} <a href='x'>\"")]
    #[case(json!("\u{2028}\u{7f}"), "\"\u{2028}\u{7f}\"")]
    #[case(json!("\"\\\n\r\t\u{8}\u{c}\u{1}\u{1f}"), r#""\"\\\n\r\t\b\f\u0001\u001f""#)]
    fn texts_and_members_are_printed_as_javascript_prints_them(#[case] value: Value, #[case] printed: &str) {
        assert_eq!(text(&value), printed);
    }

    #[test]
    fn names_that_are_indices_come_first_by_their_number() {
        let map = json!({"b": 0, "10": 0, "9": 0, "01": 0, "-1": 0, "4294967294": 0, "4294967295": 0});
        assert_eq!(text(&map), r#"{"9":0,"10":0,"4294967294":0,"-1":0,"01":0,"4294967295":0,"b":0}"#);
    }

    #[test]
    fn other_names_are_sorted_by_their_utf_16_units() {
        // As UTF-8 the second would come after the first.
        let map = json!({"\u{ff61}": 0, "\u{1F600}": 0});
        assert_eq!(text(&map), "{\"\u{1F600}\":0,\"\u{ff61}\":0}");
    }

    #[rstest]
    #[case(json!(1.0), "1")]
    #[case(json!(-0.0), "0")]
    #[case(json!(0), "0")]
    #[case(json!(-12.5), "-12.5")]
    #[case(json!(0.1), "0.1")]
    #[case(json!(1.5e-6), "0.0000015")]
    #[case(json!(1e-6), "0.000001")]
    #[case(json!(1e-7), "1e-7")]
    #[case(json!(1.25e-9), "1.25e-9")]
    #[case(json!(1e20), "100000000000000000000")]
    #[case(json!(1e21), "1e+21")]
    #[case(json!(1.7976931348623157e308), "1.7976931348623157e+308")]
    #[case(json!(5e-324), "5e-324")]
    #[case(json!(123_456_789.123), "123456789.123")]
    #[case(json!(9_007_199_254_740_993_i64), "9007199254740992")]
    #[case(json!(u64::MAX), "18446744073709552000")]
    #[case(json!(i64::MIN), "-9223372036854776000")]
    fn numbers_are_printed_as_javascript_prints_them(#[case] value: Value, #[case] printed: &str) {
        assert_eq!(text(&value), printed);
    }
}
