//! The view as Markdown (`CommonMark` with GitHub's tables).

use super::view::{Block, Row, Table, Tone, View};
use std::fmt::Write;

/// The view as Markdown. Every value is escaped: it stands on the page as it stands in the record.
pub(super) fn draw(view: &View) -> String {
    let mut page =
        format!("# {}\n\n{} / {}\n\n", escaped(&view.title), escaped(&view.subtitle), escaped(&view.article));
    let mut head = vec![&view.number, &view.date, &view.issuance];
    let addressee =
        Row { label: view.addressee_label.clone(), lines: vec![view.addressee.clone()], tone: Tone::Plain };
    if !view.addressee.is_empty() {
        head.push(&addressee);
    }
    head.extend(&view.issuer);
    rows(&mut page, &head);
    for sentence in &view.lead {
        let _ = write!(page, "{}\n\n", escaped(sentence));
    }
    if let Some(finding) = &view.finding {
        let (label, value) = (escaped(&finding.label), escaped(&finding.value));
        let _ = write!(page, "> **{label}: {value}**  \n> {}\n\n", escaped(&finding.meaning));
    }
    let _ = write!(page, "{}\n\n", escaped(&view.opening));
    for section in &view.sections {
        let _ = write!(page, "## {}\n\n", escaped(&section.heading));
        for block in &section.blocks {
            match block {
                Block::Rows { rows: list } => rows(&mut page, &list.iter().collect::<Vec<_>>()),
                Block::Table(list) => table(&mut page, list),
                Block::Notes { title, notes } => {
                    if !title.is_empty() {
                        let _ = write!(page, "{}\n\n", escaped(title));
                    }
                    for (at, note) in notes.iter().enumerate() {
                        let _ = writeln!(page, "{}. {}", at + 1, escaped(note));
                    }
                    page.push('\n');
                }
            }
        }
    }
    let _ = write!(page, "{}\n\n", escaped(&view.closing));
    for line in &view.by_hand {
        let _ = write!(page, "{} \\_\\_\\_\\_\\_\\_\\_\\_\\_\\_\n\n", escaped(line));
    }
    let proof = &view.proof;
    let _ = write!(page, "## {}\n\n", escaped(&proof.heading));
    rows(&mut page, &proof.rows.iter().collect::<Vec<_>>());
    let _ = write!(page, "{}\n\n", escaped(&proof.statement));
    let _ = write!(page, "{}:\n\n", escaped(&proof.commands_label));
    for command in &proof.commands {
        // Indented code takes everything literally, back-ticks included.
        let _ = writeln!(page, "    {command}");
    }
    let _ = write!(page, "\n{}: {}\n", escaped(&proof.qr_label), escaped(&proof.qr));
    for note in &view.footnotes {
        let _ = write!(page, "\n{}\n", escaped(note));
    }
    page
}

fn rows(page: &mut String, rows: &[&Row]) {
    page.push_str("| | |\n|---|---|\n");
    for row in rows {
        let lines: Vec<String> = row.lines.iter().map(|line| escaped(line)).collect();
        let value = lines.join("<br>");
        let _ = match row.tone {
            Tone::Plain | Tone::Code => writeln!(page, "| {} | {value} |", escaped(&row.label)),
            Tone::Alert => writeln!(page, "| {} | **{value}** |", escaped(&row.label)),
        };
    }
    page.push('\n');
}

fn table(page: &mut String, table: &Table) {
    let line =
        |cells: &mut dyn Iterator<Item = String>| format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "));
    page.push_str(&line(&mut table.columns.iter().map(|column| escaped(&column.label))));
    page.push_str(&line(&mut table.columns.iter().map(|_| "---".to_owned())));
    for row in &table.rows {
        page.push_str(&line(&mut row.iter().map(|cell| escaped(cell))));
    }
    page.push('\n');
    if !table.more.is_empty() {
        let _ = write!(page, "{}\n\n", escaped(&table.more));
    }
}

/// `text` with a backslash before everything that Markdown, or GitHub's dialect, would take for markup.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let always =
            matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '!');
        // At the start of a line these begin a list.
        let leading = at == 0 && matches!(c, '+' | '-' | '=');
        let numbered =
            matches!(c, '.' | ')') && at > 0 && text[..at].bytes().all(|byte| byte.is_ascii_digit());
        if always || leading || numbered {
            shown.push('\\');
        }
        shown.push(c);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn markup_is_disarmed() {
        assert_eq!(escaped("a|b*c_d`<b>"), r"a\|b\*c\_d\`\<b\>");
        assert_eq!(escaped("1. 契約"), r"1\. 契約");
        assert_eq!(escaped("- 見本"), r"\- 見本");
        assert_eq!(escaped("R-2026-0001"), "R-2026-0001");
    }
}
