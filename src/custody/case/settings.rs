//! `azukari.toml`: the parties, the contract, what was agreed.

use crate::model::{Addressee, Lang, Representative, Timestamp};
use crate::sanitize::Method;
use serde::{Deserialize, Serialize};

pub(super) const SCHEMA: &str = "azukari/case/1";

/// `azukari.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// `azukari/case/1`.
    pub schema: String,
    /// Language of papers: `ja` or `en`.
    #[serde(default = "japanese")]
    pub language: String,
    /// 乙: who issues.
    pub contractor: Contractor,
    /// 甲: to whom papers go.
    pub client: Client,
    /// 契約.
    pub contract: ContractSettings,
    /// 甲's fixed methods (Art. 16): what a handover is compared with unless it states its own.
    #[serde(default, skip_serializing_if = "Agreed::is_empty")]
    pub agreed: Agreed,
    /// 甲の指定した消去・廃棄の方法 (Art. 17-1).
    #[serde(default, skip_serializing_if = "Disposal::is_empty")]
    pub disposal: Disposal,
}

fn japanese() -> String {
    Lang::Ja.tag().to_owned()
}

/// 乙.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contractor {
    /// 名称.
    pub organization: String,
    /// 住所.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// 代表者.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<Representative>,
}

/// 甲.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Client {
    /// 名称, such as 加賀市.
    pub name: String,
    /// 宛先, such as 加賀市長; papers go to `name` when it is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addressee: Option<Addressee>,
}

/// 契約.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContractSettings {
    /// 契約件名.
    pub title: String,
    /// 契約番号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// 契約年月日.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Timestamp>,
}

/// 甲's fixed methods.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreed {
    /// 受渡手段.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<String>,
    /// 受渡場所.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl Agreed {
    fn is_empty(&self) -> bool {
        self.means.is_none() && self.place.is_none()
    }
}

/// How media are to be disposed of, as 甲 has fixed it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disposal {
    /// 分類 of the national guideline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    /// 抹消区分 that is asked for at least: `clear`, `purge` or `destroy`. Where it is not stated, that of the class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<Method>,
    /// Whether a plan for media needs the signature of a second person before it is carried out.
    #[serde(default, skip_serializing_if = "is_false")]
    pub require_second_person: bool,
    /// Whether nothing is wiped (media, files, free space) without the number of 甲's consent (承諾番号).
    #[serde(default, skip_serializing_if = "is_false")]
    pub require_consent: bool,
}

/// What 総務省's 地方公共団体における情報セキュリティポリシーに関するガイドライン tells apart when media are disposed of: `1`, `2` or `3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Class(u8);

impl Class {
    /// (1) マイナンバー利用事務系 is destroyed; of (2) 機密性2以上 nobody may restore anything even in a laboratory; of (3) 機密性1 all that
    /// the system reaches is overwritten. 甲 may designate otherwise, which comes first.
    #[must_use]
    pub fn least(self) -> Method {
        match self.0 {
            1 => Method::Destroy,
            2 => Method::Purge,
            _ => Method::Clear,
        }
    }
}

impl TryFrom<u8> for Class {
    type Error = &'static str;

    fn try_from(class: u8) -> Result<Self, Self::Error> {
        if (1..=3).contains(&class) { Ok(Self(class)) } else { Err("not 1, 2 or 3") }
    }
}

impl From<Class> for u8 {
    fn from(class: Class) -> Self {
        class.0
    }
}

impl Disposal {
    /// What is asked for at least: what 甲 named, or else what the class needs.
    #[must_use]
    pub fn designated(&self) -> Option<Method> {
        self.method.or_else(|| self.class.map(Class::least))
    }

    /// Whether the number of 甲's consent is stated where it is asked for. It is declared: nobody looks at the consent itself.
    #[must_use]
    pub fn has_consent(&self, number: Option<&str>) -> bool {
        !self.require_consent || number.is_some_and(|number| !number.trim().is_empty())
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the form that serde asks for")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Settings {
    /// Settings with the parts that every case has.
    #[must_use]
    pub fn new(contractor: Contractor, client: Client, contract: ContractSettings) -> Self {
        let (agreed, disposal) = (Agreed::default(), Disposal::default());
        Self {
            schema: SCHEMA.to_owned(),
            language: japanese(),
            contractor,
            client,
            contract,
            agreed,
            disposal,
        }
    }

    /// Language of papers; Japanese unless it says `en`.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.language.parse().unwrap_or_default()
    }
}
