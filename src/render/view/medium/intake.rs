//! 受入照合: how the medium was found on the operator's list.

use crate::document::TakenIn;
use crate::model::{Lang, ListedFact};
use crate::render::view::words::Words;
use crate::render::view::{Row, Tone};

/// That it is on the list, by whose word, and what the row says otherwise.
pub(super) fn row(words: Words, taken: &TakenIn) -> Row {
    let (list, on) = (&taken.list, &taken.on);
    let by = words.source(on.by);
    let mut lines = vec![match words.0 {
        Lang::Ja => format!("リスト「{}」の {} 行目と製造番号が一致（{}）", list.name, on.row.line, by),
        Lang::En => format!("serial number as in line {} of the list “{}” ({by})", on.row.line, list.name),
    }];
    for (facts, text) in [
        (&on.differs, words.of("リストの記載と異なるもの", "differs from the list")),
        (&on.not_compared, words.of("リストの記載と比べられないもの", "could not be compared with the list")),
    ] {
        if !facts.is_empty() {
            let facts: Vec<&str> = facts.iter().map(|fact| words.listed_fact(*fact)).collect();
            lines.push(match words.0 {
                Lang::Ja => format!("{text}：{}", facts.join("、")),
                Lang::En => format!("{text}: {}", facts.join(", ")),
            });
        }
    }
    lines.push(format!("SHA-256 {}", list.sha256));
    let tone = if on.differs.is_empty() { Tone::Plain } else { Tone::Alert };
    Row { label: words.of("受入照合", "Compared at intake").to_owned(), lines, tone }
}

impl Words {
    /// What of a row was compared.
    pub(in crate::render::view) fn listed_fact(self, fact: ListedFact) -> &'static str {
        match fact {
            ListedFact::Model => self.of("型番", "model"),
            ListedFact::Capacity => self.of("容量", "capacity"),
            ListedFact::Kind => self.of("媒体種別", "kind of medium"),
        }
    }
}
