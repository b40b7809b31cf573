// What everybody else gets: a page of another origin in the same browser, another program on this
// machine, a name that leads here, somebody with half of what it takes. Each of them nothing.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { PASSWORD, keep, stationOf } from "../window/clerk.mjs";
import { end, filesBelow, person, until } from "../window/window.mjs";
import { browse, open, serve } from "./desk.mjs";

const SECRET = "向春梅";

/** Young browsers keep pages from elsewhere off this machine by themselves; old ones do not. */
const UNGUARDED = ["--disable-features=LocalNetworkAccessChecks,LocalNetworkAccessChecksWebRTC,BlockInsecurePrivateNetworkRequests,PrivateNetworkAccessSendPreflights,PrivateNetworkAccessRespectPreflightResults"];

/** A station with a name in it nobody else may see. */
function station() {
  const { of } = stationOf();
  keep(of, "deputy", { name: SECRET, levels: ["县"], status: "serving" });
  return of;
}

/** One request, as any program can make it; answers what came back. */
function send(address, { path = "/call/state", method = "POST", headers = {}, body = "{}" } = {}) {
  return new Promise((done, failed) => {
    const { hostname, port } = new URL(address);
    const asked = request({ hostname, port, path, method, headers, agent: false, setHost: headers.Host === undefined }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => done({ status: response.statusCode, headers: response.headers, text }));
      response.on("error", failed);
    });
    asked.on("error", failed);
    // Answered before all of it was sent: what is left finds nobody.
    asked.on("socket", (socket) => socket.on("error", () => {}));
    asked.end(method === "GET" ? undefined : body);
  });
}

/** Exchanges the token as the page does. */
async function enter(served) {
  const headers = { "Content-Type": "application/json", Origin: served.address, "X-Liaison": "in" };
  const answer = await send(served.address, { path: "/enter", headers, body: JSON.stringify({ token: served.token }) });
  if (answer.status !== 200) return answer;
  const cookie = answer.headers["set-cookie"][0];
  return { ...answer, setCookie: cookie, own: { ...headers, Cookie: cookie.split(";")[0], "X-Liaison": JSON.parse(answer.text).key } };
}

const last = (answer) => JSON.parse(answer.text.trim().split("\n").pop());

/** Closed in, and not a word that would let another page read it. */
function closedIn({ headers }, what) {
  for (const name of Object.keys(headers)) assert.ok(!name.startsWith("access-control-"), `${what}: ${name}`);
  assert.match(headers["content-security-policy"], /default-src 'none'.*frame-ancestors 'none'/, what);
  assert.equal(headers["x-frame-options"], "DENY", what);
  assert.equal(headers["x-content-type-options"], "nosniff", what);
  assert.equal(headers["cross-origin-resource-policy"], "same-origin", what);
  assert.equal(headers["cache-control"], "no-store", what);
}

/** Runs with the program served, and ends it whatever happens. */
async function withDesk(of, work) {
  const served = await serve(of);
  try {
    return await work(served);
  } finally {
    end(served.service);
  }
}

