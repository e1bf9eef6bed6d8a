//! One unit of a TMX file.

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};

use super::super::{
    Record, Variant,
    context::{self, Context, Refused},
    languages,
    markup::{self, Dialect},
    pieces::Break,
    walk::broken,
};
use crate::domain::{CarriedVariant, Remark};

/// A record to be filled; nearly all have two variants.
pub(super) fn empty_record(line: u32, number: u64) -> Record {
    Record { line, number, variants: Vec::with_capacity(2), ..Record::default() }
}

/// The name of a tag without its prefix; nearly all have none, which need not be looked for.
fn local_name<'t>(tag: &'t BytesStart<'_>) -> &'t str {
    let whole = tag.name().into_inner();
    match whole {
        "tuv" | "seg" | "prop" | "note" => whole,
        _ => tag.local_name().into_inner(),
    }
}

/// Reads `<tu>…</tu>`, cut out.
pub(super) fn cut_out(
    text: &str,
    line: u32,
    number: u64,
    context: &mut Context<'_>,
) -> Result<Record, Refused> {
    let mut reader = context::reader(text);
    let mut record = empty_record(line, number);
    loop {
        match next(&mut reader, context)? {
            Event::Start(tag) if tag.name().as_ref() == "tu" => {
                record_from(&tag, &mut reader, &mut record, context)?;
                return Ok(record);
            }
            Event::Empty(tag) => {
                unit_attributes(&tag, context, &mut record)?;
                context.notices.refuse("no-variant", "the unit is empty");
                return Err(Refused);
            }
            Event::Eof => return Err(Refused),
            _ => {}
        }
    }
}

/// Reads what follows the start tag `tag` of a unit; gives whether its end tag was met.
pub(super) fn record_from(
    tag: &BytesStart<'_>,
    reader: &mut Reader<&[u8]>,
    record: &mut Record,
    context: &mut Context<'_>,
) -> Result<bool, Refused> {
    unit_attributes(tag, context, record)?;
    loop {
        match next(reader, context)? {
            Event::Start(tag) => match local_name(&tag) {
                "tuv" => {
                    let variant = variant(&tag, reader, context)?;
                    record.variants.extend(variant);
                }
                "prop" => {
                    let prop = remark(&tag, reader, context)?;
                    record.props.push(typed(prop, context));
                }
                "note" => record.notes.push(remark(&tag, reader, context)?),
                "tu" => {
                    let (rule, message) = broken("tu", Break::Nested);
                    context.notices.refuse(rule, message);
                    return Err(Refused);
                }
                name => unknown(name, &tag, reader, context)?,
            },
            Event::Empty(tag) if local_name(&tag) == "tuv" => no_segment(context),
            Event::Text(words) if !words.trim_ascii().is_empty() => {
                context.notices.repair("stray-text", "text outside of segments was dropped");
            }
            Event::End(_) => return Ok(true),
            Event::Eof => return Ok(false),
            _ => {}
        }
    }
}

fn next<'t>(
    reader: &mut Reader<&'t [u8]>,
    context: &mut Context<'_>,
) -> Result<Event<'t>, Refused> {
    reader.read_event().map_err(|error| {
        context.notices.refuse("malformed", format!("not well-formed: {error}"));
        Refused
    })
}

fn unit_attributes(
    tag: &BytesStart<'_>,
    context: &mut Context<'_>,
    record: &mut Record,
) -> Result<(), Refused> {
    context.each_attribute(tag, &mut |name, value| {
        let value = value.into_owned();
        match name {
            "tuid" => record.tuid = value,
            "srclang" => record.srclang = value,
            "creationdate" => record.created.date = value,
            "creationid" => record.created.by = value,
            "changedate" => record.changed.date = value,
            "changeid" => record.changed.by = value,
            _ => record.attributes.push((name.to_owned(), value)),
        }
    })?;
    context.notices.tuid.clone_from(&record.tuid);
    Ok(())
}

fn no_segment(context: &mut Context<'_>) {
    context.notices.repair("no-segment", "a variant has no <seg>; it was left out");
}

