//! One definition of a field, many renderings: form label, list column, Excel
//! column, import message, search text and database column all come from here.

use serde::Serialize;
use ts_rs::TS;

use super::Noun;

/// An editable list of choices. The chosen *word itself* is stored, so that renaming
/// or dropping a choice later never rewrites an old record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, serde::Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// 性别
    Sex,
    /// 民族
    Ethnicity,
    /// 政治面貌
    Party,
    /// 学历
    Education,
    /// 代表级别
    Level,
    /// 届次
    Term,
    /// 小组类型
    GroupKind,
    /// 时段
    Slot,
    /// 来访方式
    Way,
    /// 意见建议类别
    Category,
    /// 活动类型
    ActivityKind,
    /// 行动季节
    Season,
    /// 意见建议来源渠道
    Channel,
    /// 承办单位
    Unit,
    /// 村组
    Village,
    /// 反馈方式
    FeedbackWay,
    /// 满意度
    Rating,
    /// 媒体或发布处
    Outlet,
    /// 履职类型
    DutyKind,
}

impl List {
    /// Every list, in the order settings show them.
    pub const ALL: &[List] = &[
        List::Category,
        List::ActivityKind,
        List::Season,
        List::Unit,
        List::Village,
        List::Channel,
        List::Outlet,
        List::DutyKind,
        List::Way,
        List::Slot,
        List::Level,
        List::Term,
        List::GroupKind,
        List::FeedbackWay,
        List::Rating,
        List::Party,
        List::Education,
        List::Ethnicity,
        List::Sex,
    ];

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            List::Sex => "性别",
            List::Ethnicity => "民族",
            List::Party => "政治面貌",
            List::Education => "学历",
            List::Level => "代表级别",
            List::Term => "届次",
            List::GroupKind => "小组类型",
            List::Slot => "时段",
            List::Way => "来访方式",
            List::Category => "意见类别",
            List::ActivityKind => "活动类型",
            List::Season => "行动季节",
            List::Channel => "来源渠道",
            List::Unit => "承办单位",
            List::Village => "村组",
            List::FeedbackWay => "反馈方式",
            List::Rating => "满意度",
            List::Outlet => "媒体或发布处",
            List::DutyKind => "履职类型",
        }
    }

    /// Open lists accept a word that is not in them yet (and the word joins the list);
    /// closed ones refuse it, because figures are counted by their words.
    pub fn open(self) -> bool {
        matches!(
            self,
            List::Unit | List::Village | List::Term | List::Ethnicity | List::Season | List::Channel | List::Education | List::Outlet
        )
    }

    /// The words a new station starts with.
    pub fn seed(self) -> &'static [&'static str] {
        match self {
            List::Sex => &["男", "女"],
            List::Ethnicity => &["汉族", "土家族", "苗族", "侗族", "回族", "白族", "壮族", "满族", "蒙古族"],
            List::Party => &[
                "中共党员",
                "民建会员",
                "民盟盟员",
                "民进会员",
                "农工党党员",
                "致公党党员",
                "九三学社社员",
                "民革党员",
                "台盟盟员",
                "共青团员",
                "无党派人士",
                "群众",
            ],
            List::Education => &["研究生", "本科", "大专", "中专", "高中", "初中", "小学"],
            List::Level => &["全国", "省", "州", "县", "乡"],
            List::Term => &[],
            List::GroupKind => &["地域", "专业", "五彩", "跨区域"],
            List::Slot => &["上午", "下午", "全天"],
            List::Way => &["本人来访", "代人反映", "集体来访", "电话", "微信", "入户走访"],
            List::Category => &[
                "农业农村",
                "交通道路",
                "水利饮水",
                "教育",
                "医疗卫生",
                "社会保障",
                "住房宅基地",
                "生态人居",
                "乡村治理",
                "公共安全",
                "产业就业",
                "文化旅游",
                "移风易俗",
                "其他",
            ],
            List::ActivityKind => &[
                "站内接待",
                "代表小组活动",
                "代表行动",
                "视察调研",
                "执法检查",
                "学习培训",
                "专题议事",
                "群众理事会",
                "民主测评会",
                "建议督办",
                "述职评议",
                "志愿服务",
                "普法宣传",
                "会议",
            ],
            List::Season => &["春季行动", "夏季行动", "秋季行动", "冬季行动"],
            List::Channel => &["鄂汇办", "12345热线", "书记听我说", "来信", "其他"],
            List::Unit => &["乡镇人大", "村（社区）", "县人大常委会代表工委"],
            List::Village => &[],
            List::FeedbackWay => &["当面", "电话", "上门", "书面", "微信"],
            List::Rating => &["满意", "基本满意", "不满意"],
            List::Outlet => &["县人大公众号", "县融媒体中心", "站内宣传栏"],
            List::DutyKind => &[
                "出席人代会",
                "其他会议",
                "专题调研",
                "视察调研",
                "执法检查",
                "学习培训",
                "领衔建议",
                "附议建议",
                "化解纠纷",
                "扶弱济困",
                "办实事",
                "公益活动",
                "表彰",
                "冲销",
                "其他",
            ],
        }
    }
}

