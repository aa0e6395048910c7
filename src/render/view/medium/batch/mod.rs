//! 媒体消去集計表: the certificates of many media, summed up. Its rows are theirs; a summary that belies itself is not drawn.

mod sheet; // for spreadsheets

pub(in crate::render::view) use sheet::sheet;

use super::super::parts::{self, Form, Rows, Sections};
use super::super::words::{Words, grouped};
use super::super::{Block, Column, Finding, Look, Row, State, Table, Tone, date};
use crate::document::{
    Batch, BatchCertified, BatchCounts, BatchMedium, BatchOutcome, Designated, Head, RecordRef,
};
use crate::model::{Lang, Source, Sourced, Verdict};
use crate::render::RenderError;

pub(in crate::render::view) fn form(words: Words, head: &Head, body: &Batch) -> Result<Form, RenderError> {
    if let Some((claim, against)) = denied(body) {
        return Err(RenderError::Contradiction { number: head.number.clone(), claim, against });
    }
    let mut sections = Sections::new(words);
    sections.add(words.of("対象", "Subject"), subject(words, head, body));
    sections.add(words.of("集計", "Totals"), totals(words, body));
    sections.add(words.of("媒体", "Media"), media(words, body));
    sections.add(words.of("消去の結果", "Results"), results(words, body));
    let failed = |medium: &BatchMedium| medium.verdict() == Some(Verdict::Failed);
    sections.add(words.of("破壊リスト", "List for destruction"), to_destroy(words, body, failed));
    sections.add(words.of("終わっていない媒体", "Media that are not done"), open(words, body));
    sections.add(words.of("証明書", "Certificates"), certificates(words, body));
    Ok(Form {
        name: "batch",
        article: words.of("特記仕様書第17条第5項関係", "Special Specification, Art. 17 (5)"),
        title: words.of("媒体消去集計表", "Summary of Erased Media"),
        subtitle: words.of("Summary of Erased Media", "媒体消去集計表"),
        lead: vec![
            words
                .of(
                    "下記の媒体について発行した証明書を、下記のとおり集計します。各媒体の判定は、その証明書によります。",
                    "This sums up the certificates that were issued for the media below. The verdict of each medium is that of its certificate.",
                )
                .to_owned(),
        ],
        finding: Some(finding(words, body)),
        sections,
        by_hand: Vec::new(),
    })
}

/// What a summary may not say: other numbers than its rows have, or a row that no certificate could have said.
fn denied(body: &Batch) -> Option<(String, String)> {
    let counted = BatchCounts::of(&body.media);
    if counted != body.counts {
        return Some((format!("counts={:?}", body.counts), format!("media={counted:?}")));
    }
    if body.media.is_empty() {
        return Some(("schema=azukari/batch/1".to_owned(), "media=0".to_owned()));
    }
    let mut seen: Vec<&RecordRef> = Vec::new();
    for reference in body.media.iter().flat_map(BatchMedium::certificates) {
        if seen.iter().any(|known| known.sha256 == reference.sha256) {
            return Some(("media".to_owned(), format!("certificate={} twice", reference.number)));
        }
        seen.push(reference);
    }
    body.media.iter().enumerate().find_map(|(at, medium)| {
        let BatchOutcome::Certified(certified) = &medium.outcome else { return None };
        let against = row_denied(certified)?;
        Some((format!("media[{}].verdict={:?}", at + 1, certified.verdict), against))
    })
}

fn row_denied(certified: &BatchCertified) -> Option<String> {
    let pass = certified.verdict == Verdict::Pass;
    let Designated { method, conforms } = &certified.designated;
    let doubts = [
        (pass && !certified.reasons.is_empty(), format!("reasons={}", certified.reasons.join(","))),
        (pass && certified.range.as_deref() != Some("full"), format!("range={:?}", certified.range)),
        (pass && certified.passes == 0, "passes=0".to_owned()),
        (!pass && certified.reasons.is_empty(), "reasons=0".to_owned()),
        (!pass && certified.method.is_some(), format!("method={:?}", certified.method)),
        (!pass && *conforms == Some(true), "designated.conforms=true".to_owned()),
        (method.is_none() && conforms.is_some(), "designated.method=none".to_owned()),
    ];
    doubts.into_iter().find_map(|(doubted, against)| doubted.then_some(against))
}

