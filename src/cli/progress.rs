//! Where a run is: a bar on a terminal, a line every few seconds elsewhere.

use std::{
    io::IsTerminal,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use super::diagnostic::{Messages, Problem};
use crate::pipeline::{Failure, Progress};

/// How often a line is printed where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Progress on standard error.
#[derive(Debug)]
pub struct Shown {
    messages: Messages,
    bar: Option<ProgressBar>,
    total: usize,
    done: usize,
    articles: usize,
    started: Instant,
    last_line: Instant,
}

impl Shown {
    /// Progress that speaks through `messages`.
    pub fn new(messages: Messages) -> Self {
        let now = Instant::now();
        Self { messages, bar: None, total: 0, done: 0, articles: 0, started: now, last_line: now }
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
        if self.messages.is_quiet() || inputs < 2 || !std::io::stderr().is_terminal() {
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
                self.above_bar(|| self.messages.problem(&Problem::of_input(name, failure)));
            }
        }
        if let Some(bar) = &self.bar {
            bar.set_message(name.to_owned());
            bar.inc(1);
        } else if self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            let seconds = self.started.elapsed().as_secs_f64();
            let rate = self.done as f64 / seconds.max(0.001);
            let left = (self.total - self.done.min(self.total)) as f64 / rate.max(0.001);
            self.messages.line(&format!(
                "{} of {} files, {} articles, {rate:.1} files/s, about {left:.0} s left",
                self.done, self.total, self.articles
            ));
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
