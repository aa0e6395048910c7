//! ssh-keygen says good for every record, and the lines in VERIFY.txt work as they stand.

use super::rig::{TOUR, have, stock};
use std::process::Command;

#[test]
fn ssh_keygen_says_good_for_every_record() {
    if !have("ssh-keygen", "ssh_keygen_says_good_for_every_record") {
        return;
    }
    for (folder, number) in TOUR.records() {
        let record: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join(format!("{number}.json"))).unwrap()).unwrap();
        let kind = record["schema"].as_str().unwrap().split('/').nth(1).unwrap().to_owned();
        let signer = record["issuer"]["key"]["id"].as_str().unwrap();
        let line = format!(
            "ssh-keygen -Y verify -f allowed_signers -I {signer} -n {kind}@azukari -s {number}.json.sig < {number}.json"
        );
        assert!(stock(&folder, "sh", &["-c", &line]).starts_with("Good "), "{line}");
        // The very line is in VERIFY.txt, for whoever has only that folder.
        let help = std::fs::read_to_string(folder.join("VERIFY.txt")).unwrap();
        assert!(help.contains(&line), "{line} is missing in\n{help}");
        // Another namespace, or one byte more, is refused.
        for wrong in
            [line.replace("@azukari", "@other"), line.replace(&format!("< {number}.json"), "< VERIFY.txt")]
        {
            let status =
                Command::new("sh").args(["-c", &wrong]).current_dir(&folder).output().unwrap().status;
            assert!(!status.success(), "{wrong}");
        }
    }
}

/// The fingerprint that `ssh-keygen` prints leads to a name, and the lines for a package are those that the test below runs.
#[test]
fn verify_txt_says_whose_key_it_was_and_how_a_package_is_checked() {
    if !have("ssh-keygen", "verify_txt_says_whose_key_it_was_and_how_a_package_is_checked") {
        return;
    }
    for (folder, number) in TOUR.records() {
        let help = std::fs::read_to_string(folder.join("VERIFY.txt")).unwrap();
        let prefix = format!("-s {number}.json.sig < {number}.json");
        let line = help.lines().find(|line| line.ends_with(&prefix)).unwrap();
        let said = stock(&folder, "sh", &["-c", line]);
        let fingerprint = said.split_whitespace().last().unwrap();
        assert!(fingerprint.starts_with("SHA256:"), "{said}");
        let record: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join(format!("{number}.json"))).unwrap()).unwrap();
        let person = record["issuer"]["person"]["name"].as_str().unwrap();
        let key = help.lines().find(|line| line.contains(&format!("  {fingerprint}  "))).unwrap();
        assert!(key.contains(person), "{key}");
        let heading = help.lines().find(|line| line.starts_with(&format!("{number}  "))).unwrap();
        assert!(heading.contains(person), "{heading}");
        for line in ["age -d -i identity.txt NAME.age | tar x", "sha256sum -c tagmanifest-sha256.txt"] {
            assert!(help.contains(line), "{line}");
        }
    }
}

/// The paper that matters most to whoever sent something is somebody else's, and has its line too.
#[test]
fn a_receipt_that_came_back_has_its_line() {
    if !have("ssh-keygen", "a_receipt_that_came_back_has_its_line") {
        return;
    }
    let folder = TOUR.documents("contractor");
    let help = std::fs::read_to_string(folder.join("VERIFY.txt")).unwrap();
    let lines: Vec<&str> = help.lines().filter(|line| line.contains("< ../received/R-")).collect();
    assert_eq!(lines.len(), 1, "{help}");
    assert!(stock(&folder, "sh", &["-c", lines[0]]).starts_with("Good "), "{}", lines[0]);
}

#[test]
fn the_note_that_travels_is_the_note_that_was_issued() {
    let root = TOUR.root();
    let issued = TOUR.documents("contractor");
    let number = TOUR.records().into_iter().find(|(_, number)| number.starts_with('N')).unwrap().1;
    for (travels, kept) in [("delivery.note.json", "json"), ("delivery.note.json.sig", "json.sig")] {
        let travels = std::fs::read(root.join(travels)).unwrap();
        assert_eq!(travels, std::fs::read(issued.join(format!("{number}.{kept}"))).unwrap());
    }
    // It names no file.
    let note = std::fs::read_to_string(root.join("delivery.note.json")).unwrap();
    assert!(!note.contains("住民基本台帳") && !note.contains(".csv"));
}

#[test]
fn the_package_opens_by_hand_with_age_tar_and_sha256sum() {
    if !have("age", "the_package_opens_by_hand_with_age_tar_and_sha256sum") {
        return;
    }
    let root = TOUR.root();
    let folder = tempfile::tempdir().unwrap();
    // The city's key, unlocked by the library as `age -d identity.age` would after its prompt.
    let locked = std::fs::read(root.join("city/keys/identity.age")).unwrap();
    let text = azukari::crypt::keyfile::unlock(&locked, "mihon-mihon-mihon").unwrap();
    std::fs::write(folder.path().join("id"), text.as_bytes()).unwrap();
    let note: serde_json::Value =
        serde_json::from_slice(&std::fs::read(root.join("delivery.note.json")).unwrap()).unwrap();
    let line = format!(
        "age -d -i id '{}' | tar x && cd delivery && sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt
         ssh-keygen -Y verify -f '{}' -I {} -n manifest@azukari -s azukari/manifest.json.sig < azukari/manifest.json",
        root.join("delivery.age").display(),
        TOUR.documents("contractor").join("allowed_signers").display(),
        note["issuer"]["key"]["id"].as_str().unwrap()
    );
    stock(folder.path(), "bash", &["-euo", "pipefail", "-c", &line]);
}

#[test]
fn annexes_are_bound_by_their_digests() {
    for (folder, number) in TOUR.records() {
        let record: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join(format!("{number}.json"))).unwrap()).unwrap();
        for annex in record["annexes"].as_array().into_iter().flatten() {
            let name = annex["name"].as_str().unwrap();
            let said = stock(&folder, "sha256sum", &[name]);
            assert_eq!(said.split(' ').next(), annex["sha256"].as_str(), "{name}");
        }
    }
}
