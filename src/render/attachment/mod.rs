//! Files taken back out of a PDF, which may come from anybody.

use super::{Attachment, RenderError};
use flate2::read::{DeflateDecoder, ZlibDecoder};
use hayro_syntax::object::{Array, Dict, Object, Stream, String as PdfString};
use hayro_syntax::{Filter, LoadPdfError, Pdf};
use std::io::Read;

#[cfg(test)]
mod tests;

/// Longest attachment, unpacked, in bytes: a record that lists a million differences is a fraction of it.
const LONGEST: u64 = 256 << 20;
/// Longest sum of everything unpacked, in bytes.
const TOTAL: u64 = 2 * LONGEST;
/// How often a thing may be packed into itself.
const LAYERS: usize = 3;
/// Filters and predictors that rewrite bytes otherwise than Deflate does, by their PDF names (ISO 32000-1, 7.4).
const HIDING: [&str; 9] = [
    "ASCIIHexDecode",
    "AHx",
    "ASCII85Decode",
    "A85",
    "LZWDecode",
    "LZW",
    "RunLengthDecode",
    "RL",
    "Predictor",
];
/// Most attachments, and most nodes of the tree that lists them.
const MOST: usize = 1000;
/// Deepest tree.
const DEEPEST: usize = 32;
/// Address space for the parser's recursion, in bytes; only what it uses is ever backed by memory.
const STACK: usize = 256 << 20;
/// Brackets open at once. Compressed bytes look like brackets too, but open and close at random: a file of 1 GiB
/// stays far below this, and the stack above holds so many.
const NESTING: usize = 20_000;

/// The files in the document's name tree of embedded files: those that every PDF reader lists.
///
/// # Errors
/// [`RenderError::NotPdf`], [`RenderError::PdfEncrypted`], [`RenderError::Attachment`].
pub(super) fn attachments(pdf: &[u8]) -> Result<Vec<Attachment>, RenderError> {
    refuse_bombs(pdf)?;
    // The parser is not ours and recurses as the file tells it: on its own thread it has room, and a panic there is
    // one more way of finding the file damaged.
    let bytes = pdf.to_vec();
    let reader = std::thread::Builder::new().stack_size(STACK).spawn(move || read(bytes));
    reader.map_err(|_| RenderError::NotPdf)?.join().unwrap_or(Err(RenderError::NotPdf))
}

/// Refuses what the parser would follow without end: brackets nested in the tens of thousands, in the file or in anything
/// packed in it, and what unpacks to more than is sane. No dictionary is believed: whatever follows the word `stream` is
/// unpacked, as often as it can be, and ways of packing that azukari's papers do not use are refused by name.
fn refuse_bombs(pdf: &[u8]) -> Result<(), RenderError> {
    if find(pdf, b"/Encrypt").is_some() {
        return Err(RenderError::PdfEncrypted);
    }
    refuse_text(pdf)?;
    let (mut from, mut left) = (0, TOTAL);
    while let Some(at) = find(&pdf[from..], b"stream") {
        from += at + b"stream".len();
        let data = &pdf[from..];
        let ends: [&[u8]; 3] = [b"\n", b"\r\n", b"\r"];
        if let Some(data) = ends.iter().find_map(|end| data.strip_prefix(*end)) {
            refuse_packed(data, LAYERS, &mut left)?;
        }
    }
    Ok(())
}

/// Unpacks `data` both ways that the parser tries, with a zlib header and without; `left` is what may still be unpacked.
fn refuse_packed(data: &[u8], layers: usize, left: &mut u64) -> Result<(), RenderError> {
    for start in [2, 0] {
        let mut bytes = Vec::new();
        let limit = LONGEST.min(*left);
        // The parser takes what there is before the damage, and so must this.
        let _damage = DeflateDecoder::new(data.get(start..).unwrap_or_default())
            .take(limit + 1)
            .read_to_end(&mut bytes);
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if length > limit || (layers == 0 && bytes.len() > NESTING) {
            return Err(RenderError::NotPdf);
        }
        *left -= length;
        // Too short to nest deeper than is allowed, whatever it holds in turn.
        if length > 0 {
            refuse_text(&bytes)?;
            if layers > 0 {
                refuse_packed(&bytes, layers - 1, left)?;
            }
        }
    }
    Ok(())
}

/// Refuses deep nesting, and the names of packings that could hide it.
fn refuse_text(text: &[u8]) -> Result<(), RenderError> {
    let hides = text.iter().enumerate().filter(|(_, byte)| **byte == b'/').any(|(at, _)| {
        // Every letter may be spelt in three bytes; only a name's beginning is looked at, for its like are many.
        let name = &text[at + 1..text.len().min(at + 1 + 3 * 16)];
        if !name.first().is_some_and(|byte| b"ALRP#".contains(byte)) {
            return false;
        }
        let name = unescaped(name);
        let whole = |known: &&str| {
            name.strip_prefix(*known)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
        };
        HIDING.iter().any(|known| whole(&known))
    });
    if hides || nesting(text) > NESTING { Err(RenderError::NotPdf) } else { Ok(()) }
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut from = 0;
    loop {
        from += text.get(from..)?.iter().position(|byte| *byte == first)?;
        if text[from..].starts_with(word) {
            return Some(from);
        }
        from += 1;
    }
}

