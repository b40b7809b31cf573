//! Updates by stick: made by stock tools, checked before anything of them is used, laid down whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use liaison::Desk;
use liaison::desk::Program;
use serde_json::{Value, json};

use super::clerk::{Clerk, text};

const PLATFORM: &str = "linux-x86_64";
const OLD: &[u8] = b"the program that runs";
const NEW: &[u8] = b"the program that comes";

fn tool(program: &str, folder: &Path, args: &[&str]) {
    let out = Command::new(program).args(args).current_dir(folder).output().unwrap();
    assert!(out.status.success(), "{program}: {}", String::from_utf8_lossy(&out.stderr));
}

/// The makers, with their key.
struct Makers {
    root: tempfile::TempDir,
}

impl Makers {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        tool("minisign", root.path(), &["-G", "-W", "-p", "update.pub", "-s", "update.key"]);
        Self { root }
    }

    fn key(&self) -> String {
        fs::read_to_string(self.root.path().join("update.pub")).unwrap()
    }

    /// What is packed, not signed yet.
    fn staged(&self, version: &str, platform: &str) -> PathBuf {
        let folder = self.root.path().join(format!("{version}-{platform}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("program")).unwrap();
        let manifest = json!({"format": "liaison-update/1", "version": version, "platform": platform, "made_on": "2024-06-01", "changes": ["列表翻页更快"]});
        fs::write(folder.join("MANIFEST.json"), manifest.to_string()).unwrap();
        fs::write(folder.join("program/liaison-desk"), NEW).unwrap();
        fs::write(folder.join("program/liaison"), NEW).unwrap();
        fs::write(folder.join("program/liaison-desk.deb"), b"for an administrator").unwrap();
        folder
    }

    fn sign(&self, folder: &Path, comment: &str) {
        let sums = Command::new("sh")
            .args(["-c", "sha256sum MANIFEST.json program/* > SHA256SUMS"])
            .current_dir(folder)
            .status()
            .unwrap();
        assert!(sums.success());
        tool("minisign", folder, &["-S", "-s", "../update.key", "-t", comment, "-m", "SHA256SUMS"]);
    }

    fn tar(folder: &Path, to: &Path, members: &[&str]) {
        let fixed = ["--format=ustar", "--mode=0644", "--owner=0", "--group=0", "--numeric-owner", "--mtime=@0"];
        let to = to.to_str().unwrap();
        let args: Vec<&str> = fixed.into_iter().chain(["-cf", to]).chain(members.iter().copied()).collect();
        tool("tar", folder, &args);
    }

    /// A sound update on the stick.
    fn makes(&self, stick: &Path, version: &str, platform: &str) -> PathBuf {
        let folder = self.staged(version, platform);
        self.sign(&folder, &format!("liaison-update/1 {version} {platform}"));
        let to = stick.join(format!("liaison-{version}-{platform}.rdu"));
        Self::tar(&folder, &to, &MEMBERS);
        to
    }
}

const MEMBERS: [&str; 6] = [
    "SHA256SUMS",
    "SHA256SUMS.minisig",
    "MANIFEST.json",
    "program/liaison",
    "program/liaison-desk",
    "program/liaison-desk.deb",
];

/// A clerk whose program lies in a folder of its own.
struct Seat {
    clerk: Clerk,
    makers: Makers,
    program: PathBuf,
    stick: PathBuf,
}

impl Seat {
    fn new() -> Self {
        let mut clerk = Clerk::sets_up();
        let program = clerk.folder.path().join("program");
        fs::create_dir(&program).unwrap();
        for name in ["liaison-desk", "liaison"] {
            fs::write(program.join(name), OLD).unwrap();
        }
        let stick = clerk.folder.path().join("文档");
        fs::create_dir_all(&stick).unwrap();
        let makers = Makers::new();
        clerk.deputy("张卫国");
        let mut seat = Self { clerk, makers, program, stick };
        let key = seat.makers.key();
        seat.runs("0.1.0", Some(key));
        seat
    }

    /// Starts the program anew, as this version.
    fn runs(&mut self, version: &str, key: Option<String>) {
        let program = Program {
            version: version.into(),
            platform: PLATFORM.into(),
            folder: self.program.clone(),
            key,
        };
        self.clerk.desk = Desk::new(&self.clerk.home).with_program(program);
        self.clerk.does("unlock", json!({"password": super::clerk::PASSWORD}));
    }

    fn look(&mut self) -> Value {
        self.clerk.does("update_look", json!({}))
    }

    fn lies(&self, name: &str) -> Vec<u8> {
        fs::read(self.program.join(name)).unwrap()
    }

    /// Nothing of the program has moved, nothing half done lies about.
    fn is_untouched(&self) {
        assert_eq!((self.lies("liaison-desk"), self.lies("liaison")), (OLD.to_vec(), OLD.to_vec()));
        assert_eq!(fs::read_dir(&self.program).unwrap().count(), 2);
    }
}

#[test]
fn a_new_version_is_seen_taken_and_begins_with_the_next_start() {
    let mut seat = Seat::new();
    let path = seat.makers.makes(&seat.stick, "0.2.0", PLATFORM);
    let look = seat.look();
    assert_eq!(
        (&look["version"], &look["stands"], &look["waiting"]),
        (&json!("0.1.0"), &json!("ready"), &json!(""))
    );
    let found = &look["found"][0];
    assert_eq!(
        (&found["state"], &found["version"], &found["changes"][0]),
        (&json!("newer"), &json!("0.2.0"), &json!("列表翻页更快"))
    );
    seat.is_untouched();

    let taken = seat.clerk.does("update_take", json!({"path": path}));
    assert_eq!((&taken["version"], &taken["installer"]), (&json!("0.2.0"), &json!("")));
    assert!(Path::new(&text(&taken["backup"])).is_file(), "the records were backed up before");
    assert_eq!((seat.lies("liaison-desk"), seat.lies("liaison")), (NEW.to_vec(), NEW.to_vec()));
    assert_eq!(seat.lies("liaison-desk.old"), OLD, "the way back by hand");
    assert!(!seat.program.join("liaison-desk.deb").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(seat.program.join("liaison-desk")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o755);
    }
    assert_eq!(seat.look()["waiting"], "0.2.0");
    let key = seat.makers.key();
    seat.runs("0.2.0", Some(key));
    let look = seat.look();
    assert_eq!((&look["waiting"], &look["found"][0]["state"]), (&json!(""), &json!("same")));
    assert_eq!(seat.clerk.does("audit", json!({}))["sound"], true);
    // A third version leaves the second as the way back.
    let third = seat.makers.makes(&seat.stick, "0.10.0", PLATFORM);
    seat.clerk.does("update_take", json!({"path": third}));
    assert_eq!(seat.lies("liaison-desk.old"), NEW);
}

/// Two on one stick, both taken before the program was closed.
#[test]
fn what_was_laid_and_has_not_run_yet_is_not_exchanged_for_something_older() {
    let mut seat = Seat::new();
    let [first, second, third] = ["0.2.0", "0.1.5", "0.3.0"].map(|version| seat.makers.makes(&seat.stick, version, PLATFORM));
    seat.clerk.does("update_take", json!({"path": first}));
    let refused = seat.clerk.is_refused("update_take", json!({"path": second}));
    assert!(refused.what.contains("0.2.0 版已经换上"), "{refused:?}");
    assert_eq!((seat.look()["waiting"].clone(), seat.lies("liaison-desk")), (json!("0.2.0"), NEW.to_vec()));
    seat.clerk.does("update_take", json!({"path": third}));
    assert_eq!(seat.look()["waiting"], "0.3.0");
    assert_eq!(seat.lies("liaison-desk.old"), OLD, "what has run stays the way back");
}

/// Cut off between two files, the program that starts next may be the new one already.
#[test]
fn an_update_cut_off_between_two_files_is_taken_to_its_end() {
    let mut seat = Seat::new();
    let path = seat.makers.makes(&seat.stick, "0.2.0", PLATFORM);
    for (name, now, beside) in [("liaison", OLD, ("liaison.new", NEW)), ("liaison-desk", NEW, ("liaison-desk.old", OLD))] {
        fs::write(seat.program.join(name), now).unwrap();
        fs::write(seat.program.join(beside.0), beside.1).unwrap();
    }
    let key = seat.makers.key();
    seat.runs("0.2.0", Some(key));
    let found = &seat.look()["found"][0];
    assert_eq!((&found["state"], &found["says"]), (&json!("newer"), &json!("上次没有换完，再更新一次就好")));
    seat.clerk.does("update_take", json!({"path": path}));
    assert_eq!((seat.lies("liaison-desk"), seat.lies("liaison")), (NEW.to_vec(), NEW.to_vec()));
    for old in ["liaison-desk.old", "liaison.old"] {
        assert_eq!(seat.lies(old), OLD, "the way back is what was there before");
    }
    assert_eq!(fs::read_dir(&seat.program).unwrap().count(), 4);
    assert_eq!(seat.look()["found"][0]["state"], "same");
}

#[test]
fn what_is_no_update_for_this_program_is_said_and_never_laid_down() {
    let mut seat = Seat::new();
    for (version, platform, state) in [
        ("0.0.9", PLATFORM, "older"),
        ("0.1.0", PLATFORM, "same"),
        ("0.2.0", "windows-x86_64", "other"),
        ("0.2", PLATFORM, "refused"),
        ("0.2.0-rc1", PLATFORM, "refused"),
    ] {
        let path = seat.makers.makes(&seat.stick, version, platform);
        let look = seat.clerk.does("update_look", json!({"path": path}));
        assert_eq!(look["found"][0]["state"], state, "{version} {platform}");
        assert_ne!(look["found"][0]["says"], "");
        assert_eq!(seat.clerk.is_refused("update_take", json!({"path": path})).code, "not_ready");
    }
    seat.is_untouched();
    // Without the makers' key the program takes none, whoever signed it.
    let path = seat.makers.makes(&seat.stick, "0.3.0", PLATFORM);
    seat.runs("0.1.0", None);
    assert_eq!((&seat.look()["stands"], &seat.look()["found"]), (&json!("no_key"), &json!([])));
    assert_eq!(seat.clerk.is_refused("update_take", json!({"path": path})).code, "not_ready");
    seat.is_untouched();
}

/// One way to make a bad update out of a sound folder; answers the members to pack.
type Spoil = fn(&Makers, &Path) -> Vec<&'static str>;

#[test]
fn a_bad_update_is_refused_before_anything_of_it_is_used() {
    let mut seat = Seat::new();
    let comment = format!("liaison-update/1 0.2.0 {PLATFORM}");
    let bad: [(&str, Spoil); 9] = [
        ("signed by another key", |_, folder| {
            let other = Makers::new();
            let key = other.root.path().join("update.key");
            tool(
                "minisign",
                folder,
                &[
                    "-S",
                    "-s",
                    key.to_str().unwrap(),
                    "-t",
                    "liaison-update/1 0.2.0 linux-x86_64",
                    "-m",
                    "SHA256SUMS",
                ],
            );
            MEMBERS.to_vec()
        }),
        ("a program that was exchanged", |_, folder| {
            fs::write(folder.join("program/liaison"), b"another").unwrap();
            MEMBERS.to_vec()
        }),
        ("a manifest that was exchanged", |_, folder| {
            let text = fs::read_to_string(folder.join("MANIFEST.json")).unwrap();
            fs::write(folder.join("MANIFEST.json"), text.replace("0.2.0", "0.9.0")).unwrap();
            MEMBERS.to_vec()
        }),
        ("a signature made for another version", |makers, folder| {
            makers.sign(folder, "liaison-update/1 0.3.0 linux-x86_64");
            MEMBERS.to_vec()
        }),
        ("a file left out", |_, _| MEMBERS[..4].to_vec()),
        ("a file more", |_, folder| {
            fs::write(folder.join("program/more"), b"more").unwrap();
            [&MEMBERS[..], &["program/more"]].concat()
        }),
        ("a file beside the program", |_, folder| {
            fs::write(folder.join("autorun.inf"), b"more").unwrap();
            [&MEMBERS[..], &["autorun.inf"]].concat()
        }),
        ("a file twice", |_, _| [&MEMBERS[..], &["program/liaison"]].concat()),
        ("no signature", |_, _| vec!["SHA256SUMS", "MANIFEST.json", "program/liaison"]),
    ];
    let refused = |seat: &mut Seat, path: &Path, why: &str| {
        let look = seat.clerk.does("update_look", json!({"path": path}));
        assert_eq!(
            (&look["found"][0]["state"], &look["found"][0]["version"]),
            (&json!("refused"), &json!("")),
            "{why}"
        );
        let code = seat.clerk.is_refused("update_take", json!({"path": path})).code;
        assert_eq!(code, "untrusted", "{why}");
        seat.is_untouched();
    };
    for (why, spoil) in bad {
        let folder = seat.makers.staged("0.2.0", PLATFORM);
        seat.makers.sign(&folder, &comment);
        let members = spoil(&seat.makers, &folder);
        let path = seat.stick.join("bad.rdu");
        Makers::tar(&folder, &path, &members);
        refused(&mut seat, &path, why);
    }
    // Names that lead elsewhere, signed by the makers themselves.
    for name in [
        "program/../liaison",
        "program/.hidden",
        "program/nul",
        "program/LPT1.exe",
        "program/com¹",
        "program/a/b",
        "program/C:x",
    ] {
        let folder = seat.makers.staged("0.2.0", PLATFORM);
        let inside = folder.join("program").join("liaison");
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::rename(&inside, &file).unwrap();
        let sums = format!("sha256sum MANIFEST.json '{name}' > SHA256SUMS");
        tool("sh", &folder, &["-c", &sums]);
        tool("minisign", &folder, &["-S", "-s", "../update.key", "-t", &comment, "-m", "SHA256SUMS"]);
        let path = seat.stick.join("bad.rdu");
        tool(
            "sh",
            &folder,
            &[
                "-c",
                &format!(
                    "tar -P --format=ustar --mode=0644 --owner=0 --group=0 --numeric-owner --mtime=@0 -cf '{}' SHA256SUMS SHA256SUMS.minisig MANIFEST.json '{name}'",
                    path.display()
                ),
            ],
        );
        refused(&mut seat, &path, name);
    }
    // Any byte changed, and cut anywhere.
    let sound = seat.makers.makes(&seat.stick, "0.2.0", PLATFORM);
    let bytes = fs::read(&sound).unwrap();
    let free = bytes.windows(18).position(|w| w == b"untrusted comment:").unwrap();
    let end = free + bytes[free..].iter().position(|b| *b == b'\n').unwrap();
    let path = seat.stick.join("bad.rdu");
    for at in (0..bytes.len()).step_by(7).filter(|at| !(free..end).contains(at)) {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        fs::write(&path, changed).unwrap();
        let look = seat.clerk.does("update_look", json!({"path": path}));
        assert_eq!(look["found"][0]["state"], "refused", "byte {at}");
    }
    for at in (0..bytes.len()).step_by(509) {
        fs::write(&path, &bytes[..at]).unwrap();
        refused(&mut seat, &path, "cut");
    }
}

#[test]
fn a_folder_of_the_systems_own_is_left_to_an_administrator() {
    let mut seat = Seat::new();
    let path = seat.makers.makes(&seat.stick, "0.2.0", PLATFORM);
    // Nothing can be put into a folder that is not there, whoever tries.
    seat.program = seat.clerk.folder.path().join("not-there");
    let key = seat.makers.key();
    seat.runs("0.1.0", Some(key));
    assert_eq!(seat.look()["stands"], "fixed");
    let taken = seat.clerk.does("update_take", json!({"path": path}));
    assert_eq!(fs::read(text(&taken["installer"])).unwrap(), b"for an administrator");
    assert_eq!(seat.look()["waiting"], "");
}

#[test]
fn an_update_goes_on_a_stick_for_others_once_it_was_checked() {
    let mut seat = Seat::new();
    let path = seat.makers.makes(&seat.stick, "0.2.0", "windows-x86_64");
    let other = seat.clerk.folder.path().join("U盘");
    fs::create_dir(&other).unwrap();
    let put = seat.clerk.does("update_put", json!({"path": path, "folder": other}));
    assert_eq!(fs::read(text(&put["path"])).unwrap(), fs::read(&path).unwrap());
    fs::write(&path, b"not an update").unwrap();
    seat.clerk.is_refused("update_put", json!({"path": path, "folder": seat.clerk.folder.path()}));
}
