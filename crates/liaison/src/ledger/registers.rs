//! Every register there is, with its columns in the order of the paper form. The whole
//! definition of a ledger is its entry here.

use super::Frame;
use super::back::Back;
use super::cell::{Cell, Look};
use super::column::Column;
use super::county::COUNTY_REGISTERS;
use super::made;
use crate::records::activity::{INSPECTIONS, TRAINING};
use crate::records::{Kept, Noun, visit};

/// Where a register's lines come from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// A line per record that belongs into it.
    Records(Noun, fn(&Kept) -> bool),
    /// A line per deputy and deed, derived from all records.
    Duty,
    /// A line per deputy and year, counted by the rules of that year.
    Points,
    /// Figures of the period.
    Figures,
    /// The ledgers themselves.
    Index,
}

/// One register.
pub struct Register {
    /// Name in code.
    pub key: &'static str,
    /// What people call it; also title, sheet and file name.
    pub label: &'static str,
    /// What is in it, in a line.
    pub about: &'static str,
    pub(super) source: Source,
    pub(super) columns: &'static [Column],
}

impl Register {
    /// The noun whose FIELDS its columns name.
    pub(super) fn noun(&self) -> Noun {
        match self.source {
            Source::Records(noun, _) => noun,
            Source::Duty | Source::Points | Source::Figures | Source::Index => Noun::Deputy,
        }
    }

    /// The register with this key.
    pub fn find(key: &str) -> Option<&'static Register> {
        REGISTERS.iter().chain(COUNTY_REGISTERS).find(|r| r.key == key)
    }

    /// Its lines come from records, one by one.
    pub fn is_filled(&self) -> bool {
        !matches!(self.source, Source::Figures | Source::Index)
    }

    /// Each of its lines is one record of its noun.
    pub(super) fn is_of_records(&self) -> bool {
        matches!(self.source, Source::Records(..))
    }

    /// Its records are made at stations.
    pub(super) fn of_stations(&self) -> bool {
        Noun::SENT.contains(&self.noun())
    }

    /// Its columns; where several stations' records stand together, the first says whose a line is.
    pub(super) fn columns_in(&self, frame: &Frame) -> Vec<Column> {
        let several = self.of_stations() && !self.columns.is_empty() && frame.stations.as_ref().is_some_and(|s| s.len() > 1);
        let unit = several.then_some(Column::made("单位", Look::Short, made::station).wide(14.0));
        unit.into_iter().chain(self.columns.iter().copied()).collect()
    }
}

/// Each activity stands in exactly one of three registers, whatever words a station adds.
fn own_register(activity: &Kept) -> bool {
    let kind = activity.text("kind");
    kind == TRAINING || INSPECTIONS.contains(&kind)
}

const ACTIVITY: &[Column] = &[
    Column::number(),
    Column::of("name").wide(14.0),
    Column::of("kind").wide(8.0),
    Column::of("theme").wide(9.0),
    Column::of("date"),
    Column::of("place").short().wide(10.0),
    Column::made("组织（站/小组）", Look::Short, made::organiser).back(Back::Organiser).wide(9.0),
    Column::of("partners").short().wide(10.0),
    Column::of("host").wide(7.5),
    Column::of("expected").wide(5.0),
    Column::of("present").wide(5.0),
    Column::of("deputies").wide(14.0),
    Column::of("absent").wide(10.0),
    Column::of("observers").wide(9.0),
    Column::of("content").wide(30.0),
    Column::made("形成意见建议编号", Look::Code, made::activity_matters),
    Column::of("solved").wide(7.0).summed(),
    Column::of("referred").wide(5.5).summed(),
    Column::made("附件数", Look::Count, made::attachments).wide(5.5).summed(),
    Column::of("recorder").wide(7.5),
];

