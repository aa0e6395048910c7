//! 預り証 (Art. 16). Without a match on record the word 一致 stands nowhere on this page.

use super::parts::{self, Form, Rows, Sections};
use super::words::{Words, grouped};
use super::{Block, Column, Finding, Look, State, Table, date};
use crate::document::{Comparison, ComparisonResult, Handover, Head, Terms};
use crate::model::Lang;
use crate::render::RenderError;

pub(super) fn form(words: Words, head: &Head, body: &Handover) -> Result<Form, RenderError> {
    deny_contradiction(head, body)?;
    let mut sections = Sections::new(words);
    sections.add(words.of("契約", "Contract"), parts::contract(words, head).block().into_iter().collect());
    sections.add(words.of("受渡し", "Handover"), handover(words, body));
    sections.add(words.of("お預かりした情報資産", "What was taken over"), assets(words, body));
    sections.add(words.of("甲の一覧との照合", "Comparison with the client's list"), comparison(words, body));
    Ok(Form {
        name: "handover",
        article: words.of("特記仕様書第16条関係", "Special Specification, Art. 16"),
        title: words.of("預り証", "Custody Receipt"),
        subtitle: words.of("Custody Receipt", "預り証"),
        lead: lead(words, body),
        finding: Some(finding(words, &body.comparison)),
        sections,
        by_hand: vec![
            words
                .of(
                    "引渡者の確認　　令和　　年　　月　　日　　所属・氏名",
                    "Confirmed by the giver:   date                    name",
                )
                .to_owned(),
        ],
    })
}

/// 一致 is a claim about every file: a record that also lists a difference is not repeated on paper.
fn deny_contradiction(head: &Head, body: &Handover) -> Result<(), RenderError> {
    let Comparison { result, missing, extra, altered, presence_only, size_only, .. } = &body.comparison;
    let (claim, all) = match result {
        ComparisonResult::Match => ("comparison.result=match", true),
        ComparisonResult::PresentUnverified => ("comparison.result=present_unverified", false),
        ComparisonResult::Differs | ComparisonResult::NoList => return Ok(()),
    };
    let unsure = |lines: u64| if all { lines } else { 0 };
    let facts = [
        ("missing", parts::count(missing)),
        ("extra", parts::count(extra)),
        ("altered", parts::count(altered)),
        ("unreadable", parts::count(&body.contents.unreadable)),
        ("presence_only", unsure(*presence_only)),
        ("size_only", unsure(*size_only)),
    ];
    match facts.into_iter().find(|(_, count)| *count > 0) {
        None => Ok(()),
        Some((fact, count)) => Err(RenderError::Contradiction {
            number: head.number.clone(),
            claim: claim.to_owned(),
            against: format!("{fact}={count}"),
        }),
    }
}

fn lead(words: Words, body: &Handover) -> Vec<String> {
    let mut lead = vec![
        words
            .of(
                "下記の情報資産を、下記のとおりお預かりしました。",
                "The information assets described below were taken into custody as follows.",
            )
            .to_owned(),
    ];
    let reserved = body.comparison.result == ComparisonResult::Differs
        || body.as_agreed == Some(false)
        || !body.contents.unreadable.is_empty();
    if reserved {
        let but = words.of(
            "ただし、下記に示す相違事項又は読み取れないファイルがあります。",
            "This is subject to the differences or unreadable files stated below.",
        );
        lead.push(but.to_owned());
    }
    lead
}

fn finding(words: Words, comparison: &Comparison) -> Finding {
    let (state, meaning) = match comparison.result {
        ComparisonResult::PresentUnverified => (
            State::Unknown,
            words.of(
                "一覧と媒体の過不足はない。ただし、ハッシュ値のない行は、名称又は大きさだけを確かめ、内容は確かめていない。",
                "Nothing is missing and nothing is extra; of lines without a digest only name or size was compared, not the content.",
            ),
        ),
        ComparisonResult::Match => (
            State::Good,
            words.of(
                "一覧のすべての行に対応するファイルがあり、過不足がなく、内容も一覧のとおりである。",
                "Every line has its file, every file its line, and the content is as listed.",
            ),
        ),
        ComparisonResult::Differs => (
            State::Bad,
            words.of(
                "甲の一覧と媒体の内容に相違がある。相違事項は下記のとおり。",
                "The medium differs from the client's list; the differences are stated below.",
            ),
        ),
        ComparisonResult::NoList => (
            State::Unknown,
            words.of(
                "甲の一覧がなく、内容が甲の渡そうとしたとおりかは確かめていない。",
                "The client gave no list: whether the content is what the client meant to hand over was not checked.",
            ),
        ),
    };
    Finding {
        label: words.of("甲の一覧との照合", "Comparison with the client's list").to_owned(),
        value: words.comparison(comparison.result).to_owned(),
        state,
        meaning: meaning.to_owned(),
    }
}

