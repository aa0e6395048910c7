//! Why something about a drive is not known. Never left out, and never taken for a good answer.

/// The reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotChecked {
    /// Only root may ask.
    NeedsRoot,
    /// Even root is not let: a container, a locked-down system, another program's claim.
    Denied,
    /// A USB bridge stands in front of the drive: what comes back may be its own word.
    Bridge,
    /// There is no drive to ask: a loop device, a hypervisor's disk, memory, a disk of another machine.
    NotPhysical,
    /// azukari knows no question for this kind of connection.
    NoQuestion,
    /// The drive has no such function, or no way to ask for it.
    Unsupported,
    /// The question got no answer that can be relied on; what came back.
    NoAnswer(String),
}

impl NotChecked {
    /// Language-free code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::NeedsRoot => "needs-root",
            Self::Denied => "denied",
            Self::Bridge => "bridge",
            Self::NotPhysical => "not-physical",
            Self::NoQuestion => "no-question",
            Self::Unsupported => "unsupported",
            Self::NoAnswer(_) => "no-answer",
        }
    }

    /// What came back, for programs and for whoever looks into it.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::NoAnswer(detail) => Some(detail),
            _ => None,
        }
    }

    /// What the system said instead of passing the question on.
    #[cfg(target_os = "linux")]
    pub(super) fn of_system(errno: rustix::io::Errno) -> Self {
        use rustix::io::Errno;
        match errno {
            Errno::ACCESS | Errno::PERM if rustix::process::geteuid().is_root() => Self::Denied,
            Errno::ACCESS | Errno::PERM => Self::NeedsRoot,
            other => Self::NoAnswer(std::io::Error::from(other).to_string()),
        }
    }
}
