//! The words for the codes of a certificate for a medium. A code of another version stands as it is, never dropped.

use crate::document::{Blocks, HiddenArea, WrittenPattern};
use crate::model::{Basis, Lang, bytes_with_unit};
use crate::render::view::parts::count;
use crate::render::view::words::{Words, grouped};

impl Words {
    /// 抹消区分.
    pub(super) fn method(self, method: &str) -> &str {
        match method {
            "clear" => self.of("Clear（消去）", "Clear"),
            "purge" => self.of("Purge（除去）", "Purge"),
            "destroy" => self.of("Destroy（破壊）", "Destroy"),
            other => other,
        }
    }

    /// パターン.
    pub(super) fn pattern(self, pattern: &WrittenPattern) -> String {
        match (pattern, self.0) {
            (WrittenPattern::Keystream { .. }, _) => {
                self.of("乱数列（AES-256-CTR の鍵ストリーム）", "random (AES-256-CTR keystream)").to_owned()
            }
            (WrittenPattern::Constant { byte: 0 }, _) => self.of("すべて 0", "zeros").to_owned(),
            (WrittenPattern::Constant { byte: 255 }, _) => self.of("すべて 1", "ones").to_owned(),
            (WrittenPattern::Constant { byte }, Lang::Ja) => format!("すべて 0x{byte:02x}"),
            (WrittenPattern::Constant { byte }, Lang::En) => format!("0x{byte:02x} everywhere"),
        }
    }

    /// Why it is not 合格.
    pub(super) fn reason(self, code: &str) -> String {
        match code {
            "gone" => self.of("作業の途中で、媒体が見えなくなった。", "The medium vanished during the work."),
            "dead" => self.of(
                "作業の途中で、媒体が書込み又は読取りに応じなくなった。",
                "The medium stopped taking or giving anything during the work.",
            ),
            "unwritable" => self.of("書けなかったブロックがある。", "Blocks could not be written."),
            "readable_unwritable" => self.of(
                "書けなかったブロックのうちに、まだ読めるもの（以前の内容）がある。",
                "Blocks that could not be written CAN STILL BE READ: they hold the earlier content.",
            ),
            "flush_failed" => self.of(
                "書いた内容を保持したことを、装置が確認しなかった。",
                "The drive did not confirm that it kept what it took.",
            ),
            "differing" => self.of(
                "読み戻した内容が、書いた内容と異なるブロックがある。",
                "Blocks hold something else than was written.",
            ),
            "unreadable" => self.of("読み戻せないブロックがある。", "Blocks could not be read back."),
            "hidden_left" => self.of(
                "隠し領域（HPA、DCO）があり、書込みが及んでいない。",
                "There is a hidden area (HPA, DCO) that writing did not reach.",
            ),
            "other_disk" => self.of(
                "作業の終わりに、始めと同じ媒体であることを確認できなかった。",
                "At the end it was not known to be the same medium as at the beginning.",
            ),
            "incomplete" => self.of("作業が最後まで行われていない。", "The work did not come to its end."),
            "constant" => self.of(
                "どこにも同じ値を書いたため、容量を偽る媒体でないことまでは示せない。",
                "The same byte was written everywhere: that the medium is as large as it says is not shown.",
            ),
            "sampled" => self.of(
                "読み戻しは抜取であり、媒体の全体は確認していない。",
                "Only some places were read back, not the whole medium.",
            ),
            "not_read_back" => self.of("読み戻しを行っていない。", "Nothing was read back."),
            other => {
                return match self.0 {
                    Lang::Ja => format!("その他の理由（記号：{other}）"),
                    Lang::En => format!("Other (code: {other})"),
                };
            }
        }
        .to_owned()
    }

    /// Why a pass or a reading ended before its end.
    pub(super) fn cut(self, code: &str) -> String {
        match code {
            "gone" => self.of("途中で媒体が見えなくなった", "cut short: the medium vanished").to_owned(),
            "dead" => {
                self.of("途中で媒体が応じなくなった", "cut short: the medium stopped answering").to_owned()
            }
            other => match self.0 {
                Lang::Ja => format!("途中で終わった（記号：{other}）"),
                Lang::En => format!("cut short (code: {other})"),
            },
        }
    }

