//! The folder of pages: whole or not at all, and nobody's work is overwritten.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::office::{Office, files, year};

fn write(office: &mut Office) -> (PathBuf, Vec<String>) {
    let written = office.ask("notice_write", json!({ "ask": year() }));
    let notes = written["notes"].as_array().unwrap().iter().map(|n| n.as_str().unwrap().to_owned()).collect();
    (PathBuf::from(written["folder"].as_str().unwrap()), notes)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn its_own_folder_is_replaced_whole_and_nothing_else_is_touched() {
    let mut office = Office::station();
    let parent = office.documents().join("公示");
    let (folder, notes) = write(&mut office);
    assert_eq!(folder, parent.join("2024年公示_三溪村代表联络站"));
    assert!(notes.is_empty());
    assert_eq!(names(&folder), ["deputies-JS-017.html", "index.html", "matters-JS-017.html"]);

    office.keep("deputy", json!({ "name": "张卫国", "levels": ["乡"], "status": "serving" }));
    let (again, notes) = write(&mut office);
    assert_eq!((again, notes.len()), (folder.clone(), 0), "its own is replaced");
    assert!(fs::read_to_string(folder.join("deputies-JS-017.html")).unwrap().contains("张卫国"));
    assert_eq!(names(&parent).len(), 1, "nothing is left lying about");

    // One page changed by hand, a picture put beside them, a page taken away: each makes it hers.
    let page = folder.join("index.html");
    let own = fs::read_to_string(&page).unwrap();
    let second = parent.join("2024年公示_三溪村代表联络站（2）");
    for spoil in [0, 1, 2] {
        match spoil {
            0 => fs::write(&page, "手工改过").unwrap(),
            1 => fs::write(folder.join("照片.txt"), "她放的").unwrap(),
            _ => fs::remove_file(&page).unwrap(),
        }
        let before = files(&folder);
        let (other, notes) = write(&mut office);
        assert_eq!(other, second);
        assert!(notes[0].contains("没有动它") && notes[0].contains("（2）"), "{notes:?}");
        assert_eq!(files(&folder), before);
        match spoil {
            1 => fs::remove_file(folder.join("照片.txt")).unwrap(),
            _ => fs::write(&page, &own).unwrap(),
        }
        if spoil < 2 {
            assert_eq!(write(&mut office).0, folder, "put back as it was it is the program's again");
        }
    }
}

#[test]
fn a_folder_that_cannot_be_written_leaves_nothing() {
    let mut office = Office::station();
    fs::create_dir_all(office.documents()).unwrap();
    let file = office.documents().join("一个文件");
    fs::write(&file, "她的").unwrap();
    let refused = office.tried("notice_write", json!({ "ask": year(), "folder": file }));
    assert!(refused.is_err());
    assert_eq!(fs::read_to_string(&file).unwrap(), "她的");
    assert_eq!(names(&office.documents()), ["一个文件"]);
}

#[test]
fn who_let_what_out_is_in_the_journal_and_the_chain_holds() {
    let mut office = Office::station();
    let id = office.keep(
        "matter",
        json!({ "title": "关于安装路灯的建议", "raised_on": "2024-05-08", "category": "交通道路", "content": "话", "source": "other" }),
    );
    let look = office.ask("notice_look", year());
    let order = json!({ "ask": year(), "choice": crate::office::all_of(&look) });
    let lines = |office: &mut Office| office.ask("audit", json!({}))["journal"].as_u64().unwrap();
    let before = lines(&mut office);
    office.ask("notice_write", order);
    let audit = office.ask("audit", json!({}));
    assert_eq!((audit["sound"].clone(), audit["journal"].as_u64().unwrap()), (json!(true), before + 1));
    assert_eq!(look[0]["matters"][0]["id"], json!(id));
}
