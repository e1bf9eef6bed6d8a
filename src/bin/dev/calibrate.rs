//! `cargo dev calibrate ABSTRACTS NOVELS [--write]`: whether the aligner's probabilities mean what they say, by
//! cross-validation: weights and curve are judged on folds that neither was learned on. Prints a table and
//! fails where the expected calibration error of either set is above .03; `--write` draws
//! `docs/reliability-align.svg`.

use std::{fmt::Write as _, fs, path::Path};

use duizhao::{
    align::{
        Weights,
        training::{Lattice, Settings, cross_validate, judged},
    },
    eval::calibration::{Bin, bins, expected_error, weakest_accepted},
    lexicon::Lexicon,
};

use crate::{
    learn_weights::{FOLDS, example, omitted},
    score_aligner::{Document, read},
};

/// The largest error that is let pass.
const MOST_ERROR: f64 = 0.03;

/// The limit that `--accept` is tried with, and the share of the accepted that counts as the weakest.
const ACCEPT: f64 = 0.9;
const WEAKEST: f64 = 0.1;

/// One set of documents.
struct Set {
    name: &'static str,
    colour: &'static str,
    judged: Vec<(f64, bool)>,
}

/// The chore.
pub(crate) fn run(arguments: &[&str]) -> anyhow::Result<()> {
    let (options, folders): (Vec<&str>, Vec<&str>) =
        arguments.iter().partition(|argument| argument.starts_with("--"));
    let [abstracts, novels] = folders.as_slice() else {
        anyhow::bail!("two folders of gold beads are needed: abstracts, novels");
    };
    let sets =
        [set("abstracts", "#1b6ca8", abstracts, true)?, set("novels", "#b5521b", novels, false)?];
    let mut text = String::from("| set | mean probability | right | beads |\n|---|---|---|---|\n");
    for set in &sets {
        for bin in bins(&set.judged, 10) {
            let Bin { probability, right, count } = bin;
            writeln!(text, "| {} | {probability:.3} | {right:.3} | {count} |", set.name)?;
        }
    }
    writeln!(text)?;
    let mut worst = 0.0_f64;
    for set in &sets {
        let error = expected_error(&set.judged);
        worst = worst.max(error);
        let (count, right) = weakest_accepted(&set.judged, ACCEPT, WEAKEST);
        writeln!(
            text,
            "{}: expected calibration error {error:.4}; of the weakest tenth above {ACCEPT} {right} of {count} \
             are right",
            set.name
        )?;
    }
    print!("{text}");
    if options.contains(&"--write") {
        let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        fs::write(docs.join("reliability-align.svg"), drawing(&sets)?)?;
    }
    anyhow::ensure!(worst <= MOST_ERROR, "the error is above {MOST_ERROR}");
    Ok(())
}

fn set(name: &'static str, colour: &'static str, folder: &str, short: bool) -> anyhow::Result<Set> {
    let mut start = if short { Weights::short() } else { Weights::long() };
    start.reset_features();
    start.reset_omissions(short);
    let lexicon = Lexicon::builtin();
    let lattice = |document: &Document| Lattice::new(lexicon, None, &start, &example(document));
    let texts: Vec<Vec<Lattice>> = read(Path::new(folder))?
        .iter()
        .enumerate()
        .map(|(at, document)| {
            let (zh, en) = (omitted(document, at, true), omitted(document, at, false));
            vec![lattice(document), lattice(&zh), lattice(&en)]
        })
        .collect();
    let held = cross_validate(&texts, &start, Settings::of_kind(short), FOLDS);
    let of_text = judged(&held).into_iter().filter(|(variant, _, _)| *variant == 0);
    Ok(Set { name, colour, judged: of_text.map(|(_, p, right)| (p, right)).collect() })
}

/// Mean probability to the right, share that is right upwards.
fn drawing(sets: &[Set]) -> Result<String, std::fmt::Error> {
    let (x, y) = (|p: f64| 50.0 + 320.0 * p, |p: f64| 370.0 - 320.0 * p);
    let mut out = String::from(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 420 420\" role=\"img\" \
         aria-label=\"Reliability of bead probabilities\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"420\" height=\"420\" fill=\"white\"/>\n",
    );
    for tenths in (0..=10).step_by(2) {
        let p = f64::from(tenths) / 10.0;
        writeln!(
            out,
            "<text x=\"{}\" y=\"386\" text-anchor=\"middle\">{p:.1}</text>\
             <text x=\"42\" y=\"{}\" text-anchor=\"end\">{p:.1}</text>",
            x(p),
            y(p) + 4.0
        )?;
    }
    out.push_str(
        "<path d=\"M50 370H370M50 370V50M50 370L370 50\" stroke=\"#999\" fill=\"none\"/>\n",
    );
    for (number, set) in sets.iter().enumerate() {
        let points: Vec<(f64, f64)> =
            bins(&set.judged, 10).iter().map(|bin| (x(bin.probability), y(bin.right))).collect();
        let line: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        let colour = set.colour;
        writeln!(out, "<path d=\"M{}\" stroke=\"{colour}\" fill=\"none\"/>", line.join(" L"))?;
        for (x, y) in points {
            writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"{colour}\"/>")?;
        }
        let at = 66 + 20 * number;
        writeln!(
            out,
            "<circle cx=\"70\" cy=\"{at}\" r=\"4\" fill=\"{colour}\"/><text x=\"80\" y=\"{}\">{} ({} beads)\
             </text>",
            at + 4,
            set.name,
            set.judged.len()
        )?;
    }
    out.push_str(
        "<text x=\"210\" y=\"408\" text-anchor=\"middle\">probability</text>\n\
         <text x=\"14\" y=\"210\" text-anchor=\"middle\" transform=\"rotate(-90 14 210)\">share that is right</text>\n\
         </svg>\n",
    );
    Ok(out)
}
