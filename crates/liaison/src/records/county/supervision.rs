//! 督办: a leading official drives one matter or proposal.

use serde_json::Value;

use crate::error::Remark;
use crate::records::{Field, Kind, Noun, Values, record};

/// Running.
pub const RUNNING: &str = "running";

/// Where it stands.
pub const STATES: &[(&str, &str)] = &[(RUNNING, "督办中"), ("done", "已完成"), ("stopped", "已停止")];

/// What must stand together.
pub(crate) fn rules(values: &Values, remarks: &mut Vec<Remark>) {
    let text = |key: &str| values.get(key).and_then(Value::as_str).unwrap_or("");
    if text("matter").is_empty() && text("proposal").is_empty() {
        remarks.push(Remark::new("matter", "请选督办哪一件意见建议或代表建议"));
    }
    if text("state") != RUNNING {
        for (key, says) in [("ended_on", "请填写完成（停止）日期"), ("result", "请写明督办结果")] {
            if text(key).is_empty() {
                remarks.push(Remark::new(key, says));
            }
        }
    } else if !text("ended_on").is_empty() {
        remarks.push(Remark::new("state", "填了完成日期，请把状态改为“已完成”或“已停止”"));
    }
    for key in ["due_on", "ended_on"] {
        if !text(key).is_empty() && text(key) < text("started_on") {
            remarks.push(Remark::new(key, "不能早于开始日期"));
        }
    }
}

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