fn finding(words: Words, body: &Batch) -> Finding {
    let counts = &body.counts;
    let (state, meaning) = match body.verdict() {
        Verdict::Pass => (
            State::Good,
            words.of("対象のすべての媒体が合格した。", "Every medium that is listed has passed."),
        ),
        Verdict::Failed => (
            State::Bad,
            words.of(
                "不合格の媒体がある。破壊リストの媒体は、消去済みとせず、再使用も搬出もしない。",
                "Media have failed. What is on the list for destruction does not count as erased, is not used again and does not leave the premises.",
            ),
        ),
        Verdict::Unknown => (
            State::Unknown,
            words.of(
                "合格と言えない媒体がある。消去済みとせず、確認するまで再使用も搬出もしない。",
                "Of some media a pass cannot be said. They do not count as erased, are not used again and do not leave the premises until that is settled.",
            ),
        ),
    };
    let unfit = unfit(body);
    let value = match (words.0, unfit) {
        (Lang::Ja, 0) => format!("合格 {} 台／対象 {} 台", grouped(counts.pass), grouped(counts.media)),
        (Lang::En, 0) => format!("{} of {} passed", grouped(counts.pass), grouped(counts.media)),
        (Lang::Ja, _) => format!(
            "合格 {} 台（うち甲の指定に不適合 {} 台）／対象 {} 台",
            grouped(counts.pass),
            grouped(unfit),
            grouped(counts.media)
        ),
        (Lang::En, _) => format!(
            "{} of {} passed ({} of these not by the designated method)",
            grouped(counts.pass),
            grouped(counts.media),
            grouped(unfit)
        ),
    };
    Finding {
        label: words.of("合格した媒体", "Media that passed").to_owned(),
        value,
        state,
        meaning: meaning.to_owned(),
    }
}

/// Media that passed, by less than 甲 asked for.
fn unfit(body: &Batch) -> u64 {
    let unfit = |medium: &&BatchMedium| match &medium.outcome {
        BatchOutcome::Certified(row) => {
            row.verdict == Verdict::Pass && row.designated.conforms == Some(false)
        }
        BatchOutcome::Interrupted { .. } | BatchOutcome::NotDone => false,
    };
    body.media.iter().filter(unfit).count() as u64
}

fn subject(words: Words, head: &Head, body: &Batch) -> Vec<Block> {
    let mut rows = parts::contract(words, head);
    match &body.plan {
        Some(plan) => {
            let made = date::moment(plan.made, words.0);
            rows.add(
                words.of("実施した計画", "Plan carried out"),
                match words.0 {
                    Lang::Ja => format!("{}（{made}作成）", plan.id),
                    Lang::En => format!("{} (made {made})", plan.id),
                },
            );
            rows.add_code(words.of("計画の SHA-256", "Plan SHA-256"), plan.sha256.to_string());
        }
        None => rows.add(
            words.of("集計の範囲", "What is summed up"),
            words.of(
                "下記の証明書（計画によらない集計。ここに載らない媒体のことは何も言わない）",
                "the certificates below (not by a plan: nothing is said of media that are not listed)",
            ),
        ),
    }
    let when = body.media.iter().filter_map(certified);
    let from = when.clone().map(|done| done.from).min();
    let until = when.map(|done| done.until).max();
    if let Some((from, until)) = from.zip(until) {
        let (from, until) = (date::moment(from, words.0), date::moment(until, words.0));
        rows.add(
            words.of("実施期間", "Performed"),
            match words.0 {
                Lang::Ja => format!("{from}から{until}まで"),
                Lang::En => format!("{from} to {until}"),
            },
        );
    }
    if !body.replaces.is_empty() {
        let lines = body.replaces.iter().map(|one| format!("{}  {}", one.number, one.sha256)).collect();
        let label = words.of("差し替える集計表", "Replaces the summaries").to_owned();
        rows.0.push(Row { label, lines, tone: Tone::Code });
    }
    rows.block().into_iter().collect()
}

fn totals(words: Words, body: &Batch) -> Vec<Block> {
    let counts = &body.counts;
    let mut rows = Rows::new();
    rows.add(words.of("対象", "Media in all"), disks(words, counts.media));
    rows.add(words.of("合格", "PASS"), disks(words, counts.pass));
    for (ja, en, number) in [
        ("不合格（破壊リスト）", "FAILED (to be destroyed)", counts.failed),
        ("未検証", "UNKNOWN", counts.unknown),
        ("中断", "Interrupted", counts.interrupted),
        ("未実施", "Not begun", counts.not_done),
    ] {
        rows.add_checked(words.of(ja, en), disks(words, number), number == 0);
    }
    rows.add(words.of("内訳の合計", "Sum of these"), sum(words, counts));
    rows.block().into_iter().collect()
}

fn sum(words: Words, counts: &BatchCounts) -> String {
    let parts = [counts.pass, counts.failed, counts.unknown, counts.interrupted, counts.not_done];
    let parts: Vec<String> = parts.into_iter().map(grouped).collect();
    let whole = disks(words, counts.media);
    format!("{} = {whole}", parts.join(" + "))
}

