//! Fonts: from the codes of a text-showing operator to characters and widths.
//!
//! Unicode comes, in this order, from the font's `ToUnicode` map, from its predefined encoding and
//! character collection (a GBK font without `ToUnicode` is read by Adobe's tables), and for simple
//! fonts from the encoding and glyph names (ISO 32000-1, 9.10.2).

use std::collections::BTreeMap;

use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use lopdf::{Dictionary, Document, Encoding, Object, dictionary};

/// The most bytes that a character map may unpack to.
const MAX_MAP_BYTES: usize = 16_000_000;

/// A code of a string, decoded.
pub(super) struct Shown {
    /// Its characters; `None` where the font does not tell.
    pub(super) text: Option<String>,
    /// Advance in thousandths of the font size.
    pub(super) width: f32,
    /// Whether word spacing applies: it is the single byte 32.
    pub(super) is_space: bool,
}

/// A font of a page.
pub(super) struct Font {
    /// Its name, for messages.
    pub(super) name: String,
    to_unicode: Option<CMap>,
    kind: Kind,
}

enum Kind {
    Simple { characters: Vec<Option<String>>, first: usize, widths: Vec<f32>, missing: f32 },
    Composite(Box<Composite>),
}

struct Composite {
    /// From codes to character ids.
    codes: CMap,
    /// From character ids to Unicode, for Adobe's collections.
    family: Option<CMap>,
    widths: BTreeMap<u32, f32>,
    usual: f32,
}

impl Font {
    /// The font that a page's resources describe.
    pub(super) fn new(document: &Document, dictionary: &Dictionary) -> Self {
        let name = name_of(dictionary, b"BaseFont").unwrap_or_else(|| "(unnamed)".to_owned());
        let to_unicode = stream(document, dictionary, b"ToUnicode")
            .and_then(|bytes| CMap::parse(&bytes, load_embedded));
        let kind = if name_of(dictionary, b"Subtype").as_deref() == Some("Type0") {
            composite(document, dictionary)
        } else {
            simple(document, dictionary)
        };
        Self { name, to_unicode, kind }
    }

    /// The codes of a string.
    pub(super) fn decode(&self, bytes: &[u8]) -> Vec<Shown> {
        match &self.kind {
            Kind::Simple { characters, first, widths, missing } => bytes
                .iter()
                .map(|byte| {
                    let code = usize::from(*byte);
                    let width = code.checked_sub(*first).and_then(|nth| widths.get(nth));
                    let own = characters.get(code).cloned().flatten();
                    Shown {
                        text: self.mapped(u32::from(*byte)).or(own),
                        width: width.copied().unwrap_or(*missing),
                        is_space: *byte == 32,
                    }
                })
                .collect(),
            Kind::Composite(font) => {
                let Composite { codes, family, widths, usual } = font.as_ref();
                let mut shown = Vec::with_capacity(bytes.len() / 2);
                let mut rest = bytes;
                while !rest.is_empty() {
                    let (code, len, cid) = next_code(codes, rest);
                    rest = rest.get(len..).unwrap_or_default();
                    let by_family = || {
                        let found = family.as_ref()?.lookup_bf_string(cid?)?;
                        Some(text_of(found)).filter(|text| is_text(text))
                    };
                    let width = cid.and_then(|cid| widths.get(&cid)).copied();
                    shown.push(Shown {
                        text: self.mapped(code).or_else(by_family),
                        width: width.unwrap_or(*usual),
                        is_space: len == 1 && code == 32,
                    });
                }
                shown
            }
        }
    }

    fn mapped(&self, code: u32) -> Option<String> {
        let found = self.to_unicode.as_ref()?.lookup_bf_string(code)?;
        Some(text_of(found)).filter(|text| is_text(text))
    }
}

/// Maps that do not know a character give NUL or U+FFFD for it.
fn is_text(text: &str) -> bool {
    !text.is_empty() && !text.contains(['\0', '\u{fffd}'])
}

/// The blanks of half-width fonts are blanks.
fn text_of(found: BfString) -> String {
    match found {
        BfString::Char('\u{a0}' | '\u{2000}'..='\u{200a}') => " ".to_owned(),
        BfString::Char(c) => c.to_string(),
        BfString::String(text) => text,
    }
}

