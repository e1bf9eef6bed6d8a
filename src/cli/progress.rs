//! Where a run is: a bar on a terminal, a line every few seconds elsewhere.

use std::{
    collections::BTreeMap,
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::diagnostic::{Messages, Problem};
use crate::pipeline::{Failure, Progress};

/// How often a line is printed where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// So many failures of one kind are told one by one.
const MOST_TOLD: usize = 50;

/// Progress on standard error.
#[derive(Debug)]
pub struct Shown {
    messages: Messages,
    bar: Option<ProgressBar>,
    total: usize,
    done: usize,
    articles: usize,
    /// Failures by kind.
    failures: BTreeMap<String, usize>,
    started: Instant,
    last_line: Instant,
}

impl Shown {
    /// Progress that speaks through `messages`.
    pub fn new(messages: Messages) -> Self {
        let now = Instant::now();
        Self {
            messages,
            bar: None,
            total: 0,
            done: 0,
            articles: 0,
            failures: BTreeMap::new(),
            started: now,
            last_line: now,
        }
    }

    fn above_bar(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }
}

impl Progress for Shown {
    fn begin(&mut self, inputs: usize) {
        self.total = inputs;
        // One file is done before a bar is seen.
        if self.messages.is_quiet()
            || self.messages.is_json()
            || inputs < 2
            || !std::io::stderr().is_terminal()
        {
            return;
        }
        let style = ProgressStyle::with_template(
            "{bar:30} {pos}/{len} files  {per_sec}  {eta} left  {wide_msg}",
        );
        let bar = ProgressBar::new(inputs as u64);
        if let Ok(style) = style {
            bar.set_style(style);
        }
        self.bar = Some(bar);
    }

    fn file(&mut self, name: &str, outcome: Result<usize, &Failure>, _reused: bool) {
        self.done += 1;
        match outcome {
            Ok(articles) => self.articles += articles,
            Err(failure) => {
                let count = self.failures.entry(failure.kind.clone()).or_default();
                *count += 1;
                let count = *count;
                if count <= MOST_TOLD {
                    self.above_bar(|| self.messages.problem(&Problem::of_input(name, failure)));
                } else if count == MOST_TOLD + 1 {
                    let text = format!(
                        "further files of this kind ({}) are only named in manifest.jsonl",
                        failure.kind
                    );
                    self.above_bar(|| self.messages.line(&text));
                }
            }
        }
        if let Some(bar) = &self.bar {
            bar.set_message(name.to_owned());
            bar.inc(1);
        } else if self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            let seconds = self.started.elapsed().as_secs_f64();
            let rate = self.done as f64 / seconds.max(0.001);
            let speed = format!("{} articles, {rate:.1} files/s", self.articles);
            // A stream of results does not say how many there will be.
            let left = self.total.checked_sub(self.done).map(|n| n as f64 / rate.max(0.001));
            let text = match left {
                Some(left) => format!(
                    "{} of {} files, {speed}, about {left:.0} s left",
                    self.done, self.total
                ),
                None => format!("{} files, {speed}", self.done),
            };
            let (done, articles) = (self.done, self.articles);
            let total = left.map(|_| self.total);
            self.messages.event("progress", &text, &|| {
                json!({
                    "done": done,
                    "files": total,
                    "articles": articles,
                    "files_per_second": rate,
                    "seconds_left": left,
                })
            });
        }
    }

    fn warning(&mut self, name: &str, line: u32, message: &str) {
        self.above_bar(|| self.messages.warning(name, line, message, None));
    }

    fn merging(&mut self) {
        if let Some(bar) = &self.bar {
            bar.set_message("writing the collection");
        }
    }

    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
