//! 保密: a voter asked not to be named. What then may stand outside the record itself: 匿名 for the
//! name, nothing for telephone and address, and the record's other words without them.

use std::borrow::Cow;

use super::{ANONYMOUS, Kept, Kind, Noun, purged, text};

/// Words clerks write where a name should stand; they name nobody.
pub const NOBODY: &[&str] = &[
    ANONYMOUS,
    purged::PURGED,
    "群众",
    "村民",
    "居民",
    "选民",
    "业主",
    "商户",
    "家长",
    "老人",
    "学生",
    "某某",
    "群众代表",
    "村民代表",
    "居民代表",
];
/// What stands between the names of several people in one field.
const BETWEEN: &[char] = &['、', '，', ',', '；', ';', '/', '和', '与', '及', '等', '（', '(', '）', ')'];
/// A place that ends so is a village or more, where too many live to tell anyone by it.
const LARGE: &[&str] = &["村", "社区", "居委会", "村委会", "街道", "镇", "乡"];
/// Digits of a telephone number, at least.
const LONG: usize = 7;
/// What people put between the digits of a number.
const IN_NUMBERS: &str = "-.*()/+";
/// Stands in free text where an address or a number stood.
const LEFT_OUT: &str = "（略）";

/// What one record knows of such a voter.
pub struct Secret {
    names: Vec<Vec<char>>,
    village: Vec<char>,
    phones: Vec<Vec<char>>,
}

impl Secret {
    /// Of a record whose voter asked not to be named; None of any other.
    pub fn of(record: &Kept) -> Option<Self> {
        if !record.flag("confidential") {
            return None;
        }
        let village = record.text("village");
        Some(Self {
            names: names_in(record.text("citizen")),
            village: if is_large(village) { Vec::new() } else { signs_of(village) },
            phones: numbers_in(record.text("phone")),
        })
    }

    /// A text without them, however they are spaced.
    pub fn hide(&self, typed: &str) -> String {
        let places: Vec<(usize, char)> = signs(typed).collect();
        let (mut out, mut at, mut from) = (String::new(), 0, 0);
        while at < places.len() {
            let Some((length, stands)) = self.found(&places[at..]) else {
                at += 1;
                continue;
            };
            out.push_str(&typed[from..places[at].0]);
            out.push_str(stands);
            at += length;
            from = places.get(at).map_or(typed.len(), |(byte, _)| *byte);
        }
        out.push_str(&typed[from..]);
        out
    }

    /// What stands at the beginning, how long it is, and what is shown in its place.
    fn found(&self, rest: &[(usize, char)]) -> Option<(usize, &'static str)> {
        let begins = |word: &[char]| !word.is_empty() && word.len() <= rest.len() && word.iter().zip(rest).all(|(a, (_, b))| a == b);
        let name = self.names.iter().filter(|name| begins(name)).map(Vec::len).max();
        if let Some(length) = name {
            return Some((length, ANONYMOUS));
        }
        if begins(&self.village) {
            return Some((self.village.len(), LEFT_OUT));
        }
        let number = self.phones.iter().filter_map(|phone| number(phone, rest)).max();
        number.map(|length| (length, LEFT_OUT))
    }
}

/// How long a telephone number is here, with what stands between its digits.
fn number(phone: &[char], rest: &[(usize, char)]) -> Option<usize> {
    if rest.first().map(|(_, c)| c) != phone.first() {
        return None;
    }
    let mut left = phone.iter();
    for (n, (_, c)) in rest.iter().enumerate() {
        if IN_NUMBERS.contains(*c) {
            continue;
        }
        if left.next() != Some(c) {
            return None;
        }
        if left.len() == 0 {
            return Some(n + 1);
        }
    }
    None
}

impl Kept {
    /// The record as everything but itself shows it: lists, search, ledgers, papers, figures.
    pub fn public(&self, noun: Noun) -> Cow<'_, Self> {
        Secret::of(self).map_or(Cow::Borrowed(self), |secret| Cow::Owned(self.without(noun, &secret)))
    }

    /// The record without what another knows of its voter: a step of her matter.
    pub fn without(&self, noun: Noun, secret: &Secret) -> Self {
        let mut public = self.clone();
        for field in noun.fields() {
            let said = match field.kind {
                _ if field.key == "citizen" => ANONYMOUS.to_owned(),
                _ if field.personal => String::new(),
                Kind::Text | Kind::Long => secret.hide(self.text(field.key)),
                _ => continue,
            };
            public.values.insert(field.key.to_owned(), said.into());
        }
        public
    }
}

/// Names as typed in one field, each and all of them together, as they are compared.
pub fn names_in(typed: &str) -> Vec<Vec<char>> {
    typed
        .split(BETWEEN)
        .chain([typed])
        .map(signs_of)
        .filter(|name| name.len() > 1 && !NOBODY.contains(&name.iter().collect::<String>().as_str()))
        .collect()
}

