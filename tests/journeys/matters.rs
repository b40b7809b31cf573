use super::clerk::{Clerk, fields, text};
use serde_json::json;

#[test]
fn from_recorded_to_closed_by_the_long_road() {
    let mut clerk = Clerk::sets_up();
    let id = clerk.matter("路灯坏了");
    assert_eq!(clerk.moves(&id, "submit", json!({})), "awaiting");
    assert_eq!(fields(&clerk.is_refused("move_matter", json!({"id": id, "step": {"kind": "refer"}}))), ["unit"]);
    assert_eq!(clerk.moves(&id, "refer", json!({"unit": "三溪镇人民政府"})), "referred");
    // 30 days from 3 June is 3 July, a Wednesday.
    assert_eq!(clerk.open("matter", &id)["record"]["due_on"], "2024-07-03");
    assert_eq!(clerk.moves(&id, "return", json!({"note": "不归本单位管"})), "awaiting");
    assert_eq!(clerk.moves(&id, "refer", json!({"unit": "县供电公司", "due_on": "2024-06-20"})), "referred");
    assert_eq!(clerk.moves(&id, "sign", json!({"person": "王五", "phone": "13900009999"})), "signed");
    assert_eq!(clerk.moves(&id, "start", json!({})), "working");
    assert_eq!(clerk.moves(&id, "progress", json!({"note": "已派人看现场"})), "working");
    clerk.on("2024-06-25");
    assert_eq!(clerk.open("matter", &id)["flags"], json!(["overdue", "urge"]));
    assert_eq!(clerk.moves(&id, "urge", json!({})), "working");
    assert_eq!(clerk.open("matter", &id)["flags"], json!(["overdue"]));
    assert_eq!(
        fields(&clerk.is_refused(
            "move_matter",
            json!({"id": id, "step": {"kind": "extend", "due_on": "2024-06-10", "note": "等材料"}})
        )),
        ["due_on"]
    );
    assert_eq!(clerk.moves(&id, "extend", json!({"due_on": "2024-06-28", "note": "等材料"})), "working");
    assert_eq!(clerk.open("matter", &id)["flags"], json!(["soon"]));
    assert_eq!(clerk.moves(&id, "answer", json!({"note": "已换新灯", "result_class": "A"})), "answered");
    let refused = clerk.is_refused("move_matter", json!({"id": id, "step": {"kind": "close"}}));
    assert_eq!(refused.what, "还没有向选民反馈、向代表反馈，不能办结；先记“反馈”，或由主席批准办结。");
    assert_eq!(
        fields(&clerk.is_refused("move_matter", json!({"id": id, "step": {"kind": "rate", "voter_rating": "不满意"}}))),
        ["voter_rating"]
    );
    assert_eq!(clerk.moves(&id, "redo", json!({"note": "只修了一盏", "voter_rating": "不满意"})), "redo");
    assert_eq!(clerk.moves(&id, "refer", json!({"unit": "县供电公司"})), "referred");
    for (kind, step, state) in [
        ("sign", json!({"person": "王五"}), "signed"),
        ("start", json!({}), "working"),
        ("answer", json!({"note": "三盏都换了", "result_class": "A"}), "answered"),
        ("feed_back", json!({"told": "voter", "way": "上门"}), "answered"),
        (
            "rate",
            json!({"voter_rating": "满意", "deputy_rating": "满意", "attitude_rating": "基本满意"}),
            "rated",
        ),
        ("feed_back", json!({"told": "deputy"}), "rated"),
        ("close", json!({}), "closed"),
    ] {
        assert_eq!(clerk.moves(&id, kind, step), state, "{kind}");
    }
    let opened = clerk.open("matter", &id);
    assert_eq!(opened["record"]["redo_count"], 1);
    assert_eq!(opened["record"]["closed_how"], "handled");
    let road: Vec<_> = opened["steps"].as_array().unwrap().iter().map(|s| text(&s["kind"])).collect();
    assert_eq!(road.len(), 20);
    assert_eq!((road[0].as_str(), road[19].as_str()), ("record", "close"));
    let refused = clerk.is_refused("move_matter", json!({"id": id, "step": {"kind": "sign", "person": "甲"}}));
    assert_eq!(refused.what, "这件事现在是“办结”，不能“签收”；已经没有下一步。");
}

