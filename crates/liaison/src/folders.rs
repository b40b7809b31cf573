//! Folders the program makes: this user's alone. Other users of the PC find neither the records, encrypted as they
//! are, to try passwords on, nor the ledgers beside them. Windows keeps a user's folders to herself by itself.

use std::fs::DirBuilder;
use std::io;
use std::path::Path;

/// Makes a folder and those it lies in, as far as they are missing.
///
/// # Errors
/// It can't be made here, or something else bears its name.
pub fn make(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Takes from all others what they may do in a folder that is there: one made by hand or copied. A file system without
/// rights, a stick's, has nothing to take.
#[cfg(unix)]
pub fn close_off(folder: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let Ok(found) = folder.metadata() else { return };
    let mode = found.permissions().mode();
    if mode & 0o077 != 0 {
        let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode & 0o700));
    }
}

/// Windows: what lies in a user's folder is hers already.
#[cfg(not(unix))]
pub fn close_off(_: &Path) {}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn others_find_nothing() {
        use std::fs;
        use std::os::unix::fs::PermissionsExt as _;
        use std::path::Path;

        let root = tempfile::tempdir().unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        let deep = root.path().join("文档/台账");
        super::make(&deep).unwrap();
        super::make(&deep).unwrap();
        assert_eq!((mode(&deep), mode(deep.parent().unwrap())), (0o700, 0o700));
        let copied = root.path().join("拷来的");
        fs::create_dir(&copied).unwrap();
        fs::set_permissions(&copied, fs::Permissions::from_mode(0o755)).unwrap();
        super::close_off(&copied);
        assert_eq!(mode(&copied), 0o700);
        super::close_off(&root.path().join("没有"));
    }
}
