//! 実施: when, where, by whom.

use super::parts::Rows;
use super::words::Words;
use super::{Block, Row, date};
use crate::document::Performed;

/// The rows, the one who did it called `operator`, and `more` of the kind's own before the machine.
pub(super) fn performed(words: Words, done: &Performed, operator: &str, more: Vec<Row>) -> Vec<Block> {
    let (from, until) = (date::moment(done.from, words.0), date::moment(done.until, words.0));
    let mut rows = Rows::new();
    rows.add(words.of("開始", "Start"), from);
    rows.add(words.of("終了", "End"), until);
    let place = words.declared(done.place.as_deref());
    rows.add(words.of("場所", "Place"), words.or_unstated(place.as_deref()));
    rows.add(operator, words.person(&done.operator));
    let witness = words.declared(done.witness.as_ref().map(|witness| words.person(witness)).as_deref());
    rows.add(words.of("立会者", "Witness"), words.or_unstated(witness.as_deref()));
    rows.0.extend(more);
    rows.add_some(words.of("実施PC", "Machine"), done.machine.as_deref());
    rows.block().into_iter().collect()
}
