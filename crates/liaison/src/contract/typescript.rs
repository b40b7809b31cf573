//! The table of commands, the types it names and the FIELDS as TypeScript, for the window.

use std::collections::BTreeMap;

use serde::Serialize;
use ts_rs::{Config, TS, TypeVisitor};

use super::{commands, types};
use crate::error::Trouble;
use crate::{desk, records};

/// Collects every type it meets, by name: ts-rs gives dependencies in an order of chance.
#[derive(Default)]
pub(super) struct Decls(BTreeMap<String, String>);

impl Decls {
    /// The types a screen needs that no question and no answer names.
    pub(super) fn beside_the_table() -> Self {
        let mut decls = Self::default();
        decls.visit::<Trouble>();
        decls.visit::<desk::Progress>();
        decls.visit::<records::Head>();
        decls.visit::<records::Field>();
        decls.visit::<records::Deputy>();
        decls.visit::<records::Group>();
        decls.visit::<records::ReceptionDay>();
        decls.visit::<records::Visit>();
        decls.visit::<records::Activity>();
        decls.visit::<records::Matter>();
        decls.visit::<records::Step>();
        decls.visit::<records::ReportMeeting>();
        decls.visit::<records::Promise>();
        decls.visit::<records::Publicity>();
        decls.visit::<records::Book>();
        decls.visit::<records::BookMove>();
        decls.visit::<records::Duty>();
        decls.visit::<records::Seat>();
        decls.visit::<records::Home>();
        decls.visit::<records::Site>();
        decls.visit::<records::Unit>();
        decls.visit::<records::Member>();
        decls.visit::<records::Contact>();
        decls.visit::<records::Person>();
        decls.visit::<records::Proposal>();
        decls.visit::<records::Supervision>();
        decls
    }
}

impl TypeVisitor for Decls {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        let cfg = config();
        let name = T::ident(&cfg);
        let built_in = T::output_path().is_none();
        if !built_in && self.0.contains_key(&name) {
            return;
        }
        if !built_in {
            let decl = format!("{}export {}\n\n", T::docs().unwrap_or_default(), T::decl(&cfg));
            self.0.insert(name, decl);
        }
        // A built-in's parameters may still be ours.
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

pub(super) fn config() -> Config {
    Config::new().with_large_int("number")
}

/// `ui/src/contract.ts`: the types, the table and the FIELDS, as TypeScript.
pub fn typescript() -> String {
    let mut out = String::from("// Written from crates/liaison/src/contract.rs by `./dev contract`; do not edit.\n/* eslint-disable */\n\n");
    out.extend(types().0.into_values());
    out.push_str("/** Every command: its question and its answer. */\nexport interface Contract {\n");
    for c in commands() {
        out.push_str(&format!(
            "  /** {} */\n  {}: {{ question: {}; answer: {} }};\n",
            c.about, c.name, c.question, c.answer
        ));
    }
    out.push_str("}\n\n/** Commands that report progress and can be cancelled. */\nexport const LONG: readonly (keyof Contract)[] = [");
    let long: Vec<_> = commands().iter().filter(|c| c.long).map(|c| format!("\"{}\"", c.name)).collect();
    out.push_str(&long.join(", "));
    out.push_str("];\n\n/** What people call each noun, its title and date fields. */\nexport const NOUNS: Record<Noun, { label: string; title: string; date: string | null }> = {\n");
    for noun in records::Noun::ALL {
        let said = serde_json::json!({"label": noun.label(), "title": noun.title_field(), "date": noun.date_field()});
        out.push_str(&format!("  {}: {said},\n", key(noun)));
    }
    let sent: Vec<_> = records::Noun::SENT.iter().map(|n| format!("\"{}\"", key(n))).collect();
    out.push_str(&format!(
        "}};\n\n/** What a station keeps and sends; the others are the county office's own. */\nexport const SENT: readonly Noun[] = [{}];\n",
        sent.join(", ")
    ));
    out.push_str(&format!(
        "\n/** Stands where the voter's name stood, once her data's retention is over. */\nexport const PURGED = \"{}\";\n",
        records::purged::PURGED
    ));
    out.push_str("\n/** Every field of every noun, in form order. */\nexport const FIELDS: Record<Noun, Field[]> = {\n");
    for noun in records::Noun::ALL {
        out.push_str(&format!("  {}: [\n{}  ],\n", key(noun), lines(noun.fields(), "    ")));
    }
    out.push_str("};\n\n/** What each list of choices is called. */\nexport const LISTS: Record<List, string> = {\n");
    for list in records::List::ALL {
        out.push_str(&format!("  {}: \"{}\",\n", key(list), list.label()));
    }
    let open: Vec<_> = records::List::ALL.iter().filter(|l| l.open()).map(|l| format!("\"{}\"", key(l))).collect();
    out.push_str(&format!(
        "}};\n\n/** Lists that take words they do not have yet. */\nexport const OPEN_LISTS: readonly List[] = [{}];\n",
        open.join(", ")
    ));
    out.push_str("\n/** Every arrow in the life of a matter. */\nexport const MOVES: Move[] = [\n");
    out.push_str(&lines(records::life::MOVES, "  "));
    out.push_str("];\n");
    out
}

fn lines(items: &[impl Serialize], indent: &str) -> String {
    items
        .iter()
        .map(|item| format!("{indent}{},\n", serde_json::to_string(item).unwrap_or_default()))
        .collect()
}

fn key(code: &impl Serialize) -> String {
    serde_json::to_value(code).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}
