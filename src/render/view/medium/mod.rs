//! データ消去証明書 for one whole medium (Art. 17 (5)). Its verdict is the record's; a record that belies itself is not drawn.

pub(super) mod batch;
mod intake;
mod outcome;
pub(super) mod recheck;
mod technique;
mod terms;

#[cfg(test)]
mod tests;

use super::parts::{self, Form, Sections};
use super::performed::performed;
use super::words::{Words, grouped};
use super::{Block, Finding, Row, State, Tone, date};
use crate::document::{Head, HiddenArea, MediumCertificate, SecondChecker};
use crate::model::{Lang, Limit, Source, Verdict};
use crate::render::RenderError;

pub(super) fn form(words: Words, head: &Head, body: &MediumCertificate) -> Result<Form, RenderError> {
    if let Some((claim, against)) = body.denied() {
        return Err(RenderError::Contradiction { number: head.number.clone(), claim, against });
    }
    let mut sections = Sections::new(words);
    sections.add(words.of("対象", "Subject"), subject(words, head, body));
    sections.add(words.of("媒体", "Medium"), medium(words, body));
    let second = body.second_checker.iter().map(|second| checker(words, second)).collect();
    let done = performed(words, &body.performed, words.of("実施者", "Operator"), second);
    sections.add(words.of("実施", "Performed"), done);
    sections.add(words.of("方法", "How"), technique::blocks(words, head, body));
    sections.add(words.of("結果", "Results"), outcome::blocks(words, head, body));
    sections.add(words.of("限界", "Limits"), limits(words, body).into_iter().collect());
    Ok(Form {
        name: "medium",
        article: words.of("特記仕様書第17条第5項関係", "Special Specification, Art. 17 (5)"),
        title: words.of("データ消去証明書（媒体）", "Certificate of Data Erasure (Medium)"),
        subtitle: words.of("Certificate of Data Erasure (Medium)", "データ消去証明書（媒体）"),
        lead: vec![lead(words, body.verdict).to_owned()],
        finding: Some(finding(words, body)),
        sections,
        by_hand: Vec::new(),
    })
}

fn lead(words: Words, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => words.of(
            "下記の媒体を下記の方法により消去し、下記の範囲でその結果を確認したことを証明します。",
            "It is certified that the medium described below was erased as described, and that the result was checked within the limits stated.",
        ),
        Verdict::Failed | Verdict::Unknown => words.of(
            "下記の媒体について行った作業とその結果は、下記のとおりです。この文書は、消去が完了したことを証明するものではありません。",
            "This states what was done to the medium described below and with what result. It does not certify that the erasure was completed.",
        ),
    }
}

fn finding(words: Words, body: &MediumCertificate) -> Finding {
    let verdict = body.verdict;
    let (state, meaning) = match verdict {
        Verdict::Pass => (
            State::Good,
            words.of(
                "媒体の全ブロックに書き込み、全ブロックを読み戻して、書いたとおりであることを確認した。及ばない範囲は下記のとおり。",
                "Every block that the medium shows was overwritten, and reading back every one gave what was written. What this does not reach is stated below.",
            ),
        ),
        Verdict::Failed => (
            State::Bad,
            words.of(
                "下記の理由により不合格である。この媒体は、消去済みではないものとして扱う。",
                "Failed, for the reasons stated below: this medium is to be treated as not erased.",
            ),
        ),
        Verdict::Unknown => (
            State::Unknown,
            words.of(
                "下記の理由により、媒体の全体を確認したとは言えない。消去されたとも、されていないとも言えない。",
                "For the reasons stated below the medium cannot be said to be checked as a whole: neither erased nor not erased can be said of it.",
            ),
        ),
    };
    Finding {
        label: words.of("総合判定", "Verdict").to_owned(),
        value: words.verdict(verdict).to_owned(),
        state,
        meaning: meaning.to_owned() + unfit(words, body),
    }
}

/// A pass of less than 甲 asked for: whoever reads only the verdict must see that too.
fn unfit(words: Words, body: &MediumCertificate) -> &'static str {
    if body.verdict == Verdict::Pass && body.designated.conforms == Some(false) {
        words.of(
            "ただし、甲の指定した方法には適合しない。",
            " But it is not the method that the client designated.",
        )
    } else {
        ""
    }
}

