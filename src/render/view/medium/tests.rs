//! What the page of a medium says, and what it must not say.

use super::super::tests::{LANGS, all, contradicts};
use super::*;
use crate::document::{Blocks, Designated, MediumCertificate, Record, WrittenPattern};
use crate::model::{Basis, Sha256};
use crate::render::sample;
use crate::render::view::View;
use crate::sanitize::Keystream;
use std::io::Write as _;
use zeroize::Zeroizing;

fn pass(change: impl FnOnce(&mut MediumCertificate)) -> Record {
    let mut body = sample::wiped_medium();
    change(&mut body);
    sample::medium_record(body)
}

fn unknown(change: impl FnOnce(&mut MediumCertificate)) -> Record {
    let mut body = sample::sampled_medium();
    change(&mut body);
    sample::medium_record(body)
}

fn one() -> Blocks {
    Blocks { count: 1, first: vec![(8, 8)], stretches: 1 }
}

#[test]
fn a_pass_names_what_was_done_and_on_what_it_rests() {
    let record = pass(|_| ());
    let ja = all(&record, Lang::Ja);
    for said in [
        "総合判定\n合格（PASS）",
        "S5XANS0R123456（取得元：ドライブの応答）",
        "0x5000c500a1b2c3d4（取得元：ドライブの応答）",
        "512 バイト × 1,953,525,168 セクタ",
        "消去前の内容\ngpt\next4（sdb1）",
        "甲へ返還（申告）",
        "抹消区分\nClear（消去）\n",
        "乱数列（AES-256-CTR の鍵ストリーム）、1 回",
        "午前9時30分から令和8年11月22日 午前11時15分30秒まで、毎秒 150.6 MiB",
        "根拠：azukari が書き、装置が受け取った",
        "全面（対象は容量の 100.00 %、1,000,204,886,016 バイト",
        "表示される全ブロックを、先頭から末尾まで",
        "根拠：azukari が読み戻して比べた",
        "書けなかったブロック\nなし",
        "隠し領域（HPA、DCO）\nなし（ドライブの応答）",
        "中断なし",
        "甲の指定した方法との適合\n適合\n",
        "予備に置き換えたブロック",
        "azukari verify-medium M-2026-0005.json DEVICE",
    ] {
        assert!(ja.contains(said), "{said} is not in\n{ja}");
    }
    for not in ["判定の理由", "物理破壊", "不適合", "まだ読める", "証明するものではありません"]
    {
        assert!(!ja.contains(not), "{not}");
    }
    let en = all(&record, Lang::En);
    for said in
        ["Verdict\nPASS", "Fits the client's method\nconforms", "full (meant: 100.00 % of the capacity"]
    {
        assert!(en.contains(said), "{said} is not in\n{en}");
    }
}

#[test]
fn a_sample_is_called_one_with_its_share_and_the_medium_is_not_called_erased() {
    let record = unknown(|_| ());
    let view = View::of(&record, Lang::Ja).unwrap();
    assert_eq!(view.finding.unwrap().state, State::Unknown);
    let ja = all(&record, Lang::Ja);
    for said in [
        "未検証（UNKNOWN）",
        "証明するものではありません",
        "抜取（対象は容量の 10.02 %、6,412,800,000 バイト",
        "読み戻しは抜取であり",
        "抹消区分\n該当なし（総合判定が合格でないため",
        "甲の指定した方法との適合\n未確認\n",
        "中断の後、続きから再開した（2 回）",
        "確認していない（USB 変換器を通しては問い合わせられない）",
        "製造番号の食い違い",
        "認識できるもの",
        "表示されない領域（HPA、DCO）があるかどうかは、確認していない。",
        "ドライブ自身のものとは限らない。",
        "すべて 0、1 回",
        "head -c 64000000000 /dev/zero | cmp - DEVICE",
    ] {
        assert!(ja.contains(said), "{said} is not in\n{ja}");
    }
    assert!(!ja.contains("全面（") && !ja.contains("合格（PASS）") && !ja.contains("パターンの鍵"), "{ja}");
    // What reading can never settle is not to be read again.
    assert!(
        ja.contains("azukari wipe plan --pattern random") && !ja.contains("verify-medium）で確認"),
        "{ja}"
    );
    let random = unknown(|body| body.passes[0].pattern = WrittenPattern::Keystream { key: Sha256([7; 32]) });
    let ja = all(&random, Lang::Ja);
    assert!(ja.contains("消去済みとせず、全面の読み戻し") && !ja.contains("--pattern random"), "{ja}");
    let none = unknown(|body| {
        body.read_back = None;
        body.reasons = vec!["not_read_back".to_owned()];
    });
    let ja = all(&none, Lang::Ja);
    assert!(ja.contains("検証の方法\n行っていない\n") && ja.contains("読み戻しを行っていない。"), "{ja}");
    assert!(!ja.contains("検証の範囲") && !ja.contains("100.00"), "{ja}");
    assert!(all(&none, Lang::En).contains("Verification\nNOT DONE"));
}

