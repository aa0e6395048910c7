//! One's own age identity at rest: the text of an identity file, encrypted with a passphrase in age's own format, so that
//! stock `age` reads it too (`age -d -i identity.age`, or `age -d identity.age` to see the key).

use super::identity::first_recipient;
use super::{CryptError, HybridIdentity, Identities, PluginPrompts, Recipients, open_header, seal_header};
use age::secrecy::{ExposeSecret as _, SecretString};
use age::{DecryptError, Decryptor, Encryptor};
use std::io::{Read as _, Write as _};
use std::iter;
use std::sync::Arc;
use zeroize::Zeroizing;

/// scrypt work on writing: 2^18, as age itself.
pub const WRITTEN_WORK: u8 = 18;
/// The most work that reading may ask for: 2^22 (4 GiB of memory).
const READ_WORK: u8 = 22;
/// An identity file is a few lines; more is something else.
const MAX_TEXT_BYTES: u64 = 64 << 10;

/// A new identity.
pub struct NewIdentity {
    /// The text of an identity file, as `age-keygen` writes it (without its date).
    pub text: Zeroizing<String>,
    /// The public side, `age1…`.
    pub recipient: String,
}

impl NewIdentity {
    fn of(recipient: String, secret: &str) -> Self {
        Self { text: Zeroizing::new(format!("# public key: {recipient}\n{secret}\n")), recipient }
    }
}

/// Makes a new X25519 identity from the system's randomness.
#[must_use]
pub fn generate() -> NewIdentity {
    let identity = age::x25519::Identity::generate();
    NewIdentity::of(identity.to_public().to_string(), identity.to_string().expose_secret())
}

/// Makes a new post-quantum identity from the system's randomness.
///
/// # Errors
/// [`CryptError::Primitive`] when the system has none.
pub fn generate_hybrid() -> Result<NewIdentity, CryptError> {
    let identity = HybridIdentity::generate()?;
    Ok(NewIdentity::of(identity.to_public().to_string(), &identity.to_text()))
}

/// An identity that exists, from the text of its file.
///
/// # Errors
/// [`CryptError::NoIdentity`], [`CryptError::UnnamedIdentity`]. For a plugin's key also [`CryptError::IdentityMismatch`] and
/// what sealing and opening give: its public side is only what a comment says, so both are tried; `prompts` answer.
pub fn existing(
    text: Zeroizing<String>,
    prompts: &Arc<dyn PluginPrompts>,
) -> Result<NewIdentity, CryptError> {
    let recipient = recipient_of(&text)?;
    let mut identities = Identities::asking(Arc::clone(prompts));
    identities.add_text(&text)?;
    if !identities.plugins.is_empty() {
        let recipients = Recipients::parse_asking([recipient.as_str()], prompts)?;
        let sealed = seal_header(&recipients)?.bytes;
        open_header(sealed.as_slice(), &identities).map_err(|error| match error {
            CryptError::NoMatchingKey => CryptError::IdentityMismatch,
            other => other,
        })?;
    }
    Ok(NewIdentity { text, recipient })
}

/// The recipient (`age1…`) of the first identity in an identity file's text; that of a plugin's as a comment before it tells.
///
/// # Errors
/// [`CryptError::NoIdentity`], [`CryptError::UnnamedIdentity`].
pub fn recipient_of(text: &str) -> Result<String, CryptError> {
    first_recipient(text)
}

/// Locks an identity file's text with `passphrase`; `work` is log2 of the scrypt work, [`WRITTEN_WORK`] but in tests.
///
/// # Errors
/// [`CryptError::Primitive`] for a work factor outside 1..=22; none otherwise in practice.
pub fn lock(text: &str, passphrase: &str, work: u8) -> Result<Vec<u8>, CryptError> {
    if !(1..=READ_WORK).contains(&work) {
        return Err(CryptError::Primitive);
    }
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase));
    recipient.set_work_factor(work);
    let encryptor = Encryptor::with_recipients(iter::once(&recipient as &dyn age::Recipient))
        .map_err(|_| CryptError::Primitive)?;
    let mut file = Vec::new();
    let written = encryptor.wrap_output(&mut file).and_then(|mut writer| {
        writer.write_all(text.as_bytes())?;
        writer.finish()
    });
    written.map_err(CryptError::Read)?;
    Ok(file)
}

