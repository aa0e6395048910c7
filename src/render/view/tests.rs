//! What the pages say, and above all what they must not say.

use super::*;
use crate::document::{
    Acceptance, Certificate, ComparisonResult, DeclaredLast, Exception, Handover, ItemResult, NoteRef,
    Opened, Remains, Residue,
};
use crate::model::{FileOutcome, Medium, MediumKind, Source, Sourced, Trust, Verdict};
use crate::render::sample::{self, LIMITS, OUTCOMES};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const LANGS: [Lang; 2] = [Lang::Ja, Lang::En];

/// Every text of the page, one a line.
pub(super) fn all(record: &Record, lang: Lang) -> String {
    let mut text = String::new();
    View::of(record, lang).unwrap().visit(&mut |_, part| {
        text.push_str(part);
        text.push('\n');
    });
    text
}

fn handover(change: impl FnOnce(&mut Handover)) -> Record {
    let mut body = sample::handover();
    change(&mut body);
    sample::handover_record(body)
}

fn opened(change: impl FnOnce(&mut Opened)) -> Record {
    let mut body = sample::opened();
    change(&mut body);
    sample::opened_record(body)
}

fn certificate(change: impl FnOnce(&mut Certificate)) -> Record {
    let mut body = sample::certificate();
    change(&mut body);
    sample::certificate_record(body)
}

pub(super) fn contradicts(record: &Record) {
    for lang in LANGS {
        let result = View::of(record, lang);
        assert!(matches!(result, Err(RenderError::Contradiction { .. })), "{result:?}");
    }
}

#[test]
fn a_handover_without_a_match_never_says_match() {
    let no_list = handover(|body| {
        body.comparison.result = ComparisonResult::NoList;
        body.comparison.list = None;
        body.comparison.matched = 0;
    });
    let differing = sample::handover_record(sample::differing());
    for record in [no_list, differing] {
        let (ja, en) = (all(&record, Lang::Ja), all(&record, Lang::En).to_lowercase());
        assert!(!ja.contains("一致"), "{ja}");
        assert!(!en.contains("agrees") && !en.contains("match"), "{en}");
    }
    assert!(all(&sample::handover_record(sample::handover()), Lang::Ja).contains("一致"));
}

#[test]
fn a_handover_claims_no_match_against_its_own_facts() {
    contradicts(&handover(|body| body.comparison.missing = vec!["見本.csv".to_owned()]));
    contradicts(&handover(|body| body.comparison.extra = vec!["見本.csv".to_owned()]));
    contradicts(&handover(|body| body.comparison.altered = vec!["見本.csv".to_owned()]));
    contradicts(&handover(|body| body.contents.unreadable = vec!["見本.csv".to_owned()]));
    contradicts(&handover(|body| body.comparison.presence_only = 1));
    contradicts(&handover(|body| body.comparison.size_only = 1));
    contradicts(&handover(|body| {
        body.comparison.result = ComparisonResult::PresentUnverified;
        body.comparison.missing = vec!["見本.csv".to_owned()];
    }));
}

#[test]
fn differences_and_terms_are_said_plainly() {
    let ja = all(&sample::handover_record(sample::differing()), Lang::Ja);
    for said in
        ["相違あり", "指定と異なる", "住民/異動_11月.csv", "税務/宛名.csv", "税務/固定資産.dat", "ただし"]
    {
        assert!(ja.contains(said), "{said}");
    }
    let unstated = all(
        &handover(|body| {
            body.as_agreed = None;
            body.agreed = crate::document::Terms::default();
        }),
        Lang::Ja,
    );
    assert!(unstated.contains("未確認（甲の指定が示されていない）") && !unstated.contains("指定のとおり"));
    let partly = all(
        &handover(|body| {
            body.as_agreed = None;
            body.agreed.at = None;
        }),
        Lang::Ja,
    );
    assert!(partly.contains("一部未確認（") && !partly.contains("指定のとおり"));
    let unverified = handover(|body| {
        body.comparison.result = ComparisonResult::PresentUnverified;
        body.comparison.size_only = 3;
    });
    assert_eq!(View::of(&unverified, Lang::Ja).unwrap().finding.unwrap().state, State::Unknown);
    let ja = all(&unverified, Lang::Ja);
    assert!(
        ja.contains("過不足なし（内容は未照合）") && !ja.contains("一致") && !ja.contains("一覧のとおり")
    );
    let declared = all(&sample::handover_record(sample::handover()), Lang::Ja);
    assert!(declared.contains("実績（申告）") && declared.contains("施錠保管庫（申告）"));
    assert!(!declared.contains("午前10時0分"), "the client fixes a day");
}

