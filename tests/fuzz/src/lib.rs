//! What all targets hold: reading any bytes ends without a panic, and every block lies inside the
//! document's text.

use std::ops::ControlFlow;

use duizhao::{
    exchange::{FileInfo, Notice, Pairing, Record, Sink, pair, read_tmx, read_xliff},
    read::{self, ReadOptions},
};

/// Reads `bytes` and checks what comes of it.
pub fn read(bytes: &[u8], file_name: &str) {
    let Ok(document) = read::read(bytes, file_name, &ReadOptions::default()) else { return };
    for block in &document.blocks {
        assert!(block.text.source().end() <= document.text().len());
        assert!(!block.text.is_empty());
    }
}

struct Checked;

impl Sink for Checked {
    fn record(&mut self, record: Record, info: &FileInfo) -> ControlFlow<()> {
        for (unit, _) in pair(record, info, &Pairing::default()).units {
            assert!(!unit.zh.trim().is_empty() && !unit.en.trim().is_empty());
        }
        ControlFlow::Continue(())
    }

    fn notice(&mut self, notice: Notice) {
        assert!(!notice.message.is_empty());
    }
}

/// Reads `bytes` as TMX and as XLIFF and checks what comes of it.
pub fn exchange(bytes: &[u8]) {
    let _ = read_tmx(bytes, None, &mut Checked);
    let _ = read_xliff(bytes, None, &mut Checked);
}