/// The next code of a string, its length in bytes, and its character id.
fn next_code(codes: &CMap, bytes: &[u8]) -> (u32, usize, Option<u32>) {
    let mut code = 0;
    for (nth, byte) in bytes.iter().take(4).enumerate() {
        code = code << 8 | u32::from(*byte);
        if let Some(cid) = codes.lookup_cid_code(code, nth as u8 + 1) {
            return (code, nth + 1, Some(cid));
        }
    }
    // A code outside the map: two bytes where the first has its high bit set, as in all Chinese
    // encodings, else one.
    match bytes {
        [high, low, ..] if *high >= 0x80 => (u32::from(*high) << 8 | u32::from(*low), 2, None),
        [byte, ..] => (u32::from(*byte), 1, None),
        [] => (0, 1, None),
    }
}

fn composite(document: &Document, dictionary: &Dictionary) -> Kind {
    let descendant = dictionary
        .get_deref(b"DescendantFonts", document)
        .and_then(Object::as_array)
        .ok()
        .and_then(|all| all.first())
        .and_then(|first| document.dereference(first).ok())
        .and_then(|(_, object)| object.as_dict().ok());
    let codes = encoding_map(document, dictionary).unwrap_or_else(CMap::identity_h);
    let family = descendant
        .and_then(|font| font.get_deref(b"CIDSystemInfo", document).and_then(Object::as_dict).ok())
        .and_then(|info| {
            let registry = info.get_deref(b"Registry", document).and_then(Object::as_str).ok()?;
            let ordering = info.get_deref(b"Ordering", document).and_then(Object::as_str).ok()?;
            CidFamily::from_registry_ordering(registry, ordering).ucs2_cmap()
        })
        .and_then(load_embedded)
        .and_then(|bytes| CMap::parse(bytes, load_embedded));
    let usual = descendant
        .and_then(|font| font.get_deref(b"DW", document).and_then(Object::as_float).ok())
        .unwrap_or(1000.0);
    let widths = descendant.map(|font| cid_widths(document, font)).unwrap_or_default();
    Kind::Composite(Box::new(Composite { codes, family, widths, usual }))
}

fn encoding_map(document: &Document, dictionary: &Dictionary) -> Option<CMap> {
    match dictionary.get_deref(b"Encoding", document).ok()? {
        Object::Name(name) if name.starts_with(b"Identity") => Some(CMap::identity_h()),
        Object::Name(name) => {
            CMap::parse(load_embedded(CMapName::from_bytes(name))?, load_embedded)
        }
        Object::Stream(stream) => {
            let bytes = stream.get_plain_content_with_limit(MAX_MAP_BYTES).ok()?;
            CMap::parse(&bytes, load_embedded)
        }
        _ => None,
    }
}

/// The `W` array: `first [w w w]` or `first last w` (ISO 32000-1, 9.7.4.3).
fn cid_widths(document: &Document, font: &Dictionary) -> BTreeMap<u32, f32> {
    let mut widths = BTreeMap::new();
    let Ok(array) = font.get_deref(b"W", document).and_then(Object::as_array) else {
        return widths;
    };
    let resolve = |object: &Object| document.dereference(object).ok().map(|(_, o)| o.clone());
    let mut items = array.iter();
    while let Some(first) = items.next().and_then(|o| resolve(o)?.as_i64().ok()) {
        let Some(second) = items.next().and_then(resolve) else { break };
        if let Ok(list) = second.as_array() {
            for (cid, width) in (first..).zip(list) {
                if let Some(width) = resolve(width).and_then(|o| o.as_float().ok()) {
                    widths.insert(cid as u32, width);
                }
            }
        } else {
            let Ok(last) = second.as_i64() else { break };
            let Some(width) = items.next().and_then(|o| resolve(o)?.as_float().ok()) else { break };
            // A range past all character ids is damage, not data.
            for cid in first.max(0)..=last.min(70_000) {
                widths.insert(cid as u32, width);
            }
        }
        if widths.len() > 100_000 {
            break;
        }
    }
    widths
}

