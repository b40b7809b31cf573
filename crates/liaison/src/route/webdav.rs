//! A folder on a WebDAV server: Apache, nginx with its DAV modules, NAS boxes, cloud drives. Seven
//! verbs over ureq. opendal (0.59) was looked at: it holds a whole upload in memory, and a bundle
//! can be 4 GiB; and it renames with `Overwrite: T`, which would replace another's file.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek as _};

use ureq::http::{Response, StatusCode};
use ureq::{Body, SendBody};

use super::carry::is_same;
use super::http::{Server, refused};
use super::{Depot, Lying, Tell, listing, shut, taken};
use crate::error::{Error, Result};

/// A listing's bytes.
const LISTING: u64 = 8 << 20;

/// A folder on a server.
pub struct WebDav {
    server: Server,
}

impl WebDav {
    pub fn new(url: &str, user: &str, password: &str, authority: &str) -> Result<Self> {
        Ok(Self {
            server: Server::new(url, user, password, authority)?,
        })
    }

    /// What lies at a path, or in it; None when nothing does.
    fn look(&self, path: &str, depth: &str) -> Result<Option<Vec<Lying>>> {
        // Servers of a plainer kind take no body whose length is not said.
        let length = listing::QUESTION.len().to_string();
        let headers = [
            ("Depth", depth),
            ("Content-Type", "application/xml; charset=utf-8"),
            ("Content-Length", length.as_str()),
        ];
        let answer = self
            .server
            .ask("PROPFIND", path, &headers, SendBody::from_reader(&mut listing::QUESTION.as_bytes()))?;
        match answer.status().as_u16() {
            207 => {}
            404 => return Ok(None),
            // A web server without WebDAV.
            405 | 501 => return Err(shut("这个网址不是 WebDAV 文件夹；请核对网址")),
            _ => return Err(refused(answer.status())),
        }
        let mut text = Vec::new();
        let mut body = answer.into_body().into_reader().take(LISTING + 1);
        body.read_to_end(&mut text).map_err(|_| shut("读服务器的文件清单时，连接断了"))?;
        let text = String::from_utf8(text).ok().filter(|t| t.len() as u64 <= LISTING);
        let text = text.ok_or_else(|| shut("服务器列出的文件多得不正常"))?;
        listing::parse(&text, &self.server.at(path)).map(Some)
    }

    fn one(&self, path: &str) -> Result<Option<Lying>> {
        let name = path.rsplit('/').next().unwrap_or_default();
        Ok(self.look(path, "0")?.into_iter().flatten().find(|lying| lying.name == name))
    }

    fn put(&self, path: &str, body: &mut dyn Read, size: u64) -> Result<()> {
        let length = size.to_string();
        let headers = [("Content-Length", length.as_str()), ("Content-Type", "application/octet-stream")];
        let answer = self.server.ask("PUT", path, &headers, SendBody::from_reader(body))?;
        done(&answer)
    }

    /// Gives a file its name; false when another bears it.
    fn rename(&self, from: &str, to: &str) -> Result<bool> {
        let to = self.server.at(to);
        let answer = self
            .server
            .ask("MOVE", from, &[("Destination", to.as_str()), ("Overwrite", "F")], SendBody::none())?;
        if answer.status() == StatusCode::PRECONDITION_FAILED {
            return Ok(false);
        }
        done(&answer).map(|()| true)
    }

    /// Reads back what was sent.
    fn proven(&self, path: &str, file: &mut File, size: u64, tell: Tell<'_>) -> Result<()> {
        let there = self.one(path)?.ok_or_else(|| shut("送到服务器的文件不见了"))?;
        if is_same(self, path, &there, file, size, tell)? {
            Ok(())
        } else {
            Err(shut("送到服务器以后读回来，内容对不上；会再送一次"))
        }
    }

    fn remove(&self, path: &str) -> Result<()> {
        done(&self.server.ask("DELETE", path, &[], SendBody::none())?)
    }
}

fn done(answer: &Response<Body>) -> Result<()> {
    if answer.status().is_success() {
        Ok(())
    } else {
        Err(refused(answer.status()))
    }
}

impl Depot for WebDav {
    fn list(&self, folder: &str) -> Result<Option<Vec<Lying>>> {
        let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        self.look(&folder, "1")
    }

