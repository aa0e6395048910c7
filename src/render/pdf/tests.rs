//! PDFs: made from samples with the built-in font alone, so that every machine makes the same.

use super::super::sample;
use super::super::{Attachment, Format, Options, RenderError, Renderer, attachments, record_of_pdf};
use crate::document::{Body, Record};
use crate::model::{Lang, Medium, MediumKind, Source, Sourced, Trust};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

fn options(lang: Lang) -> Options {
    Options { lang, system_fonts: false, ..Options::default() }
}

fn renderer(lang: Lang) -> Renderer {
    Renderer::new(options(lang))
}

fn pdf(record: &Record, lang: Lang) -> Vec<u8> {
    renderer(lang).render(record, Format::Pdf).unwrap()
}

/// What a program says to `pdf` on its standard input; `None`, loudly, where the program is not installed.
fn told(program: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    let mut child =
        match Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "SKIPPED: {program} is not installed ({error})");
                return None;
            }
        };
    child.stdin.take().unwrap().write_all(pdf).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{program}: {output:?}");
    Some(String::from_utf8(output.stdout).unwrap())
}

fn text_of(pdf: &[u8]) -> Option<String> {
    told("pdftotext", &["-layout", "-", "-"], pdf)
}

#[test]
fn every_form_renders_in_both_languages_and_gives_its_record_back() {
    for lang in [Lang::Ja, Lang::En] {
        let renderer = renderer(lang);
        for record in sample::every_form() {
            let pdf = renderer.render(&record, Format::Pdf).unwrap();
            let number = &record.document.head.number;
            let wanted = [
                Attachment { name: format!("{number}.json"), bytes: record.json.clone() },
                Attachment { name: format!("{number}.json.sig"), bytes: record.signature.clone() },
            ];
            assert_eq!(attachments(&pdf).unwrap(), wanted);
            assert_eq!(record_of_pdf(&pdf).unwrap(), record);
        }
    }
}

/// Every word of ours must be in the built-in font: a machine without fonts prints every finding.
#[test]
fn every_finding_can_be_printed_with_the_built_in_font() {
    let mut records = vec![
        sample::certificate_record(sample::failing()),
        sample::certificate_record(sample::doubtful(2)),
        sample::medium_record(sample::sampled_medium()),
        sample::medium_record(sample::failing_medium()),
        crate::render::sample::free_record(crate::render::sample::spoilt()),
        sample::handover_record(sample::differing()),
    ];
    let trusts = [Trust::Good, Trust::Unknown, Trust::Bad, Trust::Absent];
    records.extend(trusts.map(|trust| sample::opened_record(sample::doubted(trust))));
    let kinds = [
        MediumKind::Hdd,
        MediumKind::Ssd,
        MediumKind::UsbMemory,
        MediumKind::Card,
        MediumKind::Optical,
        MediumKind::Virtual,
        MediumKind::Network,
        MediumKind::Memory,
        MediumKind::Unknown,
    ];
    for kind in kinds {
        let mut body = sample::handover();
        let told = |source| Some(Sourced { value: "1".to_owned(), source });
        body.as_agreed = None;
        body.comparison.result = crate::document::ComparisonResult::NoList;
        body.medium = Medium {
            kind,
            maker: told(Source::OperatingSystem),
            model: told(Source::Drive),
            serial_conflict: told(Source::Typed),
            ..Medium::default()
        };
        records.push(sample::handover_record(body));
    }
    for lang in [Lang::Ja, Lang::En] {
        let renderer = renderer(lang);
        for record in &records {
            renderer.render(record, Format::Pdf).unwrap();
        }
    }
}

#[test]
fn an_unsigned_record_carries_no_signature() {
    let mut record = sample::note_record();
    record.signature.clear();
    assert_eq!(record_of_pdf(&pdf(&record, Lang::Ja)).unwrap(), record);
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let [first, second, ..] = sample::every_form();
    let renderer = renderer(Lang::Ja);
    let once = renderer.render(&first, Format::Pdf).unwrap();
    let other = renderer.render(&second, Format::Pdf).unwrap();
    assert_eq!(renderer.render(&first, Format::Pdf).unwrap(), once);
    let elsewhere = std::thread::spawn(move || pdf(&first, Lang::Ja)).join().unwrap();
    assert_eq!(elsewhere, once);
    assert_ne!(other, once);
}

