//! Keywords: the two lists against each other and against the text.

use crate::{
    domain::{FrontFlag, KEYWORD_SEPARATORS, Passage, Quote, Side},
    text::is_han,
};

use super::{
    context::{Context, whole},
    lexical::{EnWord, Lexical, ZhMeaning},
};

/// Mean support from which a pair is taken for a translation. Tuned on keyword pairs of real
/// abstracts against pairs drawn at random from the same article.
const COUNTERPART: f64 = 0.28;
/// Mean support below which a pair is taken for no translation.
const STRANGER: f64 = 0.05;
/// A Chinese keyword past this many characters, or an English one past this many words, is a list
/// whose separators were lost, or text that is no keyword.
const LONGEST_ZH_CHARS: usize = 22;
const LONGEST_EN_WORDS: usize = 9;

struct Lists<'a> {
    zh: &'a [Passage],
    en: &'a [Passage],
    /// `scores[i][j]`: how well Chinese keyword `i` accounts for English keyword `j`.
    scores: Vec<Vec<f64>>,
}

impl Lists<'_> {
    fn score(&self, zh: usize, en: usize) -> f64 {
        self.scores.get(zh).and_then(|row| row.get(en)).copied().unwrap_or_default()
    }

    /// The best English keyword of a Chinese one, with its score.
    fn best_en(&self, zh: usize) -> Option<(usize, f64)> {
        best((0..self.en.len()).map(|en| (en, self.score(zh, en))))
    }

    fn best_zh(&self, en: usize) -> Option<(usize, f64)> {
        best((0..self.zh.len()).map(|zh| (zh, self.score(zh, en))))
    }
}

/// The highest score; the first of equals.
fn best(scores: impl Iterator<Item = (usize, f64)>) -> Option<(usize, f64)> {
    scores.fold(None, |best, (at, score)| match best {
        Some((_, highest)) if highest >= score => best,
        _ => Some((at, score)),
    })
}

/// Runs the rules of keywords.
pub(super) fn check(context: &mut Context<'_>) {
    let article = &context.record.article;
    let (zh, en) = (article.zh.keywords.as_slice(), article.en.keywords.as_slice());
    let unsplit = |side: Side| article.front(side).flags.contains(&FrontFlag::KeywordsUnsplit);
    let lists_lost = unsplit(Side::Zh) || unsplit(Side::En);
    if lists_lost && (zh.is_empty() || en.is_empty()) {
        let side = if zh.is_empty() { Side::En } else { Side::Zh };
        let quotes = vec![line(side, context)];
        let message = "a keyword list could not be parted into keywords".to_owned();
        context.report("keyword-list", message, "keywords are parted by ； or ;", quotes);
    }
    if !zh.is_empty() && !en.is_empty() {
        if lists_lost || damaged(zh, en) {
            let quotes = vec![line(Side::Zh, context), line(Side::En, context)];
            let message = "a keyword list could not be parted into keywords".to_owned();
            let hint = "keywords are parted by ； or ;";
            context.report("keyword-list", message, hint, quotes);
        } else {
            let lists = score(context, zh, en);
            count(context, &lists);
            pairs(context, &lists);
        }
    }
    absent(context);
}

fn score<'a>(context: &Context<'_>, zh: &'a [Passage], en: &'a [Passage]) -> Lists<'a> {
    let lexical = &context.lexical;
    let meanings: Vec<ZhMeaning> = zh.iter().map(|k| lexical.meaning(k.as_str())).collect();
    let words: Vec<Vec<EnWord>> = en.iter().map(|k| lexical.english(k.as_str())).collect();
    let scores = meanings
        .iter()
        .map(|zh| words.iter().map(|en| Lexical::coverage(zh, en).unwrap_or_default()).collect())
        .collect();
    Lists { zh, en, scores }
}

fn damaged(zh: &[Passage], en: &[Passage]) -> bool {
    let strange = |text: &str| {
        text.contains(['。', ':', '：', '$', '\\', '^', '\u{fffd}', '【', '】'])
            || text.contains("http")
    };
    let bad_zh = |k: &Passage| {
        let text = k.as_str();
        text.chars().count() > LONGEST_ZH_CHARS && text.chars().any(is_han) || strange(text)
    };
    let bad_en = |k: &Passage| {
        let text = k.as_str();
        text.split_whitespace().count() > LONGEST_EN_WORDS
            || text.chars().any(is_han)
            || strange(text)
    };
    zh.iter().any(bad_zh) || en.iter().any(bad_en)
}

