//! データ消去証明書 for files (Art. 17 (5)). Its verdict is the record's; its limits stand beside it in words.

use super::parts::{self, Form, Rows, Sections};
use super::performed::performed;
use super::residue;
use super::words::{Words, grouped};
use super::{Block, Column, Finding, Look, Row, State, Table, Tone};
use crate::document::{Certificate, Coverage, DeclaredLast, Head, ItemResult, Place};
use crate::model::{FileOutcome, Lang, Limit, Verdict};
use crate::render::RenderError;

/// Paths shown on the page; the record has all of them.
const TARGETS_SHOWN: usize = 10;

pub(super) fn form(words: Words, head: &Head, body: &Certificate) -> Result<Form, RenderError> {
    deny_contradiction(head, body)?;
    let mut sections = Sections::new(words);
    sections.add(words.of("対象", "Subject"), subject(words, head, body));
    sections.add(
        words.of("実施", "Performed"),
        performed(words, &body.performed, words.of("実施者", "Operator"), Vec::new()),
    );
    sections.add(words.of("方法", "How"), technique(words, body));
    sections.add(words.of("結果", "Results"), results(words, body));
    for (at, place) in body.places.iter().enumerate() {
        sections.add(&place_heading(words, at + 1, body.places.len()), place_blocks(words, place));
    }
    Ok(Form {
        name: "certificate",
        article: words.of("特記仕様書第17条第5項関係", "Special Specification, Art. 17 (5)"),
        title: words.of("データ消去証明書", "Certificate of Data Erasure"),
        subtitle: words.of("Certificate of Data Erasure", "データ消去証明書"),
        lead: vec![lead(words, body.verdict).to_owned()],
        finding: Some(finding(words, body.verdict)),
        sections,
        by_hand: Vec::new(),
    })
}

/// A pass needs every file overwritten and read back (or empty); files can be neither Clear nor Purge.
fn deny_contradiction(head: &Head, body: &Certificate) -> Result<(), RenderError> {
    let deny = |claim: &str, against: String| {
        Err(RenderError::Contradiction { number: head.number.clone(), claim: claim.to_owned(), against })
    };
    if body.scope != "files" {
        return deny("schema=azukari/certificate/1", format!("scope={}", body.scope));
    }
    if let Some(method) = &body.method {
        return deny("scope=files", format!("method={method}"));
    }
    if body.declared_last.is_some()
        && (body.counts.left > 0 || body.counts.interrupted || body.asset.is_none())
    {
        let against =
            format!("counts.left={}, counts.interrupted={}", body.counts.left, body.counts.interrupted);
        return deny("declared_last", against);
    }
    if body.verdict != Verdict::Pass {
        return Ok(());
    }
    let proven = |outcome: FileOutcome| match outcome {
        FileOutcome::OverwrittenInPlaceVerifiedRaw
        | FileOutcome::OverwrittenReadBack
        | FileOutcome::Empty => true,
        FileOutcome::OverwrittenNotVerifiable
        | FileOutcome::CowNotOverwritten
        | FileOutcome::SharedExtentRemaining
        | FileOutcome::LowerLayerRemaining
        | FileOutcome::CopyOnWrite
        | FileOutcome::InlineMetadata
        | FileOutcome::SharedExtent
        | FileOutcome::ReadBackDiffers
        | FileOutcome::Failed
        | FileOutcome::NotTouched => false,
    };
    let outcomes = &body.counts.outcomes;
    if let Some((outcome, count)) = outcomes.iter().find(|(outcome, count)| !proven(**outcome) && **count > 0)
    {
        return deny("verdict=pass", format!("counts.outcomes.{outcome:?}={count}"));
    }
    if let Some(item) =
        body.exceptions.iter().find(|item| !proven(item.outcome) || item.verdict != Verdict::Pass)
    {
        return deny("verdict=pass", format!("exceptions.item={}", item.item));
    }
    deny_doubt(body).map_or(Ok(()), |against| deny("verdict=pass", against))?;
    let counted: u64 = outcomes.values().fold(0, |sum, count| sum.saturating_add(*count));
    if counted != body.counts.files || counted == 0 {
        return deny("verdict=pass", format!("counts.files={}, outcomes={counted}", body.counts.files));
    }
    Ok(())
}

