//! Voters' names, telephone numbers and addresses are planted in every field of every record of a
//! whole station and of a county, titles and answers too, and a clerk lets out everything she is
//! offered: none of it may stand in any file.

use std::collections::BTreeSet;

use liaison::records::{Kept, Kind, Noun, Values, text};
use liaison::sample::{self, CountyPlan, Plan};
use serde_json::{Value, json};

use crate::office::{Office, all_of, files, year};

/// Everything a title may carry of what was planted with it; none of it may come out.
#[derive(Default)]
struct Planted {
    /// Names, telephone numbers, addresses.
    never: BTreeSet<String>,
    /// Words in the titles of 保密 matters.
    secret: BTreeSet<String>,
    /// Words in the titles of the others.
    open: BTreeSet<String>,
    /// Name and place of every voter so far: records that have none of their own speak of these.
    voters: Vec<(String, String)>,
    count: usize,
}

/// Names nobody has, of characters no title of the sample uses.
const FIRST: &[char] = &['阚', '厍', '郄', '笪', '暨', '逄', '𬭚', '缑'];
const SECOND: &[char] = &['璟', '珺', '琨', '瑭', '𡐓', '䶮', '颢', '昶', '翯', '㛃'];

impl Planted {
    fn name(&mut self) -> String {
        let n = self.count;
        self.count += 1;
        let name: String = [FIRST[n % FIRST.len()], SECOND[n / 8 % SECOND.len()], SECOND[n / 80 % SECOND.len()]]
            .iter()
            .collect();
        self.never.insert(name.clone());
        name
    }

    fn phone(&mut self) -> String {
        self.count += 1;
        let phone = format!("139{:08}", 10_000_000 + self.count);
        self.never.insert(phone.clone());
        phone
    }

    /// A corner of a village, or a hamlet with a door in it.
    fn place(&mut self) -> String {
        self.count += 1;
        let n = self.count;
        let place = if n.is_multiple_of(2) {
            format!("{}家垴{n}组", FIRST[n % 8])
        } else {
            format!("{}家垴{n}号院子", FIRST[n % 8])
        };
        self.never.insert(place.clone());
        place
    }
}

/// As people type a number so that it is easily read.
fn spread(phone: &str, n: usize) -> String {
    match n % 5 {
        0 => phone.to_owned(),
        1 => format!("{} {} {}", &phone[..3], &phone[3..7], &phone[7..]),
        2 => format!("{}-{}-{}", &phone[..3], &phone[3..7], &phone[7..]),
        3 => phone.chars().map(|c| char::from_u32(c as u32 + 0xfee0).unwrap()).collect(),
        _ => phone
            .chars()
            .map(|c| "〇一二三四五六七八九".chars().nth(c.to_digit(10).unwrap() as usize).unwrap())
            .collect(),
    }
}

fn plant(planted: &mut Planted, noun: Noun, n: usize, record: &Kept) -> Values {
    let mut values = record.values.clone();
    let phone = planted.phone();
    let (name, place) = if noun.field("citizen").is_some() {
        let voter = (planted.name(), planted.place());
        planted.voters.push(voter.clone());
        voter
    } else {
        planted.voters[n % planted.voters.len()].clone()
    };
    let seen = spread(&phone, n);
    for field in noun.fields() {
        let old = record.text(field.key).to_owned();
        let new: Value = match (field.key, field.kind) {
            ("citizen", _) => name.clone().into(),
            ("village", _) => place.clone().into(),
            ("confidential", _) => n.is_multiple_of(3).into(),
            ("title", _) if noun == Noun::Matter => {
                let word = format!("辨认{n}甲");
                if n.is_multiple_of(3) { &mut planted.secret } else { &mut planted.open }.insert(word.clone());
                format!("{old}{word}，{name}说，住{place}，电话{seen}").into()
            }
            // A deputy's name is public; a number somebody typed behind it is not.
            ("name", _) if noun == Noun::Deputy => format!("{old}{seen}").into(),
            (_, Kind::Phone) => phone.clone().into(),
            (_, Kind::Text | Kind::Long | Kind::Choice(_)) => format!("{old}{name}，{place}，{seen}").into(),
            (_, Kind::Choices(_)) => json!([format!("县{seen}"), name.clone()]),
            _ => continue,
        };
        values.insert(field.key.into(), new);
    }
    values
}

/// The files as plain signs, so that nothing hides behind a space or a wide digit.
fn bare(text: &str) -> String {
    let digits = "〇一二三四五六七八九";
    let narrow = text::narrow(text);
    let signs = narrow.chars().filter(|c| !c.is_whitespace() && *c != '-');
    signs
        .map(|c| digits.chars().position(|d| d == c).map_or(c, |n| char::from_digit(n as u32, 10).unwrap()))
        .collect()
}

