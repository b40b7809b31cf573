//! Who may do what: 主任 signs off and holds the keys, 经办 does the daily work, 只读 looks. These
//! are rules of the desk among people who trust the computer, not of cryptography: whoever has
//! a password of this home can open its database with other tools.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Call, Desk, IdAsk, Nothing, door};
use crate::error::{Error, Remark, Result};
use crate::records::text;
use crate::store::Clerk;
use crate::vault::Vault;

/// What someone who signs in may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// 只读
    Reader,
    /// 经办
    Clerk,
    /// 主任（站长）
    Head,
}

/// Commands anyone may call, at the door and behind it.
const READS: &[&str] = &[
    "state",
    "set_up",
    "unlock",
    "recover",
    "lock",
    "change_password",
    "today",
    "page",
    "record",
    "version",
    "check",
    "bin",
    "find",
    "pick",
    "seen_before",
    "drafts",
    "attachment",
    "moves",
    "station",
    "rules",
    "retention",
    "lists",
    "holidays",
    "stations",
    "people",
    "person",
    "assigning",
    "ledgers",
    "ledger_write",
    "templates",
    "template_write",
    "template_sample",
    "old_ledgers",
    "notice_look",
    "notice_pages",
    "form_kinds",
    "form_pages",
    "form_write",
    "referral_units",
    "referral_papers",
    "dossier",
    "dossier_write",
    "points",
    "points_rules",
    "points_preview",
    "terms",
    "evaluation",
    "evaluation_open",
    "evaluation_write",
    "figures",
    "figure_table",
    "figure_table_write",
    "matter_ages",
    "picture_write",
    "summary",
    "summary_write",
    "overview",
    "places",
    "pack_estimate",
    "opened_with",
    "opened_put_by",
    "on_stick",
    "eject",
    "bundles",
    "roster",
    "inbox",
    "inbox_look",
    "roster_look",
    "station_key",
    "route",
    "audit",
    "diagnosis",
    "diagnosis_keep",
    "backups",
    "backup_look",
    "backups_found",
    "rescue",
    "rescue_keep",
    "clerks",
    "update_look",
];

/// Commands that hand out trust, say a last word or settle a term: for the head alone.
const HEADS: &[&str] = &[
    "new_recovery",
    "slip_read",
    "roster_make",
    "roster_rotate",
    "roster_revoke",
    "keys_renew",
    "route_set",
    "people_merge",
    "people_part",
    "people_undo",
    "clerk_add",
    "clerk_post",
    "clerk_remove",
    "duty_review",
    "points_rules_save",
    "points_close",
    "term_change",
    "term_undo",
    "retention_save",
    "purge_look",
    "purge",
    "backups_renew",
];

/// Moves that are the chair's word, at the county office.
pub(super) const HEAD_MOVES: &[&str] = &["approve", "close_by_chair"];

impl Post {
    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Post::Reader => "只读",
            Post::Clerk => "经办",
            Post::Head => "主任（站长）",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Post::Reader => "reader",
            Post::Clerk => "clerk",
            Post::Head => "head",
        }
    }

    /// Of a word in the store; one that is not known may only look.
    pub(super) fn of(code: &str) -> Self {
        [Post::Head, Post::Clerk].into_iter().find(|post| post.code() == code).unwrap_or(Post::Reader)
    }

    /// The least post that may call a command.
    pub fn for_command(name: &str) -> Self {
        if READS.contains(&name) {
            Post::Reader
        } else if HEADS.contains(&name) {
            Post::Head
        } else {
            Post::Clerk
        }
    }
}

/// The commands that do not fall to every clerk, with the least post that may call them.
pub fn named() -> impl Iterator<Item = (&'static str, Post)> {
    let of = |names: &'static [&'static str], post| names.iter().map(move |name| (*name, post));
    of(READS, Post::Reader).chain(of(HEADS, Post::Head))
}

/// Refuses a command that whoever is signed in may not call.
pub(crate) fn check(desk: &Desk, command: &str) -> Result<()> {
    let Some(session) = &desk.session else {
        return Ok(()); // Behind the door every command asks for the store itself.
    };
    require(session.post, Post::for_command(command))
}

/// Refuses what needs a higher post.
pub(super) fn require(has: Post, needs: Post) -> Result<()> {
    if has >= needs {
        return Ok(());
    }
    Err(Error::NotAllowed(match has {
        Post::Reader => "您登录的身份是只读，可以看，不能改".into(),
        _ => format!("这件事要由{}来办", needs.label()),
    }))
}

/// Someone who signs in here.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ClerkLine {
    /// Her id.
    pub id: String,
    /// Her name.
    pub name: String,
    /// What she may do.
    pub post: Post,
    /// She is the one signed in.
    pub own: bool,
}

