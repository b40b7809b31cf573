//! 测评票: copies of one ballot with a line for each report, several on a page, to be cut apart.

use super::fill::Filling;
use super::setter::{SMALL, Setter, Style};
use super::table::{Cell, Table};
use crate::error::Result;
use crate::records::{Kept, Noun, dates, report_meeting};

pub(super) fn set(filling: &Filling<'_>, setter: &mut Setter, records: &[Kept]) -> Result<()> {
    let labels = report_meeting::VOTES
        .iter()
        .filter_map(|key| Noun::ReportMeeting.field(key))
        .map(|field| field.label);
    let votes: Vec<&str> = labels.collect();
    let text = |key: &str| records.first().map_or("", |r| r.text(key));
    let heads: Vec<&str> = ["序号", "述职代表"].into_iter().chain(votes.iter().copied()).collect();
    let columns: Vec<f32> = [13.0, 0.0].into_iter().chain(votes.iter().map(|_| 24.0)).collect();
    let mut table = Table::new(columns).headed(9.0, &heads);
    for (n, report) in records.iter().enumerate() {
        let mut cells = vec![Cell::new((n + 1).to_string()), Cell::new(report.text("name"))];
        cells.extend(votes.iter().map(|_| Cell::blank()));
        table.row(11.0, cells);
    }
    // Title, place, heads and the note, besides a line for each report.
    let high = 46.0 + 11.0 * records.len() as f32;
    setter.margins(18.0, 14.0);
    for _ in 0..filling.rows {
        setter.needs(high);
        setter.framed(6.0, |setter| {
            setter.words("人大代表述职评议测评票", Style::new(16.0).heavy().middle());
            setter.ends(text("place"), &dates::shown(text("date")), Style::new(10.5));
            setter.table(&table);
            setter.gap(1.0);
            setter.words("说明：同意哪一项，在那一栏画“○”。每名代表只选一项，多选、不选的无效。请不要署名。", SMALL);
            setter.words(filling.unit(records.first()), SMALL.right());
        });
        setter.gap(5.0);
    }
    Ok(())
}
