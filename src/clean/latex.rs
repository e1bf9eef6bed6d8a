//! Numbers, markers and units that OCR wrote as LaTeX: `$9 0 \%$` is 90%, `$\textcircled{1}$` is ①.
//!
//! A formula with anything that has no plain form (a fraction, an unknown command) stays as it is.

use std::{collections::BTreeMap, sync::LazyLock};

use super::work::Edit;
use crate::domain::Span;

static COMMANDS: LazyLock<BTreeMap<&'static str, &'static str>> = LazyLock::new(|| {
    include_str!("data/latex.tsv")
        .lines()
        .filter(|line| line.starts_with('\\'))
        .filter_map(|line| line.split_once('\t'))
        .map(|(command, text)| (command, text.trim_matches('"')))
        .collect()
});

/// Longest formula in running text, in bytes; a longer one is a displayed formula.
const LONGEST: usize = 240;

/// Formulas of `text` that have a plain form.
pub(super) fn residue(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|t| t.find('$')).map(|f| at + f) {
        let escaped = start > 0 && text.as_bytes().get(start - 1) == Some(&b'\\');
        let inner = text.get(start + 1..).unwrap_or("");
        let close = inner.bytes().take(LONGEST).position(|b| b == b'$');
        match close.filter(|_| !escaped) {
            Some(close) => {
                let end = start + 1 + close + 1;
                // OCR escapes the closing sign now and then: $2 7 3 \\$.
                let body = inner.get(..close).map(|b| b.strip_suffix('\\').unwrap_or(b));
                if let Some(plain) = body.and_then(plain) {
                    edits.push((Span::new(start, end), plain));
                    at = end;
                } else {
                    // The closing sign may open the next formula where this one was a lone dollar.
                    at = if inner
                        .get(..close)
                        .is_some_and(|f| f.contains('\\') || f.contains(['_', '^']))
                    {
                        end
                    } else {
                        end - 1
                    };
                }
            }
            None => at = start + 1,
        }
    }
    edits
}

/// The plain form of the inside of a formula.
fn plain(formula: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = formula;
    // Two prices are no formula: 售价$5一件，$6两件.
    if formula.trim().is_empty() || formula.chars().any(crate::text::is_han) {
        return None;
    }
    while let Some(c) = rest.chars().next() {
        match c {
            '\\' => {
                let (command, after) = command(rest);
                if command == "\\textcircled" {
                    let (group, tail) = group(after)?;
                    out.push(circled(&flat(group)?)?);
                    rest = tail;
                    continue;
                }
                out.push_str(COMMANDS.get(command)?);
                rest = after;
            }
            '^' | '_' => {
                let (group, tail) = group(rest.get(1..)?)?;
                out.push_str(&shifted(&flat(group)?, c == '^')?);
                rest = tail;
            }
            '{' | '}' => rest = rest.get(1..)?,
            '~' => {
                out.push(' ');
                rest = rest.get(1..)?;
            }
            c if c.is_whitespace() => rest = rest.get(c.len_utf8()..)?,
            c => {
                out.push(c);
                rest = rest.get(c.len_utf8()..)?;
            }
        }
    }
    let out = out.trim().replace("°C", "℃");
    (!out.is_empty()).then_some(out)
}

/// A command and what follows it.
fn command(text: &str) -> (&str, &str) {
    let letters = text.bytes().skip(1).take_while(u8::is_ascii_alphabetic).count();
    let len = if letters > 0 {
        1 + letters
    } else {
        1 + text.get(1..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8)
    };
    (text.get(..len).unwrap_or(text), text.get(len..).unwrap_or(""))
}

/// A braced group or a single token, and what follows it.
fn group(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    if let Some(inner) = text.strip_prefix('{') {
        let mut depth = 1;
        for (at, c) in inner.char_indices() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if depth == 0 {
                return Some((inner.get(..at)?, inner.get(at + 1..)?));
            }
        }
        return None;
    }
    if text.starts_with('\\') {
        return Some(command(text));
    }
    let first = text.chars().next()?;
    Some((text.get(..first.len_utf8())?, text.get(first.len_utf8()..)?))
}

fn flat(group: &str) -> Option<String> {
    // Groups nest no deeper than a unit inside an exponent; deeper ones are formulas.
    if group.matches('{').count() > 2 { None } else { plain(group) }
}

fn circled(number: &str) -> Option<char> {
    let value: u32 = number.trim().parse().ok()?;
    (1..=20).contains(&value).then(|| char::from_u32(0x2460 + value - 1)).flatten()
}

/// Superscript or subscript characters; `None` where one has no such form.
fn shifted(text: &str, up: bool) -> Option<String> {
    if up && matches!(text, "°" | "′" | "*" | "℃") {
        return Some(text.to_owned());
    }
    text.chars()
        .map(|c| match (c, up) {
            ('1', true) => Some('¹'),
            ('2', true) => Some('²'),
            ('3', true) => Some('³'),
            ('0'..='9', true) => char::from_u32(0x2070 + u32::from(c) - u32::from('0')),
            ('0'..='9', false) => char::from_u32(0x2080 + u32::from(c) - u32::from('0')),
            ('+', true) => Some('⁺'),
            ('-' | '−', true) => Some('⁻'),
            ('n', true) => Some('ⁿ'),
            ('(', true) => Some('⁽'),
            (')', true) => Some('⁾'),
            ('+', false) => Some('₊'),
            ('-', false) => Some('₋'),
            (',' | '，' | '*' | ' ', true) => Some(c),
            _ => None,
        })
        .collect()
}
