//! A small made-up station with at least one record for every register.

use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset};
use liaison::ledger::{self, Frame, Order, REGISTERS, Register, Written};
use liaison::records::{Kept, Kind, Noun, Values, dates};
use liaison::store::{POINTS_RULES, Store, Who};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder for tests that is not the system's temp folder, which must stay empty of ledgers.
pub fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

pub struct Station {
    pub home: TempDir,
    pub store: Store,
}

pub fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2024-12-20T15:04:05+08:00").unwrap()
}

impl Station {
    pub fn empty() -> Self {
        Self::coded("JS-017")
    }

    pub fn coded(code: &str) -> Self {
        Self::of(json!({"role": "station", "code": code, "name": "三溪村代表联络站"}))
    }

    pub fn of(own: Value) -> Self {
        let home = folder();
        let mut store = Store::create(&home.path().join("station.db"), &[7; 32].into()).unwrap();
        let who = Who {
            clerk: "林晓芸".into(),
            now: now(),
        };
        store.transact("建站", &who, |w| w.set("station", &own)).unwrap();
        Self { home, store }
    }

    /// Inserts one record; what is not named is blank.
    pub fn add(&mut self, noun: Noun, given: Value) -> Kept {
        self.add_all(vec![(noun, given)]).remove(0)
    }

    pub fn add_all(&mut self, records: Vec<(Noun, Value)>) -> Vec<Kept> {
        let who = Who {
            clerk: "林晓芸".into(),
            now: now(),
        };
        self.store
            .transact("新增", &who, |w| {
                records.into_iter().map(|(noun, given)| w.insert(noun, filled(noun, given))).collect()
            })
            .unwrap()
    }

    pub fn delete(&mut self, noun: Noun, id: &str) {
        let who = Who {
            clerk: "林晓芸".into(),
            now: now(),
        };
        self.store.transact("删除", &who, |w| w.delete(noun, id, None)).unwrap();
    }

    /// Keeps what was written where, as the desk does.
    pub fn remember(&mut self, written: &Written) {
        let who = Who {
            clerk: "林晓芸".into(),
            now: now(),
        };
        self.store
            .transact("写出台账", &who, |w| w.set_quietly(ledger::DIGESTS, &written.digests))
            .unwrap();
    }

    pub fn write(&self, order: &Order) -> Written {
        ledger::write(&self.store, self.home.path(), &frame(), order, &mut |_, _, _| Ok(())).unwrap()
    }
}

fn filled(noun: Noun, given: Value) -> Values {
    let Value::Object(given) = given else { panic!("values are an object") };
    for key in given.keys() {
        assert!(noun.field(key).is_some(), "{noun:?} has no {key}");
    }
    let blank = |kind| match kind {
        Kind::Whole => Value::Null,
        Kind::Flag => Value::Bool(false),
        Kind::Choices(_) | Kind::Many(_) => json!([]),
        _ => json!(""),
    };
    noun.fields()
        .iter()
        .map(|f| (f.key.to_owned(), given.get(f.key).cloned().unwrap_or_else(|| blank(f.kind))))
        .collect()
}

pub fn frame() -> Frame {
    frame_of("2024-01-01", "2024-12-31")
}

pub fn frame_of(from: &str, to: &str) -> Frame {
    let [from, to] = [from, to].map(|d| dates::parse(d).unwrap());
    Frame {
        unit: "三溪村代表联络站".into(),
        clerk: "林晓芸".into(),
        now: now(),
        today: now().date_naive(),
        from,
        to,
        stations: None,
    }
}

pub fn all_into(folder: &Path) -> Order {
    Order {
        registers: REGISTERS.iter().collect(),
        one_book: false,
        own_folder: true,
        folder: folder.to_owned(),
    }
}

pub fn one(key: &str, folder: &Path) -> Order {
    Order {
        registers: vec![Register::find(key).unwrap()],
        one_book: false,
        own_folder: false,
        folder: folder.to_owned(),
    }
}

/// Everything in a folder and below, by path relative to it.
pub fn listing(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            all.push(path.strip_prefix(folder).unwrap().to_owned());
            if path.is_dir() {
                open.push(path);
            }
        }
    }
    all.sort();
    all
}

/// The voter who asked not to be named.
pub const SECRET: [&str; 3] = ["严守密", "青石坡9组", "13900007788"];

