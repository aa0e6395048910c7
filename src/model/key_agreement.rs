//! How the key of a package reaches its recipients, as the text of a recipient tells.

/// A kind of recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyAgreement {
    /// `age1…`: X25519.
    X25519,
    /// `age1pq1…`: X25519 with ML-KEM-768, against quantum computers too.
    Hybrid,
    /// `age1tag1…`: P-256, on a piece of hardware.
    Tag,
    /// `age1tagpq1…`: P-256 with ML-KEM-768, on a piece of hardware.
    HybridTag,
    /// `age1NAME1…`: whatever the program `age-plugin-NAME` does.
    Plugin(String),
}

impl KeyAgreement {
    /// What the prefix of an age recipient says; `None` for what cannot be one. The rest is not looked at.
    #[must_use]
    pub fn of_recipient(text: &str) -> Option<Self> {
        let (prefix, data) = text.rsplit_once('1')?;
        if data.is_empty() {
            return None;
        }
        match prefix {
            "age" => Some(Self::X25519),
            "age1pq" => Some(Self::Hybrid),
            "age1tag" => Some(Self::Tag),
            "age1tagpq" => Some(Self::HybridTag),
            other => {
                let name = other.strip_prefix("age1").filter(|name| is_plugin_name(name))?;
                Some(Self::Plugin(name.to_owned()))
            }
        }
    }

    /// Whether it holds against quantum computers; `None` where only a plugin knows.
    #[must_use]
    pub fn is_post_quantum(&self) -> Option<bool> {
        match self {
            Self::X25519 | Self::Tag => Some(false),
            Self::Hybrid | Self::HybridTag => Some(true),
            Self::Plugin(_) => None,
        }
    }
}

/// Whether `name` may stand in the name of a program (C2SP `age-plugin.md`): no path, no blank. Names become file names that
/// are executed (RUSTSEC-2024-0433).
#[must_use]
pub fn is_plugin_name(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-._".contains(&byte);
    !name.is_empty() && name.len() <= 64 && name.bytes().all(allowed) && !name.starts_with(['-', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_by_the_prefix() {
        let of = KeyAgreement::of_recipient;
        assert_eq!(of("age1qqq"), Some(KeyAgreement::X25519));
        assert_eq!(of("age1pq1qqq"), Some(KeyAgreement::Hybrid));
        assert_eq!(of("age1tag1qqq"), Some(KeyAgreement::Tag));
        assert_eq!(of("age1tagpq1qqq"), Some(KeyAgreement::HybridTag));
        assert_eq!(of("age1yubikey1qqq"), Some(KeyAgreement::Plugin("yubikey".into())));
        assert_eq!(of("age1fido2-hmac1qqq"), Some(KeyAgreement::Plugin("fido2-hmac".into())));
        for bad in [
            "",
            "age",
            "age1",
            "AGE1QQQ",
            "ssh-ed25519",
            "age1../x1qqq",
            "age11qqq",
            "age1a b1qqq",
            "age1-x1q",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
