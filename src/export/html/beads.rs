//! Both languages side by side: a row a bead, its halves linked.

use crate::domain::{
    ArticleRecord, BodyLink, Finding, LineRange, Part, Passage, RecordedBead, Segment, SegmentId,
    Severity, Side,
};

use super::markup::Markup;

/// One half of a row: pieces of text, each with its lines.
type Half<'a> = Vec<(&'a str, LineRange)>;
type HalfRef<'s, 'a> = &'s [(&'a str, LineRange)];

/// Rows of one article.
pub(super) struct Rows<'a> {
    record: &'a ArticleRecord,
    /// Number of the article on the page: ids are unique.
    article: usize,
    next: usize,
}

impl<'a> Rows<'a> {
    pub(super) fn new(record: &'a ArticleRecord, article: usize) -> Self {
        Self { record, article, next: 0 }
    }

    /// Appends all rows: title, authors, keywords, then the abstract.
    pub(super) fn all(mut self, out: &mut Markup) {
        let article = &self.record.article;
        let (zh, en) = (&article.zh, &article.en);
        out.raw("<div class=\"rows\" role=\"group\" aria-label=\"Chinese and English\">");
        self.pair(out, "Title", &passage(zh.title.as_ref()), &passage(en.title.as_ref()));
        self.pair(out, "Subtitle", &passage(zh.subtitle.as_ref()), &passage(en.subtitle.as_ref()));
        self.list(out, "Authors", &zh.authors, &en.authors);
        self.list(out, "Keywords", &zh.keywords, &en.keywords);
        let beads: Vec<&RecordedBead> =
            self.record.beads.iter().filter(|b| b.part == Part::Abstract).collect();
        if beads.is_empty() {
            // Only one language has an abstract, or neither.
            self.pair(
                out,
                "Abstract",
                &passage(zh.abstract_text.as_ref()),
                &passage(en.abstract_text.as_ref()),
            );
        }
        for (at, bead) in beads.iter().enumerate() {
            self.bead(out, bead, if at == 0 { "Abstract" } else { "" });
        }
        out.raw("</div>\n");
    }

    /// Keywords or authors: by position where the lists are equally long.
    fn list(&mut self, out: &mut Markup, label: &'static str, zh: &[Passage], en: &[Passage]) {
        let half = |list: &'a [Passage]| -> Half<'a> {
            list.iter().map(|p| (p.as_str(), p.lines)).collect()
        };
        let record = self.record;
        let (zh_list, en_list) = match label {
            "Authors" => (&record.article.zh.authors, &record.article.en.authors),
            _ => (&record.article.zh.keywords, &record.article.en.keywords),
        };
        if zh.len() == en.len() {
            for (at, (zh, en)) in zh_list.iter().zip(en_list).enumerate() {
                let label = if at == 0 { label } else { "" };
                self.pair(out, label, &[(zh.as_str(), zh.lines)], &[(en.as_str(), en.lines)]);
            }
        } else {
            self.pair(out, label, &half(zh_list), &half(en_list));
        }
    }

    fn pair(
        &mut self,
        out: &mut Markup,
        label: &'static str,
        zh: HalfRef<'_, '_>,
        en: HalfRef<'_, '_>,
    ) {
        if zh.is_empty() && en.is_empty() {
            return;
        }
        self.row(out, label, zh, en, "", None);
    }

    fn bead(&mut self, out: &mut Markup, bead: &RecordedBead, label: &'static str) {
        let record = self.record;
        let half = |segments: &'a [Segment], ids: &[SegmentId]| -> Half<'a> {
            pick(segments, ids).map(|s| (s.as_str(), s.passage.lines)).collect()
        };
        let (zh, en) = (half(&record.segments_zh, &bead.zh), half(&record.segments_en, &bead.en));
        let told = match bead.bead.probability {
            _ if bead.bead.is_one_sided() => "no counterpart".to_owned(),
            Some(p) => format!("{} · {p:.2}", bead.bead.shape()),
            None => bead.bead.shape(),
        };
        self.row(out, label, &zh, &en, &told, Some(bead));
    }

    fn row(
        &mut self,
        out: &mut Markup,
        label: &'static str,
        zh: HalfRef<'_, '_>,
        en: HalfRef<'_, '_>,
        told: &str,
        bead: Option<&RecordedBead>,
    ) {
        let id = format!("a{}b{}", self.article, self.next);
        self.next += 1;
        out.begin("div", "row").attribute("id", &id).raw(">");
        out.open("div", "label").text(label);
        if let Some(severity) = self.loudest(zh, en) {
            out.raw("<a class=\"dot\"").attribute("data-severity", severity.name());
            out.attribute("href", &format!("#f{}", self.article));
            out.attribute("title", &format!("{} here", severity.name())).raw("></a>");
        }
        out.close("div");
        self.half(out, Side::Zh, &id, zh);
        self.half(out, Side::En, &id, en);
        out.element("div", "told", told);
        if let Some(bead) = bead {
            self.clauses(out, bead, &id);
            self.links(out, bead);
        }
        out.raw("</div>\n");
    }

