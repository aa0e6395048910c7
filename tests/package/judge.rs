//! A second implementation as judge of the post-quantum recipient, and the published test vectors of the age format: the npm
//! packages `age-encryption` and `cctv-age`, which `.ci/run` puts into `$AZUKARI_NPM`.

use super::rig::{Keys, bytes, content, have, open_with};
use azukari::crypt::keyfile::{NewIdentity, generate_hybrid};
use azukari::crypt::{Identities, dearmor, is_armored};
use azukari::model::{Algorithms, Fault};
use azukari::package::{ForeignKind, Inside};
use ring::digest::{SHA256, digest};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use zeroize::Zeroizing;

/// The folder with the npm packages. Where it is not, the test says so by name; in CI it must be here.
fn npm(test: &str) -> Option<PathBuf> {
    let found = std::env::var_os("AZUKARI_NPM").map(PathBuf::from);
    let found =
        found.filter(|folder| folder.join("node_modules/age-encryption").is_dir() && have("node", test));
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{test}: $AZUKARI_NPM must hold the npm packages in CI");
        eprintln!("SKIPPED {test}: $AZUKARI_NPM does not hold the npm package `age-encryption`");
    }
    found
}

/// Runs an ECMAScript module beside the packages.
#[track_caller]
fn node(npm: &Path, script: &str, args: &[&Path]) -> String {
    let mut command = Command::new("node");
    command.args(["--input-type=module", "-e", script, "--"]).args(args).current_dir(npm);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn identities(new: &NewIdentity) -> Identities {
    let mut identities = Identities::new();
    identities.add_text(&new.text).unwrap();
    identities
}

#[test]
fn another_implementation_opens_ours() {
    let Some(npm) = npm("another_implementation_opens_ours") else { return };
    let folder = tempfile::tempdir().unwrap();
    let (keys, ours) = (Keys::new(), generate_hybrid().unwrap());
    let source = folder.path().join("資料");
    fs::create_dir(&source).unwrap();
    fs::write(source.join("一.bin"), bytes(200_000, 3)).unwrap();
    let package = folder.path().join("p.age");
    let sealed =
        keys.seal_to(&ours.recipient, std::slice::from_ref(&source), &package, Algorithms::default());
    sealed.unwrap().commit(&package).unwrap();
    let identity = folder.path().join("id");
    fs::write(&identity, &*ours.text).unwrap();
    let (public, tar) = (folder.path().join("public"), folder.path().join("p.tar"));
    let script = r#"
        import * as fs from "node:fs";
        import { Decrypter, identityToRecipient } from "age-encryption";
        const [identity, sealed, out, recipient] = process.argv.slice(-4);
        const secret = fs.readFileSync(identity, "utf8").split("\n").find((line) => line.startsWith("AGE-"));
        const decrypter = new Decrypter();
        decrypter.addIdentity(secret);
        fs.writeFileSync(out, await decrypter.decrypt(fs.readFileSync(sealed)));
        fs.writeFileSync(recipient, await identityToRecipient(secret));
    "#;
    node(&npm, script, &[&identity, &package, &tar, &public]);
    assert_eq!(fs::read_to_string(public).unwrap(), ours.recipient);
    let unpacked = Command::new("tar").arg("xf").arg(&tar).current_dir(folder.path()).status().unwrap();
    assert!(unpacked.success());
    assert_eq!(content(&source), content(&folder.path().join("p/data/資料")));
}

#[test]
fn ours_opens_what_another_implementation_made() {
    let Some(npm) = npm("ours_opens_what_another_implementation_made") else { return };
    let folder = tempfile::tempdir().unwrap();
    let ours = generate_hybrid().unwrap();
    let plain = folder.path().join("p.bin");
    fs::write(&plain, bytes(200_000, 7)).unwrap();
    let (recipient, sealed) = (folder.path().join("to"), folder.path().join("p.bin.age"));
    let theirs = folder.path().join("secret");
    fs::write(&recipient, &ours.recipient).unwrap();
    let script = r#"
        import * as fs from "node:fs";
        import { Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
        const [recipient, plain, out, secret] = process.argv.slice(-4);
        const identity = await generateHybridIdentity();
        const encrypter = new Encrypter();
        encrypter.addRecipient(await identityToRecipient(identity));
        encrypter.addRecipient(fs.readFileSync(recipient, "utf8"));
        fs.writeFileSync(out, await encrypter.encrypt(fs.readFileSync(plain)));
        fs.writeFileSync(secret, identity + "\n");
    "#;
    node(&npm, script, &[&recipient, &plain, &sealed, &theirs]);
    let mut of_theirs = Identities::new();
    of_theirs.add_text(&fs::read_to_string(theirs).unwrap()).unwrap();
    for (name, identities) in [("ours", identities(&ours)), ("theirs", of_theirs)] {
        let target = folder.path().join(name);
        let staged = open_with(&identities, &sealed, &target).unwrap();
        assert!(matches!(staged.inside, Inside::Foreign(ForeignKind::File)));
        assert_eq!(fs::read(target.join("p.bin")).unwrap(), bytes(200_000, 7));
    }
    let error = open_with(&identities(&generate_hybrid().unwrap()), &sealed, &folder.path().join("no"));
    assert_eq!(error.unwrap_err().code(), "no-matching-key");
}

/// What a vector's head says, and its file.
fn parts(vector: &[u8]) -> (BTreeMap<String, Vec<String>>, &[u8]) {
    let end = vector.windows(2).position(|pair| pair == b"\n\n").unwrap();
    let mut head = BTreeMap::<String, Vec<String>>::new();
    for line in std::str::from_utf8(&vector[..end]).unwrap().lines() {
        let (key, value) = line.split_once(": ").unwrap();
        head.entry(key.to_owned()).or_default().push(value.to_owned());
    }
    (head, &vector[end + 2..])
}

/// How a malformed header is called.
const HEADER_CODES: &[&str] =
    &["header-altered", "header-cut-short", "excessive-work", "unknown-age-version", "not-age"];

/// Stanzas without their last, short line, which the age crate reads: the first programs wrote them.
const LENIENT: &[&str] = &["stanza_missing_body", "stanza_missing_final_line"];

#[test]
fn the_published_vectors_of_the_format() {
    let Some(npm) = npm("the_published_vectors_of_the_format") else { return };
    let folder = tempfile::tempdir().unwrap();
    let vectors = folder.path().join("vectors");
    fs::create_dir(&vectors).unwrap();
    let script = r#"
        import * as fs from "node:fs";
        import * as zlib from "node:zlib";
        import * as vectors from "cctv-age";
        const folder = process.argv.at(-1);
        for (const [name, vector] of Object.entries(vectors)) {
            if (!(vector instanceof Uint8Array)) continue;
            const bytes = Buffer.from(vector), end = bytes.indexOf("\n\n") + 2;
            const packed = bytes.subarray(0, end).includes("compressed: zlib");
            const file = packed ? zlib.inflateSync(bytes.subarray(end)) : bytes.subarray(end);
            fs.writeFileSync(`${folder}/${name}`, Buffer.concat([bytes.subarray(0, end), file]));
        }
    "#;
    node(&npm, script, &[&vectors]);
    let (mut hybrid, mut all) = (0, 0);
    for entry in fs::read_dir(&vectors).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(&path).unwrap();
        let (head, file) = parts(&bytes);
        hybrid += usize::from(name.contains("hybrid"));
        all += 1;
        let target = folder.path().join(format!("out-{name}"));
        let opened = open_vector(&head, file, &folder.path().join("f.age"), &target);
        let code = opened.err().unwrap_or("opened");
        let lenient = LENIENT.contains(&name.as_str());
        let fits = match head["expect"][0].as_str() {
            "success" => code == "opened",
            "no match" => ["no-matching-key", "wrong-passphrase"].contains(&code),
            "armor failure" => ["armor", "not-age"].contains(&code),
            "payload failure" => code.starts_with("package-"),
            _ => lenient || HEADER_CODES.contains(&code),
        };
        assert!(fits, "{name}: {code}");
        assert_eq!(target.exists(), code == "opened", "{name}");
        if code == "opened" && !lenient {
            let plain = fs::read(target.join("f")).unwrap();
            let found = digest(&SHA256, &plain);
            let found: Vec<_> = found.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(found.concat(), head["payload"][0], "{name}");
        }
    }
    assert!(hybrid >= 18 && all >= 140, "{hybrid} of {all}");
}

/// Opens a vector's file as `azukari open` does, with every key that its head names; gives the code of the error.
fn open_vector(
    head: &BTreeMap<String, Vec<String>>,
    file: &[u8],
    package: &Path,
    target: &Path,
) -> Result<(), &'static str> {
    let mut identities = Identities::new();
    for line in head.get("identity").into_iter().flatten() {
        identities.add_text(line).unwrap();
    }
    for passphrase in head.get("passphrase").into_iter().flatten() {
        identities.add_passphrase(&Zeroizing::new(passphrase.clone()));
    }
    if is_armored(file).unwrap() || head.contains_key("armored") {
        let mut plain = Vec::new();
        std::io::copy(&mut dearmor(file), &mut plain).map_err(|_| "armor")?;
        fs::write(package, plain).unwrap();
    } else {
        fs::write(package, file).unwrap();
    }
    open_with(&identities, package, target).map(drop).map_err(|error| error.code())
}