/// Reads what stands in `<tuv>`; nothing where it has no segment.
fn variant(
    tag: &BytesStart<'_>,
    reader: &mut Reader<&[u8]>,
    context: &mut Context<'_>,
) -> Result<Option<Variant>, Refused> {
    let mut variant = Variant::default();
    let mut lang = None;
    let mut plain = None;
    let mut kept = Vec::new();
    context.each_attribute(tag, &mut |name, value| match name {
        "xml:lang" => lang = Some(value),
        // TMX 1.1 and 1.2 have it so.
        "lang" => plain = Some(value),
        _ => kept.push((name.to_owned(), value.into_owned())),
    })?;
    if lang.is_none() && plain.is_some() {
        context.notices.repair("lang-attribute", "lang was read as xml:lang");
    }
    if let Some(lang) = lang.or(plain) {
        let (mended, repaired) = languages::mended(&lang);
        if repaired {
            context.notices.repair(
                "language-tag",
                format!("the language tag {lang:?} was read as {mended:?}"),
            );
        }
        variant.lang = mended.into_owned();
    }
    let mut carried = CarriedVariant { attributes: kept, ..CarriedVariant::default() };
    let mut segment = None;
    loop {
        match next(reader, context)? {
            Event::Start(tag) => match local_name(&tag) {
                "seg" if segment.is_none() => {
                    segment = Some(markup::segment(reader, Dialect::Tmx, context)?.0);
                }
                "seg" => {
                    context
                        .notices
                        .repair("two-segments", "a variant has two <seg>; the first counts");
                    markup::segment(reader, Dialect::Tmx, context)?;
                }
                "prop" => {
                    let prop = remark(&tag, reader, context)?;
                    carried.props.push(typed(prop, context));
                }
                "note" => carried.notes.push(remark(&tag, reader, context)?),
                name => unknown(name, &tag, reader, context)?,
            },
            Event::Empty(tag) if local_name(&tag) == "seg" => {
                segment = Some(segment.unwrap_or_default());
            }
            Event::End(_) | Event::Eof => break,
            _ => {}
        }
    }
    let Some(segment) = segment else {
        no_segment(context);
        return Ok(None);
    };
    variant.text = segment.text;
    carried.markup = segment.markup;
    variant.carried = carried;
    Ok(Some(variant))
}

/// Reads a `prop` or `note`.
fn remark(
    tag: &BytesStart<'_>,
    reader: &mut Reader<&[u8]>,
    context: &mut Context<'_>,
) -> Result<Remark, Refused> {
    let mut attributes = context.attributes(tag)?;
    for (name, _) in &mut attributes {
        if name == "lang" {
            "xml:lang".clone_into(name);
        }
    }
    let mut text = String::new();
    let mut depth = 0_usize;
    loop {
        match next(reader, context)? {
            Event::Text(words) => context.push_raw(&words, &mut text),
            Event::CData(words) => context.push_raw(&words, &mut text),
            Event::GeneralRef(name) => context.push_reference(&name, &mut text)?,
            Event::Start(_) => depth += 1,
            Event::End(_) if depth > 0 => depth -= 1,
            Event::End(_) | Event::Eof => return Ok(Remark { attributes, text }),
            _ => {}
        }
    }
}

/// A property with a type, which the DTD asks for.
fn typed(mut prop: Remark, context: &mut Context<'_>) -> Remark {
    if prop.attribute("type").is_empty() {
        context.notices.repair("prop-without-type", "a <prop> has no type; it was given x-untyped");
        prop.attributes.retain(|(name, _)| name != "type");
        prop.attributes.push(("type".to_owned(), "x-untyped".to_owned()));
    }
    prop
}

/// Passes over an element that TMX does not have here.
fn unknown(
    name: &str,
    tag: &BytesStart<'_>,
    reader: &mut Reader<&[u8]>,
    context: &mut Context<'_>,
) -> Result<(), Refused> {
    context
        .notices
        .repair("unknown-element", format!("<{name}> has no place here; it was left out"));
    reader.read_to_end(tag.name()).map(drop).map_err(|error| {
        context.notices.refuse("malformed", format!("not well-formed: {error}"));
        Refused
    })
}
