//! What the search of a device found, as the certificate states it, and place by place for the annex.

use crate::document::{Remains, Residue};
use crate::sanitize::files::{FilesReport, Found, HitKind, Where};
use serde_json::json;

/// Places that stand on the certificate itself.
const FIRST: usize = 8;

pub(super) fn residue(found: &Found) -> Residue {
    let lying = |place| found.by_where.get(&place).copied().unwrap_or(0);
    let content = found.hits.iter().filter(|hit| hit.kind != HitKind::Name);
    Residue {
        device_bytes: found.device_bytes,
        searched: found.read,
        unreadable: found.unread,
        unit: found.unit,
        blocks: found.sought.blocks,
        pieces: found.sought.pieces,
        names: found.sought.names,
        plain: found.not_sought.plain,
        unread_content: found.not_sought.unread,
        short_names: found.not_sought.names,
        found: Remains {
            files: found.by_file.len() as u64,
            block_places: found.blocks,
            piece_places: found.pieces,
            own_blocks: lying(Where::OwnBlocks),
            journal: lying(Where::Journal),
            elsewhere: lying(Where::Elsewhere),
            names_found: found.names,
            name_places: found.name_places,
            first: content.take(FIRST).map(|hit| hit.at).collect(),
        },
    }
}

/// Every place that was found, one per line; `None` where nothing was. It names no file but by its line in the other annex.
pub(super) fn annex(report: &FilesReport) -> Option<Vec<u8>> {
    let mut lines = String::new();
    for (place, found) in (1..).zip(&report.residues) {
        for hit in found.iter().flat_map(|found| &found.hits) {
            let mut line = json!({
                "place": place,
                "at": hit.at,
                "found": hit.kind.as_str(),
                "in": hit.lies.as_str(),
            });
            // A name may be that of a folder or a link.
            if hit.file > 0 {
                line["item"] = json!(hit.file);
            }
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
    }
    (!lines.is_empty()).then(|| lines.into_bytes())
}
