//! Chinese text as typed by people: made uniform before it is checked or stored, and
//! turned into sort keys and initials. Never GBK; rare characters pass untouched.

use std::borrow::Cow;

use pinyin::ToPinyin;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// NFC, outer white space (full-width too) trimmed, control characters dropped, those too that turn
/// the direction of reading: by them a text reads otherwise than it is. Line feeds survive only where `long`.
pub fn tidy(text: &str, long: bool) -> String {
    let stays = |c: &char| !(c.is_control() || is_unseen(*c)) || (long && *c == '\n');
    // Nearly every text is so already.
    let kept: Cow<'_, str> = if text.chars().all(|c| stays(&c)) && is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.into()
    } else {
        text.nfc().filter(stays).collect()
    };
    kept.trim_matches(|c: char| c.is_whitespace() || c == '\u{3000}' || c == '\u{feff}').to_owned()
}

/// Turns the direction of reading, or is no character at all.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

/// Full-width digits, letters and signs as their ASCII twins; for numbers, phones and dates only.
pub fn narrow(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            '。' => '.',
            '—' | '–' => '-',
            _ => c,
        })
        .collect()
}

/// Surnames whose reading differs from the character's usual one.
const SURNAMES: &[(char, &str)] = &[
    ('单', "shan"),
    ('曾', "zeng"),
    ('解', "xie"),
    ('仇', "qiu"),
    ('查', "zha"),
    ('朴', "piao"),
    ('区', "ou"),
    ('翟', "zhai"),
    ('盖', "ge"),
    ('缪', "miao"),
    ('尉', "wei"),
    ('乐', "yue"),
    ('覃', "qin"),
    ('冼', "xian"),
    ('员', "yun"),
    ('重', "chong"),
    ('种', "chong"),
];

fn syllables(text: &str) -> impl Iterator<Item = (char, Option<&'static str>)> + '_ {
    text.chars().enumerate().map(|(i, c)| {
        let surname = if i == 0 {
            SURNAMES.iter().find(|(s, _)| *s == c).map(|(_, p)| *p)
        } else {
            None
        };
        (c, surname.or_else(|| c.to_pinyin().map(|p| p.plain())))
    })
}

/// A key by which names sort by pinyin: 张卫国 → "zhang wei guo ", rare characters last.
pub fn sort_key(text: &str) -> String {
    let mut key = String::new();
    for (c, syllable) in syllables(text) {
        match syllable {
            Some(s) => {
                key.push_str(s);
                key.push(' ');
            }
            None => key.push(c),
        }
    }
    key
}

/// Pinyin initials: 张卫国 → "zwg"; letters and digits stay, everything else is left out.
pub fn initials(text: &str) -> String {
    syllables(text)
        .filter_map(|(c, syllable)| match syllable {
            Some(s) => s.chars().next(),
            None if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
            None => None,
        })
        .collect()
}

/// What Windows and exFAT refuse in a file name becomes its full-width twin; what would make a name
/// read otherwise than it is, a line.
pub fn file_chars(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '\\' => '＼',
            '/' => '／',
            ':' => '：',
            '*' => '＊',
            '?' => '？',
            '"' => '”',
            '<' => '＜',
            '>' => '＞',
            '|' => '｜',
            c if c.is_control() || is_unseen(c) => '_',
            c => c,
        })
        .collect()
}

/// CON, NUL, COM1 … are devices on Windows up to the first dot, whatever follows; COM¹ is one, too.
pub fn no_device(name: String) -> String {
    let stem = name.split('.').next().unwrap_or("").trim_end().to_ascii_uppercase();
    let port = ["COM", "LPT"].into_iter().find_map(|kind| stem.strip_prefix(kind));
    let is_number = |c: char| c.is_ascii_digit() || ['¹', '²', '³'].contains(&c);
    let device =
        ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || port.is_some_and(|number| number.chars().count() == 1 && number.chars().all(is_number));
    if device { format!("_{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidies_what_people_type() {
        for (typed, kept) in [
            ("　张三　", "张三"),
            (" a\u{0}b ", "ab"),
            ("𬭚三\u{feff}", "𬭚三"),
            ("e\u{301}", "é"),
            ("\u{202e}三张\u{202c}\u{ffff}", "三张"),
            ("一\n二", "一二"),
        ] {
            assert_eq!(tidy(typed, false), kept);
        }
        assert_eq!(tidy("一\n二\r\n", true), "一\n二");
    }

    proptest::proptest! {
        /// What is tidy already is told from what is not by a look that must not be wrong.
        #[test]
        fn a_look_tells_what_is_tidy(text in "[ 　a-eé\u{301}\u{308}\u{1100}-\u{1175}\u{ac00}-\u{ac10}張𬭚Å\u{0}\n\u{202e}\u{2f800}]{0,8}", long: bool) {
            let all: String = text.nfc().filter(|c| !(c.is_control() || is_unseen(*c)) || (long && *c == '\n')).collect();
            let all = all.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            proptest::prop_assert_eq!(tidy(&text, long), all);
        }
    }

    #[test]
    fn no_file_is_called_as_a_device_of_windows() {
        for device in ["con", "NUL.xlsx", "aux .txt", "com1", "LPT9.pdf", "COM¹", "lpt³.xlsx"] {
            assert_eq!(no_device(device.into()), format!("_{device}"));
        }
        for name in ["CON1", "COM", "COM10", "COM一", "三溪村.xlsx", "compass", "LPTX"] {
            assert_eq!(no_device(name.into()), name);
        }
    }

    #[test]
    fn initials_and_sorting() {
        assert_eq!(initials("张卫国"), "zwg");
        assert_eq!(initials("单田芳"), "stf");
        assert_eq!(initials("阿依·古丽3"), "aygl3");
        let mut names = ["张三", "安平", "曾国", "陈六"];
        names.sort_by_key(|n| sort_key(n));
        assert_eq!(names, ["安平", "陈六", "曾国", "张三"]);
    }

    #[test]
    fn narrow_digits() {
        assert_eq!(narrow("１３９－００１"), "139-001");
    }
}
