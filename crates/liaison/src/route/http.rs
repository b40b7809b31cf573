//! Questions to a server: TLS that is always checked, time limits on every wait, no proxy, no
//! redirect, no compression; and what went wrong, in words that name neither address nor password.

use std::io;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ureq::http::{Method, Request, Response, StatusCode};
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, SendBody};
use url::{Host, Url};
use zeroize::Zeroizing;

use super::shut;
use crate::error::{Error, Remark, Result};

/// Until a name is found, and until a connection stands, its TLS included. A link with seconds
/// to and fro takes five.
const CONNECT: Duration = Duration::from_secs(10);
/// Until an answer must begin. A server that takes connections and says nothing must not hold a
/// run up for longer; a drive that has to wake up is awake by then.
const ANSWER: Duration = Duration::from_secs(12);
/// The same where the server has a large file to put down or to move.
const THINKING: Duration = Duration::from_secs(120);
/// How long the other side may say nothing in the middle of something.
const SILENCE: Duration = Duration::from_secs(30);

/// One server, one folder on it.
pub struct Server {
    agent: Agent,
    base: Url,
    sign_in: Option<Zeroizing<String>>,
}

impl Server {
    pub fn new(url: &str, user: &str, password: &str, authority: &str) -> Result<Self> {
        let roots = if authority.is_empty() {
            RootCerts::WebPki
        } else {
            RootCerts::new_with_certs(&authorities(authority)?)
        };
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .user_agent("liaison")
            .accept_encoding("identity")
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_per_read(Some(SILENCE))
            .timeout_per_write(Some(SILENCE))
            .timeout_recv_response(Some(ANSWER))
            .build();
        let sign_in = (!user.is_empty()).then(|| Zeroizing::new(format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))));
        Ok(Self {
            agent: config.new_agent(),
            base: server_of(url).map_err(|says| Error::Draft(vec![Remark::new("url", says)]))?,
            sign_in,
        })
    }

    /// The address of something below the folder. Folders end in a slash: without it servers send
    /// elsewhere.
    pub fn at(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().extend(path.split('/'));
        }
        url
    }

    /// Asks; any status is an answer.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: SendBody<'_>) -> Result<Response<Body>> {
        let thinking = ["PUT", "MOVE"].contains(&method);
        let method = Method::from_bytes(method.as_bytes()).map_err(|e| Error::Route(e.to_string()))?;
        let mut request = Request::builder().method(method).uri(self.at(path).as_str());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(sign_in) = &self.sign_in {
            request = request.header("Authorization", sign_in.as_str());
        }
        let mut request = request.body(body).map_err(|_| shut("网址写得不对"))?;
        if thinking {
            let patient = self.agent.configure_request(request).timeout_recv_response(Some(THINKING));
            request = patient.timeout_per_read(Some(THINKING)).build();
        }
        self.agent.run(request).map_err(|e| self.failed(e))
    }

    fn failed(&self, error: ureq::Error) -> Error {
        let host = self.base.host_str().unwrap_or_default();
        match error {
            // An error of ours that came through the body being sent.
            ureq::Error::Io(e) => own(e).unwrap_or_else(|e| self.broke(&e)),
            ureq::Error::Other(e) => shut(format!("和 {host} 的连接出错（{e}）")),
            ureq::Error::HostNotFound => shut(format!("找不到服务器 {host}：网络没有接通，或网址写错了")),
            ureq::Error::ConnectionFailed => shut(format!("连不上服务器 {host}：网络没有接通，或服务器没有开")),
            ureq::Error::Timeout(_) => shut(format!("服务器 {host} 很久没有回应")),
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) => unproven(host),
            _ => shut(format!("和服务器 {host} 说不上话，可能它不是 WebDAV 服务器")),
        }
    }

    fn broke(&self, error: &io::Error) -> Error {
        let host = self.base.host_str().unwrap_or_default();
        // rustls speaks through I/O errors while it shakes hands.
        if error.kind() == io::ErrorKind::InvalidData {
            return unproven(host);
        }
        match error.kind() {
            io::ErrorKind::ConnectionRefused => shut(format!("连不上服务器 {host}：它没有开，或网址、端口写错了")),
            _ => shut(format!("和服务器 {host} 的连接断了")),
        }
    }
}

fn unproven(host: &str) -> Error {
    shut(format!(
        "服务器 {host} 的证书核对不上，没有把密码交给它。请县里的维护人员看看证书，或把县里自己的证书选进来"
    ))
}

fn own(error: io::Error) -> Result<Error, io::Error> {
    error.downcast::<Error>()
}

