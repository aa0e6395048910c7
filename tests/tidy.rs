//! The rules of the house, read from the source: what can be checked is a test, not a review remark.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which top-level modules each may import. Arrows point downward only; siblings on floor 2 never meet.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("stream", &["model"]),
    ("crypt", &["stream", "model"]),
    ("sign", &["model"]),
    ("device", &["model"]),
    ("package", &["crypt", "sign", "stream", "model"]),
    ("document", &["sign", "model"]),
    ("ledger", &["sign", "model"]),
    ("sanitize", &["device", "stream", "model"]),
    ("custody", &["package", "document", "ledger", "sanitize", "device", "crypt", "sign", "stream", "model"]),
    ("render", &["document", "model"]),
    (
        "cli",
        &[
            "custody", "render", "package", "document", "ledger", "sanitize", "crypt", "sign", "device",
            "stream", "model",
        ],
    ),
];

/// The files with `unsafe`: what the kernel is asked with pointers, and instructions that not every processor has.
const FENCES: &[&str] = &[
    "src/device/ioctl/block.rs",
    "src/device/ioctl/btrfs.rs",
    "src/device/ioctl/ext4.rs",
    "src/device/ioctl/fiemap.rs",
    "src/device/ioctl/loops.rs",
    "src/device/ioctl/nvme.rs",
    "src/device/ioctl/sg.rs",
    "src/device/ring.rs",
    "bulk/src/keystream/vaes.rs",
    "bulk/src/sha256/shani.rs",
];

/// Longest file allowed, in lines.
const LONGEST_FILE: usize = 800;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Files below `dir` that end in `.ext`, sorted, as paths relative to the project.
fn files(dir: &str, ext: &str) -> Vec<PathBuf> {
    fn walk(dir: &Path, ext: &str, found: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(dir) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                walk(&path, ext, found);
            } else if path.extension().is_some_and(|found| found == ext) {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&root().join(dir), ext, &mut found);
    found.sort();
    found.into_iter().map(|path| path.strip_prefix(root()).unwrap().to_path_buf()).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Path with `/` on every system.
fn slashed(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The code of a file without its comments and without `#[cfg(test)] mod … { }` at its end.
fn code(path: &Path) -> String {
    let text = read(path);
    let end = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    text[..end].lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Files whose whole content is tests: `x_tests.rs`, `tests.rs`, and modules that exist under `cfg(test)` only.
fn is_test_file(path: &Path) -> bool {
    let name = path.file_name().unwrap().to_string_lossy();
    let parent = path.parent().unwrap().join("mod.rs");
    let declared = fs::read_to_string(root().join(parent)).unwrap_or_default();
    let line = format!("mod {};", name.trim_end_matches(".rs"));
    let lines: Vec<&str> = declared.lines().collect();
    let only_in_tests = lines.windows(2).any(|pair| {
        let condition = pair[0].trim_start();
        pair[1].ends_with(&line) && condition.starts_with("#[cfg(") && condition.contains("test")
    });
    only_in_tests || name == "tests.rs" || name.ends_with("_tests.rs") || slashed(path).contains("/tests/")
}

/// The top-level modules that `text` names after `crate::`.
fn imports(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        // `$crate::` and `other_crate::` are somebody else's.
        if text[..at].ends_with(|c: char| c == '$' || c == '_' || c.is_alphanumeric()) {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let names = group.split(['}', ';']).next().unwrap_or("");
            found.extend(
                names.split(',').filter_map(|name| name.trim().split("::").next()).map(str::to_owned),
            );
        } else {
            let word: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.insert(word);
        }
    }
    found
}

#[test]
fn imports_point_downward() {
    let known: BTreeSet<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    for path in files("src", "rs") {
        let text = slashed(&path);
        let Some(module) = text.split('/').nth(1).filter(|_| path.components().count() > 2) else { continue };
        let allowed = LAYERS.iter().find(|(name, _)| *name == module);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{text}: a module without a floor"));
        if is_test_file(&path) {
            continue;
        }
        for import in imports(&code(&path)) {
            // Macros and items at the crate's root are not modules.
            if import != module && known.contains(import.as_str()) {
                assert!(allowed.contains(&import.as_str()), "{text}: {module} may not import {import}");
            }
        }
    }
}

#[test]
fn unsafe_stays_in_its_fence() {
    for path in [files("src", "rs"), files("bulk", "rs")].concat() {
        let fenced = FENCES.contains(&slashed(&path).as_str());
        let text = code(&path);
        let found = ["{", "fn", "impl", "trait", "extern"]
            .iter()
            .any(|next| text.contains(&format!("unsafe {next}")));
        assert!(fenced || !found, "{}: unsafe code belongs in {FENCES:?}", path.display());
    }
}

#[test]
fn only_the_shell_speaks() {
    for path in files("src", "rs").into_iter().filter(|path| !is_test_file(path)) {
        if slashed(&path).starts_with("src/cli/") {
            continue;
        }
        let text = code(&path);
        for word in ["println!", "eprintln!", "print!(", "eprint!(", "io::stdout()", "io::stderr()", "clap::"]
        {
            assert!(!text.contains(word), "{}: {word} belongs in src/cli", path.display());
        }
    }
}

#[test]
fn files_stay_readable() {
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")).chain(files("benches", "rs")) {
        let lines = read(&path).lines().count();
        assert!(lines <= LONGEST_FILE, "{}: {lines} lines", path.display());
    }
}

#[test]
fn names_say_something() {
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")) {
        for part in slashed(&path).trim_end_matches(".rs").split('/') {
            let bad = ["util", "utils", "common", "helper", "helpers", "misc", "manager"].contains(&part);
            assert!(!bad && !part.ends_with("_util") && !part.ends_with("_utils"), "{}", path.display());
        }
    }
}

