//! Reading one record's XML: its references, its attributes, and what is said of it.

use std::borrow::Cow;

use quick_xml::{
    Reader,
    events::{BytesStart, attributes::AttrError},
};

use super::notice::Notices;
use crate::{
    domain::Attribute,
    format::{
        xml::{is_clean, is_xml_char, xml_chars},
        xml_entities::{Entities, EntityFault},
    },
};

/// The most attributes of one tag that are read; TMX has a dozen.
const MAX_ATTRIBUTES: usize = 32;

/// Why a unit cannot be read further; the notices say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refused;

/// What reading a unit needs beside the unit.
#[derive(Debug)]
pub(super) struct Context<'c> {
    pub(super) entities: &'c Entities,
    pub(super) notices: Notices,
    /// The record holds no character that XML cannot hold: nearly all, and then none of its texts
    /// needs to be looked through.
    is_clean: bool,
}

impl<'c> Context<'c> {
    /// For reading `record`, number `unit`, which begins at `line`.
    pub(super) fn new(entities: &'c Entities, record: &str, line: u32, unit: u64) -> Self {
        Self::known(entities, is_clean(record), line, unit)
    }

    /// The same for a record of which it is known whether it is clean.
    pub(super) fn known(entities: &'c Entities, is_clean: bool, line: u32, unit: u64) -> Self {
        Self { entities, notices: Notices { line, unit, ..Notices::default() }, is_clean }
    }

    /// Appends text as it stands in the file.
    pub(super) fn push_raw(&mut self, raw: &str, out: &mut String) {
        if self.is_clean {
            out.push_str(raw);
        } else {
            self.push_cleaned(raw, out);
        }
    }

    fn push_cleaned(&mut self, raw: &str, out: &mut String) {
        match xml_chars(raw) {
            Cow::Borrowed(text) => out.push_str(text),
            Cow::Owned(text) => {
                self.control();
                out.push_str(&text);
            }
        }
    }

    pub(super) fn control(&mut self) {
        self.notices.repair(
            "control-character",
            "a character that XML cannot hold was dropped from the text",
        );
    }

    /// Appends what `&name;` stands for.
    pub(super) fn push_reference(&mut self, name: &str, out: &mut String) -> Result<(), Refused> {
        match name {
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "amp" => out.push('&'),
            "quot" => out.push('"'),
            "apos" => out.push('\''),
            _ => match name.strip_prefix('#') {
                Some(number) => self.push_number(number, out),
                None => return self.push_entity(name, out),
            },
        }
        Ok(())
    }

    fn push_number(&mut self, number: &str, out: &mut String) {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        match code.ok().and_then(char::from_u32).filter(|c| is_xml_char(*c)) {
            Some(c) => out.push(c),
            None => self.control(),
        }
    }

    fn push_entity(&mut self, name: &str, out: &mut String) -> Result<(), Refused> {
        match self.entities.resolve(name) {
            Ok(text) => {
                self.push_cleaned(&text, out);
                Ok(())
            }
            Err(EntityFault::Unknown) => {
                self.notices.repair(
                    "unknown-entity",
                    format!("&{name}; is not declared; it was kept as it stands"),
                );
                out.push('&');
                out.push_str(name);
                out.push(';');
                Ok(())
            }
            Err(EntityFault::External) => {
                self.notices.refuse(
                    "external-entity",
                    format!("the entity &{name}; stands for another file, which is never read"),
                );
                Err(Refused)
            }
            Err(EntityFault::Bomb(reason)) => {
                self.notices.refuse("entity-bomb", reason);
                Err(Refused)
            }
        }
    }

    /// The attributes of a tag, in order.
    pub(super) fn attributes(&mut self, tag: &BytesStart<'_>) -> Result<Vec<Attribute>, Refused> {
        let mut found = Vec::new();
        self.each_attribute(tag, &mut |name, value| {
            found.push((name.to_owned(), value.into_owned()));
        })?;
        Ok(found)
    }

