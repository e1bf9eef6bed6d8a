//! Messages for people: what is the matter, where, and what to do about it.

use std::{
    fmt::Write as _,
    io::{IsTerminal, Write},
    path::Path,
};

use serde_json::{Value, json};

use super::args::{ColorChoice, LogFormat};
use crate::pipeline::{Error, Failure};

/// Something that kept a command from running.
#[derive(Debug)]
pub struct Problem {
    message: String,
    place: Option<String>,
    hint: Option<String>,
    broken_pipe: bool,
}

impl Problem {
    /// A problem with a hint.
    pub fn new(message: impl Into<String>, hint: Option<&str>) -> Self {
        Self {
            message: message.into(),
            place: None,
            hint: hint.map(str::to_owned),
            broken_pipe: false,
        }
    }

    /// A failure of one input.
    pub fn of_input(name: &str, failure: &Failure) -> Self {
        Self {
            message: failure.message.clone(),
            place: Some(place(name, failure.line.unwrap_or(0))),
            hint: failure.hint.clone(),
            broken_pipe: false,
        }
    }

    /// A file that could not be read or written.
    pub fn io(action: &str, path: &Path, error: &std::io::Error) -> Self {
        Self {
            broken_pipe: error.kind() == std::io::ErrorKind::BrokenPipe,
            ..Self::new(format!("{action} {}: {error}", path.display()), None)
        }
    }

    /// Whether the reader of our output has gone.
    pub fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Self::new(error.to_string(), error.hint())
    }
}

fn place(name: &str, line: u32) -> String {
    if line == 0 { name.to_owned() } else { format!("{name}:{line}") }
}

/// Where messages go, and how they look.
#[derive(Debug, Clone, Copy)]
pub struct Messages {
    color: bool,
    results: bool,
    quiet: bool,
    format: LogFormat,
}

impl Messages {
    /// Messages on standard error.
    pub fn new(choice: ColorChoice, format: LogFormat, quiet: bool) -> Self {
        let color = |terminal: bool| match choice {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        };
        Self {
            color: color(std::io::stderr().is_terminal()),
            results: color(std::io::stdout().is_terminal()),
            quiet,
            format,
        }
    }

    /// Whether results on standard output are coloured.
    pub fn colours_results(self) -> bool {
        self.results
    }

    /// Whether only errors are said.
    pub fn is_quiet(self) -> bool {
        self.quiet
    }

    /// Whether messages are JSON.
    pub fn is_json(self) -> bool {
        self.format == LogFormat::Json
    }

    /// Whether messages are coloured.
    pub fn is_coloured(self) -> bool {
        self.color
    }

    /// Says what kept the command, or one input of it, from being done.
    pub fn problem(self, problem: &Problem) {
        self.say(
            "error",
            "31",
            &problem.message,
            problem.place.as_deref(),
            problem.hint.as_deref(),
        );
    }

    /// Says something that did not keep the command from going on.
    pub fn warning(self, name: &str, line: u32, message: &str, hint: Option<&str>) {
        if !self.quiet {
            self.say("warning", "33", message, Some(&place(name, line)), hint);
        }
    }

    /// Says something in one line, unless quiet.
    pub fn line(self, text: &str) {
        self.event("", text, &|| json!({}));
    }

    /// As [`line`](Self::line); in JSON the message has a name and the figures of `fields`.
    pub fn event(self, name: &str, text: &str, fields: &dyn Fn() -> Value) {
        if self.quiet {
            return;
        }
        let text = if self.is_json() {
            let mut object = json!({"level": "info", "message": text});
            if let Some(all) = object.as_object_mut() {
                if !name.is_empty() {
                    all.insert("event".to_owned(), name.into());
                }
                if let Value::Object(fields) = fields() {
                    all.extend(fields);
                }
            }
            object.to_string()
        } else {
            text.to_owned()
        };
        // Nothing is to be done about a closed standard error.
        let _ = writeln!(std::io::stderr(), "{text}");
    }

    fn say(self, kind: &str, colour: &str, message: &str, place: Option<&str>, hint: Option<&str>) {
        let _ =
            std::io::stderr().write_all(self.text(kind, colour, message, place, hint).as_bytes());
    }

    fn text(
        self,
        kind: &str,
        colour: &str,
        message: &str,
        place: Option<&str>,
        hint: Option<&str>,
    ) -> String {
        if self.is_json() {
            let object = json!({"level": kind, "message": message, "place": place, "hint": hint});
            return format!("{object}\n");
        }
        let mut text = if self.color {
            format!("\x1b[1;{colour}m{kind}\x1b[0m: {message}\n")
        } else {
            format!("{kind}: {message}\n")
        };
        // Writing to a String does not fail.
        if let Some(place) = place {
            let _ = writeln!(text, "  --> {place}");
        }
        if let Some(hint) = hint {
            let _ = writeln!(text, "  hint: {hint}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_place_and_hint() {
        let messages =
            Messages { color: false, results: false, quiet: false, format: LogFormat::Text };
        assert_eq!(
            messages.text(
                "error",
                "31",
                "the file is empty",
                Some("a.txt:1"),
                Some("give another")
            ),
            "error: the file is empty\n  --> a.txt:1\n  hint: give another\n"
        );
        let json = Messages { format: LogFormat::Json, ..messages };
        let line = json.text("warning", "33", "two\nlines", Some("a.txt:1"), None);
        assert_eq!(
            line,
            "{\"hint\":null,\"level\":\"warning\",\"message\":\"two\\nlines\",\"place\":\"a.txt:1\"}\n"
        );
    }
}
