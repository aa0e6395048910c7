//! The operator's list of media (媒体一覧), as it comes from a spreadsheet. Only the serial numbers are required.

use super::IntakeError;
use super::size;
use crate::custody::spreadsheet;
use crate::model::{ListedMedium, MediaListRef};
use crate::stream::Hasher;
use std::path::Path;

/// A list of some hundred thousand media; anything longer is something else.
const MAX_LIST_BYTES: u64 = 64 << 20;
/// Above the heading there may be a title.
const MAX_TITLE_ROWS: usize = 20;

/// A list that was read.
#[derive(Debug, Clone)]
pub struct MediaList {
    /// Which file it was.
    pub file: MediaListRef,
    /// Its rows, in their order.
    pub rows: Vec<ListedMedium>,
    /// Unit of capacities that have none, from the heading of their column.
    pub(super) unit: &'static str,
}

impl MediaList {
    /// Reads the list at `path`.
    ///
    /// # Errors
    /// Those of [`IntakeError`] about lists.
    pub fn read(path: &Path) -> Result<Self, IntakeError> {
        let read = |source| IntakeError::Read { path: path.to_owned(), source };
        if std::fs::metadata(path).map_err(read)?.len() > MAX_LIST_BYTES {
            return Err(read(std::io::ErrorKind::FileTooLarge.into()));
        }
        Self::of(path, &std::fs::read(path).map_err(read)?)
    }

    /// Of the bytes of the file at `path`.
    pub(super) fn of(path: &Path, bytes: &[u8]) -> Result<Self, IntakeError> {
        let own = || path.to_owned();
        let text = spreadsheet::decode(bytes).ok_or_else(|| IntakeError::Encoding { path: own() })?;
        let mut columns: Option<Columns> = None;
        let mut above = 0;
        let mut rows = Vec::new();
        spreadsheet::each_row(
            &text,
            |line| IntakeError::Line { path: own(), line },
            |line, row| {
                let Some(columns) = &columns else {
                    columns = Columns::of(row, path)?;
                    above += 1;
                    if columns.is_none() && above >= MAX_TITLE_ROWS {
                        return Err(no_serials(path, &text));
                    }
                    return Ok(());
                };
                rows.push(columns.row(row, line));
                Ok(())
            },
        )?;
        let columns = columns.ok_or_else(|| no_serials(path, &text))?;
        if rows.is_empty() {
            return Err(IntakeError::Empty { path: own() });
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let sha256 = Hasher::sha256_of(bytes);
        Ok(Self { file: MediaListRef { name, sha256, rows: rows.len() as u64 }, rows, unit: columns.unit })
    }
}

fn no_serials(path: &Path, text: &str) -> IntakeError {
    let heading = spreadsheet::first_line(text).chars().take(120).collect();
    IntakeError::NoSerials { path: path.to_owned(), heading }
}

/// Which column holds what.
#[derive(Debug, Default)]
struct Columns {
    serial: Option<usize>,
    number: Option<usize>,
    maker: Option<usize>,
    model: Option<usize>,
    capacity: Option<usize>,
    kind: Option<usize>,
    remarks: Option<usize>,
    unit: &'static str,
}

impl Columns {
    /// Of a heading; nothing where it has no column for serial numbers. Of two columns for one thing nobody could say which is meant.
    fn of(heading: &csv::StringRecord, path: &Path) -> Result<Option<Self>, IntakeError> {
        let mut columns = Self::default();
        let mut twice = None;
        for (index, cell) in heading.iter().enumerate() {
            let name = spreadsheet::heading(cell);
            let Some(slot) = columns.slot(&name) else { continue };
            if slot.is_some() {
                twice = twice.or(Some(cell.to_owned()));
            }
            *slot = Some(index);
            if columns.capacity == Some(index) {
                columns.unit = size::unit_of_heading(&name);
            }
        }
        match (columns.serial, twice) {
            (None, _) => Ok(None),
            (Some(_), None) => Ok(Some(columns)),
            (Some(_), Some(column)) => Err(IntakeError::ColumnTwice { path: path.to_owned(), column }),
        }
    }

    fn slot(&mut self, name: &str) -> Option<&mut Option<usize>> {
        Some(match name {
            "製造番号"
            | "製造no"
            | "シリアル番号"
            | "シリアルno"
            | "シリアルナンバー"
            | "シリアル"
            | "媒体製造番号"
            | "機器製造番号"
            | "serial"
            | "serialnumber"
            | "serialno"
            | "s/n"
            | "sn" => &mut self.serial,
            "管理番号" | "資産番号" | "資産管理番号" | "媒体番号" | "媒体管理番号" | "備品番号"
            | "管理no" | "asset" | "assetnumber" | "assetno" | "assettag" | "assetid" | "label" => {
                &mut self.number
            }
            "メーカー" | "メーカ" | "メーカー名" | "メーカ名" | "製造元" | "製造者" | "maker" | "vendor"
            | "manufacturer" | "make" => &mut self.maker,
            "型番" | "型式" | "型名" | "機種" | "機種名" | "品番" | "モデル" | "model" | "modelnumber"
            | "modelno" | "partnumber" => &mut self.model,
            "容量" | "容量gb" | "容量tb" | "容量mb" | "容量バイト" | "記憶容量" | "記憶容量gb"
            | "capacity" | "capacitygb" | "capacitytb" | "capacitybytes" | "size" | "sizegb" => {
                &mut self.capacity
            }
            "媒体種別" | "種別" | "種類" | "媒体" | "媒体名" | "媒体の種類" | "区分" | "kind" | "type"
            | "media" | "mediatype" => &mut self.kind,
            "備考" | "摘要" | "メモ" | "remarks" | "remark" | "notes" | "note" | "comment" => {
                &mut self.remarks
            }
            _ => return None,
        })
    }

    fn row(&self, row: &csv::StringRecord, line: u64) -> ListedMedium {
        let cell = |column: Option<usize>| {
            let text = column.and_then(|at| row.get(at)).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        ListedMedium {
            line,
            serial: cell(self.serial).unwrap_or_default(),
            number: cell(self.number),
            maker: cell(self.maker),
            model: cell(self.model),
            capacity: cell(self.capacity),
            kind: cell(self.kind),
            remarks: cell(self.remarks),
        }
    }
}
