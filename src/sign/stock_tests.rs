//! The stock `ssh-keygen` and azukari read each other's keys, signatures and cards.

use super::{Card, Keyring, PublicKey, SigningKey, check};
use crate::model::{Person, Timestamp};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs `ssh-keygen`; `None`, loudly, where there is none.
fn ssh_keygen(test: &str, folder: &Path, arguments: &[&str], input: &[u8]) -> Option<Output> {
    let started = Command::new("ssh-keygen")
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut child) = started else {
        let mut out = std::io::stderr();
        writeln!(out, "SKIPPED {test}: no ssh-keygen on this machine").unwrap();
        return None;
    };
    child.stdin.take().unwrap().write_all(input).unwrap();
    Some(child.wait_with_output().unwrap())
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn private_file(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
}

fn ring_of(key: &SigningKey, from: i64, until: Option<i64>) -> Keyring {
    let person = Person { name: "見本 太郎".into(), ..Person::default() };
    let until = until.map(Timestamp::from_unix);
    let card = Card::new(&person, "age1qqqsample", &key.public(), Timestamp::from_unix(from), until).unwrap();
    let mut ring = Keyring::new();
    ring.add(card).unwrap();
    ring
}

fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

#[test]
fn ssh_keygen_opens_our_locked_key() {
    let folder = tempfile::tempdir().unwrap();
    let key = SigningKey::generate().unwrap();
    private_file(&folder.path().join("key"), &key.to_openssh(b"sample pass", Some(2)).unwrap());
    let test = "ssh_keygen_opens_our_locked_key";
    let arguments = ["-y", "-P", "sample pass", "-f", "key"];
    let Some(output) = ssh_keygen(test, folder.path(), &arguments, b"") else { return };
    assert!(output.status.success(), "{}", said(&output));
    let line = String::from_utf8(output.stdout).unwrap();
    assert_eq!(line.parse::<PublicKey>().unwrap(), key.public());
    let wrong = ssh_keygen(test, folder.path(), &["-y", "-P", "wrong", "-f", "key"], b"").unwrap();
    assert!(!wrong.status.success());

    std::fs::write(folder.path().join("key.pub"), key.public().to_openssh()).unwrap();
    let listed = ssh_keygen(test, folder.path(), &["-l", "-f", "key.pub"], b"").unwrap();
    assert!(said(&listed).contains(&key.public().fingerprint()), "{}", said(&listed));
}

#[test]
fn we_open_a_key_by_ssh_keygen() {
    let folder = tempfile::tempdir().unwrap();
    let test = "we_open_a_key_by_ssh_keygen";
    let make = ["-q", "-t", "ed25519", "-N", "sample pass", "-C", "見本", "-a", "2", "-f", "key"];
    let Some(output) = ssh_keygen(test, folder.path(), &make, b"") else { return };
    assert!(output.status.success(), "{}", said(&output));
    let locked = std::fs::read_to_string(folder.path().join("key")).unwrap();
    let key = SigningKey::from_openssh(&locked, b"sample pass").unwrap();
    let line = std::fs::read_to_string(folder.path().join("key.pub")).unwrap();
    assert_eq!(key.public(), line.parse().unwrap());
    let wrong = SigningKey::from_openssh(&locked, b"wrong");
    assert!(matches!(wrong, Err(super::KeyError::WrongPassphrase)));

    ssh_keygen(test, folder.path(), &["-p", "-P", "sample pass", "-N", "", "-f", "key"], b"").unwrap();
    let open = std::fs::read_to_string(folder.path().join("key")).unwrap();
    assert!(matches!(SigningKey::from_openssh(&open, b"x"), Err(super::KeyError::NotLocked)));
    let make = ["-q", "-t", "ecdsa", "-N", "sample pass", "-a", "2", "-f", "other"];
    ssh_keygen(test, folder.path(), &make, b"").unwrap();
    let other = std::fs::read_to_string(folder.path().join("other")).unwrap();
    let refused = SigningKey::from_openssh(&other, b"sample pass");
    assert!(matches!(refused, Err(super::KeyError::NotEd25519 { .. })), "{refused:?}");
}

