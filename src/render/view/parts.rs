//! What every form shares: letterhead, contract, media, digests, remarks, suite, and the proof at the foot.

use super::words::{Words, grouped};
use super::{Block, Column, Finding, Look, Proof, Row, Section, Table, Tone, View, date};
use crate::document::{Contents, Head, Kind, Record};
use crate::model::{DigestSet, Lang, Medium};

/// File names and the like shown on the page, per list; the record itself has all of them.
const NAMES_SHOWN: usize = 40;
/// Numbered items shown on the page.
const ITEMS_SHOWN: usize = 1000;

/// What one kind of record adds to the common page.
pub(super) struct Form {
    pub(super) name: &'static str,
    pub(super) article: &'static str,
    pub(super) title: &'static str,
    pub(super) subtitle: &'static str,
    pub(super) lead: Vec<String>,
    pub(super) finding: Option<Finding>,
    pub(super) sections: Sections,
    pub(super) by_hand: Vec<String>,
}

/// Numbers sections as they come.
pub(super) struct Sections {
    words: Words,
    list: Vec<Section>,
}

impl Sections {
    /// None yet.
    pub(super) fn new(words: Words) -> Self {
        Self { words, list: Vec::new() }
    }

    /// One more; without blocks there is nothing to head.
    pub(super) fn add(&mut self, heading: &str, blocks: Vec<Block>) {
        if blocks.is_empty() {
            return;
        }
        let number = self.list.len() + 1;
        let heading = match self.words.0 {
            Lang::Ja => format!("{number}　{heading}"),
            Lang::En => format!("{number}. {heading}"),
        };
        self.list.push(Section { heading, blocks });
    }
}

/// Collects the rows of a block.
pub(super) struct Rows(pub(super) Vec<Row>);

impl Rows {
    /// None yet.
    pub(super) fn new() -> Self {
        Self(Vec::new())
    }

    /// A row of text.
    pub(super) fn add(&mut self, label: &str, value: impl Into<String>) {
        self.0.push(Row::new(label, value));
    }

    /// A row, if there is something to say.
    pub(super) fn add_some(&mut self, label: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            self.add(label, value);
        }
    }

    /// A row that must catch the eye, or not.
    pub(super) fn add_checked(&mut self, label: &str, value: impl Into<String>, fine: bool) {
        let tone = if fine { Tone::Plain } else { Tone::Alert };
        self.0.push(Row { tone, ..Row::new(label, value) });
    }

    /// A row of digits to be compared.
    pub(super) fn add_code(&mut self, label: &str, value: impl Into<String>) {
        self.0.push(Row { tone: Tone::Code, ..Row::new(label, value) });
    }

    /// A row for each digest there is.
    pub(super) fn add_digests(&mut self, of: &str, digests: &DigestSet) {
        if let Some(sha256) = digests.sha256 {
            self.add_code(format!("{of} SHA-256").trim_start(), sha256.to_string());
        }
        if let Some(blake3) = digests.blake3 {
            self.add_code(format!("{of} BLAKE3").trim_start(), blake3.to_string());
        }
    }

    /// As a block; nothing for no rows.
    pub(super) fn block(self) -> Option<Block> {
        (!self.0.is_empty()).then_some(Block::Rows { rows: self.0 })
    }
}

/// 契約.
pub(super) fn contract(words: Words, head: &Head) -> Rows {
    let contract = &head.contract;
    let mut rows = Rows::new();
    rows.add(words.of("契約件名", "Contract"), words.or_unstated(Some(&contract.title)));
    rows.add_some(words.of("契約番号", "Contract no."), Some(&contract.number));
    if let Some(at) = contract.date {
        rows.add(words.of("契約年月日", "Contract date"), date::day(at, words.0));
    }
    rows.add_some(words.of("委託者（甲）", "Client"), Some(&contract.client));
    rows
}

/// 媒体, each fact with its source.
pub(super) fn medium(words: Words, medium: &Medium) -> Rows {
    known(words, medium, None, None)
}

/// The same on a paper that is about the medium itself: there a maker or a model that is not known is said not to be. Where the drive
/// says no serial number, what somebody typed from the label is declared, not unknown.
pub(super) fn whole_medium(words: Words, medium: &Medium, on_label: Option<&str>) -> Rows {
    known(words, medium, on_label, Some(unknown(words)))
}