#[test]
fn a_serial_carries_its_source_and_its_conflict() {
    let record = handover(|body| {
        body.medium.serial_conflict = Some(Sourced { value: "9999".to_owned(), source: Source::UsbBridge });
    });
    let ja = all(&record, Lang::Ja);
    assert!(ja.contains("0001-ABCD-EF（取得元：手入力）") && ja.contains("製造番号の食い違い"));
    let none = handover(|body| body.medium = Medium { kind: MediumKind::Unknown, ..Medium::default() });
    assert!(all(&none, Lang::Ja).contains("不明（記録なし）"));
}

#[test]
fn an_acceptance_without_reserve_needs_everything_to_agree() {
    let break_note = |change: fn(&mut NoteRef)| opened(|body| body.note.iter_mut().for_each(change));
    contradicts(&opened(|body| body.manifest_trust = Trust::Bad));
    contradicts(&opened(|body| body.manifest_trust = Trust::Absent));
    contradicts(&opened(|body| body.exceptions = vec![Exception::NoteMissing]));
    contradicts(&opened(|body| body.manifest_trust = Trust::Unknown));
    contradicts(&opened(|body| body.note = None));
    contradicts(&break_note(|note| note.trust = Trust::Unknown));
    contradicts(&break_note(|note| note.token_matches = false));
    contradicts(&break_note(|note| note.package_matches = false));
    contradicts(&break_note(|note| note.trust = Trust::Bad));
}

#[test]
fn every_trust_has_its_words_and_no_exception_is_dropped() {
    for (trust, ja, en) in [
        (Trust::Good, "有効（", "good ("),
        (Trust::Unknown, "真偽不明（", "unknown ("),
        (Trust::Bad, "不正（", "bad ("),
        (Trust::Absent, "署名なし", "no signature"),
    ] {
        let record = opened(|body| {
            body.acceptance = Acceptance::AcceptedWithExceptions;
            body.manifest_trust = trust;
            body.note = None;
            body.exceptions = vec![Exception::NoteMissing, Exception::Other("見本_code".to_owned())];
        });
        assert!(all(&record, Lang::Ja).contains(ja) && all(&record, Lang::En).contains(en), "{trust:?}");
        for lang in LANGS {
            let text = all(&record, lang);
            assert!(text.contains("見本_code"), "{text}");
        }
        assert!(all(&record, Lang::Ja).contains("例外付き受領"));
    }
}

#[test]
fn the_verdict_is_the_records_own() {
    for (verdict, ja, state) in [
        (Verdict::Failed, "不合格（FAILED）", State::Bad),
        (Verdict::Unknown, "未検証（UNKNOWN）", State::Unknown),
    ] {
        let record = certificate(|body| body.verdict = verdict);
        let finding = View::of(&record, Lang::Ja).unwrap().finding.unwrap();
        assert_eq!((finding.value.as_str(), finding.state), (ja, state));
        let text = all(&record, Lang::Ja);
        assert!(!text.contains("合格（PASS）") && text.contains("証明するものではありません"));
        assert!(!all(&record, Lang::En).contains("PASS"));
    }
    let pass = View::of(&certificate(|_| ()), Lang::Ja).unwrap().finding.unwrap();
    assert_eq!((pass.value.as_str(), pass.state), ("合格（PASS）", State::Good));
}

