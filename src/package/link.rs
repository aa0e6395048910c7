//! Symbolic links inside a package: only those that lead to something else in it, through nothing but its folders.

use super::tree::EntryKind;

/// Whether the link at `path` with `target` leads to an entry below the same top, through folders only. A way through another
/// link is none: where that leads cannot be read off the path, and two links together can lead anywhere.
pub(super) fn leads_inside(path: &str, target: &str, kind_of: &dyn Fn(&str) -> Option<EntryKind>) -> bool {
    if target.is_empty() || target.starts_with('/') || target.contains(['\\', '\0']) {
        return false;
    }
    let mut at: Vec<&str> = path.split('/').collect();
    at.pop();
    if at.is_empty() {
        // A link that was sealed by itself: what it leads to lies beside it, outside.
        return false;
    }
    let steps: Vec<&str> = target.split('/').filter(|step| !matches!(*step, "" | ".")).collect();
    for (number, step) in steps.iter().enumerate() {
        if *step == ".." {
            at.pop();
            if at.is_empty() {
                return false;
            }
        } else {
            at.push(step);
            let through = number + 1 < steps.len();
            if through && kind_of(&at.join("/")) != Some(EntryKind::Folder) {
                return false;
            }
        }
    }
    kind_of(&at.join("/")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_stays_below_the_same_top() {
        let kind = |path: &str| match path {
            "top" | "top/a" | "top/a/b" | "other" => Some(EntryKind::Folder),
            "top/a/f" | "top/f" => Some(EntryKind::File),
            "top/l" => Some(EntryKind::Link),
            _ => None,
        };
        for target in ["f", "./f", "b", "../f", "..", "b/..", "../a/f", "b/"] {
            assert!(leads_inside("top/a/x", target, &kind), "{target}");
        }
        for target in [
            "",
            "/etc/passwd",
            "../..",
            "../../other",
            "../../top/f",
            "none",
            "f/g",
            "../l/f",
            "../l/..",
            "a\\b",
        ] {
            assert!(!leads_inside("top/a/x", target, &kind), "{target}");
        }
        assert!(leads_inside("top/x", "l", &kind), "to a link, but not through one");
        assert!(!leads_inside("x", "top/f", &kind) && !leads_inside("top/x", "../other", &kind));
    }
}