#[test]
fn the_page_says_what_the_view_says() {
    let record = sample::certificate_record(sample::certificate());
    let Some(ja) = text_of(&pdf(&record, Lang::Ja)) else { return };
    let squeezed: String = ja.split_whitespace().collect();
    for said in [
        "データ消去証明書",
        "C-2026-0004",
        "自己発行",
        "合格（PASS）",
        "令和8年11月22日",
        "にも当たらない",
        "空き領域に残っている可能性がある",
        "S5XANS0R123456",
        &record.sha256().to_string(),
    ] {
        assert!(squeezed.contains(said), "{said} is not in {ja}");
    }
    let receipt = text_of(&pdf(&sample::handover_record(sample::differing()), Lang::Ja)).unwrap();
    assert!(receipt.contains("相違あり") && !receipt.contains("一致"), "{receipt}");
}

#[test]
fn a_long_table_repeats_its_header() {
    let record = sample::certificate_record(sample::doubtful(500));
    let pdf = pdf(&record, Lang::Ja);
    let Some(text) = text_of(&pdf) else { return };
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| page.contains("上書きしたが")).collect();
    assert!(pages.len() > 8, "{}", pages.len());
    // The first such page shows the table of totals; every other one a part of the list.
    let headed = pages.iter().filter(|page| page.contains("別紙の番号")).count();
    assert!(headed + 1 >= pages.len(), "{headed} of {}", pages.len());
    assert!(text.contains("500"));
}

/// Markup, long words and long names, in the places where a page is narrow.
fn awkward() -> Record {
    let mut body = sample::handover();
    body.asset_name = "#panic(\"x\") *太字* $x$ ]#[ \\ // /* `raw` @ref <label> ~ -- --- ...".to_owned();
    body.storage = Some("x".repeat(300));
    body.purpose = Some("」".repeat(300));
    body.giver.name = "見本".repeat(150);
    body.agreed.place = Some("W".repeat(120));
    body.actual.place = Some("https://example.invalid/".to_owned() + &"a/b-c_d.".repeat(20));
    body.medium.label = Some("U+0041 ÀÉÎ ＡＢＣ－１２３／％ ｶﾅ― ㈱".to_owned());
    let mut head = sample::head("R-2026-0001");
    head.issuer.organization = "株式会社".repeat(60);
    head.contract.title = "y".repeat(200);
    head.remarks = vec!["一行目\n二行目 #set page(width: 1cm)".to_owned()];
    sample::record(head, Body::Receipt(crate::document::Receipt::Handover(Box::new(body))))
}

#[test]
fn awkward_texts_print_literally() {
    let pdf = pdf(&awkward(), Lang::Ja);
    let Some(text) = text_of(&pdf) else { return };
    for said in ["#panic(\"x\") *太字* $x$ ]#[ \\", "<label> ~ -- --- ...", "#set page(width: 1cm)", "二行目"]
    {
        assert!(text.contains(said), "{said} is not in {text}");
    }
}

#[test]
fn awkward_texts_stay_on_the_page() {
    for lang in [Lang::Ja, Lang::En] {
        let pdf = pdf(&awkward(), lang);
        let Some(boxes) = told("pdftotext", &["-bbox", "-", "-"], &pdf) else { return };
        let value = |line: &str, name: &str| -> f64 {
            let from = line.find(name).unwrap() + name.len() + 2;
            line[from..].split('"').next().unwrap().parse().unwrap()
        };
        // A4 is 595 points wide; the right margin is 20 mm, 57 points. (The blank half of a bracket may hang out left.)
        for line in boxes.lines().filter(|line| line.contains("<word ")) {
            assert!(value(line, "xMin") >= 60.0 && value(line, "xMax") <= 539.5, "{line}");
        }
    }
}

fn rare_name() -> Record {
    let mut body = sample::handover();
    body.giver.name = "見本　𰻞子".to_owned();
    sample::handover_record(body)
}

#[test]
fn a_rare_kanji_is_a_named_error() {
    match renderer(Lang::Ja).render(&rare_name(), Format::Pdf) {
        Err(RenderError::MissingGlyph { character, code, place, value }) => {
            assert_eq!((character, code.as_str(), place.as_str()), ('𰻞', "U+30EDE", "引渡者"));
            assert!(value.contains("見本　𰻞子"), "{value}");
        }
        other => panic!("{:?}", other.map(|pdf| pdf.len())),
    }
}

