//! 受領確認書: a sealed package was opened to its end.

use super::parts::{self, Form, Rows, Sections};
use super::words::Words;
use super::{Block, Finding, State, date};
use crate::document::{Acceptance, Head, NoteRef, Opened};
use crate::model::Trust;
use crate::render::RenderError;

pub(super) fn form(words: Words, head: &Head, body: &Opened) -> Result<Form, RenderError> {
    deny_contradiction(head, body)?;
    let mut sections = Sections::new(words);
    sections.add(words.of("契約", "Contract"), parts::contract(words, head).block().into_iter().collect());
    sections.add(words.of("封緘パッケージ", "The sealed package"), package(words, head, body));
    sections.add(words.of("封緘した者", "Who sealed it"), sender(words, body));
    sections.add(words.of("送付書との照合", "Against the delivery note"), note(words, body.note.as_ref()));
    sections.add(words.of("取り出した内容", "What was taken out"), contents(words, body));
    let notes: Vec<String> = body.exceptions.iter().map(|code| words.exception(code)).collect();
    let exceptions = (!notes.is_empty()).then_some(Block::Notes { title: String::new(), notes });
    sections.add(words.of("確認できなかった事項", "Not confirmed"), exceptions.into_iter().collect());
    Ok(Form {
        name: "package",
        article: words
            .of("特記仕様書第12条第5項、第16条関係", "Special Specification, Art. 12 (5) and Art. 16"),
        title: words.of("受領確認書", "Receipt of a Sealed Package"),
        subtitle: words.of("Receipt of a Sealed Package", "受領確認書"),
        lead: vec![
            words
                .of(
                    "下記の封緘パッケージを受け取り、末尾まで復号して内容を取り出したことを確認します。",
                    "The sealed package described below was received, decrypted to its end, and its content taken out.",
                )
                .to_owned(),
        ],
        finding: Some(finding(words, body.acceptance)),
        sections,
        by_hand: Vec::new(),
    })
}

/// 受領 without reserve says that everything agreed, and that somebody vouched for both keys.
fn deny_contradiction(head: &Head, body: &Opened) -> Result<(), RenderError> {
    if body.acceptance != Acceptance::Accepted {
        return Ok(());
    }
    let note = body.note.as_ref();
    let against = [
        (!body.exceptions.is_empty(), "exceptions"),
        (!body.contents.unreadable.is_empty(), "contents.unreadable"),
        (!body.contents.deviations.is_empty(), "contents.deviations"),
        (body.manifest_trust != Trust::Good, "manifest_trust"),
        (note.is_none(), "note=none"),
        (note.is_some_and(|note| note.trust != Trust::Good), "note.trust"),
        (note.is_some_and(|note| !note.token_matches), "note.token_matches=false"),
        (note.is_some_and(|note| !note.package_matches), "note.package_matches=false"),
    ];
    match against.into_iter().find(|(holds, _)| *holds) {
        None => Ok(()),
        Some((_, against)) => Err(RenderError::Contradiction {
            number: head.number.clone(),
            claim: "acceptance=accepted".to_owned(),
            against: against.to_owned(),
        }),
    }
}

fn finding(words: Words, acceptance: Acceptance) -> Finding {
    let (value, state, meaning) = match acceptance {
        Acceptance::Accepted => (
            words.of("受領", "ACCEPTED"),
            State::Good,
            words.of(
                "末尾まで復号し、すべてのハッシュ値が合い、留保する事項はない。",
                "Decrypted to the end; every digest agrees; nothing is reserved.",
            ),
        ),
        Acceptance::AcceptedWithExceptions => (
            words.of("例外付き受領", "ACCEPTED WITH EXCEPTIONS"),
            State::Unknown,
            words.of(
                "受け取ったが、下記のとおり確認できなかった事項がある。",
                "Taken over, but something could not be confirmed, as stated below.",
            ),
        ),
    };
    Finding {
        label: words.of("受領の区分", "Acceptance").to_owned(),
        value: value.to_owned(),
        state,
        meaning: meaning.to_owned(),
    }
}

fn package(words: Words, head: &Head, body: &Opened) -> Vec<Block> {
    let mut rows = Rows::new();
    rows.add(words.of("開封日時", "Opened at"), date::moment(body.opened_at, words.0));
    rows.add(words.of("開封・受領した者", "Opened by"), words.person(&head.issuer.person));
    rows.add(words.of("ファイル名", "File name"), body.package_name.clone());
    rows.add_code(words.of("パッケージ番号", "Package id"), body.package_id.clone());
    rows.add(words.of("大きさ", "Size"), words.bytes(body.package_bytes));
    rows.add_digests("", &body.package);
    rows.add_code(words.of("受領トークン", "Token"), body.token.clone());
    rows.block().into_iter().collect()
}

fn sender(words: Words, body: &Opened) -> Vec<Block> {
    let mut rows = Rows::new();
    rows.add(words.of("名乗り（内部の記載）", "As stated inside"), words.person(&body.sender));
    let fine = body.manifest_trust == Trust::Good;
    rows.add_checked(
        words.of("内部目録の署名", "Manifest signature"),
        words.trust(body.manifest_trust),
        fine,
    );
    let fingerprint = Some(body.manifest_key.as_str()).filter(|key| !key.is_empty());
    rows.add_code(words.of("署名鍵の指紋", "Fingerprint"), words.or_unstated(fingerprint));
    rows.add_code(words.of("内部目録 SHA-256", "Manifest SHA-256"), body.manifest.to_string());
    rows.block().into_iter().collect()
}

fn note(words: Words, note: Option<&NoteRef>) -> Vec<Block> {
    let mut rows = Rows::new();
    let label = words.of("送付書", "Delivery note");
    let Some(note) = note else {
        rows.add_checked(
            label,
            words.of("なし（照合していない）", "none came along (nothing was compared)"),
            false,
        );
        return rows.block().into_iter().collect();
    };
    rows.add(label, note.number.clone());
    rows.add_code(words.of("送付書 SHA-256", "Note SHA-256"), note.sha256.to_string());
    rows.add_checked(
        words.of("送付書の署名", "Note signature"),
        words.trust(note.trust),
        note.trust == Trust::Good,
    );
    let same = |equal: bool| {
        if equal { words.of("一致", "agrees") } else { words.of("不一致", "DIFFERS") }
    };
    let label = words.of("パッケージのハッシュ値", "Package digests");
    rows.add_checked(label, same(note.package_matches), note.package_matches);
    let label = words.of("受領トークンの照合", "Token");
    rows.add_checked(label, same(note.token_matches), note.token_matches);
    rows.block().into_iter().collect()
}

fn contents(words: Words, body: &Opened) -> Vec<Block> {
    let mut rows = parts::contents(words, &body.contents);
    if let Some(links) = body.contents.links {
        rows.add(words.of("シンボリックリンク", "Symbolic links"), words.cases(links));
    }
    for (what, count) in &body.contents.deviations {
        rows.add(words.of("封緘時との相違", "Not as sealed"), words.deviation(what, *count));
    }
    let named = parts::names(
        words,
        &[
            (words.of("読み取れない", "unreadable"), &body.contents.unreadable),
            (words.of("リンク等（対象外）", "link etc. (left out)"), &body.contents.not_files),
        ],
    );
    [rows.block(), named].into_iter().flatten().collect()
}
