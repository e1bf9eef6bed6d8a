//! What all targets hold: reading any bytes ends without a panic, and every block lies inside the
//! document's text.

use duizhao::read::{self, ReadOptions};

/// Reads `bytes` and checks what comes of it.
pub fn read(bytes: &[u8], file_name: &str) {
    let Ok(document) = read::read(bytes, file_name, &ReadOptions::default()) else { return };
    for block in &document.blocks {
        assert!(block.text.source().end() <= document.text().len());
        assert!(!block.text.is_empty());
    }
}