/// Most brackets open at once.
fn nesting(text: &[u8]) -> usize {
    let (mut open, mut most) = (0usize, 0);
    for byte in text {
        match byte {
            b'[' | b'<' | b'(' => open += 1,
            b']' | b'>' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        most = most.max(open);
    }
    most
}

/// PDF names may spell any letter as `#41`: a search for a name must see through that.
fn unescaped(text: &[u8]) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((byte, tail)) = rest.split_first() {
        let digit = |at: usize| tail.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        if *byte == b'#'
            && let Some((high, low)) = digit(0).zip(digit(1))
            && let Some(c) = char::from_u32(high * 16 + low)
        {
            plain.push(c);
            rest = &tail[2..];
        } else {
            plain.push(char::from(*byte));
            rest = tail;
        }
    }
    plain
}

/// Unpacks with a limit, which the parser's own decoder does not have.
fn inflated(data: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(data).take(LONGEST + 1).read_to_end(&mut bytes).map_err(|_| "damaged")?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= LONGEST);
    if fits { Ok(bytes) } else { Err("longer than 256 MiB") }
}

fn read(pdf: Vec<u8>) -> Result<Vec<Attachment>, RenderError> {
    let pdf = Pdf::new(pdf).map_err(|error| match error {
        LoadPdfError::Decryption(_) => RenderError::PdfEncrypted,
        LoadPdfError::Invalid => RenderError::NotPdf,
    })?;
    let root: Dict<'_> = pdf.xref().get(pdf.xref().root_id()).ok_or(RenderError::NotPdf)?;
    let names = root.get::<Dict<'_>>("Names");
    let tree = names.and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles"));
    let mut walk = Walk { found: Vec::new(), nodes: MOST };
    tree.map_or(Ok(()), |tree| walk.node(&tree, DEEPEST))?;
    Ok(walk.found)
}

/// A walk through a name tree that may be a maze.
struct Walk {
    found: Vec<Attachment>,
    nodes: usize,
}

impl Walk {
    fn node(&mut self, node: &Dict<'_>, depth: usize) -> Result<(), RenderError> {
        self.nodes = self.nodes.checked_sub(1).ok_or(RenderError::NotPdf)?;
        let depth = depth.checked_sub(1).ok_or(RenderError::NotPdf)?;
        if let Some(pairs) = node.get::<Array<'_>>("Names") {
            for object in pairs.iter::<Object<'_>>().skip(1).step_by(2) {
                let Object::Dict(file) = object else { continue };
                if self.found.len() == MOST {
                    return Err(RenderError::NotPdf);
                }
                self.found.extend(embedded(&file)?);
            }
        }
        if let Some(kids) = node.get::<Array<'_>>("Kids") {
            kids.iter::<Dict<'_>>().try_for_each(|kid| self.node(&kid, depth))?;
        }
        Ok(())
    }
}

fn embedded(file: &Dict<'_>) -> Result<Option<Attachment>, RenderError> {
    let name = file.get::<PdfString<'_>>("UF").or_else(|| file.get("F"));
    let name = name.map(|name| text(name.as_bytes())).unwrap_or_default();
    let Some(holder) = file.get::<Dict<'_>>("EF") else { return Ok(None) };
    let Some(stream) = holder.get::<Stream<'_>>("F").or_else(|| holder.get("UF")) else { return Ok(None) };
    match unpacked(&stream) {
        Ok(bytes) => Ok(Some(Attachment { name, bytes })),
        Err(reason) => Err(RenderError::Attachment { name, reason }),
    }
}

fn unpacked(stream: &Stream<'_>) -> Result<Vec<u8>, &'static str> {
    let raw = stream.raw_data();
    match stream.filters().as_slice() {
        [] if stream.dict().contains_key("Filter") => Err("packed in an unknown way"),
        [] => Ok(raw.into_owned()),
        [Filter::FlateDecode] if !stream.dict().contains_key("DecodeParms") => inflated(&raw),
        _ => Err("packed in an unusual way"),
    }
}

/// A PDF text string: UTF-16 with a byte-order mark, UTF-8 with one, or something near ASCII.
fn text(bytes: &[u8]) -> String {
    if let Some(units) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units: Vec<u16> =
            units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        return String::from_utf16_lossy(&units);
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    String::from_utf8_lossy(bytes).into_owned()
}
