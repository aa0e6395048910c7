//! The summary as a table with all that is known of each medium.

use super::super::super::words::Words;
use super::super::super::{Look, Table};
use super::{certified, column, conformity, how, on_label, outcome, range, reasons, value};
use crate::document::{Batch, BatchCertified, BatchCounts, BatchMedium, Record};
use crate::model::{Lang, Source};

/// One row for each medium with all that is known of it, and one with the totals: for spreadsheets.
pub(in crate::render::view) fn sheet(words: Words, record: &Record, body: &Batch) -> Table {
    let labels = [
        ("番号", "No."),
        ("管理番号", "Label"),
        ("媒体種別", "Medium"),
        ("メーカー", "Maker"),
        ("型番", "Model"),
        ("製造番号", "Serial number"),
        ("製造番号の取得元", "Source of the serial number"),
        ("容量（バイト）", "Capacity (bytes)"),
        ("開始", "Start"),
        ("終了", "End"),
        ("方法", "How"),
        ("検証の範囲", "Range verified"),
        ("判定", "Verdict"),
        ("判定の理由", "Reasons"),
        ("甲の指定した方法", "Method the client designated"),
        ("甲の指定との適合", "Fits the client's method"),
        ("証明書番号", "Certificate"),
        ("証明書の SHA-256", "SHA-256 of the certificate"),
        ("以前の証明書", "Superseded certificates"),
        ("集計表の SHA-256", "SHA-256 of this summary"),
    ];
    let columns = labels.map(|(ja, en)| column(words.of(ja, en), 1, Look::Text)).into();
    let own = record.sha256().to_string();
    let mut rows: Vec<Vec<String>> =
        (1_u64..).zip(&body.media).map(|(at, one)| line(words, at, one, &own)).collect();
    let mut total = vec![String::new(); labels.len()];
    total[0].push_str(words.of("合計", "Total"));
    total[12] = summary(words, &body.counts);
    total[labels.len() - 1] = own;
    rows.push(total);
    Table { columns, rows, more: String::new() }
}

fn line(words: Words, at: u64, one: &BatchMedium, own: &str) -> Vec<String> {
    let medium = &one.medium;
    let done = certified(one);
    let of = |text: &dyn Fn(&BatchCertified) -> String| done.map(text).unwrap_or_default();
    let current = usize::from(done.is_some());
    let earlier: Vec<&str> = one.certificates().skip(current).map(|one| one.number.as_str()).collect();
    let source = medium.serial.as_ref().map(|fact| fact.source);
    let source = if on_label(one).is_some() { Some(Source::Typed) } else { source };
    let designated = |done: &BatchCertified| {
        done.designated.method.as_deref().map(|method| words.method(method).to_owned()).unwrap_or_default()
    };
    // Numbers as spreadsheets take them: without separators, times as they sort.
    vec![
        at.to_string(),
        medium.label.clone().unwrap_or_default(),
        words.medium_kind(medium.kind).to_owned(),
        value(medium.maker.as_ref()),
        value(medium.model.as_ref()),
        words.declared(on_label(one)).unwrap_or_else(|| value(medium.serial.as_ref())),
        source.map(|source| words.source(source).to_owned()).unwrap_or_default(),
        medium.capacity.map(|bytes| bytes.to_string()).unwrap_or_default(),
        of(&|done| done.from.to_string()),
        of(&|done| done.until.to_string()),
        of(&|done| how(words, done)),
        of(&|done| range(words, done).to_owned()),
        outcome(words, one),
        of(&|done| reasons(words, done)),
        of(&designated),
        of(&|done| conformity(words, &done.designated).to_owned()),
        of(&|done| done.certificate.number.clone()),
        of(&|done| done.certificate.sha256.to_string()),
        earlier.join(" "),
        own.to_owned(),
    ]
}

fn summary(words: Words, counts: &BatchCounts) -> String {
    let BatchCounts { media, pass, failed, unknown, interrupted, not_done } = counts;
    match words.0 {
        Lang::Ja => format!(
            "対象 {media} = 合格 {pass} + 不合格 {failed} + 未検証 {unknown} + 中断 {interrupted} + 未実施 {not_done}"
        ),
        Lang::En => format!(
            "{media} media = {pass} PASS + {failed} FAILED + {unknown} UNKNOWN + {interrupted} interrupted + {not_done} not begun"
        ),
    }
}