    /// Gives `each` the name and the value of a tag's attributes, in order; nearly all are as they
    /// stand in the file.
    pub(super) fn each_attribute<'t>(
        &mut self,
        tag: &'t BytesStart<'_>,
        each: &mut dyn FnMut(&'t str, Cow<'t, str>),
    ) -> Result<(), Refused> {
        let mut names = [""; MAX_ATTRIBUTES];
        let mut count = 0;
        for attribute in tag.attributes().with_checks(false) {
            let attribute = match attribute {
                Ok(attribute) => attribute,
                Err(error) => {
                    let what = match error {
                        AttrError::UnquotedValue(_) => "an attribute without quotes",
                        AttrError::ExpectedValue(_) | AttrError::ExpectedEq(_) => {
                            "an attribute without a value"
                        }
                        AttrError::ExpectedQuote(..) => "an attribute whose quote does not end",
                        AttrError::Duplicated(..) => "an attribute twice",
                    };
                    return Err(self.malformed(tag, what));
                }
            };
            let name = attribute.key.into_inner();
            let value = match attribute.value {
                Cow::Borrowed(raw) if memchr::memchr(b'&', raw.as_bytes()).is_none() => {
                    let value = if self.is_clean { Cow::Borrowed(raw) } else { xml_chars(raw) };
                    if matches!(value, Cow::Owned(_)) {
                        self.control();
                    }
                    value
                }
                raw => {
                    let mut value = String::new();
                    self.push_escaped(&raw, &mut value)?;
                    Cow::Owned(value)
                }
            };
            if names.iter().take(count).any(|known| *known == name) {
                self.notices.repair(
                    "attribute-twice",
                    format!("the attribute {name} stands twice in one tag; the first counts"),
                );
                continue;
            }
            let Some(free) = names.get_mut(count) else {
                let what = format!("more than {MAX_ATTRIBUTES} attributes");
                return Err(self.malformed(tag, &what));
            };
            *free = name;
            count += 1;
            each(name, value);
        }
        Ok(())
    }

    fn malformed(&mut self, tag: &BytesStart<'_>, what: &str) -> Refused {
        let name = tag.name();
        self.notices.refuse("malformed", format!("<{}> has {what}", name.as_ref()));
        Refused
    }

    /// Appends the value of an attribute, its references undone.
    fn push_escaped(&mut self, raw: &str, out: &mut String) -> Result<(), Refused> {
        let mut rest = raw;
        while let Some((before, after)) = rest.split_once('&') {
            self.push_raw(before, out);
            // A name is short: what is no reference is not searched to its end for each `&`.
            let within = after.char_indices().nth(64).map_or(after.len(), |(at, _)| at);
            let end = after.get(..within).unwrap_or_default().find(';');
            let reference = end
                .and_then(|end| Some((after.get(..end)?, after.get(end + 1..)?)))
                .filter(|(name, _)| is_reference(name));
            if let Some((name, behind)) = reference {
                self.push_reference(name, out)?;
                rest = behind;
            } else {
                out.push('&');
                rest = after;
            }
        }
        self.push_raw(rest, out);
        Ok(())
    }
}

fn is_reference(name: &str) -> bool {
    !name.is_empty()
        && name.len() < 64
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '#' | '_' | '-' | '.' | ':'))
}

/// The value of an attribute by its local name, or `""`; tags that are not well-formed are read as far
/// as they can be.
pub(super) fn value(tag: &BytesStart<'_>, name: &str) -> String {
    for attribute in tag.html_attributes().with_checks(false).flatten() {
        if attribute.key.local_name().as_ref() == name {
            return quick_xml::escape::unescape(&attribute.value)
                .map(Cow::into_owned)
                .unwrap_or_default();
        }
    }
    String::new()
}

/// A reader of one record that goes on where a careful one would stop: at a bare `&`.
pub(super) fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    reader
}
