//! A TMX file for measuring import and export, some 360 bytes a unit, no two units alike.

use std::io::{self, BufWriter, Write as _};

use anyhow::Result;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\"><header \
                    creationtool=\"T\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"T\" \
                    adminlang=\"en\" srclang=\"zh-CN\" datatype=\"plaintext\"/><body>\n";

/// Places, so that neighbouring units differ in more than a number.
const PLACES: [(&str, &str); 7] = [
    ("环湾地区", "the gulf region"),
    ("沿海港口", "the coastal ports"),
    ("高原湖区", "the lakes of the plateau"),
    ("北方牧区", "the northern pastures"),
    ("三角洲", "the delta"),
    ("边境口岸", "the border crossings"),
    ("海岛县", "the island counties"),
];

/// Writes `units` units to standard output.
pub(crate) fn run(units: u64) -> Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    out.write_all(HEAD.as_bytes())?;
    for n in 0..units {
        let at = usize::try_from(n % 7)?;
        let (zh, en) = PLACES.get(at).copied().unwrap_or_default();
        writeln!(
            out,
            "<tu creationdate=\"20240102T030405Z\">\n<tuv xml:lang=\"zh-CN\"><seg>在双边层面，{zh}就第{n}项\
             跨境数据流动议题达成谅解，并推动电子签名互认。</seg></tuv>\n<tuv xml:lang=\"en-US\"><seg>\
             Bilaterally, {en} reached an understanding on item {n} of cross-border data flows &amp; \
             promote e-signatures.</seg></tuv>\n</tu>"
        )?;
    }
    out.write_all(b"</body></tmx>\n")?;
    Ok(out.flush()?)
}
