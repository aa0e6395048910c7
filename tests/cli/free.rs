//! `wipe free`, as far as nothing is filled: what it refuses, and what it asks for.

use crate::env::TestEnv;
use crate::init::sample_case;

#[test]
fn the_running_system_and_memory_are_not_filled() {
    let env = TestEnv::new();
    sample_case(&env);
    let common = ["--json", "--yes", "--passphrase-file", "pw", "--case", "case", "wipe", "free"];
    let codes = |path: &str, options: &[&str]| -> Vec<String> {
        let ran = env.run(common.iter().chain([&path]).chain(options)).exits(5);
        let objects = ran.objects().into_iter();
        objects.filter_map(|object| object["code"].as_str().map(str::to_owned)).collect()
    };
    // By the case, which lies here.
    let told = codes(".", &[]);
    let expected = ["err-free-system", "err-free-memory"];
    assert!(told.iter().any(|code| expected.contains(&code.as_str())), "{told:?}");
    assert!(told.contains(&"free-refused".to_owned()), "{told:?}");
    assert!(codes("missing", &[]).contains(&"err-wipe-not-found".to_owned()));
    assert!(codes("pw", &["--fill-system"]).contains(&"err-free-not-a-folder".to_owned()));
    if cfg!(target_os = "linux") && std::path::Path::new("/dev/shm").exists() {
        assert!(codes("/dev/shm", &["--fill-system"]).contains(&"err-free-memory".to_owned()));
    }
    let before = std::fs::read_dir(env.path(".")).unwrap().flatten();
    assert!(
        !before.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(".azukari-free-"))
    );
}

#[test]
fn cleaning_up_needs_neither_a_case_nor_a_folder() {
    let env = TestEnv::new();
    let ran = env.run(["--json", "wipe", "free", "--clean"]).ok();
    assert_eq!(ran.result()["removed"].as_array().unwrap().len(), 0);
    // Nothing can be said of a folder that is not there.
    let missing = env.run(["--json", "wipe", "free", "--clean", "missing"]).exits(5);
    assert!(missing.objects().iter().any(|object| object["code"] == "err-wipe-not-found"), "{missing:?}");
    // But filling needs one, and what is to be left is no part of cleaning up.
    let _usage = env.run(["wipe", "free"]).exits(2);
    let _usage = env.run(["wipe", "free", "--clean", "--reserve", "1G"]).exits(2);
}
