//! The one table of commands: question → answer → who answers. The desktop shell and
//! the CLI both serve exactly this table; `ui/src/contract.ts` is written from it, so a
//! command without an answer, or a screen asking for what does not exist, does not compile.

mod typescript;

use serde::Serialize;
use serde_json::Value;
use ts_rs::{TS, TypeVisitor as _};

use crate::desk::{self, Call, Desk};
use crate::error::{Error, Result};
use crate::{notice, records};

pub use self::typescript::typescript;
use self::typescript::{Decls, config};

/// One row of the table, for `liaison contract`.
#[derive(Debug, Clone, Serialize)]
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
    /// Name of the question's type.
    pub question: String,
    /// Name of the answer's type.
    pub answer: String,
    /// Runs long: reports progress, can be cancelled, never holds the window up.
    pub long: bool,
}

macro_rules! commands {
    ($( #[doc = $about:literal] $speed:ident $name:ident ( $question:ty ) -> $answer:ty = $who:path; )*) => {
        /// Every command, in the order of a clerk's day.
        pub fn commands() -> Vec<Command> {
            let cfg = config();
            vec![ $( Command {
                name: stringify!($name), about: $about.trim(),
                question: <$question as TS>::name(&cfg), answer: <$answer as TS>::name(&cfg),
                long: stringify!($speed) == "long",
            } ),* ]
        }

        /// The name of a command as the program itself has it; None where there is no such command.
        pub fn named(name: &str) -> Option<&'static str> {
            match name {
                $( stringify!($name) => Some(stringify!($name)), )*
                _ => None,
            }
        }

        /// Answers one question. Every failure comes back as `Error`, nothing panics across.
        pub fn answer(desk: &mut Desk, call: &mut Call<'_>, name: &str, question: Value) -> Result<Value> {
            desk::posts::check(desk, name)?;
            desk::reach::check(desk, call, name, &question)?;
            match name {
                $( stringify!($name) => {
                    let question: $question = serde_json::from_value(question).map_err(|e| Error::question(&e))?;
                    let answer: $answer = $who(desk, call, question)?;
                    serde_json::to_value(answer).map_err(|e| Error::question(&e))
                } )*
                _ => Err(Error::UnknownCommand(name.to_owned())),
            }
        }

        fn types() -> Decls {
            let mut decls = Decls::beside_the_table();
            $( decls.visit::<$question>(); decls.visit::<$answer>(); )*
            decls
        }
    };
}

