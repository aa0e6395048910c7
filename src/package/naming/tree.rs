//! All names of a tree at once: what is wrong with them, and what they may be called instead.

use super::namer::{Namer, Refused};
use super::rules::{Fault, NameRules};
use unicode_normalization::UnicodeNormalization as _;

/// What is wrong with a name, for a system that was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblemKind {
    /// Windows takes it for a device (`CON`, `aux.txt`).
    Reserved,
    /// A character that Windows refuses.
    Character,
    /// A dot or space at its end, which Windows drops.
    Ending,
    /// Longer than a name may be.
    TooLong,
    /// Another name differs from it in nothing but case.
    Case,
    /// Another name differs from it in nothing but the form of its characters (NFC, NFD).
    Form,
    /// Another name becomes the same when it is spelled in UTF-8.
    Same,
    /// The whole path is longer than 260 characters, which older Windows programs cannot open.
    LongPath,
}

impl NameProblemKind {
    /// Language-free name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Character => "character",
            Self::Ending => "ending",
            Self::TooLong => "too-long",
            Self::Case => "case",
            Self::Form => "form",
            Self::Same => "same",
            Self::LongPath => "long-path",
        }
    }
}

impl From<Fault> for NameProblemKind {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Reserved => Self::Reserved,
            Fault::Character => Self::Character,
            Fault::Ending => Self::Ending,
            Fault::TooLong => Self::TooLong,
        }
    }
}

/// One name that a system cannot take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameProblem {
    /// Path in the package.
    pub path: String,
    /// What is wrong with its last component.
    pub kind: NameProblemKind,
    /// The path that has the name already.
    pub other: Option<String>,
}

impl std::fmt::Display for NameProblem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.kind.name(), self.path)?;
        self.other.as_ref().map_or(Ok(()), |other| write!(f, " = {other}"))
    }
}

/// A file or folder of a tree, by its number (from 1, in order; 0 is the top).
pub(in crate::package) struct Node<'a> {
    pub(in crate::package) parent: u32,
    pub(in crate::package) name: &'a str,
    pub(in crate::package) folder: bool,
}

/// What came of looking at a tree. Nodes go by their place in it, from 0.
#[derive(Default)]
pub(in crate::package) struct Judged {
    /// Node, what is wrong with it, and which node has its name.
    pub(in crate::package) found: Vec<(usize, NameProblemKind, Option<usize>)>,
    /// Node, and what it may be called.
    pub(in crate::package) names: Vec<(usize, String)>,
}

/// Why two names in one folder are one.
pub(super) fn clash(name: &str, other: &str) -> NameProblemKind {
    if name == other {
        NameProblemKind::Same
    } else if name.nfc().eq(other.nfc()) {
        NameProblemKind::Form
    } else {
        NameProblemKind::Case
    }
}

/// Looks at all `nodes`; a folder comes before what is in it.
pub(in crate::package) fn judge(rules: NameRules, nodes: &[Node<'_>]) -> Judged {
    let mut judged = Judged::default();
    if !rules.folds() && nodes.iter().all(|node| rules.faults(node.name).is_empty()) {
        // The common case, without a table of a million names.
        return judged;
    }
    let mut namer = Namer::new(rules);
    let mut refused = Vec::new();
    // First those that can stay: nothing is renamed because another name became what it is called.
    for ((at, node), number) in nodes.iter().enumerate().zip(1..) {
        match namer.take(number, node.parent, node.name) {
            Ok(()) => continue,
            Err(Refused::Faults(faults)) => {
                judged.found.extend(faults.into_iter().map(|fault| (at, fault.into(), None)));
            }
            Err(Refused::Taken(other)) => {
                let other = other as usize - 1;
                judged.found.push((at, clash(node.name, nodes[other].name), Some(other)));
            }
        }
        refused.push((at, node, number));
    }
    for (at, node, number) in refused {
        judged.names.push((at, namer.rename(number, node.parent, node.name, node.folder)));
    }
    judged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat<'a>(names: &[&'a str]) -> Vec<Node<'a>> {
        names.iter().map(|name| Node { parent: 0, name, folder: false }).collect()
    }

    #[test]
    fn everything_wrong_is_found_at_once_and_every_name_stays_one_of_its_own() {
        let names =
            ["a.txt", "A.txt", "A (2).TXT", "か\u{3099}", "が", "con", "x:y", "x：y", "ＡＢＣ", "ａｂｃ."];
        let judged = judge(NameRules::EVERYWHERE, &flat(&names));
        let found: Vec<_> = judged.found.iter().map(|(at, kind, other)| (*at, kind.name(), *other)).collect();
        let wanted = [
            (1, "case", Some(0)),
            (4, "form", Some(3)),
            (5, "reserved", None),
            (6, "character", None),
            (9, "ending", None),
        ];
        assert_eq!(found, wanted);
        let given: Vec<_> = judged.names.iter().map(|(at, name)| (*at, name.as_str())).collect();
        // `x：y` keeps its name: whoever must be renamed anyway makes room.
        let wanted = [(1, "A (3).txt"), (4, "が (2)"), (5, "con_"), (6, "x：y (2)"), (9, "ａｂｃ._")];
        assert_eq!(given, wanted);
    }

    #[test]
    fn the_same_name_in_two_folders_is_no_collision() {
        let node = |parent, name, folder| Node { parent, name, folder };
        let nodes = [node(0, "a", true), node(1, "x", false), node(0, "b", true), node(3, "X", false)];
        assert!(judge(NameRules::EVERYWHERE, &nodes).found.is_empty());
    }

    #[test]
    fn many_that_are_the_same_are_numbered_through() {
        let names: Vec<String> = (0..3000_u32)
            .map(|at| {
                let letter = |bit: u32| if at >> bit & 1 == 0 { 'a' } else { 'A' };
                (0..12).map(letter).collect()
            })
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let judged = judge(NameRules::EVERYWHERE, &flat(&names));
        assert_eq!(judged.names.len(), 2999);
        assert!(judged.names.last().unwrap().1.ends_with(" (3000)"), "{:?}", judged.names.last());
    }
}
