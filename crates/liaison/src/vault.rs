//! The key slots. The database opens with a random raw key; each slot is that key inside
//! an `age` passphrase file, so that stock `age -d` opens it without this program:
//!
//! ```text
//! age -d keys/recovery.age      → 64 hex digits, for sqlcipher: PRAGMA key = "x'…'"
//! ```
//!
//! File names carry clerk ids, never names: before unlocking nothing readable is on disk.

use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use zeroize::Zeroizing;

use crate::error::{Error, Harm, Result};
use crate::folders;
use crate::records::text;

/// SQLCipher's raw key.
pub type RawKey = Zeroizing<[u8; 32]>;

/// scrypt work factor (log2 N). 16 needs 64 MiB and about 0.2 s on a ten-year-old PC's core.
const WORK: u8 = 16;

/// File of the slot that the recovery phrase opens.
pub const RECOVERY: &str = "recovery.age";

/// Whether these bytes are a whole slot, by its header.
pub fn is_slot(sealed: &[u8]) -> bool {
    age::Decryptor::new(sealed).is_ok()
}

/// The folder of key slots in a home folder.
pub struct Vault {
    folder: PathBuf,
    fresh: PathBuf,
}

impl Vault {
    /// The vault of this home; touches nothing.
    pub fn at(home: &Path) -> Self {
        Self {
            folder: home.join("keys"),
            fresh: home.join("keys.new"),
        }
    }

    /// Whether a station was set up here.
    pub fn exists(&self) -> bool {
        self.folder.is_dir()
    }

    /// Makes a new raw key with a slot for the first clerk and one for the recovery phrase,
    /// aside; `commit` puts them in force. Answers key, clerk id, recovery phrase.
    pub fn make(&self, password: &str) -> Result<(RawKey, String, String)> {
        let _ = fs::remove_dir_all(&self.fresh);
        folders::make(&self.fresh).map_err(|e| Error::file(&self.fresh, e))?;
        let mut key = RawKey::default();
        getrandom::fill(key.as_mut()).map_err(|e| Error::NotReady(format!("取不到随机数（{e}）")))?;
        let clerk_id = uuid::Uuid::now_v7().to_string();
        let phrase = recovery_phrase()?;
        wrap(&self.fresh.join(format!("{clerk_id}.age")), &key, password)?;
        wrap(&self.fresh.join(RECOVERY), &key, &digits(&phrase))?;
        Ok((key, clerk_id, phrase))
    }

    /// Puts freshly made slots in force.
    pub fn commit(&self) -> Result<()> {
        fs::rename(&self.fresh, &self.folder).map_err(|e| Error::file(&self.folder, e))?;
        sync_folder(&self.folder)
    }

    /// Drops slots that were made but never put in force.
    pub fn remove(&self) {
        let _ = fs::remove_dir_all(&self.fresh);
    }

    fn listed(&self) -> Result<fs::ReadDir> {
        fs::read_dir(&self.folder).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => Error::Harmed(Harm::NoKeys),
            _ => Error::file(&self.folder, e),
        })
    }

    /// Whether a set-up was cut before its slots got their names: nothing was acknowledged then.
    pub fn is_half_made(&self) -> bool {
        self.fresh.is_dir()
    }

    /// The slots' files in a folder, by name; none where there is no such folder.
    pub fn listed_in(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
        let entries = match fs::read_dir(folder) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(|e| Error::file(folder, e))?,
        };
        let slot = |path: PathBuf| Some((path.file_name()?.to_str()?.to_owned(), path)).filter(|(name, _)| name.ends_with(".age"));
        Ok(entries.filter_map(|entry| slot(entry.ok()?.path())).collect())
    }

    fn slots(&self) -> Result<Vec<(String, PathBuf)>> {
        let mut slots: Vec<(String, PathBuf)> = self
            .listed()?
            .filter_map(|entry| {
                let path = entry.ok()?.path();
                let id = path.file_stem()?.to_str()?.to_owned();
                (path.extension()? == "age" && id != "recovery").then_some((id, path))
            })
            .collect();
        // UUIDv7 ids sort by age: the first clerk first.
        slots.sort();
        Ok(slots)
    }

    /// The id of the clerk who set the station up.
    pub fn first_clerk(&self) -> Result<String> {
        self.slots()?.into_iter().next().map(|(id, _)| id).ok_or(Error::NotSetUp)
    }

    /// Opens the slot this password fits.
    pub fn open(&self, password: &str) -> Result<(RawKey, String)> {
        let mut damaged = None;
        let slots = self.slots()?;
        if slots.is_empty() {
            return Err(Error::Harmed(Harm::NoSlots));
        }
        for (id, path) in slots {
            match unwrap(&path, password) {
                Ok(key) => return Ok((key, id)),
                Err(Error::WrongPassword) => {}
                // One torn slot must not lock the other clerks out.
                Err(other) => damaged = Some(other),
            }
        }
        Err(damaged.unwrap_or(Error::WrongPassword))
    }

    /// Opens with the recovery phrase.
    pub fn open_recovery(&self, phrase: &str) -> Result<RawKey> {
        let _ = self.listed()?;
        unwrap(&self.folder.join(RECOVERY), &digits(phrase)).map_err(|e| match e {
            // A slot that is gone opens as little as one that is torn.
            Error::Harmed(_) | Error::File { .. } => Error::Harmed(Harm::TornSlot("恢复码")),
            other => other,
        })
    }

    /// Makes a new recovery phrase; the old one opens nothing from then on.
    pub fn new_recovery(&self, key: &RawKey) -> Result<String> {
        let phrase = recovery_phrase()?;
        wrap(&self.folder.join(RECOVERY), key, &digits(&phrase))?;
        Ok(phrase)
    }

    /// Takes a clerk's slot away; the others open as before. One that is gone already, after a
    /// removal cut short, is as good.
    pub fn remove_slot(&self, clerk_id: &str) -> Result<()> {
        let path = self.folder.join(format!("{clerk_id}.age"));
        match fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::file(&path, e)),
            _ => {}
        }
        sync_folder(&self.folder)
    }

    /// Gives a clerk's slot a new password, or makes it.
    pub fn rewrap(&self, clerk_id: &str, key: &RawKey, password: &str) -> Result<()> {
        wrap(&self.folder.join(format!("{clerk_id}.age")), key, password)
    }
}

