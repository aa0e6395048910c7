//! What the board shows: a line for each disk and one for all, none wider than a terminal.

use super::gauge::{Moment, Standing};
use crate::cli::catalogue::Catalogue;
use crate::cli::layout::{COLUMNS, pad, width};
use crate::model::{Phase, Verdict, bytes_with_unit, printable};
use std::time::Duration;

/// Columns of a disk's name, and of how it stands.
const NAME: usize = 20;
const STANDING: usize = 14;

/// The line of one disk, below `columns` wide.
pub(super) fn disk(words: &Catalogue, name: &str, moment: &Moment, columns: usize) -> String {
    let name = pad(&cut(&printable(name), NAME), NAME);
    let head = format!("{name} {}", pad(&cut(&words.word(standing(moment.standing)), STANDING), STANDING));
    let mut shown = vec![];
    if matches!(moment.standing, Standing::Under(_)) {
        let percent = u128::from(moment.done) * 100 / u128::from(moment.total.max(1));
        shown = vec![format!("{percent:>3}%"), rate(moment.rate), left(words, moment.left)];
    }
    fitted(&head, &shown, errors(words, moment.errors).as_deref(), columns)
}

/// The line of all disks together.
pub(super) fn sum(words: &Catalogue, moments: &[Moment], columns: usize) -> String {
    let count =
        |wanted: &dyn Fn(Standing) -> bool| moments.iter().filter(|moment| wanted(moment.standing)).count();
    let passed = count(&|standing| standing == Standing::Certified(Verdict::Pass));
    let ended = count(&|standing| {
        matches!(standing, Standing::Certified(_) | Standing::Gone | Standing::Interrupted)
    });
    let facts = crate::facts![count = moments.len(), passed = passed, others = ended - passed];
    let all = moments.iter().map(|moment| moment.of_all).sum::<u64>() / (moments.len() as u64).max(1);
    // Where one has no rate yet, the sum is that of the others.
    let rates: Vec<u64> = moments.iter().filter_map(|moment| moment.rate).collect();
    let of_all = (!rates.is_empty()).then(|| rates.iter().sum());
    let last = moments.iter().filter_map(|moment| moment.left).max();
    let head = pad(&words.text("board-sum", &facts), NAME + 1 + STANDING);
    let shown = [format!("{:>3}%", all / 10), rate(of_all), left(words, last)];
    let found = errors(words, moments.iter().map(|moment| moment.errors).sum());
    fitted(&head, &shown, found.as_deref(), columns)
}

fn rate(rate: Option<u64>) -> String {
    format!("{:>12}", rate.map_or_else(|| "-".to_owned(), |rate| format!("{}/s", bytes_with_unit(rate))))
}

fn left(words: &Catalogue, left: Option<Duration>) -> String {
    let left = left.map_or_else(|| "-:--:--".to_owned(), clock);
    format!("{} {left:>8}", words.word("progress-left"))
}

fn errors(words: &Catalogue, count: u64) -> Option<String> {
    (count > 0).then(|| format!("{} {count}", words.word("board-errors")))
}

