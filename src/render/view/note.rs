//! 送付書: what a package is, seen from outside, and how it travels (Art. 12 (5)). No file is named.

use super::parts::{self, Form, Rows, Sections};
use super::words::Words;
use super::{Block, Column, Look, date};
use crate::document::{DeliveryNote, Head, VolumeRef};

pub(super) fn form(words: Words, head: &Head, body: &DeliveryNote) -> Form {
    let mut sections = Sections::new(words);
    sections.add(words.of("契約", "Contract"), parts::contract(words, head).block().into_iter().collect());
    sections.add(words.of("封緘パッケージ", "The sealed package"), package(words, body));
    sections.add(words.of("分冊", "Volumes"), volumes(words, body));
    sections.add(words.of("移送の方法", "How it travels"), transport(words, body));
    sections.add(words.of("受取人（開封できる者）", "Recipients (who can open it)"), recipients(words, body));
    sections.add(words.of("受領の照合に用いる値", "Values that a receipt answers"), answers(words, body));
    Form {
        name: "note",
        article: words.of("特記仕様書第12条第5項関係", "Special Specification, Art. 12 (5)"),
        title: words.of("送付書（移送の方法）", "Delivery Note"),
        subtitle: words.of("Delivery Note", "送付書（移送の方法）"),
        lead: vec![
            words
                .of(
                    "下記の封緘パッケージを、下記の方法により送付します。",
                    "The sealed package described below is sent in the manner described below.",
                )
                .to_owned(),
        ],
        finding: None,
        sections,
        by_hand: Vec::new(),
    }
}

fn package(words: Words, body: &DeliveryNote) -> Vec<Block> {
    let package = &body.package;
    let mut rows = Rows::new();
    rows.add(words.of("ファイル名", "File name"), package.name.clone());
    rows.add_code(words.of("パッケージ番号", "Package id"), package.id.clone());
    rows.add(words.of("封緘日時", "Sealed at"), date::moment(package.sealed_at, words.0));
    rows.add(words.of("大きさ", "Size"), words.bytes(package.bytes));
    if package.volumes.is_empty() {
        rows.add_digests("", &package.digests);
    } else {
        let count = package.volumes.len();
        let what = words.of("分冊と鍵ファイル", "volumes and a key file");
        rows.add(words.of("分冊", "Volumes"), format!("{count} {what}"));
        rows.add_digests(words.of("分冊の一覧の", "list of volumes "), &package.digests);
    }
    rows.add(words.of("内容のファイル数", "Files inside"), words.files(package.files));
    rows.add(words.of("内容の総容量", "Content size"), words.bytes(package.content_bytes));
    let how = words.of(
        "あり（age 形式。下記の受取人の鍵で開く）",
        "yes (age format, to the keys of the recipients below)",
    );
    rows.add(words.of("暗号化の有無", "Encrypted"), how);
    rows.block().into_iter().collect()
}

/// Each file of a package in volumes, to be ticked off by whoever packs and unpacks them.
fn volumes(words: Words, body: &DeliveryNote) -> Vec<Block> {
    let package = &body.package;
    if package.volumes.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column { label: words.of("ファイル名", "File name").to_owned(), width: 4, look: Look::Text },
        Column { label: words.of("大きさ", "Size").to_owned(), width: 3, look: Look::Text },
        Column { label: words.of("ハッシュ値", "Digest").to_owned(), width: 7, look: Look::Code },
    ];
    let row = |file: &VolumeRef| {
        let sha256 = file.digests.sha256.map(|digest| digest.to_string());
        let digest = sha256.or_else(|| file.digests.blake3.map(|digest| format!("BLAKE3 {digest}")));
        vec![file.name.clone(), words.bytes(file.bytes), digest.unwrap_or_default()]
    };
    let files = package.key.iter().chain(&package.volumes);
    parts::items(words, columns, files.map(row).collect()).into_iter().collect()
}

fn transport(words: Words, body: &DeliveryNote) -> Vec<Block> {
    let transport = &body.transport;
    let mut rows = Rows::new();
    rows.add(
        words.of("移送手段", "Means"),
        words.or_unstated(words.declared(transport.means.as_deref()).as_deref()),
    );
    let carriers = transport.carriers.join(words.of("、", ", "));
    rows.add(words.of("運搬者", "Carriers"), words.or_unstated(words.declared(Some(&carriers)).as_deref()));
    rows.add(
        words.of("承認番号", "Approval no."),
        words.or_unstated(words.declared(transport.approval.as_deref()).as_deref()),
    );
    rows.block().into_iter().collect()
}

fn recipients(words: Words, body: &DeliveryNote) -> Vec<Block> {
    let columns = vec![
        Column { label: words.of("所属・職・氏名", "Person").to_owned(), width: 5, look: Look::Text },
        Column { label: words.of("カード番号", "Card").to_owned(), width: 3, look: Look::Text },
        Column {
            label: words.of("受取鍵（age）", "age recipient").to_owned(), width: 6, look: Look::Code
        },
    ];
    let row = |to: &crate::document::RecipientRef| {
        vec![words.person(&to.person), to.id.clone(), shortened(&to.recipient)]
    };
    parts::items(words, columns, body.recipients.iter().map(row).collect()).into_iter().collect()
}

/// A post-quantum recipient has two thousand letters, which nobody compares on paper; the signed record has them all.
fn shortened(recipient: &str) -> String {
    match (recipient.get(..24), recipient.get(recipient.len().saturating_sub(12)..)) {
        (Some(start), Some(end)) if recipient.len() > 200 => format!("{start}…{end}"),
        _ => recipient.to_owned(),
    }
}

fn answers(words: Words, body: &DeliveryNote) -> Vec<Block> {
    let mut rows = Rows::new();
    rows.add_code(words.of("受領トークン SHA-256", "Token SHA-256"), body.token_sha256.to_string());
    rows.add_code(words.of("内部目録 SHA-256", "Manifest SHA-256"), body.manifest_sha256.to_string());
    rows.block().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_recipient_that_nobody_could_compare_is_shortened() {
        let classic = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
        assert_eq!(shortened(classic), classic);
        let strong = format!("age1pq1{}{}", "q".repeat(1945), "checksum");
        assert_eq!(shortened(&strong), "age1pq1qqqqqqqqqqqqqqqqq…qqqqchecksum");
    }
}
