//! A record in plain labels and values, in one language: what every format draws.
//!
//! The page's words are decided here and nowhere else. A format decides only where they stand.

mod certificate;
mod date;
mod free;
mod handover;
mod intake;
mod medium;
mod note;
mod opened;
mod parts;
mod performed;
mod residue;
mod words;

#[cfg(test)]
mod tests;

use super::RenderError;
use crate::document::{Body, Receipt, Record};
use crate::model::{Lang, printable};
use serde::Serialize;
use words::Words;

/// A page. Handed to the Typst templates as `/view.json` under these same field names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct View {
    /// `ja` or `en`.
    pub lang: &'static str,
    /// Name of the form, and of its template: `handover`, `package`, `note`, `certificate`, `medium`, `batch`, `recheck`,
    /// `intake` or `free`.
    pub form: &'static str,
    /// The article it serves.
    pub article: String,
    /// Title in the page's language.
    pub title: String,
    /// Title in the other language.
    pub subtitle: String,
    /// 文書番号 and 発行日時, to stand at the top.
    pub number: Row,
    /// 発行日.
    pub date: Row,
    /// 発行区分: 自己発行.
    pub issuance: Row,
    /// 宛先, complete with its 様; empty when it goes to nobody in particular.
    pub addressee: String,
    /// 宛先, the word.
    pub addressee_label: String,
    /// The issuer's block: 住所, 名称, 代表者, 担当者.
    pub issuer: Vec<Row>,
    /// Sentences before the facts.
    pub lead: Vec<String>,
    /// 記; empty in English.
    pub opening: String,
    /// 以上; empty in English.
    pub closing: String,
    /// The one finding that a reader looks for first.
    pub finding: Option<Finding>,
    /// The facts.
    pub sections: Vec<Section>,
    /// Lines to be filled in by hand on paper.
    pub by_hand: Vec<String>,
    /// How to check all of it.
    pub proof: Proof,
    /// Footnotes: characters that no font has, when 〓 stands for them.
    pub footnotes: Vec<String>,
    /// For spreadsheets alone: one row for each thing, where the record is a table of things.
    #[serde(skip)]
    pub sheet: Option<Table>,
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Row {
    /// The field's name.
    pub label: String,
    /// Its value, one entry a line.
    pub lines: Vec<String>,
    /// How it is to look.
    pub tone: Tone,
}

impl Row {
    fn new(label: &str, value: impl Into<String>) -> Self {
        Self { label: label.to_owned(), lines: vec![value.into()], tone: Tone::Plain }
    }
}

/// How a value is to look; never what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Tone {
    /// As running text.
    Plain,
    /// Digits to be compared: smaller, even.
    Code,
    /// Something is wrong: bold.
    Alert,
}

/// A result in large letters, and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Finding {
    /// Such as 総合判定.
    pub label: String,
    /// Such as 未検証.
    pub value: String,
    /// For the frame and its colour; the words above say it too.
    pub state: State,
    /// What it means, in a sentence.
    pub meaning: String,
}

/// The three values of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// Confirmed.
    Good,
    /// Something does not hold.
    Bad,
    /// Not, or not fully, known.
    Unknown,
}

/// A numbered part of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Section {
    /// Heading, with its number.
    pub heading: String,
    /// What stands under it, in order.
    pub blocks: Vec<Block>,
}

/// What can stand in a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(super) enum Block {
    /// Labels and values.
    Rows {
        /// Never empty.
        rows: Vec<Row>,
    },
    /// A table.
    Table(Table),
    /// Numbered sentences, under a line of their own if `title` is not empty.
    Notes {
        /// What they are about.
        title: String,
        /// Never empty.
        notes: Vec<String>,
    },
}

/// A table whose header repeats on every page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Table {
    /// Columns.
    pub columns: Vec<Column>,
    /// Cells, as many in each row as there are columns.
    pub rows: Vec<Vec<String>>,
    /// How many rows were left out, in words; empty for none.
    pub more: String,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Column {
    /// Heading.
    pub label: String,
    /// Share of the width.
    pub width: u8,
    /// How its cells look.
    pub look: Look,
}

/// How the cells of a column look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Look {
    /// Text, from the left.
    Text,
    /// Numbers, from the right.
    Number,
    /// Short words, in the middle.
    Mark,
    /// Digits to be compared.
    Code,
}

/// 電子署名と検証.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Proof {
    /// Heading.
    pub heading: String,
    /// Key, fingerprint, names, digest.
    pub rows: Vec<Row>,
    /// What the page is and is not.
    pub statement: String,
    /// "Commands to check it with", as words.
    pub commands_label: String,
    /// Stock commands that check the record without azukari.
    pub commands: Vec<String>,
    /// What the QR code says: `azukari:1:NUMBER:sha256:HEX`.
    pub qr: String,
    /// The QR code for those who cannot see it.
    pub qr_label: String,
    /// `NUMBER.json`.
    pub json_name: String,
    /// `NUMBER.json.sig`.
    pub signature_name: String,
    /// Description of the attached record.
    pub json_label: String,
    /// Description of the attached signature.
    pub signature_label: String,
}

