//! Who answers the contract: the open station, one file a topic. A `Desk` holds one
//! home folder and, once unlocked, its store. It knows no window and no clock: each
//! `Call` brings the time, and long work reports through it.

pub mod attachments;
pub mod backups;
pub mod deputies;
pub mod diagnosis;
pub mod door;
pub mod drafts;
pub mod figures;
pub mod forms;
pub mod handoff;
pub mod ledgers;
pub mod matters;
pub mod notices;
pub mod old_ledgers;
pub mod opened;
pub mod overview;
pub mod posts;
pub mod privacy;
pub mod reach;
pub mod records;
pub mod referral;
pub mod registers;
pub mod rescue;
pub mod settings;
pub mod templates;
pub mod today;
pub mod updates;

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::error::{Error, Result};
use crate::store::{Store, Who};

pub use crate::store::{
    Attachment, Audit, Axis, Brought, BundleLine, ClosedYear, Count, Draft, FigureLine, FigureTable, Figures, Filter, Holiday, Period, Refusal, Span, UnitLine,
};

pub use self::attachments::{AttachAsk, AttachmentBytes, Copied};
pub use self::backups::{BackupAsk, BackupDrill, BackupFile, BackupLine, BackupLook, BackupMade, Backups};
pub use self::deputies::{Dossier, DossierAsk, PointsAsk, PointsPage, PointsRules, PointsRulesAsk, PreviewAsk, PreviewLine, ReviewAsk, TermChange, Terms};
pub use self::diagnosis::{Diagnosis, DiagnosisKeep};
pub use self::door::{Password, PasswordChange, Phrase, Recovery, SetUp, Stage, State, Welcome};
pub use self::figures::{Ages, AgesAsk, PictureAsk, Summary, SummaryAsk, TableAsk, TableWrite};
pub use self::forms::{FormAsk, FormKind, FormPages};
pub use self::handoff::{
    BundleAsk, Ejected, Estimate, EstimateAsk, InboxLine, Intake, Lying, MakeAsk, MorePacked, OnStick, PackAsk, Packed, Place, PlaceAsk, Proof, ReceiptAsk,
    ReceiveAsk, Received, RevokeAsk, RosterAsk, RosterConfirm, RosterLook, RosterMember, RosterView, RotateAsk, Rotated, RouteAsk, RouteDone, RouteKind,
    RouteTried, RouteView, SlipAsk, SlipRead, SlipSheet, SlipTake, SlipText, SlipWritten, StationKey, TakeAsk, Taken, Waiting, Word,
};
pub use self::handoff::{Opening, opening};
pub use self::ledgers::{LedgerAsk, LedgerKind, Written};
pub use self::matters::MoveAsk;
pub use self::notices::{NoticeAsk, NoticeOrder};
pub use self::old_ledgers::{
    OldLedgerAnswer, OldLedgerAsk, OldLedgerColumn, OldLedgerCounts, OldLedgerDone, OldLedgerFile, OldLedgerLine, OldLedgerLook, OldLedgerQuestion,
    OldLedgerRemark, OldLedgerSheet, OldLedgerTaken, OldLedgerTarget,
};
pub use self::opened::OpenedWith;
pub use self::overview::{Overview, Tile};
pub use self::posts::{ClerkAdd, ClerkLine, ClerkPost, Post};
pub use self::privacy::{BackupsRenewed, Held, HeldAsk, HeldLine, PurgeAsk, PurgeLine, PurgeLook, Purged, Retention};
pub use self::records::{
    CheckAsk, FindAsk, HistoryLine, Hit, Name, Opened, Page, PageAsk, PickAsk, RecordAsk, Related, Remarks, SaveAsk, Saved, SeenAsk, Version, VersionAsk,
};
pub use self::referral::{
    Evaluation, EvaluationAsk, EvaluationOpen, EvaluationWrite, ManyAsk, ManyMoved, ManyOutcome, PapersAsk, ProgressAsk, ReturnAsk, Returned,
};
pub use self::registers::{
    AssignAsk, Assigning, ImportAsk, ImportDone, ImportLine, ImportLook, NounAsk, PairAsk, People, PersonPage, SitesAdded, StationLine, StationsAsk,
};
pub use self::rescue::{FoundBackup, MissingLine, RescueAsk, Rescued};
pub use self::settings::{HolidayYear, ListWords, Role, Rules, Station, YearAsk};
pub use self::templates::{TemplateAsk, TemplateEdition, TemplateFault, TemplateKept, TemplateLine, TemplateName, TemplateSample, TemplateWrite};
pub use self::today::Today;
pub use self::updates::{Program, UpdateAsk, UpdateFound, UpdatePut, UpdateTaken, Updates};

