//! Visits of the sample, and the matters some of them lead to.

use chrono::NaiveDate;

use super::chance::Chance;
use super::lives::Life;
use super::people::{Voter, voter};
use super::topics::{NOTED, PUBLICITY, REFUSED, TOPICS, Topic};
use super::words::SPOTS;
use crate::records::{Matter, Step, Visit, visit};

/// A visit to come.
#[derive(Debug, Clone)]
pub(super) struct Talk {
    /// Code of its kind.
    pub(super) kind: &'static str,
    /// Code of its handling.
    pub(super) handling: &'static str,
    /// Which planned reception day it belongs to.
    pub(super) day: Option<usize>,
    /// Of the matter it leads to.
    pub(super) course: Option<Course>,
    /// Goes to the recycle bin: entered twice by mistake.
    pub(super) binned: bool,
}

impl Talk {
    /// Whether it is about what deputies can't take in.
    pub(super) fn refused(&self) -> bool {
        self.handling == "declined" || matches!(self.course, Some(Course::Life(Life::Declined)))
    }
}

/// How a matter will fare.
#[derive(Debug, Clone)]
pub(super) enum Course {
    /// A whole life.
    Life(Life),
    /// The n-th of those that stand half-way today.
    Today(usize),
}

/// What a voter says, in full.
pub(super) struct Said {
    pub(super) voter: Voter,
    pub(super) topic: &'static Topic,
    pub(super) category: &'static str,
    pub(super) problem: String,
    pub(super) reply: String,
    pub(super) answer: String,
    pub(super) title: String,
}

/// A voter with something to say; one in five was here before.
pub(super) fn said(seed: u64, voters: u64, refused: bool, chance: &mut Chance) -> Said {
    let many = usize::try_from(voters).unwrap_or(usize::MAX);
    let n = if chance.often(20) { chance.below(many / 12 + 1) } else { chance.below(many) };
    let voter = voter(seed, u64::try_from(n).unwrap_or(0));
    let topic = &TOPICS[chance.below(TOPICS.len())];
    let (spot, number) = (chance.one(SPOTS), chance.within(2, 28).to_string());
    let full = |text: &str| {
        text.replace("{村}", voter.village)
            .replace("{组}", &voter.group)
            .replace("{处}", spot)
            .replace("{数}", &number)
    };
    let problem = topic.says[chance.below(topic.says.len())];
    let (title, problem, reply, category) = if refused {
        let [title, problem, reply] = REFUSED[chance.below(REFUSED.len())];
        (title, problem, reply, "其他")
    } else {
        (topic.title, problem, topic.reply, topic.category)
    };
    Said {
        problem: full(problem),
        reply: full(reply),
        answer: full(topic.answer),
        title: full(title),
        topic,
        category,
        voter,
    }
}

/// When, with whom, and by whose pen.
pub(super) struct Sitting {
    pub(super) date: NaiveDate,
    /// HH:MM
    pub(super) time: String,
    /// Ids.
    pub(super) deputies: Vec<String>,
    /// Id of the reception day, or "".
    pub(super) reception: String,
    pub(super) recorder: String,
}

/// The visit as the clerk enters it.
pub(super) fn visit(talk: &Talk, said: &Said, sitting: Sitting, chance: &mut Chance) -> Visit {
    let v = &said.voter;
    let home = talk.kind == visit::HOME;
    let noted = talk.handling == "noted";
    let mut kept = Visit {
        kind: talk.kind.into(),
        date: sitting.date.to_string(),
        time: sitting.time,
        reception_day: sitting.reception,
        deputies: sitting.deputies,
        citizen: v.name.clone(),
        sex: v.sex.into(),
        village: format!("{}{}", v.village, v.group),
        phone: v.phone.clone(),
        people: Some(if chance.often(85) { 1 } else { chance.within(2, 9) }),
        problem: if noted {
            chance.one(NOTED).replace("{村}", v.village)
        } else {
            said.problem.clone()
        },
        category: if noted { "其他" } else { said.category }.into(),
        reply: if noted { String::new() } else { said.reply.clone() },
        handling: talk.handling.into(),
        place: if ["station", "appointment"].contains(&talk.kind) {
            "站内接待室".into()
        } else {
            String::new()
        },
        way: match talk.kind {
            "phone" => "电话",
            "online" => "微信",
            visit::HOME => "入户走访",
            _ => chance.one(&["本人来访", "本人来访", "本人来访", "代人反映"]),
        }
        .into(),
        confidential: v.confidential,
        recorder: sitting.recorder,
        ..Visit::default()
    };
    if kept.people.is_some_and(|n| n >= 5) && !home {
        kept.way = "集体来访".into();
    }
    if home {
        kept.households = Some(chance.within(1, 8));
        kept.publicity = chance.one(PUBLICITY).into();
    }
    match talk.handling {
        visit::ON_THE_SPOT => {
            kept.result = "当场答复".into();
            kept.fed_back_on = sitting.date.to_string();
            kept.fed_back_way = if ["phone", "online"].contains(&talk.kind) { "电话" } else { "当面" }.into();
            kept.rating = chance.one(&["满意", "满意", "满意", "基本满意", ""]).into();
        }
        visit::AS_MATTER => kept.unit = said.topic.unit.into(),
        _ => {}
    }
    kept
}

/// The matter as the clerk enters it.
pub(super) fn matter(said: &Said, date: NaiveDate, deputies: Vec<String>) -> Matter {
    let v = &said.voter;
    Matter {
        title: said.title.clone(),
        raised_on: date.to_string(),
        category: said.category.into(),
        content: said.problem.clone(),
        citizen: v.name.clone(),
        village: format!("{}{}", v.village, v.group),
        phone: v.phone.clone(),
        deputies,
        source: "visit".into(),
        confidential: v.confidential,
        ..Matter::default()
    }
}

/// The day a course sends its matter to a unit for the last time, if it does.
pub(super) fn referred_on(steps: &[Step]) -> Option<&str> {
    steps.iter().rev().find(|s| s.kind == "refer").map(|s| s.done_on.as_str())
}