#[test]
fn no_pass_against_its_own_facts() {
    for outcome in OUTCOMES {
        let record = certificate(|body| {
            body.counts.files += 1;
            *body.counts.outcomes.entry(outcome).or_default() += 1;
        });
        match outcome {
            FileOutcome::OverwrittenReadBack | FileOutcome::Empty => {
                assert!(View::of(&record, Lang::Ja).is_ok());
            }
            _ => contradicts(&record),
        }
    }
    contradicts(&certificate(|body| body.counts.files += 1));
    contradicts(&certificate(|body| body.read_back = "none".to_owned()));
    contradicts(&certificate(|body| body.read_back = "cached".to_owned()));
    contradicts(&certificate(|body| body.counts.bytes_read_back -= 1));
    contradicts(&certificate(|body| (body.counts.bytes_written, body.counts.bytes_read_back) = (0, 0)));
    contradicts(&certificate(|body| body.places.clear()));
    contradicts(&certificate(|body| body.counts.left = 1));
    contradicts(&certificate(|body| body.counts.interrupted = true));
    contradicts(&certificate(|body| body.counts.outcomes = BTreeMap::from([(FileOutcome::Empty, 48)])));
    for limit in LIMITS.into_iter().take(6) {
        contradicts(&certificate(|body| body.places[0].limits.push(limit)));
    }
    contradicts(&certificate(|body| {
        body.counts.files = 0;
        body.counts.outcomes = BTreeMap::new();
    }));
    contradicts(&certificate(|body| {
        body.exceptions = vec![ItemResult {
            item: 1,
            outcome: FileOutcome::OverwrittenReadBack,
            verdict: Verdict::Unknown,
            detail: None,
        }];
    }));
    // Read from the device itself, and yet nothing read there; searched in part, or something found.
    let raw = |bytes| {
        certificate(|body| {
            body.counts.outcomes = BTreeMap::from([(FileOutcome::OverwrittenInPlaceVerifiedRaw, 48)]);
            body.counts.bytes_read_raw = bytes;
        })
    };
    assert!(View::of(&raw(7_301_529_600), Lang::Ja).is_ok());
    for bytes in [0, 4096, 7_301_529_599, 7_301_529_601] {
        contradicts(&raw(bytes));
    }
    let searched = |change: fn(&mut Residue)| {
        certificate(|body| {
            let mut residue = Residue { found: Remains::default(), ..sample::remains() };
            change(&mut residue);
            body.places[0].residue = Some(residue);
        })
    };
    let clean = all(&searched(|_| ()), Lang::Ja);
    assert!(
        clean.contains("なし（探したものについて。媒体に何も残っていないという意味ではない）"),
        "{clean}"
    );
    contradicts(&searched(|residue| residue.found = sample::remains().found));
    contradicts(&searched(|residue| residue.searched -= 512));
    contradicts(&searched(|residue| residue.unread_content = 1));
    contradicts(&searched(|residue| (residue.device_bytes, residue.searched) = (0, 0)));
    contradicts(&certificate(|body| body.method = Some("purge".to_owned())));
    contradicts(&certificate(|body| body.scope = "device".to_owned()));
}

#[test]
fn what_azukari_found_is_no_word_of_the_systems() {
    let record = certificate(|body| {
        body.verdict = Verdict::Failed;
        body.exceptions = vec![ItemResult {
            item: 1,
            outcome: FileOutcome::OverwrittenInPlaceVerifiedRaw,
            verdict: Verdict::Failed,
            detail: Some("residue: 2".to_owned()),
        }];
    });
    let text = all(&record, Lang::Ja);
    assert!(text.contains("residue: 2") && text.contains("詳細") && !text.contains("OS の応答"), "{text}");
}

