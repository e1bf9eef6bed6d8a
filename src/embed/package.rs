//! A model packed for fast loading: one file, checked once when it is added and by a checksum when it
//! is loaded.
//!
//! Layout: [`MAGIC`]; length of the provenance (4 bytes) and the provenance as JSON; length of the
//! `SentencePiece` model (4 bytes) and the model; the table of pieces, one byte a value; the arrays of
//! [`FLOATS`]; CRC-32 of all before (4 bytes). Numbers are little-endian.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    archive::{Parts, WEIGHTS, open, unpack},
    error::EmbedError,
    layout::{BLOCK_ROWS, BLOCKS, FLOATS, TABLE_ROWS, WIDTH},
    network::Network,
    npy::Array,
    tokenizer::Tokenizer,
};

/// Name of the model.
pub const NAME: &str = "Universal Sentence Encoder, multilingual, version 3";
/// Licence of the model, as published by Google.
pub const LICENCE: &str = "Apache-2.0";

/// How a packed model begins; the number is the version of the layout.
const MAGIC: &[u8; 16] = b"duizhao-model-1\n";

/// SHA-256 of the parts that the program was tested with.
const KNOWN: [(&str, &str); 1] = [(
    "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
)];

/// The most bytes that an array's header may take.
const MOST_HEADER: u64 = 4096;

/// Where a model came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// Name of the model.
    pub name: String,
    /// Its licence.
    pub licence: String,
    /// The file or folder it was added from, without what stands before its name.
    pub source: String,
    /// SHA-256 of that file, hexadecimal; none of a folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_sha256: Option<String>,
    /// SHA-256 of the weights, hexadecimal.
    pub weights_sha256: String,
    /// SHA-256 of the `SentencePiece` model, hexadecimal.
    pub pieces_sha256: String,
}

impl Provenance {
    /// Whether these are the very files that the program was tested with.
    pub fn is_known(&self) -> bool {
        KNOWN.contains(&(self.weights_sha256.as_str(), self.pieces_sha256.as_str()))
    }
}

/// SHA-256 of bytes, hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Checks the two files of a model and packs them; `source` is the name of the file or folder they come
/// from, `source_sha256` the hash of that file.
///
/// # Errors
/// One of the files is damaged or belongs to another network.
pub fn pack(
    parts: &Parts,
    source: &str,
    source_sha256: Option<String>,
) -> Result<Vec<u8>, EmbedError> {
    let tokenizer = Tokenizer::new("the SentencePiece model", &parts.pieces)?;
    let mut archive = open(WEIGHTS, &parts.weights)?;
    let provenance = Provenance {
        name: NAME.to_owned(),
        licence: LICENCE.to_owned(),
        source: source.to_owned(),
        source_sha256,
        weights_sha256: sha256(&parts.weights),
        pieces_sha256: sha256(&parts.pieces),
    };
    let provenance =
        serde_json::to_vec(&provenance).map_err(|e| EmbedError::damaged("it", e.to_string()))?;
    let mut out = MAGIC.to_vec();
    for part in [&provenance, &parts.pieces] {
        out.extend((part.len() as u32).to_le_bytes());
        out.extend(part);
    }
    if tokenizer.len() > TABLE_ROWS {
        return Err(EmbedError::damaged("the SentencePiece model", "it has too many pieces"));
    }
    let start = out.len();
    out.resize(start + TABLE_ROWS * WIDTH, 0);
    for block in 0..BLOCKS {
        let name = format!("q{}", block + 1);
        let shape = [BLOCK_ROWS, WIDTH];
        let file = unpack(
            &mut archive,
            &format!("{name}.npy"),
            MOST_HEADER + (BLOCK_ROWS * WIDTH) as u64,
        )?;
        let values = checked(&name, &Array::read(&name, &file)?, "|u1", &shape)?.to_vec();
        let rows = out[start..].chunks_exact_mut(WIDTH).skip(block).step_by(BLOCKS);
        for (row, values) in rows.zip(values.chunks_exact(WIDTH)) {
            row.copy_from_slice(values);
        }
    }
    for (name, shape) in FLOATS {
        let count: usize = shape.iter().product();
        let file = unpack(&mut archive, &format!("{name}.npy"), MOST_HEADER + 8 * count as u64)?;
        let array = Array::read(name, &file)?;
        let values: Vec<f32> = if name == "eps" {
            let array = Array { shape: shape.to_vec(), ..array };
            let bytes = checked(name, &array, "<f8", shape)?;
            bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b) as f32).collect()
        } else {
            floats(checked(name, &array, "<f4", shape)?)
        };
        if !values.iter().all(|value| value.is_finite()) {
            return Err(EmbedError::damaged(name, "a value is no number"));
        }
        out.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    }
    out.extend(crc32fast::hash(&out).to_le_bytes());
    Ok(out)
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
}

