//! HTML as it is written: text is escaped because nothing else can be appended.

use std::io::{self, Write};

use crate::format::xml;

/// An HTML text in the making.
///
/// Markup can only be a literal of this program (`&'static str`), so no text of an article ever
/// becomes markup.
#[derive(Debug, Default)]
pub(super) struct Markup {
    html: String,
}

impl Markup {
    /// Appends markup of our own.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.html.push_str(markup);
        self
    }

    /// Appends text, escaped.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        xml::push_text(&mut self.html, text);
        self
    }

    /// Appends ` name="value"`.
    pub(super) fn attribute(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        xml::push_attribute(&mut self.html, value);
        self.html.push('"');
        self
    }

    /// Appends `<tag class="class">text</tag>`.
    pub(super) fn element(
        &mut self,
        tag: &'static str,
        class: &'static str,
        text: &str,
    ) -> &mut Self {
        self.open(tag, class);
        self.text(text);
        self.close(tag)
    }

    /// Appends `<tag class="class">`, without the class where it is empty.
    pub(super) fn open(&mut self, tag: &'static str, class: &'static str) -> &mut Self {
        self.begin(tag, class);
        self.raw(">")
    }

    /// Appends `<tag class="class"`: attributes follow, and the caller's `>`.
    pub(super) fn begin(&mut self, tag: &'static str, class: &'static str) -> &mut Self {
        self.raw("<").raw(tag);
        if !class.is_empty() {
            self.attribute("class", class);
        }
        self
    }

    /// Appends `</tag>`.
    pub(super) fn close(&mut self, tag: &'static str) -> &mut Self {
        self.raw("</").raw(tag).raw(">")
    }

    /// As [`flush`](Self::flush), where it is worth a call of the writer.
    pub(super) fn flush_where_much(&mut self, writer: &mut dyn Write) -> io::Result<()> {
        if self.html.len() < 64 << 10 { Ok(()) } else { self.flush(writer) }
    }

    /// Writes what is there and begins anew: memory stays flat over many articles.
    pub(super) fn flush(&mut self, writer: &mut dyn Write) -> io::Result<()> {
        writer.write_all(self.html.as_bytes())?;
        self.html.clear();
        Ok(())
    }
}