/// The limits of every file wipe; with any other one the place itself leaves the result open.
const ALWAYS: [Limit; 4] =
    [Limit::NamesRemain, Limit::EarlierVersions, Limit::BackupsNotCovered, Limit::RawDeviceNotRead];

/// The fact that leaves a pass in doubt, if there is one.
fn deny_doubt(body: &Certificate) -> Option<String> {
    let counts = &body.counts;
    let seen = |outcome| counts.outcomes.get(&outcome).copied().unwrap_or(0);
    let raw = seen(FileOutcome::OverwrittenInPlaceVerifiedRaw);
    let read_back = raw.saturating_add(seen(FileOutcome::OverwrittenReadBack));
    let residue = body.places.iter().filter_map(|place| place.residue.as_ref());
    let residue = residue.into_iter().find(|residue| residue.content() > 0 || !residue.is_complete());
    let limit = body.places.iter().flat_map(|place| &place.limits).find(|limit| !ALWAYS.contains(limit));
    let doubts = [
        (body.read_back != "direct", format!("read_back={}", body.read_back)),
        (read_back == 0, "counts.outcomes.overwritten_read_back=0".to_owned()),
        (counts.bytes_written == 0, "counts.bytes_written=0".to_owned()),
        (
            counts.bytes_read_back != counts.bytes_written,
            format!("counts.bytes_read_back={}", counts.bytes_read_back),
        ),
        (body.places.is_empty(), "places=0".to_owned()),
        (
            // Of every such file all that was written was read there.
            (raw > 0 && counts.bytes_read_raw == 0)
                || (raw > 0 && raw == read_back && counts.bytes_read_raw != counts.bytes_written)
                || counts.bytes_read_raw > counts.bytes_written,
            format!("counts.bytes_read_raw={}", counts.bytes_read_raw),
        ),
        (residue.is_some(), residue.map(residue::belies).unwrap_or_default()),
        (limit.is_some(), limit.map(|limit| format!("limits={limit:?}")).unwrap_or_default()),
        (counts.left > 0, format!("counts.left={}", counts.left)),
        (counts.interrupted, "counts.interrupted=true".to_owned()),
    ];
    doubts.into_iter().find_map(|(doubted, against)| doubted.then_some(against))
}

/// Whether every file with content was overwritten on its own blocks, as the read-back showed.
fn in_place(body: &Certificate) -> bool {
    let seen = |outcome| body.counts.outcomes.get(&outcome).copied().unwrap_or(0);
    let others = body.counts.outcomes.iter().any(|(outcome, count)| {
        *count > 0
            && !matches!(
                outcome,
                FileOutcome::OverwrittenInPlaceVerifiedRaw
                    | FileOutcome::OverwrittenReadBack
                    | FileOutcome::Empty
            )
    });
    let read = [FileOutcome::OverwrittenInPlaceVerifiedRaw, FileOutcome::OverwrittenReadBack];
    read.into_iter().any(|outcome| seen(outcome) > 0) && !others
}

fn lead(words: Words, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => words.of(
            "下記のファイルを下記の方法により消去し、下記の範囲でその結果を確認したことを証明します。",
            "It is certified that the files described below were erased as described, and that the result was checked within the limits stated.",
        ),
        Verdict::Failed | Verdict::Unknown => words.of(
            "下記のファイルについて行った作業とその結果は、下記のとおりです。この文書は、消去が完了したことを証明するものではありません。",
            "This states what was done to the files described below and with what result. It does not certify that the erasure was completed.",
        ),
    }
}

fn finding(words: Words, verdict: Verdict) -> Finding {
    let (state, meaning) = match verdict {
        Verdict::Pass => (
            State::Good,
            words.of(
                "内容のあるすべてのファイルを上書きし、読み戻して書いたとおりであることを確認した。及ばない範囲は下記のとおり。",
                "Every file with content was overwritten, and reading back gave what was written. What this does not reach is stated below.",
            ),
        ),
        Verdict::Failed => (
            State::Bad,
            words.of(
                "確認で不合格となったもの、又は処理に失敗したものがある。内訳は下記のとおり。",
                "A check failed, or an operation did. The items are stated below.",
            ),
        ),
        Verdict::Unknown => (
            State::Unknown,
            words.of(
                "確認できていないものがある。消去されたとも、されていないとも言えない。",
                "Something was not, or could not be, checked: neither erased nor not erased can be said of it.",
            ),
        ),
    };
    Finding {
        label: words.of("総合判定", "Verdict").to_owned(),
        value: words.verdict(verdict).to_owned(),
        state,
        meaning: meaning.to_owned(),
    }
}

