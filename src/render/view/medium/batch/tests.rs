//! What a summary says, and what it must not say.

use super::super::super::tests::{LANGS, all, contradicts};
use crate::document::{BatchCounts, BatchOutcome};
use crate::model::{Lang, Verdict};
use crate::render::sample::{batch, batch_record, certified};
use crate::render::{Format, Options, Renderer};

fn drawn(lang: Lang, format: Format) -> String {
    let renderer = Renderer::new(Options { lang, ..Options::default() });
    String::from_utf8(renderer.render(&batch_record(batch()), format).unwrap()).unwrap()
}

#[test]
fn every_medium_stands_in_the_sum_and_what_failed_on_the_list() {
    let ja = all(&batch_record(batch()), Lang::Ja);
    for said in [
        "合格した媒体\n合格 1 台／対象 5 台",
        "不合格（破壊リスト）\n1 台",
        "未検証\n1 台",
        "中断\n1 台",
        "未実施\n1 台",
        "1 + 1 + 1 + 1 + 1 = 5 台",
        "破壊リスト",
        "MIHON000002\n作業の途中で、媒体が見えなくなった。作業が最後まで行われていない。",
        "不明（loop0）",
        "M-2026-0009",
        "以前のもの",
    ] {
        assert!(ja.contains(said), "{said} is not in\n{ja}");
    }
    assert!(!ja.contains("すべての媒体が合格"));
    let mut passed = batch();
    passed.media.truncate(1);
    passed.counts = BatchCounts::of(&passed.media);
    let ja = all(&batch_record(passed), Lang::Ja);
    assert!(ja.contains("対象のすべての媒体が合格した。") && ja.contains("なし（不合格の媒体がない）"));
}

#[test]
fn a_serial_number_from_the_label_stands_there_marked() {
    let mut body = batch();
    body.media[4].label_serial = Some("MIHON-0001".into());
    let record = batch_record(body);
    let ja = all(&record, Lang::Ja);
    assert!(ja.contains("MIHON-0001（申告）") && !ja.contains("不明（loop0）"), "{ja}");
    let renderer = Renderer::new(Options { lang: Lang::Ja, ..Options::default() });
    let sheet = String::from_utf8(renderer.render(&record, Format::Csv).unwrap()).unwrap();
    assert!(sheet.contains("\"MIHON-0001（申告）\",\"手入力\""), "{sheet}");
    // What the drive itself says comes first.
    let mut body = batch();
    body.media[0].label_serial = Some("MIHON-0001".into());
    assert!(!all(&batch_record(body), Lang::Ja).contains("MIHON-0001"));
}

#[test]
fn a_summary_that_belies_itself_is_not_drawn() {
    let change = |change: &dyn Fn(&mut crate::document::Batch)| {
        let mut body = batch();
        change(&mut body);
        batch_record(body)
    };
    contradicts(&change(&|body| body.counts.media = 4));
    contradicts(&change(&|body| (body.counts.pass, body.counts.failed) = (2, 0)));
    contradicts(&change(&|body| {
        body.media.clear();
        body.counts = BatchCounts::default();
    }));
    // The same certificate for two media.
    contradicts(&change(&|body| {
        body.media[3].outcome = BatchOutcome::Certified(Box::new(certified(1)));
        body.counts = BatchCounts::of(&body.media);
    }));
    let row = |edit: &dyn Fn(&mut crate::document::BatchCertified)| {
        change(&|body| {
            if let BatchOutcome::Certified(row) = &mut body.media[1].outcome {
                edit(row);
            }
            body.counts = BatchCounts::of(&body.media);
        })
    };
    contradicts(&row(&|row| row.verdict = Verdict::Pass));
    contradicts(&row(&|row| row.reasons.clear()));
    contradicts(&row(&|row| row.designated.conforms = Some(true)));
    contradicts(&row(&|row| row.method = Some("clear".to_owned())));
    contradicts(&row(&|row| {
        (row.verdict, row.reasons) = (Verdict::Pass, Vec::new());
        row.range = Some("sample".to_owned());
    }));
}

#[test]
fn the_spreadsheet_has_a_line_for_each_medium_and_runs_nothing() {
    for lang in LANGS {
        let text = drawn(lang, Format::Csv);
        assert!(text.starts_with('\u{feff}'));
        let mut reader = ::csv::ReaderBuilder::new().from_reader(&text.as_bytes()[3..]);
        let columns = reader.headers().unwrap().len();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 6);
        assert!(rows.iter().all(|row| row.len() == columns && &row[0] == "B-2026-0006"));
        assert_eq!((&rows[0][6], &rows[0][8]), ("MIHON000001", "1000204886016"));
        assert_eq!(&rows[0][9], "2026-11-22T09:30:00+09:00");
        assert!(rows[5][13].contains('5'), "{:?}", rows[5]);
        // Verdicts in the order of the media.
        let words: Vec<&str> = rows[..5].iter().map(|row| &row[13]).collect();
        let said = match lang {
            Lang::Ja => ["合格", "不合格", "未検証", "中断", "未実施"],
            Lang::En => ["PASS", "FAILED", "UNKNOWN", "interrupted", "not begun"],
        };
        assert_eq!(words, said);
    }
    let mut hostile = batch();
    hostile.media[0].medium.label = Some("=1+1".to_owned());
    let renderer = Renderer::new(Options::default());
    let text = renderer.render(&batch_record(hostile), Format::Csv).unwrap();
    assert!(String::from_utf8(text).unwrap().contains("\"'=1+1\""));
}
