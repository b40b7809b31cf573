//! What is held on one person who asks: every record of hers, and every other place that names her.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::desk::ledgers::{Written, delivered, frame_of};
use crate::desk::{Call, Desk, Period};
use crate::error::{Error, Remark, Result};
use crate::ledger::{self, HeldRow};
use crate::records::{Kept, Kind, Noun, Values, dates, purged, secret, text};
use crate::store::Store;

/// Who asks: her name, and her telephone or village to tell her from others of that name.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct HeldAsk {
    /// Her name.
    pub name: String,
    /// Her telephone number, or "".
    #[serde(default)]
    pub phone: String,
    /// Her village, or "".
    #[serde(default)]
    pub village: String,
    /// Writes down too what only speaks of somebody of that name: it may be another's business.
    #[serde(default)]
    pub mentions: bool,
}

/// One field in which something of her stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct HeldLine {
    /// 接访走访, 意见建议 …, 草稿, 附件, 以前的内容
    pub place: String,
    /// Number of the record.
    pub number: String,
    /// YYYY-MM-DD, or "".
    pub date: String,
    /// What the field is called.
    pub field: String,
    /// What stands there.
    pub text: String,
    /// Hers by name and telephone or village; else it only speaks of somebody of that name.
    pub own: bool,
}

/// All of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Held {
    /// Her own records first.
    pub lines: Vec<HeldLine>,
    /// Records among them that are hers.
    pub records: u64,
}

/// How she is known.
struct Sought {
    name: Vec<char>,
    phone: String,
    village: String,
}

impl Sought {
    fn of(ask: &HeldAsk) -> Result<Self> {
        let sought = Self {
            name: secret::signs_of(&ask.name),
            phone: digits(&ask.phone),
            village: text::tidy(&ask.village, false),
        };
        let mut remarks = Vec::new();
        if sought.name.len() < 2 {
            remarks.push(Remark::new("name", "请填写姓名"));
        }
        if sought.phone.len() < 7 && sought.village.is_empty() {
            remarks.push(Remark::new("phone", "请再填电话或村组，免得把同名的人也找出来"));
        }
        if remarks.is_empty() { Ok(sought) } else { Err(Error::Draft(remarks)) }
    }

    /// Whether a record is hers: a family may have one telephone, a village two of one name.
    fn hers(&self, record: &Kept) -> bool {
        // Names may also stand apart by a space alone, which is one inside of a name as well.
        let typed = record.text("citizen");
        let named = secret::names_in(typed).contains(&self.name) || typed.split_whitespace().any(|name| secret::names_in(name).contains(&self.name));
        let phone = self.phone.len() >= 7 && digits(record.text("phone")).contains(&self.phone);
        let village = !self.village.is_empty() && record.text("village") == self.village;
        named && (phone || village)
    }

    /// Whether a text names her.
    fn names(&self, says: &str) -> bool {
        secret::signs_of(says).windows(self.name.len()).any(|at| at == self.name) || (self.phone.len() >= 7 && digits(says).contains(&self.phone))
    }
}

fn digits(typed: &str) -> String {
    text::narrow(typed).chars().filter(char::is_ascii_digit).collect()
}

/// The texts of a record, with their labels, as far as they hold words.
fn texts(noun: Noun, values: &Values) -> Vec<(&'static str, String)> {
    let shown = |kind: Kind, value: &Value| match (kind, value) {
        (Kind::One(_) | Kind::Many(_) | Kind::Flag, _) => String::new(),
        (Kind::Date, Value::String(day)) => dates::shown(day),
        (_, Value::String(says)) => says.clone(),
        (Kind::Choices(_), Value::Array(all)) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("、"),
        (_, Value::Number(n)) => n.to_string(),
        _ => String::new(),
    };
    let fields = noun.fields().iter().filter(|f| !f.inner);
    let all = fields.filter_map(|f| values.get(f.key).map(|v| (f.label, f.label_of(&shown(f.kind, v)).to_owned())));
    all.filter(|(_, says)| !says.is_empty()).collect()
}

