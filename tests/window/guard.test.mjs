// What the window refuses: words of a record as markup, pages from elsewhere, commands beyond its own.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { By } from "selenium-webdriver";
import { ask, keep, sit, stationOf } from "./clerk.mjs";
import { until } from "./window.mjs";

/** Longest first; a field takes the first that fits. No digits: a name has none. */
const BAITS = [
  `<script>window.__hacked="甲"</script><img src=x onerror="window.__hacked='乙'">{{constructor.constructor("window.__hacked='丙'")()}}`,
  `"onmouseover="window.__hacked=true" <svg/onload=alert()>`,
  `<img src=x onerror=alert()>`,
  `<b>{{a}}</b>`,
  `<i>`,
];
const baitFor = (field) => BAITS.find((bait) => [...bait].length <= field.max) ?? "";

/** The fields of a noun, from the contract's own table. */
function fieldsOf(noun) {
  const written = readFileSync(fileURLToPath(new URL("../../ui/src/contract.ts", import.meta.url)), "utf8");
  const table = written.slice(written.indexOf("export const FIELDS"));
  const lines = table.slice(table.indexOf(`\n  ${noun}: [`)).split("\n").slice(2);
  return lines.slice(0, lines.indexOf("  ],")).map((line) => JSON.parse(line.trim().replace(/,$/, "")));
}

/** A draft whose every field of text is bait; `values` are what a form can't do without. */
function bait(noun, values = {}) {
  const open = ["unit", "village", "term", "ethnicity", "season", "channel", "education", "outlet"];
  const free = ({ kind }) => ["text", "long"].includes(kind.is) || (kind.is === "choice" && open.includes(kind.of));
  const fields = fieldsOf(noun).filter((field) => !field.derived && free(field));
  return { ...Object.fromEntries(fields.map((field) => [field.key, baitFor(field)])), ...values };
}

/** Nothing ran, nothing was made of the words, no dialog stands. */
async function unharmed(clerk, where) {
  const found = await clerk.driver.executeScript(`return {
    hacked: window.__hacked === undefined,
    made: document.querySelectorAll("img[src=x], svg[onload], [onmouseover], [onerror], #app script").length + [...document.querySelectorAll("b, i")].filter((one) => one.textContent.includes("{{")).length,
  }`);
  assert.deepEqual(found, { hacked: true, made: 0 }, where);
}

/** What stands in the window: text, and what inputs hold. */
const standing = (clerk) =>
  clerk.driver.executeScript(`return document.body.innerText + [...document.querySelectorAll("input, textarea")].map((one) => one.value).join("\\n") + [...document.querySelectorAll("[title]")].map((one) => one.title).join("\\n")`);

test("记录里写着网页代码：列表、记录、搜索、今日都照原样显示，什么也不执行", async () => {
  const { of } = stationOf();
  const today = new Date().toLocaleDateString("sv");
  const deputy = keep(of, "deputy", bait("deputy", { levels: ["县"], status: "serving", name: "<b>向春梅" }));
  keep(of, "group", bait("group", { kind: "五彩", leader: deputy, members: [deputy] }));
  keep(of, "reception_day", bait("reception_day", { date: today, deputies: [deputy], status: "planned" }));
  const words = { category: "交通道路", deputies: [deputy] };
  keep(of, "visit", bait("visit", { ...words, kind: "station", date: today, handling: "noted" }));
  keep(of, "activity", bait("activity", { kind: "代表行动", date: today, deputies: [deputy] }));
  keep(of, "matter", bait("matter", { ...words, raised_on: today, source: "other" }));
  keep(of, "publicity", bait("publicity", { date: today, kind: "report" }));
  keep(of, "book", bait("book"));
  await sit(of, async (clerk) => {
    await clerk.size(1366, 768);
    await clerk.unlock();
    await clerk.see("today");
    await unharmed(clerk, "today");
    for (const desk of ["reception", "visits", "activities", "matters", "deputies"]) {
      await clerk.goTo(desk);
      await until(`${desk} 的列表`, async () => (await clerk.all("record-row")).length > 0);
      await clerk.still();
      if (desk !== "reception") {
        // The rows seen first may still be those of the desk before.
        await until(`${desk} 的列表照原样写着`, async () => {
          const listed = await standing(clerk);
          return BAITS.some((one) => listed.includes(one)) || listed.includes("<b>向春梅");
        });
      }
      await unharmed(clerk, `${desk} list`);
      await clerk.click("record-row");
      await until(`${desk} 的记录`, () => clerk.driver.executeScript("return document.querySelector('.record-page') !== null"));
      await clerk.still();
      const opened = await standing(clerk);
      const stood = BAITS.filter((one) => opened.includes(one)).length;
      assert.ok(stood >= (desk === "reception" ? 1 : 2), `${desk}: ${stood} of the words stand as typed`);
      await unharmed(clerk, `${desk} page`);
      if (desk === "matters") await clerk.picture("guard-matter");
    }
    for (const typed of ["<scr", "script", "{{con", "onerror"]) {
      const hits = await clerk.find(typed);
      assert.ok(hits.some((hit) => hit.includes("<")), `${typed}: ${hits}`);
      await unharmed(clerk, "search");
    }
    await clerk.picture("guard-search");
  });
});