#[test]
fn every_outcome_and_every_limit_has_a_sentence_of_its_own() {
    for lang in LANGS {
        let words = Words(lang);
        let outcomes: BTreeSet<&str> = OUTCOMES.into_iter().map(|outcome| words.outcome(outcome)).collect();
        let limits: BTreeSet<&str> = LIMITS.into_iter().map(|limit| words.limit(limit)).collect();
        // Two are the words of earlier versions for what has another now.
        assert_eq!((outcomes.len() + 2, limits.len()), (OUTCOMES.len(), LIMITS.len()));
        let record = certificate(|body| {
            body.verdict = Verdict::Unknown;
            body.places[0].limits = LIMITS.to_vec();
        });
        let text = all(&record, lang);
        assert!(limits.iter().all(|limit| text.contains(limit)));
    }
}

#[test]
fn what_was_not_overwritten_in_place_is_not_called_so() {
    let pass = all(&certificate(|_| ()), Lang::Ja);
    assert!(pass.contains("元の領域への書込み") && pass.contains("上書きした量"));
    assert!(pass.contains("承諾第12号（申告）") && pass.contains("甲の指定した方法との適合"));
    for body in [sample::doubtful(3), sample::failing()] {
        let text = all(&sample::certificate_record(body), Lang::Ja);
        assert!(!text.contains("（元の領域への書込み）") && !text.contains("上書きした量"), "{text}");
        assert!(text.contains("書き込んだ量"));
    }
    let failing = all(&sample::certificate_record(sample::failing()), Lang::Ja);
    for said in ["消えずに残ったもの", "途中で中断した", "別の場所に残る", "元の内容は残っている"]
    {
        assert!(failing.contains(said), "{said}");
    }
    let nothing = certificate(|body| {
        body.verdict = Verdict::Unknown;
        body.counts.bytes_written = 0;
    });
    assert!(!all(&nothing, Lang::Ja).contains("パターン"));
}

#[test]
fn files_are_neither_clear_nor_purge_and_nothing_is_beyond_recovery() {
    for body in [sample::certificate(), sample::doubtful(3)] {
        let record = sample::certificate_record(body);
        let (ja, en) = (all(&record, Lang::Ja), all(&record, Lang::En));
        assert!(ja.contains("Clear（消去）にも Purge（除去）にも当たらない"));
        assert!(en.contains("neither Clear nor Purge"));
        for word in ["復元不可能", "復元でき", "総務省準拠", "military", "NIST certified", "unrecoverable"]
        {
            assert!(!ja.contains(word) && !en.contains(word), "{word}");
        }
    }
}

#[test]
fn every_form_shows_issuance_suite_ledger_and_proof() {
    for record in sample::every_form() {
        let head = &record.document.head;
        let ja = all(&record, Lang::Ja);
        for said in [
            "自己発行",
            "LS-0001-2022R1",
            "ハッシュ値 SHA-256：掲載",
            "第 1,042 号まで",
            "令和8年11月22日",
            "加賀市長　様",
            "ssh-keygen -Y verify",
        ] {
            assert!(ja.contains(said), "{said} is not in {}", head.number);
        }
        for said in
            [&head.ledger.sha256.to_string(), &record.sha256().to_string(), &head.issuer.key.fingerprint]
        {
            assert!(ja.contains(said.as_str()), "{said}");
        }
        let view = View::of(&record, Lang::En).unwrap();
        assert_eq!(view.proof.qr, format!("azukari:1:{}:sha256:{}", head.number, record.sha256()));
        let mut unsigned = record.clone();
        unsigned.signature.clear();
        let text = all(&unsigned, Lang::Ja);
        assert!(text.contains("署名なし") && !text.contains("押印に代えて"));
    }
}