fn handover(words: Words, body: &Handover) -> Vec<Block> {
    let Handover { agreed, actual, .. } = body;
    let means = |terms: &Terms| words.or_unstated(terms.means.as_deref());
    // 甲 fixes a day; the minute is a fact of the handover.
    let day = words.or_unstated(agreed.at.map(|at| date::day(at, words.0)).as_deref());
    let moment = words.or_unstated(actual.at.map(|at| date::moment(at, words.0)).as_deref());
    let place = |terms: &Terms| words.or_unstated(terms.place.as_deref());
    let rows = vec![
        vec![words.of("受渡手段", "Means").to_owned(), means(agreed), means(actual)],
        vec![words.of("受渡日時", "Date and time").to_owned(), day, moment],
        vec![words.of("受渡場所", "Place").to_owned(), place(agreed), place(actual)],
    ];
    let columns = vec![
        Column { label: words.of("項目", "Item").to_owned(), width: 2, look: Look::Text },
        Column {
            label: words.of("甲の指定", "As fixed by the client").to_owned(),
            width: 4,
            look: Look::Text,
        },
        Column {
            label: words.of("実績（申告）", "As done (declared)").to_owned(),
            width: 4,
            look: Look::Text,
        },
    ];
    let table = Block::Table(Table { columns, rows, more: String::new() });
    let mut rows = Rows::new();
    let (as_fixed, fine) = match body.as_agreed {
        Some(true) => (words.of("指定のとおり", "as fixed"), true),
        Some(false) => {
            (words.of("指定と異なる（上表のとおり）", "NOT as fixed (see the table above)"), false)
        }
        None if *agreed != Terms::default() => (
            words.of(
                "一部未確認（示された指定とは異ならないが、示されていない指定がある）",
                "partly not checked (as fixed where terms were stated; some were not)",
            ),
            true,
        ),
        None => (
            words
                .of("未確認（甲の指定が示されていない）", "not checked (the client's terms were not stated)"),
            true,
        ),
    };
    rows.add_checked(words.of("甲の指定に対して", "Against the terms"), as_fixed, fine);
    let giver = words.declared(Some(&words.person(&body.giver)));
    rows.add(words.of("引渡者", "Handed over by"), words.or_unstated(giver.as_deref()));
    rows.add(words.of("受領者", "Received by"), words.person(&body.receiver));
    rows.add_some(words.of("利用目的", "Purpose"), body.purpose.as_deref());
    rows.add_some(words.of("保管場所", "Kept at"), words.declared(body.storage.as_deref()).as_deref());
    if let Some(at) = body.return_by {
        rows.add(words.of("返還・消去の期限", "Return or erase by"), date::day(at, words.0));
    }
    [Some(table), rows.block()].into_iter().flatten().collect()
}

fn assets(words: Words, body: &Handover) -> Vec<Block> {
    let mut rows = Rows::new();
    rows.add(words.of("台帳番号", "Ledger no."), words.or_unstated(Some(&body.asset)));
    rows.add(words.of("情報資産名", "Asset"), words.or_unstated(Some(&body.asset_name)));
    rows.add_some(words.of("機密性の分類", "Class"), body.class.as_deref());
    rows.0.extend(parts::medium(words, &body.medium).0);
    rows.0.extend(parts::contents(words, &body.contents).0);
    rows.block().into_iter().collect()
}

fn comparison(words: Words, body: &Handover) -> Vec<Block> {
    let Comparison { list, matched, missing, extra, altered, renamed, presence_only, size_only, result } =
        &body.comparison;
    let mut rows = Rows::new();
    let fine = *result == ComparisonResult::Match;
    rows.add_checked(words.of("結果", "Result"), words.comparison(*result), fine);
    if let Some(list) = list {
        rows.add(words.of("甲の一覧", "The client's list"), list.name.clone());
        rows.add_code(words.of("一覧の SHA-256", "SHA-256 of the list"), list.sha256.to_string());
        let counted = match words.0 {
            Lang::Ja => format!(
                "合うもの {}、不足 {}、過剰 {}、内容相違 {}",
                grouped(*matched),
                grouped(parts::count(missing)),
                grouped(parts::count(extra)),
                grouped(parts::count(altered))
            ),
            Lang::En => format!(
                "fitting {}, missing {}, extra {}, altered {}",
                grouped(*matched),
                grouped(parts::count(missing)),
                grouped(parts::count(extra)),
                grouped(parts::count(altered))
            ),
        };
        rows.add(words.of("行の内訳", "Lines"), counted);
        if *presence_only > 0 {
            let value = words.count(*presence_only, "行", "line", "lines");
            rows.add(words.of("名称だけを確かめた行", "Checked by name only"), value);
        }
        if *size_only > 0 {
            let value = words.count(*size_only, "行", "line", "lines");
            rows.add(words.of("名称と大きさだけを確かめた行", "Checked by name and size only"), value);
        }
    }
    let named = parts::names(
        words,
        &[
            (words.of("一覧にあり媒体にない", "on the list, not on the medium"), missing),
            (words.of("媒体にあり一覧にない", "on the medium, not on the list"), extra),
            (words.of("内容が異なる", "content differs"), altered),
            (words.of("読み取れない", "unreadable"), &body.contents.unreadable),
            (words.of("文字の合成形が異なる", "name composed differently"), renamed),
            (words.of("リンク等（対象外）", "link etc. (left out)"), &body.contents.not_files),
        ],
    );
    [rows.block(), named].into_iter().flatten().collect()
}
