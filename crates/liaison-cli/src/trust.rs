//! The verbs of trust: slips, rosters, and checking a file against them.

use std::fs;
use std::io::{IsTerminal as _, stdin};
use std::path::{Path, PathBuf};

use liaison::bundle::seal::VerifyKey;
use liaison::bundle::{qr, roster, verify};
use liaison::{Error, Result};
use serde_json::{Value, json};

use crate::args::{Enrol, Roster};
use crate::commands::{absolute, text};
use crate::handoff::shown;
use crate::host::Host;
use crate::out;

/// Makes, changes, takes or shows a roster.
pub fn roster(home: Option<PathBuf>, verb: Roster) -> Result<()> {
    let mut host = Host::open(home)?;
    let view = match verb {
        Roster::Make { slips, fingerprint } => make(&mut host, &slips, &fingerprint)?,
        Roster::Revoke { code, after } => host.ask("roster_revoke", &json!({ "code": code, "after_seq": after }))?,
        Roster::Rotate { signing, work, escrow, stolen } => {
            // Both at once unless one is named: a change of keys is rare and a roster goes round anyhow.
            let all = !(signing || work || escrow || stolen);
            let ask = json!({ "signing": signing || all, "work": work || all, "escrow": escrow, "stolen": stolen });
            let rotated = host.ask("roster_rotate", &ask)?;
            let escrow = shown(&rotated["escrow"]);
            if !escrow.is_empty() {
                show_escrow(&escrow)?;
            }
            rotated["roster"].clone()
        }
        Roster::Take { file, fingerprint } => take(&mut host, &file, fingerprint)?,
        Roster::Show => host.ask("roster", &json!({}))?,
    };
    if view["present"] != true {
        return out::line("还没有名册。");
    }
    out::line(format!(
        "第 {} 号名册：{}（{}），{} 个站，县签名密钥指纹 {}",
        view["number"],
        shown(&view["county"]),
        shown(&view["county_code"]),
        view["stations"],
        shown(&view["fingerprint"])
    ))
}

/// A station's slip, or new keys and their slip.
pub fn enrol(home: Option<PathBuf>, verb: Enrol) -> Result<()> {
    let mut host = Host::open(home)?;
    let out = match verb {
        Enrol::Slip { out } => out,
        Enrol::Renew { out } => {
            host.ask("keys_renew", &json!({}))?;
            out::line("已换新密钥。县里登记以前，新装的包县里还打不开。")?;
            out
        }
    };
    let sheet = host.ask("slip", &json!({}))?;
    let written = host.ask("slip_write", &json!({ "folder": absolute(&out)? }))?;
    for file in written["files"].as_array().into_iter().flatten() {
        out::line(shown(file))?;
    }
    out::line(if sheet["countersigned"] == true {
        "在册的旧密钥也签了名，县里收到就能登记，不用打电话。"
    } else {
        "请把这两个文件交给县里（.pdf 的打印出来）。县里打电话来时，请念："
    })?;
    out::line(shown(&sheet["fingerprint"]))
}

fn make(host: &mut Host, paths: &[PathBuf], typed: &[String]) -> Result<Value> {
    let mut slips = Vec::new();
    for path in slips_in(paths)? {
        let text = text(&path)?;
        let read = host.ask("slip_read", &json!({ "text": text }))?;
        let digits = shown(&read["fingerprint"]);
        let heard = typed.iter().find(|t| only_digits(t) == only_digits(&digits));
        let fingerprint = match (read["standing"] == "fresh", heard) {
            (_, Some(heard)) => heard.clone(),
            (true, None) => ask_digits(&shown(&read["says"]))?,
            (false, None) => String::new(),
        };
        out::line(format!("{} {}：{}", shown(&read["code"]), shown(&read["name"]), standing(&read)))?;
        slips.push(json!({ "text": text, "fingerprint": fingerprint }));
    }
    host.ask("roster_make", &json!({ "slips": slips }))
}

fn standing(read: &Value) -> &'static str {
    match read["standing"].as_str() {
        Some("known") => "已经在册",
        Some("rotation") => "换新密钥，旧密钥已签名",
        _ => "新密钥，数字已核对",
    }
}

