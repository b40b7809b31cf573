//! 督办: a leading official drives one matter or proposal.

use crate::records::{Field, Kind, Noun, record};

/// Running.
pub const RUNNING: &str = "running";

/// Where it stands.
pub const STATES: &[(&str, &str)] = &[(RUNNING, "督办中"), ("done", "已完成"), ("stopped", "已停止")];

record! {
    /// The supervision of a matter or a proposal.
    Supervision {
        /// 督办事项
        title: String = Field::new("督办事项", Kind::Text).required().max(100).listed().searched().sorted(),
        /// 意见建议
        matter: String = Field::new("意见建议", Kind::One(Noun::Matter)).listed(),
        /// 代表建议
        proposal: String = Field::new("代表建议", Kind::One(Noun::Proposal)),
        /// 督办领导
        official: String = Field::new("督办领导", Kind::Text).required().max(30).listed().searched(),
        /// 督办部门
        offices: String = Field::new("督办部门", Kind::Text).required().max(200).listed().hint("多个部门用顿号隔开"),
        /// 参加代表
        deputies: Vec<String> = Field::new("参加代表", Kind::Many(Noun::Deputy)).listed(),
        /// 开始日期
        started_on: String = Field::new("开始日期", Kind::Date).required().listed().sorted(),
        /// 完成期限
        due_on: String = Field::new("完成期限", Kind::Date).listed().sorted(),
        /// 状态
        state: String = Field::new("状态", Kind::OneOf(STATES)).required().listed().sorted(),
        /// 督办结果
        result: String = Field::new("督办结果", Kind::Long).searched(),
        /// 完成日期
        ended_on: String = Field::new("完成日期", Kind::Date).more(),
        /// 备注
        note: String = Field::new("备注", Kind::Long).more(),
    }
}
