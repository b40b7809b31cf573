//! The command line, as people type it. `--help` is written from here.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

mod carry;

pub use self::carry::{Bundle, Enrol, Roster, Route, RouteWay, ToParquet};
use crate::backup::Backup;
use crate::template::Template;

const AFTER: &str = "\
The password comes from LIAISON_PASSWORD, or is asked for in the terminal; the one of a
WebDAV server from LIAISON_ROUTE_PASSWORD.
LIAISON_NOW (RFC 3339, e.g. 2025-01-10T09:00:00+08:00) stands in for the clock, so that a
sample comes out the same on any day; do not set it on a real station.
On failure: three lines on stderr (what happened, how the data is, what to do now), exit code 1.";

/// 代表联络站台账: the same contract as the desktop program, for scripts and checks.
#[derive(Debug, Parser)]
#[command(name = "liaison", version, after_help = AFTER)]
pub struct Args {
    /// The station's folder; without it, the one the desktop program uses.
    #[arg(long, value_name = "DIR", env = "LIAISON_HOME", global = true)]
    pub home: Option<PathBuf>,
    #[command(subcommand)]
    pub verb: Verb,
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Set up a station or the county office; prints the recovery phrase, once
    Init(Init),
    /// Fill an empty station with made-up records, the same for the same seed and day
    Sample {
        /// Another number gives other people and other words
        #[arg(long, default_value_t = 2024)]
        seed: u64,
        /// How many full years before the current one
        #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u32).range(1..=10))]
        years: u32,
        /// Visits in all over those years, at most 1,000,000; 0 keeps to a county's usual size
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=1_000_000))]
        visits: u64,
        /// At the county: lay down so many stations, as if their bundles had come; 0 at a station
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=200))]
        stations: u32,
    },
    /// The desk in this machine's browser, where the desktop program can't run: on 127.0.0.1, for the
    /// one page it opens, until that is closed
    Desk {
        /// Port on 127.0.0.1; 0 takes a free one
        #[arg(long, value_name = "N", default_value_t = 0)]
        port: u16,
        /// Print the path of the start page instead of opening it; it works once
        #[arg(long)]
        no_browser: bool,
    },
    /// Ask one question of the contract; prints the answer as JSON
    Call {
        /// Name of the command; `liaison contract` lists them
        command: String,
        /// The question as JSON; `-` reads it from stdin
        #[arg(default_value = "{}")]
        question: String,
    },
    /// List the commands of the contract with their types
    Contract {
        /// Print ui/src/contract.ts instead
        #[arg(long)]
        typescript: bool,
    },
    /// Write ledgers (.xlsx) for a period
    Ledger {
        /// Name of a ledger, or `all`; `liaison call ledgers` lists them
        kind: String,
        /// First day, YYYY-MM-DD
        #[arg(long)]
        from: String,
        /// Last day, YYYY-MM-DD
        #[arg(long)]
        to: String,
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// One workbook with a sheet each, instead of one file each
        #[arg(long)]
        one_book: bool,
    },
    /// Station: take an old ledger (.xlsx, .xls) in. What is not certain is asked; unanswered, or with a
    /// wrong row, nothing comes in unless --sound-only. Exit code 1 when nothing came in
    Import(Import),
    /// The office's own forms (.xlsx with {{…}} in it), filled with the records of a period
    #[command(subcommand)]
    Template(Template),
    /// Public notices of a period: what they may say, and their pages. No title goes out unless it
    /// is released
    #[command(subcommand)]
    Notice(Notice),
    /// Write a form as PDF: to print, sign and file
    Form {
        /// Name of a form; `liaison call form_kinds` lists them
        form: String,
        /// Ids of the records it is filled from; none writes one to be filled by pen
        ids: Vec<String>,
        /// Whose kind the records are, where the form takes several: activity, reception_day
        #[arg(long, value_name = "NOUN")]
        of: Option<String>,
        /// Empty lines or copies
        #[arg(long, value_name = "N")]
        rows: Option<u32>,
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Seal, verify, receive bundles (.rdz), and their receipts
    #[command(subcommand)]
    Bundle(Bundle),
    /// Whose keys are trusted: made at the county, taken at a station
    #[command(subcommand)]
    Roster(Roster),
    /// Bundles by themselves over a network, as the county arranged it; off until set
    #[command(subcommand)]
    Route(Route),
    /// Station: its own keys
    #[command(subcommand)]
    Enrol(Enrol),
    /// Make, list, check and try backups
    #[command(subcommand)]
    Backup(Backup),
    /// Put a backup into an empty home. The recovery phrase comes from LIAISON_RECOVERY or is asked
    /// for; the new password as everywhere
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Put a damaged home together again, from the newest good backup within reach and all that still reads
    /// of the damaged files; nothing is deleted. Says what is missing
    Recover {
        /// This backup instead of the newest
        file: Option<PathBuf>,
        /// Without any backup: only what reads of the damaged files
        #[arg(long, conflicts_with = "file")]
        salvage: bool,
        /// Open with the recovery phrase and set a new password, instead of a password
        #[arg(long)]
        phrase: bool,
    },
    /// Go on with a database from which saved changes are gone, as it is
    Keep,
    /// Write what to hand over when something is wrong: versions, sizes, counts, codes, the last of the
    /// log; no value of a record. Prints it too
    Diagnose {
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Ask for no password; records are then neither counted nor checked
        #[arg(long)]
        locked: bool,
    },
    /// Check database, journal chain and attachments; exit code 1 when something is wrong
    Check,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Role {
    /// 联络站
    Station,
    /// 县人大办公室
    County,
}

#[derive(Debug, clap::Args)]
pub struct Init {
    /// Which end of the handoff this folder is
    pub role: Role,
    /// Code given by the county, e.g. JS-017
    #[arg(long)]
    pub code: String,
    /// Name, e.g. 三溪村代表联络站
    #[arg(long)]
    pub name: String,
    /// Township
    #[arg(long)]
    pub town: String,
    /// Name of the first clerk
    #[arg(long)]
    pub clerk: String,
    /// 代表之家
    #[arg(long, default_value = "")]
    pub home_name: String,
    /// Address
    #[arg(long, default_value = "")]
    pub address: String,
    /// Telephone
    #[arg(long, default_value = "")]
    pub phone: String,
    /// Head of the station
    #[arg(long, default_value = "")]
    pub head: String,
    /// Liaison officer
    #[arg(long, default_value = "")]
    pub staff: String,
    /// The county's roster; its signature lies beside it as FILE.minisig
    #[arg(long, value_name = "FILE")]
    pub roster: Option<PathBuf>,
    /// The eight groups of its signing key as the county read them out. Asked for in a terminal
    #[arg(long, value_name = "DIGITS", requires = "roster")]
    pub fingerprint: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct Import {
    /// The workbook
    pub file: PathBuf,
    /// Name of the ledger, as `liaison call ledgers` lists them; without it, the one it looks like
    #[arg(long, value_name = "NAME", default_value = "")]
    pub register: String,
    /// Name of the sheet; without it, the one that looks most like a ledger
    #[arg(long, value_name = "NAME", default_value = "")]
    pub sheet: String,
    /// Answers to what was asked: a JSON array of {"key", "how": "take" | "blank" | "skip", "value"}
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Say what would come in, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Take the sound rows in and leave the others out
    #[arg(long)]
    pub sound_only: bool,
}

#[derive(Debug, Subcommand)]
pub enum Notice {
    /// List each line that may go out: station/number, category, title, why to look twice
    Look(NoticeAsk),
    /// Write the pages into a folder of their own
    Write {
        #[command(flatten)]
        ask: NoticeAsk,
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Let this matter's title out, as `look` shows it; may be given several times. Where several
        /// stations have such a number, write CODE/NUMBER
        #[arg(long, value_name = "NUMBER")]
        release: Vec<String>,
        /// Let every title out that nothing speaks against
        #[arg(long)]
        release_plain: bool,
        /// Leave this matter, or the deputy of this name, out
        #[arg(long, value_name = "NUMBER|NAME")]
        withhold: Vec<String>,
    },
}

#[derive(Debug, clap::Args)]
pub struct NoticeAsk {
    /// First day, YYYY-MM-DD
    #[arg(long)]
    pub from: String,
    /// Last day, YYYY-MM-DD
    #[arg(long)]
    pub to: String,
    /// Only one of the two
    #[arg(long)]
    pub kind: Option<NoticeKind>,
    /// County: only this station; may be given several times
    #[arg(long, value_name = "CODE")]
    pub station: Vec<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum NoticeKind {
    /// 民情办理公示
    Matters,
    /// 履职公示
    Deputies,
}
