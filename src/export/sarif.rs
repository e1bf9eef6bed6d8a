//! SARIF 2.1.0 (OASIS, 2020): findings for code hosts and editors.

use std::{borrow::Borrow, cell::RefCell, io::Write};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::ExportError;
use crate::domain::{Finding, Quote, Severity};

/// A rule as SARIF tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SarifRule<'a> {
    /// Its id.
    pub id: &'a str,
    /// How much a finding of it matters by default.
    pub severity: Severity,
    /// What it looks for.
    pub what: &'a str,
}

/// Writes findings as one SARIF run. `rules` are all rules that were run.
///
/// # Errors
/// The writer's.
pub fn findings_sarif<F: Borrow<Finding>>(
    writer: &mut dyn Write,
    findings: impl IntoIterator<Item = F>,
    rules: &[SarifRule<'_>],
) -> Result<(), ExportError> {
    let results = findings.into_iter().map(|f| result(f.borrow(), rules));
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        runs: [Run {
            column_kind: "unicodeCodePoints",
            results: Results(RefCell::new(results)),
            tool: json!({"driver": {
                "name": "duizhao",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            }}),
        }],
        version: "2.1.0",
    };
    serde_json::to_writer_pretty(&mut *writer, &log)?;
    writer.write_all(b"\n")?;
    Ok(())
}

#[derive(Serialize)]
struct Log<R: Serialize> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run<R>; 1],
    version: &'static str,
}

#[derive(Serialize)]
struct Run<R: Serialize> {
    /// Lines and not columns are told; text is counted in characters.
    #[serde(rename = "columnKind")]
    column_kind: &'static str,
    results: R,
    tool: Value,
}

/// Results that are made as they are written.
struct Results<I>(RefCell<I>);

impl<I: Iterator<Item = Value>> Serialize for Results<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut results = self.0.borrow_mut();
        serializer.collect_seq(&mut *results)
    }
}

fn level(severity: Severity) -> &'static str {
    severity.name()
}

fn rule(rule: &SarifRule<'_>) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.what},
        "defaultConfiguration": {"level": level(rule.severity)},
    })
}

fn result(finding: &Finding, rules: &[SarifRule<'_>]) -> Value {
    let text = if finding.hint.is_empty() {
        finding.message.clone()
    } else {
        format!("{} ({})", finding.message, finding.hint)
    };
    let mut quotes = finding.quotes.iter();
    let first = location(finding, quotes.next(), None);
    let related: Vec<Value> =
        quotes.enumerate().map(|(at, quote)| location(finding, Some(quote), Some(at))).collect();
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity),
        "message": {"text": text},
        "locations": [first],
        "partialFingerprints": {"duizhao/v1": finding.fingerprint},
    });
    if let Some(fields) = result.as_object_mut() {
        if let Some(index) = rules.iter().position(|r| r.id == finding.rule) {
            fields.insert("ruleIndex".to_owned(), json!(index));
        }
        if !related.is_empty() {
            fields.insert("relatedLocations".to_owned(), json!(related));
        }
    }
    result
}

fn location(finding: &Finding, quote: Option<&Quote>, id: Option<usize>) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(&finding.file)}});
    if let (Some(quote), Some(fields)) = (quote, physical.as_object_mut())
        && quote.lines.first > 0
    {
        let region = json!({
            "startLine": quote.lines.first,
            "endLine": quote.lines.last.max(quote.lines.first),
            "snippet": {"text": quote.text},
        });
        fields.insert("region".to_owned(), region);
    }
    let mut location = json!({"physicalLocation": physical});
    if let (Some(id), Some(fields)) = (id, location.as_object_mut()) {
        fields.insert("id".to_owned(), json!(id));
        if let Some(quote) = quote {
            fields.insert("message".to_owned(), json!({"text": quote.text}));
        }
    }
    location
}

/// A relative path as a URI reference (RFC 3986): everything but unreserved characters and `/` is
/// escaped.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            _ => {
                let escaped = format!("%{byte:02X}");
                out.push_str(&escaped);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{LineRange, Side};

    #[test]
    fn a_finding_is_a_result_with_both_places() {
        let quote = |side, text: &str, line| Quote {
            side,
            text: text.to_owned(),
            lines: LineRange { first: line, last: line },
        };
        let finding = Finding {
            rule: "number-scale".to_owned(),
            severity: Severity::Error,
            message: "m".to_owned(),
            hint: "h".to_owned(),
            quotes: vec![quote(Side::Zh, "350亿", 5), quote(Side::En, "350 billion", 6)],
            fingerprint: "0011223344556677".to_owned(),
            file: "期刊/a b.txt".to_owned(),
            article: "a".to_owned(),
        };
        let rules = [SarifRule { id: "number-scale", severity: Severity::Error, what: "w" }];
        let mut out = Vec::new();
        findings_sarif(&mut out, &[finding], &rules).unwrap();
        let log: Value = serde_json::from_slice(&out).unwrap();
        let result = &log["runs"][0]["results"][0];
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(result["ruleIndex"], 0);
        assert_eq!(result["level"], "error");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "%E6%9C%9F%E5%88%8A/a%20b.txt");
        assert_eq!(place["region"]["startLine"], 5);
        assert_eq!(result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 6);
        assert_eq!(result["partialFingerprints"]["duizhao/v1"], "0011223344556677");
    }
}