/// Eight groups of four digits (106 bits): can be written down, read out and typed on any keyboard.
fn recovery_phrase() -> Result<String> {
    let mut groups = Vec::new();
    while groups.len() < 8 {
        let mut two = [0u8; 2];
        getrandom::fill(&mut two).map_err(|e| Error::NotReady(format!("取不到随机数（{e}）")))?;
        let n = u16::from_le_bytes(two);
        // Rejection keeps every group equally likely.
        if n < 60_000 {
            groups.push(format!("{:04}", n % 10_000));
        }
    }
    Ok(groups.join(" "))
}

fn digits(phrase: &str) -> String {
    text::narrow(phrase).chars().filter(char::is_ascii_digit).collect()
}

fn wrap(path: &Path, key: &RawKey, password: &str) -> Result<()> {
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(password.to_owned()));
    recipient.set_work_factor(WORK);
    let broken = |e: &dyn std::fmt::Display| Error::NotReady(format!("钥匙文件写不成（{e}）"));
    let encryptor = age::Encryptor::with_recipients(std::iter::once(&recipient as &dyn age::Recipient)).map_err(|e| broken(&e))?;
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|e| broken(&e))?;
    let hex = Zeroizing::new(format!("{}\n", hex::encode(key.as_slice())));
    writer
        .write_all(hex.as_bytes())
        .and_then(|()| writer.finish().map(drop))
        .map_err(|e| broken(&e))?;
    let part = path.with_extension("part");
    let put = || -> std::io::Result<()> {
        let mut file = File::create(&part)?;
        file.write_all(&sealed)?;
        file.sync_all()?;
        fs::rename(&part, path)
    };
    put().map_err(|e| Error::file(path, e))?;
    sync_folder(path.parent().unwrap_or(path))
}

fn unwrap(path: &Path, password: &str) -> Result<RawKey> {
    let sealed = fs::read(path).map_err(|e| Error::file(path, e))?;
    let damaged = || Error::Harmed(Harm::TornSlot("密码"));
    let decryptor = age::Decryptor::new(&sealed[..]).map_err(|_| damaged())?;
    let mut identity = age::scrypt::Identity::new(SecretString::from(password.to_owned()));
    identity.set_max_work_factor(WORK + 2);
    let mut reader = decryptor.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(|e| match e {
        age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed | age::DecryptError::NoMatchingKeys => Error::WrongPassword,
        _ => damaged(),
    })?;
    let mut hex = Zeroizing::new(String::new());
    reader.read_to_string(&mut hex).map_err(|_| damaged())?;
    let mut key = RawKey::default();
    hex::decode_to_slice(hex.trim(), key.as_mut()).map_err(|_| damaged())?;
    Ok(key)
}

/// A rename is lasting only when its folder was flushed too; Windows has no such call and needs none.
fn sync_folder(folder: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(folder).and_then(|f| f.sync_all()).map_err(|e| Error::file(folder, e))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_open_with_password_and_phrase_only() {
        let home = tempfile::tempdir().unwrap();
        let vault = Vault::at(home.path());
        let (key, id, phrase) = vault.make("春江花月夜6").unwrap();
        assert!(!vault.exists(), "not in force before commit");
        vault.commit().unwrap();
        let (again, clerk) = vault.open("春江花月夜6").unwrap();
        assert_eq!((&again, clerk), (&key, id.clone()));
        assert!(matches!(vault.open("春江花月夜7"), Err(Error::WrongPassword)));
        let spoken = phrase.replace(' ', "－");
        assert_eq!(vault.open_recovery(&spoken).unwrap(), key);
        assert!(matches!(vault.open_recovery("1234"), Err(Error::WrongPassword)));
        vault.rewrap(&id, &key, "新密码123456").unwrap();
        assert!(matches!(vault.open("春江花月夜6"), Err(Error::WrongPassword)));
        assert_eq!(vault.open("新密码123456").unwrap().0, key);
    }
}
