//! How a run tells where it is; the command line shows it, tests ignore it.

use super::error::Failure;

/// Told by [`build`](super::build()), from one thread, in input order.
pub trait Progress {
    /// There are `inputs` files to do.
    fn begin(&mut self, inputs: usize);
    /// A file is done: how many articles, or why none; `reused` where an earlier run did it.
    fn file(&mut self, name: &str, outcome: Result<usize, &Failure>, reused: bool);
    /// Something worth saying about a file, with its line (0 where there is none).
    fn warning(&mut self, name: &str, line: u32, message: &str);
    /// The collection's outputs are being written.
    fn merging(&mut self);
    /// All is written.
    fn end(&mut self);
}

/// Says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl Progress for NoProgress {
    fn begin(&mut self, _: usize) {}
    fn file(&mut self, _: &str, _: Result<usize, &Failure>, _: bool) {}
    fn warning(&mut self, _: &str, _: u32, _: &str) {}
    fn merging(&mut self) {}
    fn end(&mut self) {}
}