/// Opens what [`lock`] or `age -p` made of an identity file.
///
/// # Errors
/// [`CryptError::WrongPassphrase`]; [`CryptError::ExcessiveWork`] before the work is done; for other files
/// [`CryptError::NotAge`], [`CryptError::HeaderAltered`], [`CryptError::NoIdentity`].
pub fn unlock(file: &[u8], passphrase: &str) -> Result<Zeroizing<String>, CryptError> {
    let decryptor =
        Decryptor::new(age::armor::ArmoredReader::new(file)).map_err(|error| explained(error, false))?;
    if !decryptor.is_scrypt() {
        return Err(CryptError::NoIdentity);
    }
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase));
    identity.set_max_work_factor(READ_WORK);
    let reader = decryptor
        .decrypt(iter::once(&identity as &dyn age::Identity))
        .map_err(|error| explained(error, true))?;
    // One allocation of the final size, so that no outgrown copy of the key stays behind.
    let mut text = Zeroizing::new(String::with_capacity(4096.max(file.len())));
    match reader.take(MAX_TEXT_BYTES).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(_) => Err(CryptError::HeaderAltered),
    }
}

fn explained(error: DecryptError, tried: bool) -> CryptError {
    match error {
        DecryptError::ExcessiveWork { required, .. } => {
            CryptError::ExcessiveWork { required, limit: READ_WORK }
        }
        DecryptError::Io(source) if source.kind() == std::io::ErrorKind::UnexpectedEof => CryptError::NotAge,
        DecryptError::Io(source) => CryptError::Read(source),
        DecryptError::InvalidMac => CryptError::HeaderAltered,
        DecryptError::UnknownFormat => CryptError::UnknownVersion,
        // age cannot tell a wrong passphrase from a damaged stanza; the first is a thousand times likelier.
        DecryptError::DecryptionFailed | DecryptError::KeyDecryptionFailed | DecryptError::NoMatchingKeys
            if tried =>
        {
            CryptError::WrongPassphrase
        }
        _ => CryptError::NotAge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_with_its_passphrase_only() {
        for new in [generate(), generate_hybrid().unwrap()] {
            opens_as(&new);
        }
    }

    fn opens_as(new: &NewIdentity) {
        let file = lock(&new.text, "合言葉 one", 2).unwrap();
        let text = unlock(&file, "合言葉 one").unwrap();
        assert_eq!(*text, *new.text);
        assert_eq!(recipient_of(&text).unwrap(), new.recipient);
        assert!(matches!(unlock(&file, "合言葉 two"), Err(CryptError::WrongPassphrase)));
        assert!(matches!(unlock(b"not age at all", "x"), Err(CryptError::NotAge)));
        assert!(matches!(unlock(b"", "x"), Err(CryptError::NotAge)));
    }

    #[test]
    fn cut_or_altered_files_never_open() {
        let file = lock(&generate().text, "p", 1).unwrap();
        for length in 0..file.len() {
            assert!(unlock(&file[..length], "p").is_err(), "{length}");
        }
        for at in 0..file.len() {
            let mut file = file.clone();
            file[at] ^= 1;
            assert!(unlock(&file, "p").is_err(), "{at}");
        }
    }

    #[test]
    fn hostile_work_is_refused_before_it_is_done() {
        let file = lock(&generate().text, "p", 1).unwrap();
        let header = String::from_utf8_lossy(&file[..80]).into_owned();
        let line = header.lines().nth(1).unwrap();
        let heavy = line.strip_suffix(" 1").map(|start| format!("{start} 30")).unwrap();
        let mut hostile = header.lines().next().unwrap().as_bytes().to_vec();
        hostile.extend_from_slice(format!("\n{heavy}").as_bytes());
        let rest = header.find(line).unwrap() + line.len();
        hostile.extend_from_slice(&file[rest..]);
        assert!(matches!(unlock(&hostile, "p"), Err(CryptError::ExcessiveWork { required: 30, limit: 22 })));
    }
}
