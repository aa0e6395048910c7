//! Where systems keep their Japanese fonts, and under which file names: a few names in a listing instead of every font of the machine
//! read (on a Windows with an office suite, some hundreds).

use std::path::PathBuf;
use unicode_normalization::UnicodeNormalization as _;
use walkdir::WalkDir;

/// Every font file in the folders that the system looks in.
#[derive(Debug)]
pub(super) struct UsualPlaces(Vec<(String, PathBuf)>);

impl UsualPlaces {
    /// Lists them; reads nothing but folders.
    pub(super) fn list() -> Self {
        Self::below(&folders())
    }

    fn below(folders: &[PathBuf]) -> Self {
        let entries = folders.iter().flat_map(|folder| WalkDir::new(folder).follow_links(true));
        let files = entries.flatten().filter(|entry| entry.file_type().is_file());
        let mut found: Vec<_> = files
            .filter_map(|entry| Some((bare(entry.file_name().to_str()?), entry.into_path())))
            .filter(|(name, _)| ["ttf", "ttc", "otf", "otc"].iter().any(|end| name.ends_with(end)))
            .collect();
        found.sort();
        Self(found)
    }

    /// Those whose name begins so, written as [`bare`] would.
    pub(super) fn beginning(&self, start: &str) -> impl Iterator<Item = &PathBuf> {
        self.0.iter().filter(move |(name, _)| name.starts_with(start)).map(|(_, path)| path)
    }
}

/// Letters and digits only, in lower case: `BIZ-UDMinchoM.ttc` is `bizudminchomttc`. Composed, since macOS lists names decomposed.
fn bare(name: &str) -> String {
    name.nfc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn folders() -> Vec<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let below = |base: Option<PathBuf>, path: &str| base.map(|base| base.join(path));
    let home = || variable("HOME");
    let some = if cfg!(windows) {
        vec![
            below(variable("WINDIR"), "Fonts"),
            // What a person without admin rights installed.
            below(variable("LOCALAPPDATA"), r"Microsoft\Windows\Fonts"),
        ]
    } else if cfg!(target_os = "macos") {
        let fixed = ["/System/Library/Fonts", "/Library/Fonts", "/System/Library/AssetsV2"];
        let fixed = fixed.map(|path| Some(PathBuf::from(path)));
        fixed.into_iter().chain([below(home(), "Library/Fonts")]).collect()
    } else {
        let fixed = ["/usr/share/fonts", "/usr/local/share/fonts"].map(|path| Some(PathBuf::from(path)));
        let data = variable("XDG_DATA_HOME").or_else(|| below(home(), ".local/share"));
        fixed.into_iter().chain([below(data, "fonts"), below(home(), ".fonts")]).collect()
    };
    some.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        let room = tempfile::tempdir().unwrap();
        std::fs::create_dir(room.path().join("truetype")).unwrap();
        for name in ["BIZ-UDMinchoM.ttc", "truetype/BIZUDMincho-Regular.ttf", "yumin.ttf", "BIZ-UDMincho.txt"]
        {
            std::fs::write(room.path().join(name), b"").unwrap();
        }
        // カ and a combining mark, as macOS lists it.
        std::fs::write(room.path().join("ヒラキ\u{3099}ノ明朝 ProN.ttc"), b"").unwrap();
        let places = UsualPlaces::below(&[room.path().to_owned(), room.path().join("missing")]);
        assert_eq!(places.beginning("bizudmincho").count(), 2);
        assert_eq!(places.beginning("ヒラギノ明朝").count(), 1);
        assert_eq!(places.beginning("meiryo").count(), 0);
    }
}
