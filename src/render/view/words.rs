//! The words for every typed fact, Japanese and English side by side.
//!
//! Each function matches without a wildcard: a new kind of evidence does not compile until it has its sentence.

use crate::document::{ComparisonResult, Exception};
use crate::model::{
    FileOutcome, Lang, Limit, MediumKind, Person, Source, Sourced, Trust, Verdict, bytes_with_unit,
};

/// The language of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words(pub Lang);

impl Words {
    /// The one of the pair that the page needs.
    pub(super) fn of(self, ja: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Lang::Ja => ja,
            Lang::En => en,
        }
    }

    /// What stands where the record says nothing.
    pub(super) fn unstated(self) -> &'static str {
        self.of("記載なし", "not stated")
    }

    /// `text`, or that there is none.
    pub(super) fn or_unstated(self, text: Option<&str>) -> String {
        text.filter(|text| !text.trim().is_empty()).unwrap_or(self.unstated()).to_owned()
    }

    /// `1,234 件`.
    pub(super) fn count(self, count: u64, ja: &str, one: &str, many: &str) -> String {
        match self.0 {
            Lang::Ja => format!("{} {ja}", grouped(count)),
            Lang::En => format!("{} {}", grouped(count), if count == 1 { one } else { many }),
        }
    }

    /// `3 件`.
    pub(super) fn cases(self, count: u64) -> String {
        match self.0 {
            Lang::Ja => format!("{} 件", grouped(count)),
            Lang::En => grouped(count),
        }
    }

    /// `1,234 ファイル`.
    pub(super) fn files(self, count: u64) -> String {
        self.count(count, "ファイル", "file", "files")
    }

    /// Exact bytes, and the same for people.
    pub(super) fn bytes(self, count: u64) -> String {
        let exact = self.count(count, "バイト", "byte", "bytes");
        match self.0 {
            _ if count < 1024 => exact,
            Lang::Ja => format!("{exact}（約 {}）", bytes_with_unit(count)),
            Lang::En => format!("{exact} (about {})", bytes_with_unit(count)),
        }
    }

    /// 所属 職 氏名; in English the name first.
    pub(super) fn person(self, person: &Person) -> String {
        let Person { name, organization, role } = person;
        let (parts, between) = match self.0 {
            Lang::Ja => ([organization, role, name], "　"),
            Lang::En => ([name, role, organization], ", "),
        };
        let said: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        if said.is_empty() { self.unstated().to_owned() } else { said.join(between) }
    }

    /// `text` as somebody's word (申告); nothing where nothing was said.
    pub(super) fn declared(self, text: Option<&str>) -> Option<String> {
        let text = text.filter(|text| !text.trim().is_empty())?;
        Some(match self.0 {
            Lang::Ja => format!("{text}（申告）"),
            Lang::En => format!("{text} (declared)"),
        })
    }

    /// A value with its 取得元.
    pub(super) fn sourced(self, fact: &Sourced) -> String {
        match self.0 {
            Lang::Ja => format!("{}（取得元：{}）", fact.value, self.source(fact.source)),
            Lang::En => format!("{} (source: {})", fact.value, self.source(fact.source)),
        }
    }

    /// 取得元.
    pub(super) fn source(self, source: Source) -> &'static str {
        match source {
            Source::Drive => self.of("ドライブの応答", "answered by the drive"),
            Source::UsbBridge => self.of(
                "USB 変換器の応答。変換器自身の番号の場合あり",
                "answered by the USB bridge; may be the bridge's own",
            ),
            Source::OperatingSystem => self.of(
                "OS の表示。ドライブの番号ではない",
                "shown by the operating system; not the drive's own",
            ),
            Source::Typed => self.of("手入力", "typed by hand"),
        }
    }

    /// 媒体種別.
    pub(super) fn medium_kind(self, kind: MediumKind) -> &'static str {
        match kind {
            MediumKind::Hdd => self.of("ハードディスク（HDD）", "hard disk (HDD)"),
            MediumKind::Ssd => self.of("SSD（フラッシュメモリ）", "SSD (flash)"),
            MediumKind::UsbMemory => self.of("USB メモリ", "USB memory stick"),
            MediumKind::Card => self.of("メモリカード", "memory card"),
            MediumKind::Optical => self.of("光ディスク", "optical disc"),
            MediumKind::Virtual => self.of("仮想ディスク", "virtual disk"),
            MediumKind::Network => self.of("ネットワーク共有", "network share"),
            MediumKind::Memory => {
                self.of("メモリ上の領域（記録媒体ではない）", "memory (not a storage medium)")
            }
            MediumKind::Unknown => self.of("不明（特定できなかった）", "unknown (could not be told)"),
        }
    }

    /// 総合判定・判定.
    pub(super) fn verdict(self, verdict: Verdict) -> &'static str {
        match verdict {
            Verdict::Pass => self.of("合格（PASS）", "PASS"),
            Verdict::Failed => self.of("不合格（FAILED）", "FAILED"),
            Verdict::Unknown => self.of("未検証（UNKNOWN）", "UNKNOWN"),
        }
    }

    /// What the check of a signature found.
    pub(super) fn trust(self, trust: Trust) -> &'static str {
        match trust {
            Trust::Good => self.of(
                "有効（署名が内容に合い、発行者が取り込んだカードの、その日時に有効な鍵による）",
                "good (fits the content; made with a key, valid at that time, on a card that the issuer had imported)",
            ),
            Trust::Unknown => self.of(
                "真偽不明（鍵の持ち主を確かめられない、又は確かめる手段がない）",
                "unknown (nobody has vouched for the key, or there was nothing to check with)",
            ),
            Trust::Bad => self.of("不正（署名が内容に合わない）", "bad (the signature does not fit the content)"),
            Trust::Absent => self.of("署名なし", "no signature"),
        }
    }

    /// 甲の一覧との照合.
    pub(super) fn comparison(self, result: ComparisonResult) -> &'static str {
        match result {
            ComparisonResult::Match => self.of("一致", "agrees"),
            ComparisonResult::PresentUnverified => {
                self.of("過不足なし（内容は未照合）", "COMPLETE, CONTENT NOT COMPARED")
            }
            ComparisonResult::Differs => self.of("相違あり", "DIFFERS"),
            ComparisonResult::NoList => self.of("照合なし", "NOT COMPARED"),
        }
    }

    /// What became of a file.
    pub(super) fn outcome(self, outcome: FileOutcome) -> &'static str {
        match outcome {
            FileOutcome::OverwrittenInPlaceVerifiedRaw => self.of(
                "元の領域に上書きし、媒体のその場所を直接読んで、書いたとおりであることを確認した",
                "overwritten in place; the device itself, read where the file had lain, gave what was written",
            ),
            FileOutcome::OverwrittenReadBack => self.of(
                "上書きし、読み戻して書いたとおりであることを確認した",
                "overwritten, and reading back gave what was written",
            ),
            FileOutcome::OverwrittenNotVerifiable => self
                .of("上書きしたが、確認する手段がない", "overwritten, but there is no way to check it here"),
            FileOutcome::CowNotOverwritten | FileOutcome::CopyOnWrite => self.of(
                "書込みが別の場所に行われた。ファイルは削除したが、元の内容は残っている",
                "written elsewhere: removed, but the original content remains",
            ),
            FileOutcome::InlineMetadata => self.of(
                "内容が管理情報の中にあり、上書きできなかった。ファイルは削除したが、内容は残っている可能性がある",
                "content lay inside file-system metadata: removed, but the content may remain there",
            ),
            FileOutcome::LowerLayerRemaining => self.of(
                "同じファイルが下の層（オーバーレイ）にあり、その内容は残っている",
                "a lower layer (overlay) holds a file of the same path: its content remains",
            ),
            FileOutcome::SharedExtentRemaining | FileOutcome::SharedExtent => self.of(
                "他のファイルと領域を共有していた。ファイルは削除したが、その領域の内容は残っている",
                "shared its blocks with another file: removed, but their content remains",
            ),
            FileOutcome::Empty => {
                self.of("空のファイルで、上書きする内容がない", "empty: there was nothing to overwrite")
            }
            FileOutcome::ReadBackDiffers => self
                .of("読み戻した内容が、書いた内容と異なった", "reading back differed from what was written"),
            FileOutcome::Failed => self.of(
                "処理に失敗した（ファイルの全部又は一部が残っている）",
                "failed: the file is still there, whole or in part",
            ),
            FileOutcome::NotTouched => self.of("処理していない", "not touched"),
        }
    }

    /// What a place could not guarantee.
    #[expect(clippy::too_many_lines, reason = "one arm for each limit")]
    pub(super) fn limit(self, limit: Limit) -> &'static str {
        match limit {
            Limit::FlashRemapping => self.of(
                "フラッシュメモリの制御部は書込み先を別の場所に割り当てるため、以前の内容が予備領域に残っている可能性がある。",
                "Flash memory redirects writes to other cells: earlier content may remain in its spare area.",
            ),
            Limit::CopyOnWrite => self.of(
                "書込みを別の場所に行う方式（コピーオンライト）のファイルシステムであり、以前の内容が残っている可能性がある。",
                "The file system writes elsewhere instead of in place (copy-on-write): earlier content may remain.",
            ),
            Limit::DataJournal => self.of(
                "ファイルの内容もジャーナルに記録する設定であり、その写しがジャーナルに残っている可能性がある。",
                "The file system journals file content: copies of it may remain in the journal.",
            ),
            Limit::NetworkShare => self.of(
                "ネットワーク共有であり、書込み場所はサーバ側が決めるため、上書きが元の領域に及んだかは分からない。",
                "A network share: the server decides where bytes go, and whether the original blocks were reached is unknown.",
            ),
            Limit::MemoryBacked => self.of(
                "メモリ上の領域であり、記録媒体ではない。スワップ領域に内容が残っている可能性がある。",
                "The place is memory, not a storage medium; swap space may hold copies.",
            ),
            Limit::SharedExtents => self.of(
                "他のファイルと共有する領域（reflink、重複排除）があり、その内容は残っている可能性がある。",
                "Some extents are shared with other files (reflink, deduplication): their content may remain.",
            ),
            Limit::NamesRemain => self.of(
                "ファイル名、大きさ及び以前のディレクトリ項目は、管理情報やジャーナルに残っている可能性がある。",
                "File names, sizes and old directory entries may remain in metadata and journal.",
            ),
            Limit::EarlierVersions => self.of(
                "以前の版や作業中に作られた一時的な写しが、空き領域に残っている可能性がある。",
                "Earlier versions and temporary copies of the files may lie in free space.",
            ),
            Limit::BackupsNotCovered => self.of(
                "スナップショット、バックアップ及びクラウド上の写しには及ばない。",
                "Snapshots, backups and cloud copies are not covered.",
            ),
            Limit::UnknownStorage => self.of(
                "ファイルシステム又は媒体の種類を特定できなかったため、上書きの効果は分からない。",
                "The file system or the medium could not be told: the effect of overwriting is unknown.",
            ),
            Limit::NoExtentMap => self.of(
                "この OS では、ファイルが媒体のどこにあるかを調べる手段がない。",
                "This operating system offers no way to see where on the medium a file lies.",
            ),
            Limit::VirtualDisk => self.of(
                "仮想ディスクであり、書込み場所はホスト側が決めるため、元の領域に及んだかは分からない。",
                "A virtual disk: the host decides where bytes go, and whether the original blocks were reached is unknown.",
            ),
            Limit::CachedReadBack => self.of(
                "読み戻しは、媒体ではなくキャッシュから行われた可能性がある。",
                "The read-back may have come from a cache, not from the medium.",
            ),
            Limit::RawDeviceNotRead => self.of(
                "ファイルシステムを通した確認であり、媒体を直接には読み取っていない。",
                "Only the file system was asked; the raw device was not read.",
            ),
            Limit::SlackNotReached => self.of(
                "ファイルの末尾より後ろの領域や、予約済みの領域には及んでいない。",
                "Blocks beyond the end of file or preallocated were not reached.",
            ),
            Limit::ReallocatedSectors => self.of(
                "ドライブが不良として予備に置き換えたブロックには書込みが及ばず、以前の内容が残っている可能性がある。",
                "Blocks that the drive took for bad and replaced by spares are not reached by writing: earlier content may remain in them.",
            ),
            Limit::HiddenAreaNotChecked => self.of(
                "表示されない領域（HPA、DCO）があるかどうかは、確認していない。",
                "Whether there is an area that the drive does not show (HPA, DCO) was not checked.",
            ),
            Limit::PowerNotCycled => self.of(
                "読み戻しは、電源を切らずに行っている。書込みを媒体に残さないドライブの故障は、電源を入れ直し、azukari verify-medium で読み直せば分かる。",
                "Reading back went without switching the power off. A drive that fails to keep what it took shows it when it is read again, by azukari verify-medium, after the power was off.",
            ),
            Limit::BridgeIdentity => self.of(
                "製造番号等は USB 変換器の応答であり、ドライブ自身のものとは限らない。",
                "Serial number and the like are what a USB bridge answered; they may not be the drive's own.",
            ),
            Limit::FileTails => self.of(
                "今あるファイルの末尾のブロックの残りや、ファイルのために確保済みの領域は空き領域ではなく、及んでいない。",
                "Ends of the last blocks of existing files, and room reserved for them, are not free space and were not reached.",
            ),
            Limit::MetadataNotReached => self.of(
                "ディレクトリ、空きの inode、管理情報に収められた小さな内容及びジャーナルには及んでいない。",
                "Directories, free inodes, small contents kept inside metadata, and the journal were not reached.",
            ),
            Limit::OthersWriting => self.of(
                "作業中にほかのプログラムが使った領域や、空けた領域には及んでいない可能性がある。",
                "Space that other programs took or gave back during the work may not have been reached.",
            ),
            Limit::OutsideFileSystem => self.of(
                "スワップ領域、ほかのパーティション等、このファイルシステムの外には及んでいない。",
                "Swap space, other partitions and anything else outside this file system were not reached.",
            ),
            Limit::FileSystemReserve => self.of(
                "ファイルシステムが自身又は管理者のために残している領域は割り当てられず、以前の内容が残っている可能性がある。",
                "Room that the file system keeps for itself or for the administrator was not given away: earlier content may remain in it.",
            ),
            Limit::QuotaReached => self.of(
                "利用者の割当て（クォータ）の上限で終わっており、残りの空き領域には及んでいない。",
                "Filling ended at the user's quota: the rest of the free space was not reached.",
            ),
            Limit::ReserveLeft => self.of(
                "ほかのプログラムのために残した空き領域には及んでいない。",
                "Free space that was left for other programs on purpose was not reached.",
            ),
            Limit::UpperLayerOnly => self.of(
                "重ね合わせたファイルシステムであり、上の層の空き領域にしか及ばない。",
                "A layered file system: only free space of its upper layer can be reached.",
            ),
        }
    }

    /// What a primitive is for; an unknown purpose stands as it is.
    pub(super) fn purpose(self, purpose: &str) -> String {
        match purpose {
            "key_agreement" => self.of("鍵共有", "key agreement"),
            "key_derivation" => self.of("鍵導出", "key derivation"),
            "payload" => self.of("本体の暗号化", "payload encryption"),
            "keystream" => self.of("上書きの乱数列", "overwriting keystream"),
            "digest" => self.of("ハッシュ値", "digest"),
            "check" => self.of("補助の検査値", "auxiliary check"),
            "signature" => self.of("電子署名", "signature"),
            other => other,
        }
        .to_owned()
    }

    /// 掲載・非掲載.
    pub(super) fn listed(self, listed: bool) -> &'static str {
        if listed { self.of("掲載", "listed") } else { self.of("非掲載", "not listed") }
    }

    /// What could not be confirmed on opening a package; a code of another version stands as it is, never dropped.
    /// In what, and how often, that was written is not what was sealed.
    pub(super) fn deviation(self, what: &str, count: u64) -> String {
        let what = match what {
            "link" => self.of("シンボリックリンクを作成せず", "symbolic links not made"),
            "owner" => self.of("所有者を復元できず", "owners not restored"),
            "xattrs" => self.of("拡張属性を復元できず", "extended attributes not restored"),
            "renamed" => self.of("名前を変更", "renamed"),
            other => other,
        };
        format!("{what}: {}", self.cases(count))
    }

    pub(super) fn exception(self, exception: &Exception) -> String {
        match exception {
            Exception::SenderUnknown => self.of(
                "封緘した者の鍵を確かめられない。",
                "Nobody has vouched for the key of whoever sealed the package.",
            ),
            Exception::NotAddressed => self.of(
                "署名された宛先に受領者の名がない。別の者から渡された可能性がある。",
                "The signed recipients do not include the receiver: somebody may have passed it on.",
            ),
            Exception::NoteMissing => self.of(
                "送付書が届いておらず、パッケージと突き合わせていない。",
                "No delivery note came along: the package was not compared with one.",
            ),
            Exception::NoteUnconfirmed => self.of(
                "送付書に署名した者の鍵を確かめられない、又は署名がない。",
                "Nobody has vouched for the key of whoever signed the delivery note, or it is not signed.",
            ),
            Exception::NotAsSealed => self.of(
                "取り出した内容の一部が、封緘されたときのとおりではない（附属の一覧のとおり）。",
                "Some of what was taken out is not as it was sealed; an annex lists it.",
            ),
            Exception::Other(code) => {
                return match self.0 {
                    Lang::Ja => format!("その他の事項（記号：{code}）"),
                    Lang::En => format!("Other (code: {code})"),
                };
            }
        }
        .to_owned()
    }
}

/// Thousands apart by commas.
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
