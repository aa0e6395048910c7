//! Under `sudo` the home is root's: whoever wipes media as root has their keys elsewhere, and is to be told where.

use super::KeysError;
use std::path::{Path, PathBuf};

/// There are no keys in `dir`, and why that may be.
pub(super) fn missing(dir: &Path) -> KeysError {
    let plain = || KeysError::Missing { path: dir.to_owned() };
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    // Who says where the keys are, means that place.
    if cfg!(windows) || set("AZUKARI_HOME").is_some() {
        return plain();
    }
    let Some(user) = set("SUDO_USER") else { return plain() };
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    match home_of(&user, &accounts) {
        Some(home) if keys_below(&home) != dir => {
            KeysError::MissingUnderSudo { path: dir.to_owned(), user, home: keys_below(&home) }
        }
        _ => plain(),
    }
}

/// Where somebody with this home has their keys, unless they said otherwise.
fn keys_below(home: &Path) -> PathBuf {
    let base = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".config" };
    home.join(base).join("azukari")
}

/// The sixth field of the user's line, as `passwd(5)` has it.
fn home_of(user: &str, accounts: &str) -> Option<PathBuf> {
    let mut lines = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let line = lines.find(|fields| fields.first() == Some(&user))?;
    line.get(5).filter(|home| home.starts_with('/')).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_is_that_of_the_very_user() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nmihon:x:1000:1000:見本:/home/mihon:/bin/sh\nm:x:1:1::rel:/bin/sh\n";
        assert_eq!(home_of("mihon", accounts), Some(PathBuf::from("/home/mihon")));
        assert_eq!(home_of("miho", accounts), None);
        assert_eq!(home_of("m", accounts), None);
        assert_eq!(home_of("", accounts), None);
    }
}