#[test]
fn ssh_keygen_verifies_our_signature_with_our_allowed_signers() {
    let folder = tempfile::tempdir().unwrap();
    let test = "ssh_keygen_verifies_our_signature_with_our_allowed_signers";
    let key = SigningKey::generate().unwrap();
    let message = "{\"schema\": \"azukari/receipt/1\"}\n".as_bytes();
    let signature = key.sign("receipt@azukari", message).unwrap();
    std::fs::write(folder.path().join("X.sig"), signature).unwrap();
    let ring = ring_of(&key, now() - 3600, Some(now() + 3600));
    std::fs::write(folder.path().join("allowed_signers"), ring.allowed_signers()).unwrap();
    let id = key.public().id();
    let verify = |namespace: &str, id: &str, more: &[&str], input: &[u8]| {
        let mut arguments = vec!["-Y", "verify", "-f", "allowed_signers", "-I", id];
        arguments.extend(["-n", namespace, "-s", "X.sig"]);
        arguments.extend(more);
        ssh_keygen(test, folder.path(), &arguments, input)
    };
    let Some(output) = verify("receipt@azukari", &id, &[], message) else { return };
    assert!(output.status.success(), "{}\n{}", said(&output), ring.allowed_signers());
    assert!(said(&output).contains(&key.public().fingerprint()));
    assert!(!verify("receipt@azukari", &id, &[], b"other").unwrap().status.success());
    assert!(!verify("note@azukari", &id, &[], message).unwrap().status.success());
    assert!(!verify("receipt@azukari", "aaaaaaaaaa", &[], message).unwrap().status.success());
    let early = verify("receipt@azukari", &id, &["-Overify-time=20010101"], message).unwrap();
    assert!(!early.status.success(), "before the card");
    let late = verify("receipt@azukari", &id, &["-Overify-time=20990101"], message).unwrap();
    assert!(!late.status.success(), "after the card");

    let endless = ring_of(&key, now(), None).allowed_signers();
    std::fs::write(folder.path().join("allowed_signers"), endless).unwrap();
    assert!(verify("receipt@azukari", &id, &[], message).unwrap().status.success());
}

#[test]
fn we_check_a_signature_by_ssh_keygen() {
    let folder = tempfile::tempdir().unwrap();
    let test = "we_check_a_signature_by_ssh_keygen";
    let make = ["-q", "-t", "ed25519", "-N", "", "-f", "key"];
    let Some(output) = ssh_keygen(test, folder.path(), &make, b"") else { return };
    assert!(output.status.success(), "{}", said(&output));
    let public = std::fs::read_to_string(folder.path().join("key.pub")).unwrap().parse().unwrap();
    for hash in ["sha256", "sha512"] {
        let option = format!("-Ohashalg={hash}");
        let sign = ["-Y", "sign", "-q", "-f", "key", "-n", "receipt@azukari", &option];
        let output = ssh_keygen(test, folder.path(), &sign, b"message").unwrap();
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(check("receipt@azukari", b"message", &output.stdout).unwrap(), public, "{hash}");
    }
    ssh_keygen(test, folder.path(), &["-q", "-t", "ecdsa", "-N", "", "-f", "other"], b"").unwrap();
    let sign = ["-Y", "sign", "-q", "-f", "other", "-n", "receipt@azukari"];
    let output = ssh_keygen(test, folder.path(), &sign, b"message").unwrap();
    let unsupported = check("receipt@azukari", b"message", &output.stdout);
    assert!(
        matches!(unsupported, Err(super::SignatureError::UnsupportedAlgorithm { .. })),
        "{unsupported:?}"
    );
}

#[test]
fn ssh_keygen_checks_a_card_taken_apart() {
    let folder = tempfile::tempdir().unwrap();
    let test = "ssh_keygen_checks_a_card_taken_apart";
    let key = SigningKey::generate().unwrap();
    let ring = ring_of(&key, now(), None);
    let file = ring.cards().next().unwrap().to_file(&key).unwrap();
    let parts: serde_json::Value = serde_json::from_slice(&file).unwrap();
    std::fs::write(folder.path().join("card.txt.sig"), parts["signature"].as_str().unwrap()).unwrap();
    let arguments = ["-Y", "check-novalidate", "-n", "card@azukari", "-s", "card.txt.sig"];
    let card = parts["card"].as_str().unwrap().as_bytes();
    let Some(output) = ssh_keygen(test, folder.path(), &arguments, card) else { return };
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains(&key.public().fingerprint()));
}
