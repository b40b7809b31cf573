//! The network route where something is wrong: passwords, certificates, full and closed servers,
//! and a shared folder whose owner means harm.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::process::Command;
use std::thread;

use liaison::Error;
use serde_json::{Value, json};

use crate::county::{Hand, Home, Pair, visit_row};
use crate::route::{attach_noise, below, clean, fails, folder, run, set, way, webdav, with_work};
use crate::server::{Server, USER, allow, certificates, url};

#[test]
fn a_wrong_password_is_said_and_never_shown() {
    let server = Server::new();
    let mut pair = Pair::new(&["JS-017"]);
    let mut ask = webdav(server.port, &server.authority);
    ask["password"] = json!("falsch-geheim");
    let station = &mut pair.stations[0];
    let tried = station.ask("route_try", ask.clone()).unwrap();
    assert_eq!((&tried["works"], tried["trouble"]["code"].as_str()), (&json!(false), Some("route")));
    assert!(tried["trouble"]["what"].as_str().unwrap().contains("用户名和密码"));
    let view = station.ask("route_set", ask).unwrap();
    assert_eq!((&view["has_password"], view.get("password")), (&json!(true), None));
    let says = fails(station);
    let view = station.ask("route", json!({})).unwrap();
    assert!(!format!("{says}{view}{tried}").contains("falsch"), "{view}");
    // It is in no file but the encrypted one, and in no journal.
    for path in below(&station.folder()) {
        let bytes = fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|w| w == b"falsch"), "{}", path.display());
    }
    let audit: u64 = station
        .tables()
        .query_row("SELECT count(*) FROM journal WHERE record LIKE 'route%'", [], |r| r.get(0))
        .unwrap();
    assert_eq!(audit, 0);
}

#[test]
fn a_server_that_cannot_prove_itself_gets_no_password() {
    let server = Server::new();
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];
    let other = tempfile::tempdir().unwrap();
    // Another authority; none but the public ones; the right one for another name.
    let mut by_number = webdav(server.port, &server.authority);
    by_number["url"] = json!(format!("https://127.0.0.1:{}/交接", server.port));
    for ask in [webdav(server.port, &certificates(other.path())), webdav(server.port, ""), by_number] {
        station.ask("route_set", ask).unwrap();
        assert!(fails(station).contains("证书"), "{:?}", station.ask("route", json!({})));
    }
    assert_eq!(server.log(), "", "nothing was asked of it");
}

#[test]
fn a_password_stays_with_its_server() {
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];
    station.ask("route_set", webdav(4443, "")).unwrap();
    let keep = |url: &str, user: &str| json!({ "kind": "webdav", "url": url, "user": user, "every_hours": 0 });
    assert_eq!(station.ask("route_set", keep(&url(4443), USER)).unwrap()["has_password"], true);
    for (url, user) in [(url(4444), USER), ("https://evil.example/交接".into(), USER), (url(4443), "other")] {
        let Err(Error::Draft(remarks)) = station.ask("route_set", keep(&url, user)) else {
            panic!("{url}")
        };
        assert_eq!(remarks[0].field, "password");
    }
    for (field, value) in [
        ("url", "http://10.0.0.1/"),
        ("url", "https://u:p@h/"),
        ("authority", "-----BEGIN"),
        ("user", "a:b"),
    ] {
        let mut ask = webdav(4443, "");
        ask[field] = json!(value);
        let Err(Error::Draft(remarks)) = station.ask("route_set", ask) else {
            panic!("{value}")
        };
        assert_eq!(remarks[0].field, field);
    }
}

#[test]
fn a_full_server_is_said_to_be_full_and_the_next_run_completes() {
    // One that takes no large files (413), and one whose disk is full (507).
    let small = Server::with("LimitRequestBody 3000");
    let full = Server::new();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=24k,mode=777", "tmpfs"])
        .arg(full.files())
        .output();
    let mounted = mounted.is_ok_and(|out| out.status.success());
    if !mounted {
        eprintln!("SKIPPED in part: a full disk (507) needs the right to mount a tmpfs");
    }
    for (server, tried) in [(&small, true), (&full, mounted)] {
        if !tried {
            continue;
        }
        let mut pair = Pair::new(&["JS-017"]);
        set(&mut pair, &webdav(server.port, &server.authority));
        let deputy = with_work(&mut pair.stations[0]);
        let visit = pair.stations[0].visit(&deputy, "王五");
        for n in 0..4 {
            attach_noise(&mut pair.stations[0], &visit, n);
        }
        assert!(fails(&mut pair.stations[0]).contains("满了"), "{}", server.log());
        assert!(below(&server.files()).is_empty(), "no half file stays");
        let roomy = Server::new();
        set(&mut pair, &webdav(roomy.port, &roomy.authority));
        assert_eq!(clean(&mut pair.stations[0]), (1, 0));
        assert_eq!(pair.stations[0].states().len(), 1, "the bundle that waited was sent, no second one made");
    }
    if mounted {
        assert!(full.log().contains("PUT 507"), "{}", full.log());
        Command::new("umount").arg(full.files()).output().unwrap();
    }
}

