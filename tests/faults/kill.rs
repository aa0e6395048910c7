//! `kill -9` at random moments of everything that writes.

use super::moments::{killed_after, moments};
use super::rounds::{Founding, Importing, Opening, Receiving, Sealing, Wiping, Work, landed};

fn at_random_moments(work: &dyn Work, kills: u32) {
    // The first run warms the caches. The quickest counts: on a busy machine one may take many times as long as all others, and
    // most kills would come too late. A little more than that, so that the end is reached too.
    work.whole();
    let quickest = (0..3).map(|_| work.whole()).min().unwrap();
    let whole = quickest.mul_f64(1.1);
    let moments = moments(work.name(), kills, whole);
    let kill = |moment| work.round(&mut |command, log| killed_after(command, log, moment));
    landed(work.name(), &moments.into_iter().map(kill).collect::<Vec<_>>());
    work.rig().ledger_holds();
}

#[test]
fn sealing() {
    at_random_moments(&Sealing::new(), 30);
}

#[test]
fn opening() {
    at_random_moments(&Opening::new(), 30);
}

#[test]
fn wiping() {
    at_random_moments(&Wiping::new(), 30);
}

#[test]
fn receiving() {
    at_random_moments(&Receiving::new(), 30);
}

#[test]
fn importing() {
    at_random_moments(&Importing::new(), 15);
}

#[test]
fn founding() {
    at_random_moments(&Founding::new(false), 10);
}