/// Telephone numbers as typed in one field, each without what stands between its digits; one with the
/// country's prefix also without that.
fn numbers_in(typed: &str) -> Vec<Vec<char>> {
    let digits = |one: &str| signs_of(one).into_iter().filter(char::is_ascii_digit).collect::<Vec<char>>();
    let mut all: Vec<Vec<char>> = typed.split(BETWEEN).chain([typed]).map(digits).collect();
    let short = |number: &Vec<char>| {
        ["0086", "86"]
            .iter()
            .find_map(|prefix| number.strip_prefix(prefix.chars().collect::<Vec<_>>().as_slice()).map(<[char]>::to_vec))
    };
    all.extend(all.iter().filter_map(short).collect::<Vec<_>>());
    all.retain(|number| number.len() >= LONG);
    all
}

/// Whether a place is a village or more, where too many live to tell anyone by it.
pub fn is_large(place: &str) -> bool {
    LARGE.iter().any(|end| place.ends_with(end))
}

/// An address as lists show it: as far as the village, and not whose door.
pub fn place_in_lists(place: &str) -> String {
    let ends = ["村", "社区", "居委会"].iter().filter_map(|end| place.find(end).map(|at| at + end.len())).min();
    match ends {
        Some(end) if end == place.len() => place.to_owned(),
        Some(end) => format!("{}**", &place[..end]),
        None if place.is_empty() => String::new(),
        None => "**".to_owned(),
    }
}

/// Each character that counts, narrow, with the byte it stands at; spaces, middle dots and what has
/// no width count for nothing, so that no name or number hides behind them.
pub fn signs(typed: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let narrow: Vec<char> = text::narrow(typed).chars().collect();
    typed.char_indices().zip(narrow).map(|((at, _), c)| (at, c)).filter(|(_, c)| {
        !c.is_whitespace() && !c.is_control() && !matches!(c, '·' | '•' | '・' | '‧' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    })
}

/// The same without their places.
pub fn signs_of(typed: &str) -> Vec<char> {
    signs(typed).map(|(_, c)| c).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::records::{Head, Values, blank_of};

    fn visit(citizen: &str, phone: &str, village: &str) -> Kept {
        let mut values: Values = Noun::Visit.fields().iter().map(|f| (f.key.to_owned(), blank_of(f))).collect();
        for (key, said) in [
            ("citizen", json!(citizen)),
            ("phone", json!(phone)),
            ("village", json!(village)),
            ("confidential", json!(true)),
        ] {
            values.insert(key.into(), said);
        }
        Kept { head: Head::default(), values }
    }

    #[test]
    fn her_own_words_do_not_name_her() {
        let secret = Secret::of(&visit("严守密、李小红等2人", "139-0000-7788", "㛃水村3组")).unwrap();
        for (typed, shown) in [
            ("我叫严 守密，住㛃水村3组，电话139 0000 7788", "我叫匿名，住（略），电话（略）"),
            ("李小红也在，１３９００００７７８８", "匿名也在，（略）"),
            ("㛃水村修路要13900007789元", "㛃水村修路要13900007789元"),
            ("", ""),
        ] {
            assert_eq!(secret.hide(typed), shown, "{typed}");
        }
        let two = Secret::of(&visit("严守密", "13900007788、+86 138-0000-1111", "")).unwrap();
        for (typed, shown) in [
            ("打13900007788或138 0000 1111", "打（略）或（略）"),
            ("+8613800001111", "+（略）"),
            ("13900007788、13800001111", "（略）、（略）"),
        ] {
            assert_eq!(two.hide(typed), shown, "{typed}");
        }
        let village = Secret::of(&visit("群众", "", "三溪村")).unwrap();
        assert_eq!(village.hide("三溪村的群众反映"), "三溪村的群众反映");
        let open = Kept {
            values: Values::new(),
            head: Head::default(),
        };
        assert!(Secret::of(&open).is_none());
    }

    #[test]
    fn lists_show_the_village_and_not_the_door() {
        for (place, shown) in [
            ("三溪村3组", "三溪村**"),
            ("三溪镇青杨社区2栋301", "三溪镇青杨社区**"),
            ("石桥村", "石桥村"),
            ("老鹰岩9组", "**"),
            ("", ""),
        ] {
            assert_eq!(place_in_lists(place), shown);
        }
    }

    proptest! {
        /// Wherever and however they are typed, none of them is left in any field but the flag itself.
        #[test]
        fn nothing_of_her_is_left(
            name in "[𬭚䶮㛃田覃向][𐡓小三守]{1,2}", phone in "1[3-9][0-9]{9}", village in "[㵲渰]家[坝湾][0-9]组",
            before in "[一-五路灯桥 ]{0,6}", gap in "[ 　\u{200b}]?", dash in "[-.]?",
        ) {
            let typed = format!("{before}{}{before}{}{dash}{}{before}{village}{before}", name.chars().map(|c| format!("{c}{gap}")).collect::<String>(), &phone[..3], &phone[3..]);
            let mut record = visit(&name, &phone, &village);
            for field in Noun::Visit.fields().iter().filter(|f| matches!(f.kind, Kind::Text | Kind::Long) && !f.personal) {
                record.values.insert(field.key.into(), typed.clone().into());
            }
            let public = record.public(Noun::Visit);
            for (key, said) in &public.values {
                let left: String = signs_of(&said.to_string()).into_iter().filter(|c| !"-.".contains(*c)).collect();
                for marker in [&name, &phone, &village] {
                    prop_assert!(!left.contains(marker.as_str()), "{key}: {said}");
                }
            }
        }
    }
}
