//! 方法: what was written and how it was read back, so that anybody can do the reading again; and what that amounts to.

use super::super::parts::Rows;
use super::super::words::{Words, grouped};
use super::super::{Block, Row, Tone, date};
use super::terms::percent;
use crate::document::{Head, LastRun, MediumCertificate, WrittenPass, WrittenPattern};
use crate::model::{Lang, Timestamp, Verdict};

pub(super) fn blocks(words: Words, head: &Head, body: &MediumCertificate) -> Vec<Block> {
    let mut rows = Rows::new();
    rows.add(words.of("技法", "Technique"), technique(words, body));
    rows.add(words.of("抹消区分", "Sanitization method"), method(words, body));
    let label = words.of("パターン・回数", "Pattern, passes");
    match patterns(words, body) {
        Some(patterns) => rows.add(label, patterns),
        None => rows.add_checked(label, words.of("何も書いていない", "nothing was written"), false),
    }
    for (at, pass) in body.passes.iter().enumerate() {
        rows.0.push(written(words, nth(body, at), body.all_passes(), pass));
    }
    rows.0.extend(read_back(words, body));
    rows.0.extend(again(words, head, body));
    plan(words, body, &mut rows);
    designated(words, body, &mut rows);
    rows.add(
        words.of("根拠規格と適用範囲", "Standard and scope"),
        words.of(
            "区分の語は NIST SP 800-88 による。同規格への適合を第三者が認めたものではない。",
            "The word for the method is that of NIST SP 800-88. No third party has attested conformity to it.",
        ),
    );
    rows.block().into_iter().collect()
}

fn technique(words: Words, body: &MediumCertificate) -> &str {
    match (body.technique.as_str(), body.verdict) {
        ("overwrite", Verdict::Pass) => words.of(
            "上書き（表示される全ブロックを、先頭から末尾まで）",
            "overwrite (every block that the medium shows, from first to last)",
        ),
        ("overwrite", Verdict::Failed | Verdict::Unknown) => words.of("上書き", "overwrite"),
        (other, _) => other,
    }
}

/// Each pattern once, in the order in which they were written, and how many passes there were.
fn patterns(words: Words, body: &MediumCertificate) -> Option<String> {
    let mut patterns: Vec<String> = Vec::new();
    for pattern in body.passes.iter().map(|pass| words.pattern(&pass.pattern)) {
        if !patterns.contains(&pattern) {
            patterns.push(pattern);
        }
    }
    let separator = words.of("、", ", ");
    let passes = words.count(body.all_passes(), "回", "pass", "passes");
    let passes = match (body.earlier_passes, words.0) {
        (None, _) => passes,
        (Some(earlier), Lang::Ja) => {
            format!(
                "{passes}（うち {} 回は、中断の前の実行によるもの。パターンの記載なし）",
                grouped(u64::from(earlier))
            )
        }
        (Some(earlier), Lang::En) => {
            format!(
                "{passes} ({} of these by a run before an interruption; pattern not recorded)",
                grouped(u64::from(earlier))
            )
        }
    };
    patterns.push(passes);
    (body.all_passes() > 0).then(|| patterns.join(separator))
}

/// Which pass of all one is, from 1, by its place in the record.
pub(super) fn nth(body: &MediumCertificate, at: usize) -> u64 {
    u64::from(body.earlier_passes.unwrap_or(0)) + at as u64 + 1
}

/// 抹消区分: what the technique can amount to was reached only by a pass.
fn method(words: Words, body: &MediumCertificate) -> String {
    let Some(method) = body.method.as_deref() else {
        let none = match body.verdict {
            Verdict::Pass => words.of(
                "該当なし（この媒体への上書きが、どの区分に当たるかは言えない）",
                "none (what overwriting amounts to on this medium cannot be said)",
            ),
            Verdict::Failed | Verdict::Unknown => words.of(
                "該当なし（総合判定が合格でないため、どの区分に達したとも言えない）",
                "none (the verdict is not a pass: no method can be said to be reached)",
            ),
        };
        return none.to_owned();
    };
    let method = words.method(method);
    match (body.verdict, words.0) {
        (Verdict::Pass, _) => method.to_owned(),
        (_, Lang::Ja) => {
            format!("{method}に当たる技法。ただし、総合判定が合格でないため、達したとは言えない")
        }
        (_, Lang::En) => format!("a technique for {method}; not reached, since the verdict is not a pass"),
    }
}