/// A question or answer with nothing in it: `{}`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// Names one thing by its id.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IdAsk {
    /// Its id.
    pub id: String,
}

/// How far long work is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Progress {
    /// What is being done, in a few words.
    pub doing: String,
    /// Units done.
    pub done: u64,
    /// Units in all; 0 when not known.
    pub total: u64,
}

/// What a host hands in with each question.
pub struct Call<'a> {
    /// Now, with the PC's own offset.
    pub now: DateTime<FixedOffset>,
    /// Where ledgers go when no other place is named: 文档/代表联络站台账.
    pub documents: PathBuf,
    /// Told of progress; answers whether to go on.
    pub progress: &'a mut dyn FnMut(Progress) -> bool,
}

impl Call<'_> {
    /// The PC's date.
    pub fn today(&self) -> NaiveDate {
        self.now.date_naive()
    }

    /// Reports progress, and stops with `Cancelled` when the clerk said so.
    pub fn step(&mut self, doing: &str, done: u64, total: u64) -> Result<()> {
        if (self.progress)(Progress {
            doing: doing.to_owned(),
            done,
            total,
        }) {
            Ok(())
        } else {
            Err(Error::Cancelled)
        }
    }
}

/// A home folder, and the store in it once it is unlocked.
pub struct Desk {
    pub(crate) home: PathBuf,
    /// Held as long as this copy of the program uses the folder.
    pub(crate) lock: Option<Arc<File>>,
    pub(crate) session: Option<Session>,
    pub(crate) reach: reach::Reach,
    pub(crate) program: Option<Program>,
    /// What somebody opened the program with, until it is put by.
    pub(crate) opened: Option<PathBuf>,
}

/// What is open after the password.
pub(crate) struct Session {
    pub(crate) store: Store,
    pub(crate) clerk_id: String,
    pub(crate) clerk: String,
    pub(crate) post: Post,
}

impl Desk {
    /// A desk on `home`; touches nothing yet.
    pub fn new(home: impl Into<PathBuf>) -> Self {
        Self {
            home: home.into(),
            lock: None,
            session: None,
            reach: reach::Reach::Anywhere,
            program: None,
            opened: None,
        }
    }

    /// The same, answering only questions whose paths lie where `places` offers: for a window.
    pub fn for_window(home: impl Into<PathBuf>) -> Self {
        Self {
            reach: reach::Reach::Offered,
            ..Self::new(home)
        }
    }

    /// The same for a browser, which brings files that lie nowhere else.
    pub fn for_browser(home: impl Into<PathBuf>) -> Self {
        Self {
            reach: reach::Reach::OfferedOrBrought,
            ..Self::new(home)
        }
    }

    /// The same, in a program that can be updated.
    pub fn with_program(self, program: Program) -> Self {
        Self {
            program: Some(program),
            ..self
        }
    }

    /// A second desk on the same home, with a connection of its own once that is open, so that long
    /// work never keeps the first one waiting.
    pub fn fork(&self) -> Result<Desk> {
        let again = |session: &Session| -> Result<Session> {
            Ok(Session {
                store: session.store.again()?,
                clerk_id: session.clerk_id.clone(),
                clerk: session.clerk.clone(),
                post: session.post,
            })
        };
        Ok(Desk {
            home: self.home.clone(),
            lock: self.lock.clone(),
            session: self.session.as_ref().map(again).transpose()?,
            reach: self.reach,
            program: self.program.clone(),
            opened: self.opened.clone(),
        })
    }

    /// Somebody is signed in.
    pub fn is_open(&self) -> bool {
        self.session.is_some()
    }

    pub(crate) fn store(&self) -> Result<&Store> {
        Ok(&self.session.as_ref().ok_or(Error::Locked)?.store)
    }

    /// The store and who is writing, for one change.
    pub(crate) fn writing(&mut self, call: &Call<'_>) -> Result<(&mut Store, Who)> {
        let session = self.session.as_mut().ok_or(Error::Locked)?;
        let who = Who {
            clerk: session.clerk.clone(),
            now: call.now,
        };
        Ok((&mut session.store, who))
    }
}
