"""Makes a county's form: everything an office puts around a table, with holes in it."""
import shutil
import sys
import zipfile

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.pagebreak import Break


def county(path):
    book = Workbook()
    sheet = book.active
    sheet.title = "接访登记"
    thin = Side(style="thin")
    box = Border(left=thin, right=thin, top=thin, bottom=thin)
    sheet.merge_cells("A1:H1")
    sheet["A1"] = "{{期间}}接待接访登记簿"
    sheet["A1"].font = Font(name="方正小标宋", size=20, bold=True, color="FFC00000")
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet["A2"] = "单位：{{填报单位}}（盖章）"
    sheet.merge_cells("A2:D2")
    sheet["F2"] = "{{打印日期}}"
    sheet["G2"] = "=COUNTA(B5:B5)"
    sheet.append([])
    for at, title in enumerate(["序号", "日期", "来访人", "反映内容", "", "人数", "倍数", "备注"], 1):
        cell = sheet.cell(4, at, title)
        cell.font, cell.border, cell.fill = Font(bold=True), box, PatternFill("solid", fgColor="FFEEECE1")
    sheet.merge_cells("D4:E4")
    row = ["{{序号}}", "{{日期}}", None, "{{反映内容}}", None, "{{人数}}", "=F5*2", "{{编号}}"]
    for at, text in enumerate(row, 1):
        cell = sheet.cell(5, at, text)
        cell.border, cell.alignment = box, Alignment(wrap_text=True, vertical="top")
    sheet["C5"] = "RICH"
    sheet["H5"].number_format = "@"
    sheet["B5"].number_format = "yyyy/mm/dd"
    sheet.merge_cells("D5:E5")
    sheet.row_dimensions[5].height = 45
    sheet["A6"] = "合计"
    sheet.merge_cells("A6:E6")
    sheet["F6"] = "=SUM(F5:F5)"
    sheet["G6"] = "=SUM(G5:G5)/F6"
    sheet["A7"] = "共 {{条数}} 条　制表人：{{制表人}}"
    sheet.merge_cells("A7:H7")
    sheet["A8"] = "附注：请于月底前报送。"
    sheet["A8"].comment = Comment("县人大办公室", "县")
    sheet.row_dimensions[7].height = 30
    for letter, width in zip("ABCDEFGH", [5, 14, 16, 20, 20, 8, 8, 14]):
        sheet.column_dimensions[letter].width = width
    sheet.print_area = "A1:H7"
    sheet.print_title_rows = "4:4"
    sheet.freeze_panes = "A5"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_margins.left = 0.4
    sheet.oddHeader.left.text = "{{站名}}"
    sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
    sheet.conditional_formatting.add("F5:F5", CellIsRule(operator="greaterThan", formula=["F$6"], fill=PatternFill("solid", bgColor="FFFFC7CE")))
    check = DataValidation(type="whole", operator="greaterThan", formula1="0")
    check.add("F5")
    sheet.add_data_validation(check)
    sheet.row_breaks.append(Break(id=7))
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=6, min_row=4, max_row=5), titles_from_data=True)
    sheet.add_chart(chart, "A10")
    cover = book.create_sheet("封面", 0)
    cover["A1"] = "{{站名}}"
    cover["A2"] = "=接访登记!F6"
    cover["A3"] = "=SUM(接访登记!$F$5:$F$5)"
    book.defined_names.append(DefinedName("人数合计", attr_text="接访登记!$F$6"))
    book.active = 1
    book.save(path)
    rich = "<is><r><t>人：</t></r><r><rPr><b/><sz val='12'/></rPr><t>{{来访</t></r><r><rPr><i/></rPr><t>人}}，</t></r><r><t>{{电话}}</t></r></is>"
    replace(path, "xl/worksheets/sheet2.xml", "<is><t>RICH</t></is>", rich)


def replace(path, part, before, after):
    """Rewrites one part: what this library can't make itself."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path + ".new", "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                assert before.encode() in text, text
                text = text.replace(before.encode(), after.encode())
            new.writestr(name, text)
    shutil.move(path + ".new", path)


def cells(path, *pairs):
    """A sheet with these cells; `合并 A5:A6` merges, `标签 名` names the tab, `数组 A5` makes an array formula."""
    book = Workbook()
    sheet = book.active
    for pair in pairs:
        at, text = pair.split("=", 1)
        if at == "合并":
            sheet.merge_cells(text)
        elif at == "标签":
            sheet.title = text
        elif at == "页眉":
            sheet.oddHeader.center.text = text
        elif at == "数组":
            sheet[text.split(":")[0]] = "=SUM(A1:A2*B1:B2)"
            sheet.formula_attributes[text.split(":")[0]] = {"t": "array", "ref": text}
        else:
            sheet[at] = text
    book.save(path)


{"county": county, "cells": cells}[sys.argv[1]](*sys.argv[2:])
