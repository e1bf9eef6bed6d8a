//! Authors: each Chinese name has its English one, spelt by its readings.

use crate::{
    domain::{Document, Passage, Side, Span},
    lexicon::{
        Lexicon,
        names::{self, NameForm},
    },
    text::chars::is_han,
};

use super::{
    context::{Context, whole},
    settings::NameOrder,
};

/// Runs the rules of names.
pub(super) fn check(context: &mut Context<'_>) {
    let article = &context.record.article;
    let zh: Vec<&Passage> = article.zh.authors.iter().filter(|a| is_name(a.as_str())).collect();
    let en: Vec<&Passage> = article.en.authors.iter().collect();
    if zh.is_empty() || en.is_empty() {
        return;
    }
    let lexicon = context.lexical.lexicon;
    let forms: Vec<Vec<Option<NameForm>>> = zh
        .iter()
        .map(|z| en.iter().map(|e| names::form_of(lexicon, z.as_str(), e.as_str())).collect())
        .collect();
    let form_at = |z: usize, e: usize| forms.get(z).and_then(|row| row.get(e)).copied().flatten();
    let found: Vec<Option<usize>> = (0..zh.len())
        .map(|z| {
            if form_at(z, z).is_some() {
                return Some(z);
            }
            (0..en.len()).find(|e| form_at(z, *e).is_some())
        })
        .collect();
    // Where hardly a name is found, one of the lists is something else.
    let known = found.iter().flatten().count();
    if known == 0 && zh.len() > 1 {
        return;
    }
    let mut order = Vec::new();
    let mut letters: Option<String> = None;
    for (z, name) in zh.iter().enumerate() {
        match found.get(z).copied().flatten() {
            Some(e) => {
                order.push(e);
                if let Some(other) = en.get(e).filter(|_| form_at(z, e) != Some(NameForm::Initials))
                {
                    surname_reading(context, name, other);
                }
            }
            // Where less than half is named, the English is the corresponding author's, or cut.
            None if en.len() < zh.len()
                && known * 2 >= zh.len()
                // The English names are all told, and this one stands nowhere else either.
                && known == en.len()
                && !is_spelt_in(
                    letters.get_or_insert_with(|| letters_of(context.document)),
                    lexicon,
                    name.as_str(),
                ) =>
            {
                missing(context, name, en.last().copied());
            }
            None if en.len() == zh.len() => {
                if let Some(other) = en.get(z) {
                    misspelt(context, name, other);
                }
            }
            None => {}
        }
    }
    if order.len() == zh.len() && order.windows(2).any(|w| w.first() > w.last()) {
        let mut quotes: Vec<_> = zh.iter().map(|p| whole(Side::Zh, p)).collect();
        quotes.extend(en.iter().map(|p| whole(Side::En, p)));
        let message = "the authors stand in another order".to_owned();
        context.report("author-order", message, "", quotes);
    }
    let orders: Vec<(NameForm, &Passage)> = found
        .iter()
        .enumerate()
        .filter_map(|(z, e)| Some((form_at(z, (*e)?)?, *en.get((*e)?)?)))
        .collect();
    style(context, &orders);
}

/// Tells of an author without an English name.
fn missing(context: &mut Context<'_>, name: &Passage, last: Option<&Passage>) {
    let message = format!("the author {} has no English name", name.as_str());
    let mut quotes = vec![whole(Side::Zh, name)];
    quotes.extend(last.map(|e| whole(Side::En, e)));
    if last.is_some_and(|last| is_last_of_its_list(context.document, last)) {
        context.report("author-missing", message, "", quotes);
    } else {
        let hint = "the English list could not be read to its end";
        context.report_in_doubt("author-missing", message, hint, quotes);
    }
}