#[test]
fn the_short_roads() {
    let mut clerk = Clerk::sets_up();
    for (kind, step, state, how) in [
        ("answer_on_spot", json!({"note": "当场讲清了政策"}), "closed", "on_the_spot"),
        ("decline", json!({"note": "已告知走诉讼"}), "closed", "declined"),
        ("withdraw", json!({"note": "反映人说不用办了"}), "withdrawn", ""),
        ("promote", json!({"proposal_number": "第12号"}), "promoted", ""),
    ] {
        let id = clerk.matter("一件事");
        assert_eq!(clerk.moves(&id, kind, step), state);
        assert_eq!(clerk.open("matter", &id)["record"]["closed_how"], how);
    }
    let id = clerk.matter("上报的事");
    assert_eq!(clerk.moves(&id, "report_up", json!({})), "recorded");
    assert_eq!(clerk.open("matter", &id)["record"]["reported_up"], true);
    assert_eq!(clerk.moves(&id, "promote", json!({})), "promoted");
    assert_eq!(clerk.moves(&id, "close", json!({})), "closed");
    assert_eq!(clerk.open("matter", &id)["record"]["closed_how"], "as_proposal");
    let id = clerk.matter("不满意也只能这样");
    for (kind, step) in [
        ("submit", json!({})),
        ("refer", json!({"unit": "甲局"})),
        ("sign", json!({"person": "乙"})),
        ("start", json!({})),
        ("answer", json!({"note": "暂不能解决", "result_class": "C"})),
        ("redo", json!({"note": "不满意", "voter_rating": "不满意"})),
        ("close_by_chair", json!({"note": "确不具备条件，已向选民说明"})),
    ] {
        clerk.moves(&id, kind, step);
    }
    assert_eq!(clerk.open("matter", &id)["record"]["closed_how"], "by_chair");
}

#[test]
fn a_mistaken_move_is_taken_back() {
    let mut clerk = Clerk::sets_up();
    let id = clerk.matter("路灯坏了");
    let undo = |clerk: &mut Clerk| text(&clerk.does("undo_move", json!({"noun": "matter", "id": id}))["record"]["state"]);
    clerk.moves(&id, "submit", json!({}));
    clerk.moves(&id, "refer", json!({"unit": "甲局"}));
    clerk.does("save", json!({"noun": "matter", "id": id, "values": {"title": "路灯全坏了", "raised_on": "2024-06-03", "category": "交通道路", "content": "丙", "source": "other"}}));
    assert_eq!(undo(&mut clerk), "awaiting");
    let record = clerk.open("matter", &id)["record"].clone();
    assert_eq!(
        (&record["lead_unit"], &record["title"]),
        (&json!(""), &json!("路灯全坏了")),
        "the move goes back, the typing stays"
    );
    assert_eq!(undo(&mut clerk), "recorded");
    assert_eq!(clerk.is_refused("undo_move", json!({"noun": "matter", "id": id})).code, "illegal_move");
    clerk.moves(&id, "withdraw", json!({"note": "不用了"}));
    assert_eq!(undo(&mut clerk), "recorded");
    assert_eq!(clerk.open("matter", &id)["steps"].as_array().unwrap().len(), 7);
}

#[test]
fn today_says_what_is_due_and_late() {
    let mut clerk = Clerk::sets_up();
    let zhang = clerk.deputy("张卫国");
    let today = clerk.does("today", json!({}));
    assert_eq!((&today["next_reception"], &today["overdue_total"]), (&json!(null), &json!(0)));
    clerk.records(
        "reception_day",
        json!({"date": "2024-05-06", "place": "村部", "deputies": [zhang], "status": "announced"}),
    );
    clerk.records(
        "reception_day",
        json!({"date": "2024-06-12", "place": "村部", "deputies": [zhang], "status": "planned"}),
    );
    let late = clerk.matter("晚了的");
    clerk.moves(&late, "submit", json!({}));
    clerk.moves(&late, "refer", json!({"unit": "甲局", "due_on": "2024-06-05"}));
    let told = clerk.matter("没反馈的");
    for (kind, step) in [
        ("submit", json!({})),
        ("refer", json!({"unit": "甲局"})),
        ("sign", json!({"person": "乙"})),
        ("start", json!({})),
        ("answer", json!({"note": "办了", "result_class": "B"})),
    ] {
        clerk.moves(&told, kind, step);
    }
    clerk.matter("刚登记的");
    assert_eq!(clerk.does("today", json!({}))["handoff_due"], false, "not on the first day");
    clerk.on("2024-06-10");
    let today = clerk.does("today", json!({}));
    assert_eq!(today["next_reception"]["date"], "2024-06-12");
    assert_eq!(today["next_reception"]["announce_by"], "2024-06-09");
    assert_eq!(today["next_reception"]["announced"], false);
    assert_eq!(today["unclosed_receptions"].as_array().unwrap().len(), 1);
    assert_eq!(today["overdue"][0]["days_left"], -5);
    for (list, total) in [
        ("overdue_total", 1),
        ("soon_total", 0),
        ("urge_total", 1),
        ("not_fed_back_total", 1),
        ("to_refer_total", 1),
    ] {
        assert_eq!(today[list], total, "{list}");
    }
    assert_eq!(today["handoff_due"], true, "a week after the set-up without a bundle");
}