fn simple(document: &Document, dictionary: &Dictionary) -> Kind {
    let (mut base, differences) = match dictionary.get_deref(b"Encoding", document) {
        Ok(Object::Name(name)) => (Some(String::from_utf8_lossy(name).into_owned()), None),
        Ok(Object::Dictionary(encoding)) => {
            let differences =
                encoding.get_deref(b"Differences", document).and_then(Object::as_array).ok();
            (name_of(encoding, b"BaseEncoding"), differences)
        }
        _ => (None, None),
    };
    let descriptor = dictionary.get_deref(b"FontDescriptor", document).and_then(Object::as_dict);
    // Without an encoding the codes of a symbolic font mean what the font alone knows.
    let flags = descriptor
        .as_ref()
        .ok()
        .and_then(|d| d.get_deref(b"Flags", document).and_then(Object::as_i64).ok())
        .unwrap_or(32);
    if base.is_none() && flags & 4 == 0 {
        base = Some("StandardEncoding".to_owned());
    }
    let mut characters = base.map(|name| base_characters(&name)).unwrap_or_default();
    characters.resize(256, None);
    let mut code = 0_usize;
    for item in differences.into_iter().flatten() {
        match document.dereference(item).map(|(_, object)| object) {
            Ok(Object::Integer(next)) => code = usize::try_from(*next).unwrap_or(256),
            Ok(Object::Name(name)) => {
                if let Some(slot) = characters.get_mut(code) {
                    *slot = glyph_text(name);
                }
                code += 1;
            }
            _ => {}
        }
    }
    let number = |key: &[u8]| dictionary.get_deref(key, document).and_then(Object::as_float).ok();
    let widths: Vec<f32> = dictionary
        .get_deref(b"Widths", document)
        .and_then(Object::as_array)
        .map(|all| {
            all.iter()
                .map(|o| document.dereference(o).and_then(|(_, o)| o.as_float()).unwrap_or(0.0))
                .collect()
        })
        .unwrap_or_default();
    let missing = descriptor
        .ok()
        .and_then(|d| d.get_deref(b"MissingWidth", document).and_then(Object::as_float).ok())
        .filter(|width| *width > 0.0)
        // The mean width of Latin text in the standard fonts, which need not say their widths.
        .unwrap_or(500.0);
    // Type 3 fonts have widths in a space of their own.
    let scale = dictionary
        .get_deref(b"FontMatrix", document)
        .and_then(Object::as_array)
        .ok()
        .and_then(|matrix| matrix.first()?.as_float().ok())
        .map_or(1.0, |a| a * 1000.0);
    Kind::Simple {
        characters,
        first: number(b"FirstChar").map_or(0, |first| first.max(0.0) as usize),
        widths: widths.into_iter().map(|width| width * scale).collect(),
        missing,
    }
}

/// The characters of an encoding that PDF names (ISO 32000-1, annex D).
fn base_characters(name: &str) -> Vec<Option<String>> {
    let font = dictionary! { "Type" => "Font", "Encoding" => name };
    let nothing = Document::new();
    let Ok(encoding) = font.get_font_encoding_with_limit(&nothing, MAX_MAP_BYTES) else {
        return Vec::new();
    };
    (0..=255_u8).map(|code| one_character(&encoding, code)).collect()
}

fn one_character(encoding: &Encoding<'_>, code: u8) -> Option<String> {
    let text = encoding.bytes_to_string(&[code]).ok()?;
    Some(text).filter(|text| is_text(text) && !text.contains(char::is_control))
}

/// The character of a name in the Adobe Glyph List, which `lopdf` keeps for its encodings.
fn listed_glyph(name: &str) -> Option<String> {
    let differences = vec![Object::from(1), Object::from(name)];
    let font = dictionary! {
        "Type" => "Font",
        "Encoding" => dictionary! { "Differences" => differences },
    };
    let nothing = Document::new();
    let encoding = font.get_font_encoding_with_limit(&nothing, MAX_MAP_BYTES).ok()?;
    // A name that is not listed gives the standard encoding, in which 1 is nothing.
    one_character(&encoding, 1)
}