/// Whether the list of names ends with `last`: what follows on its line are marks and a bracket, not
/// a separator, or letters that could not be read as a name.
fn is_last_of_its_list(document: &Document, last: &Passage) -> bool {
    let end = last.text.source_span(Span::new(0, last.as_str().len())).end();
    let rest = document.text().get(end..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    let list = line.split(['(', '（', '[', '［']).next().unwrap_or_default();
    let mut after_digit = false;
    let mut separators = false;
    for c in list.chars() {
        match c {
            // 1,2: the marks of two affiliations.
            ',' | '，' | '、' | ';' | '；' if after_digit => {}
            ',' | '，' | '、' | ';' | '；' => separators = true,
            c if c.is_alphabetic() && separators => return false,
            _ => {}
        }
        after_digit = c.is_numeric() || after_digit && c.is_whitespace();
    }
    !separators
}

/// Notes a surname that is read as it is elsewhere, not as a surname is (单, Shan).
fn surname_reading(context: &mut Context<'_>, name: &Passage, other: &Passage) {
    let lexicon = context.lexical.lexicon;
    let (zh, en) = (name.as_str(), other.as_str());
    let Some(pinyin) = names::in_pinyin(lexicon, zh) else { return };
    if names::is_pinyin_of(lexicon, zh, en) {
        return;
    }
    let message = format!("with its surname's reading {zh} is {pinyin}, the English has `{en}`");
    let quotes = vec![whole(Side::Zh, name), whole(Side::En, other)];
    let hint = "a name that its bearer spells otherwise may stand: dismiss it";
    context.report_in_doubt("author-pinyin", message, hint, quotes);
}

/// Tells of an English name that does not spell the Chinese one beside it.
fn misspelt(context: &mut Context<'_>, name: &Passage, other: &Passage) {
    let lexicon = context.lexical.lexicon;
    let (zh, en) = (name.as_str(), other.as_str());
    let Some(pinyin) = names::in_pinyin(lexicon, zh).filter(|_| spells(en)) else { return };
    let quotes = vec![whole(Side::Zh, name), whole(Side::En, other)];
    if let Some(more) = names::excess_of(lexicon, zh, en) {
        // A mark read as a letter (Chen-hual for Chen-hua¹, `Hua A`), or words behind the name.
        let is_mark = en.split_whitespace().next_back().is_some_and(|w| w.len() == 1);
        if is_mark || !names::is_pinyin(en) {
            return;
        }
        // Not the one letter of bin and bing.
        if names::is_pinyin(&more) {
            let message = format!("`{en}` says more than {zh}, {pinyin}");
            let hint = "one of the lists has lost a character";
            context.report_in_doubt("author-pinyin", message, hint, quotes);
            return;
        }
    } else if says_less(lexicon, zh, en) {
        let message = format!("`{en}` says less than {zh}, {pinyin}");
        let hint = "one of the lists has lost a character";
        context.report_in_doubt("author-pinyin", message, hint, quotes);
        return;
    }
    // Another spelling than pinyin is the bearer's own, but for a slip of the pen.
    if !names::is_pinyin(en) && !is_slip(lexicon, zh, en) {
        return;
    }
    let message = format!("{zh} reads {pinyin}, the English has `{en}`");
    let hint = "a name that its bearer spells otherwise may stand: dismiss it";
    context.report("author-pinyin", message, hint, quotes);
}

/// Whether the English is the name but for a character at its beginning or end.
fn says_less(lexicon: &Lexicon, zh: &str, en: &str) -> bool {
    let mut heads = zh.char_indices().skip(1).map(|(at, _)| zh.split_at(at));
    heads.any(|(head, tail)| {
        [head, tail].into_iter().any(|part| {
            part.chars().count() > 1
                && names::form_of(lexicon, part, en).is_some_and(|f| f != NameForm::Initials)
        })
    })
}

/// Slips of the pen in a name, letters.
const MOST_SLIPS: usize = 2;

/// Whether the English is a spelling of the name but for a letter or two.
fn is_slip(lexicon: &Lexicon, zh: &str, en: &str) -> bool {
    let letters = names::letters(en);
    names::spellings_of(lexicon, zh)
        .iter()
        .any(|s| strsim::damerau_levenshtein(s, &letters) <= MOST_SLIPS)
}

/// One order of names in an article, or the house's.
fn style(context: &mut Context<'_>, orders: &[(NameForm, &Passage)]) {
    let first = |form: NameForm| orders.iter().find(|(f, _)| *f == form).map(|(_, p)| *p);
    let wrong = match context.settings.name_order {
        NameOrder::Consistent => {
            let (Some(a), Some(b)) = (first(NameForm::SurnameFirst), first(NameForm::SurnameLast))
            else {
                return;
            };
            let quotes = vec![whole(Side::En, a), whole(Side::En, b)];
            let message = "names have the surname first here and last there".to_owned();
            context.report("name-style", message, "GB/T 28039 has the surname first", quotes);
            return;
        }
        NameOrder::SurnameFirst => NameForm::SurnameLast,
        NameOrder::SurnameLast => NameForm::SurnameFirst,
    };
    for (_, name) in orders.iter().filter(|(f, _)| *f == wrong) {
        let message = format!("`{}` is not in the house's order of names", name.as_str());
        context.report(
            "name-style",
            message,
            "see `name_order` in duizhao.toml",
            vec![whole(Side::En, name)],
        );
    }
}

/// The letters of the file's Latin text, run together: in them a name is found however it is parted.
fn letters_of(document: &Document) -> String {
    names::letters_in(document.text().chars().filter(|c| !is_han(*c)))
}

/// Whether the name is spelt out in the letters of the file, in whatever order: the list of authors
/// that was found is not the whole of it.
fn is_spelt_in(letters: &str, lexicon: &Lexicon, name: &str) -> bool {
    let spelt = names::spellings_of(lexicon, name);
    spelt.iter().any(|s| s.len() >= SHORTEST_SPELLING && letters.contains(s.as_str()))
}

/// A shorter name stands in other words by chance.
const SHORTEST_SPELLING: usize = 5;

/// Two to four Han characters.
fn is_name(text: &str) -> bool {
    (2..=4).contains(&text.chars().count()) && text.chars().all(is_han)
}

/// Letters, blanks, hyphens and points only: OCR's damage is not taken for a spelling.
fn spells(text: &str) -> bool {
    let words = text.split_whitespace().count();
    (2..=4).contains(&words)
        && text
            .chars()
            .all(|c| c.is_ascii_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.' | ','))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(notation: &str) -> Vec<(String, crate::domain::Severity)> {
        let findings = super::super::examples::Example::new(notation).findings();
        let of_authors = findings.into_iter().filter(|f| f.rule.starts_with("author"));
        of_authors.map(|f| (f.rule, f.severity)).collect()
    }

    fn beside(zh: &str, en: &str) -> Vec<(String, crate::domain::Severity)> {
        told(&format!("作者: {zh}、何清扬\nAuthors: {en}, He Qingyang\n"))
    }

    fn finding(
        rule: &str,
        severity: crate::domain::Severity,
    ) -> Vec<(String, crate::domain::Severity)> {
        vec![(rule.to_owned(), severity)]
    }

    #[test]
    fn another_reading_is_told_and_what_a_scan_lost_only_noted() {
        use crate::domain::Severity::{Note, Warning};
        let wrong = || finding("author-pinyin", Warning);
        let noted = || finding("author-pinyin", Note);
        assert_eq!(beside("周牧阳", "Zhou Muyan"), wrong());
        assert_eq!(beside("周牧阳", "Zhou Muynag"), wrong());
        assert_eq!(beside("周牧斌", "ZHOU Mu-Bing"), wrong());
        // The bearer's own spelling, a mark, words behind the name.
        assert_eq!(beside("周牧阳", "Chow Moo-young"), []);
        assert_eq!(beside("周牧华", "Zhou Mu-hual"), []);
        assert_eq!(beside("周牧华", "Zhou Mu-Hua A"), []);
        assert_eq!(beside("周牧", "ZHOU Mu State"), []);
        // A character is lost on either side.
        assert_eq!(beside("周牧", "ZHOU Muyang"), noted());
        assert_eq!(beside("牧阳", "ZHOU Muyang"), noted());
        assert_eq!(beside("高牧阳", "GAO Mu"), noted());
        // The surname is read as the character is elsewhere.
        assert_eq!(beside("单田芳", "Dan Tianfang"), noted());
        assert_eq!(beside("单田芳", "Shan Tianfang"), []);
        // A foreigner has no pinyin.
        assert_eq!(beside("岸田文雄", "Kishida Fumio"), []);
    }

    #[test]
    fn a_list_that_could_not_be_read_to_its_end_may_hold_the_missing_author() {
        let is_last = |line: &str| {
            let document = Document::new(format!("Title\n{line}\nAbstract"), "text", "UTF-8");
            let name = "He Qingyang";
            let at = document.text().find(name).unwrap();
            let text = crate::domain::MappedText::verbatim(name, at);
            is_last_of_its_list(&document, &Passage::new(text, &document))
        };
        assert!(is_last("Zhou Muye, He Qingyang"));
        assert!(is_last("Zhou Muye1, He Qingyang1,2* (1. Port Institute, Nanwan)"));
        assert!(is_last("Zhou Muye, He Qingyang1, 2"));
        assert!(!is_last("Zhou Muye, He Qingyang Port Institute, Nanwan"));
        assert!(!is_last("Zhou Muye, He Qingyang, , (1. Port Institute)"));
        assert!(!is_last("Zhou Muye,He Qingyang,Xianguo,Di PortInstitute"));
    }

    #[test]
    fn an_author_that_the_file_spells_elsewhere_is_not_missing() {
        let missing = "作者: 周牧野、何清扬、丁建国\nAuthors: Zhou Muye, He Qingyang\n";
        assert_eq!(told(missing).len(), 1);
        let elsewhere = "作者: 周牧野、何清扬、丁建国\nAuthors: Zhou Muye, He Qingyang\n\
                         正文: 通讯作者 DINGJianguo,男,教授。\n";
        assert_eq!(told(elsewhere), []);
    }
}