/// A server without TLS on this computer that answers every question of a kind the same way.
fn liar(answer: impl Fn(&str, &mut TcpStream) -> std::io::Result<()> + Send + 'static) -> Value {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut asked = [0; 8192];
            let n = client.read(&mut asked).unwrap_or(0);
            let _ = answer(&String::from_utf8_lossy(&asked[..n]), &mut client);
            // Closed before all was read, it would break off instead of ending.
            let _ = client.shutdown(Shutdown::Write);
            let _ = std::io::copy(&mut client, &mut std::io::sink());
        }
    });
    json!({ "kind": "webdav", "url": format!("http://127.0.0.1:{port}/"), "user": "", "every_hours": 0 })
}

#[test]
fn a_server_that_lies_can_at_worst_keep_files_back() {
    const LISTED: &str = "<multistatus xmlns=\"DAV:\"><response><href>/to-stations/JS-017/JS-COUNTY_JS-017_77aa_000001.rdz</href>\
        <propstat><prop><resourcetype/></prop><status>HTTP/1.1 200 OK</status></propstat></response>\
        <response><href>/../../JS-COUNTY_JS-017_77aa_000002.rdz%00</href>\
        <propstat><prop><resourcetype/></prop><status>HTTP/1.1 200 OK</status></propstat></response></multistatus>";
    let listing = |to: &mut TcpStream| write!(to, "HTTP/1.1 207 x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{LISTED}", LISTED.len());
    let mut pair = Pair::new(&["JS-017"]);
    let station = &mut pair.stations[0];

    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let there = elsewhere.local_addr().unwrap();
    let sends_on = liar(move |_, to| write!(to, "HTTP/1.1 302 x\r\nLocation: http://{there}/\r\nContent-Length: 0\r\n\r\n"));
    station.ask("route_set", sends_on).unwrap();
    assert!(fails(station).contains("另一个网址"));
    assert!(elsewhere.accept().is_err(), "nobody followed");

    let endless = |to: &mut TcpStream, status: &str| {
        write!(to, "HTTP/1.1 {status} x\r\nConnection: close\r\n\r\n")?;
        loop {
            to.write_all(&[b' '; 65536])?;
        }
    };
    station.ask("route_set", liar(move |_, to| endless(to, "207"))).unwrap();
    assert!(fails(station).contains("多得不正常"));
    station
        .ask("route_set", liar(|_, to| write!(to, "HTTP/1.1 200 x\r\nContent-Length: 5\r\n\r\nhello")))
        .unwrap();
    fails(station);
    station.ask("route_set", liar(|_, to| write!(to, "SSH-2.0-x\r\n"))).unwrap();
    fails(station);

    let zeros = liar(move |asked, to| if asked.starts_with("PROPFIND") { listing(to) } else { endless(to, "200") });
    station.ask("route_set", zeros).unwrap();
    let done = run(station).unwrap();
    assert_eq!((done["notes"].as_array().unwrap().len(), &done["taken"]), (1, &json!(0)), "{done}");
    assert!(below(&station.folder().join("route")).is_empty());
    station.sound();
}

#[test]
fn a_server_that_lets_nobody_write_is_said_so() {
    let server = Server::new();
    allow(&server.files(), 0o555);
    let mut pair = Pair::new(&["JS-017"]);
    set(&mut pair, &webdav(server.port, &server.authority));
    assert!(fails(&mut pair.stations[0]).contains("读写权限"));
    let tried = pair.stations[0].ask("route_try", webdav(server.port, &server.authority)).unwrap();
    assert_eq!(tried["says"].as_array().unwrap().len(), 1, "{tried}");
}

#[test]
fn somebody_elses_file_under_our_name_is_left_alone() {
    for over_server in [true, false] {
        let server = Server::new();
        let mut pair = Pair::new(&["JS-017"]);
        set(&mut pair, &way(&server, over_server));
        clean(&mut pair.county);
        let deputy = with_work(&mut pair.stations[0]);
        let epoch = pair.stations[0].ask("station_key", json!({})).unwrap()["epoch"].as_str().unwrap().to_owned();
        let at = server.files().join("to-county/JS-017");
        fs::create_dir_all(&at).unwrap();
        allow(&at, 0o777);
        let theirs = at.join(format!("JS-017_{epoch}_000001.rdz"));
        fs::write(&theirs, "theirs").unwrap();
        let done = run(&mut pair.stations[0]).unwrap();
        assert!(done["notes"][0].as_str().unwrap().contains("同名"), "{done}");
        assert_eq!(fs::read(&theirs).unwrap(), b"theirs");
        // The county is told once, and takes what comes after: it carries all of it again.
        let done = run(&mut pair.county).unwrap();
        assert_eq!(done["notes"].as_array().unwrap().len(), 1, "{done}");
        clean(&mut pair.county);
        pair.stations[0].visit(&deputy, "王五");
        run(&mut pair.stations[0]).unwrap();
        run(&mut pair.county).unwrap();
        assert_eq!(pair.county.count("visit"), 2);
        assert_eq!(fs::read(&theirs).unwrap(), b"theirs");
    }
}