/// The whole list as a quote.
fn line(side: Side, context: &Context<'_>) -> Quote {
    let front = context.record.article.front(side);
    if let Some(line) = &front.keyword_line {
        return whole(side, line);
    }
    let between = if side == Side::Zh { "；" } else { "; " };
    let text: Vec<&str> = front.keywords.iter().map(Passage::as_str).collect();
    let lines = front.keywords.first().map(|k| k.lines).unwrap_or_default();
    Quote { side, text: text.join(between), lines }
}

fn count(context: &mut Context<'_>, lists: &Lists<'_>) {
    let (zh, en) = (lists.zh.len(), lists.en.len());
    if zh == en {
        return;
    }
    let quotes = vec![line(Side::Zh, context), line(Side::En, context)];
    let longer = if zh > en { Side::Zh } else { Side::En };
    let lone = alone(lists, longer);
    let doubtful = !is_parted(context, Side::Zh, lone.len() == zh.abs_diff(en))
        || !is_parted(context, Side::En, true);
    if zh.min(en) == 1 || doubtful || lost_separator(lists) {
        let message =
            format!("{zh} Chinese keywords against {en} English ones: a separator may be lost");
        context.report("keyword-list", message, "keywords are parted by ； or ;", quotes);
        return;
    }
    let names: Vec<&str> = lone
        .iter()
        .map(|at| {
            let list = if longer == Side::Zh { lists.zh } else { lists.en };
            list.get(*at).map_or("", Passage::as_str)
        })
        .collect();
    let mut message = format!("{zh} Chinese keywords against {en} English ones");
    if !names.is_empty() && names.len() == zh.abs_diff(en) {
        let language = if longer == Side::Zh { "English" } else { "Chinese" };
        message = format!("{message}; without {language} counterpart: {}", names.join("; "));
    }
    // A list that ends with a separator goes on where nothing was read.
    let breaks_off = |side: Side| {
        let line = context.record.article.front(side).keyword_line.as_ref();
        line.is_some_and(|l| l.as_str().trim_end().ends_with(KEYWORD_SEPARATORS))
    };
    if breaks_off(longer.other()) {
        let hint = "the shorter list ends with a separator: its last keywords may be lost";
        context.report_in_doubt("keyword-count", message, hint, quotes);
    } else {
        context.report("keyword-count", message, "every keyword needs its counterpart", quotes);
    }
}

/// A keyword of more Han characters in a list that only blanks part may be two.
const LONGEST_BETWEEN_BLANKS: usize = 8;

/// Whether the list was surely parted: a separator stands between each keyword and the next, and no
/// blank within one. A Chinese list that blanks alone part is sure where `is_explained`, no keyword
/// is long, and each stands between blanks.
fn is_parted(context: &Context<'_>, side: Side, is_explained: bool) -> bool {
    let front = context.record.article.front(side);
    let keywords = &front.keywords;
    // 海缆 冷备件; in SARS-CoV-2 感染 the blank belongs to the name.
    let has_blank = |k: &Passage| {
        let pieces: Vec<&str> = k.as_str().split_whitespace().collect();
        pieces.windows(2).any(|pair| pair.first().is_some_and(|p| p.ends_with(is_han)))
    };
    if side == Side::Zh && keywords.iter().any(has_blank) {
        return false;
    }
    let Some(line) = &front.keyword_line else { return true };
    let line = line.as_str().trim().trim_end_matches(KEYWORD_SEPARATORS);
    let printed = front.printed_keywords(&[]).unwrap_or_default();
    if printed >= keywords.len() {
        return true;
    }
    let pieces: Vec<&str> = line.split(char::is_whitespace).filter(|p| !p.is_empty()).collect();
    let short =
        |k: &Passage| k.as_str().chars().filter(|c| is_han(*c)).count() <= LONGEST_BETWEEN_BLANKS;
    printed <= 1
        && is_explained
        && keywords.iter().all(|k| short(k) && pieces.contains(&k.as_str()))
}

