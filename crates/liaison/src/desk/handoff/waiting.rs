//! What lies on a stick or in a folder, before any of it is taken in: whose it is, which number,
//! and whether its signature holds. Nothing is opened, nothing is written.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{PlaceAsk, keys};
use crate::bundle::envelope::Kind;
use crate::bundle::receive;
use crate::bundle::roster::Roster;
use crate::bundle::told::Told;
use crate::bundle::verify::{self, Outer, Trust};
use crate::desk::{Call, Desk, Role, settings};
use crate::error::{Error, Result, Trouble};
use crate::store::{Arrival, Standing, Store};

/// One bundle that lies there.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Waiting {
    /// Full path.
    pub path: String,
    /// Code of its sender; "" when its outside does not hold.
    pub station: String,
    /// What the roster calls it.
    pub name: String,
    /// Epoch, or "".
    pub epoch: String,
    /// Number; 0 when its outside does not hold.
    pub seq: u64,
    /// Everything, not only what was new.
    pub full: bool,
    /// RFC 3339 when it was made, or "".
    pub made_at: String,
    /// Bytes.
    pub size: u64,
    /// new 可以收, again 已经收过, fork 重号, refused 不能收.
    pub state: String,
    /// The same in a sentence.
    pub says: String,
    /// Why it can't be taken.
    pub trouble: Option<Trouble>,
}

/// What lies there.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Lying {
    /// One a file, by name.
    pub bundles: Vec<Waiting>,
    /// Receipts of the county that lie there too.
    pub answers: u64,
}

/// Looks at a stick or folder.
pub fn inbox_look(desk: &mut Desk, call: &mut Call<'_>, ask: PlaceAsk) -> Result<Lying> {
    let store = desk.store()?;
    if settings::station_of(store)?.role != Role::County {
        return Err(Error::NotAllowed("交接包由县人大办公室来收；本站收的是县里的回执".into()));
    }
    let roster = keys::roster_of(store)?.ok_or_else(|| Error::Damaged("找不到县里的名册".into()))?;
    let mut lying = Lying {
        bundles: Vec::new(),
        answers: 0,
    };
    for path in found(Path::new(&ask.path))? {
        let mut line = Waiting {
            path: path.display().to_string(),
            size: std::fs::metadata(&path).map_or(0, |m| m.len()),
            station: String::new(),
            name: String::new(),
            epoch: String::new(),
            seq: 0,
            full: false,
            made_at: String::new(),
            state: "refused".into(),
            says: String::new(),
            trouble: None,
        };
        let mut step = |done, total| call.step("核对签名", done, total);
        match look(&path, &roster, line.size, &mut step) {
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Ok(outer) if outer.envelope.from == roster.county.code => {
                lying.answers += 1;
                continue;
            }
            Ok(outer) => tell(store, &roster, &outer, &mut line)?,
            Err(error) => {
                line.says = error.to_string();
                line.trouble = Some(error.trouble());
            }
        }
        lying.bundles.push(line);
    }
    Ok(lying)
}

/// A file named itself counts as its own folder.
fn found(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() { Ok(vec![path.to_owned()]) } else { receive::find(path) }
}

fn look(path: &Path, roster: &Roster, size: u64, step: &mut dyn FnMut(u64, u64) -> Result<()>) -> Result<Outer> {
    let file = File::open(path).map_err(|e| Error::file(path, e))?;
    let mut told = Told::new(BufReader::with_capacity(1 << 18, file), 0, size, step);
    let seen = verify::outer(&mut told, path, Trust::Roster(roster));
    told.outcome(seen)
}

fn tell(store: &Store, roster: &Roster, outer: &Outer, line: &mut Waiting) -> Result<()> {
    let e = &outer.envelope;
    let standing = store.standing(&Arrival {
        sender: e.from.clone(),
        epoch: e.epoch.clone(),
        seq: e.seq,
        envelope_sha256: e.sha256(),
        prev: e.prev.clone(),
        kind: e.kind.word().into(),
        made_at: e.made_at.to_rfc3339(),
        ..Arrival::default()
    })?;
    let (state, says) = match standing {
        _ if e.to != roster.county.code => ("refused", "这个包不是交给本县的"),
        Standing::New => ("new", "签名对得上，可以收"),
        Standing::Again => ("again", "已经收过，内容一样"),
        Standing::Fork => ("fork", "和以前收到的对不上号：可能有两台电脑在用同一个站的资料，请打电话问清楚"),
    };
    line.name = roster.members.iter().rfind(|m| m.code == e.from).map(|m| m.name.clone()).unwrap_or_default();
    line.station.clone_from(&e.from);
    line.epoch.clone_from(&e.epoch);
    line.seq = e.seq;
    line.full = e.kind == Kind::Full;
    line.made_at = e.made_at.to_rfc3339();
    line.state = state.into();
    line.says = says.into();
    Ok(())
}