fn disks(words: Words, count: u64) -> String {
    words.count(count, "台", "medium", "media")
}

fn certified(medium: &BatchMedium) -> Option<&BatchCertified> {
    match &medium.outcome {
        BatchOutcome::Certified(certified) => Some(certified),
        BatchOutcome::Interrupted { .. } | BatchOutcome::NotDone => None,
    }
}

/// 合格 and so on, or that it was not done.
fn outcome(words: Words, medium: &BatchMedium) -> String {
    match &medium.outcome {
        BatchOutcome::Certified(certified) => match certified.verdict {
            Verdict::Pass => words.of("合格", "PASS"),
            Verdict::Failed => words.of("不合格", "FAILED"),
            Verdict::Unknown => words.of("未検証", "UNKNOWN"),
        },
        BatchOutcome::Interrupted { .. } => words.of("中断", "interrupted"),
        BatchOutcome::NotDone => words.of("未実施", "not begun"),
    }
    .to_owned()
}

fn value(fact: Option<&Sourced>) -> String {
    fact.map(|fact| fact.value.clone()).unwrap_or_default()
}

/// 製造番号 as somebody typed it from the label, where the drive itself does not say it.
fn on_label(one: &BatchMedium) -> Option<&str> {
    let own = one.medium.serial.as_ref().is_some_and(|said| said.source == Source::Drive);
    one.label_serial.as_deref().filter(|_| !own)
}

/// 製造番号, or what it goes by where it has none.
fn serial(words: Words, one: &BatchMedium) -> String {
    if let Some(declared) = words.declared(on_label(one)) {
        return declared;
    }
    let medium = &one.medium;
    match (&medium.serial, &medium.device, words.0) {
        (Some(serial), ..) => serial.value.clone(),
        (None, Some(device), Lang::Ja) => format!("不明（{device}）"),
        (None, Some(device), Lang::En) => format!("unknown ({device})"),
        (None, None, _) => words.of("不明", "unknown").to_owned(),
    }
}

fn column(label: &str, width: u8, look: Look) -> Column {
    Column { label: label.to_owned(), width, look }
}

fn number_column(words: Words) -> Column {
    column(words.of("番号", "No."), 2, Look::Number)
}

/// A table without an end: a summary from which rows were left out would be none.
fn table(columns: Vec<Column>, rows: Vec<Vec<String>>) -> Vec<Block> {
    if rows.is_empty() {
        return Vec::new();
    }
    vec![Block::Table(Table { columns, rows, more: String::new() })]
}

fn numbered(body: &Batch) -> impl Iterator<Item = (String, &BatchMedium)> {
    (1_u64..).map(grouped).zip(&body.media)
}

fn media(words: Words, body: &Batch) -> Vec<Block> {
    let columns = vec![
        number_column(words),
        column(words.of("管理番号", "Label"), 3, Look::Text),
        column(words.of("メーカー・型番", "Maker, model"), 6, Look::Text),
        column(words.of("製造番号", "Serial number"), 5, Look::Code),
        column(words.of("容量（バイト）", "Capacity (bytes)"), 5, Look::Number),
        column(words.of("判定", "Verdict"), 3, Look::Mark),
    ];
    let row = |(number, one): (String, &BatchMedium)| {
        let medium = &one.medium;
        let names = [value(medium.maker.as_ref()), value(medium.model.as_ref())];
        let names: Vec<String> = names.into_iter().filter(|name| !name.is_empty()).collect();
        vec![
            number,
            medium.label.clone().unwrap_or_default(),
            names.join(" "),
            serial(words, one),
            medium.capacity.map(grouped).unwrap_or_default(),
            outcome(words, one),
        ]
    };
    table(columns, numbered(body).map(row).collect())
}

fn results(words: Words, body: &Batch) -> Vec<Block> {
    let columns = vec![
        number_column(words),
        column(words.of("証明書", "Certificate"), 4, Look::Text),
        column(words.of("方法", "How"), 4, Look::Text),
        column(words.of("検証", "Verified"), 3, Look::Text),
        column(words.of("甲の指定との適合", "Fits the client's method"), 4, Look::Text),
        column(words.of("判定の理由", "Reasons"), 8, Look::Text),
    ];
    let row = |(number, one): (String, &BatchMedium)| {
        let done = certified(one)?;
        Some(vec![
            number,
            done.certificate.number.clone(),
            how(words, done),
            range(words, done).to_owned(),
            conformity(words, &done.designated).to_owned(),
            reasons(words, done),
        ])
    };
    table(columns, numbered(body).filter_map(row).collect())
}