fn written(words: Words, at: u64, of: u64, pass: &WrittenPass) -> Row {
    let label = match (of, words.0) {
        (1, _) => words.of("書込み", "Written").to_owned(),
        (_, Lang::Ja) => format!("書込み（{at}/{of} 回目）"),
        (_, Lang::En) => format!("Written ({at} of {of})"),
    };
    let mut lines = Vec::new();
    if of > 1 {
        lines.push(words.pattern(&pass.pattern));
    }
    match &pass.last_run {
        None => lines.push(times(words, pass.from, pass.until, pass.speed)),
        Some(last) => {
            lines.push(times(words, pass.from, pass.until, None));
            lines.push(last_run(words, pass, last));
        }
    }
    lines.push(words.bytes_on(pass.bytes, pass.basis));
    Row { label, lines, tone: Tone::Plain }
}

/// How much of it the last run did: its speed is of that part alone.
fn last_run(words: Words, pass: &WrittenPass, last: &LastRun) -> String {
    let times = times(words, last.from, pass.until, pass.speed);
    match words.0 {
        Lang::Ja => format!("うち最後の再開分: {}、{times}", words.bytes(last.bytes)),
        Lang::En => format!("of this, after the last interruption: {}, {times}", words.bytes(last.bytes)),
    }
}

fn times(words: Words, from: Timestamp, until: Timestamp, speed: Option<u64>) -> String {
    let (from, until) = (date::moment(from, words.0), date::moment(until, words.0));
    let times = match words.0 {
        Lang::Ja => format!("{from}から{until}まで"),
        Lang::En => format!("{from} to {until}"),
    };
    match (speed, words.0) {
        (None, _) => times,
        (Some(speed), Lang::Ja) => format!("{times}、{}", words.speed(speed)),
        (Some(speed), Lang::En) => format!("{times}; {}", words.speed(speed)),
    }
}

/// 検証: how, how much, when.
fn read_back(words: Words, body: &MediumCertificate) -> Vec<Row> {
    let label = words.of("検証の方法", "Verification");
    let Some(read) = &body.read_back else {
        let none = words.of("行っていない", "NOT DONE");
        return vec![Row { tone: Tone::Alert, ..Row::new(label, none) }];
    };
    let how = words.of(
        "読み戻し（書込みとは別に読み、計算し直したパターンと比べた）",
        "read-back (read apart from the writing, and compared with the pattern computed anew)",
    );
    let share = body.medium.capacity.and_then(|capacity| percent(read.wanted, capacity));
    let amount = match (share, words.0) {
        (None, _) => words.bytes(read.wanted),
        (Some(share), Lang::Ja) => format!("対象は容量の {share}、{}", words.bytes(read.wanted)),
        (Some(share), Lang::En) => format!("meant: {share} of the capacity, {}", words.bytes(read.wanted)),
    };
    let kind = match read.range.as_str() {
        "full" => words.of("全面", "full"),
        "sample" => words.of("抜取", "SAMPLE"),
        other => other,
    };
    let range = match words.0 {
        Lang::Ja => format!("{kind}（{amount}）"),
        Lang::En => format!("{kind} ({amount})"),
    };
    let tone = if read.range == "full" { Tone::Plain } else { Tone::Alert };
    vec![
        Row::new(label, how),
        Row { tone, ..Row::new(words.of("検証の範囲", "Range verified"), range) },
        Row::new(words.of("検証の時間", "Verified"), times(words, read.from, read.until, read.speed)),
    ]
}

