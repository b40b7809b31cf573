//! Free text on its way to the public: what the records know of voters, and what looks like a
//! number of theirs, is taken out; what may still speak of somebody is doubted, for a person to
//! decide. No rule finds every name, which is why no title goes out unless a clerk released it.

use std::collections::HashSet;

use crate::records::secret::{is_large, names_in, signs, signs_of};

/// With a number before it this is somebody's corner of a village, or a door.
const CORNERS: &[char] = &['组', '社', '队', '号', '栋', '幢', '室'];
/// After a corner: then it was another word (组织, 社区, 队伍, 号召).
const OTHER_WORDS: &[&str] = &["组织", "组建", "组成", "组合", "社区", "社会", "社保", "队伍", "号召"];
/// Words for a person or a household in particular.
const OF_SOMEONE: &[&str] = &[
    "大爷", "大妈", "大娘", "大叔", "大婶", "大哥", "大姐", "大嫂", "婆婆", "爷爷", "奶奶", "嫂", "师傅", "老汉", "某", "女士", "先生", "同志", "本人", "家门",
    "家中", "家里", "家的", "一家", "户主", "儿子", "女儿", "丈夫", "妻子", "遗孀", "孤儿",
];
/// Words for what is nobody else's business.
const OF_THEIRS: &[&str] = &[
    "残疾",
    "精神病",
    "精神障碍",
    "患病",
    "重病",
    "癌",
    "艾滋",
    "低保",
    "五保",
    "特困",
    "离婚",
    "家暴",
    "刑满",
    "吸毒",
    "欠债",
    "上访",
];

/// Digits of a telephone number in a row; an identity card has more.
const LONG: usize = 7;
/// Fewer may still be a short number of somebody's.
const SHORTEST: usize = 5;

/// What the records know of voters: none of it stands in a notice.
pub(super) struct Known {
    words: HashSet<Vec<char>>,
    heads: HashSet<[char; 2]>,
    longest: usize,
    names: HashSet<Vec<char>>,
}

/// A text as the public may see it, and why a person should look twice.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Masked {
    pub text: String,
    pub doubts: Vec<String>,
}

impl Known {
    /// Of names as typed, several in one where people came together, and of places.
    pub(super) fn of(names: &[String], places: &[String]) -> Self {
        let names: HashSet<Vec<char>> = names
            .iter()
            .flat_map(|typed| names_in(typed))
            .filter(|name| !name.iter().all(|c| is_digit(*c) || "人名户家".contains(*c)))
            .collect();
        let corners = places.iter().filter(|place| !is_large(place));
        let mut words: HashSet<Vec<char>> = corners
            .map(|place| signs_of(place))
            .filter(|place| place.len() > 1 && !ends_in_corner(place))
            .collect();
        words.extend(names.iter().cloned());
        Self {
            heads: words.iter().map(|w| [w[0], w[1]]).collect(),
            longest: words.iter().map(Vec::len).max().unwrap_or(0),
            words,
            names,
        }
    }

    /// How many signs from `at` on are a known name or place; the longest that fits.
    fn word_at(&self, signs: &[char], at: usize) -> Option<usize> {
        let rest = &signs[at..];
        if rest.len() < 2 || !self.heads.contains(&[rest[0], rest[1]]) {
            return None;
        }
        (2..=self.longest.min(rest.len())).rev().find(|n| self.words.contains(&rest[..*n]))
    }

