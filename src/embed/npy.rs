//! Reading `NumPy` arrays, <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.

use super::error::EmbedError;

/// An array: element type as `NumPy` writes it (`<f4`), shape, and its bytes in row order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Array<'a> {
    pub(super) kind: String,
    pub(super) shape: Vec<usize>,
    pub(super) bytes: &'a [u8],
}

const MAGIC: &[u8] = b"\x93NUMPY";

impl<'a> Array<'a> {
    /// Reads an array of versions 1 to 3 of the format.
    pub(super) fn read(name: &str, file: &'a [u8]) -> Result<Self, EmbedError> {
        Self::parse(file).map_err(|reason| EmbedError::damaged(name, reason))
    }

    fn parse(file: &'a [u8]) -> Result<Self, &'static str> {
        let cut = "the header is cut off";
        let rest = file.strip_prefix(MAGIC).ok_or("it is no NumPy array")?;
        let ([major, _minor], rest) = rest.split_first_chunk::<2>().ok_or(cut)?;
        let (len, rest) = if *major == 1 {
            let (len, rest) = rest.split_first_chunk::<2>().ok_or(cut)?;
            (usize::from(u16::from_le_bytes(*len)), rest)
        } else {
            let (len, rest) = rest.split_first_chunk::<4>().ok_or(cut)?;
            (u32::from_le_bytes(*len) as usize, rest)
        };
        let (header, bytes) = rest.split_at_checked(len).ok_or(cut)?;
        let header = std::str::from_utf8(header).map_err(|_| "the header is no text")?;
        let kind = value(header, "'descr':")
            .and_then(|v| v.strip_prefix('\'')?.split_once('\''))
            .ok_or("the header has no type")?
            .0;
        if !value(header, "'fortran_order':").is_some_and(|v| v.starts_with("False")) {
            return Err("it is stored by columns");
        }
        let shape = value(header, "'shape':")
            .and_then(|v| v.strip_prefix('(')?.split_once(')'))
            .ok_or("the header has no shape")?
            .0;
        let shape: Option<Vec<usize>> = shape
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(|part| part.parse().ok())
            .collect();
        let shape = shape.ok_or("the header has no shape")?;
        Ok(Self { kind: kind.to_owned(), shape, bytes })
    }
}

fn value<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    Some(header.split_once(key)?.1.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, data: &[u8]) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend([1, 0]);
        file.extend((header.len() as u16).to_le_bytes());
        file.extend(header.as_bytes());
        file.extend(data);
        file
    }

    #[test]
    fn reads_type_shape_and_bytes() {
        let file = file(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }\n",
            &[0, 0, 128, 63, 0, 0, 0, 64],
        );
        let array = Array::read("a", &file).unwrap();
        assert_eq!((array.kind.as_str(), array.shape.as_slice()), ("<f4", &[2, 1][..]));
        assert_eq!(array.bytes.len(), 8);
    }

    #[test]
    fn a_header_may_be_wrong_in_many_ways() {
        for header in [
            "",
            "{'descr': '<f4', 'fortran_order': True, 'shape': (2,), }",
            "{'descr': '<f4', 'fortran_order': False, 'shape': (x,), }",
            "{'descr': 4, 'fortran_order': False, 'shape': (2,), }",
        ] {
            assert!(Array::read("a", &file(header, &[])).is_err(), "{header}");
        }
        assert!(Array::read("a", b"\x93NUMPY\x01").is_err());
        assert!(Array::read("a", b"PK").is_err());
    }
}