fn how(words: Words, done: &BatchCertified) -> String {
    let technique = match done.technique.as_str() {
        "overwrite" => words.of("上書き", "overwrite"),
        other => other,
    };
    let passes = words.count(done.passes, "回", "pass", "passes");
    let method = done.method.as_deref().map(|method| words.method(method));
    let parts = [Some(technique), Some(passes.as_str()), method];
    parts.into_iter().flatten().collect::<Vec<_>>().join(words.of("、", ", "))
}

fn range(words: Words, done: &BatchCertified) -> &str {
    match done.range.as_deref() {
        Some("full") => words.of("全面", "full"),
        Some("sample") => words.of("抜取", "SAMPLE"),
        Some(other) => other,
        None => words.of("なし", "none"),
    }
}

fn conformity(words: Words, designated: &Designated) -> &'static str {
    match (&designated.method, designated.conforms) {
        (None, _) => words.of("指定なし", "none designated"),
        (Some(_), Some(true)) => words.of("適合", "conforms"),
        (Some(_), Some(false)) => words.of("不適合", "DOES NOT CONFORM"),
        (Some(_), None) => words.of("未確認", "not checked"),
    }
}

fn reasons(words: Words, done: &BatchCertified) -> String {
    done.reasons.iter().map(|reason| words.reason(reason)).collect::<Vec<_>>().join(words.of("", " "))
}

/// 破壊リスト: what failed, so that whoever destroys it can tick it off by its serial number.
fn to_destroy(words: Words, body: &Batch, failed: impl Fn(&BatchMedium) -> bool) -> Vec<Block> {
    let columns = vec![
        number_column(words),
        column(words.of("管理番号", "Label"), 3, Look::Text),
        column(words.of("型番", "Model"), 5, Look::Text),
        column(words.of("製造番号", "Serial number"), 5, Look::Code),
        column(words.of("理由", "Reason"), 9, Look::Text),
    ];
    let row = |(number, one): (String, &BatchMedium)| {
        let done = certified(one).filter(|_| failed(one))?;
        let label = one.medium.label.clone().unwrap_or_default();
        let model = value(one.medium.model.as_ref());
        Some(vec![number, label, model, serial(words, one), reasons(words, done)])
    };
    let blocks = table(columns, numbered(body).filter_map(row).collect());
    if blocks.is_empty() {
        let mut rows = Rows::new();
        rows.add(
            words.of("破壊リスト", "To be destroyed"),
            words.of("なし（不合格の媒体がない）", "none (no medium failed)"),
        );
        return rows.block().into_iter().collect();
    }
    blocks
}

fn open(words: Words, body: &Batch) -> Vec<Block> {
    let columns = vec![
        number_column(words),
        column(words.of("製造番号", "Serial number"), 5, Look::Code),
        column(words.of("状態", "State"), 3, Look::Mark),
        column(words.of("説明", "What that means"), 12, Look::Text),
    ];
    let row = |(number, one): (String, &BatchMedium)| {
        let meaning = match &one.outcome {
            BatchOutcome::Certified(_) => return None,
            BatchOutcome::NotDone => words
                .of("作業を始めていない。内容は元のままである。", "Not begun: it holds what it held.")
                .to_owned(),
            BatchOutcome::Interrupted { at } => {
                let at = date::moment(*at, words.0);
                match words.0 {
                    Lang::Ja => {
                        format!("{at}に始めた作業が終わっていない。消去済みとせず、続きを行う。")
                    }
                    Lang::En => {
                        format!("Begun {at} and not ended: does not count as erased, is to be gone on with.")
                    }
                }
            }
        };
        Some(vec![number, serial(words, one), outcome(words, one), meaning])
    };
    table(columns, numbered(body).filter_map(row).collect())
}

/// Every certificate with its digest, and those that do not count any more.
fn certificates(words: Words, body: &Batch) -> Vec<Block> {
    let columns = vec![
        number_column(words),
        column(words.of("証明書", "Certificate"), 4, Look::Text),
        column("SHA-256", 9, Look::Code),
        column(words.of("署名鍵", "Signing key"), 3, Look::Text),
        column(words.of("発行", "Issued"), 4, Look::Text),
        column(words.of("備考", "Remark"), 4, Look::Text),
    ];
    let mut rows = Vec::new();
    for (number, one) in numbered(body) {
        let current = usize::from(certified(one).is_some());
        for (at, reference) in one.certificates().enumerate() {
            let remark = if at < current { "" } else { words.of("以前のもの", "superseded") };
            rows.push(vec![
                number.clone(),
                reference.number.clone(),
                reference.sha256.to_string(),
                reference.key.id.clone(),
                date::day(reference.issued_at, words.0),
                remark.to_owned(),
            ]);
        }
    }
    table(columns, rows)
}

#[cfg(test)]
mod tests;
