//! Readings of Chinese characters, for names in pinyin.

use pinyin::{ToPinyin, ToPinyinMulti};

use super::Lexicon;

impl Lexicon {
    /// The readings of a character without tones, the commonest first, each once; `ü` is written
    /// `v`. Empty where `c` is no Chinese character.
    ///
    /// ```
    /// # use duizhao::lexicon::Lexicon;
    /// assert_eq!(Lexicon::builtin().readings('行')[0], "xing");
    /// ```
    pub fn readings(&self, c: char) -> Vec<&'static str> {
        let mut readings: Vec<&'static str> = Vec::new();
        let all = c.to_pinyin_multi().into_iter().flatten();
        for reading in c.to_pinyin().into_iter().chain(all) {
            let plain = reading.plain();
            if !readings.contains(&plain) {
                readings.push(plain);
            }
        }
        readings
    }
}
