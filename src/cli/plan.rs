//! A plan for media in words, whole: who made and signed it, which media, the words to type, and who has signed beside.

use super::Shell;
use super::exit::Exit;
use super::failure::{Outcome, ShellError};
use super::intake;
use crate::custody::countersign::{Countersigned, Judged, countersignatures};
use crate::model::{Facts, Trust, bytes_with_unit};
use crate::sanitize::media::{
    DriveErases, HiddenState, MediaPlan, PlannedMedium, PlannedPattern, PlannedVerification,
};
use crate::sign::{Judgement, Keyring};
use crate::stream::Hasher;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The plan that `bytes` are, if they are one.
pub(super) fn recognize(bytes: &[u8]) -> Option<MediaPlan> {
    serde_json::from_slice::<MediaPlan>(bytes).ok().filter(|plan| plan.schema == MediaPlan::SCHEMA)
}

/// Shows the plan at `path`. It is shown whoever signed it, and said who that was; but one that its signature contradicts is not.
pub(super) fn show(shell: &Shell, path: &Path, bytes: &[u8], plan: &MediaPlan) -> Outcome {
    let case = shell.case_if_any()?;
    let keyring = shell.keyring(case.as_ref())?;
    let mut name = path.as_os_str().to_owned();
    name.push(".sig");
    let signature = std::fs::read(PathBuf::from(name)).unwrap_or_default();
    let judgement = keyring.judge(MediaPlan::NAMESPACE, bytes, &signature, plan.made);
    if judgement.trust == Trust::Bad {
        return Err(ShellError::RecordAltered { path: path.display().to_string() }.into());
    }
    let others = others(path, bytes, &signature, plan, &judgement, &keyring);
    show_head(shell, plan);
    show_media(shell, plan);
    show_signers(shell, &judgement, &others);
    let content: Value = serde_json::from_slice(bytes).unwrap_or(Value::Null);
    shell.out().result(
        "show",
        &json!({
            "kind": "wipe-plan",
            "sha256": Hasher::sha256_of(bytes),
            "signature": judgement.trust,
            "signer": judgement.card.as_ref().map(crate::sign::Card::person),
            "countersignatures": others.iter().map(object).collect::<Vec<_>>(),
            "record": content,
        }),
    );
    Ok(Exit::Done)
}

/// Its media, each with what its certificate will be able to say.
pub(super) fn show_media(shell: &Shell, plan: &MediaPlan) {
    let out = shell.out();
    for device in &plan.devices {
        let kind = serde_json::to_value(device.identity.medium.kind).ok();
        let kind = kind.and_then(|kind| kind.as_str().map(|kind| kind.replace('_', "-"))).unwrap_or_default();
        let facts = crate::facts![
            device = device.identity.device,
            name = device.name(),
            kind = kind,
            size = bytes_with_unit(device.identity.capacity),
            word = device.confirm
        ];
        out.say("wipe-medium", &facts);
        if device.before.is_empty() {
            out.say("wipe-medium-before-unknown", &[]);
        } else {
            out.say("wipe-medium-before", &crate::facts![before = device.before.join(", ")]);
        }
        say_technique(shell, &device.drive_erases);
        out.say("wipe-medium-work", &work(device.pattern, device.passes, device.verify));
        intake::show_named(out, plan, device);
        out.say(claim(device), &[]);
        if plan.falls_short(device) {
            let asked = plan.designated.map_or("", crate::sanitize::Method::as_str);
            let facts = crate::facts![name = device.name(), asked = asked];
            out.warn(unfit(device), &facts);
        }
        match &device.hidden {
            HiddenState::Found { bytes } => {
                out.warn("warn-wipe-medium-hidden", &crate::facts![size = bytes_with_unit(*bytes)]);
            }
            HiddenState::None | HiddenState::NotChecked { .. } => {}
        }
        for limit in &device.limits {
            let name = serde_json::to_value(limit).ok().and_then(|value| value.as_str().map(str::to_owned));
            out.say(&format!("limit-{}", name.unwrap_or_default().replace('_', "-")), &[]);
        }
    }
}

/// That the most which overwriting amounts to is less than what is designated.
fn unfit(device: &PlannedMedium) -> &'static str {
    if device.method.is_some() { "warn-wipe-medium-unfit" } else { "warn-wipe-medium-unfit-none" }
}