fn gather(store: &Store, sought: &Sought, call: &mut Call<'_>) -> Result<Held> {
    let mut held = Held { lines: Vec::new(), records: 0 };
    let mut hers: HashSet<String> = HashSet::new();
    let mut mentions = Vec::new();
    for noun in Noun::ALL {
        call.step(noun.label(), 0, 0)?;
        let mut found = Vec::new();
        store.each_changed(*noun, 0, &mut |record| {
            let own = (purged::OF_VOTERS.contains(noun) && sought.hers(&record)) || hers.contains(record.text("matter"));
            if own || sought.names(&purged::all_words(&record.values)) {
                found.push((record, own));
            }
            Ok(())
        })?;
        for (record, own) in found {
            let date = noun.date_field().map(|key| record.text(key).to_owned()).unwrap_or_default();
            let place = if record.head.deleted_at.is_empty() {
                noun.label().to_owned()
            } else {
                format!("{}（回收站）", noun.label())
            };
            let line = |field: &str, says: String| HeldLine {
                place: place.clone(),
                number: record.head.number.clone(),
                date: date.clone(),
                field: field.into(),
                text: says,
                own,
            };
            if own {
                hers.insert(record.head.id.clone());
                held.records += 1;
                held.lines
                    .extend(texts(*noun, &record.values).into_iter().map(|(field, says)| line(field, says)));
                let files = store.attachments(*noun, &record.head.id)?;
                held.lines.extend(files.into_iter().map(|file| line("附件", file.name)));
                let earlier = store.history(*noun, &record.head.id)?.len().saturating_sub(1);
                if earlier > 0 {
                    held.lines.push(line("以前的内容", format!("修改过 {earlier} 次，改动前后都在操作日志里")));
                }
            } else {
                let all = texts(*noun, &record.values).into_iter().filter(|(_, says)| sought.names(says));
                mentions.extend(all.map(|(field, says)| line(field, says)));
            }
        }
    }
    for draft in store.drafts()?.into_iter().filter(|d| sought.names(&purged::all_words(&d.values))) {
        mentions.extend(texts(draft.noun, &draft.values).into_iter().map(|(field, says)| HeldLine {
            place: format!("{}（没保存的草稿）", draft.noun.label()),
            number: String::new(),
            date: draft.changed_at.get(..10).unwrap_or_default().to_owned(),
            field: field.into(),
            text: says,
            own: false,
        }));
    }
    held.lines.append(&mut mentions);
    Ok(held)
}

/// Everything that names her, to look at first.
pub fn held_look(desk: &mut Desk, call: &mut Call<'_>, ask: HeldAsk) -> Result<Held> {
    let sought = Sought::of(&ask)?;
    gather(desk.store()?, &sought, call)
}

/// What the journal says of it: records by number, and not who she is.
#[derive(Serialize)]
struct Told {
    records: Vec<String>,
}

/// Writes what is hers, and what names her, as a workbook to hand to her.
pub fn held_write(desk: &mut Desk, call: &mut Call<'_>, ask: HeldAsk) -> Result<Written> {
    let mentions = ask.mentions;
    let mut held = held_look(desk, call, ask)?;
    held.lines.retain(|line| line.own || mentions);
    if held.lines.is_empty() {
        return Err(Error::NotReady("没有找到这个人的信息".into()));
    }
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let today = call.today().to_string();
    let frame = frame_of(
        session,
        call,
        &Period {
            from: today.clone(),
            to: today,
        },
    )?;
    let folder = call.documents.join("个人信息");
    let rows: Vec<HeldRow> = held
        .lines
        .iter()
        .map(|l| HeldRow {
            place: if l.own { l.place.clone() } else { format!("{}（提到）", l.place) },
            number: l.number.clone(),
            date: dates::shown(&l.date),
            field: l.field.clone(),
            text: l.text.clone(),
        })
        .collect();
    let mut records: Vec<String> = held.lines.iter().map(|l| l.number.clone()).filter(|n| !n.is_empty()).collect();
    records.sort();
    records.dedup();
    let written = ledger::write_held(&folder, &session.store.setting(ledger::DIGESTS)?.unwrap_or_default(), &frame, &rows)?;
    let (store, who) = desk.writing(call)?;
    store.transact("导出个人信息", &who, |w| w.set("held", &Told { records }))?;
    let done = ledger::Delivered {
        files: written.files,
        notes: vec!["里面可能也写着别人的事，交给本人以前请先看一遍，把别人的信息遮住。".into()],
        digests: written.digests,
    };
    delivered(desk, call, "导出个人信息", &folder, written.rows, done)
}
