//! What is carried between a station and the county, and by whom: bundles, rosters, slips, a network.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Bundle {
    /// Seal everything since the last receipt into a folder
    Pack {
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
        /// Everything the station holds
        #[arg(long)]
        full: bool,
        /// Most megabytes one file may have; what does not fit goes into further numbered files
        #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u64).range(1..=4095))]
        at_most: Option<u64>,
    },
    /// Check the outside of a bundle with public keys alone; needs no station
    Verify {
        /// The .rdz file
        file: PathBuf,
        /// The sender's minisign public key
        #[arg(long, value_name = "FILE.pub", required_unless_present = "roster", conflicts_with = "roster")]
        key: Option<PathBuf>,
        /// The county's roster; its signature lies beside it as FILE.minisig
        #[arg(long, value_name = "roster-N.txt")]
        roster: Option<PathBuf>,
    },
    /// County: take bundles in, from files and from whole folders or sticks
    Receive {
        /// Files, and folders in which every bundle is taken
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Write each station's receipt to this folder afterwards
        #[arg(long, value_name = "DIR")]
        receipts: Option<PathBuf>,
        /// The escrow identity, when the work key was lost
        #[arg(long, value_name = "FILE")]
        escrow: Option<PathBuf>,
    },
    /// County: write a station's receipt (again)
    Receipt {
        /// The station's code
        station: String,
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Station: take the county's receipts in
    Take {
        /// The .rdz file, or the folder or stick on which receipts and rosters lie
        file: PathBuf,
    },
    /// How the bundles stand: a county's stations, a station's own bundles
    Status,
    /// County: write what is in stations' bundles as Parquet tables for an analysis engine. With
    /// --key and --roster it needs no database; else the keys are those of this county's home
    ToParquet(ToParquet),
}

#[derive(Debug, clap::Args)]
pub struct ToParquet {
    /// Bundles, and folders in which every bundle is read
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Folder of the tables; what is there already is left as it is
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// A county's age identity (work or escrow key); may be given several times
    #[arg(long, value_name = "FILE", requires = "roster")]
    pub key: Vec<PathBuf>,
    /// The county's roster; its signature lies beside it as FILE.minisig
    #[arg(long, value_name = "roster-N.txt", requires = "key")]
    pub roster: Option<PathBuf>,
    /// Names, telephone numbers, villages and all free text too; 保密 voters stay 匿名
    #[arg(long)]
    pub with_personal: bool,
}

#[derive(Debug, Subcommand)]
pub enum Roster {
    /// County: take stations' slips in and sign the next roster. A key the roster does not know
    /// needs the digits the station reads out over the telephone
    Make {
        /// Slips, and folders or sticks with slip-*.txt
        #[arg(required = true, value_name = "SLIP")]
        slips: Vec<PathBuf>,
        /// The eight groups as heard; once for each slip that needs them. Asked for in a terminal
        #[arg(long, value_name = "DIGITS")]
        fingerprint: Vec<String>,
    },
    /// County: change its own keys and sign the next roster. The old signing key hands over, so
    /// stations follow by themselves
    Rotate {
        /// Only the key that signs rosters and answers
        #[arg(long)]
        signing: bool,
        /// Only the key that opens bundles
        #[arg(long)]
        work: bool,
        /// The paper key too; printed once
        #[arg(long)]
        escrow: bool,
        /// The old signing key is in other hands: every station compares the new digits by telephone
        #[arg(long)]
        stolen: bool,
    },
    /// Station: take a roster in. One by an unknown key needs the digits the county reads out
    Take {
        /// roster-N.txt; its signature lies beside it as FILE.minisig
        file: PathBuf,
        /// The eight groups as heard. Asked for in a terminal
        #[arg(long, value_name = "DIGITS")]
        fingerprint: Option<String>,
    },
    /// County: take a station's keys out of use; writes the next roster
    Revoke {
        /// The station's code
        code: String,
        /// Last number they may have signed
        #[arg(long, value_name = "SEQ")]
        after: u64,
    },
    /// The roster in force
    Show,
}

#[derive(Debug, Subcommand)]
pub enum Route {
    /// How it is set and how the last run went
    Show,
    /// Set it
    Set(RouteWay),
    /// Say what works of it, and keep nothing
    Try(RouteWay),
    /// Take and send what is new, now
    Run,
}

#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(group = clap::ArgGroup::new("way").required(true))]
pub struct RouteWay {
    /// A folder on a WebDAV server, https://…
    #[arg(long, value_name = "URL", group = "way")]
    pub webdav: Option<String>,
    /// A folder both sides can open: a shared drive
    #[arg(long, value_name = "DIR", group = "way")]
    pub folder: Option<PathBuf>,
    /// No network: pack into this folder, to be carried from there
    #[arg(long, value_name = "DIR", group = "way")]
    pub carry: Option<PathBuf>,
    /// Neither
    #[arg(long, group = "way")]
    pub off: bool,
    /// Who signs in to the server
    #[arg(long, default_value = "")]
    pub user: String,
    /// The only authorities believed, PEM; without it, those every browser believes
    #[arg(long, value_name = "FILE")]
    pub authority: Option<PathBuf>,
    /// Hours between two runs of the desktop program; 0: only when told to
    #[arg(long, value_name = "HOURS", default_value_t = 4, value_parser = clap::value_parser!(u32).range(0..=168))]
    pub every: u32,
}

#[derive(Debug, Subcommand)]
pub enum Enrol {
    /// Write the slip with the station's public keys, and a page to print
    Slip {
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
    /// Make new keys (the old ones lost, or in other hands) and write their slip
    Renew {
        /// Folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}