#[test]
fn nothing_is_left_for_later() {
    for path in files("src", "rs").into_iter().chain(files("tests", "rs")).chain(files("src", "ftl")) {
        if slashed(&path) == "tests/tidy.rs" {
            continue;
        }
        let text = read(&path);
        for word in ["TODO", "FIXME", "XXX", "todo!", "unimplemented!", "#[ignore", "dbg!"] {
            assert!(!text.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn every_message_file_is_listed_and_paired() {
    let list = read(Path::new("src/cli/catalogue.rs"));
    for lang in ["ja", "en"] {
        for path in files(&format!("src/cli/messages/{lang}"), "ftl") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            assert!(list.contains(&format!("\"{name}\"")), "{} is not in PARTS", path.display());
            let other = if lang == "ja" { "en" } else { "ja" };
            let twin = root().join(format!("src/cli/messages/{other}/{name}.ftl"));
            assert!(twin.exists(), "{} has no twin", path.display());
        }
    }
}

/// Ids of a message file, without attributes.
fn message_ids() -> BTreeSet<String> {
    files("src/cli/messages/ja", "ftl")
        .iter()
        .flat_map(|path| {
            let text = read(path);
            let ids = text.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            ids.filter_map(|line| line.split_once('='))
                .map(|(id, _)| id.trim().to_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// The string literals of every `CODES` list in the source.
fn codes() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in files("src", "rs") {
        // The formatter may break the line anywhere.
        let text = read(&path).split_whitespace().collect::<Vec<_>>().join(" ");
        for (at, marker) in text.match_indices("CODES: &[&str] = &[") {
            let list = text[at + marker.len()..].split("];").next().unwrap_or("");
            found.extend(list.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_code_has_its_two_messages_and_every_message_its_code() {
    let (ids, codes) = (message_ids(), codes());
    assert!(!codes.is_empty());
    for code in &codes {
        for prefix in ["err-", "rec-"] {
            assert!(ids.contains(&format!("{prefix}{code}")), "{prefix}{code} is not in the catalogue");
        }
    }
    for id in ids {
        let code = id.strip_prefix("err-").or_else(|| id.strip_prefix("rec-"));
        assert!(code.is_none_or(|code| codes.contains(code)), "{id}: no CODES list has it");
    }
}

/// Messages that other tests tie to what they describe.
const TIED: &[&str] = &["help-", "err-", "rec-"];

/// Messages whose ids are put together from a prefix and a name: the name must be a code in the source (`"note-missing"`) or
/// a variant (`FlashRemapping`).
const COMPOSED: &[&str] = &[
    "phase-",
    "exception-",
    "found-",
    "limit-",
    "warn-odd-",
    "reason-",
    "pinned-",
    "system-",
    "not-checked-",
    "hider-",
    "erase-",
    "obstacle-",
    "wipe-reason-",
    "intake-state-",
    "intake-source-",
    "free-reason-",
];

/// `FlashRemapping` of `flash-remapping`.
fn variant(name: &str) -> String {
    let capital = |part: &str| part[..1].to_ascii_uppercase() + &part[1..];
    name.split('-').filter(|part| !part.is_empty()).map(capital).collect()
}

#[test]
fn no_message_is_unused() {
    let source: String = files("src", "rs").iter().map(|path| read(path)).collect();
    for id in message_ids() {
        let tied = TIED.iter().any(|prefix| id.starts_with(prefix));
        let composed = COMPOSED.iter().filter_map(|prefix| id.strip_prefix(prefix));
        let composed = composed
            .into_iter()
            .any(|name| source.contains(&format!("\"{name}\"")) || source.contains(&variant(name)));
        assert!(tied || composed || source.contains(&format!("\"{id}\"")), "{id} is never said");
    }
}

#[test]
fn no_test_file_is_forgotten() {
    let manifest = read(Path::new("Cargo.toml"));
    for path in files("tests", "rs") {
        let text = slashed(&path);
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let listed = manifest.contains(&format!("path = \"{text}\""));
        let dir = path.parent().unwrap();
        // A folder goes by the name of its `mod.rs`.
        let (dir, name) = match (name.as_str(), dir.parent(), dir.file_name()) {
            ("mod", Some(above), Some(folder)) => (above, folder.to_string_lossy().into_owned()),
            _ => (dir, name),
        };
        let included = ["main.rs", "mod.rs"].iter().map(|main| dir.join(main)).any(|main| {
            main != path && root().join(&main).exists() && read(&main).contains(&format!("mod {name};"))
        });
        assert!(listed || included, "{text} is compiled by nobody");
    }
    for path in files("src", "rs").into_iter().filter(|path| slashed(path).ends_with("_tests.rs")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let beside = files(&slashed(path.parent().unwrap()), "rs");
        let stem = name.trim_end_matches(".rs");
        let (by_path, by_name) = (format!("#[path = \"{name}\"]"), format!("mod {stem};"));
        let included =
            beside.iter().any(|file| read(file).contains(&by_path) || read(file).contains(&by_name));
        assert!(included, "{} is compiled by nobody", path.display());
    }
}

#[test]
fn manual_pages_are_fresh() {
    let scratch = tempfile::tempdir().unwrap();
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_azukari"))
        .args(["--lang", "en", "man"])
        .arg(scratch.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    for dir in ["", "ja"] {
        let list = |base: PathBuf| -> BTreeSet<String> {
            let names = fs::read_dir(base).into_iter().flatten().flatten();
            let names = names.map(|entry| entry.file_name().to_string_lossy().into_owned());
            names.filter(|name| name.ends_with(".1")).collect()
        };
        let (wanted, here) = (list(scratch.path().join(dir)), list(root().join("man").join(dir)));
        let hint = "run: cargo run -- man man";
        assert_eq!(wanted, here, "{hint}");
        for name in wanted {
            let fresh = fs::read(scratch.path().join(dir).join(&name)).unwrap();
            let kept = fs::read(root().join("man").join(dir).join(&name)).unwrap();
            assert!(fresh == kept, "man/{dir}/{name} is stale; {hint}");
        }
    }
}

/// The pages of the formats, written by hand, and the sources whose fields and codes they must name.
const FORMATS: &[(&str, &[&str])] = &[
    (
        "man/azukari-document.5",
        &[
            "src/document/batch.rs",
            "src/document/certificate.rs",
            "src/document/countersignature.rs",
            "src/document/free.rs",
            "src/document/head.rs",
            "src/document/intake.rs",
            "src/document/medium.rs",
            "src/document/note.rs",
            "src/document/receipt.rs",
            "src/document/recheck.rs",
            "src/document/signed.rs",
            "src/model/digest.rs",
            "src/model/evidence.rs",
            "src/model/intake.rs",
            "src/model/media.rs",
            "src/model/party.rs",
            "src/sign/card.rs",
        ],
    ),
    ("man/azukari-ledger.5", &["src/ledger/entry.rs", "src/ledger/event.rs"]),
    ("man/azukari-package.5", &["src/package/bag.rs"]),
];

/// `flash_remapping` of `FlashRemapping`.
fn snake(variant: &str) -> String {
    let part =
        |c: char| if c.is_ascii_uppercase() { format!("_{}", c.to_ascii_lowercase()) } else { c.into() };
    variant.chars().map(part).collect::<String>().trim_start_matches('_').to_owned()
}

/// What serde writes of itself: the fields of structs and the variants of enums that derive `Serialize`.
fn written(text: &str) -> BTreeSet<String> {
    let word =
        |text: &str| text.split(|c: char| !(c.is_alphanumeric() || c == '_')).next().unwrap().to_owned();
    let mut names = BTreeSet::new();
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if !(line.starts_with("#[derive(") && line.contains("Serialize")) {
            continue;
        }
        let head = lines.by_ref().find(|line| line.ends_with('{')).unwrap();
        let is_struct = head.contains("struct ");
        let mut nameless = false;
        for line in lines.by_ref().take_while(|line| *line != "}") {
            if line.starts_with('#') {
                nameless |= line.contains("flatten") || line.contains("untagged");
                continue;
            }
            let bare = line.trim_start_matches("pub(super) ").trim_start_matches("pub ");
            if !std::mem::take(&mut nameless) {
                names.insert(if is_struct { word(bare) } else { snake(&word(bare)) });
            }
        }
    }
    names
}

#[test]
fn pages_of_formats_name_every_field() {
    for (page, sources) in FORMATS {
        let text = read(Path::new(page)).replace("\\-", "-");
        let said: BTreeSet<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
        for source in *sources {
            let names = written(&code(Path::new(source)));
            assert!(!names.is_empty(), "{source} writes nothing");
            for name in names {
                assert!(said.contains(name.as_str()), "{page} does not name {name} ({source})");
            }
        }
    }
}