    /// On what a statement rests.
    pub(super) fn basis(self, basis: Basis) -> &'static str {
        match basis {
            Basis::ReadBack => self.of("azukari が読み戻して比べた", "azukari read it back and compared"),
            Basis::Wrote => {
                self.of("azukari が書き、装置が受け取った", "azukari wrote it and the drive took it")
            }
            Basis::Reported => self.of("装置又は OS の応答", "the drive or the operating system said so"),
            Basis::Declared => self.of("申告", "declared"),
            Basis::Unchecked => self.of("誰も確認していない", "nobody checked"),
        }
    }

    /// `bytes` and on what the figure rests.
    pub(super) fn bytes_on(self, bytes: u64, basis: Basis) -> String {
        let (bytes, basis) = (self.bytes(bytes), self.basis(basis));
        match self.0 {
            Lang::Ja => format!("{bytes}、根拠：{basis}"),
            Lang::En => format!("{bytes}; {basis}"),
        }
    }

    /// 隠し領域.
    pub(super) fn hidden(self, hidden: &HiddenArea) -> String {
        match (hidden, self.0) {
            (HiddenArea::None, _) => {
                self.of("なし（ドライブの応答）", "none (answered by the drive)").to_owned()
            }
            (HiddenArea::Found { bytes: None }, _) => {
                self.of("あり。書込みは及んでいない", "FOUND; not reached by writing").to_owned()
            }
            (HiddenArea::Found { bytes: Some(bytes) }, Lang::Ja) => {
                format!("あり（{}）。書込みは及んでいない", self.bytes(*bytes))
            }
            (HiddenArea::Found { bytes: Some(bytes) }, Lang::En) => {
                format!("FOUND: {}; not reached by writing", self.bytes(*bytes))
            }
            (HiddenArea::NotChecked { why }, _) => {
                let why = match why.as_str() {
                    "not-physical" => self.of("物理ドライブではない", "not a physical drive"),
                    "bridge" => self.of(
                        "USB 変換器を通しては問い合わせられない",
                        "a USB bridge does not pass the question on",
                    ),
                    other => other,
                };
                match self.0 {
                    Lang::Ja => format!("確認していない（{why}）"),
                    Lang::En => format!("not checked ({why})"),
                }
            }
        }
    }

    /// 速度.
    pub(super) fn speed(self, bytes: u64) -> String {
        match self.0 {
            Lang::Ja => format!("毎秒 {}", bytes_with_unit(bytes)),
            Lang::En => format!("{}/s", bytes_with_unit(bytes)),
        }
    }

    /// How many blocks, and which: the first stretches, and where the rest is named.
    pub(super) fn blocks(self, blocks: &Blocks, annexed: bool) -> Vec<String> {
        let mut lines = vec![self.count(blocks.count, "ブロック", "block", "blocks")];
        let stretch = |(first, last): &(u64, u64)| {
            if first == last { format!("LBA {first}") } else { format!("LBA {first}–{last}") }
        };
        lines.extend(blocks.first.iter().take(STRETCHES_SHOWN).map(stretch));
        let shown = count(&lines) - 1;
        let stretches = blocks.stretches.max(count(&blocks.first));
        if stretches <= shown {
            return lines;
        }
        let place = if stretches == count(&blocks.first) {
            self.of("（原本の JSON に記載）", " (in the original JSON)")
        } else if annexed {
            self.of("（全件は別紙に記載）", " (the annex lists all of them)")
        } else {
            ""
        };
        let more = grouped(stretches - shown);
        lines.push(match self.0 {
            Lang::Ja => format!("ほか {more} 区間{place}"),
            Lang::En => format!("and {more} more stretches{place}"),
        });
        lines
    }
}

/// Stretches of blocks shown on the page.
const STRETCHES_SHOWN: usize = 20;

/// `part` of `whole`, in hundredths of a percent, cut off: what is not the whole never shows as 100.
pub(super) fn percent(part: u64, whole: u64) -> Option<String> {
    let hundredths = (u128::from(part) * 10_000).checked_div(u128::from(whole))?;
    Some(format!("{}.{:02} %", hundredths / 100, hundredths % 100))
}