/// A cipher that was not used must not adorn a paper, and one that was must not be missing.
#[test]
fn the_suite_names_what_was_used_for_this_kind_and_nothing_else() {
    let named = |record: &Record| -> Vec<String> {
        record.document.head.suite.iter().map(|entry| entry.algorithm.clone()).collect()
    };
    let [handed, opened, note, wiped, medium, .., free] = sample::every_form();
    let proof = ["SHA-256", "BLAKE3", "EdDSA (Ed25519)"];
    let sealed = [["ECDH (X25519)", "HKDF-SHA-256 (HMAC)", "ChaCha20-Poly1305"], proof].concat();
    assert_eq!(named(&handed), proof);
    assert_eq!(named(&opened), sealed);
    assert_eq!(named(&note), sealed);
    assert_eq!(named(&wiped), ["AES-256-CTR", "SHA-256", "EdDSA (Ed25519)"]);
    let text = all(&wiped, Lang::Ja);
    assert!(text.contains("上書きの乱数列 AES-256-CTR：掲載") && !text.contains("ChaCha20"), "{text}");
    assert_eq!(named(&medium), ["AES-256-CTR", "SHA-256", "EdDSA (Ed25519)"]);
    assert_eq!(named(&free), ["AES-256-CTR", "SHA-256", "EdDSA (Ed25519)"]);
    assert_eq!(named(&sample::medium_record(sample::sampled_medium())), ["SHA-256", "EdDSA (Ed25519)"]);
    let mut idle = sample::failing();
    idle.counts.bytes_written = 0;
    assert_eq!(named(&sample::certificate_record(idle)), ["SHA-256", "EdDSA (Ed25519)"]);
    let plain = handover(|body| body.contents.manifest.blake3 = None);
    assert_eq!(named(&plain), ["SHA-256", "EdDSA (Ed25519)"]);
}

/// Records of earlier versions named every primitive on every kind; they are shown as they are.
#[test]
fn a_suite_of_another_version_stands_as_it_is() {
    let entry = |purpose: &str, algorithm: &str| crate::document::SuiteEntry {
        purpose: purpose.to_owned(),
        algorithm: algorithm.to_owned(),
        listed: true,
    };
    let mut document = sample::certificate_record(sample::certificate()).document;
    document.head.suite = vec![entry("payload", "ChaCha20-Poly1305"), entry("mihon", "見本暗号")];
    let record = Record::from_parts(document.to_bytes().unwrap(), Vec::new()).unwrap();
    let text = all(&record, Lang::Ja);
    assert!(text.contains("本体の暗号化 ChaCha20-Poly1305：掲載、mihon 見本暗号：掲載"), "{text}");
}

/// That nothing remains is the operator's word: the figures stand beside it, and a page that belies itself is not drawn.
#[test]
fn a_declaration_stands_beside_its_figures() {
    let declared = |asset_files, wiped_files| {
        let mut body = sample::certificate();
        let bytes = body.counts.bytes;
        let asset = (asset_files, if asset_files > 48 { 2 * bytes } else { bytes });
        body.declared_last = Some(DeclaredLast {
            asset_files: asset.0,
            asset_bytes: asset.1,
            wiped_files,
            wiped_bytes: if wiped_files > 0 { bytes } else { 0 },
        });
        body
    };
    let word = "この資産の写しはここに残っていない（実施者の申告）";
    let text = |body| all(&sample::certificate_record(body), Lang::Ja);
    assert!(!text(sample::certificate()).contains("実施者の申告）"));
    let less = text(declared(200, 0));
    assert!(less.contains(word) && less.contains("台帳の資産：200 ファイル"), "{less}");
    assert!(less.contains("この消去：48 ファイル") && less.contains("台帳の資産より少ない"), "{less}");
    let equal = text(declared(48, 0));
    assert!(equal.contains("数と容量は一致する") && !equal.contains("少ない"), "{equal}");
    let second = text(declared(96, 48));
    assert!(second.contains("これまでの消去：48 ファイル") && second.contains("一致する"), "{second}");
    assert!(text(declared(40, 0)).contains("一致しない（多い）"));
    for belie in [|body: &mut Certificate| body.counts.left = 1, |body: &mut Certificate| body.asset = None] {
        let mut body = declared(48, 0);
        body.verdict = Verdict::Unknown;
        belie(&mut body);
        assert!(View::of(&sample::certificate_record(body), Lang::Ja).is_err());
    }
}