/// Whether one keyword of the shorter list accounts for two of the longer, and none is left alone.
fn lost_separator(lists: &Lists<'_>) -> bool {
    let longer = if lists.zh.len() > lists.en.len() { Side::Zh } else { Side::En };
    let len = if longer == Side::Zh { lists.zh.len() } else { lists.en.len() };
    let mut seen = Vec::new();
    let mut twice = false;
    for at in 0..len {
        let best = if longer == Side::Zh { lists.best_en(at) } else { lists.best_zh(at) };
        let Some((partner, _)) = best.filter(|(_, score)| *score >= COUNTERPART) else {
            return false;
        };
        twice |= seen.contains(&partner);
        seen.push(partner);
    }
    twice
}

/// The members of the longer list that nothing on the other side accounts for.
fn alone(lists: &Lists<'_>, longer: Side) -> Vec<usize> {
    let len = if longer == Side::Zh { lists.zh.len() } else { lists.en.len() };
    (0..len)
        .filter(|at| {
            let best = if longer == Side::Zh { lists.best_en(*at) } else { lists.best_zh(*at) };
            best.is_none_or(|(_, score)| score < COUNTERPART)
        })
        .collect()
}

/// Lists of equal length: is each pair a translation?
fn pairs(context: &mut Context<'_>, lists: &Lists<'_>) {
    if lists.zh.len() != lists.en.len() {
        return;
    }
    let mut moved = Vec::new();
    let mut strangers = Vec::new();
    for at in 0..lists.zh.len() {
        let own = lists.score(at, at);
        if own >= COUNTERPART {
            continue;
        }
        match (lists.best_en(at), lists.best_zh(at)) {
            (Some((en, to)), _)
                if en != at && to >= COUNTERPART + 0.2 && own < STRANGER
                // The other's own counterpart is no better.
                && lists.score(en, en) < to =>
            {
                moved.push(at);
            }
            (Some((_, to)), Some((_, from))) if own <= 0.0 && to <= 0.0 && from <= 0.0 => {
                strangers.push(at);
            }
            _ => {}
        }
    }
    if moved.len() >= 2 {
        let quotes = vec![line(Side::Zh, context), line(Side::En, context)];
        let names: Vec<&str> =
            moved.iter().filter_map(|at| lists.zh.get(*at)).map(Passage::as_str).collect();
        let message = format!("the keywords stand in another order: {}", names.join("; "));
        let hint = "indexes pair keywords by position";
        context.report("keyword-order", message, hint, quotes);
    } else {
        for at in strangers {
            let (Some(zh), Some(en)) = (lists.zh.get(at), lists.en.get(at)) else { continue };
            if !tellable(context, zh.as_str(), en.as_str()) {
                continue;
            }
            let quotes = vec![whole(Side::Zh, zh), whole(Side::En, en)];
            let message = format!("`{}` does not seem to say {}", en.as_str(), zh.as_str());
            context.report("keyword-pair", message, "", quotes);
        }
    }
}

/// Whether the lexicon could tell: it knows every word of both sides, and none is a name.
fn tellable(context: &Context<'_>, zh: &str, en: &str) -> bool {
    let lexicon = context.lexical.lexicon;
    let known = lexicon
        .known_words(zh)
        .iter()
        .all(|w| w.id.is_some_and(|id| lexicon.senses_of(id).next().is_some()));
    let words = context.lexical.english(en);
    known
        && words.iter().all(|w| w.is_stop || lexicon.is_english_word(&w.lower))
        && words.iter().any(|w| !w.is_stop)
}

/// Keywords that the article never says.
fn absent(context: &mut Context<'_>) {
    let article = &context.record.article;
    let zh_text: String = article
        .zh
        .title
        .iter()
        .chain(&article.zh.subtitle)
        .chain(&article.zh.abstract_text)
        .chain(&article.body)
        .flat_map(|p| p.as_str().chars())
        .filter(|c| !c.is_whitespace())
        .collect();
    if article.body.is_empty() || zh_text.is_empty() {
        return;
    }
    let lexicon = context.lexical.lexicon;
    let is_parted = is_parted(context, Side::Zh, true);
    for keyword in &article.zh.keywords {
        let folded: String = keyword.as_str().chars().filter(|c| !c.is_whitespace()).collect();
        let parts: Vec<&str> =
            folded.split(['/', '（', '(', '）', ')', '·']).filter(|p| !p.is_empty()).collect();
        if folded.chars().count() > LONGEST_ZH_CHARS
            || parts.iter().any(|part| contains_folded(&zh_text, part))
            // 海缆合作: its words stand apart (海缆抢修合作).
            || lexicon.words(&folded).iter().all(|w| zh_text.contains(w.of(&folded)))
        {
            continue;
        }
        let quotes = vec![whole(Side::Zh, keyword)];
        let message = format!("the keyword {folded} stands nowhere in title, abstract or body");
        if is_parted && is_term(&folded) && !is_nearly_said(&zh_text, &folded) {
            let hint = "readers search for what the text says";
            context.report("keyword-absent", message, hint, quotes);
        } else {
            let hint = "the list may not be parted rightly, or a character be misread";
            context.report_in_doubt("keyword-absent", message, hint, quotes);
        }
    }
}

