//! What a deputy and the presidium get out of the records: the 履职档案 in its chapters, the review of
//! what was declared, points with every reason, and 换届. Nothing here is typed twice.

mod dossier;
mod points;
mod review;
mod terms;

pub use dossier::{Dossier, DossierAsk, DossierChapter, DossierLine, TermSpan, dossier, dossier_write};
pub use points::{
    PointsAsk, PointsPage, PointsRules, PointsRulesAsk, PreviewAsk, PreviewLine, SourceName, points, points_close, points_preview, points_rules,
    points_rules_save,
};
pub use review::{ReviewAsk, duty_review};
pub(super) use terms::still_open;
pub use terms::{TermAsk, TermChange, TermLine, Terms, TermsPerson, term_change, term_undo, terms};
