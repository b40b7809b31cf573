//! Activities of the sample: every kind, 代表行动 by season, 一厅两会 in chains of three,
//! joint ones with townships next door.

use chrono::{Datelike as _, Days, NaiveDate};

use super::chance::Chance;
use super::talks::Course;
use super::words::{AWAY, NEIGHBOURS, PROJECTS, SEASONS, VILLAGES};
use crate::records::Activity;
use crate::records::dates::Holidays;

/// Kinds that come singly, with their share.
const KINDS: &[(&str, usize)] = &[
    ("代表小组活动", 34),
    ("代表行动", 30),
    ("视察调研", 28),
    ("站内接待", 18),
    ("学习培训", 16),
    ("志愿服务", 14),
    ("会议", 12),
    ("执法检查", 8),
    ("建议督办", 8),
    ("普法宣传", 8),
    ("述职评议", 4),
];

/// Kinds at which things get solved on the spot.
const SOLVING: &[&str] = &[
    "代表行动",
    "视察调研",
    "站内接待",
    "志愿服务",
    "代表小组活动",
    "专题议事",
    "群众理事会",
    "建议督办",
];

/// Three meetings of one project.
const CHAIN: &[(&str, &str, &str)] = &[
    ("idea", "专题议事", "主意厅里拿"),
    ("plan", "群众理事会", "办法一起想"),
    ("verdict", "民主测评会", "效果会上评"),
];

/// An activity to come.
#[derive(Debug, Clone)]
pub(super) struct Meet {
    /// Without people and references; those are known when the day comes.
    pub(super) activity: Activity,
    /// Place in the sample, for later steps of its project.
    pub(super) key: usize,
    /// The step before.
    pub(super) previous: Option<usize>,
    /// Matters that come out of it.
    pub(super) courses: Vec<Course>,
    /// Goes to the recycle bin.
    pub(super) binned: bool,
}

impl Meet {
    /// Its day.
    pub(super) fn date(&self) -> NaiveDate {
        crate::records::dates::parse(&self.activity.date).unwrap_or_default()
    }
}

/// `count` activities between two days of one year, with `solved` things solved in all.
pub(super) fn year(count: usize, solved: usize, from: NaiveDate, to: NaiveDate, first_key: usize, holidays: &Holidays, chance: &mut Chance) -> Vec<Meet> {
    let mut meets = Vec::new();
    // A project takes half a year; late in the year no new one begins.
    let days = (to - from).num_days();
    for n in 0..count * 14 / 208 {
        let village = VILLAGES[(n * 5 + first_key) % VILLAGES.len()];
        let project = PROJECTS[n % PROJECTS.len()].replace("{村}", village);
        let start = chance.within(0, (days - 190).max(0));
        let mut previous = None;
        for (place, (step, kind, slogan)) in CHAIN.iter().enumerate() {
            let on = from + Days::new(u64::try_from(start).unwrap_or(0) + [0, 28, 150][place]);
            let on = holidays.next_working(on);
            if on > to {
                break;
            }
            let mut meet = single(kind, on, chance);
            meet.activity.name = format!("{project}{slogan}");
            meet.activity.content = match *step {
                "idea" => format!("围绕“{project}”听取群众意见，逐户汇总需求，形成议题。"),
                "plan" => format!("商定“{project}”实施办法：占地协商、投工投劳、资金筹措和监督人选。"),
                _ => format!("现场查看“{project}”完成情况，发放测评票，群众当场打分并公布结果。"),
            };
            meet.activity.place = seat(village);
            meet.activity.project = project.clone();
            meet.activity.step = (*step).into();
            meet.key = first_key + meets.len();
            meet.previous = previous;
            previous = Some(meet.key);
            meets.push(meet);
        }
    }
    let mut kinds: Vec<&str> = KINDS.iter().flat_map(|(kind, share)| std::iter::repeat_n(*kind, *share)).collect();
    chance.shuffle(&mut kinds);
    while meets.len() < count {
        let on = loop {
            let on = from + Days::new(u64::try_from(chance.within(0, days)).unwrap_or(0));
            // Most things happen on working days; volunteers come at weekends too.
            if holidays.works(on) || chance.often(15) {
                break on;
            }
        };
        let mut meet = single(kinds[meets.len() % kinds.len()], on, chance);
        meet.key = first_key + meets.len();
        meets.push(meet);
    }
    let solving: Vec<usize> = (0..meets.len()).filter(|n| SOLVING.contains(&meets[*n].activity.kind.as_str())).collect();
    for _ in 0..if solving.is_empty() { 0 } else { solved } {
        let activity = &mut meets[solving[chance.below(solving.len())]].activity;
        activity.solved = Some(activity.solved.unwrap_or(0) + 1);
    }
    meets
}

