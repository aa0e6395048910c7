//! The view as plain text, aligned for a terminal or a mail where a kanji is two columns wide.

use super::view::{Block, Row, Table, Tone, View};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of a line.
const WIDTH: usize = 78;
/// Most columns that labels may take.
const LABEL: usize = 26;

/// The view as text.
pub(super) fn draw(view: &View) -> String {
    let mut page = Page { wide: view.lang == "ja", text: String::new() };
    page.line(&view.article);
    page.centred(&view.title);
    page.centred(&view.subtitle);
    page.line("");
    for row in [&view.number, &view.date, &view.issuance] {
        page.right(&format!("{}: {}", row.label, row.lines.concat()));
    }
    if !view.addressee.is_empty() {
        page.line(&view.addressee);
        page.line("");
    }
    page.rows(&view.issuer, 0);
    page.line("");
    view.lead.iter().for_each(|sentence| page.wrapped("", sentence));
    if let Some(finding) = &view.finding {
        page.line("");
        page.line(&"=".repeat(WIDTH));
        page.wrapped("", &format!("{}: {}", finding.label, finding.value));
        page.wrapped("", &finding.meaning);
        page.line(&"=".repeat(WIDTH));
    }
    if !view.opening.is_empty() {
        page.line("");
        page.centred(&view.opening);
    }
    for section in &view.sections {
        page.line("");
        page.line(&section.heading);
        page.line(&"-".repeat(WIDTH));
        section.blocks.iter().for_each(|block| page.block(block));
    }
    page.right(&view.closing);
    for line in &view.by_hand {
        page.line("");
        page.line(&format!("{line} ________________"));
    }
    let proof = &view.proof;
    page.line("");
    page.line(&proof.heading);
    page.line(&"-".repeat(WIDTH));
    page.rows(&proof.rows, 0);
    page.wrapped("", &proof.statement);
    page.line(&format!("{}:", proof.commands_label));
    // Commands are to be copied: never wrapped.
    proof.commands.iter().for_each(|command| page.line(&format!("  {command}")));
    page.line(&format!("QR: {}", proof.qr));
    if !view.footnotes.is_empty() {
        page.line("");
        view.footnotes.iter().for_each(|note| page.wrapped("", note));
    }
    page.text
}

struct Page {
    /// Whether characters of ambiguous width (such as ①) take two columns, as they do on Japanese terminals.
    wide: bool,
    text: String,
}

impl Page {
    fn width(&self, text: &str) -> usize {
        if self.wide { text.width_cjk() } else { text.width() }
    }

    fn char_width(&self, c: char) -> usize {
        if self.wide { c.width_cjk().unwrap_or(0) } else { c.width().unwrap_or(0) }
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn centred(&mut self, text: &str) {
        let indent = WIDTH.saturating_sub(self.width(text)) / 2;
        self.line(&format!("{}{text}", " ".repeat(indent)));
    }

    fn right(&mut self, text: &str) {
        let indent = WIDTH.saturating_sub(self.width(text));
        self.line(&format!("{}{text}", " ".repeat(indent)));
    }

    /// `text` in lines after `lead`, the following ones indented by its width.
    fn wrapped(&mut self, lead: &str, text: &str) {
        let indent = self.width(lead);
        let room = WIDTH.saturating_sub(indent).max(20);
        let pieces = self.cut(text, room);
        for (at, piece) in pieces.iter().enumerate() {
            let before = if at == 0 { lead.to_owned() } else { " ".repeat(indent) };
            self.line(&format!("{before}{piece}"));
        }
    }

    /// Cuts at spaces where there are any, else anywhere: Japanese has none, and a long name must not be lost.
    fn cut(&self, text: &str, room: usize) -> Vec<String> {
        let mut lines = Vec::new();
        let (mut line, mut used) = (String::new(), 0);
        for c in text.chars() {
            let width = self.char_width(c);
            if used + width > room {
                let rest = match line.rfind(' ') {
                    Some(at) if at > 0 && c != ' ' => {
                        let rest = line[at + 1..].to_owned();
                        line.truncate(at);
                        rest
                    }
                    _ => String::new(),
                };
                lines.push(std::mem::replace(&mut line, rest));
                used = self.width(&line);
                if c == ' ' {
                    continue;
                }
            }
            line.push(c);
            used += width;
        }
        lines.push(line);
        lines
    }

    fn rows(&mut self, rows: &[Row], indent: usize) {
        let widest = rows.iter().map(|row| self.width(&row.label)).max().unwrap_or(0).min(LABEL);
        for row in rows {
            let label = self.padded(&row.label, widest);
            let mark = if row.tone == Tone::Alert { "* " } else { "  " };
            let mut lead = format!("{}{label}{mark}", " ".repeat(indent));
            for line in &row.lines {
                if row.tone == Tone::Code {
                    // Digits to be compared stay on one line, to be selected with one click.
                    self.line(&format!("{lead}{line}"));
                } else {
                    self.wrapped(&lead, line);
                }
                lead = " ".repeat(self.width(&lead));
            }
        }
    }

    fn padded(&self, text: &str, width: usize) -> String {
        format!("{text}{}", " ".repeat(width.saturating_sub(self.width(text))))
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Rows { rows } => self.rows(rows, 0),
            Block::Table(table) => self.table(table),
            Block::Notes { title, notes } => {
                if !title.is_empty() {
                    self.wrapped("", title);
                }
                for (at, note) in notes.iter().enumerate() {
                    self.wrapped(&format!("({}) ", at + 1), note);
                }
            }
        }
    }

    /// One item under another: side by side, long names would be cut.
    fn table(&mut self, table: &Table) {
        let widest =
            table.columns.iter().map(|column| self.width(&column.label)).max().unwrap_or(0).min(LABEL);
        for (at, row) in table.rows.iter().enumerate() {
            for (place, (cell, column)) in row.iter().zip(&table.columns).enumerate() {
                let bullet = if place == 0 { format!("[{}] ", at + 1) } else { String::new() };
                let lead = format!("{}{}  ", self.padded(&bullet, 6), self.padded(&column.label, widest));
                self.wrapped(&lead, cell);
            }
        }
        if !table.more.is_empty() {
            self.wrapped("", &table.more);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_by_columns_not_by_characters() {
        let page = Page { wide: true, text: String::new() };
        let lines = page.cut(&"預".repeat(100), 78);
        assert_eq!(lines.iter().map(|line| line.chars().count()).collect::<Vec<_>>(), [39, 39, 22]);
        assert_eq!(page.cut("aaa bbb ccc", 7), ["aaa bbb", "ccc"]);
        assert_eq!(lines.concat(), "預".repeat(100));
    }
}
