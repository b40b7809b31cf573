//! The way back: which column of an old ledger is read as what. The columns a register writes are
//! the first ones known; after them every other field of its noun, so that a sheet with more columns
//! than ours loses none.

use super::registers::{REGISTERS, Register};
use crate::records::{Field, Kind, Noun, activity, text, visit};

/// What a column is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Back {
    /// A field of FIELDS, by key.
    Field(&'static str),
    /// The record's number.
    Number,
    /// 12/10: expected and present.
    Turnout,
    /// 3户/5人
    Households,
    /// 2024年5月8日·电话
    Feedback,
    /// 来访方式, which also says how deputy and voter met.
    Way,
    /// The station, or a group by name.
    Organiser,
    /// 线上渠道（鄂汇办）
    Source,
    /// 办理方式
    ClosedHow,
    /// The level a report was given at, or all of its deputy's.
    Level,
    /// The day of the report a promise was made at; with the deputy it says which report.
    ReportDay,
    /// Copies that came in.
    CopiesIn,
    /// Copies handed out.
    CopiesOut,
    /// Not read: other records tell it.
    Nothing,
}

impl Back {
    /// Its name, as the window and scripts say it.
    pub fn key(self) -> &'static str {
        match self {
            Back::Field(key) => key,
            Back::Number => "number",
            Back::Turnout => "turnout",
            Back::Households => "households_people",
            Back::Feedback => "feedback",
            Back::Way => "way_met",
            Back::Organiser => "organiser_group",
            Back::Source => "source_channel",
            Back::ClosedHow => "handled_how",
            Back::Level => "level_given",
            Back::ReportDay => "report_day",
            Back::CopiesIn => "copies_in",
            Back::CopiesOut => "copies_out",
            Back::Nothing => "",
        }
    }
}

impl Back {
    /// The field, where it is read as one.
    pub(super) fn field(self) -> Option<&'static str> {
        match self {
            Back::Field(key) => Some(key),
            _ => None,
        }
    }
}

/// A column of a register as an old ledger may have it.
#[derive(Debug, Clone)]
pub struct Target {
    /// What it is read as.
    pub back: Back,
    /// What people call it.
    pub label: String,
    /// The register itself has this column.
    pub own: bool,
    titles: Vec<String>,
}

impl Target {
    /// Whether people call it so.
    pub(super) fn is_called(&self, name: &str) -> bool {
        self.titles.contains(&bare(name))
    }

    /// How like any of its names this is, from 0 to 1.
    pub(super) fn likeness(&self, like: &dyn Fn(&str) -> f64) -> f64 {
        self.titles.iter().map(|title| like(title)).fold(0.0, f64::max)
    }
}

