//! What became of each file, line by line: noted while it happens, and whole as the annex of the certificate.

use super::{WipeFilesError, text};
use crate::custody::pending::{Pending, PendingError};
use crate::model::Timestamp;
use crate::sanitize::files::{FileResult, FilesPlan, FilesReport};
use crate::stream::{create_private, part_name, sync_parent};
use serde_json::json;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long what was noted may be only in the system's memory, and so be lost by a power cut.
const SYNC_EVERY: Duration = Duration::from_secs(1);

/// What was to be wiped, and what became of each file, written down while it happens: if no certificate comes of it, this is the
/// only evidence. Dropped without [`Journal::keep`], it disappears.
pub(super) struct Journal {
    file: File,
    path: PathBuf,
    synced: Instant,
    /// Names the journal to the next run if this one dies.
    pending: Option<Pending>,
}

impl Journal {
    pub(super) fn begin(work: &Path, plan: &FilesPlan, at: Timestamp) -> Result<Self, WipeFilesError> {
        let mut path = part_name(&work.join("wipe")).into_os_string();
        path.push(".jsonl");
        let path = PathBuf::from(path);
        let failed = |source| PendingError::Write { path: path.clone(), source };
        let pending = Some(Pending::begin(work, "wipe-evidence", std::slice::from_ref(&path), at)?);
        let file = create_private(&path).map_err(failed)?;
        let mut journal = Self { file, path: path.clone(), synced: Instant::now(), pending };
        let files = plan.files.len();
        let head = json!({ "schema": "azukari/wipe-journal/1", "started": at, "files": files });
        let mut lines = format!("{head}\n");
        for file in &plan.files {
            let planned = json!({ "planned": file.number, "path": text(&file.path), "bytes": file.bytes() });
            lines.push_str(&planned.to_string());
            lines.push('\n');
        }
        // On the medium before the first file is touched.
        let written = journal.file.write_all(lines.as_bytes()).and_then(|()| journal.file.sync_all());
        written.and_then(|()| sync_parent(&path)).map_err(failed)?;
        Ok(journal)
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        self.file.write_all(format!("{line}\n").as_bytes())
    }

    /// A full disk must not stop a wipe half way: the certificate is made from the report, not from here.
    pub(super) fn note(&mut self, result: &FileResult) {
        let _ = self.line(&line(result.number, &result.path, None, result));
        if self.synced.elapsed() >= SYNC_EVERY {
            let _ = self.file.sync_data();
            self.synced = Instant::now();
        }
    }

    /// Completes it from the report and leaves it, and the marker that names it, where it is.
    pub(super) fn keep(mut self, plan: &FilesPlan, report: &FilesReport) -> PathBuf {
        let whole = annex(plan, report);
        let _ = self.line(r#"{"report":"whole"}"#).and_then(|()| self.file.write_all(&whole));
        let _ = self.file.sync_all();
        if let Some(pending) = self.pending.take() {
            pending.abandon();
        }
        self.path.clone()
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        if let Some(pending) = self.pending.take() {
            let _ = std::fs::remove_file(&self.path);
            pending.finish_unless_left(&[&self.path]);
        }
    }
}

/// The per-file list: names may be personal data, so it lies beside the certificate and not in it.
pub(super) fn annex(plan: &FilesPlan, report: &FilesReport) -> Vec<u8> {
    let mut lines = String::new();
    for (file, result) in plan.files.iter().zip(&report.results) {
        lines.push_str(&line(file.number, &file.path, Some(file.bytes()), result));
        lines.push('\n');
    }
    lines.into_bytes()
}

fn line(number: u64, path: &Path, bytes: Option<u64>, result: &FileResult) -> String {
    let mut line = json!({
        "item": number,
        "path": text(path),
        "outcome": result.outcome,
        "verdict": result.verdict,
        "bytes_written": result.bytes_written,
        "bytes_read_back": result.bytes_read_back,
        "read_back": result.read_back.as_str(),
    });
    if result.bytes_raw > 0 {
        line["bytes_read_raw"] = json!(result.bytes_raw);
    }
    if result.residue > 0 {
        line["residue"] = json!(result.residue);
    }
    if let Some(bytes) = bytes {
        line["bytes"] = json!(bytes);
    }
    if let Some(detail) = result.detail() {
        line["detail"] = json!(detail);
    }
    if let Some(left) = &result.left_at {
        line["left_at"] = json!(text(left));
    }
    if result.links_left > 0 {
        line["links_left"] = json!(result.links_left);
    }
    line.to_string()
}
