//! The formats: that each draws the whole view, and that nothing in a record can act on the page.

use super::*;
use crate::model::Fault;
use crate::render::sample;
use base64::Engine;

const LANGS: [Lang; 2] = [Lang::Ja, Lang::En];
const HOSTILE: &str = "=1+1 #panic(\"x\") *太字* $x$ ]#[ <script>alert(1)</script> | `a` & '\\";

fn renderer(lang: Lang) -> Renderer {
    Renderer::new(Options { lang, system_fonts: false, ..Options::default() })
}

fn drawn(record: &Record, lang: Lang, format: Format) -> String {
    String::from_utf8(renderer(lang).render(record, format).unwrap()).unwrap()
}

fn hostile() -> Record {
    let mut body = sample::handover();
    body.asset_name = HOSTILE.to_owned();
    body.storage = Some("長い名".repeat(100));
    body.purpose = Some("x".repeat(300));
    sample::handover_record(body)
}

#[test]
fn formats_by_name() {
    for format in Format::ALL {
        assert_eq!(format.extension().parse::<Format>().unwrap(), format);
    }
    let error = "docx".parse::<Format>().unwrap_err();
    assert_eq!(error.code(), "render-format");
}

#[test]
fn every_text_format_draws_every_field_of_every_form() {
    for record in sample::every_form() {
        for lang in LANGS {
            let mut values = Vec::new();
            let mut view = View::of(&record, lang).unwrap();
            view.visit(&mut |_, text| values.push(text.clone()));
            let (text, csv) = (drawn(&record, lang, Format::Text), drawn(&record, lang, Format::Csv));
            let html = drawn(&record, lang, Format::Html);
            let markdown = drawn(&record, lang, Format::Markdown);
            let squeezed: String = text.split_whitespace().collect();
            // The label 宛先 needs no saying where a name with 様 stands.
            let plain =
                |value: &&String| value.chars().all(char::is_alphanumeric) && **value != view.addressee_label;
            for value in values.iter().filter(plain) {
                assert!(squeezed.contains(value.as_str()), "txt lacks {value}");
                assert!(html.contains(value.as_str()), "html lacks {value}");
                assert!(markdown.contains(value.as_str()), "md lacks {value}");
            }
            assert!(csv.contains(&record.sha256().to_string()));
        }
    }
}

#[test]
fn csv_opens_in_a_spreadsheet_and_runs_nothing() {
    let bytes = renderer(Lang::Ja).render(&hostile(), Format::Csv).unwrap();
    let text = std::str::from_utf8(&bytes).unwrap();
    assert!(text.starts_with("\u{feff}\"文書番号\",\"節\",\"行\",\"項目\",\"値\"\r\n"), "{}", &text[..80]);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    let mut reader = csv_reader(&text[3..]);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert!(rows.iter().all(|row| row.len() == 5 && &row[0] == "R-2026-0001"));
    let name = rows.iter().find(|row| &row[3] == "情報資産名").unwrap();
    assert_eq!(name[4], format!("'{HOSTILE}"));
}

fn csv_reader(text: &str) -> ::csv::Reader<&[u8]> {
    ::csv::ReaderBuilder::new().from_reader(text.as_bytes())
}

#[test]
fn html_is_inert_and_carries_the_record() {
    let record = hostile();
    let html = drawn(&record, Lang::Ja, Format::Html);
    assert!(!html.contains("<script") && html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(html.contains("default-src 'none'"));
    assert!(
        !html.contains("http://")
            || html.matches("http").count()
                == html.matches("http://www.w3.org/2000/svg").count() + html.matches("http-equiv").count()
    );
    for (mark, bytes) in [
        ("data:application/json;base64,", &record.json),
        ("data:application/octet-stream;base64,", &record.signature),
    ] {
        let at = html.find(mark).unwrap() + mark.len();
        let packed = html[at..].split('"').next().unwrap();
        assert_eq!(&base64::engine::general_purpose::STANDARD.decode(packed).unwrap(), bytes);
    }
}

#[test]
fn text_stays_within_its_columns() {
    use unicode_width::UnicodeWidthStr;
    let text = drawn(&hostile(), Lang::Ja, Format::Text);
    for line in text.lines().filter(|line| !line.contains("ssh-keygen") && !line.starts_with("QR:")) {
        // Digests are never broken; everything else is.
        assert!(line.width_cjk() <= 100, "{line}");
    }
    assert!(text.split_whitespace().collect::<String>().contains(&"x".repeat(300)));
}

#[test]
fn markdown_shows_markup_as_text() {
    let text = drawn(&hostile(), Lang::Ja, Format::Markdown);
    assert!(text.contains(r#"\#panic("x") \*太字\* \$x\$ \]\#\["#), "{text}");
    assert!(text.contains(r"\<script\>"));
}

#[test]
fn every_error_has_its_code_in_the_list() {
    let errors = [
        RenderError::Format(String::new()),
        RenderError::PdfNotBuilt,
        RenderError::NoFont,
        RenderError::FontPath { path: PathBuf::new(), reason: String::new() },
        RenderError::MissingGlyph {
            character: 'x',
            code: String::new(),
            place: String::new(),
            value: String::new(),
        },
        RenderError::Template(String::new()),
        RenderError::TemplateDropsRecord(String::new()),
        RenderError::Export(String::new()),
        RenderError::Contradiction { number: String::new(), claim: String::new(), against: String::new() },
        RenderError::Qr,
        RenderError::NotPdf,
        RenderError::PdfEncrypted,
        RenderError::Attachment { name: String::new(), reason: "" },
        RenderError::NoRecord,
        RenderError::SeveralRecords(2),
        RenderError::Record(crate::document::DocumentError::Schema(String::new())),
    ];
    let codes: Vec<&str> = errors.iter().map(Fault::code).collect();
    assert_eq!(codes, RenderError::CODES);
}

#[cfg(not(feature = "pdf"))]
#[test]
fn without_the_engine_a_pdf_is_a_named_error() {
    let result = renderer(Lang::Ja).render(&sample::note_record(), Format::Pdf);
    assert!(matches!(result, Err(RenderError::PdfNotBuilt)));
    assert!(renderer(Lang::Ja).fonts().is_empty());
}