/// A year with something for every register.
pub fn furnished() -> Station {
    let mut s = Station::empty();
    let deputies: Vec<String> = [
        json!({"name": "张卫国", "sex": "男", "levels": ["县", "乡"], "phone": "13900001111", "constituency": "三溪第一选区", "employer": "三溪村党支部书记",
               "term": "第十七届", "status": "serving", "certificate": "0042150001700001", "ethnicity": "土家族", "born": "1975-03", "party": "中共党员", "education": "大专", "committee_member": "李主任"}),
        json!({"name": "𬭚䶮", "sex": "女", "levels": ["州"], "phone": "+8613900002222", "status": "serving", "born": "1982-11"}),
        json!({"name": "阿依·古丽", "sex": "女", "levels": ["乡"], "status": "left"}),
    ]
    .into_iter()
    .map(|d| s.add(Noun::Deputy, d).head.id)
    .collect();
    let group = s
        .add(
            Noun::Group,
            json!({"name": "𠮷祥五彩小组", "kind": "五彩", "leader": deputies[0], "members": [deputies[0], deputies[1]]}),
        )
        .head
        .id;
    let day = s.add(
        Noun::ReceptionDay,
        json!({"date": "2024-05-08", "slot": "上午", "place": "站内接待室", "deputies": [deputies[0], deputies[1]], "staff": "林晓芸", "announced_on": "2024-05-04", "status": "held", "theme": "防汛"}),
    );
    s.add(
        Noun::ReceptionDay,
        json!({"date": "2024-12-25", "place": "站内接待室", "deputies": [deputies[1]], "status": "planned", "note": "-年终"}),
    );
    let visit = s.add(
        Noun::Visit,
        json!({"kind": "station", "date": "2024-05-08", "time": "09:30", "reception_day": day.head.id, "deputies": [deputies[0], deputies[1]], "citizen": "王𡐓", "sex": "男",
               "village": "㛃水村3组", "phone": "013900003333", "people": 3, "problem": "=1+1 不是公式\n第二行：灌渠漏水", "category": "水利饮水", "reply": "＝已记下", "handling": "matter", "recorder": "林晓芸"}),
    );
    s.add(
        Noun::Visit,
        json!({"kind": "phone", "date": "2024-06-01", "deputies": [deputies[0]], "citizen": SECRET[0], "village": SECRET[1], "phone": SECRET[2], "problem": "邻里噪音",
               "category": "乡村治理", "handling": "answered", "confidential": true, "result": "已调解", "fed_back_on": "2024-06-03", "fed_back_way": "电话", "rating": "满意"}),
    );
    s.add(
        Noun::Visit,
        json!({"kind": "home", "date": "2024-07-02", "deputies": [deputies[1]], "citizen": "赵大妈", "village": "上坪村", "people": 5, "households": 2, "publicity": "新修订的代表法",
               "problem": "@路灯不亮", "handling": "noted", "reply": "+尽快", "note": "_x0041_ <&> \u{fffe}"}),
    );
    s.add(
        Noun::Visit,
        json!({"kind": "station", "date": "2023-12-31", "deputies": [deputies[0]], "citizen": "上年的人", "problem": "上年的事", "handling": "noted"}),
    );
    let gone = s.add(
        Noun::Visit,
        json!({"kind": "station", "date": "2024-02-02", "deputies": [deputies[0]], "citizen": "删掉的人", "problem": "误录"}),
    );
    s.delete(Noun::Visit, &gone.head.id);
    let activity = s.add(
        Noun::Activity,
        json!({"name": "春季行动：护河", "kind": "代表行动", "date": "2024-03-12", "place": "清江边", "organiser": "group", "group": group, "deputies": [deputies[0], deputies[1]],
               "expected": 12, "present": 10, "content": "清理河道垃圾", "solved": 3, "referred": 1, "season": "春季行动", "theme": "护河", "partners": "上坪村、河长办", "host": "张卫国", "absent": "阿依·古丽（病假）", "recorder": "林晓芸"}),
    );
    for (kind, name) in [
        ("视察调研", "视察学校食堂"),
        ("执法检查", "检查水污染防治法"),
        ("民主测评会", "效果会"),
        ("自己加的类型", "别的活动"),
    ] {
        s.add(
            Noun::Activity,
            json!({"name": name, "kind": kind, "date": "2024-09-10", "deputies": [deputies[0]], "organiser": "station", "content": "内容"}),
        );
    }
    let training = s.add(
        Noun::Activity,
        json!({"name": "代表法培训", "kind": "学习培训", "date": "2024-04-18", "deputies": [deputies[0], deputies[1], deputies[2]], "hours": 4, "content": "学习", "lecturer": "龙老师"}),
    );
    let book = s.add(Noun::Book, json!({"name": "代表法读本", "maker": "县人大", "stock": 37})).head.id;
    s.add(
        Noun::BookMove,
        json!({"book": book, "kind": "in", "date": "2024-03-01", "count": 40, "source": "县人大配发", "recorder": "林晓芸"}),
    );
    s.add(
        Noun::BookMove,
        json!({"book": book, "kind": "out", "date": "2024-04-18", "count": 3, "deputies": [deputies[0], deputies[1], deputies[2]], "activity": training.head.id}),
    );
    s.add(
        Noun::Publicity,
        json!({"title": "=三溪代表护河记", "kind": "report", "outlet": "县融媒体中心", "date": "2024-03-14", "deputies": [deputies[0]], "count": 2, "link": "https://example.org/a?b=1"}),
    );
    s.add(
        Noun::Publicity,
        json!({"title": "身边的𬭚代表", "kind": "model", "outlet": "站内宣传栏", "date": "2024-10-08", "deputies": [deputies[1]]}),
    );
    s.add(
        Noun::Duty,
        json!({"deputy": deputies[0], "kind": "化解纠纷", "title": "调解=地界", "date": "2024-10-10", "content": "三次上门", "status": "filed", "reviewer": "李主任", "reviewed_on": "2024-10-12"}),
    );
    s.add(
        Noun::Duty,
        json!({"deputy": deputies[1], "kind": "表彰", "title": "县级优秀代表", "date": "2024-10-11", "source": "县发〔2024〕9号", "status": "returned", "reviewer": "李主任", "reviewed_on": "2024-10-12", "opinion": "请附证书"}),
    );
    let meeting = s.add(Noun::Activity, json!({"name": "年度述职", "kind": "述职评议", "date": "2024-11-30", "place": "村委会", "deputies": [deputies[0], deputies[1]], "expected": 60, "present": 55}));
    let report = s.add(
        Noun::ReportMeeting,
        json!({"deputy": deputies[0], "date": "2024-11-30", "place": "村委会", "activity": meeting.head.id, "expected": 60, "present": 55, "form": "oral", "sent": 55, "returned": 55, "valid": 54,
               "competent": 45, "basic": 6, "incompetent": 2, "abstained": 1, "opinion": "多进站", "level": "县", "overseer": "李主任", "teller": "林晓芸", "rate": "83.3%", "conclusion": "competent"}),
    );
    s.add(
        Noun::ReportMeeting,
        json!({"deputy": deputies[1], "date": "2024-11-30", "form": "written", "activity": meeting.head.id}),
    );
    s.add(
        Noun::Promise,
        json!({"content": "每月进站一次", "report": report.head.id, "made_on": "2024-11-30", "due_on": "2025-02-28", "deputy": deputies[0]}),
    );
    let who = Who {
        clerk: "林晓芸".into(),
        now: now(),
    };
    let rules = liaison::records::points::presets().unwrap();
    s.store.transact("修改积分规则", &who, |w| w.set(POINTS_RULES, &[&rules[0]])).unwrap();
    s.add_all(vec![
        (
            Noun::Matter,
            json!({"title": "灌渠漏水", "raised_on": "2024-05-08", "category": "水利饮水", "content": "三组灌渠漏水约200米", "citizen": "王𡐓", "village": "㛃水村3组", "phone": "013900003333",
                   "deputies": [deputies[0]], "source": "visit", "visit": visit.head.id, "state": "working", "lead_unit": "镇水利站", "co_units": "村委会", "referred_on": "2024-05-10", "due_on": "2024-06-09",
                   "signed_by": "周干事", "handler": "周干事", "handler_phone": "0718-5550123", "progress": "已勘察"}),
        ),
        (
            Noun::Matter,
            json!({"title": "河道护栏", "raised_on": "2024-03-12", "category": "公共安全", "content": "护栏缺失", "deputies": [deputies[1]], "source": "activity", "activity": activity.head.id, "state": "closed",
                   "lead_unit": "交通站", "referred_on": "2024-03-15", "due_on": "2024-04-15", "answered_on": "2024-04-20", "result_class": "A", "fed_voter_on": "2024-04-22", "fed_deputy_on": "2024-04-22",
                   "voter_rating": "基本满意", "deputy_rating": "满意", "closed_on": "2024-04-25", "closed_how": "handled", "reported_up": true, "redo_count": 1}),
        ),
        (
            Noun::Matter,
            json!({"title": "低保咨询", "raised_on": "2024-08-01", "category": "社会保障", "content": "问低保条件", "citizen": SECRET[0], "village": SECRET[1], "phone": SECRET[2], "confidential": true,
                   "deputies": [deputies[0]], "source": "online", "channel": "鄂汇办", "state": "closed", "closed_on": "2024-08-01", "closed_how": "on_the_spot", "voter_rating": "满意"}),
        ),
    ]);
    s
}
