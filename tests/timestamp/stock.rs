//! What `openssl` makes we read, and what we ask `openssl` answers.

use super::rig::{Key, Lab, SIGNATURE};
use azukari::model::{Timestamp, Trust};
use azukari::sign::timestamp::{Authorities, Reason, Request, Response, judge};

#[test]
fn our_request_is_answered_and_the_answer_is_good() {
    let test = "our_request_is_answered_and_the_answer_is_good";
    for key in [Key::Rsa, Key::P256, Key::P384] {
        let Some(lab) = Lab::with_tsa(test, key) else { return };
        let request = Request::new(SIGNATURE).unwrap();
        let response = lab.answer(&request.to_der().unwrap(), "answer", &[]);
        assert_eq!(Response::read(&response).unwrap().nonce(), request.nonce());
        let judged = lab.judge(&response);
        assert_eq!((judged.trust, &judged.reason), (Trust::Good, &Reason::Fits), "{key:?}");
        let stamp = judged.stamp.unwrap();
        assert_eq!(stamp.policy, "1.2.392.1.2.3");
        assert_eq!(stamp.serial, "0a02");
        assert_eq!(stamp.accuracy_micros, Some(1_500_000));
        assert_eq!(stamp.tsa, "CN=見本 tsa,O=見本,C=JP");
        assert_eq!(judged.authority.unwrap(), "CN=見本 root,O=見本,C=JP");
        let now =
            Timestamp::from_unix(i64::try_from(std::time::UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap());
        assert!((stamp.at.to_unix() - now.to_unix()).abs() < 600, "{}", stamp.at);
        // And `openssl` agrees, by the request and by the data.
        lab.write("s.sig", SIGNATURE);
        for against in [["-queryfile", "q.tsq"], ["-data", "s.sig"]] {
            let words = [&["ts", "-verify", "-in", "a.tsr", "-CAfile", "root.pem"][..], &against].concat();
            assert!(lab.openssl(&words).contains("Verification: OK"), "{key:?}");
        }
    }
}

#[test]
fn a_query_by_openssl_is_good_too() {
    let test = "a_query_by_openssl_is_good_too";
    let Some(lab) = Lab::with_tsa(test, Key::Rsa) else { return };
    for hash in ["-sha256", "-sha384", "-sha512"] {
        for section in ["answer", "answer-v1"] {
            let query = lab.query(&[hash, "-cert"]);
            assert!(Request::read(&query).unwrap().imprint().is_of(SIGNATURE));
            let judged = lab.judge(&lab.answer(&query, section, &[]));
            assert_eq!(judged.reason, Reason::Fits, "{hash} {section}");
        }
    }
    // Without a nonce, and without the wish for a certificate: then nobody can tell who signed.
    let query = lab.query(&["-no_nonce"]);
    assert_eq!(Request::read(&query).unwrap().nonce(), None);
    let response = lab.answer(&query, "answer", &[]);
    assert_eq!(Response::read(&response).unwrap().nonce(), None);
    let judged = lab.judge(&response);
    assert_eq!((judged.trust, judged.reason), (Trust::Unknown, Reason::NoCertificate));
    let stamp = judged.stamp.unwrap();
    assert_eq!((stamp.tsa.as_str(), stamp.serial.len()), ("", 4));
}

#[test]
fn a_chain_is_walked() {
    let Some(lab) = Lab::new("a_chain_is_walked") else { return };
    lab.root("root", Key::P384);
    lab.root("stranger", Key::P256);
    lab.issue("between", Key::Rsa, "root", "between");
    lab.issue("tsa", Key::P256, "between", "tsa");
    let query = lab.query(&["-sha256", "-cert"]);
    let whole = lab.answer(&query, "answer", &["-chain", "between.pem"]);
    let reason =
        |response: &[u8], trusted: &[&str]| judge(SIGNATURE, response, &lab.authorities(trusted)).reason;
    assert_eq!(reason(&whole, &["root"]), Reason::Fits);
    assert_eq!(reason(&whole, &["stranger", "root"]), Reason::Fits);
    assert_eq!(reason(&whole, &["between"]), Reason::Fits);
    assert_eq!(reason(&whole, &["stranger"]), Reason::UnknownAuthority);
    assert_eq!(judge(SIGNATURE, &whole, &Authorities::new()).reason, Reason::UnknownAuthority);
    // Without the certificate in between nothing leads to the root.
    let short = lab.answer(&query, "answer", &[]);
    assert_eq!(reason(&short, &["root"]), Reason::UnknownAuthority);
    // An authority of the same name with another key is another.
    lab.openssl(&[
        "req",
        "-x509",
        "-config",
        "c.cnf",
        "-utf8",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "o.key",
        "-extensions",
        "root",
        "-subj",
        "/C=JP/O=見本/CN=見本 root",
        "-days",
        "9000",
        "-out",
        "root.pem",
    ]);
    assert_eq!(reason(&whole, &["root"]), Reason::UnknownAuthority);
}

#[test]
fn tokens_by_other_programs_in_other_forms() {
    let test = "tokens_by_other_programs_in_other_forms";
    let Some(lab) = Lab::with_tsa(test, Key::Rsa) else { return };
    let statement = lab.statement(&lab.response());
    // A signer named by its key, and RSA-PSS.
    for more in [
        &["-cades"][..],
        &["-cades", "-keyid"],
        &["-cades", "-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:-1"],
        &["-cades", "-md", "sha512"],
    ] {
        let judged = lab.judge(&lab.signed(&statement, "tsa", more));
        assert_eq!(judged.reason, Reason::Fits, "{more:?}");
    }
}
