//! The content streams of a page: which characters stand where (ISO 32000-1, 8.4 and 9.4).

use std::collections::BTreeMap;

use lopdf::{DecompressError, Dictionary, Document, Error, Object, ObjectId, content::Content};

use super::font::Font;

/// A 2 × 3 transformation `[a b c d e f]`.
type Matrix = [f32; 6];

const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// `first` and then `second`.
fn then(first: Matrix, second: Matrix) -> Matrix {
    let [xx, xy, yx, yy, dx, dy] = second;
    let mut out = IDENTITY;
    for (slot, pair) in out.chunks_exact_mut(2).zip(first.chunks_exact(2)) {
        if let ([to_x, to_y], [x, y]) = (slot, pair) {
            *to_x = x * xx + y * yx;
            *to_y = x * xy + y * yy;
        }
    }
    let [.., last_x, last_y] = &mut out;
    *last_x += dx;
    *last_y += dy;
    out
}

/// Which way a glyph's line runs, in quarter turns counter-clockwise.
pub(super) type Turn = u8;

/// A glyph on the page. Lengths are in points, `y` upwards.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// Its characters; U+FFFD where the font does not tell.
    pub(super) text: String,
    pub(super) x: f32,
    pub(super) y: f32,
    /// Advance along the line.
    pub(super) width: f32,
    /// Font size as it appears.
    pub(super) size: f32,
    pub(super) turn: Turn,
    /// Whether the file marks it as no part of the text (header, page number).
    pub(super) artifact: bool,
}

/// What a page shows.
#[derive(Default)]
pub(super) struct Page {
    pub(super) glyphs: Vec<Glyph>,
    /// How many glyphs have no characters, by font name.
    pub(super) unknown: BTreeMap<String, usize>,
    /// Whether it shows pictures.
    pub(super) has_images: bool,
}

/// Why a page cannot be read.
pub(super) enum PageFault {
    /// Its content unpacks beyond the bound.
    Bomb,
}

/// Fonts by the object that holds them, so that each is read once a document.
pub(super) type Fonts = BTreeMap<ObjectId, std::rc::Rc<Font>>;

/// The deepest nesting of forms in forms, and of saved states.
const MAX_FORMS: usize = 12;
const MAX_STATES: usize = 512;

/// The most glyphs of one page: a page of a dictionary has some ten thousand.
const MAX_GLYPHS: usize = 2_000_000;

/// Reads a page; `limit_bytes` bounds what its streams may unpack to.
pub(super) fn read_page(
    document: &Document,
    page: ObjectId,
    fonts: &mut Fonts,
    limit_bytes: usize,
) -> Result<Page, PageFault> {
    let content = document.get_page_content_with_limit(page, limit_bytes).map_err(bomb)?;
    let mut interpreter = Interpreter {
        document,
        fonts,
        page: Page::default(),
        state: State::default(),
        states: Vec::new(),
        marked: Vec::new(),
        budget_bytes: limit_bytes.saturating_sub(content.len()),
    };
    interpreter.run(&content, &page_resources(document, page), 0)?;
    Ok(interpreter.page)
}

fn bomb(_: Error) -> PageFault {
    PageFault::Bomb
}

/// The resource dictionaries that hold for a page, the nearest first.
fn page_resources(document: &Document, page: ObjectId) -> Vec<Dictionary> {
    let Ok((own, ids)) = document.get_page_resources(page) else { return Vec::new() };
    own.into_iter()
        .chain(ids.into_iter().filter_map(|id| document.get_dictionary(id).ok()))
        .cloned()
        .collect()
}

#[derive(Clone)]
struct State {
    ctm: Matrix,
    font: Option<std::rc::Rc<Font>>,
    size: f32,
    character_space: f32,
    word_space: f32,
    scale: f32,
    leading: f32,
    rise: f32,
    text: Matrix,
    line: Matrix,
}

impl Default for State {
    fn default() -> Self {
        Self {
            ctm: IDENTITY,
            font: None,
            size: 1.0,
            character_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            text: IDENTITY,
            line: IDENTITY,
        }
    }
}

struct Interpreter<'a> {
    document: &'a Document,
    fonts: &'a mut Fonts,
    page: Page,
    state: State,
    states: Vec<State>,
    /// Open marked content: whether it is an artifact.
    marked: Vec<bool>,
    budget_bytes: usize,
}

