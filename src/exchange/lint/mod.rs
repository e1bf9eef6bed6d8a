//! What CAT tools would reject or mangle in a memory. The rules and what each tool does stand in
//! `rules.toml`, with examples; how a unit is looked at stands here.

use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Notice, NoticeKind, Record, languages};
use crate::domain::Side;

/// A rule: what is the matter, and what each tool does with it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LintRule {
    /// Its name.
    pub id: String,
    /// What is the matter.
    pub what: String,
    /// What OmegaT does; empty where it takes it as it is.
    #[serde(default)]
    pub omegat: String,
    /// What Trados Studio does; empty where it takes it as it is.
    #[serde(default)]
    pub trados: String,
    /// What memoQ does; empty where it takes it as it is.
    #[serde(default)]
    pub memoq: String,
    /// A length in characters, where the rule has one.
    #[serde(default)]
    limit: usize,
    /// Words, where the rule has some.
    #[serde(default)]
    words: Vec<String>,
    /// A unit or file that keeps the rule.
    pub pass: String,
    /// A unit or file that breaks it.
    pub fail: String,
}

#[derive(Debug, Deserialize)]
struct Table {
    rule: Vec<LintRule>,
}

static RULES: LazyLock<Vec<LintRule>> =
    LazyLock::new(|| match toml::from_str::<Table>(include_str!("rules.toml")) {
        Ok(table) => table.rule,
        Err(error) => unreachable!("rules.toml is wrong: {error}"),
    });

/// All rules, in the order of their table.
pub fn rules() -> &'static [LintRule] {
    &RULES
}

/// The rule of that name; notices of readers go by the same names.
pub fn rule(id: &str) -> Option<&'static LintRule> {
    rules().iter().find(|rule| rule.id == id)
}

/// Looks at the units of one memory, one after the other. It holds 48 bytes a unit.
#[derive(Debug, Default)]
pub struct Lint {
    tuids: HashSet<[u8; 16]>,
    targets: HashMap<[u8; 16], [u8; 16]>,
}

impl Lint {
    /// What is the matter with a unit.
    pub fn unit(&mut self, record: &Record) -> Vec<Notice> {
        let mut found = Vec::new();
        let mut tell = |rule: &'static str, message: String| {
            found.push(Notice {
                kind: NoticeKind::Note,
                rule,
                line: record.line,
                unit: record.number,
                tuid: record.tuid.clone(),
                message,
            });
        };
        let variants = &record.variants;
        if variants.len() < 2 {
            tell("single-variant", what("single-variant"));
        }
        if !record.tuid.is_empty() && !self.tuids.insert(digest(&record.tuid)) {
            tell("duplicate-tuid", format!("an earlier unit has the tuid {} too", record.tuid));
        }
        for variant in variants {
            let text = variant.text.as_str();
            let lang = if variant.lang.is_empty() { "no language" } else { &variant.lang };
            if variant.lang.is_empty() {
                tell("no-language", what("no-language"));
            } else if matches!(variant.lang.as_str(), "zh" | "en") {
                tell("no-region", format!("the language tag {lang} has no region"));
            }
            if text.trim().is_empty() {
                tell("empty-segment", format!("the segment ({lang}) has no text"));
                continue;
            }
            if text.trim().len() != text.len() {
                tell("blank-ends", format!("the segment ({lang}) begins or ends with a blank"));
            }
            if text.contains('\u{fffd}') {
                tell("unreadable-character", format!("the segment ({lang}) has U+FFFD in it"));
            }
            if !variant.carried.markup.is_empty() {
                tell("inline-codes", format!("the segment ({lang}) has inline codes"));
            }
            if let Some(rule) = rule("long-segment")
                && text.len() > rule.limit
            {
                let chars = text.chars().count();
                if chars > rule.limit {
                    tell("long-segment", format!("the segment ({lang}) has {chars} characters"));
                }
            }
            if let Some(rule) = rule("placeholder-text")
                && text.len() < 64
                && rule.words.iter().any(|word| text.trim().eq_ignore_ascii_case(word))
            {
                tell(
                    "placeholder-text",
                    format!("the segment ({lang}) says only: {}", text.trim()),
                );
            }
        }
        let of = |side: Side| variants.iter().find(|v| languages::side(&v.lang) == Some(side));
        if let (Some(zh), Some(en)) = (of(Side::Zh), of(Side::En)) {
            let (zh, en) = (zh.text.trim(), en.text.trim());
            if zh == en && zh.chars().any(char::is_alphabetic) && !zh.is_empty() {
                tell("untranslated", format!("both sides are: {}", shortened(zh)));
            }
            let (one, other) = (placeholders(zh), placeholders(en));
            if one != other {
                let shown = |list: &[&str]| {
                    if list.is_empty() { "none".to_owned() } else { list.join(" ") }
                };
                tell(
                    "placeholder-mismatch",
                    format!(
                        "placeholders differ: {} in the Chinese, {} in the English",
                        shown(&one),
                        shown(&other)
                    ),
                );
            }
            if !zh.is_empty() && !en.is_empty() {
                let target = digest(en);
                let first = *self.targets.entry(digest(zh)).or_insert(target);
                if first != target {
                    tell(
                        "conflicting-target",
                        format!("an earlier unit has other English for: {}", shortened(zh)),
                    );
                }
            }
        }
        found
    }
}

