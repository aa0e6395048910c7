//! Drives for people: a line each, and below it what there is to know, in no more than 80 columns.

use super::Seen;
use super::words;
use crate::cli::catalogue::Catalogue;
use crate::cli::layout::{COLUMNS, pad, width, wrap};
use crate::cli::output::Output;
use crate::model::{bytes_with_unit, printable};

/// Columns of the first line; the model takes the rest.
const WIDTHS: [usize; 4] = [11, 13, 12, 9];

pub(super) fn show(out: &Output, seen: &[Seen]) {
    let words = out.catalogue();
    if seen.is_empty() {
        return out.say("devices-none", &[]);
    }
    for line in lines(words, seen) {
        out.line(&line);
    }
}

/// Every line of the table.
fn lines(words: &Catalogue, seen: &[Seen]) -> Vec<String> {
    let heads = ["devices-name", "devices-kind", "devices-capacity", "devices-transport", "devices-model"];
    let [name, kind, capacity, transport, model] = heads.map(|id| words.word(id));
    let mut lines = row([&name, &kind, &capacity, &transport], &model);
    for one in seen {
        let medium = &one.drive.medium;
        let capacity = medium.capacity.map_or_else(|| "?".to_owned(), bytes_with_unit);
        let transport = medium.transport.as_deref().unwrap_or("?");
        let kind = words::kind(words, medium.kind);
        lines.extend(row([&one.drive.name, &kind, &capacity, transport], &words::name_of_model(one)));
        lines.extend(details(words, one));
    }
    lines
}

/// A row; what is longer than its column pushes the rest on, and the model is broken into lines.
fn row(cells: [&str; 4], model: &str) -> Vec<String> {
    let mut left = String::new();
    for (cell, columns) in cells.iter().zip(WIDTHS) {
        let end = width(&left) + columns;
        left.push_str(cell);
        left = pad(&left, end.max(width(&left) + 1));
    }
    let start = width(&left);
    let rest = broken(model, COLUMNS.saturating_sub(start).max(20));
    let mut lines = Vec::new();
    for (at, part) in rest.iter().enumerate() {
        let before = if at == 0 { left.clone() } else { pad("", start) };
        lines.push(format!("{before}{part}").trim_end().to_owned());
    }
    lines
}

/// What there is to know of one drive, each after its label.
fn details(words: &Catalogue, one: &Seen) -> Vec<String> {
    let drive = &one.drive;
    let facts = [
        ("devices-serial", &drive.medium.serial, drive.origins.serial),
        ("devices-wwn", &drive.wwn, drive.origins.wwn),
        ("devices-firmware", &drive.firmware, drive.origins.firmware),
    ];
    let mut rows: Vec<(&str, Vec<String>)> = Vec::new();
    for (label, told, origin) in facts {
        if let Some(told) = told {
            rows.push((label, vec![words::sourced(words, told, origin)]));
        }
    }
    if let (Some(logical), Some(physical)) = (drive.logical_sector, drive.physical_sector) {
        let text = words.text("devices-sector-sizes", &crate::facts![logical = logical, physical = physical]);
        rows.push(("devices-sectors", vec![text]));
    }
    if let Some(rate) = drive.turns_per_minute {
        rows.push(("devices-turns", vec![rate.to_string()]));
    }
    let marks = [
        (drive.read_only, "devices-mark-read-only"),
        (drive.removable, "devices-mark-removable"),
        (drive.zoned, "devices-mark-zoned"),
    ];
    let marks: Vec<String> = marks.iter().filter(|(is, _)| *is).map(|(_, id)| words.word(id)).collect();
    if !marks.is_empty() {
        rows.push(("devices-marks", marks));
    }
    if !drive.by_id.is_empty() {
        rows.push(("devices-by-id", drive.by_id.iter().map(|name| printable(name).into_owned()).collect()));
    }
    let origins = words::origins(words, one);
    if !origins.is_empty() {
        rows.push(("devices-origins", vec![origins.join(&words.word("list-separator"))]));
    }
    rows.push(("devices-contents", words::contents(words, one)));
    rows.push(("devices-uses", words::uses(words, one)));
    let doubts = words::doubts(words, one);
    if !doubts.is_empty() {
        rows.push(("devices-doubts", doubts));
    }
    rows.push(("devices-hidden", vec![words::hidden(words, one)]));
    rows.push(("devices-health", vec![words::health(words, one)]));
    rows.push(("devices-erases", words::erases(words, one)));
    let labels: Vec<(String, Vec<String>)> =
        rows.into_iter().map(|(id, values)| (words.word(id), values)).collect();
    let column = labels.iter().map(|(label, _)| width(label)).max().unwrap_or(0) + 4;
    let mut lines = Vec::new();
    for (label, values) in labels {
        let mut left = format!("  {label}");
        for value in values {
            for part in broken(&value, COLUMNS - column) {
                lines.push(format!("{}{part}", pad(&left, column)).trim_end().to_owned());
                left.clear();
            }
        }
    }
    lines
}

/// As [`wrap`]; a word that is longer than a line, such as a path, is cut where the line ends.
fn broken(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in wrap(text, columns) {
        let mut current = String::new();
        for letter in line.chars() {
            if width(&current) + width(letter.encode_utf8(&mut [0; 4])) > columns {
                lines.push(std::mem::take(&mut current));
            }
            current.push(letter);
        }
        lines.push(current);
    }
    if lines.is_empty() { vec![String::new()] } else { lines }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
