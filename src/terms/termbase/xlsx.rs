//! XLSX: the rows of a sheet, what cannot be used named.

use crate::format::sheet::{self, Row};

use super::Problems;

pub(super) use sheet::is_package;

/// The rows of the first sheet that has any, with their numbers.
pub(super) fn rows(bytes: &[u8], problems: &mut Problems) -> Vec<Row> {
    sheet::rows(bytes, &mut |p| problems.add(p.row, p.dropped, p.reason, p.hint))
}
