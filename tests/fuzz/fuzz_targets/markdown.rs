#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    duizhao_fuzz::read(data, "a.md");
});
