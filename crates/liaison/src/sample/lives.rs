//! How matters fare: whole lives as dated steps, walked later through `records::life` like
//! any clerk's. Two pens: one writes forward from the day a matter was raised, the other
//! backward from today, so that every state and every flag is on the desk on any day.

use chrono::{Days, NaiveDate};

use super::chance::Chance;
use super::topics::{PROGRESS, RETURNED, Topic, UNHAPPY};
use super::words::{HANDLERS, PHONES};
use crate::records::Step;
use crate::records::dates::Holidays;

/// How a matter fares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    /// 当场答复
    OnTheSpot,
    /// 不予受理
    Declined,
    /// 交办、办理、答复、反馈、评价、办结
    Handled,
    /// 主席批准办结
    ByChair,
    /// 承办单位退回，改交办
    Returned,
    /// 不满意，重办
    Redone,
    /// 延期后办成
    Extended,
    /// 上报上级
    ReportedUp,
    /// 转为代表建议，建议办完后办结
    Proposed,
    /// 撤回
    Withdrawn,
}

/// Lives that go through a unit, in the mix an office knows.
pub(super) const REFERRED: &[Life] = &[
    Life::Handled,
    Life::Handled,
    Life::Handled,
    Life::Returned,
    Life::Handled,
    Life::Redone,
    Life::Handled,
    Life::ByChair,
    Life::Handled,
    Life::Extended,
    Life::Handled,
    Life::ReportedUp,
];

/// Lives that do not.
pub(super) const OTHERS: &[Life] = &[Life::Declined, Life::Withdrawn, Life::Proposed];

/// Writes steps, each on a working day.
struct Pen<'a> {
    on: NaiveDate,
    holidays: &'a Holidays,
    chance: &'a mut Chance,
    topic: &'a Topic,
    handler: &'static str,
    steps: Vec<Step>,
}

impl Pen<'_> {
    fn after(&mut self, low: i64, high: i64, kind: &str) -> &mut Step {
        let days = u64::try_from(self.chance.within(low, high)).unwrap_or(0);
        self.on = self.holidays.next_working(self.on + Days::new(days));
        self.step(kind)
    }

    fn step(&mut self, kind: &str) -> &mut Step {
        let place = self.steps.len();
        self.steps.push(Step {
            kind: kind.into(),
            done_on: self.on.to_string(),
            ..Step::default()
        });
        &mut self.steps[place]
    }

    fn refer(&mut self) {
        self.after(0, 2, "submit");
        let unit = self.topic.unit;
        self.after(0, 3, "refer").unit = unit.into();
    }

    fn sign_and_start(&mut self) {
        let (handler, phone) = (self.handler, phone(self.chance));
        let step = self.after(1, 3, "sign");
        step.person = handler.into();
        step.phone = phone;
        self.after(1, 4, "start");
    }

    fn progress(&mut self) {
        let note = self.chance.one(PROGRESS);
        self.after(3, 8, "progress").note = note.into();
    }

    fn answer(&mut self, class: &str, note: String) {
        let step = self.after(3, 8, "answer");
        step.note = note;
        step.result_class = class.into();
    }

    fn feed_back(&mut self) {
        let way = self.chance.one(&["当面", "电话", "上门"]);
        let step = self.after(0, 2, "feed_back");
        step.told = "both".into();
        step.way = way.into();
    }

    fn rate(&mut self) {
        let (voter, deputy) = (
            self.chance.one(&["满意", "满意", "满意", "基本满意"]),
            self.chance.one(&["满意", "满意", "基本满意"]),
        );
        let step = self.after(0, 3, "rate");
        step.voter_rating = voter.into();
        step.deputy_rating = deputy.into();
        step.attitude_rating = "满意".into();
    }

    fn redo(&mut self) {
        let note = self.chance.one(UNHAPPY);
        let step = self.after(1, 2, "redo");
        step.note = note.into();
        step.voter_rating = "不满意".into();
    }
}

/// A number to ring; invented.
pub(super) fn phone(chance: &mut Chance) -> String {
    format!("{}{:04}", chance.one(PHONES), chance.below(10_000))
}

