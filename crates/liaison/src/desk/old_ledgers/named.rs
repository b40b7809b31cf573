//! Names in a cell: which deputies, which book, which activity. Who is not in the register is asked for, and
//! may come along.

use super::row::{ADD, Asked, Draft, NEW, Reader};
use crate::records::meaning::{Choice, Given, Meaning, parts, short, spaced_name};
use crate::records::{Field, List, Noun, text};

impl Reader<'_> {
    /// Ids of the deputies a cell names.
    pub(super) fn people(&self, draft: &mut Draft, key: &str, label: &str, said: &str, at: &str) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for part in parts(said) {
            ids.extend(self.person(draft, key, label, part, at));
        }
        let mut once = Vec::new();
        for id in ids {
            if !once.contains(&id) {
                once.push(id);
            }
        }
        once
    }

    fn person(&self, draft: &mut Draft, key: &str, label: &str, part: &str, at: &str) -> Vec<String> {
        let named = |name: &str| self.known.called(Noun::Deputy, name);
        let joined: String = part.split_whitespace().collect();
        if let [one] = named(&joined) {
            if joined != part {
                draft.note(at, format!("“{}”读作“{joined}”", short(part)));
            }
            return vec![one.id.clone()];
        }
        // Several names with spaces between them, every one known.
        let pieces: Vec<_> = part.split_whitespace().map(named).collect();
        if pieces.len() > 1 && pieces.iter().all(|p| p.len() == 1) {
            return pieces.into_iter().flatten().map(|p| p.id.clone()).collect();
        }
        // 张三（县代表）
        let outside = text::narrow(&joined).split('(').next().unwrap_or_default().to_owned();
        if let ([one], true) = (named(&outside), outside != joined) {
            draft.note(at, format!("“{}”读作“{outside}”", short(part)));
            return vec![one.id.clone()];
        }
        let name = spaced_name(part).unwrap_or(if outside.is_empty() { joined.clone() } else { outside });
        let asked_key = format!("{key}|{part}");
        if let Some(answer) = self.answered(draft, &asked_key) {
            return match answer {
                None => Vec::new(),
                Some(value) if value.starts_with(ADD) => vec![format!("{NEW}{}:{name}", value.trim_start_matches(ADD))],
                Some(value) if self.known.by_id(Noun::Deputy, &value).is_some() => vec![value],
                // Typed words are names again; they are not asked twice under the same key.
                Some(value) if value != part => parts(&value).flat_map(|part| self.person(draft, key, label, part, at)).collect(),
                Some(_) => Vec::new(),
            };
        }
        let same = named(&joined);
        let says = match same.len() {
            0 => format!("名册里没有“{}”", short(part)),
            many => format!("名册里有 {many} 名“{joined}”，是哪一位？"),
        };
        let like = if same.is_empty() {
            self.known.like(Noun::Deputy, &name)
        } else {
            same.iter().collect()
        };
        let mut choices: Vec<Choice> = like
            .iter()
            .map(|one| Choice::labelled(&one.id, format!("{}（{}）", one.name, one.detail)))
            .collect();
        // Who gave no report made no promise at one: nobody new comes along with promises.
        let addable = self.noun() != Noun::Promise && (2..=30).contains(&name.chars().count()) && !name.chars().any(|c| c.is_ascii_digit());
        if same.is_empty() && addable {
            let levels = self.aids.words.get(&List::Level).map(Vec::as_slice).unwrap_or_default();
            choices.extend(
                levels
                    .iter()
                    .map(|level| Choice::labelled(format!("{ADD}{level}"), format!("登记“{name}”为{level}代表"))),
            );
        }
        draft.asks.push(Asked {
            key: asked_key,
            kind: format!("{key}:{}", if same.is_empty() { "unknown" } else { "several" }),
            column: label.to_owned(),
            said: short(part),
            says,
            choices,
            may_blank: true,
            at: at.to_owned(),
        });
        Vec::new()
    }

    /// The id of the one record a cell names.
    pub(super) fn one(&self, draft: &mut Draft, noun: Noun, field: &Field, label: &str, given: &Given, at: &str) -> Option<String> {
        if noun == Noun::Deputy {
            let mut ids = self.people(draft, field.key, label, &given.text, at);
            if ids.len() > 1 {
                draft.note(at, format!("“{label}”只能是一名代表，写了 {} 名；请分成几行", ids.len()));
                draft.wrong = true;
            }
            return ids.pop();
        }
        let said = given.text.trim_matches(['《', '》', ' ']);
        let read = |given: &Given| {
            let said = given.text.trim_matches(['《', '》', ' ']);
            match self.known.called(noun, said) {
                [one] => Meaning::Sure(one.id.clone().into()),
                _ if self.known.by_id(noun, said).is_some() => Meaning::Sure(said.into()),
                _ if said == ADD && noun == Noun::Book => Meaning::Sure(format!("{NEW}{}", given.text).into()),
                same => {
                    let like = if same.is_empty() {
                        self.known.like(noun, said)
                    } else {
                        same.iter().collect()
                    };
                    let choices = like.iter().map(|one| Choice::labelled(&one.id, format!("{}（{}）", one.name, one.detail)));
                    let add = (noun == Noun::Book && same.is_empty()).then(|| Choice::labelled(ADD, format!("登记新书《{said}》")));
                    Meaning::Ask(format!("还没有登记过{}“{}”", noun.label(), short(said)), choices.chain(add).collect())
                }
            }
        };
        let value = self.certain(draft, field.key, label, !field.required, given, at, &read)?;
        let id = value.as_str().unwrap_or_default();
        Some(if id == format!("{NEW}{ADD}") { format!("{NEW}{said}") } else { id.to_owned() })
    }
}
