//! What `verify` says of papers.

#[cfg(target_os = "linux")]
use crate::env::TestEnv;
#[cfg(target_os = "linux")]
use crate::init::sample_case;

/// In memory nobody can say that a wipe reached anything: the certificate is genuine, and its verdict is not 合格.
#[cfg(target_os = "linux")]
#[test]
fn a_certificate_is_told_with_its_own_verdict() {
    let Ok(memory) = tempfile::tempdir_in("/dev/shm") else {
        eprintln!("SKIPPED a_certificate_is_told_with_its_own_verdict: no /dev/shm");
        return;
    };
    let env = TestEnv::new();
    sample_case(&env);
    let path = memory.path().join("見本.txt");
    std::fs::write(&path, b"x").unwrap();
    let path = path.to_str().unwrap();
    let wipe = ["--json", "--yes", "--passphrase-file", "pw", "--case", "case", "wipe", "files", path];
    let wiped = env.run(wipe).exits(4).result();
    let record = wiped["record"].as_str().unwrap();
    let ran = env.run(["--json", "--case", "case", "verify", record]);
    let verified = ran.objects().into_iter().find(|object| object["event"] == "verified").unwrap();
    assert_eq!(
        (verified["trust"].as_str(), verified["document_verdict"].as_str()),
        (Some("good"), Some("unknown"))
    );
    let said = env.run(["--lang", "ja", "--case", "case", "verify", record]).ok().stdout;
    assert!(!said.starts_with("合格") && said.contains("総合判定は「未検証」"), "{said}");
}
