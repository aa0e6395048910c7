//! A font of one glyph, 〓: the stand-in for a missing character must never be missing itself,
//! and the built-in font does not have it.

/// Family name.
const FAMILY: &str = "Azukari Geta";
/// Units of the em square.
const EM: i16 = 1000;

/// Bytes of a TrueType font (ISO/IEC 14496-22), big-endian throughout.
#[derive(Default)]
struct Table(Vec<u8>);

impl Table {
    fn words(mut self, words: &[u16]) -> Self {
        self.0.extend(words.iter().flat_map(|word| word.to_be_bytes()));
        self
    }

    fn signed(mut self, words: &[i16]) -> Self {
        self.0.extend(words.iter().flat_map(|word| word.to_be_bytes()));
        self
    }

    fn longs(mut self, longs: &[u32]) -> Self {
        self.0.extend(longs.iter().flat_map(|long| long.to_be_bytes()));
        self
    }
}

/// The font: two bars, as printers set them.
pub(super) fn font() -> Vec<u8> {
    let glyf = glyph();
    // Lengths in `loca` are halved; the glyph is some 80 bytes.
    let end = u16::try_from(glyf.0.len() / 2).unwrap_or_default();
    let tables = [
        (*b"cmap", character_map()),
        (*b"glyf", glyf),
        (*b"head", head()),
        (
            *b"hhea",
            Table::default()
                .longs(&[0x0001_0000])
                .signed(&[880, -120, 0, EM, 0, 0, 900, 1, 0, 0, 0, 0, 0, 0, 0, 2]),
        ),
        (*b"hmtx", Table::default().signed(&[EM, 0, EM, 100])),
        (*b"loca", Table::default().words(&[0, 0, end])),
        (*b"maxp", Table::default().longs(&[0x0001_0000]).words(&[2, 8, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0])),
        (*b"name", names()),
        (*b"post", Table::default().longs(&[0x0003_0000, 0]).signed(&[-100, 50]).longs(&[0; 5])),
    ];
    assemble(&tables)
}

fn glyph() -> Table {
    let table = Table::default().signed(&[2, 100, 50, 900, 750]).words(&[3, 7, 0]);
    let mut table = table;
    // Eight points on the curve, each given by two full words.
    table.0.extend([1; 8]);
    table.signed(&[100, 0, 800, 0, -800, 0, 800, 0]).signed(&[50, 250, 0, -250, 450, 250, 0, -250])
}

fn character_map() -> Table {
    // Format 4 with one segment for U+3013 and the closing one.
    Table::default().words(&[0, 1, 3, 1]).longs(&[12]).words(&[
        4,
        32,
        0,
        4,
        4,
        1,
        0,
        0x3013,
        0xffff,
        0,
        0x3013,
        0xffff,
        1u16.wrapping_sub(0x3013),
        1,
        0,
        0,
    ])
}

fn head() -> Table {
    Table::default()
        .longs(&[0x0001_0000, 0x0001_0000, 0, 0x5f0f_3cf5])
        .words(&[3, 1000])
        .longs(&[0; 4])
        .signed(&[100, 50, 900, 750, 0, 8, 2, 0, 0])
}

fn names() -> Table {
    let names = [(1, FAMILY), (2, "Regular"), (4, FAMILY), (6, "AzukariGeta")];
    let mut records = Table::default().words(&[0, 4, 6 + 4 * 12]);
    let mut texts = Table::default();
    for (id, name) in names {
        let units: Vec<u16> = name.encode_utf16().collect();
        let (length, at) = (units.len() * 2, texts.0.len());
        let small = |value: usize| u16::try_from(value).unwrap_or_default();
        records = records.words(&[3, 1, 0x409, id, small(length), small(at)]);
        texts = texts.words(&units);
    }
    records.0.extend(texts.0);
    records
}

fn sum(bytes: &[u8]) -> u32 {
    bytes.chunks(4).fold(0, |sum, chunk| {
        let mut long = [0; 4];
        long[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(long))
    })
}

fn assemble(tables: &[([u8; 4], Table)]) -> Vec<u8> {
    let small = |value: usize| u32::try_from(value).unwrap_or_default();
    let mut directory = Table::default().longs(&[0x0001_0000]).words(&[9, 128, 3, 16]);
    let mut body = Vec::new();
    let start = 12 + 16 * tables.len();
    for (tag, table) in tables {
        directory.0.extend(tag);
        directory = directory.longs(&[sum(&table.0), small(start + body.len()), small(table.0.len())]);
        body.extend(&table.0);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    directory.0.extend(body);
    directory.0
}

#[cfg(test)]
mod tests {
    use super::super::glyph::GETA;
    use typst::foundations::Bytes;
    use typst::text::Font;

    #[test]
    fn typst_reads_it() {
        let fonts: Vec<Font> = Font::iter(Bytes::new(super::font())).collect();
        assert_eq!(fonts.len(), 1);
        assert_eq!(fonts[0].info().family, super::FAMILY);
        assert!(fonts[0].info().coverage.contains(u32::from(GETA)));
    }
}
