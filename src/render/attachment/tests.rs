//! PDFs from somebody who means harm: an error each time, in bounded time and memory.

use super::super::{Format, Options, RenderError, Renderer, record_of_pdf, sample};
use super::attachments;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use std::io::Write;

/// A PDF of the given objects; the first is the catalog.
fn pdf(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.extend(format!("{} 0 obj\n", at + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let start = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    file.extend(format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").bytes());
    file
}

const PAGES: &str = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>";
const PAGE: &str = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>";

fn with_names(tree: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let catalog = "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 4 0 R >> >>";
    let mut objects: Vec<Vec<u8>> =
        [catalog, PAGES, PAGE, tree].map(|object| object.as_bytes().to_vec()).to_vec();
    objects.extend_from_slice(more);
    pdf(&objects)
}

fn stream(dict: &str, data: &[u8]) -> Vec<u8> {
    let mut object = format!("<< /Length {} {dict} >>\nstream\n", data.len()).into_bytes();
    object.extend(data);
    object.extend(b"\nendstream");
    object
}

fn packed(data: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

const ONE: &str = "<< /Names [(a.json) 5 0 R] >>";
const FILE: &str = "<< /Type /Filespec /UF (a.json) /EF << /F 6 0 R >> >>";

fn one_file(dict: &str, data: &[u8]) -> Vec<u8> {
    with_names(ONE, &[FILE.as_bytes().to_vec(), stream(dict, data)])
}

#[test]
fn a_plain_and_a_packed_attachment_are_read() {
    for (dict, data) in [("", b"{}".to_vec()), ("/Filter /FlateDecode", packed(b"{}"))] {
        let files = attachments(&one_file(dict, &data)).unwrap();
        assert_eq!(
            (files.len(), files[0].name.as_str(), files[0].bytes.as_slice()),
            (1, "a.json", &b"{}"[..])
        );
    }
}

#[test]
fn what_is_no_pdf_is_refused() {
    for bytes in [&b""[..], b"%PDF-1.7", b"\0\0\0", b"%PDF-1.7\ntrailer << /Root 1 0 R >>", "見本".as_bytes()]
    {
        assert!(matches!(attachments(bytes), Err(RenderError::NotPdf)), "{bytes:?}");
    }
    assert!(matches!(attachments(b"%PDF-1.7 /Encrypt"), Err(RenderError::PdfEncrypted)));
}

#[test]
fn mazes_end() {
    for tree in [
        "<< /Kids [4 0 R 4 0 R 4 0 R 4 0 R] >>",
        "<< /Names 4 0 R >>",
        "4 0 R",
        "<< /Kids [5 0 R] >>",
        "<< /Names [(a) 4 0 R (b) 4 0 R] >>",
    ] {
        let loops = with_names(tree, &[b"<< /Kids [4 0 R 5 0 R] >>".to_vec()]);
        assert!(attachments(&loops).is_err() || attachments(&loops).unwrap().is_empty(), "{tree}");
    }
    for pages in ["<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>", "2 0 R", "<< /Parent 2 0 R >>"] {
        let catalog = "<< /Type /Catalog /Pages 2 0 R >>";
        let loops = pdf(&[catalog, pages, PAGE].map(|object| object.as_bytes().to_vec()));
        assert!(attachments(&loops).map_or(true, |files| files.is_empty()), "{pages}");
    }
}

#[test]
fn bottomless_brackets_are_refused() {
    for open in ["[", "<<", "<< /A ", "("] {
        let deep = with_names(&open.repeat(300_000), &[]);
        assert!(matches!(attachments(&deep), Err(RenderError::NotPdf)), "{open}");
        // As deep as is let through: the parser must survive it.
        let shallow = with_names(&open.repeat(9_000), &[]);
        assert!(attachments(&shallow).map_or(true, |files| files.is_empty()), "{open}");
    }
    let hidden = packed("[".repeat(300_000).as_bytes());
    for name in ["/ObjStm", "/Obj#53tm"] {
        let dict = format!("/Type {name} /N 1 /First 4 /Filter /FlateDecode");
        let file = with_names(ONE, &[FILE.as_bytes().to_vec(), stream(&dict, &hidden)]);
        assert!(matches!(attachments(&file), Err(RenderError::NotPdf)), "{name}");
    }
    // Whatever the dictionary says, or where it says it.
    for dict in ["", "/Filter 9 0 R", "/Type 9 0 R /Filter 8 0 R", "/Filter [/Fl]", "/Filter /Fl#61teDecode"]
    {
        for data in [hidden.as_slice(), &hidden[2..], &packed(&hidden), &packed(&packed(&hidden))] {
            let file = with_names(ONE, &[FILE.as_bytes().to_vec(), stream(dict, data)]);
            assert!(matches!(attachments(&file), Err(RenderError::NotPdf)), "{dict}");
        }
    }
    for dict in ["/DecodeParms << /Predictor 12 >>", "/Filter [/AHx /Fl]", "/Filter /Run#4cengthDecode"] {
        assert!(matches!(attachments(&one_file(dict, b"00")), Err(RenderError::NotPdf)), "{dict}");
    }
    let twice = stream("/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]", &packed(&hidden));
    assert!(matches!(attachments(&with_names(ONE, &[twice])), Err(RenderError::NotPdf)));
}

#[test]
fn bombs_and_odd_packings_are_refused() {
    let bomb = packed(&vec![b' '; usize::try_from(super::LONGEST).unwrap() + 1]);
    for (dict, data) in [
        ("/Filter /FlateDecode", bomb.as_slice()),
        ("/Filter /FlateDecode", b"damaged"),
        ("/Filter [/ASCIIHexDecode /FlateDecode]", b"00"),
        ("/Filter /LZWDecode", b"00"),
        ("/Filter /NoSuchDecode", b"00"),
    ] {
        let result = attachments(&one_file(dict, data));
        let refused = matches!(result, Err(RenderError::Attachment { .. } | RenderError::NotPdf));
        assert!(refused, "{dict}: {result:?}");
    }
}

#[test]
fn a_pdf_without_or_with_two_records_is_told_apart() {
    assert!(matches!(record_of_pdf(&with_names("<< >>", &[])), Err(RenderError::NoRecord)));
    let two =
        with_names("<< /Names [(a) 5 0 R (b) 5 0 R] >>", &[FILE.as_bytes().to_vec(), stream("", b"{}")]);
    assert!(matches!(record_of_pdf(&two), Err(RenderError::SeveralRecords(2))));
    assert!(matches!(record_of_pdf(&one_file("", b"{}")), Err(RenderError::Record(_))));
}

#[test]
fn a_damaged_paper_never_panics_and_never_gives_another_record() {
    let record = sample::note_record();
    let options = Options { system_fonts: false, ..Options::default() };
    let pdf = Renderer::new(options).render(&record, Format::Pdf).unwrap();
    let step = pdf.len() / 120;
    for at in (0..pdf.len()).step_by(step.max(1)) {
        let cut = record_of_pdf(&pdf[..at]);
        assert!(cut.is_err() || cut.unwrap() == record);
        let mut flipped = pdf.clone();
        flipped[at] ^= 0x20;
        // A flipped bit may hit a font or a gap; then the record is whole. Otherwise its signature tells.
        if let Ok(other) = record_of_pdf(&flipped) {
            assert!(other == record || other.json != record.json || other.signature != record.signature);
        }
    }
}
