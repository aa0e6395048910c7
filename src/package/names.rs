//! Which paths may be inside a package. Everything else is refused, before anything is written.

use super::naming::changes_on_windows;

/// Longest path, in bytes; well above what any system takes, well below what could exhaust memory.
const LONGEST: usize = 32 * 1024;

/// Whether `path` (with `/` between components) is one below some folder.
#[must_use]
pub(super) fn is_below(path: &str) -> bool {
    !(path.is_empty() || path.len() > LONGEST || path.starts_with('/') || path.contains('\0'))
        && path.split('/').all(|component| !matches!(component, "" | "." | ".."))
}

/// Whether `path` stays inside the folder it is unpacked into, on this system.
#[must_use]
pub(super) fn stays_inside(path: &str) -> bool {
    if !is_below(path) {
        return false;
    }
    // On Windows a backslash or a drive letter would leave the folder; elsewhere they are ordinary characters.
    if cfg!(windows) && path.contains(['\\', ':']) {
        return false;
    }
    !(cfg!(windows) && path.split('/').any(changes_on_windows))
}

/// Whether a name can stand in `manifest-sha256.txt`, one per line, readable by `sha256sum -c` and by BagIt tools alike.
#[must_use]
pub(super) fn fits_manifest(path: &str) -> bool {
    !path.chars().any(|c| c.is_control() || c == '\u{2028}' || c == '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_refused() {
        for bad in ["", "/etc/passwd", "../x", "a/../../b", "a//b", "./a", "a/.", "a/", "a\0b"] {
            assert!(!stays_inside(bad), "{bad:?}");
        }
        for good in ["a", "a/b", "..a/b..", "住民台帳/令和8年.csv", "a b", ".hidden"] {
            assert!(stays_inside(good), "{good:?}");
        }
        assert!(fits_manifest("100%.txt") && !fits_manifest("a\nb") && !fits_manifest("a\u{7f}"));
    }
}