impl View {
    /// What `record` says, in `lang`.
    ///
    /// # Errors
    /// [`RenderError::Contradiction`] for a record that claims what its own facts deny.
    pub(super) fn of(record: &Record, lang: Lang) -> Result<Self, RenderError> {
        let words = Words(lang);
        let head = &record.document.head;
        let form = match &record.document.body {
            Body::Receipt(Receipt::Handover(body)) => handover::form(words, head, body)?,
            Body::Receipt(Receipt::Package(body)) => opened::form(words, head, body)?,
            Body::Note(body) => note::form(words, head, body),
            Body::Certificate(body) => certificate::form(words, head, body)?,
            Body::Medium(body) => medium::form(words, head, body)?,
            Body::Batch(body) => medium::batch::form(words, head, body)?,
            Body::Recheck(body) => medium::recheck::form(words, head, body)?,
            Body::Intake(body) => intake::form(words, head, body)?,
            Body::FreeSpace(body) => free::form(words, head, body)?,
        };
        let mut view = parts::page(words, record, form);
        if let Body::Batch(body) = &record.document.body {
            view.sheet = Some(medium::batch::sheet(words, record, body));
        }
        view.visit(&mut |_, text| {
            if let Some(shown) = shown(text) {
                *text = shown;
            }
        });
        for cell in view.sheet.iter_mut().flat_map(|sheet| sheet.rows.iter_mut().flatten()) {
            if let Some(shown) = shown(cell) {
                *cell = shown;
            }
        }
        Ok(view)
    }

    /// Calls `each` with every text on the page and the label of the field in which it stands.
    pub(super) fn visit(&mut self, each: &mut dyn FnMut(&str, &mut String)) {
        let title = self.title.clone();
        for text in [&mut self.article, &mut self.title, &mut self.subtitle, &mut self.addressee_label] {
            each(&title, text);
        }
        each(&self.addressee_label.clone(), &mut self.addressee);
        for row in [&mut self.number, &mut self.date, &mut self.issuance].into_iter().chain(&mut self.issuer)
        {
            row.visit(each);
        }
        for text in self.lead.iter_mut().chain(&mut self.by_hand).chain(&mut self.footnotes) {
            each(&title, text);
        }
        each(&title, &mut self.opening);
        each(&title, &mut self.closing);
        if let Some(finding) = &mut self.finding {
            for text in [&mut finding.label, &mut finding.value, &mut finding.meaning] {
                each(&title, text);
            }
        }
        self.sections.iter_mut().for_each(|section| section.visit(each));
        self.proof.visit(each);
    }
}

impl Row {
    fn visit(&mut self, each: &mut dyn FnMut(&str, &mut String)) {
        let label = self.label.clone();
        each(&label, &mut self.label);
        self.lines.iter_mut().for_each(|line| each(&label, line));
    }
}

impl Section {
    fn visit(&mut self, each: &mut dyn FnMut(&str, &mut String)) {
        let heading = self.heading.clone();
        each(&heading, &mut self.heading);
        for block in &mut self.blocks {
            match block {
                Block::Rows { rows } => rows.iter_mut().for_each(|row| row.visit(each)),
                Block::Table(table) => {
                    for row in &mut table.rows {
                        for (cell, column) in row.iter_mut().zip(&table.columns) {
                            each(&column.label, cell);
                        }
                    }
                    table.columns.iter_mut().for_each(|column| each(&heading, &mut column.label));
                    each(&heading, &mut table.more);
                }
                Block::Notes { title, notes } => {
                    each(&heading, title);
                    for note in notes {
                        each(&heading, note);
                    }
                }
            }
        }
    }
}

impl Proof {
    fn visit(&mut self, each: &mut dyn FnMut(&str, &mut String)) {
        let heading = self.heading.clone();
        self.rows.iter_mut().for_each(|row| row.visit(each));
        // The QR text and the file names are plain ASCII made from the number: nothing to show differently.
        for text in [
            &mut self.heading,
            &mut self.statement,
            &mut self.commands_label,
            &mut self.qr_label,
            &mut self.json_label,
            &mut self.signature_label,
        ] {
            each(&heading, text);
        }
        self.commands.iter_mut().for_each(|command| each(&heading, command));
    }
}

/// `text` with everything spelt out that would act on the page instead of standing on it; `None` if nothing would.
fn shown(text: &str) -> Option<String> {
    let plain = printable(text);
    if !plain.chars().any(is_invisible) {
        return (plain != text).then(|| plain.into_owned());
    }
    Some(plain.chars().fold(String::new(), |mut shown, c| {
        if is_invisible(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
        shown
    }))
}

/// Characters that leave no mark, or break the line, without being controls: two different names would look alike.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180b}'..='\u{180e}'
            | '\u{200b}'..='\u{200d}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{2060}'..='\u{2065}'
            | '\u{206a}'..='\u{206f}'
            | '\u{3164}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{fffe}'
            | '\u{ffff}'
            | '\u{e0000}'..='\u{e00ff}'
    )
}
