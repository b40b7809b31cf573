//! Records → what a notice may say of them: named fields, each free text masked.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::mask::Known;
use super::{NoticeKind, NoticeOf};
use crate::error::Result;
use crate::ledger::Frame;
use crate::records::{Kept, Noun, dates, deputy, life};
use crate::store::{Deeds, Store};

/// One matter, as much of it as the public may see, and what a clerk needs to decide on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct NoticeMatter {
    /// Its id.
    pub id: String,
    /// YJ-2024-0057
    pub number: String,
    /// 类别
    pub category: String,
    /// The title without what is known of voters; "" where it may not be shown at all (保密).
    pub title: String,
    /// Why a person should look twice before the title goes out, in sentences.
    pub doubts: Vec<String>,
    /// 2024年5月8日
    pub raised_on: String,
    /// 承办单位
    pub unit: String,
    /// How far it is, in the public's words.
    pub state: String,
    /// What came of it, or "".
    pub result: String,
    /// 2024年5月8日, or "".
    pub closed_on: String,
    /// The voter asked not to be named.
    pub confidential: bool,
}

/// One deputy, and how often she did what in the period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct NoticeDeputy {
    /// Her record's id.
    pub id: String,
    /// 姓名
    pub name: String,
    /// 级别
    pub levels: String,
    /// 代表小组
    pub groups: String,
    /// 接待日, 次
    pub reception_days: u64,
    /// 接访走访, 批次
    pub visits: u64,
    /// 小组活动, 次
    pub activities: u64,
    /// 学习培训, 次
    pub trainings: u64,
    /// 意见建议, 件
    pub matters: u64,
}

/// What one station's notices may say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct NoticeStation {
    /// JS-017
    pub code: String,
    /// 三溪村代表联络站
    pub name: String,
    /// In the order of their days.
    pub matters: Vec<NoticeMatter>,
    /// By pinyin, never by number.
    pub deputies: Vec<NoticeDeputy>,
}

/// Reads lines; knows every voter.
pub(super) struct Reader<'a> {
    store: &'a Store,
    known: Known,
    groups: HashMap<String, Vec<String>>,
    from: String,
    to: String,
}

impl<'a> Reader<'a> {
    /// Learns whom the records know of.
    pub(super) fn open(store: &'a Store, frame: &Frame) -> Result<Self> {
        let known = Known::of(&store.voters()?, &store.voters_places()?);
        let mut groups: HashMap<String, Vec<String>> = HashMap::new();
        for group in store.group_members()?.into_iter().filter(|g| g.live) {
            for member in group.members {
                groups.entry(member).or_default().push(group.name.clone());
            }
        }
        Ok(Self {
            store,
            known,
            groups,
            from: frame.from.to_string(),
            to: frame.to.to_string(),
        })
    }

    /// What this station's notices may say.
    pub(super) fn station(&self, of: &NoticeOf, kinds: &[NoticeKind]) -> Result<NoticeStation> {
        let only = of.only.as_deref();
        let wanted = |kind| kinds.contains(&kind);
        Ok(NoticeStation {
            code: of.code.clone(),
            name: of.name.clone(),
            matters: if wanted(NoticeKind::Matters) { self.matters(only)? } else { Vec::new() },
            deputies: if wanted(NoticeKind::Deputies) { self.deputies(only)? } else { Vec::new() },
        })
    }

    /// Matters that were withdrawn are nobody's news.
    fn matters(&self, only: Option<&str>) -> Result<Vec<NoticeMatter>> {
        let mut lines = Vec::new();
        self.store.each_matter_of(&self.from, &self.to, only, &mut |matter, confidential| {
            if matter.text("state") != life::WITHDRAWN {
                lines.push(self.matter(&matter, confidential));
            }
            Ok(())
        })?;
        Ok(lines)
    }

    fn matter(&self, matter: &Kept, confidential: bool) -> NoticeMatter {
        let plain = |key: &str| self.known.mask(matter.text(key)).text;
        let title = if confidential {
            super::mask::Masked::default()
        } else {
            self.known.mask(matter.text("title"))
        };
        let state = matter.text("state");
        NoticeMatter {
            id: matter.head.id.clone(),
            number: matter.head.number.clone(),
            category: plain("category"),
            title: title.text,
            doubts: title.doubts,
            raised_on: dates::shown(matter.text("raised_on")),
            unit: plain("lead_unit"),
            state: public_state(state).into(),
            result: result(matter),
            closed_on: if state == life::CLOSED {
                dates::shown(matter.text("closed_on"))
            } else {
                String::new()
            },
            confidential,
        }
    }

    /// Those who serve, and those who do not any more but did something in the period.
    fn deputies(&self, only: Option<&str>) -> Result<Vec<NoticeDeputy>> {
        let deeds = self.store.deed_counts(&self.from, &self.to, only)?;
        let mut lines = Vec::new();
        self.store.each(Noun::Deputy, "", "", only, &mut |record| {
            let id = record.head.id.as_str();
            if record.text("status") == deputy::SERVING || deeds.contains_key(id) {
                lines.push(self.deputy(&record, deeds.get(id).copied().unwrap_or_default()));
            }
            Ok(())
        })?;
        Ok(lines)
    }

    /// A deputy's name is public; a number typed behind it is not.
    fn deputy(&self, record: &Kept, did: Deeds) -> NoticeDeputy {
        let groups = self.groups.get(&record.head.id).map(|g| g.join("、")).unwrap_or_default();
        NoticeDeputy {
            id: record.head.id.clone(),
            name: Known::of(&[], &[]).mask(record.text("name")).text,
            levels: self.known.mask(&record.texts("levels").join("、")).text,
            groups: self.known.mask(&groups).text,
            reception_days: did.reception_days,
            visits: did.visits,
            activities: did.activities,
            trainings: did.trainings,
            matters: did.matters,
        }
    }
}

/// A matter's state in words for everybody: inside steps of an office are all 办理中.
fn public_state(state: &str) -> &str {
    match state {
        life::RECORDED | life::AWAITING => "已登记",
        life::REFERRED | life::SIGNED | life::WORKING | life::REDO => "办理中",
        life::ANSWERED | life::RATED => "已答复",
        life::CLOSED => "已办结",
        other => life::state_label(other),
    }
}

/// 已解决（A类）, 当场答复, or nothing yet.
fn result(matter: &Kept) -> String {
    let how = matter.text("closed_how");
    if ["on_the_spot", "declined", "as_proposal"].contains(&how) {
        return life::WAYS.iter().find(|(code, _)| *code == how).map_or("", |(_, label)| label).to_owned();
    }
    let class = matter.text("result_class");
    let label = life::RESULT_CLASSES.iter().find(|(code, _)| *code == class).map_or("", |(_, label)| label);
    match label.split_once(' ') {
        Some((class, words)) => format!("{words}（{class}类）"),
        None => label.to_owned(),
    }
}
