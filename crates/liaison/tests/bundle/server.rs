//! Debian's Apache with mod_dav, over TLS with a certificate made here by openssl; and a
//! telephone line to it that can be cut after so many bytes.

use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::thread;

pub const USER: &str = "县里";
pub const SECRET: &str = "口令 p@ss:w0rd";

/// Runs a tool; its absence fails the test.
fn run(folder: &Path, tool: &str, args: &[&str], input: &str) -> String {
    let spawned = Command::new(tool)
        .args(args)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = spawned.unwrap_or_else(|e| panic!("{tool}: {e}; ./dev installs it"));
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let out = child.wait_with_output().unwrap();
    assert!(out.status.success(), "{tool}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

pub struct Server {
    root: tempfile::TempDir,
    child: Child,
    pub port: u16,
    pub authority: String,
}

impl Server {
    /// A server with an empty folder.
    pub fn new() -> Self {
        Self::with("")
    }

    /// The same with further lines for that folder.
    pub fn with(lines: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        let at = root.path();
        fs::create_dir_all(at.join("files/交接")).unwrap();
        let authority = certificates(at);
        let hash = run(at, "openssl", &["passwd", "-apr1", "-stdin"], SECRET);
        fs::write(at.join("users"), format!("{USER}:{hash}")).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        fs::write(at.join("conf"), conf(at, port, lines)).unwrap();
        open_up(at);
        let child = Command::new("/usr/sbin/apache2")
            .arg("-f")
            .arg(at.join("conf"))
            .arg("-X")
            .stderr(fs::File::create(at.join("said")).unwrap())
            .spawn();
        let child = child.unwrap_or_else(|e| panic!("apache2: {e}; ./dev installs it"));
        let mut this = Self { root, child, port, authority };
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = this.child.try_wait().unwrap();
            assert!(
                ended.is_none(),
                "apache2: {ended:?} {}",
                fs::read_to_string(this.root.path().join("said")).unwrap()
            );
            thread::yield_now();
        }
        this
    }

    /// Where its files lie.
    pub fn files(&self) -> PathBuf {
        self.root.path().join("files/交接")
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.root.path().join("access")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn url(port: u16) -> String {
    format!("https://localhost:{port}/交接")
}

/// Makes an authority and a server's certificate signed by it; answers the authority's PEM.
pub fn certificates(at: &Path) -> String {
    let ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    let args = [
        &["req", "-x509"][..],
        &ec,
        &["-subj", "/CN=test authority", "-keyout", "ca.key", "-out", "ca.pem"],
    ]
    .concat();
    run(at, "openssl", &args, "");
    let args = [&["req"][..], &ec[..5], &["-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "csr.pem"]].concat();
    run(at, "openssl", &args, "");
    fs::write(at.join("ext"), "subjectAltName=DNS:localhost\nbasicConstraints=CA:FALSE\n").unwrap();
    run(
        at,
        "openssl",
        &[
            "x509",
            "-req",
            "-in",
            "csr.pem",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-days",
            "2",
            "-extfile",
            "ext",
            "-out",
            "cert.pem",
        ],
        "",
    );
    fs::read_to_string(at.join("ca.pem")).unwrap()
}

fn conf(at: &Path, port: u16, lines: &str) -> String {
    let modules = [
        "mpm_event",
        "authn_core",
        "authn_file",
        "authz_core",
        "authz_user",
        "auth_basic",
        "dav",
        "dav_fs",
        "ssl",
    ];
    let load: String = modules
        .iter()
        .map(|m| format!("LoadModule {m}_module /usr/lib/apache2/modules/mod_{m}.so\n"))
        .collect();
    let at = at.display();
    format!(
        "ServerRoot {at}\nPidFile {at}/pid\nServerName localhost\nListen 127.0.0.1:{port}\n{load}\
         User www-data\nGroup www-data\nErrorLog {at}/error\nCustomLog {at}/access \"%m %s\"\nDavLockDB {at}/files/lock\n\
         SSLEngine on\nSSLCertificateFile {at}/cert.pem\nSSLCertificateKeyFile {at}/key.pem\nSSLSessionCache none\n\
         DocumentRoot {at}/files\n<Directory {at}/files>\nDav On\nAuthType Basic\nAuthName x\nAuthUserFile {at}/users\n\
         Require valid-user\n{lines}\n</Directory>\n"
    )
}

/// Apache started by root serves as www-data, who must get there.
fn open_up(at: &Path) {
    run(at, "chmod", &["-R", "a+rwX", "."], "");
}

/// What others may do with a file. Windows has no such rights.
pub fn allow(path: &Path, mode: u32) {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    #[cfg(not(unix))]
    let _ = (path, mode);
}

/// A line to a port that carries so many bytes each way and then breaks, for good until mended.
pub struct Line {
    pub port: u16,
    budgets: Arc<[AtomicI64; 2]>,
    carried: Arc<[AtomicU64; 2]>,
}

const ENDLESS: i64 = i64::MAX / 2;

impl Line {
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let this = Self {
            port: listener.local_addr().unwrap().port(),
            budgets: Arc::new([ENDLESS.into(), ENDLESS.into()]),
            carried: Arc::default(),
        };
        let (budgets, carried) = (Arc::clone(&this.budgets), Arc::clone(&this.carried));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", port)) else { continue };
                for (way, from, to) in [(0, &client, &server), (1, &server, &client)] {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    let (budgets, carried) = (Arc::clone(&budgets), Arc::clone(&carried));
                    thread::spawn(move || carry(&from, &to, &budgets, &carried[way], way));
                }
            }
        });
        this
    }

    /// Breaks after so many bytes: up to the server (0), down from it (1).
    pub fn cut_after(&self, way: usize, bytes: u64) {
        self.budgets[way].store(i64::try_from(bytes).unwrap(), Ordering::SeqCst);
    }

    pub fn mend(&self) {
        self.budgets.iter().for_each(|b| b.store(ENDLESS, Ordering::SeqCst));
    }

    /// Bytes carried up and down since it was last asked.
    pub fn carried(&self) -> [u64; 2] {
        [0, 1].map(|way| self.carried[way].swap(0, Ordering::SeqCst))
    }
}

fn carry(mut from: &TcpStream, mut to: &TcpStream, budgets: &[AtomicI64; 2], carried: &AtomicU64, way: usize) {
    let mut bytes = [0; 4096];
    while let Ok(n @ 1..) = from.read(&mut bytes) {
        let left = budgets[way].fetch_sub(n as i64, Ordering::SeqCst).clamp(0, n as i64) as usize;
        // A line broken one way is broken the other way too.
        let broken = budgets.iter().any(|b| b.load(Ordering::SeqCst) < 0);
        if to.write_all(&bytes[..left]).is_err() || broken {
            break;
        }
        carried.fetch_add(n as u64, Ordering::SeqCst);
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}