/// Other words offices put above a column, by `Back::key`.
const ALIASES: &[(Noun, &str, &str)] = &[
    (Noun::ReceptionDay, "date", "日期 时间 接待时间"),
    (Noun::ReceptionDay, "deputies", "代表 接待代表姓名 代表姓名 值班代表"),
    (Noun::ReceptionDay, "place", "地点"),
    (Noun::ReceptionDay, "staff", "工作人员 联系人 联络员"),
    (Noun::Visit, "date", "接待日期 接访日期 走访日期 来访日期 来访时间 接待时间"),
    (Noun::Visit, "deputies", "代表 代表姓名 接访代表 走访代表 接待人"),
    (Noun::Visit, "citizen", "姓名 来访人 来访人姓名 群众姓名 选民 走访对象 反映人 来访群众"),
    (Noun::Visit, "village", "住址 村组 地址 家庭住址 所在村组"),
    (Noun::Visit, "phone", "联系电话 联系方式 电话号码 手机"),
    (
        Noun::Visit,
        "problem",
        "反映问题 反映情况 反映的问题 问题 内容 主要内容 反映内容 意见建议 来访事由",
    ),
    (Noun::Visit, "category", "问题类别 意见类别"),
    (Noun::Visit, "reply", "答复 当场答复 答复情况 代表意见"),
    (Noun::Visit, "handling", "办理方式 处理情况"),
    (Noun::Visit, "unit", "交办单位 承办单位"),
    (Noun::Visit, "people", "来访人数"),
    (Noun::Visit, "households", "户数"),
    (Noun::Matter, "title", "意见建议标题 建议标题 问题 事项"),
    (Noun::Matter, "raised_on", "日期 收集日期 反映日期 登记时间 收集时间"),
    (Noun::Matter, "content", "内容 意见建议内容 主要内容 反映问题"),
    (Noun::Matter, "citizen", "群众姓名 选民姓名 姓名 反映人姓名"),
    (Noun::Matter, "deputies", "代表 代表姓名 提出代表"),
    (Noun::Matter, "lead_unit", "承办单位 交办单位"),
    (Noun::Matter, "due_on", "办结期限 办理期限 限办日期 要求答复日期"),
    (Noun::Matter, "progress", "办理结果 处理情况 处理结果"),
    (Noun::Matter, "closed_on", "办结时间"),
    (Noun::Matter, "voter_rating", "满意度 群众满意度"),
    (Noun::Matter, "state", "办理状态 是否办结"),
    (Noun::Activity, "name", "名称 主题 活动主题 培训主题 调研主题 题目"),
    (Noun::Activity, "date", "活动日期 活动时间 时间 培训日期 培训时间"),
    (Noun::Activity, "place", "活动地点 培训地点"),
    (Noun::Activity, "deputies", "代表 参加人员 参训代表 参加代表姓名 参加活动代表"),
    (Noun::Activity, "content", "内容 内容摘要 活动情况 培训内容 主要内容"),
    (Noun::Activity, "kind", "活动类型 类别"),
    (Noun::Activity, "hours", "课时"),
    (Noun::Activity, "present", "参加人数 人数"),
    (Noun::ReportMeeting, "deputy", "代表 代表姓名 姓名"),
    (Noun::ReportMeeting, "date", "述职日期 述职时间 时间"),
    (Noun::ReportMeeting, "form", "形式 述职形式"),
    (Noun::Promise, "deputy", "代表姓名 姓名 承诺人"),
    (Noun::Promise, "report_day", "述职时间 述职评议日期 评议日期 评议时间"),
    (Noun::Promise, "content", "整改承诺 承诺事项 整改内容 整改措施"),
    (Noun::Promise, "made_on", "承诺时间"),
    (Noun::Promise, "due_on", "期限 整改期限 完成时限"),
    (Noun::Promise, "fulfilled_on", "完成日期 落实时间"),
    (Noun::Promise, "outcome", "整改情况 完成情况 整改结果"),
    (Noun::Publicity, "date", "日期 时间 刊发日期"),
    (Noun::Publicity, "title", "标题 报道标题 名称"),
    (Noun::Publicity, "outlet", "媒体 发布处 刊发媒体 发布平台"),
    (Noun::Publicity, "deputies", "代表 代表姓名"),
    (Noun::BookMove, "deputies", "代表 领用人 领取人"),
    (Noun::Deputy, "name", "代表姓名 代表"),
    (Noun::Deputy, "levels", "代表级别 代表层级"),
    (Noun::Deputy, "phone", "联系电话 手机 联系方式 电话号码"),
    (Noun::Deputy, "employer", "工作单位 单位及职务 单位职务 职务"),
    (Noun::Deputy, "constituency", "所在选区 选举单位"),
    (Noun::Deputy, "born", "出生日期 出生时间"),
    (Noun::Deputy, "education", "文化程度"),
];