/// What lies on the medium now, and how to see that again: with azukari, and with the programs of any Linux.
fn again(words: Words, head: &Head, body: &MediumCertificate) -> Vec<Row> {
    let Some(last) = body.passes.last() else { return Vec::new() };
    let mut rows = Rows::new();
    let length = body.medium.capacity.unwrap_or(last.bytes);
    let stock = match &last.pattern {
        WrittenPattern::Keystream { key } => {
            rows.add_code(words.of("パターンの鍵", "Key of the pattern"), key.to_string());
            rows.add(
                words.of("パターンの計算", "Computing the pattern"),
                words.of(
                    "先頭から o バイト目の 16 バイトは、0 を 8 バイトと、o ÷ 16 をビッグエンディアンの 8 バイトで並べたカウンタブロックを、上の鍵の AES-256 で暗号化したものである。",
                    "The 16 bytes at byte offset o are the AES-256 cipher, under the key above, of the counter block of 8 zero bytes and o ÷ 16 in 8 bytes, big-endian.",
                ),
            );
            let iv = "0".repeat(32);
            format!("head -c {length} /dev/zero | openssl enc -aes-256-ctr -K {key} -iv {iv} | cmp - DEVICE")
        }
        WrittenPattern::Constant { byte: 0 } => format!("head -c {length} /dev/zero | cmp - DEVICE"),
        WrittenPattern::Constant { byte } => {
            format!(r"head -c {length} /dev/zero | tr '\000' '\{byte:03o}' | cmp - DEVICE")
        }
    };
    rows.add_code(
        words.of("再検証", "To verify again"),
        format!("azukari verify-medium {}.json DEVICE", head.number),
    );
    rows.add_code(words.of("同、一般のツール（出力なしで一致）", "Same, stock tools (silent: equal)"), stock);
    rows.0
}

fn plan(words: Words, body: &MediumCertificate, rows: &mut Rows) {
    let made = date::moment(body.plan.made, words.0);
    let plan = match words.0 {
        Lang::Ja => format!("{}（{made}作成）", body.plan.id),
        Lang::En => format!("{} (made {made})", body.plan.id),
    };
    rows.add(words.of("実施した計画", "Plan carried out"), plan);
    rows.add_code(words.of("計画の SHA-256", "Plan SHA-256"), body.plan.sha256.to_string());
}

fn designated(words: Words, body: &MediumCertificate, rows: &mut Rows) {
    let designated = &body.designated;
    let wanted = designated.method.as_deref().map(|method| words.method(method));
    rows.add(words.of("甲の指定した方法", "Method the client designated"), words.or_unstated(wanted));
    let conforms = match (wanted, designated.conforms) {
        (None, _) => words
            .of("未確認（甲の指定が示されていない）", "not checked (no designation was given)")
            .to_owned(),
        (Some(_), None) => words.of("未確認", "not checked").to_owned(),
        (Some(_), Some(true)) => words.of("適合", "conforms").to_owned(),
        (Some(wanted), Some(false)) => does_not(words, body, wanted),
    };
    let fine = designated.conforms == Some(true);
    rows.add_checked(words.of("甲の指定した方法との適合", "Fits the client's method"), conforms, fine);
}

/// 不適合, and by what: the technique falls short, or the work did.
fn does_not(words: Words, body: &MediumCertificate, wanted: &str) -> String {
    let method = body.method.as_deref();
    // Whoever did not pass has no method to fall short with.
    if body.verdict != Verdict::Pass && method.is_none() {
        return not_a_pass(words);
    }
    let enough = body.designated.is_reached_by(method);
    match (enough, method.map(|method| words.method(method)), words.0) {
        (false, Some(method), Lang::Ja) => format!("不適合（技法は {method}まで。甲の指定は {wanted}）"),
        (false, Some(method), Lang::En) => {
            format!("DOES NOT CONFORM ({method} at the most; the client designated {wanted})")
        }
        (false, None, _) => {
            words.of("不適合（該当する区分がない）", "DOES NOT CONFORM (it amounts to no method)").to_owned()
        }
        (true, ..) if body.verdict == Verdict::Pass => words.of("不適合", "DOES NOT CONFORM").to_owned(),
        (true, ..) => not_a_pass(words),
    }
}

fn not_a_pass(words: Words) -> String {
    words.of("不適合（総合判定が合格でない）", "DOES NOT CONFORM (the verdict is not a pass)").to_owned()
}
