//! Merged cells: one over several rows speaks for each of them, unless it may be their sum; one over
//! several columns speaks for nobody knows which.

use super::letters;
use super::row::{Draft, Reader};
use crate::ledger::{Back, Merge, Target};
use crate::records::Kind;

impl Reader<'_> {
    /// Cells made one over several columns may be either's; a number over several rows may be all theirs.
    pub(super) fn merged(&self, draft: &mut Draft, merges: &[Merge]) {
        let mapped = |column: u32| self.columns.get(column as usize).and_then(Option::as_ref).filter(|t| t.back != Back::Nothing);
        for merge in merges {
            let at = format!("{}{}", letters(merge.columns.0 as usize), draft.row);
            let wide: Vec<&Target> = (merge.columns.0..=merge.columns.1.min(merge.columns.0 + 100)).filter_map(mapped).collect();
            if merge.columns.0 != merge.columns.1 && wide.len() > 1 {
                let labels: Vec<_> = wide.iter().map(|t| t.label.as_str()).collect();
                draft.note(&at, format!("“{}”几栏合成了一格，分不清内容是哪一栏的；请在表里拆开", labels.join("、")));
                draft.wrong = true;
            } else if let [target] = wide.as_slice()
                && merge.rows.0 != merge.rows.1
                && self.counts(target.back)
            {
                let says = format!(
                    "“{}”第 {}–{} 行合成了一格，分不清各行是多少；请在表里拆开",
                    target.label,
                    merge.rows.0 + 1,
                    merge.rows.1 + 1
                );
                draft.note(&at, says);
                draft.wrong = true;
            }
        }
    }

    fn counts(&self, back: Back) -> bool {
        match back {
            Back::Field(key) => self.noun().field(key).is_some_and(|f| f.kind == Kind::Whole),
            Back::Turnout | Back::Households | Back::CopiesIn | Back::CopiesOut | Back::Number => true,
            _ => false,
        }
    }
}