/// The steps of a life that begins on `raised`; `answer` is the unit's answer, filled in.
pub(super) fn live(life: Life, raised: NaiveDate, topic: &Topic, answer: &str, reply: &str, holidays: &Holidays, chance: &mut Chance) -> Vec<Step> {
    let handler = chance.one(HANDLERS);
    let mut pen = Pen {
        on: raised,
        holidays,
        chance,
        topic,
        handler,
        steps: Vec::new(),
    };
    match life {
        Life::OnTheSpot => {
            let rating = pen.chance.one(&["满意", "满意", "基本满意", ""]);
            let step = pen.step("answer_on_spot");
            step.note = reply.into();
            step.voter_rating = rating.into();
        }
        Life::Declined => pen.step("decline").note = reply.into(),
        Life::Withdrawn => pen.after(2, 9, "withdraw").note = "反映人来电说已自行协商解决，不再要求办理。".into(),
        Life::Proposed => {
            let number = format!("第{}号", pen.chance.within(1, 160));
            let step = pen.after(4, 12, "promote");
            step.proposal_number = number;
            step.note = "涉及面广，由代表联名写成代表建议，在人代会上提出。".into();
            pen.after(70, 110, "close").note = "代表建议已按程序办结，答复件已送反映人。".into();
        }
        Life::Handled | Life::ByChair | Life::Returned | Life::Redone | Life::Extended | Life::ReportedUp => referred(life, &mut pen, answer),
    }
    pen.steps
}

fn referred(life: Life, pen: &mut Pen<'_>, answer: &str) {
    pen.refer();
    if life == Life::Returned {
        let note = pen.chance.one(RETURNED);
        pen.after(1, 3, "return").note = note.into();
        let helper = pen.topic.unit;
        let step = pen.after(0, 2, "refer");
        step.unit = "三溪镇人民政府".into();
        step.co_units = helper.into();
    }
    pen.sign_and_start();
    pen.progress();
    if life == Life::ReportedUp {
        pen.after(1, 3, "report_up").note = "超出镇里权限，报县人大常委会代表工委协调。".into();
        pen.progress();
    }
    if life == Life::Extended {
        let due = pen.on + Days::new(60);
        let step = pen.after(0, 1, "extend");
        step.due_on = due.to_string();
        step.note = "需与上级部门衔接，经主席同意延期。".into();
        pen.after(4, 10, "urge").note = "电话催问进度。".into();
        pen.progress();
    }
    match life {
        Life::ByChair => {
            pen.answer("C", "受条件限制暂不能解决，已向反映人说明，列入项目储备。".into());
            pen.after(2, 5, "close_by_chair").note = "反映人外出无法联系评价，经主席研究同意办结，转入跟踪。".into();
            return;
        }
        Life::Redone => {
            pen.answer("B", "已列入计划，待统筹安排。".into());
            pen.redo();
            let unit = pen.topic.unit;
            pen.after(1, 3, "refer").unit = unit.into();
            pen.sign_and_start();
            pen.progress();
        }
        _ => {}
    }
    let class = if life == Life::ReportedUp {
        "B"
    } else {
        pen.chance.one(&["A", "A", "A", "B"])
    };
    pen.answer(class, answer.into());
    pen.feed_back();
    pen.rate();
    pen.after(0, 2, "close");
}

/// Lives that stand half-way today: days before today, and steps by name. `+n` at a referral
/// or an extension is the deadline counted from today.
const TODAY: &[(i64, &[(i64, &str)])] = &[
    (1, &[]),
    (0, &[]),
    (5, &[(3, "submit")]),
    (8, &[(6, "submit"), (2, "return_path")]),
    (20, &[(19, "submit"), (18, "refer+12")]),
    (10, &[(9, "submit"), (8, "refer+22"), (4, "sign")]),
    (28, &[(27, "submit"), (26, "refer+4"), (22, "sign"), (20, "start"), (8, "progress")]),
    (27, &[(26, "submit"), (25, "refer+2"), (23, "sign"), (21, "start")]),
    (
        52,
        &[(50, "submit"), (48, "refer-14"), (45, "sign"), (43, "start"), (30, "progress"), (20, "urge")],
    ),
    (47, &[(45, "submit"), (44, "refer-9"), (40, "sign"), (38, "start"), (0, "urge")]),
    (40, &[(39, "submit"), (37, "refer-5")]),
    (30, &[(29, "submit"), (27, "refer+3"), (24, "sign"), (22, "start"), (4, "answer")]),
    (
        34,
        &[(33, "submit"), (31, "refer-1"), (28, "sign"), (25, "start"), (6, "answer"), (3, "told_voter")],
    ),
    (
        38,
        &[
            (36, "submit"),
            (35, "refer-4"),
            (31, "sign"),
            (29, "start"),
            (9, "answer"),
            (6, "told_voter"),
            (5, "rate"),
        ],
    ),
    (
        36,
        &[
            (35, "submit"),
            (33, "refer-2"),
            (30, "sign"),
            (28, "start"),
            (8, "answer"),
            (6, "told_both"),
            (4, "rate"),
        ],
    ),
    (33, &[(32, "submit"), (30, "refer+1"), (27, "sign"), (25, "start"), (7, "answer"), (2, "redo")]),
    (
        45,
        &[
            (44, "submit"),
            (42, "refer-12"),
            (39, "sign"),
            (37, "start"),
            (16, "answer"),
            (13, "redo"),
            (9, "refer+21"),
            (5, "sign"),
            (3, "start"),
        ],
    ),
    (
        42,
        &[(40, "submit"), (39, "refer-8"), (35, "sign"), (33, "start"), (15, "extend+18"), (6, "progress")],
    ),
    (26, &[(25, "submit"), (24, "refer+6"), (20, "sign"), (18, "start"), (9, "report_up")]),
    (22, &[(14, "promote")]),
    (12, &[(7, "withdraw")]),
    (
        50,
        &[
            (49, "submit"),
            (47, "refer-17"),
            (44, "sign"),
            (42, "start"),
            (24, "answer"),
            (20, "told_both"),
            (18, "rate"),
            (15, "close"),
        ],
    ),
];