commands! {
    /// Where the program stands: nothing set up, locked, or open; asked first of all
    quick state(desk::Nothing) -> desk::State = desk::door::state;
    /// Sets a station up; answers with the recovery phrase, shown once
    quick set_up(desk::SetUp) -> desk::Welcome = desk::door::set_up;
    /// Opens with a password
    quick unlock(desk::Password) -> desk::State = desk::door::unlock;
    /// Opens with the recovery phrase and sets a new password
    quick recover(desk::Recovery) -> desk::State = desk::door::recover;
    /// What a backup holds, once every byte of it was compared with its digest; changes nothing
    long backup_look(desk::BackupFile) -> desk::BackupLook = desk::backups::backup_look;
    /// Backups at the usual place and on sticks, newest first
    quick backups_found(desk::Nothing) -> Vec<desk::FoundBackup> = desk::rescue::backups_found;
    /// Puts a home together again: from a backup, from what reads of a damaged one, or from both
    long rescue(desk::RescueAsk) -> desk::Rescued = desk::rescue::rescue;
    /// Goes on with a home that saved changes are missing from
    quick rescue_keep(desk::Password) -> desk::Nothing = desk::rescue::rescue_keep;
    /// Locks
    quick lock(desk::Nothing) -> desk::State = desk::door::lock;
    /// Changes the signed-in clerk's password
    quick change_password(desk::PasswordChange) -> desk::Nothing = desk::door::change_password;

    /// Makes a new recovery phrase; the old one opens nothing from then on
    quick new_recovery(desk::Password) -> desk::Phrase = desk::door::new_recovery;

    /// Everyone who signs in here, and what each may do
    quick clerks(desk::Nothing) -> Vec<desk::ClerkLine> = desk::posts::clerks;
    /// Adds a person with a password of her own
    quick clerk_add(desk::ClerkAdd) -> Vec<desk::ClerkLine> = desk::posts::clerk_add;
    /// Gives someone another post
    quick clerk_post(desk::ClerkPost) -> Vec<desk::ClerkLine> = desk::posts::clerk_post;
    /// Takes someone's way in away
    quick clerk_remove(desk::IdAsk) -> Vec<desk::ClerkLine> = desk::posts::clerk_remove;

    /// What is due today, what is late, and whether the work is safe
    quick today(desk::Nothing) -> desk::Today = desk::today::today;

    /// One page of a list, with its honest count
    quick page(desk::PageAsk) -> desk::Page = desk::records::page;
    /// One record with its names, attachments, related records and history
    quick record(desk::RecordAsk) -> desk::Opened = desk::records::record;
    /// A record as one of its changes left it, to be saved again
    quick version(desk::VersionAsk) -> desk::Version = desk::records::version;
    /// Checks a draft without keeping it
    quick check(desk::CheckAsk) -> desk::Remarks = desk::records::check;
    /// Keeps a draft as a record: all remarks at once, or the record as kept
    quick save(desk::SaveAsk) -> desk::Saved = desk::records::save;
    /// Moves a record to the recycle bin
    quick delete(desk::RecordAsk) -> desk::Nothing = desk::records::delete;
    /// Takes a record out of the recycle bin
    quick restore(desk::RecordAsk) -> records::Kept = desk::records::restore;
    /// The recycle bin
    quick bin(desk::Nothing) -> Vec<desk::Hit> = desk::records::bin;
    /// People, visits, activities and matters that match a few characters
    quick find(desk::FindAsk) -> Vec<desk::Hit> = desk::records::find;
    /// Names to pick from, recent ones first
    quick pick(desk::PickAsk) -> Vec<desk::Name> = desk::records::pick;
    /// Whether this voter was here before, and what became of it
    quick seen_before(desk::SeenAsk) -> Vec<desk::Hit> = desk::records::seen_before;

    /// Keeps what is being typed
    quick draft_keep(desk::Draft) -> desk::Draft = desk::drafts::keep;
    /// What was being typed
    quick drafts(desk::Nothing) -> Vec<desk::Draft> = desk::drafts::all;
    /// Drops a draft
    quick draft_drop(desk::IdAsk) -> desk::Nothing = desk::drafts::drop_draft;

    /// Adds a photo, scan or PDF to a record
    quick attach(desk::AttachAsk) -> desk::Attachment = desk::attachments::attach;
    /// The bytes of an attachment
    quick attachment(desk::IdAsk) -> desk::AttachmentBytes = desk::attachments::attachment;
    /// Puts an unencrypted copy of an attachment into the documents folder
    quick attachment_copy(desk::IdAsk) -> desk::Copied = desk::attachments::attachment_copy;
    /// Takes an attachment off its record
    quick detach(desk::IdAsk) -> desk::Nothing = desk::attachments::detach;

    /// The moves a matter may make now
    quick moves(desk::IdAsk) -> Vec<records::life::Move> = desk::matters::moves;
    /// Moves a matter one step
    quick move_matter(desk::MoveAsk) -> desk::Opened = desk::matters::move_matter;
    /// Takes the last step back; the timeline keeps both
    quick undo_move(desk::RecordAsk) -> desk::Opened = desk::matters::undo_move;
    /// Moves many matters the same step; or only says which fit
    quick move_many(desk::ManyAsk) -> desk::ManyMoved = desk::referral::move_many;
    /// County: how every unit stands with what it was handed
    quick referral_units(desk::Nothing) -> Vec<desk::UnitLine> = desk::referral::referral_units;
    /// County: writes 交办单 for units or for single matters
    quick referral_papers(desk::PapersAsk) -> desk::Written = desk::referral::referral_papers;
    /// County: says what a 交办单 that came back would do, or takes it in
    quick referral_return(desk::ReturnAsk) -> desk::Returned = desk::referral::referral_return;
    /// County: notes how a supervision went on, on the matter's timeline too
    quick supervision_progress(desk::ProgressAsk) -> desk::Opened = desk::referral::supervision_progress;
    /// County: how the units did in a period, by the weights kept or by others to try
    quick evaluation(desk::EvaluationAsk) -> desk::Evaluation = desk::referral::evaluation;
    /// County: keeps the weights of the evaluation
    quick evaluation_weights(records::county::evaluation::Weights) -> records::county::evaluation::Weights = desk::referral::evaluation_weights;
    /// County: the matters one number of the evaluation counts
    quick evaluation_open(desk::EvaluationOpen) -> Vec<desk::Hit> = desk::referral::evaluation_open;
    /// County: writes the evaluation as a workbook
    quick evaluation_write(desk::EvaluationWrite) -> desk::Written = desk::referral::evaluation_write;

    /// The station's own data
    quick station(desk::Nothing) -> desk::Station = desk::settings::station;
    /// Changes the station's own data
    quick station_save(desk::Station) -> desk::Station = desk::settings::station_save;
    /// Deadlines and reminders
    quick rules(desk::Nothing) -> desk::Rules = desk::settings::rules;
    /// Changes deadlines and reminders
    quick rules_save(desk::Rules) -> desk::Rules = desk::settings::rules_save;
    /// How long personal data is kept, and what was purged
    quick retention(desk::Nothing) -> desk::Retention = desk::privacy::retention;
    /// Changes how long personal data is kept; purges nothing
    quick retention_save(desk::Retention) -> desk::Retention = desk::privacy::retention_save;
    /// What a purge would take out now, and what stays and why; changes nothing
    long purge_look(desk::Nothing) -> desk::PurgeLook = desk::privacy::purge_look;
    /// Takes personal data out of what is kept no longer, for good
    long purge(desk::PurgeAsk) -> desk::Purged = desk::privacy::purge;
    /// Makes a backup without what was purged, proves it, and takes away those that still hold it
    long backups_renew(desk::Nothing) -> desk::BackupsRenewed = desk::privacy::backups_renew;
    /// Everything that names one person
    long held_look(desk::HeldAsk) -> desk::Held = desk::privacy::held_look;
    /// Writes it as a workbook to hand to her
    long held_write(desk::HeldAsk) -> desk::Written = desk::privacy::held_write;
    /// Every list of choices
    quick lists(desk::Nothing) -> Vec<desk::ListWords> = desk::settings::lists;
    /// Replaces the words of one list; old records keep theirs
    quick list_save(desk::ListWords) -> desk::ListWords = desk::settings::list_save;
    /// Days off and make-up days of a year
    quick holidays(desk::YearAsk) -> Vec<desk::Holiday> = desk::settings::holidays;
    /// Replaces the table of a year
    quick holidays_save(desk::HolidayYear) -> Vec<desk::Holiday> = desk::settings::holidays_save;

    /// County: every station it knows of, in the register or not
    quick stations(desk::Nothing) -> Vec<desk::StationLine> = desk::registers::stations;
    /// County: puts stations that enrolled or sent bundles into the register
    quick sites_add(desk::StationsAsk) -> desk::SitesAdded = desk::registers::sites_add;

    /// County: which deputy records of several stations are one person, and which may be
    quick people(desk::Nothing) -> desk::People = desk::registers::people;
    /// County: a deputy's records over all stations and the sum of what was done
    quick person(desk::IdAsk) -> desk::PersonPage = desk::registers::person;
    /// County: two deputy records are one person
    quick people_merge(desk::PairAsk) -> desk::People = desk::registers::people_merge;
    /// County: two deputy records are two people, and are never proposed again
    quick people_part(desk::PairAsk) -> desk::People = desk::registers::people_part;
    /// County: takes back what was said of two deputy records
    quick people_undo(desk::PairAsk) -> desk::People = desk::registers::people_undo;

    /// County: members, deputies, who keeps in touch with whom and was it done this year
    quick assigning(desk::Nothing) -> desk::Assigning = desk::registers::assigning;
    /// County: gives deputies to a member, or to none
    quick assign(desk::AssignAsk) -> desk::Assigning = desk::registers::assign;

    /// County: what a table of stations, 代表之家, units or members would bring; changes nothing
    quick import_look(desk::ImportAsk) -> desk::ImportLook = desk::registers::import_look;
    /// County: takes the sound rows of such a table in, all at once
    quick import_take(desk::ImportAsk) -> desk::ImportDone = desk::registers::import_take;
    /// County: writes the empty table to be filled in
    quick import_blank(desk::NounAsk) -> desk::Copied = desk::registers::import_blank;

    /// A deputy's 履职档案: eight chapters with the record behind every line
    quick dossier(desk::DossierAsk) -> desk::Dossier = desk::deputies::dossier;
    /// Writes a deputy's 履职档案 as a workbook
    quick dossier_write(desk::DossierAsk) -> desk::Written = desk::deputies::dossier_write;
    /// Puts a declared entry into the file, or sends it back with an opinion
    quick duty_review(desk::ReviewAsk) -> desk::Opened = desk::deputies::duty_review;
    /// A deputy's points of a year, with the record, rule and cap behind each
    quick points(desk::PointsAsk) -> desk::PointsPage = desk::deputies::points;
    /// The schemes points are counted by, presets, and what they can be made of
    quick points_rules(desk::Nothing) -> desk::PointsRules = desk::deputies::points_rules;
    /// Keeps the schemes; closed years go on with theirs
    quick points_rules_save(desk::PointsRulesAsk) -> desk::PointsRules = desk::deputies::points_rules_save;
    /// What a scheme would make of a year's records; changes nothing
    quick points_preview(desk::PreviewAsk) -> Vec<desk::PreviewLine> = desk::deputies::points_preview;
    /// Closes a year of points: its rules are pinned
    quick points_close(desk::YearAsk) -> desk::PointsRules = desk::deputies::points_close;
    /// Every term with its figures, and who would be carried over
    quick terms(desk::Nothing) -> desk::Terms = desk::deputies::terms;
    /// Closes a term and carries deputies over
    quick term_change(desk::TermChange) -> desk::Terms = desk::deputies::term_change;
    /// Takes the last change of terms back, until the new one has a record
    quick term_undo(desk::Nothing) -> desk::Terms = desk::deputies::term_undo;
    /// The ledgers there are
    quick ledgers(desk::Nothing) -> Vec<desk::LedgerKind> = desk::ledgers::ledgers;
    /// Writes ledgers for a period
    long ledger_write(desk::LedgerAsk) -> desk::Written = desk::ledgers::ledger_write;
    /// The office's own forms, removed ones too
    quick templates(desk::Nothing) -> Vec<desk::TemplateLine> = desk::templates::templates;
    /// Loads a form, or another edition of one; everything wrong with it at once, and nothing kept then
    quick template_load(desk::TemplateAsk) -> desk::TemplateKept = desk::templates::template_load;
    /// Gives a form another name
    quick template_rename(desk::TemplateName) -> Vec<desk::TemplateLine> = desk::templates::template_rename;
    /// Removes a form; it can be restored
    quick template_remove(desk::IdAsk) -> Vec<desk::TemplateLine> = desk::templates::template_remove;
    /// Restores a removed form; of one that is there, the edition before
    quick template_restore(desk::IdAsk) -> Vec<desk::TemplateLine> = desk::templates::template_restore;
    /// Writes a form filled with the records of a period
    long template_write(desk::TemplateWrite) -> desk::Written = desk::templates::template_write;
    /// Writes a form of a register to begin with, every name that may be written on its second sheet
    quick template_sample(desk::TemplateSample) -> desk::Written = desk::templates::template_sample;
    /// What an old ledger's file holds: its sheets, which register it looks like, what its columns are; changes nothing
    long old_ledger_read(desk::OldLedgerAsk) -> desk::OldLedgerFile = desk::old_ledgers::old_ledger_read;
    /// What an old ledger would do row by row, and what is not certain; changes nothing
    long old_ledger_look(desk::OldLedgerAsk) -> desk::OldLedgerLook = desk::old_ledgers::old_ledger_look;
    /// Takes the sound rows of an old ledger in, all at once
    long old_ledger_take(desk::OldLedgerAsk) -> desk::OldLedgerDone = desk::old_ledgers::old_ledger_take;
    /// Old ledgers that were taken in, newest first
    quick old_ledgers(desk::Nothing) -> Vec<desk::OldLedgerTaken> = desk::old_ledgers::old_ledgers;
    /// Takes an old ledger back out, while nobody worked on what it brought
    long old_ledger_undo(desk::IdAsk) -> Vec<desk::OldLedgerTaken> = desk::old_ledgers::old_ledger_undo;
    /// What the public notices of a period may say, line by line, to decide on
    long notice_look(desk::NoticeAsk) -> Vec<notice::NoticeStation> = desk::notices::notice_look;
    /// The notices as the public will see them
    quick notice_pages(desk::NoticeOrder) -> Vec<notice::NoticePage> = desk::notices::notice_pages;
    /// Writes the notices as a folder of web pages
    long notice_write(desk::NoticeOrder) -> desk::Written = desk::notices::notice_write;
    /// The forms there are: to print, and as PDF
    quick form_kinds(desk::Nothing) -> Vec<desk::FormKind> = desk::forms::form_kinds;
    /// The A4 pages of a form, filled from records or empty
    long form_pages(desk::FormAsk) -> desk::FormPages = desk::forms::form_pages;
    /// Writes a form as PDF
    long form_write(desk::FormAsk) -> desk::Written = desk::forms::form_write;
    /// Figures of a period
    quick figures(desk::Period) -> desk::Figures = desk::figures::figures;
    /// County: every station in one picture
    quick overview(desk::Nothing) -> desk::Overview = desk::overview::overview;
    /// Figures of a period by station, home, level, kind, season, theme, category, unit or time
    quick figure_table(desk::TableAsk) -> desk::FigureTable = desk::figures::figure_table;
    /// Matters that are not closed, by state and age
    quick matter_ages(desk::AgesAsk) -> desk::Ages = desk::figures::matter_ages;
    /// Such a table as a workbook in the documents folder
    quick figure_table_write(desk::TableWrite) -> desk::Written = desk::figures::figure_table_write;
    /// The figures of a period in the sentences the county asks for
    quick summary(desk::SummaryAsk) -> desk::Summary = desk::figures::summary;
    /// Writes those sentences and their figures on one page of Excel in the documents folder
    quick summary_write(desk::SummaryAsk) -> desk::Written = desk::figures::summary_write;
    /// Keeps a plot as a picture in the documents folder
    quick picture_write(desk::PictureAsk) -> desk::Copied = desk::figures::picture_write;

    /// Folders and sticks files can go to
    quick places(desk::Nothing) -> Vec<desk::Place> = desk::handoff::places;
    /// How much room the next bundle needs
    quick pack_estimate(desk::EstimateAsk) -> desk::Estimate = desk::handoff::pack_estimate;
    /// The file somebody opened the program with, until it is put by
    quick opened_with(desk::Nothing) -> desk::OpenedWith = desk::opened::opened_with;
    /// Puts that file by: it is out of reach again
    quick opened_put_by(desk::Nothing) -> desk::Nothing = desk::opened::opened_put_by;
    /// Bundles made here and receipts of the county that lie on a stick, by their names
    long on_stick(desk::PlaceAsk) -> desk::OnStick = desk::handoff::on_stick;
    /// Takes a stick out, or says how to do it by hand
    long eject(desk::PlaceAsk) -> desk::Ejected = desk::handoff::eject;
    /// The program's version, and updates that lie on sticks and in the documents, each checked whole
    long update_look(desk::UpdateAsk) -> desk::Updates = desk::updates::update_look;
    /// Takes an update: checked, the records backed up, then laid down for the next start
    long update_take(desk::UpdateAsk) -> desk::UpdateTaken = desk::updates::update_take;
    /// Puts a checked update on a stick for others
    long update_put(desk::UpdatePut) -> desk::Copied = desk::updates::update_put;
    /// Seals everything since the last receipt into a bundle
    long bundle_pack(desk::PackAsk) -> desk::Packed = desk::handoff::bundle_pack;
    /// Bundles made so far, newest first
    quick bundles(desk::Nothing) -> Vec<desk::BundleLine> = desk::handoff::bundles;
    /// Notes that a bundle was handed over
    quick bundle_handed(desk::BundleAsk) -> desk::BundleLine = desk::handoff::bundle_handed;
    /// The county's keys in force
    quick roster(desk::Nothing) -> desk::RosterView = desk::handoff::roster;
    /// Takes a county-signed roster in
    quick roster_take(desk::RosterAsk) -> desk::RosterView = desk::handoff::roster_take;
    /// Takes the county's receipt in: what became of each bundle
    long receipt_take(desk::TakeAsk) -> desk::Taken = desk::handoff::receipt_take;
    /// County: what lies on a stick or in a folder, verified but not taken in
    long inbox_look(desk::PlaceAsk) -> desk::Lying = desk::handoff::inbox_look;
    /// County: takes stations' bundles in, from files and whole sticks
    long bundle_receive(desk::ReceiveAsk) -> desk::Received = desk::handoff::bundle_receive;
    /// County: how each station stands
    quick inbox(desk::Nothing) -> Vec<desk::InboxLine> = desk::handoff::inbox;
    /// County: writes a station's receipt, as often as it is asked for
    long receipt_write(desk::ReceiptAsk) -> desk::Packed = desk::handoff::receipt_write;
    /// What a roster at hand is; changes nothing
    quick roster_look(desk::RosterAsk) -> desk::RosterLook = desk::handoff::roster_look;
    /// Takes a roster by a key nothing trusted leads to, with the digits a person compared
    quick roster_confirm(desk::RosterConfirm) -> desk::RosterView = desk::handoff::roster_confirm;
    /// County: what a station's enrolment slip is; changes nothing
    quick slip_read(desk::SlipText) -> desk::SlipRead = desk::handoff::slip_read;
    /// County: takes stations' slips in and makes the next roster
    quick roster_make(desk::MakeAsk) -> desk::RosterView = desk::handoff::roster_make;
    /// County: changes its own keys; the old signing key hands over to the new
    quick roster_rotate(desk::RotateAsk) -> desk::Rotated = desk::handoff::roster_rotate;
    /// County: takes a station's keys out of use
    quick roster_revoke(desk::RevokeAsk) -> desk::RosterView = desk::handoff::roster_revoke;
    /// County: puts the roster in force on a stick, for stations that have none
    quick roster_put(desk::PlaceAsk) -> desk::Copied = desk::handoff::roster_put;
    /// The station's own public keys, to enrol at the county
    quick station_key(desk::Nothing) -> desk::StationKey = desk::handoff::station_key;
    /// The station's enrolment slip: text, digits, QR code
    quick slip(desk::Nothing) -> desk::SlipSheet = desk::handoff::slip;
    /// Writes the slip and a page to print to a folder
    quick slip_write(desk::SlipAsk) -> desk::SlipWritten = desk::handoff::slip_write;
    /// Makes new keys for the station; answers with their slip
    quick keys_renew(desk::Nothing) -> desk::SlipSheet = desk::handoff::keys_renew;

    /// How bundles travel over a network, and how the last run went
    quick route(desk::Nothing) -> desk::RouteView = desk::handoff::route;
    /// Sets up how bundles travel over a network; off until then
    quick route_set(desk::RouteAsk) -> desk::RouteView = desk::handoff::route_set;
    /// Says what works of a route, kept or not
    long route_try(desk::RouteAsk) -> desk::RouteTried = desk::handoff::route_try;
    /// Takes and sends what is new over the network
    long route_run(desk::Nothing) -> desk::RouteDone = desk::handoff::route_run;

    /// Checks database, journal chain and attachments
    long audit(desk::Nothing) -> desk::Audit = desk::settings::audit;

    /// What to hand over when something is wrong: versions, sizes, counts, codes, the last of the log; no value of a record
    long diagnosis(desk::Nothing) -> desk::Diagnosis = desk::diagnosis::diagnosis;
    /// Keeps that text as a file
    quick diagnosis_keep(desk::DiagnosisKeep) -> desk::Copied = desk::diagnosis::diagnosis_keep;

    /// Backups at their usual place, and how old the last is
    quick backups(desk::Nothing) -> desk::Backups = desk::backups::backups;
    /// Makes a backup and reads it back
    long backup_make(desk::BackupAsk) -> desk::BackupMade = desk::backups::backup_make;
    /// Opens the newest backup aside and checks all that is in it
    long backup_drill(desk::Nothing) -> desk::BackupDrill = desk::backups::backup_drill;
}
