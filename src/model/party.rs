//! Who: the parties of the contract and the people who act for them.

use super::Timestamp;
use serde::{Deserialize, Serialize};

/// A person as a document names them (担当者名・引渡者・立会者).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name as written, 氏名.
    pub name: String,
    /// Organization and section, 所属.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organization: String,
    /// Role or rank, 職.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
}

/// The key that signed, so that a reader can find it on a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRef {
    /// The card's short id: the principal of `allowed_signers`.
    pub id: String,
    /// `SHA256:…`, as `ssh-keygen -l` prints it.
    pub fingerprint: String,
}

/// Who answers for the organization, 代表者 職氏名.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representative {
    /// 職, such as 代表取締役.
    pub title: String,
    /// 氏名.
    pub name: String,
}

/// Who issues a document: the organization, and the person whose key signs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// 名称.
    pub organization: String,
    /// 住所; empty when the case does not state it.
    #[serde(default)]
    pub address: String,
    /// 代表者; absent when the case does not state it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative: Option<Representative>,
    /// 担当者: whose key signs.
    pub person: Person,
    /// The signing key.
    pub key: KeyRef,
}

/// To whom a document goes, 宛先.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addressee {
    /// Such as 加賀市長.
    pub name: String,
    /// Such as 様; empty for none.
    #[serde(default)]
    pub honorific: String,
}

/// The contract that a case serves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contract {
    /// 契約件名.
    pub title: String,
    /// 契約番号; empty when not stated.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// 契約年月日.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Timestamp>,
    /// 甲.
    pub client: String,
}