/// How many lives stand half-way.
pub(super) fn half_way() -> usize {
    TODAY.len()
}

/// The n-th of them: the day it was raised, and its steps up to today.
pub(super) fn until_today(n: usize, today: NaiveDate, topic: &Topic, answer: &str, holidays: &Holidays, chance: &mut Chance) -> (NaiveDate, Vec<Step>) {
    let (raised, script) = TODAY[n];
    let back = |days: i64| working_before(today - Days::new(u64::try_from(days).unwrap_or(0)), holidays);
    let handler = chance.one(HANDLERS);
    let mut pen = Pen {
        on: back(raised),
        holidays,
        chance,
        topic,
        handler,
        steps: Vec::new(),
    };
    for (days, name) in script {
        pen.on = back(*days);
        let (kind, due) = name.find(['+', '-']).map_or((*name, None), |at| (&name[..at], name[at..].parse::<i64>().ok()));
        let due_on = due
            .map(|days| (today + chrono::Duration::days(days)).max(pen.on).to_string())
            .unwrap_or_default();
        write_today(&mut pen, kind, due_on, answer);
    }
    (back(raised), pen.steps)
}

fn write_today(pen: &mut Pen<'_>, kind: &str, due_on: String, answer: &str) {
    let phone = phone(pen.chance);
    let (handler, unit) = (pen.handler, pen.topic.unit);
    match kind {
        "return_path" => {
            pen.step("refer").unit = unit.into();
            pen.step("return").note = RETURNED[0].into();
        }
        "told_voter" | "told_both" => {
            let step = pen.step("feed_back");
            step.told = kind.trim_start_matches("told_").into();
            step.way = "电话".into();
        }
        _ => {
            let unhappy = UNHAPPY[1];
            let step = pen.step(kind);
            step.due_on = due_on;
            match kind {
                "refer" => step.unit = unit.into(),
                "sign" => {
                    step.person = handler.into();
                    step.phone = phone;
                }
                "progress" => step.note = PROGRESS[0].into(),
                "answer" => {
                    step.note = answer.into();
                    step.result_class = "A".into();
                }
                "rate" => step.voter_rating = "满意".into(),
                "redo" => {
                    step.note = unhappy.into();
                    step.voter_rating = "不满意".into();
                }
                "urge" => step.note = "电话催办，请尽快答复。".into(),
                "extend" => step.note = "涉及几家单位，需要协调，经主席同意延期。".into(),
                "report_up" => step.note = "需要县里支持，已报县人大常委会代表工委。".into(),
                "promote" => {
                    step.note = "由代表写成代表建议，提交大会。".into();
                    step.proposal_number = "第37号".into();
                }
                "withdraw" => step.note = "反映人来电说问题已经解决，不再要求办理。".into(),
                _ => {}
            }
        }
    }
}

/// The day itself, or the working day before it.
fn working_before(date: NaiveDate, holidays: &Holidays) -> NaiveDate {
    let mut day = date;
    for _ in 0..30 {
        if holidays.works(day) {
            return day;
        }
        day = day - Days::new(1);
    }
    date
}
