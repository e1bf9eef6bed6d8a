//! What every walk over a file of units does: take the next piece, and tell of what is no one unit's.

use std::io::Read;

use super::{
    ExchangeError, Sink,
    decode::Decoded,
    notice::{Notice, NoticeKind, Notices},
    pieces::{Break, MAX_RECORD_BYTES, Piece, Pieces},
};

/// The next piece; `None` at the end, and where the file cannot be read further behind `units` units:
/// they are kept, it is told, and nothing more is to be said of the end (`closed`).
///
/// # Errors
/// The reader's, before the first unit.
pub(super) fn next_piece<R: Read>(
    pieces: &mut Pieces<R>,
    units: u64,
    closed: &mut bool,
    sink: &mut dyn Sink,
) -> Result<Option<Piece>, ExchangeError> {
    match pieces.next_piece() {
        Ok(piece) => Ok(piece),
        Err(error) if units > 0 => {
            unreadable(&error, pieces.line(), units + 1, sink);
            *closed = true;
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Tells where a file is in another encoding than it says.
pub(super) fn tell_encoding<R: Read>(decoded: &Decoded<R>, sink: &mut dyn Sink) {
    if let Some(label) = &decoded.misdeclared {
        let message = format!("the file says it is {label}; its bytes are {}", decoded.encoding);
        tell(sink, NoticeKind::Repair, "wrong-encoding", 1, message);
    }
}

/// Tells that the file cannot be read further; the units before are kept.
pub(super) fn unreadable(error: &std::io::Error, line: u32, unit: u64, sink: &mut dyn Sink) {
    let mut notices = Notices { line, unit, ..Notices::default() };
    notices.refuse("unreadable", format!("the file cannot be read further: {error}"));
    notices.tell(sink);
}

/// What is said of a record that does not end.
pub(super) fn broken(name: &str, how: Break) -> (&'static str, String) {
    match how {
        Break::End => ("truncated", format!("the file ends within the unit (no </{name}>)")),
        Break::Nested => {
            ("unclosed", format!("another unit begins before this one ends (no </{name}>)"))
        }
        Break::TooLong => {
            ("too-long", format!("the unit is longer than {} MB", MAX_RECORD_BYTES >> 20))
        }
    }
}

/// Tells of something about the file.
pub(super) fn tell(
    sink: &mut dyn Sink,
    kind: NoticeKind,
    rule: &'static str,
    line: u32,
    message: String,
) {
    sink.notice(Notice { kind, rule, line, unit: 0, tuid: String::new(), message });
}