/// Every register, in the order of the table of contents.
pub const REGISTERS: &[Register] = &[
    Register {
        key: "index",
        label: "台账目录",
        about: "本期有哪些台账、各多少条、在哪个文件里",
        source: Source::Index,
        columns: &[],
    },
    Register {
        key: "reception_days",
        label: "接待日安排表",
        about: "每个接待日的时间、地点、接待代表和公告情况",
        source: Source::Records(Noun::ReceptionDay, |_| true),
        columns: &[
            Column::serial(),
            Column::of("date"),
            Column::made("星期", Look::Short, made::weekday).wide(8.0),
            Column::of("slot").wide(7.0),
            Column::of("place").short().wide(22.0),
            Column::of("deputies").wide(22.0),
            Column::made("代表级别", Look::Short, made::levels),
            Column::of("staff").wide(12.0),
            Column::of("announced_on"),
            Column::of("status").wide(8.0),
            Column::of("note").wide(20.0),
        ],
    },
    Register {
        key: "visits",
        label: "接待接访登记簿",
        about: "进站、预约、电话、线上接待的每一批选民（接待登记表）",
        source: Source::Records(Noun::Visit, |v| v.text("kind") != visit::HOME),
        columns: &[
            Column::number(),
            Column::of("date"),
            Column::of("time").wide(6.0),
            Column::made("地点", Look::Short, made::visit_place).back(Back::Field("place")).wide(9.0),
            Column::of("deputies").wide(9.0),
            Column::of("citizen").wide(7.5),
            Column::of("sex").wide(5.0),
            Column::of("village").wide(9.0),
            Column::of("phone").wide(12.5),
            Column::made("人数", Look::Count, made::people).back(Back::Field("people")).wide(5.0).summed(),
            Column::made("来访方式", Look::Short, made::visit_way).back(Back::Way).wide(7.5),
            Column::of("problem").wide(26.0),
            Column::of("category").wide(7.5),
            Column::of("reply").wide(18.0),
            Column::of("handling").wide(8.5),
            Column::made("转交单位", Look::Short, made::visit_unit).back(Back::Field("unit")).wide(8.5),
            Column::made("办理结果", Look::Words, made::visit_result).back(Back::Field("result")).wide(12.0),
            Column::made("反馈时间·方式", Look::Short, made::visit_feedback).back(Back::Feedback).wide(9.0),
            Column::made("满意度", Look::Short, made::visit_rating).back(Back::Field("rating")).wide(7.0),
            Column::by_hand("选民签名").wide(8.0),
            Column::by_hand("代表签名").wide(8.0),
            Column::of("recorder").wide(7.5),
            Column::of("note").wide(8.0),
        ],
    },
    Register {
        key: "home_visits",
        label: "联系选民（走访）登记簿",
        about: "代表走访入户的每一次（走访登记）",
        source: Source::Records(Noun::Visit, |v| v.text("kind") == visit::HOME),
        columns: &[
            Column::of("date"),
            Column::of("deputies").titled("代表").wide(10.0),
            Column::of("citizen").titled("走访对象").wide(10.0),
            Column::of("village").titled("村组").wide(13.0),
            Column::of("phone").wide(13.0),
            Column::made("户数/人数", Look::Short, made::households).back(Back::Households).wide(9.0),
            Column::made("走访方式", Look::Short, made::visit_way).back(Back::Way),
            Column::of("publicity").wide(20.0),
            Column::of("problem").titled("反映情况").wide(34.0),
            Column::made("意见建议编号", Look::Code, made::visit_matters),
            Column::of("reply").titled("当场答复").wide(26.0),
            Column::of("recorder").wide(8.0),
            Column::of("note").wide(14.0),
        ],
    },
    Register {
        key: "matters",
        label: "意见建议交办督办登记簿",
        about: "每件意见建议从登记到办结，超期天数算到截止日",
        source: Source::Records(Noun::Matter, |_| true),
        columns: &[
            Column::number(),
            Column::of("raised_on"),
            Column::of("title").wide(12.0),
            Column::made("来源", Look::Short, made::matter_source).back(Back::Source).wide(8.5),
            Column::of("citizen").wide(7.5),
            Column::of("deputies").wide(9.0),
            Column::of("category").wide(7.5),
            Column::of("content").wide(24.0),
            Column::made("办理方式", Look::Short, made::matter_way).back(Back::ClosedHow).wide(8.0),
            Column::of("lead_unit").short().wide(9.0),
            Column::of("co_units").short().wide(9.0),
            Column::of("referred_on"),
            Column::of("due_on"),
            Column::of("signed_by").short().wide(7.5),
            Column::of("handler").short().wide(7.5),
            Column::of("handler_phone").titled("电话").wide(12.5),
            Column::of("progress").wide(18.0),
            Column::of("answered_on"),
            Column::of("result_class").titled("结果类别（A/B/C/D）").wide(8.0),
            Column::of("reported_up").titled("是否上报上级").wide(6.0),
            Column::of("deputy_rating").titled("代表满意度").short().wide(7.0),
            Column::of("voter_rating").titled("选民满意度").short().wide(7.0),
            Column::of("closed_on"),
            Column::made("超期天数", Look::Count, made::matter_days_late).wide(5.5),
            Column::of("redo_count").wide(5.5),
            Column::of("state").wide(7.5),
        ],
    },
    Register {
        key: "activities",
        label: "代表小组活动登记簿",
        about: "小组活动、代表行动、一厅两会等各类活动",
        source: Source::Records(Noun::Activity, |a| !own_register(a)),
        columns: ACTIVITY,
    },
    Register {
        key: "inspections",
        label: "调研视察登记簿",
        about: "视察调研和执法检查",
        source: Source::Records(Noun::Activity, |a| INSPECTIONS.contains(&a.text("kind"))),
        columns: ACTIVITY,
    },
    Register {
        key: "trainings",
        label: "学习培训登记簿",
        about: "每次学习培训的授课人、参训代表、学时和发的书",
        source: Source::Records(Noun::Activity, |a| a.text("kind") == TRAINING),
        columns: &[
            Column::of("date"),
            Column::of("name").titled("主题").wide(22.0),
            Column::made("主办", Look::Short, made::organiser).back(Back::Organiser).wide(13.0),
            Column::of("lecturer").wide(10.0),
            Column::of("place").wide(14.0),
            Column::of("deputies").titled("参训代表").wide(28.0),
            Column::of("hours").summed(),
            Column::of("content").titled("内容摘要").wide(34.0),
            Column::made("资料（书名·册数）", Look::Short, made::handed_books).wide(18.0),
            Column::of("recorder").wide(8.0),
        ],
    },
    Register {
        key: "report_meetings",
        label: "述职评议登记簿",
        about: "每名代表的每次述职：票数、满意率和结论",
        source: Source::Records(Noun::ReportMeeting, |_| true),
        columns: &[
            Column::of("deputy").titled("代表"),
            Column::made("级别", Look::Short, made::report_level).back(Back::Level).wide(7.0),
            Column::made("选区", Look::Short, made::constituency).wide(14.0),
            Column::of("date"),
            Column::of("place").short().wide(13.0),
            Column::made("应到/实到", Look::Short, made::turnout).back(Back::Turnout).wide(8.0),
            Column::of("form").titled("形式（口头/书面）").wide(8.0),
            Column::of("sent").wide(6.0).summed(),
            Column::of("returned").wide(6.0).summed(),
            Column::of("valid").wide(6.0).summed(),
            Column::of("competent").wide(6.0).summed(),
            Column::of("basic").wide(6.0).summed(),
            Column::of("incompetent").wide(6.0).summed(),
            Column::of("abstained").wide(6.0).summed(),
            Column::made("满意率", Look::Rate, made::report_rate).wide(7.0),
            Column::of("conclusion").wide(9.0),
            Column::of("opinion").wide(24.0),
            Column::of("overseer").wide(8.0),
            Column::of("teller").wide(8.0),
        ],
    },
    Register {
        key: "promises",
        label: "述职整改承诺登记簿",
        about: "代表述职后作出的每项承诺，期限和落实情况",
        source: Source::Records(Noun::Promise, |_| true),
        columns: &[
            Column::number(),
            Column::of("deputy").titled("代表"),
            Column::made("述职日期", Look::Date, made::report_day).back(Back::ReportDay),
            Column::of("content").wide(36.0),
            Column::of("made_on"),
            Column::of("due_on"),
            Column::of("fulfilled_on"),
            Column::of("outcome").wide(34.0),
            Column::of("note").wide(14.0),
        ],
    },
    Register {
        key: "publicity",
        label: "宣传报道登记簿",
        about: "宣传报道和身边榜样：谁、在哪里、什么时候、几篇",
        source: Source::Records(Noun::Publicity, |_| true),
        columns: &[
            Column::number(),
            Column::of("date").titled("日期"),
            Column::of("title").wide(30.0),
            Column::of("kind"),
            Column::of("outlet").wide(16.0),
            Column::of("deputies").wide(18.0),
            Column::made("篇数", Look::Count, made::pieces).back(Back::Field("count")).wide(6.0).summed(),
            Column::of("link").short().wide(24.0),
            Column::of("content").wide(34.0),
            Column::of("recorder").wide(8.0),
        ],
    },
    Register {
        key: "books",
        label: "学习用书登记簿",
        about: "学习用书每次入库和发放",
        source: Source::Records(Noun::BookMove, |_| true),
        columns: &[
            Column::number(),
            Column::of("date"),
            Column::of("book").wide(26.0),
            Column::made("入库（册）", Look::Count, made::copies_in).back(Back::CopiesIn).wide(8.0).summed(),
            Column::made("发放（册）", Look::Count, made::copies_out)
                .back(Back::CopiesOut)
                .wide(8.0)
                .summed(),
            Column::of("deputies").wide(34.0),
            Column::of("activity").titled("在哪次活动发的").wide(24.0),
            Column::of("source").short().wide(16.0),
            Column::of("recorder").wide(8.0),
            Column::of("note").wide(14.0),
        ],
    },
    Register {
        key: "duty",
        label: "代表履职记录",
        about: "每名代表的每一次接待、接访、走访、活动、每一件意见建议和每一条履职申报",
        source: Source::Duty,
        columns: &[
            Column::number().wide(17.0),
            Column::made("履职类型", Look::Short, |l| Ok(Cell::text(l.record.text("kind")))).wide(12.0),
            Column::made("标题", Look::Words, |l| Ok(Cell::text(l.record.text("title")))),
            Column::made("时间", Look::Date, |l| Ok(Cell::date(l.record.text("date")))),
            Column::made("代表", Look::Short, made::deputy_name),
            Column::made("内容", Look::Words, |l| Ok(Cell::text(l.record.text("content")))).wide(44.0),
            Column::made("来源记录编号", Look::Code, |l| Ok(Cell::text(l.record.text("from")))),
            Column::made("审核人", Look::Short, |l| Ok(Cell::text(l.record.text("reviewer")))),
            Column::made("审核状态", Look::Short, made::duty_status),
            Column::made("审核意见", Look::Words, |l| Ok(Cell::text(l.record.text("opinion")))).wide(16.0),
        ],
    },
    Register {
        key: "points",
        label: "履职积分表",
        about: "每名在任代表每年的积分，按姓名拼音排列，不排名次",
        source: Source::Points,
        columns: &[
            Column::serial(),
            Column::made("代表", Look::Short, made::deputy_name),
            Column::made("级别", Look::Short, |l| Ok(Cell::text(l.record.text("level")))).wide(8.0),
            Column::made("年度", Look::Count, |l| Ok(Cell::whole(l.record.whole("year")))).wide(8.0),
            Column::made("规则", Look::Short, |l| Ok(Cell::text(l.record.text("rules")))).wide(18.0),
            Column::made("基础分", Look::Rate, |l| made::points(l, "base")).wide(8.0),
            Column::made("各项得分", Look::Words, |l| Ok(Cell::text(l.record.text("items")))).wide(60.0),
            Column::made("一季度", Look::Rate, |l| made::points(l, "q1")).wide(8.0),
            Column::made("二季度", Look::Rate, |l| made::points(l, "q2")).wide(8.0),
            Column::made("三季度", Look::Rate, |l| made::points(l, "q3")).wide(8.0),
            Column::made("四季度", Look::Rate, |l| made::points(l, "q4")).wide(8.0),
            Column::made("全年", Look::Rate, |l| made::points(l, "total")).wide(8.0),
            Column::by_hand("本人签名").wide(10.0),
        ],
    },
    Register {
        key: "deputies",
        label: "代表名册",
        about: "全部代表，按姓名拼音排列",
        source: Source::Records(Noun::Deputy, |_| true),
        columns: &[
            Column::of("name"),
            Column::of("sex").wide(6.0),
            Column::of("ethnicity").wide(9.0),
            Column::of("born"),
            Column::of("party").wide(11.0),
            Column::of("education").wide(8.0),
            Column::of("employer").wide(24.0),
            Column::of("levels").titled("级别（可多）"),
            Column::of("term").wide(12.0),
            Column::of("constituency").wide(16.0),
            Column::made("代表证号", Look::Code, |l| Ok(Cell::text(l.record.text("certificate")))).back(Back::Field("certificate")),
            Column::of("phone").wide(13.0),
            Column::made("所属小组", Look::Short, made::groups).wide(18.0),
            Column::of("committee_member"),
            Column::of("status").wide(9.0),
        ],
    },
    Register {
        key: "figures",
        label: "年度季度统计表",
        about: "活动、接待、意见建议、满意率等数字，全期和各季度",
        source: Source::Figures,
        columns: &[],
    },
];