    /// The text without what is known, without long numbers and without corners.
    pub(super) fn mask(&self, typed: &str) -> Masked {
        let places: Vec<(usize, char)> = signs(typed).collect();
        let signs: Vec<char> = places.iter().map(|(_, c)| *c).collect();
        let mut out = Masked::default();
        let (mut at, mut from) = (0, 0);
        while at < signs.len() {
            let Some((length, stands, doubt)) = self.found(&signs, at) else {
                at += 1;
                continue;
            };
            out.text.push_str(&typed[from..places[at].0]);
            out.text.push_str(stands);
            if !doubt.is_empty() {
                out.doubt(doubt);
            }
            at += length;
            from = places.get(at).map_or(typed.len(), |(byte, _)| *byte);
        }
        out.text.push_str(&typed[from..]);
        let plain: String = signs.iter().collect();
        if OF_SOMEONE.iter().any(|word| plain.contains(word)) {
            out.doubt("像是说到某一个人、某一家");
        }
        if OF_THEIRS.iter().any(|word| plain.contains(word)) {
            out.doubt("可能涉及个人的身体、生活或家境");
        }
        if has_short_number(&signs) || has_account(&signs) {
            out.doubt("有一串号码或字母，像是联系方式");
        }
        out
    }

    /// What has to go at this sign: its length, what stands in its place, what to tell.
    fn found(&self, signs: &[char], at: usize) -> Option<(usize, &'static str, &'static str)> {
        if let Some(length) = self.word_at(signs, at) {
            return Some(if self.names.contains(&signs[at..at + length]) {
                (length, "某某", "有反映人的姓名，已换成“某某”")
            } else {
                (length, "某处", "有反映人的住处，已换成“某处”")
            });
        }
        let run = number_at(signs, at);
        if run.digits >= LONG {
            return Some((run.length, "（略）", "有电话或证件号码，已略去"));
        }
        corner_at(signs, at).map(|length| (length, "某", ""))
    }
}

impl Masked {
    fn doubt(&mut self, says: &str) {
        if self.doubts.iter().all(|one| one != says) {
            self.doubts.push(says.to_owned());
        }
    }
}

fn is_digit(c: char) -> bool {
    c.is_numeric() || "零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖".contains(c)
}

/// A row of digits, with what people put between them.
struct Run {
    length: usize,
    digits: usize,
}

fn number_at(signs: &[char], at: usize) -> Run {
    let mut run = Run { length: 0, digits: 0 };
    if at > 0 && is_digit(signs[at - 1]) {
        return run;
    }
    for (n, c) in signs[at..].iter().enumerate() {
        if is_digit(*c) {
            run = Run {
                length: n + 1,
                digits: run.digits + 1,
            };
        } else if run.digits == 0 || !"-.*()/转".contains(*c) {
            // The last sign of an identity card may be a letter.
            if matches!(c, 'x' | 'X') && run.digits >= LONG && run.length == n {
                run.length += 1;
            }
            break;
        }
    }
    run
}

/// How long the number before a corner is, where there is one: 3组, 第十二组, 5栋.
fn corner_at(signs: &[char], at: usize) -> Option<usize> {
    let counts = |c: char| is_digit(c) || "十百两".contains(c);
    if at > 0 && counts(signs[at - 1]) {
        return None;
    }
    let length = signs[at..].iter().take_while(|c| counts(**c)).count();
    let rest: String = signs[at + length..].iter().take(2).collect();
    let is_corner = rest.starts_with(CORNERS) || rest.starts_with("单元");
    let is_day = rest.starts_with('号') && at > 0 && signs[at - 1] == '月';
    (length > 0 && is_corner && !is_day && !OTHER_WORDS.contains(&rest.as_str())).then_some(length)
}

fn ends_in_corner(place: &[char]) -> bool {
    (0..place.len()).any(|at| corner_at(place, at).is_some_and(|length| at + length + 1 == place.len()))
}

fn has_short_number(signs: &[char]) -> bool {
    (0..signs.len()).any(|at| (SHORTEST..LONG).contains(&number_at(signs, at).digits))
}