#[test]
fn whatever_failed_stands_there_with_its_blocks_and_the_medium_is_to_be_destroyed() {
    let record = sample::medium_record(sample::failing_medium());
    let ja = all(&record, Lang::Ja);
    for said in [
        "不合格（FAILED）",
        "物理破壊の対象一覧に載せる",
        "書込み（2/2 回目）\nすべて 1\n",
        "書けなかったブロック（2/2 回目）\n108 ブロック\nLBA 4096–4103\nLBA 1953525000–1953525099\n",
        "まだ読めるブロック（2/2 回目）\n8 ブロック\nLBA 4096–4103\n",
        "以前の内容が残っている",
        "乱数列（AES-256-CTR の鍵ストリーム）、すべて 1、2 回\n",
        "確認できなかった（OS の応答：Input/output error (os error 5)）",
        "途中で媒体が応じなくなった",
        "途中で媒体が見えなくなった",
        "520 ブロック\nLBA 10000–10003\n",
        "ほか 110 区間（全件は別紙に記載）",
        "12 ブロック\nLBA 77\nLBA 90–100\n",
        "あり（1,048,576 バイト（約 1.0 MiB））。書込みは及んでいない",
        "容量の 99.99 %",
        r"tr '\000' '\377' | cmp - DEVICE",
    ] {
        assert!(ja.contains(said), "{said} is not in\n{ja}");
    }
    assert!(ja.contains("不適合（総合判定が合格でない）") && !ja.contains("先頭から末尾まで"), "{ja}");
    // The medium is of a kind for which there is a method; it was not reached.
    assert!(ja.contains("抹消区分\n該当なし（総合判定が合格でないため"), "{ja}");
    assert!(!ja.contains("該当する区分がない") && !ja.contains("どの区分に当たるか"), "{ja}");
    let en = all(&record, Lang::En);
    assert!(
        en.contains("none (the verdict is not a pass") && en.contains("DOES NOT CONFORM (the verdict"),
        "{en}"
    );
    // Another version may name the technique's method all the same.
    let mut named = sample::failing_medium();
    named.method = Some("clear".to_owned());
    let text = all(&sample::medium_record(named), Lang::Ja);
    assert!(
        text.contains("Clear（消去）に当たる技法。ただし") && text.contains("不適合（総合判定が"),
        "{text}"
    );
    let mut named = sample::failing_medium();
    named.read_back.iter_mut().for_each(|read| read.differing.stretches = 100);
    let text = all(&sample::medium_record(named), Lang::Ja);
    assert!(text.contains("ほか 80 区間（原本の JSON に記載）"), "{text}");
    let mut bare = record.document.clone();
    bare.head.annexes.clear();
    let text = all(&sample::record(bare.head, bare.body), Lang::En);
    assert!(text.contains("and 110 more stretches\n") && !text.contains("annex"), "{text}");
}

