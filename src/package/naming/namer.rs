//! Giving each file of a folder a name of its own.

use super::rules::{Fault, NameRules};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// The names that are taken, by folder. Files and folders go by numbers; 0 is the top.
pub(super) struct Namer {
    rules: NameRules,
    taken: HashMap<(u32, Box<str>), u32>,
    /// The last number that was given to a name: of a thousand equal names, the thousandth is not compared with all others.
    numbers: HashMap<(u32, Box<str>), u32>,
}

/// Why a name cannot be taken.
pub(super) enum Refused {
    /// Whatever else there is.
    Faults(Vec<Fault>),
    /// This one has it.
    Taken(u32),
}

impl Namer {
    pub(super) fn new(rules: NameRules) -> Self {
        Self { rules, taken: HashMap::new(), numbers: HashMap::new() }
    }

    fn place(&self, folder: u32, name: &str) -> (u32, Box<str>) {
        (folder, self.rules.key(name).into())
    }

    /// Takes `name` as it is, for `node` in `folder`.
    pub(super) fn take(&mut self, node: u32, folder: u32, name: &str) -> Result<(), Refused> {
        let faults = self.rules.faults(name);
        if !faults.is_empty() {
            return Err(Refused::Faults(faults));
        }
        match self.taken.entry(self.place(folder, name)) {
            Entry::Occupied(other) => Err(Refused::Taken(*other.get())),
            Entry::Vacant(free) => {
                free.insert(node);
                Ok(())
            }
        }
    }

    /// Takes the name that is closest to `name` and free.
    pub(super) fn rename(&mut self, node: u32, folder: u32, name: &str, is_folder: bool) -> String {
        let mended = self.rules.mended(name, is_folder);
        let place = self.place(folder, &mended);
        if let Entry::Vacant(free) = self.taken.entry(place.clone()) {
            free.insert(node);
            return mended;
        }
        let mut number = self.numbers.get(&place).copied().unwrap_or(1);
        loop {
            number += 1;
            let numbered = self.rules.numbered(&mended, number, is_folder);
            if let Entry::Vacant(free) = self.taken.entry(self.place(folder, &numbered)) {
                free.insert(node);
                self.numbers.insert(place, number);
                return numbered;
            }
        }
    }
}
