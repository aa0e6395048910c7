//! A number of the design, and whether it was reached.

/// A number that is to be reached, and what was found.
pub(crate) struct Finding {
    what: String,
    unit: &'static str,
    at_least: bool,
    wanted: f64,
    found: Option<f64>,
}

impl Finding {
    pub(crate) fn at_least(what: impl Into<String>, wanted: f64, found: Option<f64>) -> Self {
        Self { what: what.into(), unit: "x", at_least: true, wanted, found }
    }

    pub(crate) fn at_most(
        what: impl Into<String>,
        unit: &'static str,
        wanted: f64,
        found: Option<f64>,
    ) -> Self {
        Self { what: what.into(), unit, at_least: false, wanted, found }
    }

    pub(crate) fn reached(&self) -> Option<bool> {
        self.found.map(|found| if self.at_least { found >= self.wanted } else { found <= self.wanted })
    }

    pub(crate) fn line(&self) -> String {
        let sign = if self.at_least { ">=" } else { "<=" };
        let wanted = format!("{sign} {:.2} {}", self.wanted, self.unit);
        let found = self.found.map_or("-".to_owned(), |found| format!("{found:.2} {}", self.unit));
        let word = match self.reached() {
            Some(true) => "reached",
            Some(false) => "NOT REACHED",
            None => "not measured: a program is not installed",
        };
        format!("  {:<62} {wanted:>14} {found:>11}  {word}", self.what)
    }
}
