//! Dates as Japanese public papers write them.

use crate::model::{Lang, Timestamp};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// First day and name of each era, latest first (改元の政令: 平成31年政令第143号, 昭和64年政令第1号).
const ERAS: [((i16, i8, i8), &str); 4] =
    [((2019, 5, 1), "令和"), ((1989, 1, 8), "平成"), ((1926, 12, 25), "昭和"), ((1912, 7, 30), "大正")];

/// 令和8年11月22日, or `22 November 2026`.
pub(super) fn day(at: Timestamp, lang: Lang) -> String {
    let (year, month, day, ..) = at.civil();
    if lang == Lang::En {
        let name = usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
        return format!("{day} {} {year}", name.unwrap_or(&""));
    }
    let era = ERAS.iter().find(|(first, _)| (year, month, day) >= *first);
    match era {
        // The first year of an era is 元年, never 1年.
        Some(((first, ..), era)) if year == *first => format!("{era}元年{month}月{day}日"),
        Some(((first, ..), era)) => format!("{era}{}年{month}月{day}日", year - first + 1),
        None => format!("{year}年{month}月{day}日"),
    }
}

/// 令和8年11月22日 午後1時30分, or `22 November 2026, 13:30 JST`; seconds only where there are any.
pub(super) fn moment(at: Timestamp, lang: Lang) -> String {
    let (.., hour, minute, second) = at.civil();
    let day = day(at, lang);
    if lang == Lang::En {
        return match second {
            0 => format!("{day}, {hour:02}:{minute:02} JST"),
            _ => format!("{day}, {hour:02}:{minute:02}:{second:02} JST"),
        };
    }
    let half = if hour < 12 { "午前" } else { "午後" };
    let hour = hour % 12;
    match second {
        0 => format!("{day} {half}{hour}時{minute}分"),
        _ => format!("{day} {half}{hour}時{minute}分{second}秒"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn eras_turn_on_their_day() {
        for (when, day_ja) in [
            ("2026-11-22T15:04:05+09:00", "令和8年11月22日"),
            ("2019-05-01T00:00:00+09:00", "令和元年5月1日"),
            ("2019-04-30T23:59:59+09:00", "平成31年4月30日"),
            ("1989-01-08T00:00:00+09:00", "平成元年1月8日"),
            ("1989-01-07T23:59:59+09:00", "昭和64年1月7日"),
            ("1868-01-01T00:00:00+09:00", "1868年1月1日"),
        ] {
            assert_eq!(day(at(when), Lang::Ja), day_ja);
        }
    }

    #[test]
    fn noon_and_midnight() {
        assert_eq!(moment(at("2026-11-22T12:30:00+09:00"), Lang::Ja), "令和8年11月22日 午後0時30分");
        assert_eq!(moment(at("2026-11-22T00:00:09+09:00"), Lang::Ja), "令和8年11月22日 午前0時0分9秒");
        assert_eq!(moment(at("2026-11-22T04:05:06Z"), Lang::En), "22 November 2026, 13:05:06 JST");
    }
}
