//! The same from a disk, with nothing of the sources in memory: what counts there is how well reading, work and writing overlap.

use super::super::contest::{clear, gib};
use super::super::finding::Finding;
use super::super::primitives::Primitives;
use super::super::stand::{Plan, Stand};
use super::{Bench, Error, Peers, Rc};

impl Bench {
    /// Seal, open and verify on a stand of its own in the folder for temporary files, which should be on a disk. No target of the
    /// design speaks of it: the disk decides. azukari puts what it wrote on the medium before it says so; the others do not.
    pub(super) fn cold(plan: &Plan, costs: &Primitives) -> Result<Vec<Finding>, Box<dyn Error>> {
        let base = Plan::cold_base();
        let Some(plan) = plan.on(&base) else {
            println!("\ncold cache: not measured: {} is memory, or has no room", base.display());
            return Ok(Vec::new());
        };
        println!("\nCold cache, in {}", base.display());
        let stand = Rc::new(Stand::build(&plan)?);
        let bench = Bench { stand, peers: Peers::find(), runs: plan.runs, cold: true };
        let large = &bench.stand.large;
        println!("  content {:.2} GiB", gib(large.bytes));
        bench.seal(costs)?;
        bench.open(costs)?;
        bench.verify()?;
        clear(std::slice::from_ref(&large.path))?;
        Ok(Vec::new())
    }
}
