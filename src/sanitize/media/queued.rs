//! The work of a pass by one thread with several transfers under way.

use super::pass::{Direction, Pass, Step, Turn};
use super::port::Queue;

/// A piece: where, and how long.
type Piece = (u64, usize);

/// Does what the pass has to give, until there is nothing left. Should the queue break, the pieces that were under way, for somebody
/// else to do: nobody will learn what came of them. Done twice they are the same.
pub(super) fn work(pass: &Pass<'_>, step: &dyn Step, queue: &mut dyn Queue) -> Option<Vec<Piece>> {
    let mut free: Vec<usize> = Vec::new();
    while queue.buffer(free.len()).is_some() {
        free.push(free.len());
    }
    // By slot.
    let mut under_way: Vec<Option<Piece>> = vec![None; free.len()];
    loop {
        while let Some(slot) = free.last().copied() {
            // With nothing under way, nobody waits for us.
            let idle = free.len() == under_way.len();
            let Turn::Piece(offset, length) = pass.begin(step, idle) else { break };
            under_way[slot] = Some((offset, length));
            if begin(step, queue, slot, offset, length).is_none() {
                return Some(under_way.into_iter().flatten().collect());
            }
            free.pop();
        }
        match queue.finish() {
            Ok(Some((slot, outcome))) => {
                let piece = under_way.get_mut(slot).and_then(Option::take);
                let buffer = queue.buffer(slot);
                let Some(((offset, length), buffer)) = piece.zip(buffer) else { continue };
                let done = step.settle(offset, &mut buffer[..length], outcome);
                pass.finish(offset, done.err());
                free.push(slot);
            }
            Ok(None) => return None,
            Err(_) => return Some(under_way.into_iter().flatten().collect()),
        }
    }
}

/// Makes a piece ready and begins its transfer; `None` when it was not begun.
fn begin(step: &dyn Step, queue: &mut dyn Queue, slot: usize, offset: u64, length: usize) -> Option<()> {
    step.prepare(offset, queue.buffer(slot)?.get_mut(..length)?);
    let begun = match step.direction() {
        Direction::Read => queue.read(slot, offset, length),
        Direction::Write => queue.write(slot, offset, length),
    };
    begun.ok()
}
