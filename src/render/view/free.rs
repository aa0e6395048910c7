//! データ消去証明書 for free space (Art. 17 (5)). Its verdict is the record's; a record that belies itself is not drawn.

use super::parts::{self, Form, Rows, Sections};
use super::performed::performed;
use super::words::{Words, grouped};
use super::{Block, Column, Finding, Look, Row, State, Table, Tone};
use crate::document::{FillTrouble, FreeSpaceCertificate, Head, RoomTold};
use crate::model::{Lang, Limit, Verdict, bytes_with_unit};
use crate::render::RenderError;

pub(super) fn form(words: Words, head: &Head, body: &FreeSpaceCertificate) -> Result<Form, RenderError> {
    if let Some((claim, against)) = body.denied() {
        return Err(RenderError::Contradiction { number: head.number.clone(), claim, against });
    }
    let mut sections = Sections::new(words);
    sections.add(words.of("対象", "Subject"), subject(words, head, body));
    sections.add(
        words.of("実施", "Performed"),
        performed(words, &body.performed, words.of("実施者", "Operator"), Vec::new()),
    );
    sections.add(words.of("方法", "How"), technique(words, body));
    sections.add(words.of("結果", "Results"), results(words, body));
    sections.add(words.of("限界", "Limits"), limits(words, body).into_iter().collect());
    Ok(Form {
        name: "free",
        article: words.of("特記仕様書第17条第5項関係", "Special Specification, Art. 17 (5)"),
        title: words.of("データ消去証明書（空き領域）", "Certificate of Data Erasure (Free Space)"),
        subtitle: words.of("Certificate of Data Erasure (Free Space)", "データ消去証明書（空き領域）"),
        lead: vec![lead(words, body.verdict).to_owned()],
        finding: Some(finding(words, body.verdict)),
        sections,
        by_hand: Vec::new(),
    })
}

fn lead(words: Words, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => words.of(
            "下記のファイルシステムの空き領域を下記の方法により埋め、下記の範囲でその結果を確認したことを証明します。",
            "It is certified that the free space of the file system described below was filled as described, and that the result was checked within the limits stated.",
        ),
        Verdict::Failed | Verdict::Unknown => words.of(
            "下記のファイルシステムの空き領域について行った作業とその結果は、下記のとおりです。この文書は、空き領域の消去が完了したことを証明するものではありません。",
            "This states what was done to the free space of the file system described below and with what result. It does not certify that the erasure was completed.",
        ),
    }
}

