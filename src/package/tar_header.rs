//! Writing tar members: ustar headers, with pax records (POSIX.1-2001 `pax`, "pax Interchange Format") where ustar
//! cannot say it: names that are long or not ASCII, nanoseconds, sizes above 8 GiB.

use super::tree::EntryKind;

/// Everything in a tar is a multiple of this many bytes.
pub(super) const BLOCK: usize = 512;
/// The largest size that 11 octal digits can say.
pub(super) const USTAR_LARGEST: u64 = 0o77_777_777_777;

/// One member's facts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Member<'a> {
    /// Full path inside the tar; a folder's ends in `/`.
    pub(super) path: &'a str,
    pub(super) kind: EntryKind,
    pub(super) size: u64,
    pub(super) mtime: (i64, u32),
    pub(super) mode: u32,
    /// Length of a file whose content is stored without its holes (GNU sparse format 1.0).
    pub(super) real_size: Option<u64>,
    /// Where a symbolic link leads.
    pub(super) link: Option<&'a str>,
}

/// Bytes from the end of `size` content bytes to the next block.
pub(super) fn padding(size: u64) -> usize {
    let over = usize::try_from(size % BLOCK as u64).unwrap_or(0);
    if over == 0 { 0 } else { BLOCK - over }
}

/// Appends the header blocks of `member`.
pub(super) fn append(out: &mut Vec<u8>, member: &Member<'_>) {
    let mut records = Vec::new();
    if let Some(real) = member.real_size {
        record(&mut records, "GNU.sparse.major", "1");
        record(&mut records, "GNU.sparse.minor", "0");
        record(&mut records, "GNU.sparse.name", member.path);
        record(&mut records, "GNU.sparse.realsize", &real.to_string());
    } else if member.path.len() > 100 || !member.path.is_ascii() {
        record(&mut records, "path", member.path);
    }
    let long_link = member.link.filter(|link| link.len() > 100 || !link.is_ascii());
    if let Some(link) = long_link {
        record(&mut records, "linkpath", link);
    }
    if member.size > USTAR_LARGEST {
        record(&mut records, "size", &member.size.to_string());
    }
    if member.mtime.1 != 0 || octal_seconds(member.mtime.0).is_none() {
        record(&mut records, "mtime", &pax_time(member.mtime));
    }
    if !records.is_empty() {
        let size = records.len() as u64;
        block(out, b"././@PaxHeader", b"", b'x', size, 0o644, 0);
        out.extend_from_slice(&records);
        out.resize(out.len() + padding(size), 0);
    }
    let kind = match member.kind {
        EntryKind::File => b'0',
        EntryKind::Link => b'2',
        EntryKind::Folder => b'5',
    };
    let link = member.link.map(short_name).unwrap_or_default();
    let size = if member.size > USTAR_LARGEST { 0 } else { member.size };
    let seconds = octal_seconds(member.mtime.0).unwrap_or(0);
    block(out, &short_name(member.path), &link, kind, size, member.mode, seconds);
}

/// `SECONDS.NANOSECONDS` as pax wants it; before 1970 the whole number is negative.
fn pax_time((seconds, nanos): (i64, u32)) -> String {
    if seconds < 0 && nanos > 0 {
        // -1.25 is two seconds back and 0.75 forward.
        format!("-{}.{:09}", -(seconds + 1), 1_000_000_000 - nanos)
    } else {
        format!("{seconds}.{nanos:09}")
    }
}

fn octal_seconds(seconds: i64) -> Option<u64> {
    u64::try_from(seconds).ok().filter(|seconds| *seconds <= USTAR_LARGEST)
}

/// A stand-in for readers without pax: ASCII, at most 100 bytes.
fn short_name(path: &str) -> Vec<u8> {
    path.chars().map(|c| u8::try_from(c).ok().filter(u8::is_ascii).unwrap_or(b'_')).take(100).collect()
}

/// `LENGTH key=value\n`, where LENGTH counts itself.
fn record(out: &mut Vec<u8>, key: &str, value: &str) {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    out.extend_from_slice(format!("{length} {key}={value}\n").as_bytes());
}

fn block(out: &mut Vec<u8>, name: &[u8], link: &[u8], kind: u8, size: u64, mode: u32, mtime: u64) {
    let mut header = [0_u8; BLOCK];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, name);
    put(100, &octal::<7>(mode.into()));
    put(108, b"0000000");
    put(116, b"0000000");
    put(124, &octal::<11>(size));
    put(136, &octal::<11>(mtime));
    put(148, b"        ");
    put(156, &[kind]);
    put(157, link);
    put(257, b"ustar\x0000");
    let sum: u32 = header.iter().map(|byte| u32::from(*byte)).sum();
    header[148..154].copy_from_slice(&octal::<6>(sum.into()));
    header[154..156].copy_from_slice(b"\0 ");
    out.extend_from_slice(&header);
}

/// The last `N` octal digits of `number`: fields are as wide as what can be in them.
fn octal<const N: usize>(number: u64) -> [u8; N] {
    let mut digits = [0; N];
    let mut rest = number;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest & 7).to_le_bytes()[0];
        rest >>= 3;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pax_record_counts_itself() {
        for length in [1, 80, 88, 89, 90, 91, 985, 990, 991, 9990] {
            let mut out = Vec::new();
            record(&mut out, "path", &"a".repeat(length));
            let text = String::from_utf8(out).unwrap();
            assert_eq!(text.split(' ').next().unwrap().parse::<usize>().unwrap(), text.len());
        }
    }

    #[test]
    fn times_before_1970() {
        assert_eq!(pax_time((-2, 750_000_000)), "-1.250000000");
        assert_eq!(pax_time((-1, 0)), "-1.000000000");
        assert_eq!(pax_time((5, 1)), "5.000000001");
    }
}
