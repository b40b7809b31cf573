import { Key, sit, stationOf } from "./clerk.mjs";
const { of } = stationOf([["deputy", { name: "向春梅", levels: ["县"], status: "serving" }]]);
await sit(of, async (clerk) => {
  await clerk.unlock();
  await clerk.goTo("visits");
  await clerk.click("new-button");
  await clerk.refill("field-date", "3月5日");
  await clerk.fill("field-phone", "139");
  await clerk.pick("deputies", "xcm", "向春梅");
  await clerk.fill("field-citizen", "田老四");
  await clerk.refill("field-people", "1");
  await clerk.reads("doubt-phone");
  await clerk.click("keep-phone");
  await clerk.gone("doubt-phone");
  await clerk.driver.executeScript("window.__log=[]; const i=window.__TAURI_INTERNALS__; const o=i.invoke; i.invoke=async(c,a)=>{const n=a?.name||c; try{const r=await o.call(i,c,a); __log.push(n+' ok '+JSON.stringify(r).slice(0,300)); return r}catch(e){__log.push(n+' ERR '+JSON.stringify(e)); throw e}}");
  await clerk.click("save-button");
  await new Promise((r) => setTimeout(r, 2500));
  console.log(await clerk.driver.executeScript("return __log"));
});