fn subject(words: Words, head: &Head, body: &MediumCertificate) -> Vec<Block> {
    let mut rows = parts::contract(words, head);
    rows.add(words.of("台帳番号", "Ledger no."), words.or_unstated(body.asset.as_deref()));
    rows.add(
        words.of("承諾番号", "Consent no."),
        words.or_unstated(words.declared(body.consent.as_deref()).as_deref()),
    );
    let disposition = match body.disposition.as_str() {
        "erase" => words.of("消去", "erase"),
        other => other,
    };
    rows.add(words.of("処理区分", "Disposition"), disposition);
    rows.block().into_iter().collect()
}

fn medium(words: Words, body: &MediumCertificate) -> Vec<Block> {
    let mut rows = parts::whole_medium(words, &body.medium, body.label_serial.as_deref());
    let on_label = words.declared(body.label_serial.as_deref());
    rows.add_some(
        words.of("製造番号（ラベルから手入力）", "Serial number (typed from label)"),
        on_label.as_deref(),
    );
    rows.0.extend(body.intake.as_ref().map(|taken| intake::row(words, taken)));
    for (label, fact) in [
        (words.of("WWN", "World-wide name (WWN)"), &body.wwn),
        (words.of("ファームウェア版", "Firmware"), &body.firmware),
    ] {
        rows.add_some(label, fact.as_ref().map(|fact| words.sourced(fact)).as_deref());
    }
    rows.add(words.of("論理セクタ", "Logical sectors"), sectors(words, body));
    rows.0.push(before(words, body));
    let declared = |text: &Option<String>| words.or_unstated(words.declared(text.as_deref()).as_deref());
    rows.add(words.of("媒体の出所", "Source of the medium"), declared(&body.origin));
    rows.add(words.of("処分先", "Destination"), declared(&body.destination));
    rows.block().into_iter().collect()
}

fn sectors(words: Words, body: &MediumCertificate) -> String {
    let size = words.count(u64::from(body.sector), "バイト", "byte", "bytes");
    let count = body.medium.capacity.and_then(|capacity| capacity.checked_div(u64::from(body.sector)));
    match (count, words.0) {
        (None, _) => size,
        (Some(count), Lang::Ja) => format!("{size} × {} セクタ", grouped(count)),
        (Some(count), Lang::En) => format!("{} × {size}", grouped(count)),
    }
}

/// 消去前の内容, as the plan found it. Nothing recognised is not the same as nothing there.
fn before(words: Words, body: &MediumCertificate) -> Row {
    let label = words.of("消去前の内容", "Content before").to_owned();
    let nothing = words.of(
        "認識できるもの（パーティション、ファイルシステム等）はなかった",
        "nothing was recognised (partitions, file systems and the like)",
    );
    let lines = if body.before.is_empty() { vec![nothing.to_owned()] } else { body.before.clone() };
    Row { label, lines, tone: Tone::Plain }
}

/// 確認者: their signature over the plan was checked, the time is what they stated.
fn checker(words: Words, second: &SecondChecker) -> Row {
    let at = date::moment(second.at, words.0);
    let signed = match words.0 {
        Lang::Ja => format!("{at} に計画へ署名（署名を確認した）"),
        Lang::En => format!("signed the plan at {at} (the signature was checked)"),
    };
    let lines = vec![words.person(&second.person), signed, second.key.fingerprint.clone()];
    Row { label: words.of("確認者（二人目）", "Second checker").to_owned(), lines, tone: Tone::Plain }
}

/// What the record says that the medium cannot guarantee, and what its own facts say of that.
fn limits(words: Words, body: &MediumCertificate) -> Option<Block> {
    let medium = &body.medium;
    let bridged = [&medium.serial, &medium.model]
        .into_iter()
        .any(|fact| fact.as_ref().is_some_and(|fact| fact.source == Source::UsbBridge));
    let mut limits = body.limits.clone();
    if bridged {
        limits.push(Limit::BridgeIdentity);
    }
    if matches!(body.hidden, HiddenArea::NotChecked { .. }) {
        limits.push(Limit::HiddenAreaNotChecked);
    }
    limits.sort_unstable();
    limits.dedup();
    let notes: Vec<String> = limits.into_iter().map(|limit| words.limit(limit).to_owned()).collect();
    let title =
        words.of("この媒体について保証できないこと", "What cannot be guaranteed of this medium").to_owned();
    (!notes.is_empty()).then_some(Block::Notes { title, notes })
}
