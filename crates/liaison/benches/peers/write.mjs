// Writes the cells to a workbook with exceljs, streaming, and says what it took.

import { readFileSync } from "node:fs";
import Excel from "exceljs";

const [cells, out] = process.argv.slice(2);
const lines = readFileSync(cells, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
const started = process.cpuUsage();
const book = new Excel.stream.xlsx.WorkbookWriter({ filename: out, useStyles: true });
const sheet = book.addWorksheet("一");
const thin = { style: "thin" };
const boxed = { font: { name: "宋体", size: 10 }, border: { left: thin, right: thin, top: thin, bottom: thin }, alignment: { wrapText: true, vertical: "middle" } };
const day = { ...boxed, numFmt: 'yyyy"年"m"月"d"日"' };
for (const line of lines) {
  const row = sheet.addRow([]);
  row.height = 26;
  line.forEach((value, at) => {
    const cell = row.getCell(at + 1);
    const isDay = value !== null && typeof value === "object";
    cell.value = isDay ? value.d : value;
    cell.style = isDay ? day : boxed;
  });
  row.commit();
}
await book.commit();
const { user, system } = process.cpuUsage(started);
console.log(JSON.stringify({ cpu: (user + system) / 1e6, memory: process.resourceUsage().maxRSS / 1024 }));
