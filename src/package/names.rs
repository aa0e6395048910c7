//! Which paths may be inside a package. Everything else is refused, before anything is written.

/// Longest path, in bytes; well above what any system takes, well below what could exhaust memory.
const LONGEST: usize = 32 * 1024;

/// Whether `path` (with `/` between components) stays inside the folder it is unpacked into, on every system.
#[must_use]
pub(super) fn stays_inside(path: &str) -> bool {
    if path.is_empty() || path.len() > LONGEST || path.starts_with('/') || path.contains('\0') {
        return false;
    }
    // On Windows a backslash or a drive letter would leave the folder; elsewhere they are ordinary characters.
    if cfg!(windows) && path.contains(['\\', ':']) {
        return false;
    }
    path.split('/').all(|component| {
        !matches!(component, "" | "." | "..") && !(cfg!(windows) && changes_on_windows(component))
    })
}

/// Whether Windows would give the file another name, or take it for a device: trailing dots and spaces, `CON`, `COM1.txt`…
fn changes_on_windows(component: &str) -> bool {
    let stem = component.split('.').next().unwrap_or("").trim_end().to_ascii_uppercase();
    let numbered = (stem.starts_with("COM") || stem.starts_with("LPT")) && stem.len() == 4;
    component.ends_with(['.', ' ']) || numbered || ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str())
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
    fn windows_would_change_these() {
        for changed in ["a.", "a ", "CON", "con.txt", "COM1.log", "nul"] {
            assert!(changes_on_windows(changed), "{changed:?}");
        }
        assert!(!["COMMON", "console", "a.b", "COM10"].into_iter().any(changes_on_windows));
    }

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
