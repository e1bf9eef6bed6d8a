//! One article a line in, one result a line out: the work of a run for an engine that is not ours.

use std::{
    io::{BufRead, Write},
    ops::ControlFlow,
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

use super::{
    build::{MAX_FILE_BYTES, bytes_of},
    error::{Error, Failure},
    inputs::{Input, InputSource},
    ordered::each_in_order,
    process::{FileOutcome, process},
    settings::Settings,
};
use crate::format::base64;

/// The version of [`Request`] and [`WorkerResult`].
pub const WORKER_SCHEMA: u32 = 1;
/// A longer line is refused: no file that is read needs more, escaped or in Base64.
const MAX_LINE_BYTES: u64 = 2 * MAX_FILE_BYTES + (1 << 20);

/// A line in: a file to be processed. It has one of `text`, `path`, `bytes` and `error`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Version of this structure.
    pub schema: u32,
    /// The file's name in all outputs, unique in the collection. Its ending tells the format.
    pub id: String,
    /// The file as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// A file that the worker can read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<PathBuf>,
    /// The file's bytes in Base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<String>,
    /// Why there is no file; it becomes the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

impl Request {
    /// The request for an input of `build`.
    pub fn of(input: &Input) -> Self {
        let mut request = Self { schema: WORKER_SCHEMA, id: input.name.clone(), ..Self::default() };
        match &input.source {
            InputSource::Bytes(bytes) => request.bytes = Some(base64::encode(bytes)),
            InputSource::Failed(failure) => request.error = Some(failure.clone()),
            // A name that is no Unicode has no place in JSON.
            InputSource::File(path) if path.to_str().is_some() => {
                // A worker's own folder is another one.
                request.path = Some(std::path::absolute(path).unwrap_or_else(|_| path.clone()));
            }
            InputSource::File(_) => match bytes_of(&input.source) {
                Ok(bytes) => request.bytes = Some(base64::encode(&bytes)),
                Err(failure) => request.error = Some(*failure),
            },
        }
        request
    }

    fn source(self) -> Result<InputSource, Failure> {
        let given = usize::from(self.text.is_some())
            + usize::from(self.path.is_some())
            + usize::from(self.bytes.is_some())
            + usize::from(self.error.is_some());
        if self.schema != WORKER_SCHEMA {
            return Err(bad(&format!("`schema` is {}, not {WORKER_SCHEMA}", self.schema)));
        }
        if self.id.is_empty() || self.id.chars().any(char::is_control) {
            return Err(bad("`id` is empty or has control characters"));
        }
        if given != 1 {
            return Err(bad("there must be one of `text`, `path` and `bytes`"));
        }
        if let Some(text) = self.text {
            return Ok(InputSource::Bytes(text.into_bytes()));
        }
        if let Some(bytes) = self.bytes {
            let bytes = base64::decode(&bytes).ok_or_else(|| bad("`bytes` is no Base64"))?;
            return Ok(InputSource::Bytes(bytes));
        }
        if let Some(failure) = self.error {
            return Ok(InputSource::Failed(failure));
        }
        self.path.map(InputSource::File).ok_or_else(|| bad("there is no `path`"))
    }
}

/// A line out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkerResult {
    /// Version of this structure.
    pub schema: u32,
    /// Version of the program.
    pub version: String,
    /// The request's id; empty where the line was no request.
    pub id: String,
    /// What the file gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<FileOutcome>,
    /// Why it gave nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Failure>,
}

fn bad(reason: &str) -> Failure {
    Failure::new(
        "bad-request",
        reason,
        Some(
            "a request is {\"schema\":1,\"id\":\"…\",\"text\":\"…\"}, or with `path` or `bytes` for `text`",
        ),
    )
}

/// A line of the input.
enum Line {
    Whole(Vec<u8>),
    TooLong,
}

/// Reads the next line, without its end; `None` behind the last. Of a line that is too long only the
/// end is looked for.
fn next_line(input: &mut impl BufRead) -> std::io::Result<Option<Line>> {
    let mut line = Vec::new();
    let read = std::io::Read::take(&mut *input, MAX_LINE_BYTES).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.ends_with(b"\n") {
        line.pop();
    } else if read as u64 == MAX_LINE_BYTES {
        drop(line);
        input.skip_until(b'\n')?;
        return Ok(Some(Line::TooLong));
    }
    Ok(Some(Line::Whole(line)))
}

/// Processes what one line asks for.
fn answer(line: Line, number: u64, settings: &Settings<'_>) -> WorkerResult {
    let mut id = String::new();
    let outcome = match line {
        Line::TooLong => {
            let limit = MAX_LINE_BYTES >> 20;
            Err(bad(&format!("line {number} of the input is longer than {limit} MB")))
        }
        Line::Whole(line) => match serde_json::from_slice::<Request>(&line) {
            Err(error) => Err(bad(&format!("line {number} of the input is no request: {error}"))),
            Ok(request) => {
                id.clone_from(&request.id);
                request.source().and_then(|source| {
                    let bytes = bytes_of(&source).map_err(|failure| *failure)?;
                    process(&id, &bytes, settings).map_err(|failure| *failure)
                })
            }
        },
    };
    let (outcome, error) = match outcome {
        Ok(outcome) => (Some(outcome), None),
        Err(failure) => (None, Some(failure)),
    };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    WorkerResult { schema: WORKER_SCHEMA, version, id, outcome, error }
}

/// Answers each line of `input` by a line of `output`, in order, on `jobs` threads. What cannot be
/// processed is a result too. A line is written as soon as it and those before it are done.
///
/// # Errors
/// The input cannot be read, or the output not be written.
pub fn work(
    input: &mut (impl BufRead + Send),
    output: &mut dyn Write,
    settings: &Settings<'_>,
    jobs: usize,
) -> Result<(), Error> {
    let mut number = 0;
    let mut fault = None;
    each_in_order(
        jobs,
        || {
            number += 1;
            let line = next_line(input).transpose()?;
            Some((line, number))
        },
        |(line, number)| -> std::io::Result<Vec<u8>> {
            let mut out = super::sort::json(&answer(line?, number, settings));
            out.push(b'\n');
            Ok(out)
        },
        |result| {
            let io_error = |action: &'static str, path: &str| {
                let path = PathBuf::from(path);
                move |source| Error::Io { action, path, source }
            };
            let written = result.map_err(io_error("read", "standard input")).and_then(|line| {
                let written = output.write_all(&line).and_then(|()| output.flush());
                written.map_err(io_error("write", "standard output"))
            });
            match written {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    fault = Some(error);
                    ControlFlow::Break(())
                }
            }
        },
    );
    fault.map_or(Ok(()), Err)
}
