"""Fills a 交办单 in as a unit's clerk would: argv[1] is the file, argv[2] the cells as JSON
[[row of the sheet, column title, value], ...]; a value "date:2026-11-06" becomes a real date."""

import datetime
import json
import sys

import openpyxl

path, fills = sys.argv[1], json.loads(sys.argv[2])
book = openpyxl.load_workbook(path)
sheet = book["交办单"]
columns = {cell.value: cell.column for cell in sheet[4]}
for row, title, value in fills:
    if isinstance(value, str) and value.startswith("date:"):
        value = datetime.date.fromisoformat(value[5:])
    sheet.cell(row=row, column=columns[title]).value = value
book.save(path)
