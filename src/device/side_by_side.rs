//! Asking many drives at the same time: a slow or dying one must not hold up the others, and a bench has two hundred.

/// How many are asked at the same time.
const AT_ONCE: usize = 32;

/// What `ask` answers of each, in their order.
pub fn side_by_side<T: Sync, A: Send>(all: &[T], ask: impl Fn(&T) -> A + Sync) -> Vec<A> {
    let ask = &ask;
    let some = |some: &[T]| -> Vec<A> {
        std::thread::scope(|scope| {
            let asked: Vec<_> = some.iter().map(|one| scope.spawn(move || ask(one))).collect();
            let joined = asked.into_iter().map(|thread| {
                // A panic there is a panic here: it is told as the bug that it is.
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            });
            joined.collect()
        })
    };
    all.chunks(AT_ONCE).flat_map(some).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;

    #[test]
    fn all_are_asked_at_once_and_answer_in_their_order() {
        // Were one asked after the other, none would ever be answered.
        let all_there = Barrier::new(AT_ONCE);
        let all: Vec<usize> = (0..2 * AT_ONCE).collect();
        let answers = side_by_side(&all, |one| {
            all_there.wait();
            one + 1
        });
        assert_eq!(answers, (1..=2 * AT_ONCE).collect::<Vec<_>>());
        assert!(side_by_side(&[0_u8; 0], |one| *one).is_empty());
    }
}