test("差一样就什么也得不到：令牌、Cookie、钥匙、来源、主机名、内容类型", () =>
  withDesk(station(), async (served) => {
    const { address, token } = served;
    const port = new URL(address).port;
    // Before anybody was let in.
    for (const wrong of ["", "0".repeat(64), token.slice(1), `${token}0`, token.toUpperCase()]) {
      const answer = await send(address, { path: "/enter", headers: { "Content-Type": "application/json", Origin: address, "X-Liaison": "in" }, body: JSON.stringify({ token: wrong }) });
      assert.equal(answer.status, 403, wrong);
      closedIn(answer, "enter");
    }
    const { own, setCookie } = await enter(served);
    assert.match(setCookie, /; HttpOnly; SameSite=Strict$/);
    assert.equal((await enter(served)).status, 403, "a token is good once");
    const good = await send(address, { headers: own });
    assert.equal(last(good).answer.stage, "locked");
    closedIn(good, "call");

    const without = (name) => Object.fromEntries(Object.entries(own).filter(([key]) => key !== name));
    const cookie = own.Cookie;
    const tries = {
      "no cookie": without("Cookie"),
      "another cookie": { ...own, Cookie: `liaison-${port}=${"0".repeat(64)}` },
      "a cookie twice": { ...own, Cookie: `${cookie}; ${cookie}` },
      "the cookie under another name": { ...own, Cookie: cookie.replace("liaison-", "liaison") },
      "no key": without("X-Liaison"),
      "another key": { ...own, "X-Liaison": "0".repeat(64) },
      "the cookie for a key": { ...own, "X-Liaison": cookie.split("=")[1] },
      "the token for a key": { ...own, "X-Liaison": token },
      "no origin": without("Origin"),
      "null origin": { ...own, Origin: "null" },
      "another port": { ...own, Origin: "http://127.0.0.1:1" },
      localhost: { ...own, Origin: `http://localhost:${port}` },
      https: { ...own, Origin: address.replace("http", "https") },
      "a longer origin": { ...own, Origin: `${address}.example.org` },
      "host of another name": { ...own, Host: `desk.example.org:${port}` },
      "host localhost": { ...own, Host: `localhost:${port}` },
      "host without port": { ...own, Host: "127.0.0.1" },
      "host of all": { ...own, Host: `0.0.0.0:${port}` },
      "another site": { ...own, "Sec-Fetch-Site": "cross-site" },
      "same site, another port": { ...own, "Sec-Fetch-Site": "same-site" },
      "typed address": { ...own, "Sec-Fetch-Site": "none" },
      "a form's text": { ...own, "Content-Type": "text/plain" },
      "a form": { ...own, "Content-Type": "application/x-www-form-urlencoded" },
      "json and more": { ...own, "Content-Type": "application/json; charset=utf-8" },
      "no type": without("Content-Type"),
    };
    for (const [what, headers] of Object.entries(tries)) {
      for (const path of ["/call/state", "/here", "/cancel", "/close", "/fetch"]) {
        const answer = await send(address, { path, headers, body: '{"go":true}' });
        assert.deepEqual([answer.status, answer.text], [403, ""], `${what} ${path}`);
        closedIn(answer, what);
      }
    }
    for (const method of ["GET", "HEAD", "OPTIONS", "DELETE", "PATCH", "TRACE", "PROPFIND"]) {
      const answer = await send(address, { method, headers: { ...own, "Access-Control-Request-Method": "POST" } });
      assert.ok([403, 404, 405].includes(answer.status), `${method}: ${answer.status}`);
      assert.equal(answer.text, "", method);
      closedIn(answer, method);
    }
    // The whole address, as one asks a proxy.
    assert.equal((await send(address, { path: `http://desk.example.org:${port}/call/state`, headers: own })).status, 403);
    assert.equal(last(await send(address, { headers: own })).answer.stage, "locked", "the page itself is still served");
  }));

test("路径跑不出界面自己的文件，也取不到没有为它写的文件", async () => {
  const of = station();
  await withDesk(of, async (served) => {
    const { own } = await enter(served);
    const { address } = served;
    for (const path of ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/assets/../../package.json", "/assets/..%2f..%2fpackage.json", "/..%5cCargo.toml", "//etc/passwd", "/etc/passwd", "/%00", "/index.html/..", "/station.db", "/fetched/", "/fetched/..%2f..%2fetc%2fpasswd", `/fetched/${"0".repeat(64)}`, "/call/state", "/brought/x", "/.env"]) {
      const answer = await send(address, { path, method: "GET", headers: own });
      assert.ok([400, 403, 404, 405].includes(answer.status), `${path}: ${answer.status}`);
      assert.equal(answer.text, "", path);
    }
    for (const path of ["/etc/passwd", "etc/passwd", "../x", "", join(of.home, "station.db"), served.page, "/proc/self/environ"]) {
      assert.equal(last(await send(address, { path: "/fetch", headers: own, body: JSON.stringify({ path }) })).trouble.code, "out_of_reach", path);
    }
    for (const path of ["/etc", "/etc/passwd", "\\\\server\\share", `${of.home}/brought/../keys`, `${of.home}/station.db`]) {
      assert.equal(last(await send(address, { path: "/call/backup_look", headers: own, body: JSON.stringify({ path }) })).trouble.code, "out_of_reach", path);
    }
    assert.equal(last(await send(address, { path: "/call/no_such", headers: own })).trouble.code, "unknown_command");
    assert.equal(last(await send(address, { path: "/call/state", headers: own, body: "{" })).trouble.code, "bad_question");
  });
});

