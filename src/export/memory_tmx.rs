//! TMX 1.4 of a memory's units: with their history, and with what other tools said of them.

use std::io::Write;

use super::{
    ExportError,
    admission::digest,
    cells::{flags, lines},
    tmx_file::{TmxFile, prop, push_hex},
};
use crate::{
    domain::{
        Attribute, CarriedVariant, Origin, Remark, Script, Stamp, TranslationUnit, UnitHistory,
    },
    format::{
        csv::decimal,
        xml::{push_attribute, push_text, xml_chars},
    },
};

/// Attributes that the DTD gives to `tu` and `tuv` beside those written here.
const CARRIED: &[&str] = &[
    "o-encoding",
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "creationdate",
    "creationid",
    "changedate",
    "changeid",
    "segtype",
    "o-tmf",
];

/// How a memory is written as TMX.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MemoryTmxOptions {
    /// The script that the memory is for: it gives the source language of the file.
    pub script: Script,
    /// Language tag of all Chinese; `None` is each unit's own.
    pub zh_tag: Option<String>,
    /// Language tag of all English; `None` is each unit's own.
    pub en_tag: Option<String>,
    /// Leave inline elements out of the segments (TMX level 1).
    pub plain: bool,
}

/// A TMX file of a memory being written.
pub struct MemoryTmx<'w> {
    file: TmxFile<'w>,
    options: MemoryTmxOptions,
    written: u64,
}

impl std::fmt::Debug for MemoryTmx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemoryTmx").field("written", &self.written).finish_non_exhaustive()
    }
}

impl<'w> MemoryTmx<'w> {
    /// Begins a file.
    pub fn new(writer: &'w mut dyn Write, options: MemoryTmxOptions) -> Self {
        let tag = options.zh_tag.as_deref().unwrap_or(options.script.tag());
        Self { file: TmxFile::new(writer, tag), options, written: 0 }
    }

    /// Writes a unit; where clean-up changed its Chinese, the printed form as a unit behind it.
    ///
    /// # Errors
    /// The writer's.
    pub fn unit(
        &mut self,
        unit: &TranslationUnit,
        history: &UnitHistory,
    ) -> Result<(), ExportError> {
        self.push(unit, history, &unit.zh, false);
        if let Some(printed) = &unit.zh_printed {
            let printed = xml_chars(printed);
            if !printed.trim().is_empty() && printed.trim() != unit.zh {
                self.push(unit, history, printed.trim(), true);
            }
        }
        self.written += 1;
        self.file.hand_over()
    }

    /// Writes the end of the file; gives the number of units.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(self) -> Result<u64, ExportError> {
        self.file.finish()?;
        Ok(self.written)
    }

    fn push(&mut self, unit: &TranslationUnit, history: &UnitHistory, zh: &str, printed: bool) {
        let out = self.file.body();
        let zh_tag = self.options.zh_tag.as_deref().unwrap_or(&history.zh_tag);
        let en_tag = self.options.en_tag.as_deref().unwrap_or(&history.en_tag);
        let carried = history.carried.as_deref();
        out.push_str("    <tu");
        match carried.filter(|c| !c.tuid.is_empty() && !printed) {
            Some(carried) => attribute(out, "tuid", &carried.tuid),
            None if history.origin == Origin::Article => {
                out.push_str(" tuid=\"");
                push_hex(out, digest(&[zh_tag, zh, &unit.en]));
                out.push('"');
            }
            None => {}
        }
        if let Some(carried) = carried {
            if !carried.srclang.is_empty() {
                attribute(out, "srclang", &carried.srclang);
            }
            attributes(out, &carried.attributes);
        }
        stamp(out, &history.created, "creationdate", "creationid");
        stamp(out, &history.changed, "changedate", "changeid");
        out.push_str(">\n");
        if let Some(carried) = carried {
            remarks(out, &carried.notes, &carried.props);
        }
        prop(out, "part", unit.part.name());
        prop(out, "relation", unit.relation.name());
        prop(out, "status", history.status.name());
        if history.origin == Origin::Article {
            prop(out, "shape", &unit.shape);
            prop(out, "score", &decimal(unit.score_nats, 4));
            prop(out, "probability", &decimal(unit.probability, 4));
        } else {
            prop(out, "origin", history.origin.name());
            prop(out, "tool", &history.tool);
        }
        prop(out, "flags", &flags(&unit.flags));
        if printed {
            prop(out, "form", "printed");
        } else {
            prop(out, "zh-printed", unit.zh_printed.as_deref().unwrap_or_default());
        }
        prop(out, "journal", &history.journal);
        prop(out, "file", &unit.place.file);
        prop(out, "article", &unit.place.article);
        prop(out, "lines-zh", &lines(unit.place.zh_lines));
        prop(out, "lines-en", &lines(unit.place.en_lines));
        let plain = self.options.plain || printed;
        variant(out, zh_tag, zh, carried.map(|c| &c.zh), plain);
        variant(out, en_tag, &unit.en, carried.map(|c| &c.en), self.options.plain);
        for other in carried.iter().flat_map(|c| &c.others) {
            variant(out, &other.lang, &other.text, Some(&other.carried), self.options.plain);
        }
        out.push_str("    </tu>\n");
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_attribute(out, value);
    out.push('"');
}

/// Attributes that TMX knows; others cannot be written without breaking its DTD.
fn attributes(out: &mut String, all: &[Attribute]) {
    for (name, value) in all {
        if CARRIED.contains(&name.as_str()) {
            attribute(out, name, value);
        }
    }
}

fn stamp(out: &mut String, stamp: &Stamp, date: &str, by: &str) {
    for (name, value) in [(date, &stamp.date), (by, &stamp.by)] {
        if !value.is_empty() {
            attribute(out, name, value);
        }
    }
}

fn remarks(out: &mut String, notes: &[Remark], props: &[Remark]) {
    for (element, all) in [("note", notes), ("prop", props)] {
        for remark in all {
            out.push_str("      <");
            out.push_str(element);
            for (name, value) in &remark.attributes {
                let known = matches!(name.as_str(), "xml:lang" | "o-encoding");
                if known || element == "prop" && name == "type" {
                    attribute(out, name, value);
                }
            }
            out.push('>');
            push_text(out, &remark.text);
            out.push_str("</");
            out.push_str(element);
            out.push_str(">\n");
        }
    }
}

fn variant(out: &mut String, tag: &str, text: &str, carried: Option<&CarriedVariant>, plain: bool) {
    out.push_str("      <tuv");
    attribute(out, "xml:lang", tag);
    let mut markup = "";
    if let Some(carried) = carried {
        for (name, value) in &carried.attributes {
            // `segtype` belongs to `tu` alone.
            if CARRIED.contains(&name.as_str()) && name != "segtype" {
                attribute(out, name, value);
            }
        }
        out.push('>');
        if !carried.notes.is_empty() || !carried.props.is_empty() {
            out.push('\n');
            remarks(out, &carried.notes, &carried.props);
        }
        markup = if plain { "" } else { &carried.markup };
    } else {
        out.push('>');
    }
    out.push_str("<seg>");
    if markup.is_empty() {
        push_text(out, text);
    } else {
        // It was written by `push_text` when it was read.
        out.push_str(markup);
    }
    out.push_str("</seg></tuv>\n");
}
