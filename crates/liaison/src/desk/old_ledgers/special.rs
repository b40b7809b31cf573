//! Columns of a register that hold two things in one cell, or one thing by another's name.

use serde_json::Value;

use super::row::{ADD, Asked, Draft, NEW, Reader};
use crate::ledger::Back;
use crate::records::meaning::{Choice, Given, Meaning, meaning, parts, short};
use crate::records::{Kind, List, Noun, book, matter, report_meeting, text, visit};

/// 来访方式 → how they met, where that is certain.
const WAYS_MET: &[(&str, &str)] = &[
    ("本人来访", "station"),
    ("代人反映", "station"),
    ("集体来访", "station"),
    ("微信", "online"),
    ("入户走访", visit::HOME),
];

impl Reader<'_> {
    pub(super) fn special(&self, draft: &mut Draft, back: Back, label: &str, given: &Given, at: &str) {
        match back {
            Back::Turnout => self.pair(draft, ["expected", "present"], label, given, at),
            Back::Households => self.pair(draft, ["households", "people"], label, given, at),
            Back::CopiesIn => self.copies(draft, book::IN, label, given, at),
            Back::CopiesOut => self.copies(draft, book::OUT, label, given, at),
            Back::Feedback => {
                for part in given.text.split(['·', '•', ' ', '\n']).filter(|p| !p.is_empty()) {
                    let key = if part.chars().any(|c| c.is_ascii_digit()) {
                        "fed_back_on"
                    } else {
                        "fed_back_way"
                    };
                    self.part(
                        draft,
                        key,
                        label,
                        &Given {
                            text: part.into(),
                            is: given.is,
                        },
                        at,
                    );
                }
            }
            Back::Way => self.way(draft, label, given, at),
            Back::Organiser => self.organiser(draft, label, given, at),
            Back::Source => {
                let narrow = text::narrow(&given.text);
                let (source, channel) = narrow.split_once('(').unwrap_or((&narrow, ""));
                self.part(draft, "source", label, &Given::text(source), at);
                let channel = channel.trim_end_matches(')');
                if !channel.is_empty() {
                    self.part(draft, "channel", label, &Given::text(channel), at);
                }
            }
            Back::ClosedHow => self.part(draft, "closed_how", label, given, at),
            Back::Level => {
                // All of a deputy's levels are the deputy's, not the report's.
                if parts(&given.text).count() == 1 {
                    self.part(draft, "level", label, given, at);
                }
            }
            Back::ReportDay => self.report_day(draft, label, given, at),
            Back::Field(_) | Back::Number | Back::Nothing => {}
        }
    }

    /// A part of a cell, read for a field of its own.
    fn part(&self, draft: &mut Draft, key: &str, label: &str, given: &Given, at: &str) {
        let Some(field) = self.noun().field(key) else { return };
        if let Some(value) = self.field(draft, field, label, given, at) {
            draft.values.insert(key.into(), value);
        }
    }

    /// 12/10, 3户/5人.
    fn pair(&self, draft: &mut Draft, keys: [&str; 2], label: &str, given: &Given, at: &str) {
        let narrow = text::narrow(&given.text);
        match narrow.split_once('/') {
            Some((first, second)) if !second.contains('/') => {
                for (key, said) in keys.into_iter().zip([first, second]) {
                    self.part(draft, key, label, &Given::text(said), at);
                }
            }
            // One number alone says which by its unit.
            _ if narrow.ends_with('户') => self.part(draft, keys[0], label, given, at),
            _ if narrow.ends_with('人') => self.part(draft, keys[1], label, given, at),
            _ => {
                let labels = keys.map(|key| self.noun().field(key).map_or("", |f| f.label));
                let says = format!("“{label}”写的是“{}”，是{}还是{}？", short(&given.text), labels[0], labels[1]);
                let choices = keys.iter().zip(labels).map(|(key, word)| Choice::labelled(*key, word)).collect::<Vec<_>>();
                let asked = |given: &Given| match keys.iter().find(|key| **key == given.text) {
                    Some(key) => Meaning::Sure((*key).into()),
                    None => Meaning::Ask(says.clone(), choices.clone()),
                };
                if let Some(key) = self.certain(draft, label, label, true, given, at, &asked) {
                    self.part(draft, key.as_str().unwrap_or_default(), label, given, at);
                }
            }
        }
    }

    fn copies(&self, draft: &mut Draft, kind: &str, label: &str, given: &Given, at: &str) {
        if ["0", "-", "—", "/"].contains(&given.text.as_str()) {
            return;
        }
        if draft.values.contains_key("kind") {
            draft.note(at, "一行里又有入库又有发放；请分成两行");
            draft.wrong = true;
            return;
        }
        draft.values.insert("kind".into(), kind.into());
        self.part(draft, "count", label, given, at);
    }

    /// 来访方式 tells how the voter came, and so how deputy and voter met.
    fn way(&self, draft: &mut Draft, label: &str, given: &Given, at: &str) {
        let ways = self.aids.words.get(&List::Way).map(Vec::as_slice).unwrap_or_default();
        let walked = draft.values.get("kind").and_then(Value::as_str) == Some(visit::HOME);
        let kind_of = |said: &str| visit::KINDS.iter().find(|(code, label)| *label == said || *code == said).map(|(code, _)| *code);
        let read = |given: &Given| {
            let said = given.text.as_str();
            let met = WAYS_MET.iter().find(|(way, _)| *way == said).map(|(_, kind)| *kind);
            let is_way = ways.iter().any(|w| w == said);
            match (kind_of(said), met) {
                // What the register says of every line need not be said again.
                (Some(visit::HOME), _) if walked => Meaning::Sure("".into()),
                (Some(kind), _) if !walked => Meaning::Sure(format!("{kind}|").into()),
                (_, Some(kind)) if is_way => Meaning::Sure(format!("{kind}|{said}").into()),
                _ if is_way && walked => Meaning::Sure(format!("|{said}").into()),
                _ => {
                    let kinds = visit::KINDS.iter().map(|(code, label)| Choice::labelled(*code, *label));
                    let says = format!("“{label}”写的是“{}”，是怎样来的？", short(&given.text));
                    Meaning::Ask(says, kinds.chain(ways.iter().map(Choice::plain)).collect())
                }
            }
        };
        let Some(value) = self.certain(draft, "way_met", label, false, given, at, &read) else {
            return;
        };
        let (kind, way) = value.as_str().and_then(|v| v.split_once('|')).unwrap_or_default();
        if !kind.is_empty() && !walked {
            draft.values.insert("kind".into(), kind.into());
        }
        draft.values.insert("way".into(), way.into());
    }

    fn organiser(&self, draft: &mut Draft, label: &str, given: &Given, at: &str) {
        let labels = self.noun().field("organiser").map(|f| f.kind);
        let read = |given: &Given| {
            let said = given.text.as_str();
            if let (Some(Kind::OneOf(codes)), false) = (labels, said.is_empty())
                && let Some((code, _)) = codes.iter().find(|(code, label)| *code == said || *label == said)
            {
                return Meaning::Sure(format!("{code}|").into());
            }
            if said == self.known.station || said == "本站" {
                return Meaning::Sure("station|".into());
            }
            if let Some(kind) = said.strip_prefix(ADD) {
                return Meaning::Sure(format!("group|{NEW}{kind}:").into());
            }
            match self.known.called(Noun::Group, said) {
                [one] => return Meaning::Sure(format!("group|{}", one.id).into()),
                _ if self.known.by_id(Noun::Group, said).is_some() => return Meaning::Sure(format!("group|{said}").into()),
                _ => {}
            }
            let mut choices = vec![Choice::labelled("station", "联络站")];
            choices.extend(self.known.all(Noun::Group).into_iter().take(30).map(|g| Choice::labelled(&g.id, &g.name)));
            let kinds = self.aids.words.get(&List::GroupKind).map(Vec::as_slice).unwrap_or_default();
            choices.extend(
                kinds
                    .iter()
                    .map(|kind| Choice::labelled(format!("{ADD}{kind}"), format!("登记新小组“{}”（{kind}）", short(said)))),
            );
            Meaning::Ask(format!("还没有登记过小组“{}”", short(said)), choices)
        };
        let Some(value) = self.certain(draft, "organiser_group", label, true, given, at, &read) else {
            return;
        };
        let (organiser, group) = value.as_str().and_then(|v| v.split_once('|')).unwrap_or_default();
        let group = if group.starts_with(NEW) {
            format!("{group}{}", given.text)
        } else {
            group.to_owned()
        };
        draft.values.insert("organiser".into(), organiser.into());
        draft.values.insert("group".into(), group.into());
    }

    /// The conclusion in the ledger against the one its votes give.
    pub(super) fn conclude(&self, draft: &mut Draft) {
        let written = draft.values.get("conclusion").and_then(Value::as_str).unwrap_or_default().to_owned();
        let by_votes = report_meeting::conclusion(&draft.values, self.known.rules.report);
        if written.is_empty() || written == by_votes {
            draft.values.insert("conclusion".into(), by_votes.into());
            return;
        }
        let label = |code: &str| report_meeting::CONCLUSIONS.iter().find(|(c, _)| *c == code).map_or("没有结论", |(_, l)| *l);
        let says = format!("表上的结论是“{}”，按票数是“{}”", label(&written), label(by_votes));
        let choices = vec![
            Choice::labelled(&written, format!("照表上的：{}", label(&written))),
            Choice::labelled("by_votes", format!("按票数：{}", label(by_votes))),
        ];
        let key = format!("conclusion|@{}", draft.row);
        match self.answered(draft, &key) {
            Some(Some(value)) if value == "by_votes" => {
                draft.values.insert("conclusion".into(), by_votes.into());
            }
            Some(_) => {}
            None => {
                let at = self.at("conclusion", draft.row);
                draft.asks.push(Asked {
                    key,
                    kind: "conclusion".into(),
                    column: "结论".into(),
                    said: label(&written).to_owned(),
                    says,
                    choices,
                    may_blank: false,
                    at,
                });
            }
        }
    }

    /// The choices of a fixed field, for questions about what is missing.
    pub(super) fn choices_of(&self, key: &str) -> Vec<Choice> {
        let field = self.noun().field(key);
        match field.map(|f| meaning(f, false, &Given::text("？"), &self.aids)) {
            Some(Meaning::Ask(_, choices)) => choices,
            _ => Vec::new(),
        }
    }
}

/// A way that says a matter was handled by a unit means nothing until it is closed.
pub(super) const HANDLED: &str = "handled";

/// Sources, for matters whose ledger does not say.
pub(super) fn sources() -> Vec<Choice> {
    matter::SOURCES.iter().map(|(code, label)| Choice::labelled(*code, *label)).collect()
}