/// The bytes of an array that has the type and shape it must have.
fn checked<'a>(
    name: &str,
    array: &Array<'a>,
    kind: &str,
    shape: &[usize],
) -> Result<&'a [u8], EmbedError> {
    if array.kind != kind || array.shape != shape {
        return Err(EmbedError::Shape {
            name: name.to_owned(),
            expected: format!("{kind} {shape:?}"),
            found: format!("{} {:?}", array.kind, array.shape),
        });
    }
    let size: usize = shape.iter().product::<usize>()
        * kind.chars().last().and_then(|c| c.to_digit(10)).unwrap_or(1) as usize;
    if array.bytes.len() == size {
        Ok(array.bytes)
    } else {
        Err(EmbedError::damaged(
            name,
            format!("it has {} bytes instead of {size}", array.bytes.len()),
        ))
    }
}

/// A model that is ready for use.
#[derive(Debug)]
pub struct Model {
    file: Vec<u8>,
    table: Range<usize>,
    provenance: Provenance,
    pub(super) tokenizer: Tokenizer,
    pub(super) network: Network,
}

impl Model {
    /// Reads a packed model.
    ///
    /// # Errors
    /// It is no packed model, or not all of one.
    pub fn read(file: Vec<u8>) -> Result<Self, EmbedError> {
        let (provenance, rest) = Self::header(&file)?;
        let (body, checksum) = file.split_last_chunk::<4>().ok_or(EmbedError::Checksum)?;
        if crc32fast::hash(body) != u32::from_le_bytes(*checksum) {
            return Err(EmbedError::Checksum);
        }
        let (pieces, rest) = sized(rest).ok_or(EmbedError::Checksum)?;
        let tokenizer = Tokenizer::new("the SentencePiece model", pieces)?;
        let start = file.len() - rest.len();
        let table = start..start + TABLE_ROWS * WIDTH;
        let count: usize = FLOATS.iter().map(|(_, shape)| shape.iter().product::<usize>()).sum();
        let values = floats(body.get(table.end..).ok_or(EmbedError::Checksum)?);
        if values.len() != count {
            return Err(EmbedError::Checksum);
        }
        let network = Network::new(|wanted| {
            let mut at = 0;
            for (name, shape) in FLOATS {
                let count: usize = shape.iter().product();
                if name == wanted {
                    return values[at..at + count].to_vec();
                }
                at += count;
            }
            Vec::new()
        });
        Ok(Self { file, table, provenance, tokenizer, network })
    }

    /// Reads where a packed model came from, and nothing else of it.
    ///
    /// # Errors
    /// It is no packed model.
    pub fn read_provenance(file: &[u8]) -> Result<Provenance, EmbedError> {
        Ok(Self::header(file)?.0)
    }

    fn header(file: &[u8]) -> Result<(Provenance, &[u8]), EmbedError> {
        let no_model = || EmbedError::NotAModel("it is no packed model".to_owned());
        let rest = file.strip_prefix(MAGIC.as_slice()).ok_or_else(no_model)?;
        let (provenance, rest) = sized(rest).ok_or(EmbedError::Checksum)?;
        let provenance = serde_json::from_slice(provenance).map_err(|_| no_model())?;
        Ok((provenance, rest))
    }

    /// Where the model came from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The table of pieces' vectors.
    pub(super) fn table(&self) -> &[u8] {
        self.file.get(self.table.clone()).unwrap_or_default()
    }
}

/// A part that is led by its length, and what follows it.
fn sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*len) as usize)
}
