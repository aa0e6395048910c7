//! Drives for a spreadsheet, a line each: UTF-8 with a byte-order mark and CRLF, which Excel opens without questions.

use super::Seen;
use super::words;
use crate::cli::catalogue::Catalogue;
use crate::cli::failure::{Failure, ShellError};
use crate::model::{Origin, spreadsheet_cell};

/// Messages that name the columns, in their order.
const COLUMNS: [&str; 24] = [
    "devices-name",
    "devices-path",
    "devices-kind",
    "devices-maker",
    "devices-model",
    "devices-serial",
    "devices-serial-origin",
    "devices-wwn",
    "devices-wwn-origin",
    "devices-firmware",
    "devices-firmware-origin",
    "devices-capacity-bytes",
    "devices-logical-sector",
    "devices-physical-sector",
    "devices-transport",
    "devices-turns",
    "devices-origins",
    "devices-contents",
    "devices-uses",
    "devices-doubts",
    "devices-hidden",
    "devices-health",
    "devices-erases",
    "devices-by-id",
];

/// The whole file.
pub(super) fn lines(words: &Catalogue, seen: &[Seen]) -> Result<Vec<u8>, Failure> {
    file(&COLUMNS.map(|id| words.word(id)), seen.iter().map(|one| cells(words, one)))
}

/// A file of `rows` under `heading`.
pub(in crate::cli) fn file<const N: usize>(
    heading: &[String; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<Vec<u8>, Failure> {
    // It writes to memory.
    let failed = |error: csv::Error| ShellError::Write { place: "csv".into(), source: error.into() };
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Always)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(heading).map_err(failed)?;
    for row in rows {
        writer.write_record(row.map(|cell| spreadsheet_cell(&cell).into_owned())).map_err(failed)?;
    }
    let into = |error: csv::IntoInnerError<csv::Writer<Vec<u8>>>| ShellError::Write {
        place: "csv".into(),
        source: std::io::Error::other(error.to_string()),
    };
    Ok(writer.into_inner().map_err(into)?)
}

fn cells(words: &Catalogue, one: &Seen) -> [String; 24] {
    let (drive, medium) = (&one.drive, &one.drive.medium);
    let value = |told: &Option<crate::model::Sourced>| {
        told.as_ref().map(|told| told.value.clone()).unwrap_or_default()
    };
    let way = |way: Option<Origin>| way.map(|way| words::origin(words, way)).unwrap_or_default();
    let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    let several = |lines: Vec<String>| lines.join(" / ");
    [
        drive.name.clone(),
        drive.path.display().to_string(),
        words::kind(words, medium.kind),
        value(&medium.maker),
        value(&medium.model),
        value(&medium.serial),
        way(drive.origins.serial),
        value(&drive.wwn),
        way(drive.origins.wwn),
        value(&drive.firmware),
        way(drive.origins.firmware),
        number(medium.capacity),
        number(drive.logical_sector.map(u64::from)),
        number(drive.physical_sector.map(u64::from)),
        medium.transport.clone().unwrap_or_default(),
        number(drive.turns_per_minute.map(u64::from)),
        several(words::origins(words, one)),
        several(words::contents(words, one)),
        several(words::uses(words, one)),
        several(words::doubts(words, one)),
        words::hidden(words, one),
        words::health(words, one),
        several(words::erases(words, one)),
        several(drive.by_id.clone()),
    ]
}
