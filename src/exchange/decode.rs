//! Bytes to text as a stream: which encoding a file is in is told from its head.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes that are looked at to tell the encoding.
const HEAD_BYTES: usize = 256 * 1024;
/// Bytes that are decoded at a time.
const CHUNK_BYTES: usize = 64 * 1024;

/// A stream of text.
pub struct Decoded<R> {
    source: R,
    how: How,
    /// Bytes read and not decoded yet.
    pending: Vec<u8>,
    ended: bool,
    /// Why the source gives no more, told once what it gave is decoded.
    failed: Option<io::Error>,
    /// Name of the encoding (WHATWG).
    pub encoding: &'static str,
    /// Whether bytes were no characters of the encoding; each became U+FFFD.
    pub damaged: bool,
    /// What the file wrongly says its encoding is.
    pub misdeclared: Option<String>,
    bytes: u64,
}

enum How {
    Decoder(Box<Decoder>),
    /// UTF-32, which `encoding_rs` leaves out as the web has none.
    Utf32 {
        little: bool,
    },
}

impl<R> std::fmt::Debug for Decoded<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoded").field("encoding", &self.encoding).finish_non_exhaustive()
    }
}

impl<R: Read> Decoded<R> {
    /// Text from `source`, in the encoding that `forced` names, or else the one that its byte order
    /// mark, its XML declaration or its bytes show.
    ///
    /// # Errors
    /// The reader's.
    pub fn new(mut source: R, forced: Option<&'static Encoding>) -> io::Result<Self> {
        let mut pending = Vec::new();
        let mut failed = None;
        if let Err(error) = (&mut source).take(HEAD_BYTES as u64).read_to_end(&mut pending) {
            // What was read before is text all the same.
            if pending.is_empty() {
                return Err(error);
            }
            failed = Some(error);
        }
        let mut misdeclared = None;
        let utf32 = match pending.get(..4) {
            Some([0xff, 0xfe, 0, 0]) => Some(true),
            Some([0, 0, 0xfe, 0xff]) => Some(false),
            _ => None,
        };
        let bytes = pending.len() as u64;
        if let Some(little) = utf32.filter(|_| forced.is_none()) {
            pending.drain(..4);
            return Ok(Self {
                source,
                how: How::Utf32 { little },
                pending,
                ended: false,
                failed,
                encoding: "UTF-32",
                damaged: false,
                misdeclared,
                bytes,
            });
        }
        let encoding = forced.unwrap_or_else(|| told(&pending, &mut misdeclared));
        Ok(Self {
            source,
            how: How::Decoder(Box::new(encoding.new_decoder_with_bom_removal())),
            pending,
            ended: false,
            failed,
            encoding: encoding.name(),
            damaged: false,
            misdeclared,
            bytes,
        })
    }

    /// Bytes taken from the source so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Appends more text to `out`; `false` at the end of the source.
    ///
    /// # Errors
    /// The reader's.
    pub fn fill(&mut self, out: &mut String) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.pending.is_empty()
            && let Some(error) = self.failed.take()
        {
            self.ended = true;
            return Err(error);
        }
        if self.pending.len() < CHUNK_BYTES && self.failed.is_none() {
            let from = self.pending.len();
            let mut chunk = (&mut self.source).take(CHUNK_BYTES as u64);
            // What was read before a fault is kept.
            self.failed = chunk.read_to_end(&mut self.pending).err();
            let got = self.pending.len() - from;
            self.bytes += got as u64;
            self.ended = got < CHUNK_BYTES && self.failed.is_none();
        }
        let last = self.ended;
        match &mut self.how {
            How::Decoder(decoder) => {
                let need = decoder
                    .max_utf8_buffer_length(self.pending.len())
                    .unwrap_or(self.pending.len() * 3);
                out.reserve(need);
                let (result, read, replaced) = decoder.decode_to_string(&self.pending, out, last);
                debug_assert!(result == CoderResult::InputEmpty);
                self.pending.drain(..read);
                self.damaged |= replaced;
            }
            How::Utf32 { little } => {
                let whole = self.pending.len() / 4 * 4;
                for four in self.pending.get(..whole).unwrap_or_default().chunks_exact(4) {
                    let array = <[u8; 4]>::try_from(four).unwrap_or_default();
                    let code =
                        if *little { u32::from_le_bytes(array) } else { u32::from_be_bytes(array) };
                    let c = char::from_u32(code).unwrap_or_else(|| {
                        self.damaged = true;
                        char::REPLACEMENT_CHARACTER
                    });
                    out.push(c);
                }
                self.pending.drain(..whole);
                if self.failed.is_some() {
                    self.pending.clear();
                }
            }
        }
        Ok(true)
    }
}