/// By what means, and that the erases of the drive itself are none of them.
fn say_technique(shell: &Shell, erases: &DriveErases) {
    let words = shell.out().catalogue();
    let listed = |words: Vec<String>| words.join(", ");
    let (id, erases) = match erases {
        DriveErases::Told { offered } if offered.is_empty() => ("wipe-medium-technique", String::new()),
        DriveErases::Told { offered } => {
            let offered = offered.iter().map(|erase| words.word(&format!("erase-{erase}")));
            ("wipe-medium-technique-offers", listed(offered.collect()))
        }
        DriveErases::NotChecked { why } => {
            ("wipe-medium-technique-unknown", words.word(&format!("not-checked-{why}")))
        }
    };
    shell.out().say(id, &crate::facts![erases = erases]);
}

/// What is written, how often, and how much of it is read back.
fn work(pattern: PlannedPattern, passes: u32, verify: PlannedVerification) -> Facts {
    let pattern = match pattern {
        PlannedPattern::Random => "random".to_owned(),
        PlannedPattern::Constant(0) => "zeros".to_owned(),
        PlannedPattern::Constant(0xff) => "ones".to_owned(),
        PlannedPattern::Constant(byte) => format!("0x{byte:02x}"),
    };
    let verify = match verify {
        PlannedVerification::Full => "full",
        PlannedVerification::Sample => "sample",
        PlannedVerification::None => "none",
    };
    // The passes before the last write random data, whatever the last one writes.
    let earlier = if passes > 1 && pattern != "random" { "random" } else { "none" };
    crate::facts![pattern = pattern, passes = passes, earlier = earlier, verify = verify]
}

/// What the certificate will be able to say at most.
fn claim(device: &PlannedMedium) -> &'static str {
    match (device.verify, device.method) {
        (PlannedVerification::Full, _) if matches!(device.pattern, PlannedPattern::Constant(_)) => {
            "wipe-medium-claim-constant"
        }
        (PlannedVerification::Full, Some(_)) => "wipe-medium-claim-clear",
        (PlannedVerification::Full, None) => "wipe-medium-claim-overwritten",
        (PlannedVerification::Sample, _) => "wipe-medium-claim-sample",
        (PlannedVerification::None, _) => "wipe-medium-claim-none",
    }
}

/// Those of others, where it is known who signed first.
fn others(
    path: &Path,
    bytes: &[u8],
    signature: &[u8],
    plan: &MediaPlan,
    judgement: &Judgement,
    keyring: &Keyring,
) -> Vec<Judged> {
    let Some(first) = judgement.card.clone().filter(|_| judgement.trust == Trust::Good) else {
        return Vec::new();
    };
    let (sha256, signature_sha256) = (Hasher::sha256_of(bytes), Hasher::sha256_of(signature));
    let it = Countersigned { path: path.to_owned(), sha256, signature_sha256, first, at: plan.made };
    countersignatures(&it, keyring).unwrap_or_default()
}

fn object(judged: &Judged) -> Value {
    json!({
        "path": judged.path.display().to_string(),
        "trust": judged.trust,
        "reason": judged.reason,
        "person": judged.card.as_ref().map(crate::sign::Card::person),
        "role": judged.said.as_ref().map(|said| said.role),
        "at": judged.said.as_ref().map(|said| said.at),
    })
}

/// What stands above the media.
pub(super) fn show_head(shell: &Shell, plan: &MediaPlan) {
    let out = shell.out();
    let facts = crate::facts![
        id = plan.id,
        made = plan.made,
        planner = plan.planner,
        contract = plan.contract,
        count = plan.devices.len()
    ];
    out.say("plan-head", &facts);
    if let Some(consent) = &plan.consent {
        out.say("plan-consent", &crate::facts![consent = consent]);
    }
    if plan.second_person {
        out.say("plan-second-person", &[]);
    }
}

fn show_signers(shell: &Shell, judgement: &Judgement, others: &[Judged]) {
    let name = judgement.card.as_ref().map(|card| card.name.clone()).unwrap_or_default();
    let fingerprint = judgement.fingerprint.clone().unwrap_or_default();
    let facts = crate::facts![name = name, fingerprint = fingerprint, reason = judgement.reason.code()];
    match judgement.trust {
        Trust::Good => shell.out().say("plan-signed", &facts),
        _ => shell.out().warn("warn-plan-signer-unknown", &facts),
    }
    show_others(shell, others);
}

