//! The lower layers of an overlay: files there stay, whatever is written or removed above them.

use super::Filesystem;
use std::io;
use std::path::{Path, PathBuf};

/// What lies below a path of a layered file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LowerLayer {
    /// At least one lower layer holds something under the same path.
    Holds,
    /// None does.
    Nothing,
    /// Not every lower layer could be looked at.
    Unknown,
}

/// Looks for `path` in the lower layers of `filesystem`, an overlay. A folder that was renamed above is found only under its new
/// name, if at all.
#[must_use]
pub fn lower_layer(filesystem: &Filesystem, path: &Path) -> LowerLayer {
    let Ok(inside) = path.strip_prefix(&filesystem.mount_point) else { return LowerLayer::Unknown };
    let layers = lower_folders(filesystem);
    let found = layers.iter().map(|layer| layer.is_absolute().then(|| layer.join(inside)));
    let mut answer = if layers.is_empty() { LowerLayer::Unknown } else { LowerLayer::Nothing };
    for at in found {
        match at.map(|at| at.symlink_metadata()) {
            Some(Ok(_)) => return LowerLayer::Holds,
            Some(Err(error))
                if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            // A relative path counts from wherever it was mounted.
            Some(Err(_)) | None => answer = LowerLayer::Unknown,
        }
    }
    answer
}

/// `lowerdir=A:B`, a colon in a name being written `\:`; with the newer mount calls each `lowerdir+=A` by itself.
fn lower_folders(filesystem: &Filesystem) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for option in &filesystem.options {
        if let Some(one) = option.strip_prefix("lowerdir+=").or_else(|| option.strip_prefix("datadir+=")) {
            folders.push(PathBuf::from(one));
        } else if let Some(all) = option.strip_prefix("lowerdir=") {
            folders.extend(split(all));
        }
    }
    folders
}

fn split(list: &str) -> Vec<PathBuf> {
    let mut parts = vec![String::new()];
    let mut letters = list.chars();
    while let Some(letter) = letters.next() {
        match (letter, parts.last_mut()) {
            ('\\', Some(part)) => part.extend(letters.next()),
            // Two colons begin the layers that hold only content.
            (':', _) => parts.push(String::new()),
            (other, Some(part)) => part.push(other),
            (_, None) => {}
        }
    }
    parts.into_iter().filter(|part| !part.is_empty()).map(PathBuf::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_looked_at_by_path() {
        let root = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            std::fs::create_dir_all(root.path().join(name)).unwrap();
            root.path().join(name).display().to_string()
        };
        let (one, two) = (folder("a:b"), folder("c"));
        std::fs::write(root.path().join("c/f"), "見本").unwrap();
        let overlay = |options: Vec<String>| Filesystem {
            kind: "overlay".into(),
            mount_point: "/merged".into(),
            options,
            device: None,
            source: String::new(),
        };
        let both = overlay(vec![format!("lowerdir={}:{two}", one.replace(':', "\\:"))]);
        assert_eq!(lower_layer(&both, Path::new("/merged/f")), LowerLayer::Holds);
        assert_eq!(lower_layer(&both, Path::new("/merged/f/under")), LowerLayer::Nothing);
        assert_eq!(lower_layer(&both, Path::new("/merged/g")), LowerLayer::Nothing);
        assert_eq!(lower_layer(&both, Path::new("/elsewhere/g")), LowerLayer::Unknown);
        let relative = overlay(vec!["lowerdir=l/A:l/B".into()]);
        assert_eq!(lower_layer(&relative, Path::new("/merged/g")), LowerLayer::Unknown);
        assert_eq!(lower_layer(&overlay(Vec::new()), Path::new("/merged/g")), LowerLayer::Unknown);
        let single = overlay(vec![format!("lowerdir+={two}")]);
        assert_eq!(lower_layer(&single, Path::new("/merged/f")), LowerLayer::Holds);
    }
}
