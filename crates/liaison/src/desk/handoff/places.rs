//! Where files can go: sticks first, then the clerk's own folder.

use std::path::{Path, PathBuf};

use sysinfo::{Disk, Disks};

use super::Place;

/// Folder for bundles inside the clerk's documents.
const BUNDLES: &str = "交接包";

/// Sticks that can be written, the bundle folder, the documents folder.
pub fn all(documents: &Path) -> Vec<Place> {
    // A system that can't tell its disks still has its folders.
    let disks = Disks::new_with_refreshed_list().ok();
    let disks: Vec<&Disk> = disks.iter().flat_map(|d| d.iter()).collect();
    let mut places: Vec<Place> = disks
        .iter()
        .filter(|d| d.is_removable() && !d.is_read_only() && !is_system(d.mount_point()))
        .map(|d| stick(d))
        .collect();
    places.sort_by(|a, b| a.label.cmp(&b.label));
    for (folder, label) in [(documents.join(BUNDLES), "文档里的“交接包”文件夹"), (documents.to_path_buf(), "文档文件夹")] {
        let disk = below(&disks, &folder);
        places.push(Place {
            path: folder.display().to_string(),
            label: label.into(),
            removable: false,
            free: disk.map(|d| d.available_space()),
            capacity: disk.map(|d| d.total_space()),
            file_system: disk.map(|d| d.file_system().to_string_lossy().into_owned()).unwrap_or_default(),
        });
    }
    places
}

/// The disk a folder lies on. It may not be there yet: its disk is known by the deepest mount above.
fn below<'a>(disks: &[&'a Disk], folder: &Path) -> Option<&'a Disk> {
    let above = disks.iter().filter(|d| folder.starts_with(d.mount_point()));
    above.max_by_key(|d| d.mount_point().as_os_str().len()).copied()
}

/// Bytes left on the disk of this folder, where the system tells.
pub fn room_at(folder: &Path) -> Option<u64> {
    let disks = Disks::new_with_refreshed_list().ok()?;
    let disks: Vec<&Disk> = disks.iter().collect();
    below(&disks, folder).map(Disk::available_space)
}

/// What people call a folder: a known place's label, with its size where it is a stick, of which
/// she may have several alike; else its path.
pub fn label_of(folder: &Path, documents: &Path) -> String {
    let known = all(documents).into_iter().find(|p| Path::new(&p.path) == folder);
    known.map_or_else(|| folder.display().to_string(), |p| with_capacity(&p))
}

fn with_capacity(place: &Place) -> String {
    match place.capacity.filter(|_| place.removable) {
        Some(bytes) if bytes >= 1 << 30 => format!("{}（{} GB）", place.label, (bytes + (1 << 29)) >> 30),
        Some(bytes) => format!("{}（{} MB）", place.label, bytes.div_ceil(1 << 20)),
        None => place.label.clone(),
    }
}

/// The stick mounted at this path: its mount point and its device; None when there is none.
pub fn stick_at(path: &str) -> Option<(PathBuf, String)> {
    let disks = Disks::new_with_refreshed_list().ok()?;
    let found = disks
        .iter()
        .find(|d| d.is_removable() && !is_system(d.mount_point()) && d.mount_point() == Path::new(path))?;
    Some((found.mount_point().to_path_buf(), found.name().to_string_lossy().into_owned()))
}

/// Linux calls some disks removable that hold the system or its starter.
fn is_system(mount: &Path) -> bool {
    mount == Path::new("/") || ["/boot", "/home", "/usr", "/var", "/snap"].iter().any(|p| mount.starts_with(p))
}

fn stick(disk: &Disk) -> Place {
    let mount = disk.mount_point();
    Place {
        path: mount.display().to_string(),
        label: stick_label(mount, &disk.name().to_string_lossy()),
        removable: true,
        free: Some(disk.available_space()),
        capacity: Some(disk.total_space()),
        file_system: disk.file_system().to_string_lossy().into_owned(),
    }
}

/// `U盘 KINGSTON (E:)` on Windows, where the disk's name is the volume's; `U盘 KINGSTON`
/// elsewhere, where the folder it is mounted on bears it.
fn stick_label(mount: &Path, name: &str) -> String {
    let shown = mount.display().to_string();
    match shown.strip_suffix(":\\") {
        Some(letter) if name.is_empty() => format!("U盘 ({letter}:)"),
        Some(letter) => format!("U盘 {name} ({letter}:)"),
        None => format!("U盘 {}", mount.file_name().map_or(shown.clone(), |n| n.to_string_lossy().into_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stick_is_known_by_name_and_size() {
        let place = |capacity, removable| Place {
            path: String::new(),
            label: "U盘 KINGSTON".into(),
            removable,
            free: None,
            capacity,
            file_system: String::new(),
        };
        assert_eq!(with_capacity(&place(Some(15_500_000_000), true)), "U盘 KINGSTON（14 GB）");
        assert_eq!(with_capacity(&place(Some(256 << 20), true)), "U盘 KINGSTON（256 MB）");
        assert_eq!(with_capacity(&place(None, true)), "U盘 KINGSTON");
        assert_eq!(with_capacity(&place(Some(1 << 40), false)), "U盘 KINGSTON");
    }

    #[test]
    fn sticks_are_called_as_the_system_shows_them() {
        assert_eq!(stick_label(Path::new("E:\\"), "KINGSTON"), "U盘 KINGSTON (E:)");
        assert_eq!(stick_label(Path::new("F:\\"), ""), "U盘 (F:)");
        assert_eq!(stick_label(Path::new("/media/clerk/KINGSTON"), "/dev/sdb1"), "U盘 KINGSTON");
    }
}
