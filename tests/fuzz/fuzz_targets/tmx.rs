#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let unit = [
        b"<tmx version='1.4'><header/><body><tu><tuv xml:lang='zh'><seg>".as_slice(),
        data,
        b"</seg></tuv><tuv xml:lang='en'><seg>a</seg></tuv></tu></body></tmx>",
    ]
    .concat();
    duizhao_fuzz::exchange(&unit);
    duizhao_fuzz::exchange(data);
});