    fn make(&self, folder: &str) -> Result<()> {
        let answer = self.server.ask("MKCOL", &format!("{folder}/"), &[], SendBody::none())?;
        // 405: it is there already.
        if answer.status().is_success() || answer.status() == StatusCode::METHOD_NOT_ALLOWED {
            return Ok(());
        }
        Err(refused(answer.status()))
    }

    fn read(&self, path: &str, from: u64) -> Result<Box<dyn Read>> {
        let range = format!("bytes={from}-");
        let headers: &[(&str, &str)] = if from > 0 { &[("Range", range.as_str())] } else { &[] };
        let answer = self.server.ask("GET", path, headers, SendBody::none())?;
        let status = answer.status();
        let begins = answer
            .headers()
            .get("Content-Range")
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let mut body = answer.into_body().into_reader();
        match status.as_u16() {
            206 if from > 0 && begins.starts_with(&format!("bytes {from}-")) => {}
            // A server that knows no ranges sends all of it.
            200 => {
                let passed = io::copy(&mut (&mut body).take(from), &mut io::sink());
                passed.map_err(|_| shut("取到一半，网络断了；下次接着取"))?;
            }
            // Nothing lies behind its end.
            416 if from > 0 => return Ok(Box::new(io::empty())),
            206 => return Err(shut("服务器发来的不是要的那一段")),
            404 => return Err(shut("服务器上的文件刚刚不见了，过一会儿会再试")),
            _ => return Err(refused(status)),
        }
        Ok(Box::new(body))
    }

    fn lay(&self, folder: &str, name: &str, file: &mut File, size: u64, tell: Tell<'_>) -> Result<()> {
        let (path, part) = (format!("{folder}/{name}"), format!("{folder}/{name}.part"));
        // What an earlier try left under way is written over; there is no going on with a PUT.
        file.rewind().map_err(|e| Error::file("", e))?;
        let stopped = RefCell::new(None);
        let mut going = Going {
            file: &*file,
            done: 0,
            size,
            tell,
            stopped: &stopped,
        };
        let put = self.put(&part, &mut going, size);
        if let Err(error) = put {
            // Where the connection is gone, this fails too, and the next try writes over it.
            let _ = self.remove(&part);
            return Err(stopped.take().unwrap_or(error));
        }
        let named = self.proven(&part, file, size, tell).and_then(|()| self.rename(&part, &path));
        match named {
            Ok(true) => {}
            other => {
                let _ = self.remove(&part);
                return Err(other.err().unwrap_or_else(|| taken(name)));
            }
        }
        // A server that answers yes and does nothing is noticed here.
        match self.one(&path)? {
            Some(lying) if lying.size.is_none_or(|there| there == size) => Ok(()),
            _ => Err(shut("送到服务器的文件不见了")),
        }
    }

    fn rehearse(&self, folder: &str, code: &str) -> Result<()> {
        let (first, second) = (format!("{folder}/{code}_try-1.part"), format!("{folder}/{code}_try-2.part"));
        self.put(&first, &mut code.as_bytes(), code.len() as u64)?;
        // One left by an earlier rehearsal.
        let _ = self.remove(&second);
        let renamed = self.rename(&first, &second);
        if !matches!(renamed, Ok(true)) {
            let _ = self.remove(&first);
            return Err(renamed.err().unwrap_or_else(|| shut("服务器不能给文件改名，可能不是完整的 WebDAV 服务器")));
        }
        let mut back = String::new();
        let read = self.read(&second, 0)?.take(100).read_to_string(&mut back);
        self.remove(&second)?;
        if read.is_err() || back != code {
            return Err(shut("写进去的内容读回来不一样"));
        }
        Ok(())
    }
}

/// A file on its way out, telling how far it is.
struct Going<'a> {
    file: &'a File,
    done: u64,
    size: u64,
    tell: Tell<'a>,
    stopped: &'a RefCell<Option<Error>>,
}

impl Read for Going<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if let Err(error) = (self.tell)("送到共享文件夹", self.done, self.size) {
            self.stopped.replace(Some(error));
            return Err(io::Error::other("stopped"));
        }
        let n = self.file.read(bytes)?;
        self.done += n as u64;
        Ok(n)
    }
}