/// The encoding that the head of a file shows.
fn told(head: &[u8], misdeclared: &mut Option<String>) -> &'static Encoding {
    if head.starts_with(b"\x84\x31\x95\x33") {
        return GB18030;
    }
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    match head.get(..4) {
        Some([b'<', 0, _, 0]) => return UTF_16LE,
        Some([0, b'<', 0, _]) => return UTF_16BE,
        _ => {}
    }
    let declared = declared(head);
    let known = declared
        .as_deref()
        .and_then(|label| Encoding::for_label_no_replacement(label.as_bytes()))
        // A file that can be read byte by byte is no UTF-16, whatever it says.
        .filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE)
        .map(|encoding| if encoding == encoding_rs::GBK { GB18030 } else { encoding });
    let utf8 = is_utf8(head);
    let all_ascii = head.is_ascii();
    match known {
        Some(encoding) if encoding != UTF_8 => {
            // A label of one byte a character would take any UTF-8 for its own.
            if utf8 && !all_ascii {
                *misdeclared = declared;
                return UTF_8;
            }
            encoding
        }
        _ if utf8 => {
            if known.is_none() {
                *misdeclared = declared;
            }
            UTF_8
        }
        _ => {
            let mut text = String::with_capacity(head.len() * 3 + 64);
            let mut decoder = GB18030.new_decoder_without_bom_handling();
            // The last character may be cut.
            let (result, _) = decoder.decode_to_string_without_replacement(head, &mut text, false);
            let damaged = !matches!(result, encoding_rs::DecoderResult::InputEmpty);
            let beyond = text.chars().filter(|c| *c > '\u{7f}');
            let (mut common, mut all) = (0_usize, 0_usize);
            for c in beyond {
                all += 1;
                let cjk = matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}');
                common += usize::from(cjk);
            }
            if !damaged && common * 2 > all {
                *misdeclared = Some(declared.unwrap_or_else(|| "UTF-8".to_owned()));
                return GB18030;
            }
            UTF_8
        }
    }
}

fn is_utf8(head: &[u8]) -> bool {
    match std::str::from_utf8(head) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none() && head.len() >= HEAD_BYTES,
    }
}

/// The encoding of the XML declaration.
fn declared(head: &[u8]) -> Option<String> {
    let head = head.get(..head.len().min(200))?;
    let text: String = head.iter().map(|b| char::from(*b)).collect();
    let declaration = text.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let (_, after) = declaration.split_once("encoding")?;
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value.get(1..)?.split(quote).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, &'static str, Option<String>) {
        let mut decoded = Decoded::new(bytes, None).unwrap();
        let mut text = String::new();
        while decoded.fill(&mut text).unwrap() {}
        (text, decoded.encoding, decoded.misdeclared)
    }

    const TEXT: &str = "<?xml version='1.0'?><tmx>治理，𠀀</tmx>";

    #[test]
    fn every_encoding_is_told() {
        let utf16 = |big: bool, mark: bool| -> Vec<u8> {
            let units = mark.then_some(0xfeff).into_iter().chain(TEXT.encode_utf16());
            units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
        };
        let utf32: Vec<u8> = std::iter::once('\u{feff}')
            .chain(TEXT.chars())
            .flat_map(|c| u32::from(c).to_le_bytes())
            .collect();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", TEXT.as_bytes()].concat(),
            utf16(false, true),
            utf16(true, true),
            utf16(false, false),
            utf16(true, false),
            utf32,
        ] {
            assert_eq!(read(&bytes).0, TEXT);
        }
        let gb = |label: &str| {
            let text = TEXT.replace("'1.0'", &format!("'1.0' encoding='{label}'"));
            (GB18030.encode(&text).0.into_owned(), text)
        };
        for label in ["GB18030", "gbk", "gb2312"] {
            let (bytes, text) = gb(label);
            assert_eq!(read(&bytes), (text, "gb18030", None));
        }
        let (bytes, text) = gb("UTF-8");
        assert_eq!(read(&bytes), (text, "gb18030", Some("UTF-8".to_owned())));
        let says = TEXT.replace("'1.0'", "'1.0' encoding=\"iso-8859-1\"");
        assert_eq!(read(says.as_bytes()), (says, "UTF-8", Some("iso-8859-1".to_owned())));
    }

    #[test]
    fn long_text_is_decoded_in_pieces() {
        let text = "甲乙丙a".repeat(200_000);
        assert!(read(text.as_bytes()).0 == text);
        assert!(read(&GB18030.encode(&text).0).0 == text);
    }

    #[test]
    fn bytes_that_are_no_characters_are_told() {
        let mut decoded = Decoded::new(&b"<a>\xe4\xb8\xad \xff</a>"[..], None).unwrap();
        let mut text = String::new();
        while decoded.fill(&mut text).unwrap() {}
        assert!(decoded.damaged);
        assert_eq!(text, "<a>中 \u{fffd}</a>");
    }
}
