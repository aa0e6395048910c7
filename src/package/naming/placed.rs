//! Where the files of a package go, when some of them cannot have their names there.

use super::ask::NameOptions;
use super::rules::NameRules;
use super::tree::{Judged, NameProblem, Node, judge};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The names that were given, by path in the package: of each file and folder that has another one, its last component.
#[derive(Debug, Default)]
pub(in crate::package) struct Placed {
    names: HashMap<Box<str>, Box<str>>,
}

impl Placed {
    /// Looks at `paths` (a folder's ends in a slash, and comes before what is in it). Without leave to rename, all problems.
    pub(in crate::package) fn of(
        rules: NameRules,
        options: NameOptions,
        paths: &[String],
    ) -> Result<Self, Vec<NameProblem>> {
        let plain = |at: usize| paths[at].trim_end_matches('/');
        let mut folders: HashMap<&str, u32> = HashMap::new();
        let mut nodes = Vec::new();
        // Of each node, the path that it stands for.
        let mut of_node = Vec::new();
        for (at, path) in paths.iter().enumerate() {
            let (above, name) = plain(at).rsplit_once('/').unwrap_or(("", plain(at)));
            // What stands before its folder is refused when it is read; here it has no place yet.
            let Some(parent) = (if above.is_empty() { Some(0) } else { folders.get(above).copied() }) else {
                continue;
            };
            let folder = path.ends_with('/');
            nodes.push(Node { parent, name, folder });
            of_node.push(at);
            if folder {
                folders.insert(plain(at), u32::try_from(nodes.len()).unwrap_or(u32::MAX));
            }
        }
        let Judged { found, names } = judge(rules, &nodes);
        // A path that is there twice is refused when it is read, and so is the whole package; it is no matter of names.
        let twice = |at: usize, other: Option<usize>| {
            other.is_some_and(|other| plain(of_node[at]) == plain(of_node[other]))
        };
        let doubles: HashSet<usize> =
            found.iter().filter(|(at, _, other)| twice(*at, *other)).map(|(at, ..)| *at).collect();
        if !options.rename {
            let problem = |(at, kind, other): (usize, _, Option<usize>)| {
                let path = |at: usize| plain(of_node[at]).to_owned();
                NameProblem { path: path(at), kind, other: other.map(path) }
            };
            let problems: Vec<_> =
                found.into_iter().filter(|(at, ..)| !doubles.contains(at)).map(problem).collect();
            return if problems.is_empty() { Ok(Self::default()) } else { Err(problems) };
        }
        let names = names.into_iter().filter(|(at, _)| !doubles.contains(at));
        Ok(Self { names: names.map(|(at, name)| (plain(of_node[at]).into(), name.into())).collect() })
    }

    /// Whether every name stays.
    pub(in crate::package) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The other name of the last component of `path`, if it has one.
    pub(in crate::package) fn name(&self, path: &str) -> Option<&str> {
        self.names.get(path).map(|name| &**name)
    }

    /// Where `path` goes.
    pub(in crate::package) fn path<'a>(&self, path: &'a str) -> Cow<'a, str> {
        if self.names.is_empty() {
            return Cow::Borrowed(path);
        }
        let mut placed = String::with_capacity(path.len());
        for (at, name) in components(path) {
            if !placed.is_empty() {
                placed.push('/');
            }
            placed.push_str(self.name(&path[..at]).unwrap_or(name));
        }
        Cow::Owned(placed)
    }
}

/// The components of a path, each with where it ends.
fn components(path: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut end = 0;
    path.split('/').map(move |name| {
        let at = end + name.len();
        end = at + 1;
        (at, name)
    })
}

/// Where the symbolic link at `path` must lead so that it still leads to what `target` leads to, once files are renamed. It leads
/// through folders only, which makes this a matter of words.
pub(in crate::package) fn link_to<'n>(
    path: &str,
    target: &str,
    name: &dyn Fn(&str) -> Option<&'n str>,
) -> String {
    let mut at: Vec<&str> = path.split('/').collect();
    at.pop();
    let step = |step| match step {
        "" | "." => step,
        ".." => {
            at.pop();
            step
        }
        down => {
            at.push(down);
            name(&at.join("/")).map_or(down, |name| name)
        }
    };
    target.split('/').map(step).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RENAME: NameOptions = NameOptions { windows: true, rename: true };

    fn paths(paths: &[&str]) -> Vec<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn a_folder_takes_what_is_in_it_along() {
        let all = paths(&["資料:/", "資料:/a.", "資料:/b", "c"]);
        let placed = Placed::of(NameRules::EVERYWHERE, RENAME, &all).unwrap();
        assert_eq!(placed.path("資料:"), "資料：");
        assert_eq!(placed.path("資料:/a."), "資料：/a._");
        assert_eq!(placed.path("資料:/b"), "資料：/b");
        assert_eq!(placed.path("c"), "c");
        assert_eq!((placed.name("資料:"), placed.name("資料:/b")), (Some("資料："), None));
        let refused = Placed::of(NameRules::EVERYWHERE, NameOptions { rename: false, ..RENAME }, &all);
        let said: Vec<_> = refused.unwrap_err().iter().map(ToString::to_string).collect();
        assert_eq!(said, ["character: 資料:", "ending: 資料:/a."]);
    }

    #[test]
    fn paths_that_no_package_may_have_are_left_to_the_reader() {
        for options in [RENAME, NameOptions { rename: false, ..RENAME }] {
            let placed = Placed::of(NameRules::EVERYWHERE, options, &paths(&["a", "a", "無い/b:"])).unwrap();
            assert!(placed.is_empty());
        }
    }

    #[test]
    fn links_follow() {
        let all = paths(&["上:/", "上:/下?/", "上:/下?/本体.", "上:/近道"]);
        let placed = Placed::of(NameRules::EVERYWHERE, RENAME, &all).unwrap();
        let to = |path, target| link_to(path, target, &|path| placed.name(path));
        assert_eq!(to("上:/近道", "下?/本体."), "下？/本体._");
        assert_eq!(to("上:/下?/戻り", "../下?/./本体."), "../下？/./本体._");
        assert_eq!(to("上:/近道", "下?"), "下？");
    }
}