fn unknown(words: Words) -> &'static str {
    words.of("不明（記録なし）", "unknown (none recorded)")
}

fn known(words: Words, medium: &Medium, on_label: Option<&str>, unknown_names: Option<&str>) -> Rows {
    let mut rows = Rows::new();
    rows.add(words.of("媒体種別", "Medium"), words.medium_kind(medium.kind));
    rows.add_some(words.of("媒体番号・管理番号", "Label / asset tag"), medium.label.as_deref());
    for (label, fact) in
        [(words.of("メーカー", "Maker"), &medium.maker), (words.of("型番", "Model"), &medium.model)]
    {
        let fact = fact.as_ref().map(|fact| words.sourced(fact));
        rows.add_some(label, fact.as_deref().or(unknown_names));
    }
    let serial = words.of("製造番号", "Serial number");
    match &medium.serial {
        Some(fact) => rows.add(serial, words.sourced(fact)),
        None if words.declared(on_label).is_some() => {
            let told = words.of(
                "ドライブの応答なし（ラベルによる申告あり）",
                "not told by the drive (declared from its label)",
            );
            rows.add(serial, told);
        }
        None => rows.add(serial, unknown(words)),
    }
    if let Some(other) = &medium.serial_conflict {
        let label = words.of("製造番号の食い違い", "Conflicting serial");
        rows.add_checked(label, words.sourced(other), false);
    }
    if let Some(capacity) = medium.capacity {
        rows.add(words.of("容量", "Capacity"), words.bytes(capacity));
    }
    let join = [medium.transport.as_deref(), medium.device.as_deref()];
    let join: Vec<&str> = join.into_iter().flatten().collect();
    rows.add_some(words.of("接続・機器名", "Bus / device"), Some(&join.join(" / ")));
    rows
}

/// Counts and digests of files.
pub(super) fn contents(words: Words, contents: &Contents) -> Rows {
    let mut rows = Rows::new();
    let folders = words.count(contents.folders, "フォルダー", "folder", "folders");
    let separator = words.of("、", ", ");
    rows.add(
        words.of("ファイル数・フォルダー数", "Files and folders"),
        format!("{}{separator}{folders}", words.files(contents.files)),
    );
    rows.add(words.of("総容量", "Total size"), words.bytes(contents.bytes));
    rows.add_digests(words.of("ファイル一覧の", "List of files:"), &contents.manifest);
    for (label, names) in [
        (words.of("読み取れないファイル", "Unreadable files"), &contents.unreadable),
        (words.of("リンク等（対象外）", "Links etc. (left out)"), &contents.not_files),
    ] {
        if !names.is_empty() {
            rows.add_checked(label, words.count(count(names), "件", "entry", "entries"), false);
        }
    }
    rows
}

/// The length of a list, as a count.
pub(super) fn count<T>(list: &[T]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}

/// Named findings, a few of each kind: `(what it is, names)`.
pub(super) fn names(words: Words, lists: &[(&str, &[String])]) -> Option<Block> {
    let shown = lists.iter().flat_map(|(what, names)| {
        names.iter().take(NAMES_SHOWN).map(|name| vec![(*what).to_owned(), name.clone()])
    });
    let rows: Vec<Vec<String>> = shown.collect();
    let all: usize = lists.iter().map(|(_, names)| names.len()).sum();
    let columns = vec![
        Column { label: words.of("区分", "Finding").to_owned(), width: 3, look: Look::Text },
        Column {
            label: words.of("名称（媒体内の場所）", "Name").to_owned(), width: 7, look: Look::Text
        },
    ];
    let more = left_out(words, all - rows.len());
    (!rows.is_empty()).then_some(Block::Table(Table { columns, rows, more }))
}

/// A table of numbered items, cut at a length that still is a paper.
pub(super) fn items(words: Words, columns: Vec<Column>, mut rows: Vec<Vec<String>>) -> Option<Block> {
    let all = rows.len();
    rows.truncate(ITEMS_SHOWN);
    let more = left_out(words, all - rows.len());
    (!rows.is_empty()).then_some(Block::Table(Table { columns, rows, more }))
}

fn left_out(words: Words, left: usize) -> String {
    let left = u64::try_from(left).unwrap_or(u64::MAX);
    match words.0 {
        _ if left == 0 => String::new(),
        Lang::Ja => format!("ほか {} 件。全件は原本の JSON に記載。", grouped(left)),
        Lang::En => format!("{} more; the original JSON lists all of them.", grouped(left)),
    }
}

