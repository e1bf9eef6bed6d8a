//! What a reader has to say about a file.

use serde::Serialize;

/// Something that was mended, refused or is worth knowing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// What was done about it.
    pub kind: NoticeKind,
    /// Rule id: `control-character`, `truncated`, `no-language`.
    pub rule: &'static str,
    /// 1-based line; 0 where it is about the file.
    pub line: u32,
    /// 1-based number of the unit; 0 where it is about the file.
    pub unit: u64,
    /// The tool's name for the unit; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub tuid: String,
    /// One sentence: what is the matter.
    pub message: String,
}

/// What was done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// Nothing: for information.
    Note,
    /// It was mended, and the unit is used.
    Repair,
    /// The unit is left out.
    Refusal,
}

impl NoticeKind {
    /// The word used in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Repair => "repaired",
            Self::Refusal => "refused",
        }
    }
}

/// Notices about one unit while it is read, each rule once.
#[derive(Debug, Default)]
pub(super) struct Notices {
    pub(super) line: u32,
    pub(super) unit: u64,
    pub(super) tuid: String,
    pub(super) list: Vec<Notice>,
}

impl Notices {
    pub(super) fn add(&mut self, kind: NoticeKind, rule: &'static str, message: impl Into<String>) {
        self.add_at(self.line, kind, rule, message);
    }

    pub(super) fn add_at(
        &mut self,
        line: u32,
        kind: NoticeKind,
        rule: &'static str,
        message: impl Into<String>,
    ) {
        if self.list.iter().any(|notice| notice.rule == rule && notice.kind == kind) {
            return;
        }
        let (unit, tuid) = (self.unit, self.tuid.clone());
        self.list.push(Notice { kind, rule, line, unit, tuid, message: message.into() });
    }

    pub(super) fn repair(&mut self, rule: &'static str, message: impl Into<String>) {
        self.add(NoticeKind::Repair, rule, message);
    }

    pub(super) fn refuse(&mut self, rule: &'static str, message: impl Into<String>) {
        self.add(NoticeKind::Refusal, rule, message);
    }

    /// Hands all over to `sink`, with the unit's name now that it is known.
    pub(super) fn tell(&mut self, sink: &mut dyn super::Sink) {
        for mut notice in self.list.drain(..) {
            if notice.tuid.is_empty() {
                notice.tuid.clone_from(&self.tuid);
            }
            sink.notice(notice);
        }
    }
}
