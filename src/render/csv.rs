//! The view as lines for a spreadsheet: 文書番号, 節, 行, 項目, 値.
//!
//! UTF-8 with a byte-order mark and CRLF, because that is what Excel opens without questions. A record that is a table of things
//! (集計表) has a line for each of them instead, with columns of its own, to be sorted and counted.

use super::RenderError;
use super::view::{Block, Row, Table, View};
use crate::model::spreadsheet_cell;

/// The five columns, whatever the form: files of several documents can be put under one another.
struct Lines {
    number: String,
    writer: csv::Writer<Vec<u8>>,
}

impl Lines {
    fn put(&mut self, section: &str, line: &str, label: &str, value: &str) -> Result<(), RenderError> {
        let cells =
            [&self.number, section, line, label, value].map(|cell| spreadsheet_cell(cell).into_owned());
        self.writer.write_record(cells).map_err(|source| RenderError::Export(source.to_string()))
    }

    fn put_row(&mut self, section: &str, row: &Row) -> Result<(), RenderError> {
        self.put(section, "", &row.label, &row.lines.join(" "))
    }
}

/// The view as CSV.
///
/// # Errors
/// [`RenderError::Export`] for a failure of the writer, which writes to memory.
pub(super) fn draw(view: &View) -> Result<Vec<u8>, RenderError> {
    let writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Always)
        .from_writer("\u{feff}".as_bytes().to_vec());
    if let Some(sheet) = &view.sheet {
        return draw_sheet(writer, view, sheet);
    }
    let mut lines = Lines { number: view.number.label.clone(), writer };
    let [section, line, label, value] = match view.lang {
        "ja" => ["節", "行", "項目", "値"],
        _ => ["Section", "Line", "Field", "Value"],
    };
    lines.put(section, line, label, value)?;
    lines.number = view.number.lines.concat();

    let title = &view.title;
    lines.put(title, "", &view.number.label, &view.number.lines.concat())?;
    for row in [&view.date, &view.issuance] {
        lines.put_row(title, row)?;
    }
    if !view.addressee.is_empty() {
        lines.put(title, "", &view.addressee_label, &view.addressee)?;
    }
    view.issuer.iter().try_for_each(|row| lines.put_row(title, row))?;
    if let Some(finding) = &view.finding {
        lines.put(title, "", &finding.label, &finding.value)?;
        lines.put(title, "", &finding.label, &finding.meaning)?;
    }
    for section in &view.sections {
        for block in &section.blocks {
            put_block(&mut lines, &section.heading, block)?;
        }
    }
    view.proof.rows.iter().try_for_each(|row| lines.put_row(&view.proof.heading, row))?;
    lines.put(&view.proof.heading, "", &view.proof.qr_label, &view.proof.qr)?;
    for note in &view.footnotes {
        lines.put(title, "", "〓", note)?;
    }
    lines.writer.into_inner().map_err(|source| RenderError::Export(source.to_string()))
}

fn put_block(lines: &mut Lines, heading: &str, block: &Block) -> Result<(), RenderError> {
    match block {
        Block::Rows { rows } => rows.iter().try_for_each(|row| lines.put_row(heading, row)),
        Block::Table(table) => {
            for (at, row) in table.rows.iter().enumerate() {
                for (cell, column) in row.iter().zip(&table.columns) {
                    lines.put(heading, &(at + 1).to_string(), &column.label, cell)?;
                }
            }
            if table.more.is_empty() { Ok(()) } else { lines.put(heading, "", "", &table.more) }
        }
        Block::Notes { title, notes } => notes
            .iter()
            .enumerate()
            .try_for_each(|(at, note)| lines.put(heading, &(at + 1).to_string(), title, note)),
    }
}

/// The things themselves: the number of the record first, so that files of several can be put under one another.
fn draw_sheet(mut writer: csv::Writer<Vec<u8>>, view: &View, sheet: &Table) -> Result<Vec<u8>, RenderError> {
    let failed = |source: csv::Error| RenderError::Export(source.to_string());
    let labels = sheet.columns.iter().map(|column| column.label.as_str());
    writer.write_record(std::iter::once(view.number.label.as_str()).chain(labels)).map_err(failed)?;
    let number = view.number.lines.concat();
    for row in &sheet.rows {
        let cells = std::iter::once(&number).chain(row).map(|cell| spreadsheet_cell(cell).into_owned());
        writer.write_record(cells).map_err(failed)?;
    }
    writer.into_inner().map_err(|source| RenderError::Export(source.to_string()))
}