#[test]
fn a_geta_stands_for_it_on_request_and_is_footnoted() {
    let renderer = Renderer::new(Options { allow_geta: true, ..options(Lang::Ja) });
    let record = rare_name();
    let pdf = renderer.render(&record, Format::Pdf).unwrap();
    // The record itself is untouched.
    assert_eq!(record_of_pdf(&pdf).unwrap(), record);
    let Some(text) = text_of(&pdf) else { return };
    assert!(text.contains("〓子") && text.contains("U+30EDE"), "{text}");
}

#[test]
fn private_characters_are_missing_ones() {
    let mut body = sample::handover();
    body.receiver.name = "外字\u{e000}".to_owned();
    let result = renderer(Lang::Ja).render(&sample::handover_record(body), Format::Pdf);
    assert!(matches!(result, Err(RenderError::MissingGlyph { character: '\u{e000}', .. })));
}

#[test]
fn names_in_decomposed_kana_print() {
    let mut body = sample::handover();
    body.asset_name = "か\u{3099}くせい 見本".to_owned();
    assert!(renderer(Lang::Ja).render(&sample::handover_record(body), Format::Pdf).is_ok());
}

#[test]
fn fonts_are_named() {
    let fonts = renderer(Lang::Ja).fonts();
    if cfg!(azukari_builtin_font) {
        let found: Vec<_> = fonts.iter().map(|font| (font.role, font.source.as_str())).collect();
        assert_eq!(found, [("mincho", "built-in"), ("gothic", "built-in")]);
    } else {
        assert!(fonts.is_empty());
        let result = renderer(Lang::Ja).render(&sample::note_record(), Format::Pdf);
        assert!(matches!(result, Err(RenderError::NoFont)));
    }
}

#[test]
fn a_wrong_font_path_is_named() {
    let renderer =
        Renderer::new(Options { font_paths: vec!["/見本/ない.ttf".into()], ..options(Lang::Ja) });
    let result = renderer.render(&sample::note_record(), Format::Pdf);
    assert!(matches!(result, Err(RenderError::FontPath { .. })));
}

fn with_template(text: &str) -> Result<Vec<u8>, RenderError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("note.typ"), text).unwrap();
    render_with(folder.path())
}

fn render_with(folder: &Path) -> Result<Vec<u8>, RenderError> {
    let options = Options { templates: Some(folder.to_path_buf()), ..options(Lang::Ja) };
    Renderer::new(options).render(&sample::note_record(), Format::Pdf)
}

#[test]
fn a_template_of_the_users_replaces_ours() {
    let own = "#import \"/lib.typ\": *\n#let form(view, body) = { set text(font: mincho)\n [独自の様式 #view.title]\n body }";
    let pdf = with_template(own).unwrap();
    assert_eq!(record_of_pdf(&pdf).unwrap(), sample::note_record());
    if let Some(text) = text_of(&pdf) {
        assert!(text.contains("独自の様式"), "{text}");
    }
}

#[test]
fn a_template_can_neither_drop_the_record_nor_fetch_nor_read_elsewhere() {
    let drops = "#import \"/lib.typ\": *\n#let form(view, body) = { set text(font: mincho)\n [様式] }";
    assert!(
        matches!(with_template(drops), Err(RenderError::TemplateDropsRecord(name)) if name == "note.typ")
    );
    for (line, wrong) in
        [(2, "#import \"@preview/x:0.1.0\": y"), (2, "#read(\"/../../etc/passwd\")"), (2, "#nothing")]
    {
        match with_template(&format!("#let form(view, body) = body\n{wrong}")) {
            Err(RenderError::Template(reason)) => {
                assert!(reason.starts_with(&format!("note.typ:{line}:")), "{reason}");
            }
            other => panic!("{wrong}: {:?}", other.map(|pdf| pdf.len())),
        }
    }
}

#[test]
fn stock_programs_accept_it() {
    let record = sample::opened_record(sample::opened());
    let pdf = pdf(&record, Lang::Ja);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mihon.pdf");
    std::fs::write(&path, &pdf).unwrap();
    for (program, arguments) in [("qpdf", &["--check"][..]), ("pdfdetach", &["-saveall"])] {
        match Command::new(program).args(arguments).arg(&path).current_dir(folder.path()).output() {
            Ok(output) => assert!(output.status.success(), "{output:?}"),
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "SKIPPED: {program} is not installed ({error})");
            }
        }
    }
    let detached = folder.path().join("R-2026-0002.json");
    if detached.exists() {
        assert_eq!(std::fs::read(detached).unwrap(), record.json);
        assert_eq!(std::fs::read(folder.path().join("R-2026-0002.json.sig")).unwrap(), record.signature);
    }
}
