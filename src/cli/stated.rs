//! Where and by whom, as the operator states it: the same for all that is wiped.

use super::again::Again;
use crate::model::Person;

/// Arguments of every command that wipes.
#[derive(Debug, clap::Args)]
pub struct StatedArgs {
    /// 場所.
    #[arg(long, value_name = "TEXT")]
    pub place: Option<String>,
    #[arg(long, value_name = "NAME")]
    witness: Option<String>,
    #[arg(long, value_name = "TEXT", requires = "witness", default_value = "")]
    witness_organization: String,
    /// 備考.
    #[arg(long, value_name = "TEXT")]
    pub remark: Vec<String>,
}

impl StatedArgs {
    /// 立会者.
    pub fn witness(&self) -> Option<Person> {
        witness(self.witness.as_deref(), &self.witness_organization)
    }

    /// The same again.
    pub fn again(&self, again: &mut Again) {
        again.option("--place", self.place.as_deref());
        again.option("--witness", self.witness.as_deref());
        let organization = Some(self.witness_organization.as_str());
        again.option("--witness-organization", organization.filter(|text| !text.is_empty()));
        again.options("--remark", &self.remark);
    }
}

/// A person with no card here.
pub fn witness(name: Option<&str>, organization: &str) -> Option<Person> {
    name.map(|name| Person {
        name: name.to_owned(),
        organization: organization.to_owned(),
        role: String::new(),
    })
}

/// The name of this machine, as the system tells it.
pub fn machine() -> Option<String> {
    #[cfg(unix)]
    {
        let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
        (!name.is_empty()).then_some(name)
    }
    #[cfg(not(unix))]
    {
        std::env::var("COMPUTERNAME").ok()
    }
}
