//! The view as one self-contained html file: no script, nothing loaded from anywhere, prints on A4.
//!
//! Record and signature are inside as `data:` links in base64, byte for byte, so that whoever has only this file
//! and a browser can save both and check them.

use super::view::{Block, Look, Proof, Row, State, Table, Tone, View};
use super::{RenderError, qr};
use crate::document::Record;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;

const STYLE: &str = include_str!("templates/page.css");

/// The view as html.
///
/// # Errors
/// [`RenderError::Qr`].
pub(super) fn draw(view: &View, record: &Record) -> Result<String, RenderError> {
    let mut page = String::with_capacity(16 * 1024 + record.json.len() * 2);
    let (lang, title, number) = (view.lang, escaped(&view.title), escaped(&view.number.lines.concat()));
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title} {number}</title>\n\
         <style>\n{STYLE}</style>\n</head>\n<body class=\"{lang}\">\n<p class=\"article\">{}</p>\n\
         <h1>{title}</h1>\n<p class=\"subtitle\">{}</p>\n",
        escaped(&view.article),
        escaped(&view.subtitle),
    );
    letterhead(&mut page, view);
    for sentence in &view.lead {
        let _ = writeln!(page, "<p class=\"lead\">{}</p>", escaped(sentence));
    }
    if let Some(finding) = &view.finding {
        let state = match finding.state {
            State::Good => "good",
            State::Bad => "bad",
            State::Unknown => "unknown",
        };
        let _ = writeln!(
            page,
            "<div class=\"finding {state}\"><div>{}</div><strong>{}</strong><p>{}</p></div>",
            escaped(&finding.label),
            escaped(&finding.value),
            escaped(&finding.meaning)
        );
    }
    if !view.opening.is_empty() {
        let _ = writeln!(page, "<p class=\"opening\">{}</p>", escaped(&view.opening));
    }
    for section in &view.sections {
        let _ = writeln!(page, "<h2>{}</h2>", escaped(&section.heading));
        section.blocks.iter().for_each(|block| draw_block(&mut page, block));
    }
    if !view.closing.is_empty() {
        let _ = writeln!(page, "<p class=\"closing\">{}</p>", escaped(&view.closing));
    }
    for line in &view.by_hand {
        let _ = writeln!(page, "<p class=\"by-hand\">{}</p>", escaped(line));
    }
    draw_proof(&mut page, &view.proof, record)?;
    for note in &view.footnotes {
        let _ = writeln!(page, "<p class=\"footnote\">{}</p>", escaped(note));
    }
    page.push_str("</body>\n</html>\n");
    Ok(page)
}

fn letterhead(page: &mut String, view: &View) {
    page.push_str("<div class=\"number\">");
    for row in [&view.number, &view.date, &view.issuance] {
        let _ = write!(page, "<div>{}　{}</div>", escaped(&row.label), escaped(&row.lines.concat()));
    }
    page.push_str("</div>\n");
    if !view.addressee.is_empty() {
        let _ = writeln!(page, "<p class=\"addressee\">{}</p>", escaped(&view.addressee));
    }
    page.push_str("<table class=\"issuer\">\n");
    view.issuer.iter().for_each(|row| draw_row(page, row));
    page.push_str("</table>\n");
}

fn draw_block(page: &mut String, block: &Block) {
    match block {
        Block::Rows { rows } => {
            page.push_str("<table class=\"rows\">\n");
            for row in rows {
                draw_row(page, row);
            }
            page.push_str("</table>\n");
        }
        Block::Table(table) => draw_table(page, table),
        Block::Notes { title, notes } => {
            if !title.is_empty() {
                let _ = writeln!(page, "<p class=\"notes\">{}</p>", escaped(title));
            }
            page.push_str("<ol>\n");
            for note in notes {
                let _ = writeln!(page, "<li>{}</li>", escaped(note));
            }
            page.push_str("</ol>\n");
        }
    }
}

fn draw_row(page: &mut String, row: &Row) {
    let lines: Vec<String> = row.lines.iter().map(|line| escaped(line)).collect();
    let class = match row.tone {
        Tone::Plain => "",
        Tone::Code => " class=\"code\"",
        Tone::Alert => " class=\"alert\"",
    };
    let (label, value) = (escaped(&row.label), lines.join("<br>"));
    let _ = writeln!(page, "<tr><th scope=\"row\">{label}</th><td{class}>{value}</td></tr>");
}

fn draw_table(page: &mut String, table: &Table) {
    page.push_str("<table class=\"list\">\n<thead><tr>");
    let total: u32 = table.columns.iter().map(|column| u32::from(column.width)).sum::<u32>().max(1);
    for column in &table.columns {
        let share = u32::from(column.width) * 100 / total;
        let _ = write!(page, "<th scope=\"col\" style=\"width:{share}%\">{}</th>", escaped(&column.label));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in &table.rows {
        page.push_str("<tr>");
        for (cell, column) in row.iter().zip(&table.columns) {
            let class = match column.look {
                Look::Text => "",
                Look::Number => " class=\"figure\"",
                Look::Mark => " class=\"mark\"",
                Look::Code => " class=\"code\"",
            };
            let _ = write!(page, "<td{class}>{}</td>", escaped(cell));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n");
    if !table.more.is_empty() {
        let _ = writeln!(page, "<p class=\"notes\">{}</p>", escaped(&table.more));
    }
}

fn draw_proof(page: &mut String, proof: &Proof, record: &Record) -> Result<(), RenderError> {
    let svg = qr::svg(&proof.qr)?;
    let _ = write!(
        page,
        "<section class=\"proof\">\n<div class=\"qr\" role=\"img\" aria-label=\"{}\">{svg}</div>\n<h2>{}</h2>\n<table>\n",
        escaped(&proof.qr_label),
        escaped(&proof.heading)
    );
    proof.rows.iter().for_each(|row| draw_row(page, row));
    let _ = write!(page, "</table>\n<p>{}</p>\n<p>", escaped(&proof.statement));
    for (name, label, bytes, mime) in [
        (&proof.json_name, &proof.json_label, &record.json, "application/json"),
        (&proof.signature_name, &proof.signature_label, &record.signature, "application/octet-stream"),
    ] {
        if bytes.is_empty() {
            continue;
        }
        let _ = write!(
            page,
            "<a download=\"{0}\" href=\"data:{mime};base64,{1}\">{0}</a> – {2}<br>",
            escaped(name),
            STANDARD.encode(bytes),
            escaped(label)
        );
    }
    let _ = write!(page, "</p>\n<p>{}</p>\n<pre>", escaped(&proof.commands_label));
    for command in &proof.commands {
        let _ = writeln!(page, "{}", escaped(command));
    }
    page.push_str("</pre>\n</section>\n");
    Ok(())
}

/// `text` as text, inside elements and quoted attributes alike.
fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => shown.push_str("&amp;"),
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '"' => shown.push_str("&quot;"),
            '\'' => shown.push_str("&#39;"),
            other => shown.push(other),
        }
    }
    shown
}
