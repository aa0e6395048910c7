//! Names as they come, of an archive that has no index: each is looked at, and renamed, when it is there.

use super::ask::NameOptions;
use super::namer::{Namer, Refused};
use super::rules::NameRules;
use super::tree::{NameProblem, clash};
use std::collections::HashMap;

/// The names that have come so far.
pub(in crate::package) struct Arriving {
    rules: NameRules,
    options: NameOptions,
    namer: Namer,
    /// Number and place of each path.
    known: HashMap<Box<str>, (u32, Box<str>)>,
    paths: Vec<Box<str>>,
    /// What has another name than in the archive: its path there and its place.
    pub(in crate::package) renamed: Vec<(String, String)>,
}

impl Arriving {
    pub(in crate::package) fn new(rules: NameRules, options: NameOptions) -> Self {
        let namer = Namer::new(rules);
        Self { rules, options, namer, known: HashMap::new(), paths: Vec::new(), renamed: Vec::new() }
    }

    /// Where `path` goes; `None` where its name can stay. The folders above it may never have been named.
    pub(in crate::package) fn place(
        &mut self,
        path: &str,
        folder: bool,
    ) -> Result<Option<Box<str>>, Vec<NameProblem>> {
        let fits = || path.split('/').all(|name| self.rules.faults(name).is_empty());
        if !self.rules.folds() && self.renamed.is_empty() && fits() {
            return Ok(None);
        }
        let mut above = (0, String::new());
        let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
        for end in ends {
            let sealed = &path[..end];
            if let Some((number, place)) = self.known.get(sealed) {
                above = (*number, place.to_string());
                continue;
            }
            let name = sealed.rsplit('/').next().unwrap_or(sealed);
            let number = u32::try_from(self.paths.len() + 1).unwrap_or(u32::MAX);
            let is_folder = folder || end < path.len();
            let given = match self.namer.take(number, above.0, name) {
                Ok(()) => name.to_owned(),
                Err(_) if self.options.rename => self.namer.rename(number, above.0, name, is_folder),
                Err(refused) => return Err(self.problems(sealed, name, refused)),
            };
            let place = if above.1.is_empty() { given.clone() } else { format!("{}/{given}", above.1) };
            if given != name {
                self.renamed.push((sealed.to_owned(), place.clone()));
            }
            self.paths.push(sealed.into());
            self.known.insert(sealed.into(), (number, place.as_str().into()));
            above = (number, place);
        }
        Ok((above.1 != path).then(|| above.1.into()))
    }

    fn problems(&self, path: &str, name: &str, refused: Refused) -> Vec<NameProblem> {
        let problem = |kind, other| NameProblem { path: path.to_owned(), kind, other };
        match refused {
            Refused::Faults(faults) => faults.into_iter().map(|fault| problem(fault.into(), None)).collect(),
            Refused::Taken(other) => {
                let other = self.paths.get(other as usize - 1).map_or("", |path| &**path);
                let kind = clash(name, other.rsplit('/').next().unwrap_or(other));
                vec![problem(kind, Some(other.to_owned()))]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arriving(rename: bool) -> Arriving {
        Arriving::new(NameRules::EVERYWHERE, NameOptions { windows: true, rename })
    }

    #[test]
    fn names_are_given_as_they_come_and_stay_given() {
        let mut names = arriving(true);
        assert_eq!(names.place("a:b/x", false).unwrap().as_deref(), Some("a：b/x"));
        assert_eq!(names.place("a:b", true).unwrap().as_deref(), Some("a：b"));
        assert_eq!(names.place("a:b/X", false).unwrap().as_deref(), Some("a：b/X (2)"));
        assert_eq!(
            names.place("a:b/x", false).unwrap().as_deref(),
            Some("a：b/x"),
            "a double stays a double"
        );
        assert_eq!(names.place("c", false).unwrap(), None);
        assert_eq!(names.renamed, [("a:b".into(), "a：b".into()), ("a:b/X".into(), "a：b/X (2)".into())]);
    }

    #[test]
    fn without_leave_the_first_problem_is_named() {
        let mut names = arriving(false);
        assert_eq!(names.place("a/x", false), Ok(None));
        let said = |refused: Result<_, Vec<NameProblem>>| refused.unwrap_err()[0].to_string();
        assert_eq!(said(names.place("a/X", false)), "case: a/X = a/x");
        assert_eq!(said(names.place("con", false)), "reserved: con");
    }
}
