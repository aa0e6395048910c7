//! Tokens that were never right, each with its own reason.

use super::rig::{Key, Lab, SIGNATURE, sequence};
use azukari::model::Trust;
use azukari::sign::timestamp::{Reason, Request, judge};

#[test]
fn other_data_and_refusals_are_bad() {
    let Some(lab) = Lab::with_tsa("other_data_and_refusals_are_bad", Key::P256) else { return };
    let response = lab.response();
    let other = judge(b"other", &response, &lab.authorities(&["root"]));
    assert_eq!((other.trust, other.reason), (Trust::Bad, Reason::OtherContent));
    // The TSA does not take SHA-256 in that section.
    let query = Request::new(SIGNATURE).unwrap().to_der().unwrap();
    let refused = lab.judge(&lab.answer(&query, "answer-refusing", &[]));
    assert_eq!(refused.trust, Trust::Bad);
    let Reason::Refused { status: 2, text } = &refused.reason else { panic!("{refused:?}") };
    assert!(text.contains("digest algorithm"), "{text}");
    assert_eq!(refused.stamp, None);
    // A bare token says nothing of a status, and a statement without a signature proves nothing.
    lab.write("r.tsr", &response);
    lab.openssl(&["ts", "-reply", "-in", "r.tsr", "-token_out", "-out", "r.token"]);
    for bare in [lab.read("r.token"), lab.statement(&response), query, Vec::new(), vec![0; 2 << 20]] {
        assert_eq!(lab.judge(&bare).reason, Reason::Malformed);
    }
}

#[test]
fn certificates_that_may_not_stamp_are_bad() {
    let Some(lab) = Lab::with_tsa("certificates_that_may_not_stamp_are_bad", Key::P256) else { return };
    let statement = lab.statement(&lab.response());
    for extensions in ["not-critical", "two-purposes", "no-purpose", "encrypts"] {
        lab.issue(extensions, Key::P256, "root", extensions);
        let judged = lab.judge(&lab.signed(&statement, extensions, &["-cades"]));
        assert_eq!((judged.trust, judged.reason), (Trust::Bad, Reason::WrongUsage), "{extensions}");
    }
    // The rig itself is not at fault: with the right certificate the same token is good.
    assert_eq!(lab.judge(&lab.signed(&statement, "tsa", &["-cades"])).reason, Reason::Fits);
}

#[test]
fn a_certificate_that_was_not_valid_then_is_bad() {
    let test = "a_certificate_that_was_not_valid_then_is_bad";
    let Some(lab) = Lab::with_tsa(test, Key::P256) else { return };
    let statement = lab.statement(&lab.response());
    for (name, from, until) in
        [("ended", "20010101000000Z", "20110101000000Z"), ("to-come", "20980101000000Z", "20990101000000Z")]
    {
        lab.issue_between(name, Key::P256, "root", "tsa", from, until);
        let judged = lab.judge(&lab.signed(&statement, name, &["-cades"]));
        assert_eq!(judged.trust, Trust::Bad, "{name}");
        assert!(matches!(judged.reason, Reason::NotValidThen { .. }), "{name}: {:?}", judged.reason);
    }
    // A root that had ended then proves nothing either way.
    lab.root_between("old-root", Key::P256, "20010101000000Z", "20110101000000Z");
    lab.issue("late", Key::P256, "old-root", "tsa");
    let response = lab.signed(&statement, "late", &["-cades"]);
    let judged = judge(SIGNATURE, &response, &lab.authorities(&["root", "old-root"]));
    assert_eq!((judged.trust, judged.reason), (Trust::Unknown, Reason::AuthorityExpired));
}

#[test]
fn a_certificate_that_has_ended_since_still_proves_its_time() {
    let test = "a_certificate_that_has_ended_since_still_proves_its_time";
    let Some(lab) = Lab::with_tsa(test, Key::P256) else { return };
    // The statement is of 2005, when a certificate that ended in 2011 was valid.
    let early = lab.statement_of_2005(&lab.response());
    lab.issue_between("ended", Key::P256, "root", "tsa", "20010101000000Z", "20110101000000Z");
    let judged = lab.judge(&lab.signed(&early, "ended", &["-cades"]));
    assert_eq!(judged.reason, Reason::Fits);
    assert_eq!(judged.stamp.unwrap().at.civil().0, 2005);
}

#[test]
fn the_signing_certificate_must_be_named() {
    let Some(lab) = Lab::with_tsa("the_signing_certificate_must_be_named", Key::Rsa) else { return };
    let statement = lab.statement(&lab.response());
    let judged = lab.judge(&lab.signed(&statement, "tsa", &[]));
    assert_eq!((judged.trust, judged.reason), (Trust::Bad, Reason::OtherCertificate));
    // The same key on another certificate, put in the place of the one that was named.
    let response = lab.signed(&statement, "tsa", &["-cades"]);
    lab.openssl(&["x509", "-in", "tsa.pem", "-outform", "DER", "-out", "tsa.der"]);
    let named = lab.read("tsa.der");
    let mut other = named.clone();
    *other.last_mut().unwrap() ^= 1;
    let at = response.windows(named.len()).position(|window| window == named).unwrap();
    let mut swapped = response.clone();
    swapped[at..at + named.len()].copy_from_slice(&other);
    assert_eq!(lab.judge(&swapped).reason, Reason::OtherCertificate);
    assert_eq!(lab.judge(&response).reason, Reason::Fits);
}

#[test]
fn what_cannot_be_checked_is_unknown_not_bad() {
    let test = "what_cannot_be_checked_is_unknown_not_bad";
    let Some(lab) = Lab::with_tsa(test, Key::Rsa) else { return };
    let statement = lab.statement(&lab.response());
    lab.issue("small", Key::RsaSmall, "root", "tsa");
    for (name, more) in [("small", &["-cades"][..]), ("tsa", &["-cades", "-md", "sha224"])] {
        let judged = lab.judge(&lab.signed(&statement, name, more));
        assert_eq!(judged.trust, Trust::Unknown, "{name}");
        assert!(matches!(judged.reason, Reason::UnsupportedAlgorithm { .. }), "{:?}", judged.reason);
    }
}

#[test]
fn two_signers_are_one_too_many() {
    let Some(lab) = Lab::with_tsa("two_signers_are_one_too_many", Key::P256) else { return };
    lab.issue("second", Key::P256, "root", "tsa");
    let statement = lab.statement(&lab.response());
    let second = ["-cades", "-signer", "second.pem", "-inkey", "second.key"];
    assert_eq!(lab.judge(&lab.signed(&statement, "tsa", &second)).reason, Reason::Malformed);
    // Nor may anything follow the token.
    let mut longer = lab.response();
    let content = longer.split_off(4);
    assert_eq!(lab.judge(&sequence(&content)).reason, Reason::Fits);
    assert_eq!(lab.judge(&sequence(&[content.as_slice(), &[5, 0]].concat())).reason, Reason::Malformed);
}