/// 備考 and 添付書類.
fn closing_sections(words: Words, head: &Head, sections: &mut Sections) {
    let lines = head.remarks.iter().flat_map(|remark| remark.lines());
    let notes: Vec<String> = lines.filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    let remarks = (!notes.is_empty()).then_some(Block::Notes { title: String::new(), notes });
    sections.add(words.of("備考", "Remarks"), remarks.into_iter().collect());

    let rows = head.annexes.iter();
    let rows = rows.map(|annex| vec![annex.name.clone(), grouped(annex.bytes), annex.sha256.to_string()]);
    let columns = vec![
        Column { label: words.of("名称", "Name").to_owned(), width: 6, look: Look::Text },
        Column { label: words.of("バイト数", "Bytes").to_owned(), width: 3, look: Look::Number },
        Column { label: "SHA-256".to_owned(), width: 9, look: Look::Code },
    ];
    let annexes = items(words, columns, rows.collect());
    sections.add(words.of("添付書類", "Annexes"), annexes.into_iter().collect());
}

/// 使用暗号・台帳・ツール.
fn record_section(words: Words, head: &Head, sections: &mut Sections) {
    let mut rows = Rows::new();
    rows.add(words.of("発行日時", "Issued at"), date::moment(head.issued_at, words.0));
    let each = head.suite.iter().map(|entry| {
        let (purpose, listed) = (words.purpose(&entry.purpose), words.listed(entry.listed));
        match words.0 {
            Lang::Ja => format!("{purpose} {}：{listed}", entry.algorithm),
            Lang::En => format!("{purpose} {}: {listed}", entry.algorithm),
        }
    });
    let mut lines = vec![each.collect::<Vec<_>>().join(words.of("、", ", "))];
    let list = words.or_unstated(Some(&head.suite_list));
    lines.push(match words.0 {
        Lang::Ja => format!("掲載・非掲載は、CRYPTREC 電子政府推奨暗号リスト（{list}）による。"),
        Lang::En => format!("Listed: on the CRYPTREC e-Government Recommended Ciphers List ({list})."),
    });
    if head.suite.is_empty() {
        lines = vec![words.unstated().to_owned()];
    }
    let label = words.of("使用暗号", "Cryptography").to_owned();
    rows.0.push(Row { label, lines, tone: Tone::Plain });
    let ledger = match (head.ledger.sequence, words.0) {
        (0, _) => words.of("記録なし（空の台帳）", "empty ledger").to_owned(),
        (sequence, Lang::Ja) => format!("第 {} 号まで", grouped(sequence)),
        (sequence, Lang::En) => format!("up to entry {}", grouped(sequence)),
    };
    rows.add(words.of("台帳（発行直前）", "Ledger before issue"), ledger);
    rows.add_code(words.of("台帳の SHA-256", "Ledger SHA-256"), head.ledger.sha256.to_string());
    rows.add(words.of("使用ツール・版", "Tool"), format!("{} {}", head.tool.name, head.tool.version));
    sections
        .add(words.of("使用暗号及び記録", "Cryptography and records"), rows.block().into_iter().collect());
}

/// The issuer's block.
fn issuer(words: Words, head: &Head) -> Vec<Row> {
    let issuer = &head.issuer;
    let mut rows = Rows::new();
    rows.add_some(words.of("住所", "Address"), Some(&issuer.address));
    rows.add_some(words.of("名称", "Name"), Some(&issuer.organization));
    if let Some(person) = &issuer.representative {
        let said = match words.0 {
            Lang::Ja => format!("{}　{}", person.title, person.name),
            Lang::En => format!("{}, {}", person.name, person.title),
        };
        rows.add_some(words.of("代表者", "For it"), Some(said.trim_matches(['　', ',', ' '])));
    }
    rows.add(words.of("担当者", "Issued by"), words.person(&issuer.person));
    rows.0
}

/// 発行区分. Only `self` has words: azukari certifies nothing for others.
fn issuance(words: Words, head: &Head) -> String {
    match head.issuance.as_str() {
        "self" => words.of("自己発行", "self-issued").to_owned(),
        other => words.or_unstated(Some(other)),
    }
}