fn subject(words: Words, head: &Head, body: &Certificate) -> Vec<Block> {
    let mut rows = parts::contract(words, head);
    rows.add(words.of("台帳番号", "Ledger no."), words.or_unstated(body.asset.as_deref()));
    rows.add(
        words.of("承諾番号", "Consent no."),
        words.or_unstated(words.declared(body.consent.as_deref()).as_deref()),
    );
    let disposition = match body.disposition.as_str() {
        "erase" => words.of("消去（媒体は引き続き使う）", "erase (the medium lives on)"),
        other => other,
    };
    rows.add(words.of("処理区分", "Disposition"), disposition);
    let (files, bytes) = (words.files(body.counts.files), words.bytes(body.counts.bytes));
    let separator = words.of("、", ", ");
    rows.add(words.of("対象のファイル", "Files"), format!("{files}{separator}{bytes}"));
    rows.0.push(targets(words, body));
    rows.0.extend(list_of_files(words, head));
    rows.0.extend(body.declared_last.iter().flat_map(|declared| declaration(words, body, declared)));
    rows.block().into_iter().collect()
}

/// 対象: what the operator chose, as typed. Which files that were is in the annex.
fn targets(words: Words, body: &Certificate) -> Row {
    let label = words.of("対象の場所（実施者の指定）", "Paths given by the operator").to_owned();
    let mut lines: Vec<String> = body.targets.iter().take(TARGETS_SHOWN).cloned().collect();
    let more = body.targets.len().saturating_sub(TARGETS_SHOWN);
    if more > 0 {
        lines.push(match words.0 {
            Lang::Ja => format!("ほか {more} 件（原本の JSON に記載）"),
            Lang::En => format!("and {more} more (in the original JSON)"),
        });
    }
    if lines.is_empty() {
        lines.push(words.unstated().to_owned());
    }
    Row { label, lines, tone: Tone::Plain }
}

/// The annex with every file by name, and what binds it.
fn list_of_files(words: Words, head: &Head) -> Option<Row> {
    let annex = head.annexes.iter().find(|annex| annex.name.ends_with(".files.jsonl"))?;
    let label = words.of("全ファイルの一覧", "List of all files").to_owned();
    let name = match words.0 {
        Lang::Ja => format!("別紙 {}（この証明書に次の値で結び付く）", annex.name),
        Lang::En => format!("annex {}, bound to this certificate by", annex.name),
    };
    Some(Row { label, lines: vec![name, format!("SHA-256 {}", annex.sha256)], tone: Tone::Plain })
}

/// 申告, and beside it the figures: whoever reads it is to see how they agree.
fn declaration(words: Words, body: &Certificate, declared: &DeclaredLast) -> [Row; 2] {
    let word = words.of(
        "この資産の写しはここに残っていない（実施者の申告）",
        "no copy of this asset remains here (declared by the operator)",
    );
    let amount = |ja: &str, en: &str, files: u64, bytes: u64| match words.0 {
        Lang::Ja => format!("{ja}：{}、{}", words.files(files), words.bytes(bytes)),
        Lang::En => format!("{en}: {}, {}", words.files(files), words.bytes(bytes)),
    };
    let counts = &body.counts;
    let mut lines = vec![
        amount("台帳の資産", "asset in the ledger", declared.asset_files, declared.asset_bytes),
        amount("この消去", "this wipe", counts.files, counts.bytes),
    ];
    if declared.wiped_files > 0 {
        lines.push(amount("これまでの消去", "earlier wipes", declared.wiped_files, declared.wiped_bytes));
    }
    let coverage = declared.coverage(counts.files, counts.bytes);
    lines.push(
        match coverage {
            Coverage::Equal => words.of(
                "数と容量は一致する（同じファイルかどうかは照合していない）",
                "the figures agree (that these are the same files was not compared)",
            ),
            Coverage::Less => words.of(
                "消去した量は、台帳の資産より少ない。残りがないことは確認していない",
                "LESS WAS WIPED than the asset holds; that nothing remains was not checked",
            ),
            Coverage::More => words.of(
                "消去した量は、台帳の資産と一致しない（多い）",
                "MORE WAS WIPED than the asset holds: the figures do not agree",
            ),
        }
        .to_owned(),
    );
    let tone = if coverage == Coverage::Equal { Tone::Plain } else { Tone::Alert };
    let label = words.of("資産の量と消去した量", "Asset and what was wiped").to_owned();
    [Row::new(words.of("残りの写し", "Remaining copies"), word), Row { label, lines, tone }]
}