/// What a status means that is not the one hoped for.
pub fn refused(status: StatusCode) -> Error {
    shut(match status.as_u16() {
        401 => "服务器不认这个用户名和密码；请改好联网传送里的用户名和密码".to_owned(),
        403 | 405 => "服务器不让这个用户名在文件夹里读写；请县里的维护人员开通读写权限".to_owned(),
        404 | 409 => "服务器上找不到这个文件夹；请核对网址".to_owned(),
        413 | 507 => "服务器的空间满了，或文件超过了它的上限；请县里的维护人员清理".to_owned(),
        423 => "服务器上的文件正被别人占用，过一会儿会再试".to_owned(),
        300..=399 => "服务器让程序转到另一个网址去；为了安全没有跟着转，请把最后的网址填进来".to_owned(),
        500..=599 => format!("服务器自己出了错（{}），过一会儿会再试", status.as_u16()),
        other => format!("服务器没有照办（{other}）"),
    })
}

/// A web address a password may be sent to, or what is wrong with it.
pub fn server_of(url: &str) -> Result<Url, &'static str> {
    let url = Url::parse(url.trim()).map_err(|_| "网址要写成 https://… 的样子，请照县里给的抄")?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return Err("网址里没有服务器的名字，请照县里给的抄"),
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err("用户名和密码请填在下面两格，不要写进网址");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("网址里不要有 ? 和 # 以及它们后面的内容");
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        "http" => Err("网址要以 https:// 开头：http:// 会让密码在路上被人看到"),
        _ => Err("网址要写成 https://… 的样子，请照县里给的抄"),
    }
}

/// The certificates in a PEM text; at least one.
pub fn authorities(pem: &str) -> Result<Vec<ureq::tls::Certificate<'static>>> {
    let bad = || {
        Error::Draft(vec![Remark::new(
            "authority",
            "这不是证书文件；要的是 PEM 格式的 .pem 或 .crt，里面有 BEGIN CERTIFICATE 一行",
        )])
    };
    let mut found = Vec::new();
    for item in parse_pem(pem.as_bytes()) {
        match item.map_err(|_| bad())? {
            PemItem::Certificate(certificate) => found.push(certificate),
            // A server's private key has no business here.
            _ => return Err(bad()),
        }
    }
    if found.is_empty() { Err(bad()) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{TcpListener, TcpStream};
    use std::thread;
    use std::time::Instant;

    use super::*;

    #[test]
    fn passwords_go_over_tls_or_nowhere() {
        for good in [
            "https://dav.example.gov.cn/交接",
            "https://10.1.2.3:8443/x/",
            "http://localhost:80/",
            "http://127.0.0.1/a",
            "http://[::1]/",
        ] {
            assert!(server_of(good).is_ok(), "{good}");
        }
        for bad in [
            "http://10.1.2.3/",
            "http://localhost.example.cn/",
            "https://u:p@h/",
            "https://u@h/",
            "ftp://h/",
            "https://h/?a",
            "交接",
            "",
            "file:///etc",
        ] {
            assert!(server_of(bad).is_err(), "{bad}");
        }
    }

    /// A server that takes one connection and answers as told; the address to ask.
    fn server(answer: impl FnOnce(&mut TcpStream) -> io::Result<()> + Send + 'static) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        thread::spawn(move || {
            let mut client = listener.accept().unwrap().0;
            // Who asked may be gone.
            let _ = client.read(&mut [0; 4096]).and_then(|_| answer(&mut client));
        });
        format!("http://127.0.0.1:{port}/")
    }

    #[test]
    fn a_silent_server_holds_nobody_up_and_a_slow_one_is_heard_out() {
        let silent = server(|_| {
            thread::sleep(ANSWER * 3);
            Ok(())
        });
        // A word every now and then, for longer than an answer may take to begin.
        let slow = server(|to| {
            to.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n")?;
            (0..8).try_for_each(|_| {
                thread::sleep(ANSWER / 6);
                to.write_all(b"x")
            })
        });
        let heard = thread::spawn(move || {
            let answer = Server::new(&slow, "", "", "").unwrap().ask("GET", "a", &[], SendBody::none()).unwrap();
            io::read_to_string(answer.into_body().into_reader()).unwrap()
        });
        let begun = Instant::now();
        let error = Server::new(&silent, "", "", "")
            .unwrap()
            .ask("PROPFIND", "", &[], SendBody::none())
            .unwrap_err();
        assert!(error.to_string().contains("很久没有回应"), "{error}");
        assert!((ANSWER..ANSWER + Duration::from_secs(3)).contains(&begun.elapsed()), "{:?}", begun.elapsed());
        assert_eq!(heard.join().unwrap(), "x".repeat(8));
    }

    #[test]
    fn what_lies_below_is_put_behind_the_address() {
        for base in ["https://h/交接", "https://h/交接/"] {
            let server = Server::new(base, "", "", "").unwrap();
            assert_eq!(server.at("roster/roster-1.txt").as_str(), "https://h/%E4%BA%A4%E6%8E%A5/roster/roster-1.txt");
        }
        let top = Server::new("https://h", "", "", "").unwrap();
        assert_eq!([top.at("roster/").as_str(), top.at("").as_str()], ["https://h/roster/", "https://h/"]);
    }
}
