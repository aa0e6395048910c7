//! 検証記録: what reading a medium once more gave, next to its certificate. What the facts do not bear is not drawn.

use super::super::parts::{self, Form, Rows, Sections};
use super::super::performed::performed;
use super::super::words::Words;
use super::super::{Block, Finding, Row, State, Tone, date};
use super::terms::percent;
use crate::document::{Agreement, Blocks, Head, Recheck};
use crate::model::{Basis, Lang};
use crate::render::RenderError;

pub(in crate::render::view) fn form(words: Words, head: &Head, body: &Recheck) -> Result<Form, RenderError> {
    let (agreement, why) = body.judge();
    if agreement != body.agreement || !body.reasons.iter().map(String::as_str).eq(why.iter().copied()) {
        return Err(RenderError::Contradiction {
            number: head.number.clone(),
            claim: format!("agreement={:?} ({})", body.agreement, body.reasons.join(",")),
            against: format!("agreement={agreement:?} ({})", why.join(",")),
        });
    }
    if body.read.basis != Basis::ReadBack {
        return Err(RenderError::Contradiction {
            number: head.number.clone(),
            claim: format!("agreement={:?}", body.agreement),
            against: format!("read.basis={:?}", body.read.basis),
        });
    }
    let mut sections = Sections::new(words);
    sections.add(words.of("対象の証明書", "The certificate"), certificate(words, head, body));
    sections.add(words.of("媒体（今回見たもの）", "Medium, as it was found"), medium(words, body));
    let mut speed = Rows::new();
    speed.add_some(words.of("速度", "Speed"), body.read.speed.map(|speed| words.speed(speed)).as_deref());
    let done = performed(words, &body.performed, words.of("検証者", "Verified by"), speed.0);
    sections.add(words.of("実施", "Performed"), done);
    sections.add(words.of("読取りと比較", "What was read, and compared"), read(words, head, body));
    Ok(Form {
        name: "recheck",
        article: words.of("特記仕様書第17条第5項関係", "Special Specification, Art. 17 (5)"),
        title: words.of("検証記録（消去した媒体）", "Record of Verification (Erased Medium)"),
        subtitle: words.of("Record of Verification (Erased Medium)", "検証記録（消去した媒体）"),
        lead: vec![
            words
                .of(
                    "下記の媒体を下記の範囲で読み取り、下記の証明書にある内容と比べた結果は、下記のとおりです。媒体には書き込んでいません。",
                    "The medium below was read within the range stated and compared with what the certificate below says is on it, with this result. Nothing was written.",
                )
                .to_owned(),
        ],
        finding: Some(finding(words, body)),
        sections,
        by_hand: Vec::new(),
    })
}

fn finding(words: Words, body: &Recheck) -> Finding {
    let (state, value, meaning) = match body.agreement {
        Agreement::Same => (
            State::Good,
            words.of("一致", "SAME"),
            words.of(
                "媒体の全ブロックを読み取り、すべてが証明書のとおりであった。",
                "Every block of the medium was read, and all hold what the certificate says.",
            ),
        ),
        Agreement::Other => (
            State::Bad,
            words.of("不一致", "NOT THE SAME"),
            words.of(
                "媒体又は証明書が、書かれているとおりではない。この媒体は、消去済みではないものとして扱う。",
                "The medium or the certificate is not as stated: the medium is to be treated as not erased.",
            ),
        ),
        Agreement::Unknown => (
            State::Unknown,
            words.of("不明", "UNKNOWN"),
            words.of(
                "読み取った所は証明書のとおりであったが、下記の理由により、媒体の全体がそうであるとは言えない。",
                "What was read is as the certificate says; for the reasons below this cannot be said of the medium as a whole.",
            ),
        ),
    };
    Finding {
        label: words.of("判定", "Result").to_owned(),
        value: value.to_owned(),
        state,
        meaning: meaning.to_owned(),
    }
}

fn certificate(words: Words, head: &Head, body: &Recheck) -> Vec<Block> {
    let of = &body.certificate;
    let mut rows = parts::contract(words, head);
    rows.add(words.of("証明書番号", "Certificate"), of.number.clone());
    rows.add_code(words.of("証明書の SHA-256", "SHA-256 of the certificate"), of.sha256.to_string());
    rows.add(words.of("証明書の発行", "Issued"), date::moment(of.issued_at, words.0));
    rows.add_code(
        words.of("証明書の署名鍵", "Signing key of the certificate"),
        format!("{} {}", of.key.id, of.key.fingerprint),
    );
    let good = body.signature == crate::model::Trust::Good;
    rows.add_checked(words.of("証明書の署名", "Its signature"), words.trust(body.signature), good);
    let passed = body.certified == crate::model::Verdict::Pass;
    rows.add_checked(words.of("証明書の総合判定", "Its own verdict"), words.verdict(body.certified), passed);
    rows.block().into_iter().collect()
}

