//! The office's own form, filled from what its stations sent.

use std::path::Path;

use base64::Engine as _;
use calamine::{Reader, open_workbook_auto};
use serde_json::{Value, json};

use crate::office::*;

/// How often each of these stands in a cell of a file by itself.
fn cells(file: &str, words: &[&str]) -> Vec<usize> {
    let mut book = open_workbook_auto(file).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    let said: Vec<String> = range.rows().flatten().map(ToString::to_string).collect();
    words.iter().map(|word| said.iter().filter(|cell| cell == word).count()).collect()
}

fn files(written: &Value) -> Vec<&str> {
    written["files"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect()
}

#[test]
fn the_offices_own_form_is_one_for_all_or_one_in_a_folder_of_each_station() {
    let (mut pair, _) = office(2);
    let folder = pair.county.folder();
    let sample = pair.county.ask("template_sample", json!({ "register": "matters", "folder": folder })).unwrap();
    let bytes = base64::prelude::BASE64_STANDARD.encode(std::fs::read(files(&sample)[0]).unwrap());
    let loaded = pair.county.ask("template_load", json!({ "file": "州里的表.xlsx", "base64": bytes })).unwrap();
    assert_eq!(loaded["faults"], json!([]));
    let ask = |more: Value| {
        let mut ask = json!({ "id": loaded["id"], "from": "2026-01-01", "to": "2026-12-31", "folder": folder });
        ask.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        ask
    };

    let all = pair.county.ask("template_write", ask(json!({}))).unwrap();
    assert_eq!((files(&all).len(), &all["rows"]), (1, &json!(4)));
    assert_eq!(cells(files(&all)[0], &["第 1 件事", "第 2 件事"]), [2, 2]);

    let each = pair.county.ask("template_write", ask(json!({ "per_station": true }))).unwrap();
    assert_eq!((files(&each).len(), &each["rows"]), (2, &json!(4)));
    for (file, code) in files(&each).into_iter().zip(["JS-017", "JS-018"]) {
        let own = Path::new(file).parent().unwrap().file_name().unwrap().to_str().unwrap();
        assert!(own.starts_with(code), "{file}");
        assert_eq!(cells(file, &["第 1 件事", "第 2 件事"]), [1, 1], "{file}");
    }

    let one = pair
        .county
        .ask("template_write", ask(json!({ "per_station": true, "stations": ["JS-018"] })))
        .unwrap();
    assert_eq!((files(&one).len(), &one["rows"]), (1, &json!(2)));
    assert!(files(&one)[0].contains("JS-018"));
    pair.county.sound();
}
