//! Functions do one thing: at most 80 lines of code, nine in ten at most 40. Blank lines and comments do not count.

use super::Finding;
use super::source::Source;
use super::tree::Tree;

const USUAL: usize = 40;
const MOST: usize = 80;

struct Function<'tree> {
    path: &'tree str,
    line: usize,
    name: String,
    length: usize,
}

/// Production functions that are too long, and the longer ones where more than one in ten is long.
pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let functions = functions(tree);
    let long: Vec<_> = functions.iter().filter(|function| function.length > USUAL).collect();
    let too_many_long = long.len() * 10 > functions.len();
    let found = long.into_iter().filter(|function| function.length > MOST || too_many_long);
    let message = |function: &Function<'_>| {
        let limit = if function.length > MOST { MOST } else { USUAL };
        format!("fn {} has {} lines of code, over {limit}", function.name, function.length)
    };
    found.map(|function| Finding::new(function.path, function.line, message(function))).collect()
}

/// One line about the whole tree.
pub(super) fn figures(tree: &Tree) -> String {
    let functions = functions(tree);
    let long = functions.iter().filter(|function| function.length > USUAL).count();
    let longest = functions.iter().map(|function| function.length).max().unwrap_or(0);
    format!("functions: {} in production code, {long} over {USUAL} lines, longest {longest}", functions.len())
}

fn functions(tree: &Tree) -> Vec<Function<'_>> {
    tree.sources().iter().flat_map(functions_of).collect()
}

fn functions_of(source: &Source) -> Vec<Function<'_>> {
    let lines: Vec<(usize, &str)> = source.production().collect();
    let starts = lines.iter().enumerate().filter_map(|(index, (_, line))| Some((index, function_name(line)?)));
    starts
        .filter_map(|(index, name)| {
            let length = body_length(&lines[index..])?;
            Some(Function { path: &source.path, line: lines[index].0, name: name.to_owned(), length })
        })
        .collect()
}

/// The name in a line that begins a function.
fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    if let Some(visible) = rest.strip_prefix("pub") {
        rest = visible.trim_start();
        if rest.starts_with('(') {
            rest = rest.split_once(')')?.1.trim_start();
        }
    }
    for word in ["const ", "async ", "extern \" \" "] {
        rest = rest.strip_prefix(word).unwrap_or(rest);
    }
    let rest = rest.strip_prefix("fn ")?;
    rest.split(|character: char| !character.is_alphanumeric() && character != '_').next()
}

/// Lines with code from the head to the brace that closes the body; `None` for a head without a body.
fn body_length(lines: &[(usize, &str)]) -> Option<usize> {
    let (mut depth, mut opened, mut brackets, mut length) = (0_usize, false, 0_i64, 0);
    for (_, line) in lines {
        length += usize::from(!line.trim().is_empty());
        for character in line.chars() {
            match character {
                '{' => (depth, opened) = (depth + 1, true),
                '}' => depth = depth.saturating_sub(1),
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets -= 1,
                ';' if !opened && brackets == 0 => return None,
                _ => {}
            }
        }
        if opened && depth == 0 {
            return Some(length);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(text: &str) -> Vec<(String, usize)> {
        let source = Source::parse("a.rs", text);
        functions_of(&source).into_iter().map(|function| (function.name, function.length)).collect()
    }

    #[test]
    fn code_lines_from_head_to_closing_brace_are_counted() {
        let text = "pub(crate) async fn a(\n    x: [u8; 2],\n) {\n\n    // why\n    b(\"}\");\n}\n\nfn c() {}\n";
        assert_eq!(lengths(text), [("a".to_owned(), 5), ("c".to_owned(), 1)]);
    }

    #[test]
    fn a_head_without_a_body_is_no_function() {
        assert_eq!(
            lengths("trait A {\n    fn a(&self, x: [u8; 4]);\n    fn b(&self) {\n    }\n}\n"),
            [("b".to_owned(), 2)]
        );
    }

    #[test]
    fn long_functions_are_found() {
        let function = |name: &str, lines: usize| format!("fn {name}() {{\n{}}}\n", "    x();\n".repeat(lines - 2));
        let many: String = (0..18).map(|number| function(&format!("short{number}"), 3)).collect();
        let text = format!("{many}{}{}", function("long", 80), function("endless", 81));
        let found = check(&Tree::of(&[("a.rs", &text)]));
        assert_eq!(found, [Finding::new("a.rs", 18 * 3 + 81, "fn endless has 81 lines of code, over 80")]);

        let found = check(&Tree::of(&[("a.rs", &function("long", 41))]));
        assert_eq!(found, [Finding::new("a.rs", 1, "fn long has 41 lines of code, over 40")]);
    }
}
