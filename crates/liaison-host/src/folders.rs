//! Where things are kept: the station's home, and the folder finished files go to.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use directories::{ProjectDirs, UserDirs};

use crate::program;

/// What the folder for ledgers is called, inside the clerk's documents.
const LEDGERS: &str = "代表联络站台账";

/// `--home DIR`, else `LIAISON_HOME`, else the program's own folder for this user.
pub fn home(args: impl Iterator<Item = OsString>) -> PathBuf {
    let named = args.skip_while(|arg| arg != "--home").nth(1).or_else(|| std::env::var_os("LIAISON_HOME"));
    named.filter(|dir| !dir.is_empty()).map_or_else(own_home, PathBuf::from)
}

/// The program's own folder for this user.
pub fn own_home() -> PathBuf {
    if let Some(portable) = portable() {
        return portable;
    }
    // No user folder at all is a service account; next to the program is then as good as anywhere.
    own().map_or_else(|| PathBuf::from(PORTABLE), |dirs| dirs.data_local_dir().to_path_buf())
}

/// A folder of this user's for files that may go at any time.
pub fn passing() -> PathBuf {
    own().map_or_else(own_home, |dirs| dirs.cache_dir().to_path_buf())
}

fn own() -> Option<ProjectDirs> {
    ProjectDirs::from("cn", "liaison", "liaison-desk")
}

/// A folder of this name beside the program makes it portable.
const PORTABLE: &str = "liaison-data";

/// The home beside the program, where somebody put one.
pub fn portable() -> Option<PathBuf> {
    program::folder().map(|folder| folder.join(PORTABLE)).filter(|home| home.is_dir())
}

/// 文档/代表联络站台账, or the same below the user's folder where there is no 文档; of a portable program beside it.
pub fn documents() -> PathBuf {
    if let Some(beside) = portable().as_deref().and_then(Path::parent) {
        return beside.join(LEDGERS);
    }
    let user = UserDirs::new();
    let base = user.as_ref().map(|dirs| dirs.document_dir().unwrap_or(dirs.home_dir()));
    base.map_or_else(PathBuf::new, ToOwned::to_owned).join(LEDGERS)
}

#[cfg(test)]
mod tests {
    use super::home;
    use std::path::Path;

    #[test]
    fn a_named_home_is_taken_as_named() {
        let args = ["liaison-desk", "--home", "/tmp/三溪站"].into_iter().map(Into::into);
        assert_eq!(home(args), Path::new("/tmp/三溪站"));
    }
}