/// One activity of a kind.
pub(super) fn single(kind: &str, on: NaiveDate, chance: &mut Chance) -> Meet {
    let village = chance.one(VILLAGES);
    let mut a = Activity {
        kind: kind.into(),
        date: on.to_string(),
        place: seat(village),
        ..Activity::default()
    };
    let (name, content) = match kind {
        "代表行动" => {
            // Spring is March to May.
            let (season, theme) = SEASONS[(on.month0() as usize + 10) % 12 / 3];
            a.season = season.into();
            a.theme = theme.into();
            (
                format!("“{theme}”{season}走进{village}"),
                "代表分组入户，查找隐患，能办的当场办，办不了的登记交办。".to_owned(),
            )
        }
        "视察调研" => {
            let what = chance.one(&[
                "农村饮水安全",
                "通组公路养护",
                "秋季开学和校园安全",
                "茶叶产业发展",
                "人居环境整治",
                "医保参保缴费",
                "敬老院管理",
                "防汛准备",
                "护林防火",
            ]);
            (
                format!("{what}视察（{village}）"),
                format!("实地查看{village}{what}情况，召开座谈会，形成意见反馈相关单位。"),
            )
        }
        "执法检查" => {
            let law = chance.one(&["食品安全法", "土地管理法", "水污染防治法", "义务教育法", "安全生产法"]);
            a.place = "三溪镇集镇".into();
            (
                format!("《{law}》贯彻实施情况检查"),
                format!("随县人大常委会执法检查组检查《{law}》落实情况，抽查三处，提出整改意见。"),
            )
        }
        "学习培训" => {
            let topic = chance.one(&["新修改的代表法", "怎样写好代表建议", "选举法和换届工作", "财政预算怎么看", "基层治理案例"]);
            a.place = "联络站学习室".into();
            a.hours = Some(chance.within(2, 6));
            (format!("代表学习：{topic}"), format!("集中学习{topic}，结合履职实际讨论发言，发放学习资料。"))
        }
        "站内接待" => {
            a.place = "联络站接待室".into();
            (
                format!("代表进站接待群众（{}月）", on.month()),
                "轮值代表在站接待，收集意见，当场解答政策。".into(),
            )
        }
        "述职评议" => ("代表向选民述职".into(), "代表报告一年履职情况，选民代表提问并投票测评。".into()),
        "建议督办" => (format!("督办{village}重点意见建议"), "到承办单位和现场查看办理进度，约定办结时间。".into()),
        "志愿服务" => {
            let what = chance.one(&["帮孤寡老人打扫庭院", "河道清漂", "义务植树", "送医送药下乡", "帮留守儿童补课", "抢收茶叶"]);
            (format!("代表志愿服务：{what}"), format!("组织代表和志愿者在{village}{what}。"))
        }
        "普法宣传" => (format!("{village}院坝普法会"), "宣讲民法典、反诈和禁毒知识，发放宣传单，现场答疑。".into()),
        "会议" => {
            let what = chance.one(&["联络站工作例会", "代表小组组长碰头会", "意见建议交办会", "半年工作总结会"]);
            a.place = "联络站会议室".into();
            (what.into(), "通报工作进展，研究下阶段安排。".into())
        }
        _ => (
            format!("代表小组活动：{village}走访座谈"),
            "小组成员集中走访，听取村民意见，交流履职情况。".into(),
        ),
    };
    a.name = name;
    a.content = content;
    if ["代表行动", "视察调研", "代表小组活动"].contains(&kind) && chance.often(22) {
        let n = 1 + chance.below(2);
        a.partners = chance.some(NEIGHBOURS, n).join("、");
    }
    if chance.often(30) {
        a.observers = chance
            .one(&["镇人大主席、相关站所负责人", "村“两委”成员", "群众代表8人", "驻村工作队员"])
            .into();
    }
    Meet {
        activity: a,
        key: 0,
        previous: None,
        courses: Vec::new(),
        binned: false,
    }
}

/// Where a village's business is done.
fn seat(village: &str) -> String {
    match village.strip_suffix('村') {
        Some(name) => format!("{name}村委会"),
        None => format!("{village}居委会"),
    }
}

/// Fills in how many came, and why others did not; `come` are there, `away` are not.
pub(super) fn attendance(a: &mut Activity, come: &[(String, String)], away: &[(String, String)], chance: &mut Chance) {
    a.deputies = come.iter().map(|(id, _)| id.clone()).collect();
    a.present = i64::try_from(come.len()).ok();
    a.expected = i64::try_from(come.len() + away.len()).ok();
    a.host = come.first().map(|(_, name)| name.clone()).unwrap_or_default();
    a.absent = away
        .iter()
        .map(|(_, name)| format!("{name}（{}）", chance.one(AWAY)))
        .collect::<Vec<_>>()
        .join("、");
}
