//! Days, months and times as people write them into cells.

use chrono::NaiveDate;
use serde_json::Value;

use super::Meaning::{Ask, Noted, Sure};
use super::{Choice, Given, Is, Meaning, noted, numbers};
use crate::records::{dates, text};

fn date_of(year: i64, month: i64, day: i64) -> Option<NaiveDate> {
    let (year, month, day) = (i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?);
    NaiveDate::from_ymd_opt(year, month, day).filter(|_| (1900..=2200).contains(&year))
}

/// 45356 → 2024-03-05; a number Excel would show as a day of this century.
fn serial(digits: &str) -> Option<NaiveDate> {
    let days: u64 = digits.parse().ok().filter(|_| digits.len() == 5)?;
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    (36_526..73_051).contains(&days).then(|| first + chrono::Days::new(days))
}

pub(super) fn day(given: &Given, year: i32, says: &dyn Fn(&str) -> String) -> Meaning {
    let value = |day: NaiveDate| Value::from(day.to_string());
    match given.is {
        Is::Day => return Sure(given.text.clone().into()),
        Is::Time => return Ask(says("是时间，不是日期"), Vec::new()),
        _ => {}
    }
    let text = text::narrow(&given.text);
    let text = text.trim();
    if let Some(day) = dates::read(text) {
        return Sure(value(day));
    }
    if let Some(day) = serial(text) {
        return Noted(value(day), format!("{text} 是 Excel 的日期序号，读作{}", dates::shown(&day.to_string())));
    }
    // 2024-03-05 00:00:00
    if let Some((front, clock)) = text.split_once([' ', 'T'])
        && let (Some(day), true) = (
            dates::read(front),
            clock.contains(':') && clock.chars().all(|c| c.is_ascii_digit() || ":.".contains(c)),
        )
    {
        let midnight = clock.chars().all(|c| "0:.".contains(c));
        return noted(value(day), if midnight { String::new() } else { format!("“{text}”只取日期") });
    }
    // 2024年3月5日（星期二）
    if let Some((front, week)) = text.split_once(['(', '星', '周'])
        && let Some(day) = dates::read(front)
    {
        let named = week.trim_start_matches(['期', '星', '周']).chars().next();
        if named.is_some() && dates::weekday(day).chars().last() == named.map(|c| if c == '天' { '日' } else { c }) {
            return Sure(value(day));
        }
        return Ask(says("日期和星期对不上"), vec![choice_of(day)]);
    }
    let candidates = match numbers(text).as_slice() {
        [y, m, d] if *y < 100 && *d < 100 => vec![date_of(2000 + y, *m, *d), date_of(2000 + d, *m, *y)],
        [a, b, y] if *y >= 1900 => vec![date_of(*y, *a, *b), date_of(*y, *b, *a)],
        [y, m, d, rest @ ..] if *y >= 1900 => vec![date_of(*y, *m, *d), rest.first().and_then(|last| date_of(*y, *m, *last))],
        [y, m] if *y >= 1900 => vec![date_of(*y, *m, 1)],
        [m, d] if year > 0 => vec![date_of(year.into(), *m, *d)],
        _ => Vec::new(),
    };
    let mut choices: Vec<Choice> = Vec::new();
    for choice in candidates.into_iter().flatten().map(choice_of) {
        if !choices.contains(&choice) {
            choices.push(choice);
        }
    }
    Ask(says("看不准是哪一天"), choices)
}

fn choice_of(day: NaiveDate) -> Choice {
    let day = day.to_string();
    Choice::labelled(&day, dates::shown(&day))
}

pub(super) fn month(given: &Given, says: &dyn Fn(&str) -> String) -> Meaning {
    if given.is == Is::Day {
        return Sure(given.text.get(..7).unwrap_or_default().into());
    }
    let text = text::narrow(&given.text);
    let text = text.trim();
    let label = |m: &str| m.split_once('-').map_or(m.to_owned(), |(y, m)| format!("{y}年{}月", m.trim_start_matches('0')));
    let choice = |m: String| Choice::labelled(&m, label(&m));
    // 1975.10 typed as a number lost its last digit.
    if given.is == Is::Number
        && let Some((year, "1")) = text.split_once('.')
    {
        return Ask(
            says("看不准是 1 月还是 10 月"),
            vec![choice(format!("{year}-01")), choice(format!("{year}-10"))],
        );
    }
    if let Some(month) = dates::read_month(text) {
        return Sure(month.into());
    }
    if let Some(day) = dates::read(text) {
        return Noted(day.to_string().get(..7).unwrap_or_default().into(), format!("“{text}”只记到月"));
    }
    let six = (text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.split_at(4));
    if let Some(month) = six.and_then(|(y, m)| dates::read_month(&format!("{y}-{m}"))) {
        return Sure(month.into());
    }
    let choices = match numbers(text).as_slice() {
        [y, m] if *y < 100 => dates::read_month(&format!("19{y:02}-{m}"))
            .into_iter()
            .chain(dates::read_month(&format!("20{y:02}-{m}")))
            .map(choice)
            .collect(),
        _ => Vec::new(),
    };
    Ask(says("看不准是哪年哪月"), choices)
}

pub(super) fn time(given: &Given, says: &dyn Fn(&str) -> String) -> Meaning {
    if given.is == Is::Time {
        return Sure(given.text.clone().into());
    }
    let text = text::narrow(&given.text).replace(' ', "");
    if let Some(time) = dates::read_time(text.strip_prefix("上午").unwrap_or(&text)) {
        return Sure(time.into());
    }
    if let Some(time) = text.strip_prefix("下午").and_then(dates::read_time) {
        let hour: u32 = time.get(..2).and_then(|h| h.parse().ok()).unwrap_or(0);
        let time = format!("{:02}{}", if hour < 12 { hour + 12 } else { hour }, time.get(2..).unwrap_or_default());
        let note = format!("“{text}”读作 {time}");
        return Noted(time.into(), note);
    }
    let first = text.split(['-', '至', '~', '到']).next().and_then(dates::read_time);
    Ask(says("看不准是几点"), first.map(Choice::plain).into_iter().collect())
}