/// The text of a glyph name: `A`, `quotedblleft`, `uni4E2D`, `u1F600`, `f_i`, `a.alt`
/// (Adobe Glyph List specification).
fn glyph_text(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let stem = name.split('.').next().filter(|stem| !stem.is_empty())?;
    let mut out = String::new();
    for part in stem.split('_') {
        if let Some(known) = listed_glyph(part) {
            out.push_str(&known);
            continue;
        }
        let hex = part.strip_prefix("uni").filter(|hex| hex.len() >= 4 && hex.len() % 4 == 0);
        if let Some(hex) = hex {
            for at in (0..hex.len()).step_by(4) {
                out.push(char::from_u32(u32::from_str_radix(hex.get(at..at + 4)?, 16).ok()?)?);
            }
            continue;
        }
        let hex = part.strip_prefix('u').filter(|hex| (4..=6).contains(&hex.len()))?;
        out.push(char::from_u32(u32::from_str_radix(hex, 16).ok()?)?);
    }
    Some(out).filter(|text| is_text(text))
}

fn name_of(dictionary: &Dictionary, key: &[u8]) -> Option<String> {
    let name = dictionary.get(key).ok()?.as_name().ok()?;
    Some(String::from_utf8_lossy(name).into_owned())
}

fn stream(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<Vec<u8>> {
    let stream = dictionary.get_deref(key, document).ok()?.as_stream().ok()?;
    stream.get_plain_content_with_limit(MAX_MAP_BYTES).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(font: &Font, bytes: &[u8]) -> String {
        font.decode(bytes).into_iter().map(|s| s.text.unwrap_or_else(|| "?".into())).collect()
    }

    fn predefined(encoding: &str, ordering: &str) -> Font {
        let font = dictionary! {
            "Subtype" => "Type0",
            "Encoding" => encoding,
            "DescendantFonts" => vec![Object::Dictionary(dictionary! {
                "CIDSystemInfo" => dictionary! {
                    "Registry" => Object::string_literal("Adobe"),
                    "Ordering" => Object::string_literal(ordering),
                },
            })],
        };
        Font::new(&Document::new(), &font)
    }

    #[test]
    fn fonts_of_predefined_encodings_need_no_map() {
        let text = "[内容提要] 在中美";
        let gbk = predefined("GBK-EUC-H", "GB1");
        assert_eq!(shown(&gbk, &encoding_rs::GBK.encode(text).0), text);
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(shown(&predefined("UniGB-UCS2-H", "GB1"), &units), text);
        assert_eq!(shown(&predefined("UniGB-UTF16-H", "GB1"), &units), text);
        let traditional = "關鍵詞 ABC";
        let big5 = predefined("ETen-B5-H", "CNS1");
        assert_eq!(shown(&big5, &encoding_rs::BIG5.encode(traditional).0), traditional);
        // An unknown code is unknown, and the rest is read all the same.
        assert_eq!(shown(&predefined("Identity-H", "Identity"), b"\x01\x02"), "?");
    }

    #[test]
    fn simple_fonts_by_encoding_and_names() {
        let font = dictionary! {
            "Subtype" => "Type1",
            "Encoding" => dictionary! {
                "BaseEncoding" => "WinAnsiEncoding",
                "Differences" => vec![1.into(), "f_i".into(), "uni4E2D".into(), "emdash".into()],
            },
            "FirstChar" => 65,
            "Widths" => vec![722.into()],
        };
        let font = Font::new(&Document::new(), &font);
        assert_eq!(shown(&font, b"A\x01\x02\x03\x93"), "Afi中—“");
        assert!((font.decode(b"A").first().unwrap().width - 722.0).abs() < 0.1);
    }

    #[test]
    fn cid_widths_in_both_forms() {
        let font = dictionary! {
            "W" => vec![1.into(), Object::Array(vec![500.into(), 600.into()]), 10.into(), 12.into(), 250.into()],
        };
        let widths = cid_widths(&Document::new(), &font);
        let found: Vec<(u32, i32)> = widths.iter().map(|(c, w)| (*c, *w as i32)).collect();
        assert_eq!(found, [(1, 500), (2, 600), (10, 250), (11, 250), (12, 250)]);
    }
}
