//! Which certificates may be trusted as the root of a TSA.

use super::rig::{Key, Lab};
use azukari::sign::timestamp::{Authority, StampError};

#[test]
fn pem_der_and_bundles() {
    let Some(lab) = Lab::with_tsa("pem_der_and_bundles", Key::Rsa) else { return };
    lab.root("other", Key::P256);
    let pem = lab.read("root.pem");
    let [from_pem] = &Authority::read_all(&pem).unwrap()[..] else { panic!() };
    lab.openssl(&["x509", "-in", "root.pem", "-outform", "DER", "-out", "root.der"]);
    assert_eq!(Authority::read_all(&lab.read("root.der")).unwrap(), std::slice::from_ref(from_pem));
    // What goes out is what `openssl` wrote, and the fingerprint is the one that it shows.
    assert_eq!(from_pem.to_pem().as_bytes(), pem);
    let shown = lab.openssl(&["x509", "-in", "root.pem", "-noout", "-fingerprint", "-sha256"]);
    assert_eq!(shown.trim().split('=').next_back().unwrap(), from_pem.fingerprint());
    let (from, until) = from_pem.validity();
    assert_eq!((from.to_string().as_str(), until.civil().0), ("2001-01-01T09:00:00+09:00", 2100));
    let bundle = [b"# comment\n", pem.as_slice(), b"\n", &lab.read("other.pem")].concat();
    let names: Vec<_> =
        Authority::read_all(&bundle).unwrap().iter().map(|one| one.name().to_owned()).collect();
    assert_eq!(names, ["CN=見本 root,O=見本,C=JP", "CN=見本 other,O=見本,C=JP"]);
}

#[test]
fn what_is_no_authority_is_not_trusted() {
    let Some(lab) = Lab::with_tsa("what_is_no_authority_is_not_trusted", Key::Rsa) else { return };
    let what = |file: &[u8]| match Authority::read_all(file) {
        Err(StampError::Certificate(what)) => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(what(&lab.read("tsa.pem")), "not-an-authority");
    assert_eq!(what(&lab.read("tsa.key")), "malformed");
    assert_eq!(what(b""), "malformed");
    assert_eq!(what(b"-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n"), "malformed");
    let root = lab.read("root.pem");
    assert_eq!(what(&root[..root.len() / 2]), "malformed");
    assert_eq!(what(&root.repeat(17)), "too-many");
}