/// A title without what people put around it.
fn bare(title: &str) -> String {
    text::narrow(title).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The same without what stands in brackets.
fn unbracketed(title: &str) -> String {
    let narrow = text::narrow(title);
    bare(narrow.split('(').next().unwrap_or_default())
}

impl Register {
    /// The register that can be read back, by key.
    pub fn readable() -> impl Iterator<Item = &'static Register> {
        REGISTERS.iter().filter(|r| r.is_of_records())
    }

    /// Which records it is about.
    pub fn of(&self) -> Noun {
        self.noun()
    }

    /// What a register says by itself of each of its records: 走访 are walked, trainings are trainings.
    pub fn implies(&self) -> Option<(&'static str, &'static str)> {
        match self.key {
            "home_visits" => Some(("kind", visit::HOME)),
            "trainings" => Some(("kind", activity::TRAINING)),
            _ => None,
        }
    }

    /// What columns of such a ledger may be.
    pub fn targets(&self) -> Vec<Target> {
        let noun = self.noun();
        let aliases = |key: &str| -> Vec<String> {
            let of = ALIASES.iter().filter(|(of, known, _)| *of == noun && *known == key);
            of.flat_map(|(_, _, names)| names.split(' ')).map(str::to_owned).collect()
        };
        let mut targets: Vec<Target> = Vec::new();
        for column in self.columns {
            let back = column.reads();
            let label = column.title_for(noun);
            let mut titles = vec![bare(label), unbracketed(label)];
            if let Back::Field(key) = back {
                titles.extend(noun.field(key).map(|f| bare(f.label)));
            }
            titles.extend(aliases(back.key()));
            targets.push(Target {
                back,
                label: label.to_owned(),
                own: true,
                titles,
            });
        }
        let rest: Vec<&Field> = noun
            .fields()
            .iter()
            .filter(|f| !f.inner && targets.iter().all(|t| t.back != Back::Field(f.key)))
            .filter(|f| self.implies().is_none_or(|(key, _)| key != f.key))
            // A report has no name that a cell could say: its deputy and its day do.
            .filter(|f| f.kind != Kind::One(Noun::ReportMeeting))
            .collect();
        for field in rest {
            let mut titles = vec![bare(field.label), unbracketed(field.label)];
            titles.extend(aliases(field.key));
            targets.push(Target {
                back: Back::Field(field.key),
                label: field.label.to_owned(),
                own: false,
                titles,
            });
        }
        targets
    }

    /// Which target each title is; each is taken once, and titles in full go before those without what
    /// stands in brackets.
    pub fn guess(&self, titles: &[String]) -> Vec<Option<Target>> {
        let mut left = self.targets();
        let mut found: Vec<Option<Target>> = vec![None; titles.len()];
        for form in [bare, unbracketed] {
            for (title, found) in titles.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
                let wanted = form(title);
                let at = left.iter().position(|t| !wanted.is_empty() && t.titles.contains(&wanted));
                *found = at.map(|at| left.remove(at));
            }
        }
        found
    }

    /// How well a row of titles fits, in columns of its own; 0 where nothing says what its records are about.
    pub fn fits(&self, titles: &[String]) -> usize {
        let found: Vec<Target> = self.guess(titles).into_iter().flatten().collect();
        let telling = [self.noun().title_field(), "deputy", "content", "problem"];
        let names_it = found.iter().any(|t| telling.iter().any(|key| t.back == Back::Field(key)));
        let own = found.iter().filter(|t| t.own).count();
        if names_it && found.len() >= 2 { own * 2 + found.len() } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(register: &str, titles: &[&str]) -> Vec<&'static str> {
        let titles: Vec<String> = titles.iter().map(|t| (*t).to_owned()).collect();
        let found = Register::find(register).unwrap().guess(&titles);
        found.into_iter().map(|t| t.map_or("-", |t| t.back.key())).collect()
    }

    #[test]
    fn titles_are_known_in_our_words_and_in_others() {
        assert_eq!(
            keys("visits", &["序 号", "接待日期", "来访人姓名", "联系电话", "反映的问题", "代表", "星座"]),
            ["-", "date", "citizen", "phone", "problem", "deputies", "-"]
        );
        assert_eq!(
            keys("matters", &["结果类别", "是否上报上级", "电话"]),
            ["result_class", "reported_up", "handler_phone"]
        );
        assert_eq!(
            keys("home_visits", &["户数/人数", "走访对象", "代 表"]),
            ["households_people", "citizen", "deputies"]
        );
        assert_eq!(keys("visits", &["日期", "日期"]), ["date", "-"]);
    }

    #[test]
    fn every_register_knows_its_own_titles() {
        for register in Register::readable() {
            let titles: Vec<String> = register.columns.iter().map(|c| c.title_for(register.noun()).to_owned()).collect();
            let backs: Vec<Back> = register.columns.iter().map(super::super::column::Column::reads).collect();
            let found: Vec<Back> = register.guess(&titles).into_iter().map(|t| t.map_or(Back::Nothing, |t| t.back)).collect();
            assert_eq!(found, backs, "{}", register.key);
            let best = Register::readable().max_by_key(|r| r.fits(&titles)).map(|r| r.key);
            let twins = ["activities", "inspections"];
            assert!(
                best == Some(register.key) || twins.contains(&register.key),
                "{} is taken for {best:?}",
                register.key
            );
        }
    }

    #[test]
    fn aliases_name_fields_that_are() {
        for (noun, key, _) in ALIASES {
            // The day of a promise's report is a field of the report.
            let told_apart = (*noun, *key) == (Noun::Promise, Back::ReportDay.key());
            assert!(noun.field(key).is_some() || told_apart, "{noun:?} {key}");
        }
    }
}
