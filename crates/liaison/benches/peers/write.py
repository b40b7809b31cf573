"""Writes the cells to a workbook with XlsxWriter or openpyxl, and says what it took."""

import json
import resource
import sys
import time

name, cells, out = sys.argv[1:]
with open(cells, encoding="utf-8") as file:
    lines = [json.loads(line) for line in file]
DAY = 'yyyy"年"m"月"d"日"'
started = time.process_time()
if name == "XlsxWriter":
    import xlsxwriter

    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    looks = {"font_name": "宋体", "font_size": 10, "border": 1, "text_wrap": True, "valign": "vcenter"}
    boxed, day = book.add_format(looks), book.add_format(looks | {"num_format": DAY})
    for row, cells in enumerate(lines, 4):
        sheet.set_row(row, 26)
        for col, cell in enumerate(cells):
            if cell is None:
                sheet.write_blank(row, col, None, boxed)
            elif isinstance(cell, dict):
                sheet.write_number(row, col, cell["d"], day)
            elif isinstance(cell, str):
                sheet.write_string(row, col, cell, boxed)
            else:
                sheet.write_number(row, col, cell, boxed)
    book.close()
else:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, Side

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    thin = Side(style="thin")
    font, border = Font(name="宋体", size=10), Border(left=thin, right=thin, top=thin, bottom=thin)
    placed = Alignment(wrap_text=True, vertical="center")
    for cells in lines:
        row = []
        for cell in cells:
            is_day = isinstance(cell, dict)
            one = WriteOnlyCell(sheet, cell["d"] if is_day else cell)
            one.font, one.border, one.alignment = font, border, placed
            if is_day:
                one.number_format = DAY
            row.append(one)
        sheet.append(row)
    book.save(out)
spent = time.process_time() - started
print(json.dumps({"cpu": spent, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