/// Asks for one more person.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ClerkAdd {
    /// Her name.
    pub name: String,
    /// What she may do.
    pub post: Post,
    /// Her first password; she changes it herself.
    pub password: String,
    /// The password of whoever adds her.
    pub own: String,
}

/// Gives someone another post.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ClerkPost {
    /// Her id.
    pub id: String,
    /// What she may do from now on.
    pub post: Post,
}

/// Everyone who signs in here.
pub fn clerks(desk: &mut Desk, _: &mut Call<'_>, _: Nothing) -> Result<Vec<ClerkLine>> {
    let session = desk.session.as_ref().ok_or(Error::Locked)?;
    let line = |clerk: Clerk| ClerkLine {
        own: clerk.id == session.clerk_id,
        post: Post::of(&clerk.post),
        id: clerk.id,
        name: clerk.name,
    };
    Ok(session.store.clerks()?.into_iter().map(line).collect())
}

/// Adds a person: a key slot of her own, opened by her password.
pub fn clerk_add(desk: &mut Desk, call: &mut Call<'_>, ask: ClerkAdd) -> Result<Vec<ClerkLine>> {
    let name = text::tidy(&ask.name, false);
    let mut remarks = Vec::new();
    if name.is_empty() || name.chars().count() > 30 {
        remarks.push(Remark::new("name", "请填写姓名（30 字以内）"));
    } else if desk.store()?.clerks()?.iter().any(|clerk| clerk.name == name) {
        remarks.push(Remark::new("name", "已经有这个名字的人；同名的请加上职务区别"));
    }
    remarks.extend(door::checked_password("password", &ask.password));
    if !remarks.is_empty() {
        return Err(Error::Draft(remarks));
    }
    let key = door::proven(desk, &ask.own)?;
    let vault = Vault::at(&desk.home);
    // People sign in by their password alone: two must never have the same.
    if let Ok((_, id)) = vault.open(&ask.password)
        && desk.store()?.clerk(&id)?.is_none()
    {
        // Left by an adding that was cut short: the name was never kept.
        vault.remove_slot(&id)?;
    }
    if vault.open(&ask.password).is_ok() {
        return Err(Error::Draft(vec![Remark::new("password", "这个密码不能用，请另起一个")]));
    }
    let clerk = Clerk {
        id: uuid::Uuid::now_v7().to_string(),
        name,
        post: ask.post.code().into(),
    };
    // The slot last: one without a name in the store would open as nobody.
    let (store, who) = desk.writing(call)?;
    store.transact("添加人员", &who, |w| {
        w.set_clerk(&clerk)?;
        vault.rewrap(&clerk.id, &key, &ask.password)
    })?;
    clerks(desk, call, Nothing {})
}

/// Gives someone another post.
pub fn clerk_post(desk: &mut Desk, call: &mut Call<'_>, ask: ClerkPost) -> Result<Vec<ClerkLine>> {
    let mut clerk = known(desk, &ask.id)?;
    if ask.post != Post::Head {
        leaves_a_head(desk, &ask.id)?;
    }
    clerk.post = ask.post.code().into();
    let (store, who) = desk.writing(call)?;
    store.transact("改人员权限", &who, |w| w.set_clerk(&clerk))?;
    if let Some(session) = desk.session.as_mut().filter(|session| session.clerk_id == ask.id) {
        session.post = ask.post;
    }
    clerks(desk, call, Nothing {})
}

/// Takes someone's way in away. What she wrote stays under her name.
pub fn clerk_remove(desk: &mut Desk, call: &mut Call<'_>, ask: IdAsk) -> Result<Vec<ClerkLine>> {
    known(desk, &ask.id)?;
    if desk.session.as_ref().is_some_and(|session| session.clerk_id == ask.id) {
        return Err(Error::NotAllowed("不能移除自己；请另一位主任（站长）来办".into()));
    }
    leaves_a_head(desk, &ask.id)?;
    let vault = Vault::at(&desk.home);
    let (store, who) = desk.writing(call)?;
    store.transact("移除人员", &who, |w| {
        w.drop_clerk(&ask.id)?;
        vault.remove_slot(&ask.id)
    })?;
    clerks(desk, call, Nothing {})
}

fn known(desk: &Desk, id: &str) -> Result<Clerk> {
    desk.store()?.clerk(id)?.ok_or(Error::NotFound("人员"))
}

/// There is always someone who may hand out trust.
fn leaves_a_head(desk: &Desk, without: &str) -> Result<()> {
    let others = desk.store()?.clerks()?;
    if others.iter().any(|clerk| clerk.id != without && Post::of(&clerk.post) == Post::Head) {
        Ok(())
    } else {
        Err(Error::NotAllowed("至少要留一位主任（站长）".into()))
    }
}