fn finding(words: Words, verdict: Verdict) -> Finding {
    let (state, meaning) = match verdict {
        Verdict::Pass => (
            State::Good,
            words.of(
                "ファイルシステムが空きとする領域をすべて埋め、読み戻して書いたとおりであることを確認した。今あるファイルの中身には関わらない。及ばない範囲は下記のとおり。",
                "All that the file system calls free was filled, and reading back gave what was written. Files that are there are no part of it. What this does not reach is stated below.",
            ),
        ),
        Verdict::Failed => (
            State::Bad,
            words.of(
                "下記の理由により不合格である。空き領域は、消去済みではないものとして扱う。",
                "Failed, for the reasons stated below: the free space is to be treated as not erased.",
            ),
        ),
        Verdict::Unknown => (
            State::Unknown,
            words.of(
                "下記の理由により、空き領域に以前の内容が残っていないとは言えない。",
                "For the reasons stated below it cannot be said that no earlier content is left in free space.",
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

fn subject(words: Words, head: &Head, body: &FreeSpaceCertificate) -> Vec<Block> {
    let mut rows = parts::contract(words, head);
    rows.add(words.of("台帳番号", "Ledger no."), words.or_unstated(body.asset.as_deref()));
    let consent = words.declared(body.consent.as_deref());
    rows.add(words.of("承諾番号", "Consent no."), words.or_unstated(consent.as_deref()));
    let disposition = match body.disposition.as_str() {
        "erase" => words.of("空き領域の消去（媒体は引き続き使う）", "erase free space (the medium lives on)"),
        other => other,
    };
    rows.add(words.of("処理区分", "Disposition"), disposition);
    let target = words.or_unstated(body.target.as_deref());
    rows.add(words.of("対象の場所（実施者の指定）", "Folder given by the operator"), target);
    let filesystem = match (body.options.as_str(), words.0) {
        ("", _) => body.filesystem.clone(),
        (options, Lang::Ja) => format!("{}（{options}）", body.filesystem),
        (options, Lang::En) => format!("{} ({options})", body.filesystem),
    };
    rows.add(words.of("ファイルシステム", "File system"), words.or_unstated(Some(&filesystem)));
    rows.0.extend(parts::medium(words, &body.medium).0);
    rows.block().into_iter().collect()
}

fn technique(words: Words, body: &FreeSpaceCertificate) -> Vec<Block> {
    let technique = match body.technique.as_str() {
        "fill" => words.of(
            "新しいファイルで空き領域を埋め、読み戻した後に削除",
            "free space filled with new files, read back, and the files removed",
        ),
        other => other,
    };
    let pattern = match body.pattern.as_str() {
        "aes-256-ctr" => words.of("乱数列（AES-256-CTR の鍵ストリーム）", "random (AES-256-CTR keystream)"),
        other => other,
    };
    let read_back = match body.read_back.how.as_str() {
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
    rows.add(words.of("パターン", "Pattern"), pattern);
    rows.add_checked(words.of("読み戻し", "Read-back"), read_back, body.read_back.how != "none");
    let neither = words.of(
        "該当なし。空き領域の消去は、NIST SP 800-88 の Clear（消去）にも Purge（除去）にも当たらない。",
        "None. Erasing free space is neither Clear nor Purge in the sense of NIST SP 800-88: those are claims about media.",
    );
    rows.add(words.of("抹消区分", "Sanitization method"), neither);
    let fits = words.of(
        "未確認（空き領域の消去は媒体の消去・除去ではない）",
        "not checked (erasing free space is neither clearing nor purging a medium)",
    );
    rows.add(words.of("甲の指定した方法との適合", "Fits the client's method"), fits);
    rows.block().into_iter().collect()
}

fn results(words: Words, body: &FreeSpaceCertificate) -> Vec<Block> {
    let mut rows = Rows::new();
    let told = |room: Option<RoomTold>| match room {
        None => words.of("不明（OS の応答なし）", "unknown (the system did not say)").to_owned(),
        Some(room) if room.available == room.free => words.bytes(room.free),
        Some(room) => match words.0 {
            Lang::Ja => {
                format!(
                    "{}（うち一般の利用者が使えるのは {}）",
                    words.bytes(room.free),
                    words.bytes(room.available)
                )
            }
            Lang::En => {
                format!(
                    "{} (of these open to ordinary users: {})",
                    words.bytes(room.free),
                    words.bytes(room.available)
                )
            }
        },
    };
    let seen = &body.room;
    rows.add(words.of("空き領域（作業前、OS の応答）", "Free before (the system said)"), told(seen.before));
    let speed = |bytes: Option<u64>| match (bytes, words.0) {
        (None, _) => String::new(),
        (Some(bytes), Lang::Ja) => format!("、毎秒 {}", bytes_with_unit(bytes)),
        (Some(bytes), Lang::En) => format!(", {}/s", bytes_with_unit(bytes)),
    };
    let written = format!(
        "{}{}{}{}",
        words.bytes(body.written.bytes),
        words.of("、", ", "),
        words.files(body.written.files),
        speed(body.written.speed)
    );
    rows.add(words.of("書き込んだ量（azukari が書いた）", "Written (azukari wrote it)"), written);
    let equal = format!("{}{}", words.bytes(body.read_back.equal), speed(body.read_back.speed));
    let all = body.read_back.equal == body.written.bytes;
    rows.add_checked(words.of("読み戻して合った量", "Read back and equal"), equal, all);
    if body.written.unwritable > 0 {
        let unwritable = words.bytes(body.written.unwritable);
        rows.add_checked(words.of("書けなかった量", "Could not be written"), unwritable, false);
    }
    if let Some(unreached) = body.written.unreached {
        let label = words.of("確保したが埋まらなかった量", "Taken, and NOT REACHED all the same");
        rows.add_checked(label, words.bytes(unreached), false);
    }
    let reached = seen.full.is_some_and(|room| room.free == 0);
    let label = words.of("埋まらずに残った空き領域（OS の応答）", "Free and NOT REACHED (the system said)");
    let mut lines = vec![told(seen.full)];
    if body.limits.contains(&Limit::FileSystemReserve) {
        // xfs, for one, does not count what it keeps for itself as free.
        let more = words.of(
            "ファイルシステムが見せずに残している領域があれば、この量に含まれない",
            "what the file system keeps without showing it comes on top",
        );
        lines.push(more.to_owned());
    }
    let tone = if reached { Tone::Plain } else { Tone::Alert };
    rows.0.push(Row { label: label.to_owned(), lines, tone });
    if let (Some(before), Some(full)) = (seen.before, seen.full) {
        let other = before.free.saturating_sub(full.free).saturating_sub(body.written.bytes);
        if other > 0 {
            let label = words.of(
                "作業中に管理情報やほかのプログラムが使った量",
                "Taken meanwhile by metadata or other programs",
            );
            rows.add(label, words.bytes(other));
        }
    }
    if body.reserve > 0 {
        let reserve = words.bytes(body.reserve);
        rows.add_checked(words.of("残すよう指定した空き領域", "Left free on purpose"), reserve, false);
    }
    rows.add(words.of("終わった理由", "Ended because"), stop(words, &body.stop));
    rows.add(
        words.of("空き領域（作業後、OS の応答）", "Free afterwards (the system said)"),
        told(seen.after),
    );
    if body.left {
        let left = words.of("埋めるためのファイルが残っている", "filling files are STILL THERE");
        rows.add_checked(words.of("後始末", "Cleaning up"), left, false);
    }
    let why: Vec<String> = body.reasons.iter().map(|code| reason(words, code)).collect();
    let title = words.of("合格としない理由", "Why it is not a pass").to_owned();
    let why = (!why.is_empty()).then_some(Block::Notes { title, notes: why });
    [rows.block(), why, troubles(words, &body.troubles)].into_iter().flatten().collect()
}

fn stop(words: Words, code: &str) -> String {
    match code {
        "full" => words.of("これ以上書けなくなった", "there was no more room"),
        "quota" => words.of("利用者の割当て（クォータ）に達した", "the user's quota was used up"),
        "reserve" => words.of("残すよう指定した量に達した", "what was to be left was reached"),
        "failed" => words.of("書込みに失敗した", "writing failed"),
        other => other,
    }
    .to_owned()
}

/// Why it is not 合格; a code of another version stands as it is, never dropped.
fn reason(words: Words, code: &str) -> String {
    match code {
        "unwritable" => words.of("書けなかったところがある。", "Something could not be written."),
        "flush_failed" => words.of(
            "書いた内容を保持したことを、媒体が確認しなかった。",
            "The medium did not confirm that it kept what it took.",
        ),
        "unreadable" => words.of("読み戻せないところがある。", "Something could not be read back."),
        "differing" => words.of(
            "読み戻した内容が、書いた内容と異なるところがある。",
            "Something reads back differently from what was written.",
        ),
        "left" => words.of("埋めるためのファイルを削除できなかった。", "Filling files could not be removed."),
        "nothing_written" => words.of("何も書いていない。", "Nothing was written."),
        "not_all_reached" => words.of(
            "埋まらずに残った空き領域があり、以前の内容が残っている可能性がある。",
            "Free space was left that was not reached: earlier content may remain in it.",
        ),
        "room_unknown" => words.of(
            "空き領域がどれだけ残ったかを確かめる手段がない。",
            "How much stayed free could not be found out.",
        ),
        "not_read_back" => words.of(
            "書いたもののすべてを、キャッシュを避けて読み戻してはいない。",
            "Not all that was written was read back past the cache.",
        ),
        "place" => words.of(
            "この場所では、以前の内容のあった領域に書込みが及んだかを確かめられない（限界の欄による）。",
            "Of this place it cannot be told whether writing reached where the earlier content lay (see the limits).",
        ),
        other => {
            return match words.0 {
                Lang::Ja => format!("その他の理由（記号：{other}）"),
                Lang::En => format!("Other (code: {other})"),
            };
        }
    }
    .to_owned()
}

fn troubles(words: Words, troubles: &[FillTrouble]) -> Option<Block> {
    let what = |code: &str| match code {
        "write" => words.of("書込み", "writing").to_owned(),
        "sync" => words.of("媒体への保存", "flushing").to_owned(),
        "read" => words.of("読み戻し", "reading back").to_owned(),
        "differs" => words.of("内容の相違", "reads back differently").to_owned(),
        "remove" => words.of("削除", "removing").to_owned(),
        other => other.to_owned(),
    };
    let row = |one: &FillTrouble| {
        vec![what(&one.what), grouped(one.file), grouped(one.offset), grouped(one.bytes), one.detail.clone()]
    };
    let column = |label: &str, width, look| Column { label: label.to_owned(), width, look };
    let columns = vec![
        column(words.of("失敗した作業", "What failed"), 3, Look::Text),
        column(words.of("ファイル番号", "File no."), 2, Look::Number),
        column(words.of("位置（バイト）", "Offset (bytes)"), 3, Look::Number),
        column(words.of("量（バイト）", "Bytes"), 3, Look::Number),
        column(words.of("OS の応答", "System's word"), 5, Look::Text),
    ];
    let rows: Vec<Vec<String>> = troubles.iter().map(row).collect();
    (!rows.is_empty()).then_some(Block::Table(Table { columns, rows, more: String::new() }))
}

fn limits(words: Words, body: &FreeSpaceCertificate) -> Option<Block> {
    let mut limits = body.limits.clone();
    limits.sort_unstable();
    limits.dedup();
    let notes: Vec<String> = limits.into_iter().map(|limit| words.limit(limit).to_owned()).collect();
    let title =
        words.of("空き領域の消去が及ばないもの", "What filling free space cannot guarantee").to_owned();
    (!notes.is_empty()).then_some(Block::Notes { title, notes })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{LANGS, all, contradicts};
    use super::*;
    use crate::document::Record;
    use crate::render::sample::{filled, free_record, kept_back, spoilt};

    fn pass(change: impl FnOnce(&mut FreeSpaceCertificate)) -> Record {
        let mut body = filled();
        change(&mut body);
        free_record(body)
    }

    #[test]
    fn a_pass_says_what_was_filled_and_what_that_does_not_reach() {
        let (ja, en) = (all(&pass(|_| ()), Lang::Ja), all(&pass(|_| ()), Lang::En));
        for said in [
            "総合判定\n合格（PASS）",
            "ext2",
            "/mnt/見本",
            "埋まらずに残った空き領域（OS の応答）",
            "今あるファイルの末尾",
            "Clear（消去）にも Purge（除去）にも当たらない",
        ] {
            assert!(ja.contains(said), "{said} is not in\n{ja}");
        }
        for not in ["合格としない理由", "証明するものではありません", "見せずに残している"]
        {
            assert!(!ja.contains(not), "{not}");
        }
        assert!(en.contains("PASS") && !en.contains("Why it is not a pass"), "{en}");
    }

    /// Every single fact that leaves a doubt is enough to keep a paper from saying 合格.
    #[test]
    fn a_pass_that_its_own_facts_deny_is_not_drawn() {
        let other = |body: &mut FreeSpaceCertificate| body.limits.push(Limit::FlashRemapping);
        let changes: [&dyn Fn(&mut FreeSpaceCertificate); 14] = [
            &|body| body.method = Some("clear".to_owned()),
            &|body| body.written.bytes = 0,
            &|body| body.read_back.how = "cached".to_owned(),
            &|body| body.read_back.equal -= 1,
            &|body| body.written.unwritable = 512,
            &|body| body.written.unreached = Some(512),
            &|body| body.stop = "quota".to_owned(),
            &|body| body.room.full = None,
            &|body| body.room.full = body.room.before,
            &|body| body.reserve = 1,
            &|body| body.troubles = spoilt().troubles,
            &|body| body.left = true,
            &other,
            &|body| body.reasons = vec!["place".to_owned()],
        ];
        for change in changes {
            contradicts(&pass(change));
        }
        let mut clear = kept_back();
        clear.method = Some("purge".to_owned());
        contradicts(&free_record(clear));
    }

    #[test]
    fn what_was_taken_and_not_written_stands_in_words() {
        let mut body = kept_back();
        body.written.unreached = Some(12_288);
        let record = free_record(body);
        assert!(all(&record, Lang::Ja).contains("確保したが埋まらなかった量\n12,288"));
        assert!(all(&record, Lang::En).contains("Taken, and NOT REACHED all the same\n12,288"));
    }

    #[test]
    fn what_stayed_free_and_why_it_is_no_pass_stand_in_words() {
        let record = free_record(kept_back());
        let (ja, en) = (all(&record, Lang::Ja), all(&record, Lang::En));
        for said in ["未検証（UNKNOWN）", "49,200,000,000", "見せずに残している", "管理者のために残している"]
        {
            assert!(ja.contains(said), "{said} is not in\n{ja}");
        }
        assert!(en.contains("does not certify") && en.contains("NOT REACHED"), "{en}");
        for lang in LANGS {
            let text = all(&free_record(spoilt()), lang);
            for code in ["not_read", "nothing_written", "room_unknown", "differs", "Code:", "記号"] {
                assert!(!text.contains(code), "{code} is in\n{text}");
            }
            assert!(text.contains("os error 5"));
        }
    }

    #[test]
    fn a_code_of_another_version_stands_as_it_is() {
        let mut body = kept_back();
        body.reasons.push("mihon_code".to_owned());
        for lang in LANGS {
            assert!(all(&free_record(body.clone()), lang).contains("mihon_code"));
        }
    }
}
