//! 接待日公告: to be put up at the station's door.

use super::fill::{BY_HAND, Filling, day_and_weekday};
use super::setter::{Setter, Style};
use super::table::{Cell, Table};
use crate::error::Result;
use crate::records::{Kept, dates};

pub(super) fn set(filling: &Filling<'_>, setter: &mut Setter, record: Option<&Kept>) -> Result<()> {
    let text = |key: &str| record.map_or("", |r| r.text(key));
    let heading = Style::new(26.0).heavy().middle();
    let body = Style::new(16.0).paragraph().leaded(1.8);
    setter.page();
    setter.gap(8.0);
    setter.words(filling.unit(record), heading);
    setter.words("人大代表接待日公告", heading);
    setter.gap(8.0);
    setter.words(
        "为密切人大代表同人民群众的联系，听取和反映群众的意见和要求，现将本站人大代表接待选民活动安排公告如下：",
        body,
    );
    setter.gap(3.0);
    let when = [day_and_weekday(text("date")).as_str(), text("slot")].join("　");
    let mut table = Table::new([38.0, 0.0]).sized(15.0);
    for (key, words) in [
        ("date", when.as_str()),
        ("place", text("place")),
        ("theme", text("theme")),
        ("staff", text("staff")),
    ] {
        if !words.is_empty() {
            table.row(14.0, [Cell::label(filling.label(key)), Cell::new(words).left()]);
        }
    }
    let deputies: Vec<String> = filling.deputies(record).into_iter().map(|(name, role)| format!("{name}　{role}")).collect();
    table.row(14.0, [Cell::label(filling.label("deputies")), Cell::new(deputies.join("\n")).left()]);
    setter.table(&table);
    setter.gap(3.0);
    let call = match filling.phone {
        "" => String::new(),
        phone => format!("联系电话：{phone}。"),
    };
    setter.words(
        &format!("欢迎广大选民届时前来反映情况，提出意见和建议。不便到站的，可以打电话预约。{call}"),
        body,
    );
    setter.gap(14.0);
    let signed = Style::new(16.0).right().leaded(1.8);
    setter.needs(24.0);
    setter.words(filling.unit(record), signed);
    let day = dates::shown(text("announced_on"));
    setter.words(if day.is_empty() { BY_HAND } else { &day }, signed);
    Ok(())
}