    fn half(&self, out: &mut Markup, side: Side, id: &str, pieces: HalfRef<'_, '_>) {
        let class = if side == Side::Zh { "half zh" } else { "half en" };
        out.begin("div", class).attribute("lang", self.lang(side));
        if pieces.is_empty() {
            out.raw("><span class=\"none\">—</span></div>");
            return;
        }
        out.attribute("data-bead", id)
            .raw(" tabindex=\"0\" role=\"button\" aria-pressed=\"false\">");
        for (at, (text, lines)) in pieces.iter().enumerate() {
            if at > 0 && side == Side::En {
                out.raw(" ");
            }
            out.begin("span", "piece").attribute("data-lines", &lines.to_string());
            if lines.first > 0 {
                out.attribute("title", &format!("{} {lines}", self.unit(*lines)));
            }
            out.raw(">").text(text).close("span");
        }
        out.close("div");
    }

    fn lang(&self, side: Side) -> &'static str {
        match side {
            Side::Zh => self.record.article.script.tag(),
            Side::En => "en",
        }
    }

    fn unit(&self, lines: LineRange) -> &'static str {
        unit(self.record, lines)
    }

    /// The loudest finding whose quotes stand in the row.
    fn loudest(&self, zh: HalfRef<'_, '_>, en: HalfRef<'_, '_>) -> Option<Severity> {
        let quoted = |finding: &&Finding| {
            finding.quotes.iter().any(|quote| {
                let half = if quote.side == Side::Zh { zh } else { en };
                half.iter().any(|(text, lines)| {
                    let near = quote.lines.first <= lines.last && lines.first <= quote.lines.last;
                    near && (text.contains(quote.text.as_str()) || quote.text.contains(text))
                })
            })
        };
        self.record.findings.iter().filter(quoted).map(|f| f.severity).max()
    }

    /// The clause beads inside a sentence bead.
    fn clauses(&self, out: &mut Markup, bead: &RecordedBead, id: &str) {
        let record = self.record;
        let inside = |clause: &RecordedBead| {
            let of = |segments: &[Segment],
                      ids: &[SegmentId],
                      sentences: &[Segment],
                      of: &[SegmentId]| {
                pick(segments, ids).all(|c| {
                    pick(sentences, of).any(|s| {
                        let (s, c) = (s.passage.text.source(), c.passage.text.source());
                        s.contains(c)
                    })
                })
            };
            of(&record.clauses_zh, &clause.zh, &record.segments_zh, &bead.zh)
                && of(&record.clauses_en, &clause.en, &record.segments_en, &bead.en)
                && !(clause.zh.is_empty() && clause.en.is_empty())
        };
        let clauses: Vec<&RecordedBead> =
            record.beads.iter().filter(|b| b.part == Part::Clause && inside(b)).collect();
        if clauses.len() < 2 {
            return;
        }
        out.raw("<details class=\"clauses\"><summary>").text(&clauses.len().to_string());
        out.raw(" clauses</summary>");
        for (at, clause) in clauses.iter().enumerate() {
            let id = format!("{id}c{at}");
            let half = |segments: &'a [Segment], ids: &[SegmentId]| -> Half<'a> {
                pick(segments, ids).map(|s| (s.as_str(), s.passage.lines)).collect()
            };
            out.open("div", "clause");
            self.half(out, Side::Zh, &id, &half(&record.clauses_zh, &clause.zh));
            self.half(out, Side::En, &id, &half(&record.clauses_en, &clause.en));
            out.close("div");
        }
        out.close("details");
    }

    /// The body sentences that say the same.
    fn links(&self, out: &mut Markup, bead: &RecordedBead) {
        let of_bead = |link: &&BodyLink| match (link.en, link.zh) {
            (Some(en), _) => bead.en.contains(&en),
            (None, Some(zh)) => bead.zh.contains(&zh),
            (None, None) => false,
        };
        let links: Vec<&BodyLink> = self.record.links.iter().filter(of_bead).collect();
        if links.is_empty() {
            return;
        }
        out.raw("<details class=\"links\"><summary>In the body: ").text(&links.len().to_string());
        out.raw(if links.len() == 1 { " sentence" } else { " sentences" }).raw("</summary><ol>");
        for link in links {
            let lines = link.body.passage.lines;
            out.begin("li", "").attribute("lang", self.lang(Side::Zh)).raw(">");
            out.text(link.body.as_str()).raw(" ");
            let told = format!("{} {lines} · {:.2}", self.unit(lines), link.score);
            out.begin("span", "where").raw(" lang=\"en\">").text(&told).close("span");
            out.close("li");
        }
        out.raw("</ol>").close("details");
    }
}

fn passage(passage: Option<&Passage>) -> Half<'_> {
    passage.map(|p| (p.as_str(), p.lines)).into_iter().collect()
}

fn pick<'s>(segments: &'s [Segment], ids: &[SegmentId]) -> impl Iterator<Item = &'s Segment> {
    ids.iter().filter_map(|id| segments.get(id.0 as usize))
}

/// What line numbers of a record count: `line`, `lines`, `block`, `blocks`.
pub(super) fn unit(record: &ArticleRecord, lines: LineRange) -> &'static str {
    let one = lines.first == lines.last;
    match record.source.place_unit {
        crate::domain::PlaceUnit::Block if one => "block",
        crate::domain::PlaceUnit::Block => "blocks",
        _ if one => "line",
        _ => "lines",
    }
}
