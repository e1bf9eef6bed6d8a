#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let bytes = [b"%PDF-1.7\n".as_slice(), data].concat();
    duizhao_fuzz::read(&bytes, "a.pdf");
});
