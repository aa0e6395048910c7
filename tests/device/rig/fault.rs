//! What can be wrong with a [`FaultyDisk`](super::FaultyDisk).

use rustix::io::Errno;
use std::ops::Range;

/// Which way data goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Access {
    /// From the disk.
    Read,
    /// To the disk.
    Write,
}

/// One thing that is wrong. Ranges are LBAs, sizes bytes. They act together: first the disk is slow, then it fails, then it has run
/// for long enough to be gone, then a bit flips, then the write is torn, then a part of it is not stored, and the rest where the disk
/// really has room.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Fault {
    /// Writes there are said to be done and are not.
    Lies { range: Range<u64> },
    /// A stick with a false capacity: it has `real_size`, and begins anew behind that. What is really there is only so large, if it had
    /// this fault from the beginning.
    Wraps { real_size: u64 },
    /// Of every `every`th write only the first `keep` bytes are stored. A write is what reaches the disk: the kernel divides large
    /// ones (often below 1 MiB) and sends the parts side by side, in no order.
    Tears { every: u64, keep: usize },
    /// All reads and writes together take their time.
    Slow { bytes_per_second: u64 },
    /// After that many bytes were written nothing works any more (EIO). What was written until then is there: of one request, its
    /// first part; of several on the way at the same time, parts of any.
    Vanishes { after_bytes: u64 },
    /// The same after that many bytes were read: in the middle of verifying, say. Others may read too (udev does).
    VanishesReading { after_bytes: u64 },
    /// As `Vanishes`, and what was written since the last flush is lost.
    PowerCut { after_bytes: u64 },
    /// Reads there give what was there when the fault came, though writes are stored.
    StaleReads { range: Range<u64> },
    /// The lowest bit of the byte at that offset (in bytes) is stored wrongly.
    FlipsBit { at: u64 },
    /// Says that it has flushed and has not: a later power cut takes more.
    IgnoresFlushes,
    /// Requests that touch the range fail, and do nothing. The kernel passes on ENODATA, EREMOTEIO, EBADE, ENOSPC, ENODEV, ENOLINK,
    /// ETIMEDOUT and EILSEQ, and makes EIO of the others.
    Fails { range: Range<u64>, on: Access, errno: Errno },
}
