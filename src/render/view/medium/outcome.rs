//! 結果: the reasons of the verdict, what was read back, every bad block by its number, and what is to become of the medium.

use super::super::parts::Rows;
use super::super::words::Words;
use super::super::{Block, Row, Tone};
use super::technique::nth;
use super::terms::percent;
use crate::document::{
    Blocks, Head, HiddenArea, MediumCertificate, ReadBackPass, WrittenPass, WrittenPattern,
};
use crate::model::{Lang, Verdict};

pub(super) fn blocks(words: Words, head: &Head, body: &MediumCertificate) -> Vec<Block> {
    let annexed = !head.annexes.is_empty();
    let mut rows = Rows::new();
    if !body.reasons.is_empty() {
        let label = words.of("判定の理由", "Reasons of the verdict").to_owned();
        let lines = body.reasons.iter().map(|reason| words.reason(reason)).collect();
        rows.0.push(Row { label, lines, tone: Tone::Alert });
    }
    match &body.read_back {
        Some(read) => read_back(words, body, read, annexed, &mut rows),
        None => rows.add_checked(
            equal_label(words),
            words.of("なし（読み戻していない）", "none (nothing was read back)"),
            false,
        ),
    }
    for (at, pass) in body.passes.iter().enumerate() {
        written(words, (nth(body, at), body.all_passes()), pass, annexed, &mut rows);
    }
    let found = matches!(body.hidden, HiddenArea::Found { .. });
    rows.add_checked(
        words.of("隠し領域（HPA、DCO）", "Hidden area (HPA, DCO)"),
        words.hidden(&body.hidden),
        !found,
    );
    rows.add(words.of("中断・再開", "Interruptions"), resumed(words, body.resumed));
    if let Some(next) = next(words, body) {
        rows.add_checked(words.of("合格でない場合の措置", "What is to be done"), next, false);
    }
    rows.block().into_iter().collect()
}

fn equal_label(words: Words) -> &'static str {
    words.of("読み戻して合った量", "Read back and equal")
}

fn read_back(words: Words, body: &MediumCertificate, read: &ReadBackPass, annexed: bool, rows: &mut Rows) {
    let share = body.medium.capacity.and_then(|capacity| percent(read.equal, capacity));
    let equal = words.bytes_on(read.equal, read.basis);
    let equal = match (share, words.0) {
        (None, _) => equal,
        (Some(share), Lang::Ja) => format!("容量の {share}、{equal}"),
        (Some(share), Lang::En) => format!("{share} of the capacity, {equal}"),
    };
    rows.add_checked(equal_label(words), equal, read.equal == read.wanted);
    add_blocks(
        words,
        words.of("書いた内容と異なるブロック", "Blocks that differ"),
        &read.differing,
        annexed,
        rows,
    );
    add_blocks(
        words,
        words.of("読み戻せないブロック", "Blocks that cannot be read"),
        &read.unreadable,
        annexed,
        rows,
    );
    if let Some(cut) = &read.cut {
        rows.add_checked(words.of("検証の完了", "Reading back"), words.cut(cut), false);
    }
}

fn written(words: Words, (at, of): (u64, u64), pass: &WrittenPass, annexed: bool, rows: &mut Rows) {
    let label = |ja: &'static str, en: &'static str| match (of, words.0) {
        (1, _) => words.of(ja, en).to_owned(),
        (_, Lang::Ja) => format!("{ja}（{at}/{of} 回目）"),
        (_, Lang::En) => format!("{en} ({at} of {of})"),
    };
    let unwritable = label("書けなかったブロック", "Blocks that could not be written");
    if pass.unwritable.is_empty() && at == of {
        rows.add(&unwritable, words.of("なし", "none"));
    }
    add_blocks(words, &unwritable, &pass.unwritable, annexed, rows);
    add_blocks(words, &label("まだ読めるブロック", "Still readable"), &pass.readable, annexed, rows);
    if !pass.readable.is_empty() {
        let kept = words.of(
            "書けなかったのに読める。以前の内容が残っている",
            "not written and yet readable: THE EARLIER CONTENT IS THERE",
        );
        rows.add_checked(&label("以前の内容", "Earlier content"), kept, false);
    }
    if let Some(said) = &pass.flush_failed {
        let said = match words.0 {
            Lang::Ja => format!("確認できなかった（OS の応答：{said}）"),
            Lang::En => format!("not confirmed (the system said: {said})"),
        };
        rows.add_checked(&label("書いた内容の保持", "Kept by the drive"), said, false);
    }
    if let Some(cut) = &pass.cut {
        rows.add_checked(&label("書込みの完了", "Writing"), words.cut(cut), false);
    }
}

fn add_blocks(words: Words, label: &str, blocks: &Blocks, annexed: bool, rows: &mut Rows) {
    if !blocks.is_empty() {
        let lines = words.blocks(blocks, annexed);
        rows.0.push(Row { label: label.to_owned(), lines, tone: Tone::Alert });
    }
}

fn resumed(words: Words, times: u32) -> String {
    let count = words.count(u64::from(times), "回", "time", "times");
    match (times, words.0) {
        (0, _) => words.of("中断なし", "none").to_owned(),
        (_, Lang::Ja) => format!("中断の後、続きから再開した（{count}）"),
        (_, Lang::En) => format!("gone on with after an interruption ({count})"),
    }
}

/// Whether the same byte lies everywhere: reading that once more proves no more than before, also where `constant` is not among the
/// reasons since another was there first.
fn is_constant(body: &MediumCertificate) -> bool {
    let last = body.passes.last();
    last.is_some_and(|pass| matches!(pass.pattern, WrittenPattern::Constant { .. }))
}

/// 失敗時の措置.
fn next(words: Words, body: &MediumCertificate) -> Option<&'static str> {
    match body.verdict {
        Verdict::Pass => None,
        Verdict::Failed => Some(words.of(
            "消去済みとせず、再使用も搬出もしない。物理破壊の対象一覧に載せる。",
            "Not to count as erased, nor to be used again or to leave the premises: it goes on the list for physical destruction.",
        )),
        Verdict::Unknown if is_constant(body) => Some(words.of(
            "消去済みとせず、再使用も搬出もしない。同じ値は何度読み戻しても確認にならないので、乱数列で消去し直す（azukari wipe plan --pattern random）か、物理破壊する。",
            "Not to count as erased, nor to be used again or to leave the premises. Reading the same byte back settles nothing, however often: it is to be wiped again with random data (azukari wipe plan --pattern random), or destroyed.",
        )),
        Verdict::Unknown => Some(words.of(
            "消去済みとせず、全面の読み戻し（azukari verify-medium）で確認するまで、再使用も搬出もしない。",
            "Not to count as erased, nor to be used again or to leave the premises, until it was read back in full (azukari verify-medium).",
        )),
    }
}