/// What a field holds, and so how it is typed, stored and shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
#[serde(tag = "is", content = "of", rename_all = "snake_case")]
pub enum Kind {
    /// One line of text.
    Text,
    /// Several lines.
    Long,
    /// A phone number: text, never a number.
    Phone,
    /// YYYY-MM-DD.
    Date,
    /// YYYY-MM.
    Month,
    /// HH:MM.
    Time,
    /// A whole number, 0 or more.
    Whole,
    /// Yes or no.
    Flag,
    /// One of fixed codes with their labels; code is stored.
    OneOf(&'static [(&'static str, &'static str)]),
    /// One word of an editable list.
    Choice(List),
    /// Several words of an editable list.
    Choices(List),
    /// The id of one record.
    One(Noun),
    /// The ids of several records.
    Many(Noun),
}

/// One field of a noun.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, TS)]
pub struct Field {
    /// Name in code, in JSON and in the database.
    pub key: &'static str,
    /// What people call it, as on the paper form.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Must be filled.
    pub required: bool,
    /// Longest text, in characters.
    pub max: u32,
    /// Folded under 更多 in forms.
    pub more: bool,
    /// A column of the list.
    pub listed: bool,
    /// Lists may be sorted by it; large tables have an index for it.
    pub sorted: bool,
    /// Goes into the search text.
    pub searched: bool,
    /// Personal: masked wherever lists are made public, and hidden with 保密.
    pub personal: bool,
    /// Set by moves and rules, never by a draft.
    pub derived: bool,
    /// For the program alone: no page, list or history shows it.
    pub inner: bool,
    /// A grey line under the field.
    pub hint: &'static str,
}

impl Field {
    /// A field of this kind. The `record!` macro gives it its key.
    pub const fn new(label: &'static str, kind: Kind) -> Self {
        let max = match kind {
            Kind::Long => 4000,
            Kind::Phone => 40,
            _ => 200,
        };
        Self {
            key: "",
            label,
            kind,
            required: false,
            max,
            more: false,
            listed: false,
            sorted: false,
            searched: false,
            personal: false,
            derived: false,
            inner: false,
            hint: "",
        }
    }
    /// Its key; called by `record!`.
    pub const fn key(mut self, key: &'static str) -> Self {
        self.key = key;
        self
    }
    /// Must be filled.
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// Longest text in characters.
    pub const fn max(mut self, max: u32) -> Self {
        self.max = max;
        self
    }
    /// Folded under 更多.
    pub const fn more(mut self) -> Self {
        self.more = true;
        self
    }
    /// A column of the list.
    pub const fn listed(mut self) -> Self {
        self.listed = true;
        self
    }
    /// Lists may be sorted by it.
    pub const fn sorted(mut self) -> Self {
        self.sorted = true;
        self
    }
    /// Part of the search text.
    pub const fn searched(mut self) -> Self {
        self.searched = true;
        self
    }
    /// Personal data.
    pub const fn personal(mut self) -> Self {
        self.personal = true;
        self
    }
    /// Set by moves and rules only.
    pub const fn derived(mut self) -> Self {
        self.derived = true;
        self
    }
    /// For the program alone.
    pub const fn inner(mut self) -> Self {
        self.inner = true;
        self
    }
    /// A grey line under the field.
    pub const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = hint;
        self
    }
    /// The label of a stored code, or the value itself.
    pub fn label_of<'a>(&self, code: &'a str) -> &'a str {
        if let Kind::OneOf(codes) = self.kind {
            for (known, label) in codes {
                if *known == code {
                    return label;
                }
            }
        }
        code
    }
}
