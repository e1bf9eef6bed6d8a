#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // The signature lets every input reach the reader.
    let bytes = [b"PK\x03\x04word/".as_slice(), data].concat();
    duizhao_fuzz::read(&bytes, "a.docx");
    duizhao_fuzz::read(data, "a.docx");
});