/// What was issued in the words of earlier versions is read and shown as before.
#[test]
fn the_words_of_earlier_versions_are_still_read() {
    let mut body = sample::failing();
    body.counts.outcomes = BTreeMap::from([(FileOutcome::CowNotOverwritten, 3)]);
    let written = serde_json::to_string(&body).unwrap();
    assert!(written.contains("\"cow_not_overwritten\":3"), "{written}");
    let before =
        written.replace("cow_not_overwritten", "copy_on_write").replace("\"name_not_scrubbed\":54,", "");
    let read: Certificate = serde_json::from_str(&before).unwrap();
    assert_eq!(read.counts.outcomes, BTreeMap::from([(FileOutcome::CopyOnWrite, 3)]));
    // Byte for byte what it was, so that its signature still fits.
    assert_eq!(serde_json::to_string(&read).unwrap(), before);
    let text = all(&sample::certificate_record(read), Lang::Ja);
    assert!(text.contains("書込みが別の場所に行われた"), "{text}");
}

#[test]
fn what_was_searched_for_stands_beside_what_was_found() {
    let text = all(&sample::certificate_record(sample::failing()), Lang::Ja);
    for said in [
        "1,782,541 ブロック",
        "97,025 か所",
        "ジャーナル 97,000",
        "39 件が 120 か所",
        "4,096、1,048,576",
        "54 件",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let text = all(&sample::certificate_record(sample::failing()), Lang::En);
    assert!(text.contains("REMAINS: content of 2 files at 97,025 places"), "{text}");
}

#[test]
fn the_paths_are_the_operators_and_the_annex_has_every_file() {
    let mut body = sample::certificate();
    let text = all(&sample::certificate_record(body.clone()), Lang::Ja);
    assert!(text.contains("作業用/住民移行データ\n作業用/照合結果.csv\n"), "{text}");
    assert!(text.contains("別紙 C-2026-0004.files.jsonl"), "{text}");
    body.targets = (0..25).map(|n| format!("見本{n}.csv")).collect();
    let text = all(&sample::certificate_record(body.clone()), Lang::Ja);
    assert!(text.contains("見本9.csv\nほか 15 件") && !text.contains("見本10.csv"), "{text}");
    body.targets.clear();
    let text = all(&sample::certificate_record(body), Lang::Ja);
    assert!(text.contains("記載なし\n全ファイルの一覧"), "{text}");
}

#[test]
fn what_would_act_on_the_page_is_spelt_out() {
    let record = handover(|body| body.asset_name = "見本\u{202e}vsc.exe\u{200b}\n\u{2028}".to_owned());
    let text = all(&record, Lang::Ja);
    assert!(text.contains("見本\\u{202e}vsc.exe\\u{200b}\\u{a}\\u{2028}"), "{text}");
    // A name in its registered shape (IVS) is no trick.
    let record = handover(|body| body.giver.name = "辻\u{e0100}".to_owned());
    assert!(all(&record, Lang::Ja).contains("辻\u{e0100}"));
}

#[test]
fn a_key_id_cannot_add_to_the_command() {
    let mut head = sample::head("R-2026-0009");
    head.issuer.key.id = "x; rm '-rf' ~".to_owned();
    let record = sample::record(head, Body::Note(sample::note()));
    let view = View::of(&record, Lang::Ja).unwrap();
    assert!(view.proof.commands[1].contains(r"-I 'x; rm '\''-rf'\'' ~' -n note@azukari"));
}

#[test]
fn long_lists_are_cut_with_a_count() {
    let record = handover(|body| {
        body.comparison.result = ComparisonResult::Differs;
        body.comparison.missing = (0..1500).map(|n| format!("見本{n}.csv")).collect();
    });
    let text = all(&record, Lang::Ja);
    assert!(text.contains("見本39.csv") && !text.contains("見本40.csv") && text.contains("ほか 1,460 件"));
    assert!(text.contains("不足 1,500"));
}