#[test]
fn what_nobody_knows_of_the_medium_is_said_to_be_unknown() {
    let nameless = pass(|body| {
        body.medium.maker = None;
        body.medium.model = None;
        body.medium.serial = None;
    });
    let (ja, en) = (all(&nameless, Lang::Ja), all(&nameless, Lang::En));
    for label in ["メーカー", "型番", "製造番号"] {
        assert!(ja.contains(&format!("{label}\n不明（記録なし）\n")), "{label}: {ja}");
    }
    for label in ["Maker", "Model", "Serial number"] {
        assert!(en.contains(&format!("{label}\nunknown (none recorded)\n")), "{label}: {en}");
    }
    assert!(!all(&pass(|_| ()), Lang::Ja).contains("不明（記録なし）"));
}

#[test]
fn passes_of_an_earlier_run_are_counted_and_told_apart() {
    let record = pass(|body| {
        body.resumed = 1;
        body.earlier_passes = Some(2);
    });
    let ja = all(&record, Lang::Ja);
    for said in [
        "、3 回（うち 2 回は、中断の前の実行によるもの。パターンの記載なし）\n",
        "書込み（3/3 回目）\n",
        "ブロック（3/3 回目）\nなし",
    ] {
        assert!(ja.contains(said), "{said} is not in\n{ja}");
    }
    let en = all(&record, Lang::En);
    assert!(
        en.contains(", 3 passes (2 of these by a run before an interruption; pattern not recorded)\n"),
        "{en}"
    );
    // Whoever was never interrupted has no earlier run; and what was not written now did not come to the end.
    contradicts(&pass(|body| body.earlier_passes = Some(2)));
    contradicts(&pass(|body| {
        (body.resumed, body.earlier_passes) = (1, Some(u32::MAX));
        body.passes.clear();
    }));
}

#[test]
fn every_reason_has_its_words_and_none_is_dropped() {
    let codes = "gone dead unwritable readable_unwritable flush_failed differing unreadable hidden_left other_disk incomplete constant sampled not_read_back";
    for lang in LANGS {
        let words = Words(lang);
        let mut said: Vec<String> = codes.split(' ').map(|code| words.reason(code)).collect();
        assert!(said.iter().all(|said| !said.contains('_')), "{said:?}");
        let all_of_them = said.len();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), all_of_them);
        let record = unknown(|body| body.reasons.push("mihon_code".to_owned()));
        assert!(all(&record, lang).contains("mihon_code"));
    }
}

#[test]
fn no_pass_against_its_own_facts() {
    let changes: &[fn(&mut MediumCertificate)] = &[
        |body| body.reasons = vec!["sampled".to_owned()],
        |body| body.reasons = vec!["mihon_code".to_owned()],
        |body| body.passes[0].pattern = WrittenPattern::Constant { byte: 0 },
        |body| body.medium.capacity = None,
        |body| body.medium.capacity = Some(0),
        |body| body.passes.clear(),
        |body| body.passes[0].bytes -= 512,
        |body| body.passes[0].bytes += 512,
        |body| body.passes[0].basis = Basis::Reported,
        |body| body.passes[0].unwritable = one(),
        |body| body.passes[0].unwritable = Blocks { count: 0, ..one() },
        |body| body.passes[0].readable = one(),
        |body| body.passes[0].flush_failed = Some("EIO".to_owned()),
        |body| body.passes[0].cut = Some("gone".to_owned()),
        |body| body.read_back = None,
        |body| body.hidden = HiddenArea::Found { bytes: None },
        |body| body.limits.push(Limit::CachedReadBack),
        |body| body.limits.push(Limit::RawDeviceNotRead),
        // An earlier pass that did not come to its end.
        |body| {
            let mut first = body.passes[0].clone();
            first.bytes -= 512;
            body.passes.insert(0, first);
        },
        |body| {
            let mut first = body.passes[0].clone();
            first.cut = Some("dead".to_owned());
            body.passes.insert(0, first);
        },
    ];
    for change in changes {
        contradicts(&pass(change));
    }
    let reading: &[fn(&mut crate::document::ReadBackPass)] = &[
        |read| read.range = "sample".to_owned(),
        |read| read.range = "none".to_owned(),
        |read| read.wanted -= 512,
        |read| read.equal -= 512,
        |read| read.equal += 512,
        |read| read.wanted += 512,
        |read| (read.wanted, read.equal) = (read.wanted - 512, read.equal - 512),
        |read| read.basis = Basis::Reported,
        |read| read.differing = one(),
        |read| read.unreadable = one(),
        |read| read.cut = Some("gone".to_owned()),
    ];
    for change in reading {
        contradicts(&pass(|body| body.read_back.iter_mut().for_each(change)));
    }
    // What an earlier pass could not write matters no more where the last one wrote everything.
    let mended = pass(|body| {
        let mut first = body.passes[0].clone();
        (first.unwritable, first.bytes) = (one(), first.bytes - 512);
        body.passes.insert(0, first);
    });
    assert!(all(&mended, Lang::Ja).contains("書けなかったブロック（1/2 回目）\n1 ブロック\nLBA 8\n"));
}

