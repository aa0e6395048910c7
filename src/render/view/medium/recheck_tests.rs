//! What a record of verification says, and what it must not say.

use super::super::super::tests::{all, contradicts};
use crate::document::{Agreement, Blocks, Recheck, WrittenPattern};
use crate::model::{Basis, Lang, Trust, Verdict};
use crate::render::sample::{judged, recheck, recheck_record};

fn with(change: impl FnOnce(&mut Recheck)) -> Recheck {
    let mut body = recheck();
    change(&mut body);
    body
}

fn one() -> Blocks {
    Blocks { count: 1, first: vec![(4096, 4096)], stretches: 1 }
}

#[test]
fn each_doubt_has_its_word_and_none_is_called_the_same() {
    let ja = all(&recheck_record(recheck()), Lang::Ja);
    assert!(ja.contains("判定\n一致\n") && ja.contains("全面（対象は容量の 100.00 %"), "{ja}");
    // A copy of every byte on another medium reads the same: without a name of its own nobody can tell.
    let nameless = judged(with(|body| (body.medium.serial, body.wwn) = (None, None)));
    let ja_nameless = all(&recheck_record(nameless), Lang::Ja);
    assert!(ja_nameless.contains("写しかは分からない") && !ja_nameless.contains("証明書の媒体と同じ"));
    for (body, agreement, said) in [
        (with(|body| body.read.differing = one()), Agreement::Other, "LBA 4096"),
        (with(|body| body.read.unreadable = one()), Agreement::Other, "読み取れないブロックがある。"),
        (with(|body| body.read.cut = Some("gone".into())), Agreement::Other, "読取りが最後まで"),
        (
            with(|body| body.signature = Trust::Bad),
            Agreement::Other,
            "証明書の署名、別紙又は中身が合わない。",
        ),
        (with(|body| body.signature = Trust::Unknown), Agreement::Unknown, "証明書に署名した者、又は"),
        (with(|body| body.read.range = "sample".into()), Agreement::Unknown, "抜取"),
        (
            with(|body| body.pattern = WrittenPattern::Constant { byte: 0 }),
            Agreement::Unknown,
            "容量を偽る媒体でないことまでは示せない",
        ),
        (with(|body| body.certified = Verdict::Failed), Agreement::Unknown, "証明書の判定が不合格"),
        (with(|body| body.read.equal -= 1), Agreement::Unknown, "媒体の全体は読んでいない"),
        (with(|body| body.medium.capacity = None), Agreement::Unknown, "媒体の全体は読んでいない"),
        (with(|body| body.differences = vec!["serial".into()]), Agreement::Unknown, "製造番号"),
    ] {
        let body = judged(body);
        assert_eq!(body.agreement, agreement);
        let ja = all(&recheck_record(body), Lang::Ja);
        let value = if agreement == Agreement::Other { "判定\n不一致\n" } else { "判定\n不明\n" };
        assert!(ja.contains(value) && ja.contains(said) && !ja.contains("判定\n一致\n"), "{said}: {ja}");
    }
}

#[test]
fn a_record_that_says_more_than_its_facts_is_not_drawn() {
    contradicts(&recheck_record(with(|body| body.read.differing = one())));
    contradicts(&recheck_record(with(|body| body.read.range = "sample".to_owned())));
    contradicts(&recheck_record(with(|body| body.agreement = Agreement::Unknown)));
    contradicts(&recheck_record(with(|body| body.reasons = vec!["sampled".to_owned()])));
    contradicts(&recheck_record(with(|body| body.read.basis = Basis::Declared)));
}