/// Who has signed beside, and what of that does not count.
pub(super) fn show_others(shell: &Shell, others: &[Judged]) {
    for judged in others {
        let name = judged.card.as_ref().map(|card| card.name.clone()).unwrap_or_default();
        let at = judged.said.as_ref().map(|said| said.at.to_string()).unwrap_or_default();
        let path = super::layout::printable_path(&judged.path);
        let facts = crate::facts![name = name, at = at, path = path, reason = judged.reason];
        match judged.trust {
            Trust::Good => shell.out().say("plan-countersigned", &facts),
            _ => shell.out().warn("warn-plan-countersign", &facts),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::catalogue::Catalogue;
    use crate::custody::case::Disposal;
    use crate::model::{Lang, MediumKind};
    use crate::sanitize::media::method_of_overwriting;

    /// A plan for one medium of a kind, where the case says this of disposal.
    fn plan(kind: MediumKind, disposal: &str) -> MediaPlan {
        let disposal: Disposal = toml::from_str(disposal).unwrap();
        let plan = serde_json::json!({
            "schema": MediaPlan::SCHEMA, "id": "mihon", "made": "2026-11-01T09:00:00+09:00", "contract": "見本業務",
            "planner": "見本 花子", "designated": disposal.designated(),
            "devices": [{
                "identity": { "device": "sdb", "medium": { "kind": kind }, "capacity": 1024, "sector": 512 },
                "hidden": { "state": "none" }, "technique": "overwrite", "pattern": "random", "passes": 1,
                "verify": "full", "method": method_of_overwriting(kind), "limits": [], "confirm": "ABCDEF",
            }],
        });
        serde_json::from_value(plan).unwrap()
    }

    #[test]
    fn what_overwriting_falls_short_of_is_said_before_anything_is_written() {
        let said = |kind, disposal| {
            let plan = plan(kind, disposal);
            let device = &plan.devices[0];
            let asked = plan.designated.map_or("", crate::sanitize::Method::as_str);
            let facts = crate::facts![name = device.name(), asked = asked];
            plan.falls_short(device).then(|| Catalogue::new(Lang::Ja).text(unfit(device), &facts))
        };
        let clear = said(MediumKind::UsbMemory, "class = 2").unwrap();
        assert!(clear.contains("Clear のみ・甲の指定方法（purge）に不適合"), "{clear}");
        assert!(said(MediumKind::Hdd, "class = 1").unwrap().contains("（destroy）に不適合"));
        assert_eq!(said(MediumKind::UsbMemory, "class = 3"), None);
        // What 甲 named comes first.
        assert_eq!(said(MediumKind::UsbMemory, "class = 2\nmethod = \"clear\""), None);
        assert!(said(MediumKind::Hdd, "class = 3\nmethod = \"purge\"").is_some());
        assert!(said(MediumKind::Virtual, "class = 3").unwrap().contains("どの区分とも言えません"));
        assert_eq!(said(MediumKind::Hdd, ""), None);
        for wrong in ["class = 0", "class = 4"] {
            assert!(toml::from_str::<Disposal>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_written_how_often_and_what_is_read_back_is_said() {
        use PlannedPattern::{Constant, Random};
        use PlannedVerification::{Full, None, Sample};
        for (work, ja, en) in [
            (
                work(Random, 1, Full),
                "乱数列、1 回。読み返し: 全面",
                "random data, passes: 1; read back: in full",
            ),
            (
                work(Random, 3, Full),
                "乱数列、3 回。読み返し: 全面",
                "random data, passes: 3; read back: in full",
            ),
            (
                work(Constant(0), 3, Sample),
                "すべて 0、3 回（最後の回だけ。それより前の回は乱数列）。読み返し: 抜取",
                "zeros, passes: 3 (the last one; random data before); read back: samples",
            ),
            (
                work(Constant(255), 1, None),
                "すべて 1、1 回。読み返し: なし",
                "ones, passes: 1; read back: nothing",
            ),
            (work(Constant(0x5a), 1, Full), "すべて 0x5a、1 回。", "0x5a everywhere, passes: 1;"),
        ] {
            for (lang, expected) in [(Lang::Ja, ja), (Lang::En, en)] {
                let said = Catalogue::new(lang).text("wipe-medium-work", &work);
                assert!(said.contains(expected), "{said}");
            }
        }
    }
}
