#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let bytes = [b"<article>".as_slice(), data].concat();
    duizhao_fuzz::read(&bytes, "a.xml");
    duizhao_fuzz::read(data, "a.xml");
});