fn technique(words: Words, body: &Certificate) -> Vec<Block> {
    let technique = match body.technique.as_str() {
        "overwrite" if in_place(body) => words.of("上書き（元の領域への書込み）", "overwrite in place"),
        "overwrite" => words.of(
            "ファイルへの書込み（元の領域に及んだかは、結果の欄による）",
            "writing over the files (whether the original blocks were reached: see the results)",
        ),
        other => other,
    };
    let pattern = match body.pattern.as_str() {
        "aes-256-ctr" => words.of("乱数列（AES-256-CTR の鍵ストリーム）", "random (AES-256-CTR keystream)"),
        other => other,
    };
    let read_back = match body.read_back.as_str() {
        "direct" => words
            .of("行った（ページキャッシュを避けて読んだ）", "done, past the operating system's page cache"),
        "cached" => {
            words.of("行った（キャッシュから読んだ可能性がある）", "done, but possibly out of the cache")
        }
        "none" => words.of("行っていない", "not done"),
        other => other,
    };
    let mut rows = Rows::new();
    rows.add(words.of("技法", "Technique"), technique);
    if body.counts.bytes_written > 0 {
        let passes = words.count(u64::from(body.passes), "回", "pass", "passes");
        let separator = words.of("、", ", ");
        rows.add(words.of("パターン・回数", "Pattern, passes"), format!("{pattern}{separator}{passes}"));
    }
    rows.add_checked(words.of("読み戻し", "Read-back"), read_back, body.read_back != "none");
    let neither = words.of(
        "該当なし。ファイル単位の消去は、NIST SP 800-88 の Clear（消去）にも Purge（除去）にも当たらない。",
        "None. Erasing files is neither Clear nor Purge in the sense of NIST SP 800-88: those are claims about media.",
    );
    rows.add(words.of("抹消区分", "Sanitization method"), neither);
    let fits = words.of(
        "未確認（ファイルの上書きは媒体の消去・除去ではない）",
        "not checked (overwriting files is neither clearing nor purging a medium)",
    );
    rows.add(words.of("甲の指定した方法との適合", "Fits the client's method"), fits);
    rows.block().into_iter().collect()
}

