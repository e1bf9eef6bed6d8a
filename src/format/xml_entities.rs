//! Entities that an XML file declares for itself, read without ever growing beyond a bound.
//!
//! XML 1.0, 4.2: an entity is declared with its text, or as the text of another file. Entities made
//! of entities grow exponentially ("billion laughs"), and one long entity used often grows
//! quadratically; both are stopped by counting what has been put in. Other files are never read.

use std::{cell::Cell, collections::BTreeMap};

/// What the text of a file may grow by through its own entities, in bytes.
pub const MAX_GROWTH_BYTES: usize = 1_000_000;

/// How deep entities may stand in entities.
const MAX_DEPTH: usize = 16;

/// Why an entity has no text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EntityFault {
    /// It is not declared.
    Unknown,
    /// It stands for another file.
    External,
    /// It grows beyond [`MAX_GROWTH_BYTES`], or stands in itself.
    Bomb(String),
}

/// The entities of one file.
#[derive(Debug, Default)]
pub struct Entities {
    /// Replacement text; `None` for another file.
    declared: BTreeMap<String, Option<String>>,
    grown_bytes: Cell<usize>,
}

impl Entities {
    /// Reads the declarations in a document type declaration (what stands after `<!DOCTYPE`).
    pub fn declare(&mut self, doctype: &str) {
        for (at, _) in doctype.match_indices("<!ENTITY") {
            let rest = doctype.get(at + "<!ENTITY".len()..).unwrap_or_default().trim_start();
            let Some((name, rest)) = rest.split_once(char::is_whitespace) else { continue };
            // Parameter entities (`% name`) only build declarations; they are not followed.
            if name == "%" {
                continue;
            }
            let rest = rest.trim_start();
            let text = match rest.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let inside = rest.get(1..).unwrap_or_default();
                    inside.find(quote).and_then(|end| inside.get(..end)).map(str::to_owned)
                }
                _ => None,
            };
            // The first declaration binds (XML 1.0, 4.2).
            self.declared.entry(name.to_owned()).or_insert(text);
        }
    }

    /// The text that `&name;` stands for: a character (`#20013`), one of the five of XML, one
    /// declared, or one of HTML, which the DTDs of JATS declare as well.
    ///
    /// # Errors
    /// See [`EntityFault`].
    pub fn resolve(&self, name: &str) -> Result<String, EntityFault> {
        if let Some(c) = predefined(name) {
            return Ok(c);
        }
        if !self.declared.contains_key(name) {
            let known = quick_xml::escape::resolve_html5_entity(name);
            return known.map(str::to_owned).ok_or(EntityFault::Unknown);
        }
        let mut out = String::new();
        self.expand(name, &mut out, 0)?;
        Ok(out)
    }

    fn expand(&self, name: &str, out: &mut String, depth: usize) -> Result<(), EntityFault> {
        let text = match self.declared.get(name) {
            Some(Some(text)) => text,
            Some(None) => return Err(EntityFault::External),
            None => {
                out.push_str(&self.resolve(name).unwrap_or_else(|_| format!("&{name};")));
                return Ok(());
            }
        };
        if depth >= MAX_DEPTH {
            let reason = format!("the entity `&{name};` is nested {MAX_DEPTH} deep or in itself");
            return Err(EntityFault::Bomb(reason));
        }
        let grown = self.grown_bytes.get() + text.len() + 1;
        self.grown_bytes.set(grown);
        if grown > MAX_GROWTH_BYTES {
            let reason = format!(
                "with the entity `&{name};` the text grows by more than {} MB",
                MAX_GROWTH_BYTES / 1_000_000
            );
            return Err(EntityFault::Bomb(reason));
        }
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once('&') {
            out.push_str(before);
            match after.split_once(';') {
                Some((inner, after)) if !inner.contains(char::is_whitespace) => {
                    match predefined(inner) {
                        Some(c) => out.push_str(&c),
                        None => self.expand(inner, out, depth + 1)?,
                    }
                    rest = after;
                }
                _ => {
                    out.push('&');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        Ok(())
    }
}

fn predefined(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        let c = code.ok().and_then(char::from_u32).filter(|c| super::xml::is_xml_char(*c));
        return Some(c.unwrap_or(char::REPLACEMENT_CHARACTER).to_string());
    }
    let c = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => return None,
    };
    Some(c.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(doctype: &str) -> Entities {
        let mut entities = Entities::default();
        entities.declare(doctype);
        entities
    }

    #[test]
    fn characters_and_declared_texts() {
        let entities = declared("article [<!ENTITY j '学报'> <!ENTITY k \"《&j;&#x300b;\">]");
        assert_eq!(entities.resolve("k"), Ok("《学报》".into()));
        assert_eq!(entities.resolve("nbsp"), Ok("\u{a0}".into()));
        assert_eq!(entities.resolve("#20013"), Ok("中".into()));
        assert_eq!(entities.resolve("none"), Err(EntityFault::Unknown));
    }

    #[test]
    fn other_files_are_not_read() {
        let entities = declared("a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]");
        assert_eq!(entities.resolve("x"), Err(EntityFault::External));
    }

    #[test]
    fn bombs_are_named() {
        let doctype: String = (1..12)
            .map(|nth| format!("<!ENTITY lol{nth} '{}'>", format!("&lol{};", nth - 1).repeat(10)))
            .collect();
        let doctype = format!("lolz [<!ENTITY lol0 'lol'>{doctype}");
        let bomb = declared(&doctype).resolve("lol11");
        assert!(matches!(bomb, Err(EntityFault::Bomb(ref reason)) if reason.contains("lol")));
        let round = declared("a [<!ENTITY a '&b;'><!ENTITY b '&a;'>]").resolve("a");
        assert!(matches!(round, Err(EntityFault::Bomb(_))));
        let long = declared(&format!("a [<!ENTITY a '{}'>]", "x".repeat(100_000)));
        let ends = (0..100).map(|_| long.resolve("a")).find(Result::is_err);
        assert!(matches!(ends, Some(Err(EntityFault::Bomb(_)))));
    }
}
