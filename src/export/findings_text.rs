//! Findings for a terminal and as JSON.

use std::io::Write;

use serde_json::json;

use super::ExportError;
use crate::domain::{Finding, Severity};

/// The `schema` of [`findings_json`].
pub const FINDINGS_SCHEMA: u32 = 1;
/// How many characters of a quotation a terminal shows.
const QUOTE_CHARS: usize = 100;

/// Writes findings as one JSON object: `schema`, `findings`.
///
/// # Errors
/// The writer's.
pub fn findings_json(writer: &mut dyn Write, findings: &[Finding]) -> Result<(), ExportError> {
    let all = json!({"schema": FINDINGS_SCHEMA, "findings": findings});
    serde_json::to_writer_pretty(&mut *writer, &all)?;
    writer.write_all(b"\n")?;
    Ok(())
}

/// Findings as a compiler tells them, with `file:line`; `color` adds ANSI colours. A summary ends
/// it. Control characters of the text are not passed on to the terminal.
pub fn findings_human(findings: &[Finding], color: bool) -> String {
    let mut out = String::new();
    for finding in findings {
        one(&mut out, finding, color);
    }
    let count = |s: Severity| findings.iter().filter(|f| f.severity == s).count();
    let told: Vec<String> = [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .map(|s| (s, count(s)))
        .filter(|(_, n)| *n > 0)
        .map(|(s, n)| format!("{n} {}{}", s.name(), if n == 1 { "" } else { "s" }))
        .collect();
    let summary = if told.is_empty() { "no findings".to_owned() } else { told.join(", ") };
    out.push_str(&summary);
    out.push('\n');
    out
}

fn one(out: &mut String, finding: &Finding, color: bool) {
    let paint = |code: &str, text: &str| {
        if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    };
    let code = match finding.severity {
        Severity::Error => "1;31",
        Severity::Warning => "1;33",
        Severity::Note => "1;36",
    };
    let head = paint(code, &format!("{}[{}]", finding.severity.name(), finding.rule));
    let place = match finding.first_line() {
        0 => finding.file.clone(),
        line => format!("{}:{line}", finding.file),
    };
    let mut lines = vec![
        format!("{head}: {}", clean(&finding.message, usize::MAX)),
        format!("  {} {}", paint("34", "-->"), clean(&place, usize::MAX)),
    ];
    let width = finding.quotes.iter().map(|q| q.lines.to_string().len()).max().unwrap_or(0);
    for quote in &finding.quotes {
        let line = if quote.lines.first > 0 { quote.lines.to_string() } else { String::new() };
        let bar = paint("34", &format!("{line:>width$} |"));
        lines.push(format!("  {bar} {}", clean(&quote.text, QUOTE_CHARS)));
    }
    if !finding.hint.is_empty() {
        lines.push(format!("  hint: {}", clean(&finding.hint, usize::MAX)));
    }
    lines.push(format!("  {}", paint("2", &format!("fingerprint {}", finding.fingerprint))));
    out.push_str(&lines.join("\n"));
    out.push_str("\n\n");
}

/// One line without control characters, cut after `chars` characters.
fn clean(text: &str, chars: usize) -> String {
    let mut all = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut head: String = all.by_ref().take(chars).collect();
    if all.next().is_some() {
        head.push('…');
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{LineRange, Quote, Side};

    fn finding() -> Finding {
        Finding {
            rule: "number-scale".to_owned(),
            severity: Severity::Error,
            message: "another power of ten".to_owned(),
            hint: "亿 is a hundred million".to_owned(),
            quotes: vec![Quote {
                side: Side::Zh,
                text: "投入350亿\u{1b}[2J元".to_owned(),
                lines: LineRange { first: 5, last: 5 },
            }],
            fingerprint: "0011223344556677".to_owned(),
            file: "a.txt".to_owned(),
            article: "a".to_owned(),
        }
    }

    #[test]
    fn the_terminal_shows_place_and_quote() {
        assert_eq!(
            findings_human(&[finding()], false),
            "error[number-scale]: another power of ten\n  --> a.txt:5\n  5 | 投入350亿 [2J元\n  \
             hint: 亿 is a hundred million\n  fingerprint 0011223344556677\n\n1 error\n"
        );
        assert_eq!(findings_human(&[], false), "no findings\n");
    }

    #[test]
    fn text_never_drives_the_terminal() {
        let plain = findings_human(&[finding()], true);
        assert!(!plain.contains("\u{1b}[2J"));
    }

    #[test]
    fn json_is_versioned() {
        let mut out = Vec::new();
        findings_json(&mut out, &[finding()]).unwrap();
        let value: serde_json::Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(value["schema"], FINDINGS_SCHEMA);
        assert_eq!(value["findings"][0]["rule"], "number-scale");
    }
}