#[test]
fn what_a_hostile_folder_holds_is_refused_once_and_holds_nobody_up() {
    let shared = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(&["JS-017"]);
    set(&mut pair, &folder(shared.path()));
    clean(&mut pair.county);
    let at = shared.path().join("to-county/JS-017");
    fs::create_dir_all(&at).unwrap();
    // 4 GiB of nothing, a forged bundle, another station's, names that are none.
    let zeros = fs::File::create(at.join("JS-017_aaaa_000001.rdz")).unwrap();
    zeros.set_len((4 << 30) - (1 << 20)).unwrap();
    let huge = fs::File::create(at.join("JS-017_aaaa_000002.rdz")).unwrap();
    huge.set_len(5 << 30).unwrap();
    let mut stranger = Hand::enrolled(&mut pair.county, "JS-018");
    stranger.schema = 3;
    let other = stranger.seal(1, None, &[("station", json!({ "code": "JS-018" })), ("visit", visit_row("JS-018", 1, 1))]);
    fs::copy(&other, at.join("JS-017_e3f9_000001.rdz")).unwrap();
    for name in ["JS-018_e3f9_000001.rdz", "..rdz", "JS-017_e3f9_000002.rdz.part", "x.rdz"] {
        fs::copy(&other, at.join(name)).unwrap();
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", at.join("JS-017_bbbb_000001.rdz")).unwrap();
    with_work(&mut pair.stations[0]);
    clean(&mut pair.stations[0]);
    let done = run(&mut pair.county).unwrap();
    assert_eq!(done["notes"].as_array().unwrap().len(), 3, "{done}");
    assert_eq!(done["taken"], 1);
    assert_eq!(pair.county.count("visit"), 1);
    assert!(below(&pair.county.folder().join("route")).is_empty(), "nothing of it is kept");
    clean(&mut pair.county);

    // A roster that is not the county's.
    let roster = shared.path().join("roster");
    fs::write(roster.join("roster-9.txt"), "format: rdz-roster/1\n").unwrap();
    fs::write(roster.join("roster-9.txt.minisig"), "x").unwrap();
    fs::File::create(roster.join("roster-10.txt")).unwrap().set_len(3 << 30).unwrap();
    fs::write(roster.join("roster-10.txt.minisig"), "x").unwrap();
    let done = run(&mut pair.stations[0]).unwrap();
    assert_eq!(done["notes"].as_array().unwrap().len(), 2, "{done}");
    assert_eq!(pair.stations[0].states(), [(1, "filed".into())], "the receipt was taken all the same");
}

#[test]
fn a_share_that_vanished_is_said_and_nothing_is_put_in_its_place() {
    let shared = tempfile::tempdir().unwrap();
    let root = shared.path().join("share");
    fs::create_dir(&root).unwrap();
    let mut pair = Pair::new(&["JS-017"]);
    set(&mut pair, &folder(&root));
    with_work(&mut pair.stations[0]);
    clean(&mut pair.stations[0]);
    let deputy = pair.stations[0].deputy("赵六");
    pair.stations[0].visit(&deputy, "王五");
    fs::rename(&root, shared.path().join("away")).unwrap();
    assert!(fails(&mut pair.stations[0]).contains("打不开"));
    // An empty folder where the drive should be mounted.
    fs::create_dir(&root).unwrap();
    assert!(fails(&mut pair.stations[0]).contains("不见了"));
    assert!(below(&root).is_empty());
    assert_eq!(pair.stations[0].states().len(), 1, "nothing is packed that can't be sent");
    fs::remove_dir(&root).unwrap();
    fs::rename(shared.path().join("away"), &root).unwrap();
    assert_eq!(clean(&mut pair.stations[0]), (1, 0));
}

#[test]
fn a_station_without_a_roster_takes_none_from_the_network() {
    let shared = tempfile::tempdir().unwrap();
    let mut pair = Pair::new(&[]);
    set(&mut pair, &folder(shared.path()));
    clean(&mut pair.county);
    let mut station = Home::new();
    let set_up = json!({
        "station": { "role": "station", "code": "JS-017", "name": "红石坝联络站", "town": "红石坝镇" },
        "clerk": "林晓芸", "password": crate::county::PASSWORD,
    });
    station.ask("set_up", set_up).unwrap();
    station.ask("route_set", folder(shared.path())).unwrap();
    let error = run(&mut station).unwrap_err();
    assert_eq!(error.code(), "not_ready");
    assert_eq!(station.ask("roster", json!({})).unwrap()["present"], false);
}