#[test]
fn a_failure_is_not_called_unknown_and_every_verdict_but_a_pass_has_a_reason() {
    let changes: &[fn(&mut MediumCertificate)] = &[
        |body| body.passes.clear(),
        |body| body.passes[0].bytes -= 512,
        |body| body.passes[0].unwritable = one(),
        |body| body.passes[0].readable = one(),
        |body| body.passes[0].flush_failed = Some("EIO".to_owned()),
        |body| body.passes[0].cut = Some("dead".to_owned()),
        |body| body.read_back.iter_mut().for_each(|read| read.differing = one()),
        |body| body.read_back.iter_mut().for_each(|read| read.unreadable = one()),
        |body| body.read_back.iter_mut().for_each(|read| read.cut = Some("gone".to_owned())),
        |body| body.hidden = HiddenArea::Found { bytes: Some(512) },
        |body| body.reasons.push("other_disk".to_owned()),
        |body| body.reasons.clear(),
    ];
    for change in changes {
        contradicts(&unknown(change));
    }
    let mut body = sample::failing_medium();
    body.reasons.clear();
    contradicts(&sample::medium_record(body));
}

#[test]
fn overwriting_is_clear_at_the_most_and_beyond_recovery_is_nothing() {
    contradicts(&pass(|body| body.method = Some("purge".to_owned())));
    contradicts(&pass(|body| body.method = Some("destroy".to_owned())));
    contradicts(&unknown(|body| body.method = Some("mihon".to_owned())));
    contradicts(&pass(|body| body.technique = "block_erase".to_owned()));
    for body in [sample::wiped_medium(), sample::failing_medium()] {
        let record = sample::medium_record(body);
        for lang in LANGS {
            let text = all(&record, lang);
            for word in
                ["Purge", "除去", "復元", "recover", "総務省準拠", "military", "NIST certified", "完全"]
            {
                assert!(!text.contains(word), "{word} in\n{text}");
            }
        }
    }
    let none = all(&pass(|body| (body.method, body.designated) = (None, Designated::default())), Lang::Ja);
    assert!(none.contains("どの区分に当たるかは言えない") && !none.contains("Clear"), "{none}");
    let asked = pass(|body| {
        body.method = None;
        body.designated.conforms = Some(false);
    });
    assert!(all(&asked, Lang::Ja).contains("不適合（該当する区分がない）"));
}

