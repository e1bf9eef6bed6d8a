//! Where a long command on a memory is: a bar on a terminal, a line every few seconds elsewhere,
//! and nothing in the first second.

use std::{
    io::IsTerminal as _,
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::diagnostic::Messages;

/// What is done sooner needs no progress.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often a line is printed where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Progress over a number of things.
#[derive(Debug)]
pub(super) struct Steps {
    messages: Messages,
    what: &'static str,
    total: u64,
    started: Instant,
    last_line: Instant,
    bar: Option<ProgressBar>,
}

impl Steps {
    /// Progress over `total` (0 where it is not known) of `what`: `units`, `bytes`, `sentences`.
    pub(super) fn new(messages: Messages, what: &'static str, total: u64) -> Self {
        let now = Instant::now();
        Self { messages, what, total, started: now, last_line: now, bar: None }
    }

    /// So much is done.
    pub(super) fn at(&mut self, done: u64) {
        if self.messages.is_quiet() || self.started.elapsed() < PATIENCE {
            return;
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        } else if std::io::stderr().is_terminal() {
            let bytes = self.what == "bytes";
            let template = match (bytes, self.total > 0) {
                (true, true) => "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left",
                (true, false) => "{spinner} {bytes}  {bytes_per_sec}",
                (false, true) => "{bar:30} {pos}/{len} {msg}  {per_sec}  {eta} left",
                (false, false) => "{spinner} {pos} {msg}  {per_sec}",
            };
            let bar = ProgressBar::new(self.total);
            if let Ok(style) = ProgressStyle::with_template(template) {
                bar.set_style(style);
            }
            bar.set_message(self.what);
            bar.set_position(done);
            self.bar = Some(bar);
        } else if self.last_line.elapsed() >= LINE_EVERY {
            self.last_line = Instant::now();
            let of = if self.total > 0 { format!(" of {}", self.total) } else { String::new() };
            self.messages.line(&format!("{done}{of} {}", self.what));
        }
    }

    /// Says something where the bar is.
    pub(super) fn above(&self, say: impl FnOnce()) {
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// All is done.
    pub(super) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}
