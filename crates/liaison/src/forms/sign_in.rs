//! 签到表 of an activity or a reception day: who was there, each by her own hand.

use super::fill::{Filling, day_and_weekday};
use super::setter::Setter;
use super::table::{Cell, Table};
use crate::error::Result;
use crate::records::{Kept, Noun};

pub(super) fn set(filling: &Filling<'_>, setter: &mut Setter, record: Option<&Kept>) -> Result<()> {
    let text = |key: &str| record.map_or("", |r| r.text(key));
    let date = day_and_weekday(text("date"));
    setter.page();
    let line = |setter: &mut Setter, key, words: &str| setter.filled_in(&[(&format!("{}：", filling.label(key)), words, 1.0)]);
    if filling.noun == Noun::ReceptionDay {
        setter.title("代表接待日签到表");
        line(setter, "date", &[date.as_str(), text("slot")].join("　"));
        line(setter, "place", text("place"));
        line(setter, "theme", text("theme"));
    } else {
        setter.title("签到表");
        line(setter, "name", text("name"));
        line(setter, "date", &date);
        line(setter, "place", text("place"));
    }
    setter.gap(3.0);
    let people = filling.deputies(record);
    let mut table = Table::new([13.0, 30.0, 0.0, 33.0, 33.0]).headed(9.0, &["序号", "姓名", "单位及职务", "联系电话", "签名"]);
    let nobody = (String::new(), String::new());
    for n in 0..people.len() + filling.rows as usize {
        let (name, role) = people.get(n).unwrap_or(&nobody);
        table.row(
            10.0,
            [
                Cell::new((n + 1).to_string()),
                Cell::new(name.as_str()),
                Cell::new(role.as_str()).sized(9.0),
                Cell::blank(),
                Cell::blank(),
            ],
        );
    }
    setter.table(&table);
    Ok(())
}
