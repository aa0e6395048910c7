//! What the process forbids itself before any key is in memory.

/// Turns core dumps off, where the system has them: a dump would hold keys in the clear.
/// Best effort; `doctor` reports whether it took.
pub fn no_core_dumps() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, setrlimit};
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        let _ = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    }
}

/// Lets the process open as many files as the system allows it: a package may have thousands of volumes. Best effort.
pub fn many_open_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let allowed = getrlimit(Resource::Nofile).maximum;
        let _ = setrlimit(Resource::Nofile, Rlimit { current: allowed, maximum: allowed });
    }
}

/// Whether core dumps are off now; `None` where the system cannot be asked.
#[must_use]
pub fn core_dumps_off() -> Option<bool> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit};
        Some(getrlimit(Resource::Core).maximum == Some(0))
    }
    #[cfg(not(unix))]
    {
        None
    }
}

/// How many bytes may be locked into memory (`Some(None)`: without limit); `None` where the system cannot be asked.
#[must_use]
pub fn lockable_bytes() -> Option<Option<u64>> {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit};
        Some(getrlimit(Resource::Memlock).current)
    }
    #[cfg(not(unix))]
    {
        None
    }
}

/// Swap areas in use; `None` where the system cannot be asked.
#[must_use]
pub fn swaps() -> Option<Vec<String>> {
    // proc_swaps(5): a heading, then one line per area with its path first.
    let table = std::fs::read_to_string("/proc/swaps").ok()?;
    Some(table.lines().skip(1).filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
}