impl Interpreter<'_> {
    fn run(
        &mut self,
        content: &[u8],
        resources: &[Dictionary],
        depth: usize,
    ) -> Result<(), PageFault> {
        for operation in Content::decode_iter(content) {
            // What is damaged ends the stream; what was shown before it stands.
            let Ok(operation) = operation else { break };
            let operands = operation.operands.as_slice();
            match operation.operator.as_str() {
                "Do" => self.form(operands, resources, depth)?,
                "Tf" => self.set_font(operands, resources),
                "BI" => self.page.has_images = true,
                operator => self.operate(operator, operands),
            }
            if self.page.glyphs.len() > MAX_GLYPHS {
                return Err(PageFault::Bomb);
            }
        }
        Ok(())
    }

    fn operate(&mut self, operator: &str, operands: &[Object]) {
        let number = |nth: usize| operands.get(nth).and_then(|o| o.as_float().ok()).unwrap_or(0.0);
        let state = &mut self.state;
        match operator {
            "q" if self.states.len() < MAX_STATES => self.states.push(state.clone()),
            "Q" => {
                if let Some(saved) = self.states.pop() {
                    self.state = saved;
                }
            }
            "cm" => state.ctm = then(matrix(operands), state.ctm),
            "BT" => {
                state.text = IDENTITY;
                state.line = IDENTITY;
            }
            "Tc" => state.character_space = number(0),
            "Tw" => state.word_space = number(0),
            "Tz" => state.scale = number(0) / 100.0,
            "TL" => state.leading = number(0),
            "Ts" => state.rise = number(0),
            "Td" => state.move_line(number(0), number(1)),
            "TD" => {
                state.leading = -number(1);
                state.move_line(number(0), number(1));
            }
            "Tm" => {
                state.line = matrix(operands);
                state.text = state.line;
            }
            "T*" => state.next_line(),
            "Tj" => self.show_object(operands.first()),
            "'" => {
                state.next_line();
                self.show_object(operands.first());
            }
            "\"" => {
                state.word_space = number(0);
                state.character_space = number(1);
                state.next_line();
                self.show_object(operands.get(2));
            }
            "TJ" => {
                let Some(Object::Array(items)) = operands.first() else { return };
                for item in items {
                    match item.as_float() {
                        Ok(shift) => {
                            let state = &mut self.state;
                            let by = -shift / 1000.0 * state.size * state.scale;
                            state.text = then([1.0, 0.0, 0.0, 1.0, by, 0.0], state.text);
                        }
                        Err(_) => self.show_object(Some(item)),
                    }
                }
            }
            "BMC" | "BDC" if self.marked.len() < MAX_STATES => {
                let artifact = operands.first().and_then(|o| o.as_name().ok()) == Some(b"Artifact");
                self.marked.push(artifact);
            }
            "EMC" => {
                self.marked.pop();
            }
            _ => {}
        }
    }

    fn set_font(&mut self, operands: &[Object], resources: &[Dictionary]) {
        self.state.size = operands.get(1).and_then(|o| o.as_float().ok()).unwrap_or(1.0);
        let Some(name) = operands.first().and_then(|o| o.as_name().ok()) else { return };
        let found = resources.iter().find_map(|all| {
            let fonts = all.get_deref(b"Font", self.document).and_then(Object::as_dict).ok()?;
            fonts.get(name).ok()
        });
        let Some(object) = found else {
            self.state.font = None;
            return;
        };
        let id = object.as_reference().ok();
        if let Some(known) = id.and_then(|id| self.fonts.get(&id)) {
            self.state.font = Some(known.clone());
            return;
        }
        let dictionary = self.document.dereference(object).ok().and_then(|(_, o)| o.as_dict().ok());
        self.state.font = dictionary.map(|dictionary| {
            let font = std::rc::Rc::new(Font::new(self.document, dictionary));
            if let Some(id) = id {
                self.fonts.insert(id, font.clone());
            }
            font
        });
    }

    /// Runs a form; a picture is only noted.
    fn form(
        &mut self,
        operands: &[Object],
        resources: &[Dictionary],
        depth: usize,
    ) -> Result<(), PageFault> {
        let Some(name) = operands.first().and_then(|o| o.as_name().ok()) else { return Ok(()) };
        let found = resources.iter().find_map(|all| {
            let objects =
                all.get_deref(b"XObject", self.document).and_then(Object::as_dict).ok()?;
            objects.get_deref(name, self.document).and_then(Object::as_stream).ok()
        });
        let Some(stream) = found else { return Ok(()) };
        if stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| kind == b"Image")
        {
            self.page.has_images = true;
            return Ok(());
        }
        if depth >= MAX_FORMS {
            return Ok(());
        }
        let content = match stream.get_plain_content_with_limit(self.budget_bytes) {
            Ok(content) => content,
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(PageFault::Bomb);
            }
            Err(_) => return Ok(()),
        };
        // Each use counts: a form used in itself over and over is a bomb too.
        self.budget_bytes = self.budget_bytes.saturating_sub(content.len() + 64);
        if self.budget_bytes == 0 {
            return Err(PageFault::Bomb);
        }
        let own = stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict);
        let own: Vec<Dictionary> = own.into_iter().cloned().collect();
        let saved = self.state.clone();
        let open = (self.states.len(), self.marked.len());
        if let Ok(items) =
            stream.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array)
        {
            self.state.ctm = then(matrix(items), self.state.ctm);
        }
        let used = if own.is_empty() { resources } else { own.as_slice() };
        self.run(&content, used, depth + 1)?;
        self.states.truncate(open.0);
        self.marked.truncate(open.1);
        self.state = saved;
        Ok(())
    }

    /// Characters in a font that the file does not have: none of them is known.
    fn no_font(&mut self, bytes: &[u8]) {
        *self
            .page
            .unknown
            .entry("that the page names, and the file lacks".to_owned())
            .or_insert(0) += bytes.len();
        let [.., x, y] = then(self.state.text, self.state.ctm);
        let turn = quarter_turns(1.0, 0.0);
        self.page.glyphs.extend(bytes.iter().map(|_| Glyph {
            text: "\u{fffd}".to_owned(),
            x,
            y,
            width: 0.0,
            size: self.state.size.abs().max(1.0),
            turn,
            artifact: false,
        }));
    }

    fn show_object(&mut self, object: Option<&Object>) {
        let Some(Object::String(bytes, _)) = object else { return };
        let Some(font) = self.state.font.clone() else {
            self.no_font(bytes);
            return;
        };
        let artifact = self.marked.contains(&true);
        for shown in font.decode(bytes) {
            let state = &mut self.state;
            let glyph = [state.size * state.scale, 0.0, 0.0, state.size, 0.0, state.rise];
            let placed = then(then(glyph, state.text), state.ctm);
            let [right, up, ..] = placed;
            let [.., over, above, x, y] = placed;
            let along = right.hypot(up);
            let space = if shown.is_space { state.word_space } else { 0.0 };
            let advance =
                (shown.width / 1000.0 * state.size + state.character_space + space) * state.scale;
            state.text = then([1.0, 0.0, 0.0, 1.0, advance, 0.0], state.text);
            let text = shown.text.unwrap_or_else(|| {
                *self.page.unknown.entry(font.name.clone()).or_insert(0) += 1;
                "\u{fffd}".to_owned()
            });
            self.page.glyphs.push(Glyph {
                text,
                x,
                y,
                width: along * shown.width / 1000.0,
                size: over.hypot(above),
                turn: quarter_turns(right, up),
                artifact,
            });
        }
    }
}

impl State {
    fn move_line(&mut self, x: f32, y: f32) {
        self.line = then([1.0, 0.0, 0.0, 1.0, x, y], self.line);
        self.text = self.line;
    }

    fn next_line(&mut self) {
        self.move_line(0.0, -self.leading);
    }
}

fn quarter_turns(right: f32, up: f32) -> Turn {
    match (right.abs() >= up.abs(), right >= 0.0, up > 0.0) {
        (true, true, _) => 0,
        (true, false, _) => 2,
        (false, _, true) => 1,
        (false, _, false) => 3,
    }
}

fn matrix(operands: &[Object]) -> Matrix {
    let mut out = IDENTITY;
    for (slot, operand) in out.iter_mut().zip(operands) {
        *slot = operand.as_float().ok().filter(|value| value.is_finite()).unwrap_or(0.0);
    }
    out
}