fn sweep(office: &mut Office) {
    let mut planted = Planted::default();
    // Words that decide what a record is are left: an activity's kind, a group's members.
    let others = Noun::SENT.iter().copied().filter(|noun| noun.field("citizen").is_none());
    for noun in [Noun::Visit, Noun::Matter].into_iter().chain(others) {
        office.rewrite(noun, |n, record| {
            let mut values = plant(&mut planted, noun, n, record);
            if noun == Noun::Activity {
                values.insert("kind".into(), record.text("kind").into());
            }
            values
        });
    }
    let look = office.ask("notice_look", year());
    let mut order = json!({ "ask": year(), "choice": all_of(&look) });
    let written = office.ask("notice_write", order.clone());
    let folder = written["folder"].as_str().unwrap().to_owned();
    let pages = files(folder.as_ref());
    assert_eq!(pages.len(), written["files"].as_array().unwrap().len());
    assert!(
        planted.never.len() > 500 && planted.open.len() > 30 && planted.secret.len() > 15,
        "enough was planted"
    );
    let shown: String = pages.iter().map(|(_, text)| text.as_str()).collect();
    let all = bare(&shown);
    for gone in planted.never.iter().chain(&planted.secret).map(|word| bare(word)) {
        assert!(!all.contains(&gone), "“{gone}” stands in a notice");
    }
    // The window's pages are the same ones.
    order["choice"] = all_of(&look);
    for page in office.ask("notice_pages", order).as_array().unwrap() {
        let file = pages.iter().find(|(path, _)| path.ends_with(page["file"].as_str().unwrap())).unwrap();
        assert_eq!(page["html"], file.1);
    }
    // What was let out is there, or this test looked at nothing.
    let out = planted.open.iter().filter(|word| shown.contains(word.as_str())).count();
    assert!(out > 10, "{out} titles were let out");
    assert!(shown.contains("某某说") && shown.contains("（略）") && shown.contains("（标题不公开）"));

    // Nobody said anything: no title at all, but every line.
    let silent = office.ask("notice_pages", json!({ "ask": year() }));
    let silent = silent.to_string();
    assert!(planted.open.iter().all(|word| !silent.contains(word.as_str())));
    let lines: usize = look.as_array().unwrap().iter().map(|s| s["matters"].as_array().unwrap().len()).sum();
    assert_eq!(silent.matches("（标题不公开）").count(), lines);
}

#[test]
fn nothing_planted_comes_out_at_a_station() {
    let mut office = Office::station();
    let plan = Plan {
        seed: 2024,
        years: 1,
        visits: 0,
    };
    office.working(|desk, call| sample::grow(desk, call, plan)).unwrap();
    sweep(&mut office);
}

#[test]
fn nothing_planted_comes_out_at_the_county() {
    let mut office = Office::county();
    let plan = CountyPlan {
        seed: 2024,
        stations: 4,
        years: 2,
        matters: 24,
    };
    office.working(|desk, call| sample::grow_county(desk, call, plan)).unwrap();
    sweep(&mut office);
}

fn rows(office: &mut Office, noun: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    loop {
        let page = office.ask("page", json!({ "noun": noun, "offset": rows.len(), "limit": 500 }));
        rows.extend(page["rows"].as_array().unwrap().iter().cloned());
        if rows.len() as u64 == page["total"].as_u64().unwrap() {
            return rows;
        }
    }
}

/// The sample as it is: its voters' names, numbers and groups, nothing planted.
#[test]
fn nobody_of_the_sample_comes_out() {
    let mut office = Office::station();
    let plan = Plan { seed: 7, years: 1, visits: 0 };
    office.working(|desk, call| sample::grow(desk, call, plan)).unwrap();
    let mut never = BTreeSet::new();
    for noun in ["visit", "matter"] {
        for row in rows(&mut office, noun) {
            never.insert(row["phone"].as_str().unwrap().to_owned());
            let is_corner = row["village"].as_str().unwrap().contains('组');
            for key in ["citizen"].into_iter().chain(is_corner.then_some("village")) {
                never.insert(row[key].as_str().unwrap().to_owned());
            }
        }
    }
    for row in rows(&mut office, "deputy") {
        never.insert(row["phone"].as_str().unwrap().to_owned());
        // A deputy may be a voter as well; her name is public.
        never.remove(row["name"].as_str().unwrap());
    }
    never.remove("");
    assert!(never.len() > 100);
    let look = office.ask("notice_look", year());
    let pages = office.ask("notice_pages", json!({ "ask": year(), "choice": all_of(&look) })).to_string();
    assert!(pages.contains("关于"));
    for gone in never {
        assert!(!pages.contains(&gone), "“{gone}” stands in a notice");
    }
}