test("上传的名字和大小都挡住，传到一半断了不留下什么", async () => {
  const of = station();
  await withDesk(of, async (served) => {
    const { own } = await enter(served);
    const { address } = served;
    const put = { ...own, "Content-Type": "application/octet-stream" };
    const bring = (name, body, headers = put) => send(address, { path: "/bring", method: "PUT", headers: { ...headers, "X-Liaison-Name": name }, body });
    for (const name of ["..", "%2e%2e", ".", ""]) assert.equal(last(await bring(name, "x")).trouble.code, "bad_question", name);
    const inside = join(of.home, "brought");
    for (const name of ["..%2F..%2Fstation.db", "%2Fetc%2Fpasswd", "a%00b", "CON.tar", "keys%5Cx.age"]) {
      const { path } = last(await bring(name, "x"));
      assert.equal(path.slice(0, inside.length + 1), `${inside}/`, name);
      assert.ok(!path.slice(inside.length + 1).includes("/"), name);
    }
    assert.equal((await bring("x.tar", "x", { ...put, "Content-Type": "application/json" })).status, 403);
    assert.equal((await bring("x.tar", "x", { ...put, "X-Liaison": "0" })).status, 403);

    // 80 MB for a question: refused, and not held in memory.
    const most = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${served.service.pid}/status`, "utf8"))[1]);
    const huge = await send(address, { headers: own, body: Buffer.alloc(80 << 20, 32) }).catch((error) => error);
    if (huge.status) assert.equal(last(huge).trouble.code, "not_ready");
    else assert.match(huge.code, /EPIPE|ECONNRESET/);
    assert.ok(most() < 300_000, `${most()} kB`);
    // A file that breaks off.
    const { port } = new URL(address);
    const before = readdirSync(inside).length;
    const socket = connect(port, "127.0.0.1");
    socket.write(`PUT /bring HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${Object.entries({ ...put, "X-Liaison-Name": "half.tar" }).map(([name, value]) => `${name}: ${value}\r\n`).join("")}Content-Length: 1000000\r\n\r\nhalf`);
    await until("收到一半", () => readdirSync(inside).length === before + 1);
    socket.destroy();
    await until("一半的不留", () => readdirSync(inside).length === before);
    assert.equal(last(await send(address, { headers: own })).answer.stage, "locked");
    // Locked, nothing of it is left.
    await send(address, { path: "/call/lock", headers: own });
    await until("上传的清掉", () => !existsSync(inside));
  });
});

test("占着连接不把话说完的，十秒就断开，再多也占不完，别人照常用", async () => {
  await withDesk(station(), async (served) => {
    const port = Number(new URL(served.address).port);
    const knock = (says) => new Promise((done, failed) => {
      const socket = connect(port, "127.0.0.1", () => done({ socket, closed: new Promise((gone) => socket.on("close", gone)) }));
      socket.on("error", failed);
      socket.resume();
      socket.write(says);
    });
    const held = [];
    // A body that never comes, by somebody who is still to be let in.
    const asks = `POST /enter HTTP/1.1\r\nHost: ${new URL(served.address).host}\r\nOrigin: ${served.address}\r\nX-Liaison: in\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{`;
    for (let n = 0; n < 600; n += 1) held.push(await knock(["", "POST /call/state HTTP/1.1\r\nHost: 127.0.0.1", asks][n % 3]));
    const descriptors = () => readdirSync(`/proc/${served.service.pid}/fd`).length;
    assert.ok(descriptors() < 300, `${descriptors()} open at once`);
    const { own } = await enter(served);
    assert.equal(last(await send(served.address, { headers: own })).answer.stage, "locked");
    let gone = 0;
    for (const { closed } of held) closed.then(() => (gone += 1));
    await until("都断开了", () => gone === held.length, 60_000);
    assert.equal((await send(served.address, { headers: own })).status, 200);
  });
});

test("被杀掉的程序留下的打开用的网页，下一次打开就清掉，别的不动", async () => {
  const of = station();
  const killed = await serve(of);
  end(killed.service);
  assert.ok(existsSync(killed.page), "left by a program that had no time");
  const folder = dirname(killed.page);
  const others = ["desk-notes.txt", "other.html"].map((name) => join(folder, name));
  const old = new Date(Date.now() - 10 * 60_000);
  for (const file of others) writeFileSync(file, "");
  for (const file of [killed.page, ...others]) utimesSync(file, old, old);
  const waiting = await serve(of);
  try {
    assert.deepEqual([killed.page, waiting.page, ...others].map((file) => existsSync(file)), [false, true, true, true]);
  } finally {
    end(waiting.service);
  }
});

test("只在本机 127.0.0.1 上听；令牌不在进程列表、日志和地址里", async () => {
  const of = station();
  await withDesk(of, async (served) => {
    const port = Number(new URL(served.address).port).toString(16).toUpperCase().padStart(4, "0");
    const listening = (file) => readFileSync(file, "utf8").split("\n").filter((line) => line.trim().split(/\s+/)[3] === "0A" && line.includes(`:${port} `)).map((line) => line.trim().split(/\s+/)[1]);
    assert.deepEqual([...listening("/proc/net/tcp"), ...listening("/proc/net/tcp6")], [`0100007F:${port}`]);
    const told = readdirSync("/proc").filter((pid) => /^\d+$/.test(pid)).map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return ""; // Ended meanwhile.
      }
    });
    assert.ok(told.every((line) => !line.includes(served.token)));
    const { own } = await enter(served);
    await until("用过的网页删掉", () => !existsSync(served.page));
    await send(served.address, { path: `/call/${served.token}`, headers: own });
    for (const file of filesBelow(of.folder)) assert.ok(!readFileSync(file).includes(served.token), file);
    assert.equal(served.service.said, "");
  });
});

test("同一个浏览器里别的网页：取不到、提交不了、套不进、连不上，换个名字指过来也不行", async () => {
  const of = station();
  const desk = await open(of, UNGUARDED);
  const { address } = desk.served;
  const port = new URL(address).port;
  const heard = [];
  const hostile = createServer((asked, response) => {
    heard.push({ url: asked.url, cookie: asked.headers.cookie ?? "" });
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end("<!doctype html><title>hostile</title><body></body>");
  });
  await new Promise((listening) => hostile.listen(0, "127.0.0.1", listening));
  const other = hostile.address().port;
  try {
    const { page, context } = desk;
    await page.fill("[data-test=unlock-password]", PASSWORD);
    await page.press("[data-test=unlock-password]", "Enter");
    await page.waitForSelector("[data-test=today]", { timeout: 20_000 });
    for (const from of [`http://127.0.0.1:${other}/`, `http://localhost:${other}/`, `http://evil.example:${other}/`]) {
      const stranger = await context.newPage();
      if (from.includes("evil")) await stranger.route("http://evil.example*/**", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><body></body>" }));
      await stranger.goto(from);
      const got = await stranger.evaluate(async ([desk, port]) => {
        const found = {};
        const note = async (what, work) => (found[what] = await Promise.race([Promise.resolve().then(work).then((said) => said ?? "nothing", (error) => `refused ${error.name}`), new Promise((go) => setTimeout(go, 1500, "silence"))]));
        const read = (init, path = "/call/state") => async () => {
          const answer = await fetch(desk + path, { credentials: "include", ...init });
          return `${answer.type} ${await answer.text()}`;
        };
        await note("get", read({}, "/"));
        await note("post json", read({ method: "POST", headers: { "Content-Type": "application/json", "X-Liaison": "x" }, body: "{}" }));
        await note("post text", read({ method: "POST", body: "{}" }));
        await note("no-cors get", read({ mode: "no-cors" }, "/"));
        await note("no-cors post", read({ method: "POST", mode: "no-cors", body: "{}" }));
        await note("no-cors close", read({ method: "POST", mode: "no-cors", body: '{"go":true}' }, "/close"));
        await note("put", read({ method: "PUT", body: "x" }, "/bring"));
        await note("xhr", () => new Promise((go) => { const x = new XMLHttpRequest(); x.withCredentials = true; x.onload = () => go(`read ${x.responseText}`); x.onerror = () => go("refused"); x.open("POST", `${desk}/call/state`); x.send("{}"); }));
        await note("socket", () => new Promise((go) => { const s = new WebSocket(`${desk.replace("http", "ws")}/here`); s.onopen = () => go("read"); s.onerror = () => go("refused"); }));
        await note("events", () => new Promise((go) => { const s = new EventSource(`${desk}/here`, { withCredentials: true }); s.onopen = () => go("read"); s.onerror = () => go("refused"); }));
        await note("beacon", () => void navigator.sendBeacon(`${desk}/close`, new Blob(['{"go":true}'], { type: "text/plain" })));
        await note("script", () => new Promise((go) => { const s = document.createElement("script"); s.onload = () => go("read"); s.onerror = () => go("refused"); s.src = `${desk}/call/state`; document.body.append(s); }));
        await note("picture", () => new Promise((go) => { const s = new Image(); s.onload = () => go("read"); s.onerror = () => go("refused"); s.src = `${desk}/fetched/x`; document.body.append(s); }));
        await note("frame", () => new Promise((go) => {
          const frame = document.createElement("iframe");
          frame.onload = () => { try { go(`read ${frame.contentDocument.body.innerText.length}`); } catch (error) { go(`refused ${error.name}`); } };
          frame.src = `${desk}/`;
          document.body.append(frame);
        }));
        await note("form", () => new Promise((go) => {
          const into = document.createElement("iframe");
          into.name = "into";
          document.body.append(into);
          const form = document.createElement("form");
          Object.assign(form, { method: "post", action: `${desk}/close`, target: "into", enctype: "text/plain" });
          const input = document.createElement("input");
          Object.assign(input, { name: '{"go":true,"x":"', value: '"}' });
          form.append(input);
          document.body.append(form);
          into.onload = () => { try { go(`read ${into.contentDocument.body.innerText}`); } catch (error) { go(`refused ${error.name}`); } };
          form.submit();
        }));
        await note("opened", async () => {
          const opened = window.open(`${desk}/`);
          await new Promise((go) => setTimeout(go, 800));
          try { return `read ${opened.document.body.innerText}`; } catch (error) { return `refused ${error.name}`; }
        });
        return found;
      }, [address, port]);
      for (const [what, said] of Object.entries(got)) assert.match(String(said), /^(refused|silence|nothing|opaque $|read 0$)/, `${from} ${what}: ${said}`);
      await stranger.close();
    }
    // Cookies are one jar for all ports of this machine: another server there may be shown ours. It is
    // worth nothing by itself.
    const shown = heard.map(({ cookie }) => cookie).find((cookie) => cookie.includes("liaison-"));
    assert.ok(shown, "a server of another port is shown the cookie");
    const forged = { "Content-Type": "application/json", Origin: address, Cookie: shown };
    assert.equal((await send(address, { headers: forged })).status, 403);
    assert.equal((await send(address, { headers: { ...forged, "X-Liaison": shown.split("=")[1] } })).status, 403);
    // A second page without the key gets no further than saying so; nor does one that types the address.
    for (const page of context.pages().slice(1)) await page.close();
    const second = await context.newPage();
    await second.goto(`${address}/`);
    await second.waitForSelector("[data-test=gone][data-standing=stranger]", { timeout: 10_000 });
    assert.ok(!(await second.evaluate(() => document.body.innerText)).includes(SECRET));
    await second.close();
    // The desk did not notice any of it.
    assert.equal(await page.evaluate(() => document.querySelector("[data-test=today]") !== null), true);
    assert.equal(desk.served.service.exitCode, null);
  } finally {
    hostile.close();
    await desk.close();
  }
});

test("一个域名改指到本机：浏览器照它的名字来问，程序不理", async () => {
  const of = station();
  await withDesk(of, async (served) => {
    const { own } = await enter(served);
    const port = new URL(served.address).port;
    const context = await browse(person(), "rebound", ["--host-resolver-rules=MAP desk.example 127.0.0.1", ...UNGUARDED]);
    try {
      const page = await context.newPage();
      // The page itself comes from where the name led at first.
      const first = (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>rebound</title>" });
      await page.route(`http://desk.example:${port}/`, first, { times: 1 });
      await page.goto(`http://desk.example:${port}/`);
      const got = await page.evaluate(async (own) => {
        const answer = await fetch("/call/state", { method: "POST", headers: { "Content-Type": "application/json", "X-Liaison": own["X-Liaison"] }, body: "{}" });
        return [answer.status, await answer.text()];
      }, own);
      assert.deepEqual(got, [403, ""]);
    } finally {
      await context.close();
    }
  });
});