fn what(id: &str) -> String {
    rule(id).map_or_else(String::new, |rule| rule.what.clone())
}

fn shortened(text: &str) -> String {
    let mut shown: String = text.chars().take(30).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

fn digest(text: &str) -> [u8; 16] {
    let mut half = [0; 16];
    for (to, from) in half.iter_mut().zip(Sha256::digest(text.as_bytes())) {
        *to = from;
    }
    half
}

/// The placeholders of a text, sorted: `{0}`, `{name}`, `${name}`, `%s`, `%1$d`.
fn placeholders(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    if !text.contains(['{', '%']) {
        return found;
    }
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        let len = match c {
            '{' => rest.find('}').filter(|end| {
                let name = rest.get(1..*end).unwrap_or_default();
                !name.is_empty()
                    && name.len() < 32
                    && name
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
            }),
            '%' => {
                let body = rest.get(1..).unwrap_or_default();
                let numbered = body.find('$').filter(|end| {
                    body.get(..*end)
                        .is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
                });
                let skip = numbered.map_or(0, |end| end + 1);
                let kind = body.get(skip..).and_then(|b| b.chars().next());
                let after = body.get(skip + 1..).and_then(|b| b.chars().next());
                // `100% done` has a blank before the letter; `5%s` of a word goes on in letters.
                kind.filter(|c| matches!(c, 's' | 'd' | 'f' | 'u' | 'x' | '@'))
                    .filter(|_| after.is_none_or(|c| !c.is_ascii_alphanumeric()))
                    .map(|_| skip + 1)
            }
            _ => None,
        };
        if let Some(len) = len {
            found.extend(rest.get(..=len));
        }
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::exchange::{FileInfo, Pairing, Sink, pair, read_tmx};

    #[derive(Default)]
    struct Heard {
        lint: Lint,
        rules: Vec<&'static str>,
    }

    impl Sink for Heard {
        fn record(&mut self, record: Record, info: &FileInfo) -> ControlFlow<()> {
            self.rules.extend(self.lint.unit(&record).iter().map(|n| n.rule));
            let paired = pair(record, info, &Pairing::default());
            self.rules.extend(paired.notices.iter().map(|n| n.rule));
            ControlFlow::Continue(())
        }

        fn notice(&mut self, notice: Notice) {
            self.rules.push(notice.rule);
        }
    }

    fn broken(example: &str) -> Vec<&'static str> {
        let text = if example.starts_with("<?xml") {
            example.to_owned()
        } else {
            let long = example.replace("{甲*2001}", &"甲".repeat(2001));
            format!("<?xml version='1.0'?><tmx version='1.4'><header/><body>{long}</body></tmx>")
        };
        let mut heard = Heard::default();
        read_tmx(text.as_bytes(), None, &mut heard).unwrap();
        heard.rules
    }

    #[test]
    fn every_rule_keeps_its_examples() {
        for rule in rules() {
            let id = rule.id.as_str();
            assert!(!broken(&rule.pass).contains(&id), "{id}: pass: {:?}", broken(&rule.pass));
            assert!(broken(&rule.fail).contains(&id), "{id}: fail: {:?}", broken(&rule.fail));
            assert!(
                [&rule.omegat, &rule.trados, &rule.memoq].iter().any(|t| !t.is_empty()),
                "{id}"
            );
        }
    }

    #[test]
    fn placeholders_are_told_from_percentages() {
        assert_eq!(
            placeholders("{0} of %d, 100% done, %1$s, ${a.b}, {不是}"),
            ["%1$s", "%d", "{0}", "{a.b}"]
        );
        assert_eq!(placeholders("50%sure 5%的"), [] as [&str; 0]);
    }
}