fn medium(words: Words, body: &Recheck) -> Vec<Block> {
    let mut rows = parts::whole_medium(words, &body.medium, None);
    let wwn = body.wwn.as_ref().map(|fact| words.sourced(fact));
    rows.add_some(words.of("WWN", "World-wide name (WWN)"), wwn.as_deref());
    let differs: Vec<String> = body.differences.iter().map(|what| words.pinned(what)).collect();
    // Without a serial number or a WWN, a copy of all its bytes on another medium looks the same.
    let known = body.medium.serial.is_some() || body.wwn.is_some();
    let same = if known {
        words.of("なし（証明書の媒体と同じ）", "none (as the certificate says)")
    } else {
        words.of(
            "見えるものにはなし（製造番号も WWN もなく、同じ媒体か写しかは分からない）",
            "none of what is seen (no serial number and no WWN: the same medium, or a copy of it, cannot be told apart)",
        )
    };
    rows.add_checked(
        words.of("証明書の媒体との違い", "Not as the certificate says"),
        if differs.is_empty() { same.to_owned() } else { differs.join(words.of("、", ", ")) },
        differs.is_empty(),
    );
    rows.block().into_iter().collect()
}

fn read(words: Words, head: &Head, body: &Recheck) -> Vec<Block> {
    let read = &body.read;
    let mut rows = Rows::new();
    rows.add(words.of("比べたもの", "Compared with"), words.pattern(&body.pattern));
    let kind = match read.range.as_str() {
        "full" => words.of("全面", "full"),
        "sample" => words.of("抜取", "SAMPLE"),
        other => other,
    };
    let share = body.medium.capacity.and_then(|capacity| percent(read.wanted, capacity));
    let wanted = words.bytes(read.wanted);
    let range = match (share, words.0) {
        (Some(share), Lang::Ja) => format!("{kind}（対象は容量の {share}、{wanted}）"),
        (Some(share), Lang::En) => format!("{kind} (meant: {share} of the capacity, {wanted})"),
        (None, Lang::Ja) => format!("{kind}（{wanted}）"),
        (None, Lang::En) => format!("{kind} ({wanted})"),
    };
    rows.add_checked(words.of("読取りの範囲", "Range read"), range, read.range == "full");
    rows.add_checked(
        words.of("証明書のとおりだった量", "As the certificate says"),
        words.bytes_on(read.equal, read.basis),
        read.equal == read.wanted,
    );
    let annexed = !head.annexes.is_empty();
    blocks(words, words.of("異なるブロック", "Blocks that differ"), &read.differing, annexed, &mut rows);
    blocks(
        words,
        words.of("読み取れないブロック", "Blocks that cannot be read"),
        &read.unreadable,
        annexed,
        &mut rows,
    );
    if let Some(cut) = &read.cut {
        rows.add_checked(words.of("読取りの完了", "Reading"), words.cut(cut), false);
    }
    if !body.reasons.is_empty() {
        let label = words.of("判定の理由", "Reasons").to_owned();
        let lines = body.reasons.iter().map(|reason| words.doubt(reason)).collect();
        rows.0.push(Row { label, lines, tone: Tone::Alert });
    }
    rows.block().into_iter().collect()
}

fn blocks(words: Words, label: &str, blocks: &Blocks, annexed: bool, rows: &mut Rows) {
    if blocks.is_empty() {
        rows.add(label, words.of("なし", "none"));
    } else {
        let lines = words.blocks(blocks, annexed);
        rows.0.push(Row { label: label.to_owned(), lines, tone: Tone::Alert });
    }
}

impl Words {
    /// What a medium is known by.
    fn pinned(self, what: &str) -> String {
        match what {
            "serial" => self.of("製造番号", "serial number"),
            "wwn" => self.of("WWN", "world-wide name"),
            "model" => self.of("型番", "model"),
            "capacity" => self.of("容量", "capacity"),
            "sector" => self.of("論理セクタの大きさ", "sector size"),
            "device" => self.of("機器名", "device name"),
            "backing-file" => self.of("実体のファイル", "backing file"),
            other => other,
        }
        .to_owned()
    }

    /// Why it is not 一致.
    fn doubt(self, code: &str) -> String {
        match code {
            "differing" => self.of("証明書と異なる内容のブロックがある。", "Blocks hold something else."),
            "unreadable" => self.of("読み取れないブロックがある。", "Blocks could not be read."),
            "cut" => self.of("読取りが最後まで行われていない。", "Reading did not come to its end."),
            "signature_bad" => self.of(
                "証明書の署名、別紙又は中身が合わない。",
                "The certificate does not fit its signature, its annex or itself.",
            ),
            "signature_unknown" => self.of(
                "証明書に署名した者、又は証明書の別紙を確認できない。",
                "Who signed the certificate is not known here, or its annex is not.",
            ),
            "other_medium" => self.of(
                "証明書の媒体と違うところがある。",
                "The medium is not in all things the one of the certificate.",
            ),
            "constant" => self.of(
                "どこにも同じ値を書いたため、容量を偽る媒体でないことまでは示せない。",
                "The same byte was written everywhere: that the medium is as large as it says is not shown.",
            ),
            "certified_failed" => self.of(
                "証明書の判定が不合格であり、読取りではその理由は無くならない。",
                "The certificate itself says FAILED, and reading does not take away why.",
            ),
            "sampled" => self.of(
                "読取りは抜取であり、媒体の全体は読んでいない。",
                "Only some places were read, not the whole medium.",
            ),
            "incomplete" => self.of("媒体の全体は読んでいない。", "Not all of the medium was read."),
            other => return other.to_owned(),
        }
        .to_owned()
    }
}

#[cfg(test)]
#[path = "recheck_tests.rs"]
mod tests;