fn clock(left: Duration) -> String {
    let seconds = left.as_secs();
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// What fits of a line: on a narrow terminal what is shown goes from the back, and the name shortens before errors do.
fn fitted(head: &str, shown: &[String], errors: Option<&str>, columns: usize) -> String {
    // In the last column some terminals begin a new line.
    let columns = columns.min(COLUMNS) - 1;
    let line = |shown: &[String]| {
        let parts = std::iter::once(head).chain(shown.iter().map(String::as_str)).chain(errors);
        parts.collect::<Vec<_>>().join(" ").trim_end().to_owned()
    };
    let fits = (0..=shown.len()).rev().map(|count| line(&shown[..count])).find(|line| width(line) <= columns);
    fits.unwrap_or_else(|| {
        let room = columns.saturating_sub(errors.map_or(0, |errors| width(errors) + 1));
        let head = cut(head.trim_end(), room);
        cut(&errors.map_or(head.clone(), |errors| format!("{head} {errors}")), columns)
    })
}

/// As much of `text` as fits.
fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut short = String::new();
    for letter in text.chars() {
        short.push(letter);
        if width(&short) > columns.saturating_sub(1) {
            short.pop();
            break;
        }
    }
    short + "…"
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Waiting => "board-waiting",
        Standing::Under(Phase::VerifyWipe) => "board-reading",
        Standing::Under(_) => "board-overwriting",
        Standing::Closing => "board-closing",
        Standing::Certified(Verdict::Pass) => "board-pass",
        Standing::Certified(Verdict::Failed) => "board-failed",
        Standing::Certified(Verdict::Unknown) => "board-unknown",
        Standing::Gone => "board-gone",
        Standing::Interrupted => "board-interrupted",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;

    fn moment(standing: Standing) -> Moment {
        Moment {
            standing,
            done: 45 << 30,
            total: 100 << 30,
            rate: Some(1023 << 20),
            left: Some(Duration::from_secs(359_999)),
            errors: 0,
            of_all: 225,
        }
    }

    #[test]
    fn lines_say_where_it_is_in_both_languages() {
        let one = moment(Standing::Under(Phase::Overwrite));
        let ja = Catalogue::new(Lang::Ja);
        assert_eq!(
            disk(&ja, "見本SN0001", &Moment { errors: 3, ..one }, 80),
            "見本SN0001           上書き          45% 1023.0 MiB/s 残り 99:59:59 エラー 3"
        );
        let done = moment(Standing::Certified(Verdict::Pass));
        assert_eq!(disk(&ja, "a", &done, 80), "a                    合格");
        let failed = Moment { errors: 7, ..moment(Standing::Gone) };
        assert_eq!(
            sum(&ja, &[one, done, failed], 80),
            "合計 3 台・合格 1・不合格など 1      22%    2.9 GiB/s 残り 99:59:59 エラー 7"
        );
        let en = Catalogue::new(Lang::En);
        assert!(disk(&en, "sdb", &one, 80).starts_with("sdb                  overwriting     45%"));
    }

    #[test]
    fn a_narrow_terminal_keeps_the_errors() {
        let one = Moment { errors: 3, ..moment(Standing::Under(Phase::Overwrite)) };
        let ja = Catalogue::new(Lang::Ja);
        let at = |columns| disk(&ja, "見本SN0001", &one, columns);
        assert_eq!(at(63), "見本SN0001           上書き          45% 1023.0 MiB/s エラー 3");
        assert_eq!(at(60), "見本SN0001           上書き          45% エラー 3");
        assert_eq!(at(40), "見本SN0001           上書き エラー 3");
        assert!(sum(&ja, &[one], 60).ends_with("エラー 3"));
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_whatever_the_disk_is_called() {
        let standings = [
            Standing::Waiting,
            Standing::Under(Phase::Overwrite),
            Standing::Under(Phase::VerifyWipe),
            Standing::Closing,
            Standing::Certified(Verdict::Pass),
            Standing::Certified(Verdict::Failed),
            Standing::Certified(Verdict::Unknown),
            Standing::Gone,
            Standing::Interrupted,
        ];
        for lang in [Lang::Ja, Lang::En] {
            let words = Catalogue::new(lang);
            for columns in [20, 40, 60, 80, 200] {
                for standing in standings {
                    let moment = Moment { errors: u64::MAX / 1000, ..moment(standing) };
                    for name in ["sdb", "とても長い名前のとても長い媒体番号", "\u{1b}[2J\n"]
                    {
                        let line = disk(&words, name, &moment, columns);
                        assert!(width(&line) < columns.min(COLUMNS), "{line}");
                        assert!(!line.contains(char::is_control), "{line:?}");
                    }
                    assert!(width(&sum(&words, &[moment; 30], columns)) < columns.min(COLUMNS));
                }
            }
        }
    }
}