fn proof(words: Words, record: &Record) -> Proof {
    let head = &record.document.head;
    let kind: Kind = record.document.body.kind();
    let (number, sha256, key) = (&head.number, record.sha256(), &head.issuer.key);
    let (json_name, signature_name) = (format!("{number}.json"), format!("{number}.json.sig"));
    let signed = !record.signature.is_empty();
    let mut rows = Rows::new();
    let signature = head.suite.iter().find(|entry| entry.purpose == "signature");
    let scheme = signature.map_or("", |entry| entry.algorithm.as_str());
    let label = words.of("署名方式", "Signature");
    if signed {
        rows.add(label, format!("OpenSSH (SSHSIG) {scheme}").trim_end());
    } else {
        rows.add_checked(label, words.of("署名なし", "no signature"), false);
    }
    rows.add(words.of("署名鍵", "Signing key"), key.id.clone());
    rows.add_code(words.of("鍵の指紋", "Fingerprint"), key.fingerprint.clone());
    let original = if signed { format!("{json_name} + {signature_name}") } else { json_name.clone() };
    rows.add(words.of("原本", "Original"), original);
    rows.add_code("SHA-256", sha256.to_string());
    let statement = match (signed, words.0) {
        (true, Lang::Ja) => {
            "押印に代えて電子署名を付す。原本は上記の JSON とその署名であり、この紙面はその写しである。"
        }
        (true, Lang::En) => {
            "Signed electronically, without a seal. The original is the JSON named above with its signature; this page is a view of it."
        }
        (false, Lang::Ja) => {
            "この記録には電子署名がない。原本は上記の JSON であり、この紙面はその写しである。"
        }
        (false, Lang::En) => {
            "This record carries no signature. The original is the JSON named above; this page is a view of it."
        }
    };
    let mut commands = vec![format!("sha256sum {json_name}")];
    if signed {
        commands.push(format!(
            "ssh-keygen -Y verify -f allowed_signers -I {} -n {} -s {signature_name} < {json_name}",
            quoted(&key.id),
            kind.namespace()
        ));
    }
    Proof {
        heading: words.of("電子署名と検証", "Signature and verification").to_owned(),
        rows: rows.0,
        statement: statement.to_owned(),
        commands_label: words.of("検証の方法（一般のツール）", "To check with stock tools").to_owned(),
        commands,
        qr: format!("azukari:1:{number}:sha256:{sha256}"),
        qr_label: words
            .of("検証用二次元コード（文書番号と SHA-256）", "QR code: document number and SHA-256")
            .to_owned(),
        json_name,
        signature_name,
        json_label: words.of("原本の記録（JSON）", "the original record (JSON)").to_owned(),
        signature_label: words.of("原本の署名（SSHSIG）", "its signature (SSHSIG)").to_owned(),
    }
}

/// `word` as one word of a shell: a key id comes from a record and may be anything.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.@:+/=".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The whole page.
pub(super) fn page(words: Words, record: &Record, form: Form) -> View {
    let head = &record.document.head;
    let Form { name, article, title, subtitle, lead, finding, mut sections, by_hand } = form;
    closing_sections(words, head, &mut sections);
    record_section(words, head, &mut sections);
    let to = head.addressee.as_ref();
    let addressee = match (to, words.0) {
        (None, _) => String::new(),
        (Some(to), Lang::Ja) => format!("{}　{}", to.name, to.honorific).trim_end_matches('　').to_owned(),
        (Some(to), Lang::En) => to.name.clone(),
    };
    View {
        lang: words.0.tag(),
        form: name,
        article: article.to_owned(),
        title: title.to_owned(),
        subtitle: subtitle.to_owned(),
        number: Row::new(words.of("文書番号", "Document no."), head.number.clone()),
        date: Row::new(words.of("発行日", "Date"), date::day(head.issued_at, words.0)),
        issuance: Row::new(words.of("発行区分", "Issuance"), issuance(words, head)),
        addressee,
        addressee_label: words.of("宛先", "To").to_owned(),
        issuer: issuer(words, head),
        lead,
        opening: words.of("記", "").to_owned(),
        closing: words.of("以上", "").to_owned(),
        finding,
        sections: sections.list,
        by_hand,
        proof: proof(words, record),
        footnotes: Vec::new(),
        sheet: None,
    }
}