test("窗口里什么外面的东西也打不开、装不进，命令只有自己的几个", async () => {
  const { of } = stationOf([["deputy", { name: "向春梅", levels: ["县"], status: "serving" }]]);
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.end("window.__hacked = 'remote'");
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const outside = `http://127.0.0.1:${server.address().port}`;
  try {
    await sit(of, async (clerk) => {
      await clerk.unlock();
      const { driver } = clerk;
      const address = await driver.getCurrentUrl();
      const handles = (await driver.getAllWindowHandles()).length;
      /** Runs in the page as a script of its own would; answers what it says, or the error's name. */
      const run = (body) =>
        driver.executeAsyncScript(`const done = arguments[arguments.length - 1], outside = arguments[0];
          const wait = (ms) => new Promise((go) => setTimeout(go, ms));
          (async () => { ${body} })().then((said) => done(said ?? "nothing"), (error) => done("refused " + (error?.name ?? error?.code ?? error)))`, outside);

      // What a page loads: none of it asks the server for anything.
      await run(`
        for (const [tag, at] of [["img", "src"], ["script", "src"], ["iframe", "src"], ["embed", "src"], ["object", "data"], ["video", "src"], ["audio", "src"], ["track", "src"], ["input", "src"]]) {
          const made = document.createElement(tag);
          if (tag === "input") made.type = "image";
          made[at] = outside + "/" + tag;
          document.body.append(made);
        }
        for (const rel of ["stylesheet", "icon", "preload", "prefetch", "modulepreload", "manifest", "dns-prefetch"]) {
          const link = document.createElement("link");
          Object.assign(link, { rel, href: outside + "/" + rel });
          if (rel === "preload") link.as = "script";
          document.head.append(link);
        }
        const style = document.createElement("style");
        style.textContent = "@import url(" + outside + "/import); body { background: url(" + outside + "/background) }";
        document.head.append(style);
        const box = document.createElement("div");
        box.style.backgroundImage = "url(" + outside + "/attribute)";
        document.body.append(box);
        new FontFace("x", "url(" + outside + "/font)").load().catch(() => {});
        navigator.sendBeacon?.(outside + "/beacon", "x");
        await wait(600);`);
      for (const [what, body] of [
        ["fetch", "await fetch(outside + '/fetch'); return 'went'"],
        ["no-cors", "await fetch(outside + '/no-cors', { mode: 'no-cors' }); return 'went'"],
        ["xhr", "return await new Promise((go) => { const x = new XMLHttpRequest(); x.onload = () => go('went'); x.onerror = () => go('refused'); try { x.open('GET', outside + '/xhr'); x.send() } catch { go('refused') } })"],
        ["socket", "return await new Promise((go) => { try { const s = new WebSocket(outside.replace('http', 'ws') + '/socket'); s.onopen = () => go('went'); s.onerror = () => go('refused') } catch { go('refused') } })"],
        ["events", "return await new Promise((go) => { const s = new EventSource(outside + '/events'); s.onopen = () => go('went'); s.onerror = () => go('refused') })"],
        ["import", "await import(outside + '/import.js'); return 'went'"],
        ["worker", "return await new Promise((go) => { try { const w = new Worker(outside + '/worker'); w.onerror = () => go('refused'); setTimeout(() => go('refused'), 400) } catch { go('refused') } })"],
      ]) {
        assert.match(String(await run(body)), /^refused/, what);
      }

      // What makes code of text.
      await run(`
        const script = document.createElement("script");
        script.textContent = "window.__hacked = 'inline'";
        document.body.append(script);
        const image = document.createElement("div");
        image.innerHTML = "<img src=x onerror=\\"window.__hacked = 'attribute'\\">";
        document.body.append(image);
        const link = document.createElement("a");
        link.href = "javascript:window.__hacked='link'";
        document.body.append(link);
        link.click();
        setTimeout("window.__hacked = 'timer'", 0);
        const blob = document.createElement("script");
        blob.src = URL.createObjectURL(new Blob(["window.__hacked = 'blob'"], { type: "text/javascript" }));
        document.body.append(blob);
        const data = document.createElement("script");
        data.src = "data:text/javascript,window.__hacked='data'";
        document.body.append(data);
        await wait(400);`);
      assert.equal(await driver.executeScript("return window.__hacked === undefined"), true);

      // Other pages and windows.
      for (const body of [
        "location.href = outside + '/location'",
        "location.assign('file:///etc/passwd')",
        "location.replace('data:text/html,<p>x')",
        "window.open(outside + '/open')",
        "window.open('about:blank')",
        "const f = document.createElement('form'); f.action = outside + '/form'; f.method = 'post'; document.body.append(f); f.submit()",
        "const a = document.createElement('a'); a.href = outside + '/blank'; a.target = '_blank'; document.body.append(a); a.click()",
        "const a = document.createElement('a'); a.href = outside + '/download'; a.download = 'x'; document.body.append(a); a.click()",
        "const m = document.createElement('meta'); m.httpEquiv = 'refresh'; m.content = '0;url=' + outside + '/refresh'; document.head.append(m)",
        "const d = new DataTransfer(); d.setData('text/uri-list', outside + '/drop'); document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: d, bubbles: true }))",
      ]) {
        await run(`${body}; await wait(250)`);
        assert.equal(await driver.getCurrentUrl(), address, body);
        assert.equal((await driver.getAllWindowHandles()).length, handles, body);
      }
      await clerk.see("state-line");
      assert.deepEqual(asked, [], "nothing was asked of the server");

      // The program's commands, and nothing of Tauri's beyond them.
      assert.equal(await driver.executeScript("return window.__TAURI__ === undefined"), true);
      const invoke = (name, more = "{}") => run(`return JSON.stringify(await window.__TAURI_INTERNALS__.invoke(${JSON.stringify(name)}, ${more}))`);
      for (const name of ["plugin:app|version", "plugin:app|name", "plugin:event|listen", "plugin:event|emit", "plugin:window|create", "plugin:window|close", "plugin:webview|create_webview_window", "plugin:webview|internal_toggle_devtools", "plugin:path|resolve_directory", "plugin:resources|close", "plugin:image|from_path", "plugin:menu|new", "plugin:tray|new", "plugin:fs|read_text_file", "plugin:shell|execute", "plugin:dialog|open"]) {
        assert.match(String(await invoke(name)), /^refused/, name);
      }
      const call = (name, question) =>
        run(`try { return JSON.stringify(await window.__TAURI_INTERNALS__.invoke("call", { name: ${JSON.stringify(name)}, question: ${JSON.stringify(question)}, progress: "__CHANNEL__:" + window.__TAURI_INTERNALS__.transformCallback(() => {}) })) } catch (error) { return "refused " + (error.code ?? error) }`);
      assert.match(await call("state", {}), /"stage":"open"/);
      for (const path of ["/etc", "/etc/passwd", of.home, join(of.ledgers, "../.."), "\\\\server\\share"]) {
        assert.equal(await call("backup_look", { path }), "refused out_of_reach", path);
        assert.equal(await call("slip_write", { folder: path }), "refused out_of_reach", path);
      }
      assert.equal(await call("no_such_command", {}), "refused unknown_command");
      // Colours of the window and the picture of a notice are there with the styles that are let in.
      assert.equal((await driver.findElements(By.css("link[rel=stylesheet]"))).length > 0, true);
    });
  } finally {
    server.close();
  }
  assert.equal(ask(of, "audit", {}).sound, true);
});