/// Each slip meant; in a folder those named as slips are.
fn slips_in(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for path in paths {
        if !path.is_dir() {
            all.push(path.clone());
            continue;
        }
        for entry in fs::read_dir(path).map_err(|e| Error::file(path, e))? {
            let entry = entry.map_err(|e| Error::file(path, e))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with("slip-") && name.ends_with(".txt") {
                all.push(entry.path());
            }
        }
    }
    all.sort();
    if all.is_empty() {
        Err(Error::NotReady("这里没有登记单（slip-*.txt）".into()))
    } else {
        Ok(all)
    }
}

fn take(host: &mut Host, file: &Path, typed: Option<String>) -> Result<Value> {
    let files = roster_files(file)?;
    let look = host.ask("roster_look", &files)?;
    if look["ask"] != true {
        return host.ask("roster_take", &files);
    }
    let ask = compared(host, files, typed)?;
    host.ask("roster_confirm", &ask)
}

/// A roster that nothing trusted leads to, with the digits of its key as a person heard them.
pub fn compared(host: &mut Host, mut files: Value, typed: Option<String>) -> Result<Value> {
    let look = host.ask("roster_look", &files)?;
    let says = if look["replaces"] == true {
        "这份名册是用一把没见过的县签名密钥签的。只有县里丢了旧密钥才会这样。"
    } else {
        "这是本站的第一份名册。"
    };
    let says = format!(
        "{says}请按平时的号码打电话给{}，请对方念县签名密钥的八组数字，照着听到的填",
        shown(&look["county"])
    );
    files["fingerprint"] = match typed {
        Some(typed) => typed.into(),
        None => ask_digits(&says)?.into(),
    };
    Ok(files)
}

/// Has the digits typed as they were heard; nothing is believed for being on the screen.
fn ask_digits(says: &str) -> Result<String> {
    if !stdin().is_terminal() {
        return Err(Error::NotReady(format!("{says}。核对以后用 --fingerprint \"八组数字\" 再做一次")));
    }
    out::line(says)?;
    out::line("电话里念的是（照听到的输入，回车）：")?;
    let mut heard = String::new();
    stdin().read_line(&mut heard).map_err(|e| Error::file("stdin", e))?;
    Ok(heard.trim().to_owned())
}

fn only_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A roster's text and the signature beside it.
pub fn roster_files(path: &Path) -> Result<Value> {
    let mut signature = path.as_os_str().to_owned();
    signature.push(".minisig");
    Ok(json!({ "text": text(path)?, "signature": text(Path::new(&signature))? }))
}

/// The paper key, once: as text and as a QR code to scan back without a typing error.
pub fn show_escrow(escrow: &str) -> Result<()> {
    let escrow = escrow.trim_end();
    out::line("\n备用解密密钥（只显示这一次）。县里的电脑坏了、工作密钥丢了，只有它还能打开各站的交接包。")?;
    out::line(format!("请打印或抄写两份，分别锁进保险柜，不要拍照，不要存在电脑里：\n\n{escrow}\n"))?;
    let secret = escrow.lines().rfind(|l| !l.starts_with('#')).unwrap_or_default();
    out::line(qr::in_terminal(secret)?)
}

/// Checks the outside of a bundle by one key, or by a roster.
pub fn verify_bundle(file: &Path, key: Option<&Path>, listed: Option<&Path>) -> Result<()> {
    let outer = match (key, listed) {
        (_, Some(path)) => {
            let files = roster_files(path)?;
            let roster = roster::verify(shown(&files["text"]).as_bytes(), &shown(&files["signature"]))?;
            out::line(format!(
                "按{}（{}）第 {} 号名册核对；县签名密钥指纹 {}",
                roster.county.name,
                roster.county.code,
                roster.number,
                roster.fingerprint()
            ))?;
            verify::file(file, &roster)?
        }
        (Some(path), None) => verify::file(file, &VerifyKey::from_text(&text(path)?)?)?,
        (None, None) => return Err(Error::BadQuestion("要有 --key 或 --roster".into())),
    };
    let e = &outer.envelope;
    out::line(format!(
        "签名和校验无误：{} 发给 {}，期号 {}，第 {} 包，{} 制作。",
        e.from,
        e.to,
        e.epoch,
        e.seq,
        e.made_at.format("%Y年%-m月%-d日 %H:%M")
    ))?;
    out::line(format!(
        "上一包信封：{}\n本包信封：{}",
        e.prev.as_deref().unwrap_or("（这是第一包）"),
        outer.envelope_sha256
    ))
}
