//! `glossary-v2.tbx`: TBX 2 (ISO 30042:2008, root `martif`), which OmegaT from 3.6 on reads and v3
//! it does not.

use std::{borrow::Borrow, io::Write};

use crate::{
    domain::TermEntry,
    format::xml::{push_attribute, push_text},
};

use super::{
    ExportError,
    cells::{main_evidence, place, summary},
    concept::{GlossaryOptions, Role, chinese, english},
};

/// Writes the glossary, a `termEntry` an entry.
///
/// # Errors
/// The writer's.
pub fn glossary_tbx_v2<E: Borrow<TermEntry>>(
    writer: &mut dyn Write,
    entries: impl IntoIterator<Item = E>,
    options: &GlossaryOptions,
) -> Result<(), ExportError> {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str("<martif type=\"TBX\" xml:lang=\"");
    push_attribute(&mut out, &options.zh_tag);
    out.push_str(concat!(
        "\">\n  <martifHeader>\n    <fileDesc>\n      <sourceDesc>\n",
        "        <p>Found in journal articles by duizhao ",
        env!("CARGO_PKG_VERSION"),
        "</p>\n      </sourceDesc>\n    </fileDesc>\n    <encodingDesc>\n",
        "      <p type=\"XCSURI\">TBXXCS.xcs</p>\n    </encodingDesc>\n  </martifHeader>\n",
        "  <text>\n    <body>\n"
    ));
    let held = entries.into_iter().filter(|e| options.holds(e.borrow()));
    for (number, entry) in (1_u64..).zip(held) {
        let entry = entry.borrow();
        out.push_str("      <termEntry id=\"c");
        out.push_str(&number.to_string());
        out.push_str("\">\n        <note>");
        let mut note = summary(entry);
        if let Some(source) = main_evidence(entry).map(|e| place(&e.place))
            && !source.is_empty()
        {
            note.push_str("; ");
            note.push_str(&source);
        }
        push_text(&mut out, &note);
        out.push_str("</note>\n");
        language(&mut out, &options.zh_tag, &chinese(entry));
        language(&mut out, &options.en_tag, &english(entry));
        out.push_str("      </termEntry>\n");
        if out.len() > 64 * 1024 {
            writer.write_all(out.as_bytes())?;
            out.clear();
        }
    }
    out.push_str("    </body>\n  </text>\n</martif>\n");
    writer.write_all(out.as_bytes())?;
    writer.flush()?;
    Ok(())
}

fn language(out: &mut String, tag: &str, terms: &[(Role, String)]) {
    out.push_str("        <langSet xml:lang=\"");
    push_attribute(out, tag);
    out.push_str("\">\n");
    for (role, term) in terms {
        out.push_str("          <tig>\n            <term>");
        push_text(out, term);
        out.push_str("</term>\n");
        if *role == Role::Acronym {
            out.push_str("            <termNote type=\"termType\">acronym</termNote>\n");
        }
        out.push_str("          </tig>\n");
    }
    out.push_str("        </langSet>\n");
}
