//! 残存調査: what was looked for on the whole device, what was found, and what nobody looked for.

use super::parts::Rows;
use super::words::{Words, grouped};
use super::{Row, Tone};
use crate::document::Residue;
use crate::model::Lang;

/// What stands against a pass, as a fact of the record.
pub(super) fn belies(residue: &Residue) -> String {
    match residue.content() {
        0 => format!("places.residue.searched={}", residue.searched),
        places => format!("places.residue.found={places}"),
    }
}

pub(super) fn rows(words: Words, residue: &Residue) -> Rows {
    let mut rows = Rows::new();
    let searched = match words.0 {
        Lang::Ja => format!(
            "消去の後、媒体の {} のうち {} を直接読んだ",
            words.bytes(residue.device_bytes),
            words.bytes(residue.searched)
        ),
        Lang::En => format!(
            "after the erasure, {} of the device's {} were read directly",
            words.bytes(residue.searched),
            words.bytes(residue.device_bytes)
        ),
    };
    let label = words.of("残存調査", "Search for remains");
    rows.add_checked(label, searched, residue.is_complete());
    if !residue.is_complete() {
        let cut = words.of(
            "終わっていない。読めなかった部分に残っているかは分からない",
            "not complete: nothing is known of what was not read",
        );
        rows.add_checked(words.of("調査の完了", "Completion of the search"), cut, false);
    }
    rows.0.push(sought(words, residue));
    rows.0.push(content(words, residue));
    rows.0.push(names(words, residue));
    rows
}

fn sought(words: Words, residue: &Residue) -> Row {
    let (blocks, pieces, names) = (grouped(residue.blocks), grouped(residue.pieces), grouped(residue.names));
    let (plain, short, unread) =
        (grouped(residue.plain), grouped(residue.short_names), grouped(residue.unread_content));
    let unit = grouped(residue.unit);
    let mut lines = match words.0 {
        Lang::Ja => vec![
            format!(
                "内容の {blocks} ブロック（{unit} バイトごと、完全に同じもの）、短い {pieces} 片、名前 {names} 件"
            ),
            format!(
                "探していないもの：同じ値の繰返しや短すぎる {plain} か所、短すぎる名前 {short} 件、圧縮・暗号化・変更された写し、以前の版のうち今と異なる部分、他の媒体"
            ),
        ],
        Lang::En => vec![
            format!(
                "{blocks} blocks of content (of {unit} bytes, byte for byte), {pieces} short pieces, {names} names"
            ),
            format!(
                "not looked for: {plain} blocks or pieces of one value or too short, {short} names too short, compressed, encrypted or changed copies, what differed in earlier versions, other devices"
            ),
        ],
    };
    if residue.unread_content > 0 {
        lines.push(match words.0 {
            Lang::Ja => format!("上書きの前に読めなかったため探していない内容：{unread} ブロック"),
            Lang::En => format!("not looked for, as it could not be read before: {unread} blocks of content"),
        });
    }
    Row { label: words.of("探したもの", "Looked for").to_owned(), lines, tone: Tone::Plain }
}

fn content(words: Words, residue: &Residue) -> Row {
    let label = words.of("見つかった内容", "Content found").to_owned();
    let found = &residue.found;
    if residue.content() == 0 {
        let line = words.of(
            "なし（探したものについて。媒体に何も残っていないという意味ではない）",
            "none of what was looked for (which does not say that nothing remains on the medium)",
        );
        return Row { label, lines: vec![line.to_owned()], tone: Tone::Plain };
    }
    let (places, files) = (grouped(residue.content()), words.files(found.files));
    let (own, journal, elsewhere) =
        (grouped(found.own_blocks), grouped(found.journal), grouped(found.elsewhere));
    let mut lines = match words.0 {
        Lang::Ja => vec![
            format!("残っている：{files}の内容が {places} か所"),
            format!(
                "内訳：ファイルのあった場所 {own}、ジャーナル {journal}、その他（以前の版や一時的な写し、他のファイル、スナップショット、管理情報）{elsewhere}"
            ),
        ],
        Lang::En => vec![
            format!("REMAINS: content of {files} at {places} places"),
            format!(
                "where the files lay {own}, journal {journal}, elsewhere (earlier versions and temporary copies, other files, snapshots, metadata) {elsewhere}"
            ),
        ],
    };
    let first: Vec<String> = found.first.iter().map(|at| grouped(*at)).collect();
    if !first.is_empty() {
        let first = first.join(words.of("、", "; "));
        lines.push(match words.0 {
            Lang::Ja => format!("初めの場所（媒体の先頭からのバイト数）：{first}。ほかは別紙"),
            Lang::En => format!(
                "first places (bytes from the beginning of the device): {first}; the others are in the annex"
            ),
        });
    }
    Row { label, lines, tone: Tone::Alert }
}

fn names(words: Words, residue: &Residue) -> Row {
    let label = words.of("見つかった名前", "Names found").to_owned();
    let (names, places) = (grouped(residue.found.names_found), grouped(residue.found.name_places));
    let line = match (residue.found.name_places, words.0) {
        (0, _) => words.of("なし（探したものについて）", "none of those looked for").to_owned(),
        (_, Lang::Ja) => {
            format!("残っている：{names} 件が {places} か所（同じ名前の別のファイルによるものを含み得る）")
        }
        (_, Lang::En) => format!("remain: {names} names at {places} places (other files may bear the same)"),
    };
    Row { label, lines: vec![line], tone: Tone::Plain }
}