fn contains_folded(text: &str, part: &str) -> bool {
    text.contains(part)
        || part.chars().any(|c| c.is_ascii_alphabetic())
            && text.to_lowercase().contains(&part.to_lowercase())
}

/// Most Han characters of a term; more are a clause that came into the list.
const LONGEST_TERM: usize = 10;

/// Whether a keyword has the length and the characters of a term.
fn is_term(keyword: &str) -> bool {
    keyword.chars().filter(|c| is_han(*c)).count() <= LONGEST_TERM
        && !keyword.contains(['。', '：', '？', '!'])
}

/// Whether the text has the keyword but for its first or last character.
fn is_nearly_said(text: &str, keyword: &str) -> bool {
    let mut inner = keyword.chars();
    let first = inner.next().map_or(0, char::len_utf8);
    let last = inner.next_back().map_or(0, char::len_utf8);
    let heads = [keyword.get(first..), keyword.get(..keyword.len() - last)];
    heads.into_iter().flatten().any(|part| part.chars().count() >= 3 && text.contains(part))
}

#[cfg(test)]
mod tests {
    use super::super::examples::Example;
    use crate::domain::Severity::{Error, Note};

    fn rules(notation: &str) -> Vec<String> {
        Example::new(notation).findings().into_iter().map(|f| f.rule).collect()
    }

    #[test]
    fn a_list_whose_separators_are_lost_is_not_counted() {
        let lost = "关键词: 海缆 冷备件；抢修机制；合作\n\
                    Keywords: submarine cables; spare parts; repair mechanism; cooperation\n";
        assert_eq!(rules(lost), ["keyword-list"]);
        let kept = "关键词: 海缆；抢修机制；合作\n\
                    Keywords: submarine cables; spare parts; repair mechanism; cooperation\n";
        assert_eq!(rules(kept), ["keyword-count"]);
    }

    #[test]
    fn a_keyword_that_the_text_nearly_says_is_only_noted() {
        let severity = |keyword: &str| {
            let notation = format!(
                "题名: 海底电缆的治理\n关键词: 海底电缆；{keyword}\n\
                 正文: 海底电缆的动力学与Ebstein畸形。\n"
            );
            let findings = super::super::examples::Example::new(&notation).findings();
            findings.iter().find(|f| f.rule == "keyword-absent").map(|f| f.severity)
        };
        assert_eq!(severity("数据安全"), Some(Error));
        assert_eq!(severity("动力学生"), Some(Note));
        assert_eq!(severity("目前对风吹雪的工程量化研究较少"), Some(Note));
        assert_eq!(severity("ebstein畸形"), None);
    }

    #[test]
    fn a_list_that_breaks_off_is_only_noted() {
        let severity = |end: &str| {
            let notation = format!(
                "关键词: 海缆；抢修机制；合作\nKeywords: submarine cables; repair mechanism{end}\n"
            );
            let findings = super::super::examples::Example::new(&notation).findings();
            findings.iter().find(|f| f.rule == "keyword-count").map(|f| f.severity)
        };
        assert_eq!(severity(""), Some(Error));
        assert_eq!(severity(";"), Some(Note));
    }

    #[test]
    fn a_blank_in_a_name_is_no_lost_separator() {
        let notation = "关键词: SARS-CoV-2 感染；疫苗\n\
                        Keywords: SARS-CoV-2 infection; vaccine; trade\n";
        assert_eq!(rules(notation), ["keyword-count"]);
    }
}