/// Letters and digits mixed, as in the name of an account or a car's plate.
fn has_account(signs: &[char]) -> bool {
    let of_account = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '@' | '.');
    signs
        .split(|c| !of_account(c))
        .any(|run| run.len() >= SHORTEST && run.iter().any(|c| c.is_ascii_alphabetic()) && run.iter().any(|c| c.is_ascii_digit() || *c == '@'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::records::secret::NOBODY;

    fn known() -> Known {
        let own = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        Known::of(
            &own(&["严守密", "王𡐓、李小红等3人", "群众", "古丽米热·艾山", "王"]),
            &own(&["㛃水村3组", "上坪村", "老屋场院子", "青石坡9组张家湾"]),
        )
    }

    #[test]
    fn what_is_known_and_what_is_a_number_goes() {
        for (typed, shown) in [
            ("关于修复㛃水村3组灌渠的建议", "关于修复㛃水村某组灌渠的建议"),
            ("请严守密家门口的路灯早点修", "请某某家门口的路灯早点修"),
            ("严 守　密反映噪音", "某某反映噪音"),
            ("严\u{200b}守密反映噪音", "某某反映噪音"),
            ("王𡐓和李小红联名反映", "某某和某某联名反映"),
            ("古丽米热·艾山、古丽米热艾山、古丽米热•艾山", "某某、某某、某某"),
            ("拨①③⑨００００７７８８", "拨（略）"),
            ("联系13900007788", "联系（略）"),
            ("联系１３９ 0000-7788。", "联系（略）。"),
            ("联系139.0000.7788或一三九零零零零七七八八", "联系（略）或（略）"),
            ("电话(0719)5550123", "电话(（略）"),
            ("身份证42282519700101123X的补贴", "身份证（略）的补贴"),
            ("老屋场院子水管", "某处水管"),
            ("青石坡9组张家湾水管", "某处水管"),
            ("第十二组5栋2单元301室漏水", "第某组某栋某单元某室漏水"),
            ("318国道10月3号起封路", "318国道10月3号起封路"),
            ("万一组织不好，群众有意见", "万一组织不好，群众有意见"),
            ("上坪村2024年修路500万元", "上坪村2024年修路500万元"),
            ("<script>alert(1)</script>", "<script>alert(1)</script>"),
            ("", ""),
        ] {
            assert_eq!(known().mask(typed).text, shown, "{typed}");
        }
    }

    #[test]
    fn doubts_are_told_once_and_only_where_there_are_any() {
        let doubts = |typed: &str| known().mask(typed).doubts;
        for plain in ["关于修复三溪村3组水毁路段的建议", "关于设置减速带和反光镜的建议", "318国道10月3号起封路"] {
            assert_eq!(doubts(plain), Vec::<String>::new(), "{plain}");
        }
        assert_eq!(doubts("严守密和严守密").len(), 1);
        for doubtful in [
            "张大爷的路",
            "某户的低保",
            "残疾人通道",
            "微信 zhang2024",
            "短号 668899",
            "车牌鄂Q8A123",
            "一家三口",
        ] {
            assert!(!doubts(doubtful).is_empty(), "{doubtful}");
        }
    }

    proptest! {
        /// Wherever in a text a known name or a number stands, however it is spread, it is gone.
        #[test]
        fn nothing_known_is_left(before in "[\\PC]{0,12}", after in "[\\PC]{0,12}", name in "[\u{4e00}-\u{9fff}]{2,4}", number in "1[3-9][0-9]{9}",
                                 gap in prop::sample::select(vec!["", " ", "　", "-", "\u{200b}"])) {
            let known = Known::of(std::slice::from_ref(&name), &[]);
            let spread: Vec<String> = number.chars().map(String::from).collect();
            let typed = format!("{before}{name}，{}{after}", spread.join(gap));
            let shown = known.mask(&typed).text;
            let left: String = signs_of(&shown).into_iter().filter(|c| *c != '-').collect();
            prop_assert!(NOBODY.contains(&name.as_str()) || !left.contains(&name), "{typed} → {shown}");
            prop_assert!(!left.contains(&number), "{typed} → {shown}");
        }
    }
}