fn results(words: Words, body: &Certificate) -> Vec<Block> {
    let counts = &body.counts;
    let mut rows = Rows::new();
    let written = if in_place(body) {
        words.of("上書きした量", "Overwritten")
    } else {
        words.of("書き込んだ量", "Written")
    };
    rows.add(written, words.bytes(counts.bytes_written));
    rows.add(words.of("読み戻して合った量", "Read back and equal"), words.bytes(counts.bytes_read_back));
    if counts.bytes_read_raw > 0 {
        rows.add(
            words.of("媒体を直接読んで合った量", "Read from the device itself and equal"),
            words.bytes(counts.bytes_read_raw),
        );
    }
    if counts.name_not_scrubbed > 0 {
        let names = words.count(counts.name_not_scrubbed, "件", "name", "names");
        rows.add(words.of("取り除いたが上書きしていない名前", "Names removed, not overwritten"), names);
    }
    let folders = words.count(counts.folders_removed, "フォルダー", "folder", "folders");
    rows.add(words.of("削除したフォルダー", "Folders removed"), folders);
    if counts.links_removed > 0 {
        let links = words.count(counts.links_removed, "件", "link", "links");
        rows.add(words.of("削除したリンク", "Links removed"), links);
    }
    if counts.links_left > 0 {
        let names = words.count(counts.links_left, "件", "name", "names");
        rows.add(
            words.of("別の場所に残る同じファイルの名前（内容はない）", "Other names left, without content"),
            names,
        );
    }
    if counts.left > 0 {
        let left = words.count(counts.left, "件", "item", "items");
        rows.add_checked(words.of("消えずに残ったもの", "Still there"), left, false);
    }
    if counts.interrupted {
        let broken = words.of("途中で中断した", "broken off before its end");
        rows.add_checked(words.of("作業の完了", "Completion"), broken, false);
    }
    let by_outcome = counts.outcomes.iter().filter(|(_, count)| **count > 0);
    let lines = by_outcome.map(|(outcome, count)| vec![words.outcome(*outcome).to_owned(), grouped(*count)]);
    let columns = vec![
        Column {
            label: words.of("ファイルごとの結果", "Result").to_owned(), width: 8, look: Look::Text
        },
        Column { label: words.of("件数", "Files").to_owned(), width: 2, look: Look::Number },
    ];
    let lines: Vec<Vec<String>> = lines.collect();
    let outcomes =
        (!lines.is_empty()).then_some(Block::Table(Table { columns, rows: lines, more: String::new() }));
    [rows.block(), outcomes, exceptions(words, body)].into_iter().flatten().collect()
}

fn exceptions(words: Words, body: &Certificate) -> Option<Block> {
    let mut columns = vec![
        Column { label: words.of("別紙の番号", "Annex line").to_owned(), width: 2, look: Look::Mark },
        Column { label: words.of("結果", "Result").to_owned(), width: 6, look: Look::Text },
        Column { label: words.of("判定", "Verdict").to_owned(), width: 3, look: Look::Mark },
    ];
    let told = body.exceptions.iter().any(|item| item.detail.is_some());
    if told {
        // The system's word where something failed; of what was found on the device, azukari's own.
        let label = words.of("詳細", "Details").to_owned();
        columns.push(Column { label, width: 4, look: Look::Text });
    }
    let row = |item: &ItemResult| {
        let outcome = words.outcome(item.outcome).to_owned();
        let mut cells = vec![grouped(item.item), outcome, words.verdict(item.verdict).to_owned()];
        if told {
            cells.push(item.detail.clone().unwrap_or_default());
        }
        cells
    };
    parts::items(words, columns, body.exceptions.iter().map(row).collect())
}

fn place_heading(words: Words, at: usize, of: usize) -> String {
    match (of, words.0) {
        (1, _) => words.of("ファイルのあった場所と限界", "Where the files lay, and the limits").to_owned(),
        (_, Lang::Ja) => format!("ファイルのあった場所と限界（{at}/{of}）"),
        (_, Lang::En) => format!("Where the files lay, and the limits ({at} of {of})"),
    }
}

fn place_blocks(words: Words, place: &Place) -> Vec<Block> {
    let mut rows = Rows::new();
    let options = Some(place.options.as_str()).filter(|options| !options.is_empty());
    let filesystem = match (options, words.0) {
        (None, _) => place.filesystem.clone(),
        (Some(options), Lang::Ja) => format!("{}（{options}）", place.filesystem),
        (Some(options), Lang::En) => format!("{} ({options})", place.filesystem),
    };
    rows.add(words.of("ファイルシステム", "File system"), words.or_unstated(Some(&filesystem)));
    rows.add(words.of("ここにあったファイル", "Files here"), words.files(place.files));
    rows.0.extend(parts::medium(words, &place.medium).0);
    if let Some(found) = &place.residue {
        rows.0.extend(residue::rows(words, found).0);
    }
    let mut limits = place.limits.clone();
    limits.sort_unstable();
    limits.dedup();
    let notes: Vec<String> = limits.into_iter().map(|limit| words.limit(limit).to_owned()).collect();
    let title =
        words.of("この場所について保証できないこと", "What cannot be guaranteed of this place").to_owned();
    let limits = (!notes.is_empty()).then_some(Block::Notes { title, notes });
    [rows.block(), limits].into_iter().flatten().collect()
}
