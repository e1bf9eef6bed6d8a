//! `glossary.tbx`: TBX v3 (ISO 30042:2019), dialect TBX-Basic, style DCA.

use std::{borrow::Borrow, io::Write};

use crate::{
    domain::{Grade, TermEntry, TermStatus},
    format::xml::{push_attribute, push_text},
};

use super::{
    ExportError,
    cells::{contexts, main_evidence, place, summary},
    concept::{GlossaryOptions, Role, chinese, english},
};

/// Writes the glossary, a concept an entry.
///
/// # Errors
/// The writer's.
pub fn glossary_tbx<E: Borrow<TermEntry>>(
    writer: &mut dyn Write,
    entries: impl IntoIterator<Item = E>,
    options: &GlossaryOptions,
) -> Result<(), ExportError> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<tbx type=\"TBX-Basic\" style=\"dca\" xml:lang=\"");
    push_attribute(&mut out, &options.zh_tag);
    out.push_str("\" xmlns=\"urn:iso:std:iso:30042:ed-2\">\n");
    out.push_str(concat!(
        "  <tbxHeader>\n    <fileDesc>\n      <titleStmt>\n        <title>Glossary</title>\n",
        "      </titleStmt>\n      <sourceDesc>\n        <p>Found in journal articles by duizhao ",
        env!("CARGO_PKG_VERSION"),
        "</p>\n      </sourceDesc>\n    </fileDesc>\n  </tbxHeader>\n  <text>\n"
    ));
    let mut number = 0_u64;
    for entry in entries.into_iter().filter(|e| options.holds(e.borrow())) {
        let entry = entry.borrow();
        number += 1;
        if number == 1 {
            out.push_str("    <body>\n");
        }
        concept(&mut out, number, entry, options);
        if out.len() > 64 * 1024 {
            writer.write_all(out.as_bytes())?;
            out.clear();
        }
    }
    // An empty body would be invalid; no body is not.
    out.push_str(if number > 0 {
        "    </body>\n  </text>\n</tbx>\n"
    } else {
        "  </text>\n</tbx>\n"
    });
    writer.write_all(out.as_bytes())?;
    writer.flush()?;
    Ok(())
}

fn concept(out: &mut String, number: u64, entry: &TermEntry, options: &GlossaryOptions) {
    out.push_str("      <conceptEntry id=\"c");
    out.push_str(&number.to_string());
    out.push_str("\">\n");
    element(out, 8, "note", "", &summary(entry));
    for against in &entry.against {
        element(out, 8, "note", "", &format!("against: {against}"));
    }
    let source = main_evidence(entry).map(|e| place(&e.place)).unwrap_or_default();
    let (context_zh, context_en) = contexts(entry);
    language(out, &options.zh_tag, entry, &chinese(entry), context_zh, &source);
    language(out, &options.en_tag, entry, &english(entry), context_en, &source);
    out.push_str("      </conceptEntry>\n");
}

fn language(
    out: &mut String,
    tag: &str,
    entry: &TermEntry,
    terms: &[(Role, String)],
    quote: &str,
    source: &str,
) {
    out.push_str("        <langSec xml:lang=\"");
    push_attribute(out, tag);
    out.push_str("\">\n");
    for (role, term) in terms {
        out.push_str("          <termSec>\n");
        element(out, 12, "term", "", term);
        match role {
            Role::Acronym => element(out, 12, "termNote", "termType", "acronym"),
            Role::Also if entry.grade != Grade::Conflict => {
                element(out, 12, "termNote", "termType", "variant");
            }
            Role::Also | Role::Main => {}
        }
        if let Some(status) = administrative_status(entry, *role) {
            element(out, 12, "termNote", "administrativeStatus", status);
        }
        if *role == Role::Main && !quote.trim().is_empty() {
            out.push_str("            <descripGrp>\n");
            element(out, 14, "descrip", "context", quote);
            if !source.is_empty() {
                element(out, 14, "admin", "source", source);
            }
            out.push_str("            </descripGrp>\n");
        } else if *role == Role::Main && !source.is_empty() {
            element(out, 12, "admin", "source", source);
        }
        out.push_str("          </termSec>\n");
    }
    out.push_str("        </langSec>\n");
}

/// The status of a term: preferred where an editor or a termbase says so, admitted where an author
/// wrote it or it was found, none where it is a suggestion or one of several renderings.
fn administrative_status(entry: &TermEntry, role: Role) -> Option<&'static str> {
    match (entry.status, entry.grade, role) {
        (TermStatus::Rejected, ..) => Some("deprecatedTerm-admn-sts"),
        (TermStatus::Suggested, ..) => None,
        (TermStatus::Approved, _, Role::Main) => Some("preferredTerm-admn-sts"),
        (_, Grade::Conflict | Grade::D, _) => None,
        (_, Grade::S, Role::Main) => Some("preferredTerm-admn-sts"),
        _ => Some("admittedTerm-admn-sts"),
    }
}

/// `<name type="kind">text</name>` on a line of its own.
fn element(out: &mut String, indent: usize, name: &str, kind: &str, text: &str) {
    out.extend(std::iter::repeat_n(' ', indent));
    out.push('<');
    out.push_str(name);
    if !kind.is_empty() {
        out.push_str(" type=\"");
        out.push_str(kind);
        out.push('"');
    }
    out.push('>');
    push_text(out, text);
    out.push_str("</");
    out.push_str(name);
    out.push_str(">\n");
}
