//! Every command of the contract, asked what the bytes make of its question, on a station and on a
//! county that are thrown away. Nothing goes over a network. Now and then the whole is checked: no
//! question, however odd, may leave a database that does not pass.

#![no_main]

use std::cell::RefCell;

use liaison_fuzz::questions::{Bytes, Types};
use liaison_fuzz::{ASKED, Home, calamine_may_stumble};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

/// They would open a connection.
const NETWORK: &[&str] = &["route_run", "route_try"];
/// They stretch a password, a fifth of a second each.
const SLOW: &[&str] = &["set_up", "unlock", "recover", "lock", "change_password", "new_recovery", "clerk_add", "clerk_remove", "rescue", "rescue_keep", "backup_drill"];
/// A home lasts so many questions.
const LASTS: u32 = 4_000;

struct Room {
    types: Types,
    homes: [Home; 2],
    ids: [Vec<String>; 2],
    asked: u32,
}

impl Room {
    fn new() -> Self {
        Self {
            types: Types::read(),
            homes: [Home::new("station"), Home::new("county")],
            ids: [Vec::new(), Vec::new()],
            asked: 0,
        }
    }
}

thread_local!(static ROOM: RefCell<Option<Room>> = const { RefCell::new(None) });

fuzz_target!(init: calamine_may_stumble(), |data: &[u8]| {
    ROOM.with_borrow_mut(|room| {
        if room.as_ref().is_some_and(|r| r.asked >= LASTS) {
            *room = None;
        }
        let Room { types, homes, ids, asked } = room.get_or_insert_with(Room::new);
        *asked += 1;
        let mut bytes = Bytes(data);
        let which = bytes.below(2);
        let (home, ids) = (&mut homes[which], &mut ids[which]);
        if *asked % 64 < 2 {
            *ids = home.ids();
        }
        if *asked % 500 == 0 {
            home.sweep();
            // Nobody may have been locked out meanwhile.
            if home.ask("audit", json!({})).is_err() {
                let _ = home.ask("unlock", json!({ "password": "sanxi-2024" }));
            }
            if let Ok(audit) = home.ask("audit", json!({})) {
                assert_eq!(audit["sound"], true, "{audit}");
            }
        }
        let (name, question) = &types.commands[bytes.below(types.commands.len())];
        if NETWORK.contains(name) || (SLOW.contains(name) && bytes.below(64) != 1) {
            return;
        }
        let question = match serde_json::from_slice(bytes.0) {
            Ok(json) => json,
            Err(_) => types.value(question, &mut bytes, ids, 0),
        };
        if let Ok(mut told) = ASKED.lock() {
            *told = format!("{name} {question}");
        }
        match home.ask(name, question) {
            Ok(_) if *name == "lock" => drop(home.ask("unlock", json!({ "password": "sanxi-2024" }))),
            Ok(_) => {}
            // What went wrong has its three sentences.
            Err(error) => {
                let trouble = error.trouble();
                assert!(!trouble.what.is_empty() && !trouble.data.is_empty() && !trouble.next.is_empty());
                assert_ne!(trouble.code, "store", "{name}: {}", trouble.what);
            }
        }
    });
});
