//! Forms on paper: read back by poppler's tools (text, fonts, pictures), not by what wrote them.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::clerk::{Clerk, text};
use serde_json::{Value, json};

/// Everything a record may hold that a typesetter could take for an order.
const MARKUP: &str = "#eval(\"1+1\") #panic() $x^2$ *粗* _斜_ @ref <script>alert(1)</script> {{7*7}} \\u{4e00} =SUM(A1) `code` // # 标题";
const RARE: &str = "䶮𬭚𠮷㛃𡐓";

fn tool(name: &str, args: &[&str], pdf: &Path) -> Vec<u8> {
    let mut command = Command::new(name);
    command.args(args).arg(pdf);
    // pdftoppm writes to stdout by itself, and takes a dash for a name.
    if name != "pdftoppm" {
        command.arg("-");
    }
    let out = command.output();
    let out = out.unwrap_or_else(|e| panic!("{name} (Debian: poppler-utils): {e}"));
    assert!(out.status.success(), "{name}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}

/// A PDF a form was written to.
pub struct Paper(pub PathBuf);

impl Paper {
    /// Its text without any blanks: lines break where the page is full.
    fn says(&self) -> String {
        let text = String::from_utf8(tool("pdftotext", &["-raw", "-enc", "UTF-8"], &self.0)).unwrap();
        bare(&text)
    }

    pub fn has(&self, words: &str) {
        let says = self.says();
        assert!(says.contains(&bare(words)), "{} does not say {words}:\n{says}", self.0.display());
    }

    fn pages(&self) -> usize {
        let info = Command::new("pdfinfo").arg(&self.0).output().unwrap();
        let info = String::from_utf8(info.stdout).unwrap();
        assert!(info.contains("(A4)"), "{info}");
        let pages = info.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
        pages.trim().parse().unwrap()
    }

    /// Its first page in grey, 50 dots an inch: the head of a PGM, then one byte a dot.
    fn picture(&self) -> (String, Vec<u8>) {
        let mut pgm = tool("pdftoppm", &["-r", "50", "-gray", "-f", "1", "-l", "1"], &self.0);
        let ends: Vec<usize> = pgm.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at).take(3).collect();
        let dots = pgm.split_off(ends[2] + 1);
        (String::from_utf8(pgm).unwrap(), dots)
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{c}').collect()
}

fn prints(clerk: &mut Clerk, ask: Value) -> Paper {
    let written = clerk.does("form_write", ask.clone());
    let paper = Paper(PathBuf::from(text(&written["files"][0])));
    assert_eq!(written["rows"], paper.pages(), "{ask}");
    // The window prints the very pages the file has.
    let shown = clerk.does("form_pages", ask);
    assert_eq!(shown["pages"].as_array().unwrap().len(), paper.pages());
    paper
}

fn visit(deputy: &str) -> Value {
    json!({
        "kind": "station", "date": "2024-6-3", "time": "09:30", "deputies": [deputy], "citizen": RARE, "sex": "男", "village": "三溪村三组",
        "phone": "13900001234", "problem": "村口到小学的路灯坏了三盏，孩子晚上放学看不清路，请帮忙问问。", "category": "交通道路",
        "reply": "已经记下，三天内联系供电所。", "handling": "noted", "place": "三溪村委会一楼", "recorder": "林晓芸",
    })
}

/// A station with one of everything that is printed.
struct Desk {
    clerk: Clerk,
    visit: String,
    home: String,
    activity: String,
    day: String,
    matter: String,
    report: String,
}

fn desk() -> Desk {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.records(
        "deputy",
        json!({"name": "张卫国", "levels": ["县", "乡"], "constituency": "三溪第一选区", "status": "serving"}),
    );
    let qin = clerk.deputy("覃𡐓山");
    let mut home = visit(&zhang);
    for (key, value) in [("kind", "home"), ("publicity", "医保缴费"), ("citizen", "向老汉")] {
        home[key] = value.into();
    }
    let matter = clerk.matter("村口路灯坏了三盏");
    clerk.moves(&matter, "submit", json!({}));
    clerk.moves(&matter, "refer", json!({"unit": "镇供电所", "due_on": "2024-07-03"}));
    Desk {
        visit: clerk.records("visit", visit(&zhang)),
        home: clerk.records("visit", home),
        activity: clerk.records(
            "activity",
            json!({"name": "春季行动：走访脱贫户", "kind": "代表行动", "date": "2024-6-3", "place": "三溪村委会", "organiser": "station", "deputies": [zhang, qin]}),
        ),
        day: clerk.records(
            "reception_day",
            json!({"date": "2024-6-15", "slot": "上午", "place": "三溪村委会一楼", "deputies": [zhang, qin], "staff": "林晓芸", "announced_on": "2024-6-10", "status": "announced"}),
        ),
        report: clerk.records("report_meeting", json!({"deputy": zhang, "date": "2024-6-15", "place": "三溪村委会", "form": "oral"})),
        matter,
        clerk,
    }
}

#[test]
fn a_form_says_what_the_record_says_rare_characters_too() {
    let mut desk = desk();
    let paper = prints(&mut desk.clerk, json!({"form": "visit", "ids": [desk.visit]}));
    for words in [
        "接待登记表",
        RARE,
        "2024年6月3日",
        "09:30",
        "张卫国",
        "三溪村三组",
        "13900001234",
        "村口到小学的路灯坏了三盏，孩子晚上放学看不清路，请帮忙问问。",
        "已经记下，三天内联系供电所。",
        "交通道路",
        "进站接访",
        "选民签名",
        "代表签名",
        "三溪村代表联络站",
    ] {
        paper.has(words);
    }
    // Every font is embedded, as a subset, with a way back to Unicode.
    let fonts = Command::new("pdffonts").arg(&paper.0).output().unwrap();
    let fonts = String::from_utf8(fonts.stdout).unwrap();
    let lines: Vec<&str> = fonts.lines().skip(2).collect();
    assert!(!lines.is_empty());
    for line in lines {
        assert!(line.contains("NotoSerifCJKsc") && line.contains("yes yes yes"), "{fonts}");
    }
    let home = prints(&mut desk.clerk, json!({"form": "visit", "ids": [desk.home]}));
    for words in ["走访）登记表", "向老汉", "医保缴费", "走访对象签名"] {
        home.has(words);
    }
    let list = prints(&mut desk.clerk, json!({"form": "sign_in", "noun": "activity", "ids": [desk.activity]}));
    for words in ["春季行动：走访脱贫户", "2024年6月3日（星期一）", "县、乡人大代表（三溪第一选区）", "覃𡐓山"] {
        list.has(words);
    }
    let notice = prints(&mut desk.clerk, json!({"form": "notice", "ids": [desk.day]}));
    for words in [
        "人大代表接待日公告",
        "2024年6月15日（星期六）",
        "三溪村委会一楼",
        "林晓芸",
        "0718-6000017",
        "覃𡐓山",
        "2024年6月10日",
    ] {
        notice.has(words);
    }
    let ballot = prints(&mut desk.clerk, json!({"form": "ballot", "ids": [desk.report], "rows": 8}));
    assert_eq!(ballot.says().matches("测评票").count(), 8);
    for words in ["张卫国", "称职", "基本称职", "不称职", "弃权"] {
        ballot.has(words);
    }
    let opinion = prints(&mut desk.clerk, json!({"form": "opinion", "ids": [desk.matter]}));
    for words in ["征询意见表", "𬭚三䶮", "镇供电所", "路灯坏了三盏", "□满意", "□基本满意", "□不满意", "代表签名"] {
        opinion.has(words);
    }
}

#[test]
fn a_referral_says_what_its_workbook_says_and_has_a_stub_to_tear_off() {
    let mut desk = desk();
    let paper = prints(&mut desk.clerk, json!({"form": "referral", "ids": [desk.matter]}));
    let number = text(&desk.clerk.open("matter", &desk.matter)["record"]["number"]);
    for words in [
        "人大代表意见建议交办单",
        "JS-017/",
        &number,
        "村口路灯坏了三盏",
        "𬭚三䶮",
        "镇供电所",
        "2024年6月3日",
        "2024年7月3日",
        "A已解决",
        "核对码",
        "沿此线裁下，盖章后退回三溪村代表联络站",
        "回执",
        "承办单位（盖章）：镇供电所",
        "经办人：林晓芸",
    ] {
        paper.has(words);
    }
    // One that is with no unit has no slip, and is named.
    let other = desk.clerk.matter("水管漏水");
    let trouble = desk.clerk.is_refused("form_write", json!({"form": "referral", "ids": [desk.matter, other]}));
    assert!(trouble.what.contains("水管漏水"), "{}", trouble.what);
}

#[test]
fn what_looks_like_markup_is_set_as_it_was_typed() {
    let mut clerk = Clerk::sets_up();
    let deputy = clerk.deputy("张卫国");
    let mut values = visit(&deputy);
    values["problem"] = MARKUP.into();
    values["reply"] = format!("{}\n#import \"frame.typ\": *\n", "很长的一段话。".repeat(150)).into();
    let id = clerk.records("visit", values);
    let paper = prints(&mut clerk, json!({"form": "visit", "ids": [id]}));
    paper.has(MARKUP);
    paper.has("#import \"frame.typ\": *");
    let activity = clerk.records(
        "activity",
        json!({"name": "#pagebreak() $", "kind": "会议", "date": "2024-6-3", "organiser": "station"}),
    );
    prints(&mut clerk, json!({"form": "sign_in", "noun": "activity", "ids": [activity]})).has("#pagebreak() $");
}

#[test]
fn who_asked_not_to_be_named_is_on_no_form() {
    let mut clerk = Clerk::sets_up();
    let deputy = clerk.deputy("张卫国");
    let mut values = visit(&deputy);
    values["confidential"] = true.into();
    let secret = clerk.records("visit", values.clone());
    values["kind"] = "home".into();
    let home = clerk.records("visit", values);
    let matter = clerk.records(
        "matter",
        json!({"title": "路灯", "raised_on": "2024-6-3", "category": "交通道路", "content": "坏了", "source": "other", "citizen": RARE, "village": "三溪村三组", "phone": "13900001234", "confidential": true}),
    );
    clerk.moves(&matter, "submit", json!({}));
    clerk.moves(&matter, "refer", json!({"unit": "镇供电所", "due_on": "2024-07-03"}));
    for ask in [
        json!({"form": "visit", "ids": [secret]}),
        json!({"form": "visit", "ids": [home]}),
        json!({"form": "referral", "ids": [matter]}),
        json!({"form": "opinion", "ids": [matter]}),
    ] {
        let says = prints(&mut clerk, ask.clone()).says();
        assert!(says.contains("匿名"), "{ask}");
        for word in [RARE, "三溪村三组", "13900001234"] {
            assert!(!says.contains(word), "{ask} names {word}");
        }
    }
}

#[test]
fn a_character_no_font_here_has_is_named_and_everything_else_is_there() {
    let mut clerk = Clerk::sets_up();
    let deputy = clerk.deputy("张卫国");
    let mut values = visit(&deputy);
    // The last one of extension B.
    values["citizen"] = "田\u{2a6d6}山".into();
    let id = clerk.records("visit", values);
    let written = clerk.does("form_write", json!({"form": "visit", "ids": [id]}));
    let note = text(&written["notes"][0]);
    assert!(note.contains('\u{2a6d6}') && note.contains("用笔补上"), "{note}");
    Paper(PathBuf::from(text(&written["files"][0]))).has("村口到小学的路灯");
    assert_eq!(clerk.does("form_pages", json!({"form": "visit", "ids": [id]}))["notes"][0], written["notes"][0]);
}

#[test]
fn blank_forms_and_what_is_refused() {
    let mut desk = desk();
    for (ask, words) in [
        (json!({"form": "visit"}), "反映问题（原话）"),
        (json!({"form": "home_visit"}), "走访对象签名"),
        (json!({"form": "sign_in", "noun": "reception_day", "rows": 45}), "代表接待日签到表"),
        (json!({"form": "opinion"}), "反映人签名"),
    ] {
        prints(&mut desk.clerk, ask).has(words);
    }
    // 45 lines go on to a second page, under the same heads, and it says which page it is.
    let long = prints(&mut desk.clerk, json!({"form": "sign_in", "noun": "reception_day", "rows": 45}));
    assert_eq!((long.pages(), long.says().matches("联系电话").count()), (2, 2));
    long.has("第2页共2页");
    for (ask, field) in [
        (json!({"form": "nothing"}), "form"),
        (json!({"form": "referral"}), "ids"),
        (json!({"form": "home_visit", "ids": [desk.home]}), "form"),
        (json!({"form": "sign_in", "rows": 201}), "rows"),
        (json!({"form": "notice", "noun": "visit", "ids": [desk.visit]}), "noun"),
    ] {
        assert_eq!(super::clerk::fields(&desk.clerk.is_refused("form_pages", ask)), [field]);
    }
    assert_eq!(
        desk.clerk.is_refused("form_write", json!({"form": "visit", "ids": [desk.day]})).code,
        "not_found"
    );
}

#[test]
fn several_referrals_are_one_file_in_piles_by_unit() {
    let mut desk = desk();
    let clerk = &mut desk.clerk;
    let mut ids = vec![desk.matter.clone()];
    for (title, unit) in [("水渠漏水", "镇水利站"), ("变压器太小", "镇供电所"), ("桥栏断了", "镇交通办")] {
        let id = clerk.matter(title);
        clerk.moves(&id, "submit", json!({}));
        clerk.moves(&id, "refer", json!({"unit": unit, "due_on": "2024-07-03"}));
        ids.push(id);
    }
    let paper = prints(clerk, json!({"form": "referral", "noun": "matter", "ids": ids}));
    let says = paper.says();
    // Each has a page with its slip to tear off; those of one unit lie together.
    assert_eq!(paper.pages(), 4);
    let mut at: Vec<(usize, &str)> = ["村口路灯坏了三盏", "变压器太小", "水渠漏水", "桥栏断了"]
        .into_iter()
        .map(|title| (says.find(title).unwrap_or_else(|| panic!("{title} is missing")), title))
        .collect();
    at.sort_unstable();
    let place = |title: &str| at.iter().position(|(_, one)| *one == title).unwrap();
    assert_eq!(place("村口路灯坏了三盏").abs_diff(place("变压器太小")), 1, "{at:?}");
    assert_eq!(
        clerk.does("form_pages", json!({"form": "referral", "noun": "matter", "ids": ids}))["pages"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
}

#[test]
fn a_file_changed_by_hand_is_not_written_over() {
    let mut desk = desk();
    let ask = json!({"form": "visit", "ids": [desk.visit]});
    let first = prints(&mut desk.clerk, ask.clone());
    assert_eq!(prints(&mut desk.clerk, ask.clone()).0, first.0);
    std::fs::write(&first.0, "signed by hand").unwrap();
    let second = prints(&mut desk.clerk, ask);
    assert_ne!(second.0, first.0);
    assert_eq!(std::fs::read_to_string(&first.0).unwrap(), "signed by hand");
}

#[test]
fn the_enrolment_slip_is_a_page_beside_its_file() {
    let mut clerk = Clerk::sets_up();
    let slip = clerk.does("slip", json!({}));
    let written = clerk.does("slip_write", json!({"folder": clerk.folder.path()}));
    let [file, page] = [0, 1].map(|n| PathBuf::from(text(&written["files"][n])));
    // Each is signed anew; the page shows the very one it lies beside.
    let own = std::fs::read_to_string(file).unwrap();
    let page = Paper(page);
    assert_eq!(page.pages(), 1);
    for words in ["站点登记单", "三溪村代表联络站（JS-017）", "县里核对", &text(&slip["fingerprint"]), &own] {
        page.has(words);
    }
    // A camera reads the slip off the paper.
    let picture = page.0.with_extension("png");
    let drawn = Command::new("pdftoppm")
        .args(["-r", "200", "-png", "-singlefile"])
        .args([&page.0, &page.0.with_extension("")])
        .status()
        .unwrap();
    assert!(drawn.success());
    let read = Command::new("zbarimg").args(["--raw", "--quiet"]).arg(picture).output().unwrap();
    assert_eq!(String::from_utf8(read.stdout).unwrap().trim(), own.trim());
    assert!(text(&slip["pages"][0]).contains("<svg"));
}

/// Of the dots of a page, how many per thousand may be clearly of another grey. A 交办单 has a check
/// code made from the record's id, which is another each time: about 360 dots of 242,190.
const TOLERANCE: usize = 3;

#[test]
fn pages_look_as_they_did() {
    let mut desk = desk();
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/forms");
    let mut wrong = Vec::new();
    for (name, ask) in [
        ("visit", json!({"form": "visit", "ids": [desk.visit]})),
        ("visit_blank", json!({"form": "visit"})),
        ("home_visit", json!({"form": "visit", "ids": [desk.home]})),
        ("home_visit_blank", json!({"form": "home_visit"})),
        ("sign_in", json!({"form": "sign_in", "noun": "activity", "ids": [desk.activity]})),
        ("sign_in_day", json!({"form": "sign_in", "noun": "reception_day", "ids": [desk.day]})),
        ("notice", json!({"form": "notice", "ids": [desk.day]})),
        ("referral", json!({"form": "referral", "ids": [desk.matter]})),
        ("opinion", json!({"form": "opinion", "ids": [desk.matter]})),
        ("ballot", json!({"form": "ballot", "ids": [desk.report]})),
    ] {
        let paper = prints(&mut desk.clerk, ask);
        let file = golden.join(format!("{name}.pdf"));
        if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
            std::fs::create_dir_all(&golden).unwrap();
            std::fs::copy(&paper.0, &file).unwrap();
        }
        let ((now, dots), (then, before)) = (paper.picture(), Paper(file).picture());
        assert_eq!(now, then, "{name}");
        let off = dots.iter().zip(&before).filter(|(a, b)| a.abs_diff(**b) > 80).count();
        if off * 1000 > dots.len() * TOLERANCE {
            wrong.push(format!("{name}: {off} of {} dots", dots.len()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}; look at the pages, then INSTA_UPDATE=always keeps them");
}
