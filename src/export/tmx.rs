//! TMX 1.4 (LISA OSCAR, valid against `tmx14.dtd`), as OmegaT, Trados and memoQ take it.

use std::{borrow::Cow, io::Write};

use crate::{
    domain::TranslationUnit,
    format::{
        csv::decimal,
        xml::{push_attribute, push_text, xml_chars},
    },
};

use super::{
    ExportError, UnitExporter,
    admission::{Duplicates, MemoryOptions, Refusal, Seen, TableKey, Tally, digest},
    cells::{flags, lines},
    tmx_file::{TmxFile, prop, push_hex},
};

/// A TMX file being written.
///
/// ```
/// use duizhao::export::{Tmx, MemoryOptions, UnitExporter};
/// let mut file = Vec::new();
/// let tmx = Tmx::new(&mut file, &MemoryOptions::default())?;
/// Box::new(tmx).finish()?;
/// assert!(String::from_utf8_lossy(&file).contains("<tmx version=\"1.4\">"));
/// # Ok::<(), duizhao::export::ExportError>(())
/// ```
pub struct Tmx<'w> {
    file: TmxFile<'w>,
    options: MemoryOptions,
    seen: Seen<'w>,
    tally: Tally,
}

impl std::fmt::Debug for Tmx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tmx").field("options", &self.options).field("tally", &self.tally).finish()
    }
}

impl<'w> Tmx<'w> {
    /// Begins a file.
    ///
    /// # Errors
    /// The writer's.
    pub fn new(writer: &'w mut dyn Write, options: &MemoryOptions) -> Result<Self, ExportError> {
        Ok(Self::with_seen(writer, options, Seen::default()))
    }

    /// Begins a file of which it may be known which pairs are repeats: by the order of the keys that
    /// [`tmx_keys`] gives for its units.
    pub fn with_seen(writer: &'w mut dyn Write, options: &MemoryOptions, seen: Seen<'w>) -> Self {
        Self {
            file: TmxFile::new(writer, options.zh_tag(options.script)),
            options: options.clone(),
            seen,
            tally: Tally::default(),
        }
    }

    /// Writes a unit, or says why it is left out. Where clean-up changed the Chinese, the printed
    /// form is written as a unit of its own behind it.
    ///
    /// # Errors
    /// The writer's.
    pub fn write(&mut self, unit: &TranslationUnit) -> Result<Result<(), Refusal>, ExportError> {
        let outcome = self.admit(unit);
        self.tally.count(outcome);
        self.file.hand_over()?;
        Ok(outcome)
    }

    /// Writes the end of the file.
    ///
    /// # Errors
    /// The writer's.
    pub fn finish(self) -> Result<Tally, ExportError> {
        self.file.finish()?;
        Ok(self.tally)
    }

    fn admit(&mut self, unit: &TranslationUnit) -> Result<(), Refusal> {
        let texts = Texts::of(unit, &self.options)?;
        let first = self.pair(unit, &texts.zh, &texts.en, false);
        if let Some(printed) = &texts.printed {
            // A printed form may be new where the mended one is not.
            let _ = self.pair(unit, printed, &texts.en, true);
        }
        first
    }

    fn pair(
        &mut self,
        unit: &TranslationUnit,
        zh: &str,
        en: &str,
        printed: bool,
    ) -> Result<(), Refusal> {
        let zh_tag = self.options.zh_tag(unit.script);
        let digest = pair_key(zh_tag, zh, en);
        if self.options.duplicates == Duplicates::First && !self.seen.is_new(digest) {
            return Err(Refusal::Duplicate);
        }
        let out = self.file.body();
        out.push_str("    <tu");
        if self.options.duplicates == Duplicates::First {
            out.push_str(" tuid=\"");
            push_hex(out, digest);
            out.push('"');
        }
        out.push_str(">\n");
        prop(out, "part", unit.part.name());
        prop(out, "relation", unit.relation.name());
        prop(out, "shape", &unit.shape);
        prop(out, "score", &decimal(unit.score_nats, 4));
        prop(out, "probability", &decimal(unit.probability, 4));
        prop(out, "flags", &flags(&unit.flags));
        if printed {
            prop(out, "form", "printed");
        }
        prop(out, "journal", &self.options.journal);
        prop(out, "file", &unit.place.file);
        prop(out, "article", &unit.place.article);
        prop(out, "lines-zh", &lines(unit.place.zh_lines));
        prop(out, "lines-en", &lines(unit.place.en_lines));
        variant(out, zh_tag, zh);
        variant(out, &self.options.en_tag, en);
        out.push_str("    </tu>\n");
        Ok(())
    }
}

impl UnitExporter for Tmx<'_> {
    fn unit(&mut self, unit: &TranslationUnit) -> Result<(), ExportError> {
        self.write(unit).map(|_| ())
    }

    fn finish(self: Box<Self>) -> Result<Tally, ExportError> {
        Self::finish(*self)
    }
}

/// The texts of a unit that enters a file.
struct Texts<'u> {
    zh: Cow<'u, str>,
    en: Cow<'u, str>,
    /// The Chinese as printed, where it is another.
    printed: Option<Cow<'u, str>>,
}

impl<'u> Texts<'u> {
    fn of(unit: &'u TranslationUnit, options: &MemoryOptions) -> Result<Self, Refusal> {
        options.admission.judge(unit)?;
        let en = segment_text(&unit.en);
        let zh = segment_text(&unit.zh);
        if zh.is_empty() || en.is_empty() {
            return Err(Refusal::Empty);
        }
        let printed = unit.zh_printed.as_deref().map(segment_text);
        let printed = printed.filter(|p| !p.is_empty() && *p != zh);
        Ok(Self { zh, en, printed })
    }
}

fn pair_key(zh_tag: &str, zh: &str, en: &str) -> TableKey {
    digest(&[zh_tag, zh, en])
}

/// The keys of the pairs that a unit is in a file, in the order in which they are asked for; none
/// where it does not enter.
pub fn tmx_keys(unit: &TranslationUnit, options: &MemoryOptions) -> Vec<TableKey> {
    let Ok(texts) = Texts::of(unit, options) else { return Vec::new() };
    let tag = options.zh_tag(unit.script);
    let forms = std::iter::once(&texts.zh).chain(&texts.printed);
    forms.map(|zh| pair_key(tag, zh, &texts.en)).collect()
}

/// Text as a segment: without the characters that XML cannot hold and the blanks at its ends, which
/// would keep a CAT tool from matching it.
fn segment_text(text: &str) -> Cow<'_, str> {
    match xml_chars(text) {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

fn variant(out: &mut String, tag: &str, text: &str) {
    out.push_str("      <tuv xml:lang=\"");
    push_attribute(out, tag);
    out.push_str("\"><seg>");
    push_text(out, text);
    out.push_str("</seg></tuv>\n");
}