#[test]
fn conformity_needs_a_pass_by_a_method_that_is_enough() {
    contradicts(&pass(|body| body.designated.method = Some("purge".to_owned())));
    contradicts(&pass(|body| body.designated.method = Some("destroy".to_owned())));
    contradicts(&pass(|body| body.designated.method = Some("mihon".to_owned())));
    contradicts(&pass(|body| body.designated.method = None));
    contradicts(&pass(|body| body.method = None));
    contradicts(&unknown(|body| {
        body.designated.method = Some("clear".to_owned());
        body.designated.conforms = Some(true);
    }));
    contradicts(&unknown(|body| {
        body.designated.method = None;
        body.designated.conforms = Some(false);
    }));
    let short = pass(|body| {
        body.designated.method = Some("purge".to_owned());
        body.designated.conforms = Some(false);
    });
    assert!(all(&short, Lang::Ja).contains("不適合（技法は Clear（消去）まで。甲の指定は Purge（除去））"));
    assert!(
        all(&short, Lang::En).contains("DOES NOT CONFORM (Clear at the most; the client designated Purge)")
    );
    let silent = pass(|body| body.designated = Designated::default());
    assert!(all(&silent, Lang::Ja).contains("未確認（甲の指定が示されていない）"));
    let open = pass(|body| body.designated.conforms = None);
    assert!(all(&open, Lang::Ja).contains("甲の指定した方法との適合\n未確認\n"));
}

#[test]
fn a_record_from_elsewhere_cannot_make_the_page_count_wrongly() {
    let record = sample::medium_record({
        let mut body = sample::failing_medium();
        body.sector = 0;
        body.passes[1].unwritable = Blocks { count: 0, first: vec![(9, 3)], stretches: u64::MAX };
        body.medium.capacity = Some(0);
        body
    });
    for lang in LANGS {
        let text = all(&record, lang);
        assert!(text.contains("LBA 9–3") && text.contains("18,446,744,073,709,551,614"), "{text}");
    }
}

/// The line on the page, as it stands there, over a medium that was written as the record says: stock programs agree.
#[test]
fn the_line_on_the_page_compares_the_medium_with_stock_programs() {
    let capacity = 512 * 201;
    let key: [u8; 32] = std::array::from_fn(|at| u8::try_from(at).unwrap());
    let mut stream = vec![0; capacity];
    Keystream::from_key(Zeroizing::new(key)).fill(0, 0, &mut stream);
    for (pattern, content) in [
        (WrittenPattern::Keystream { key: Sha256(key) }, stream),
        (WrittenPattern::Constant { byte: 0 }, vec![0; capacity]),
        (WrittenPattern::Constant { byte: 0x92 }, vec![0x92; capacity]),
    ] {
        let record = pass(|body| {
            let length = u64::try_from(capacity).unwrap();
            body.medium.capacity = Some(length);
            body.passes[0].bytes = length;
            if matches!(pattern, WrittenPattern::Constant { .. }) {
                (body.verdict, body.reasons) = (Verdict::Unknown, vec!["constant".to_owned()]);
                (body.method, body.designated.conforms) = (None, None);
            }
            body.passes[0].pattern = pattern;
            body.read_back.iter_mut().for_each(|read| (read.wanted, read.equal) = (length, length));
        });
        let page = all(&record, Lang::En);
        let line = page.lines().find(|line| line.starts_with("head -c ")).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let device = folder.path().join("device");
        let agrees = |content: &[u8]| {
            std::fs::write(&device, content).unwrap();
            let line = line.replace("DEVICE", device.to_str().unwrap());
            let ran = std::process::Command::new("sh").args(["-c", &line]).output().ok()?;
            let said = String::from_utf8_lossy(&ran.stderr).into_owned();
            (!said.contains("not found")).then(|| (ran.status.success(), said))
        };
        let Some((equal, said)) = agrees(&content) else {
            let mut out = std::io::stderr();
            writeln!(out, "SKIPPED the_line_on_the_page_compares_the_medium_with_stock_programs").unwrap();
            return;
        };
        assert!(equal, "{line}: {said}");
        let mut altered = content.clone();
        altered[capacity - 1] ^= 1;
        assert!(!agrees(&altered).unwrap().0, "{line}");
        assert!(!agrees(&content[..capacity - 512]).unwrap().0, "{line}");
    }
}
