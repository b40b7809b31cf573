"""Says in JSON what openpyxl, a reader independent of ours, sees in workbooks."""
import datetime
import json
import sys

from openpyxl import load_workbook


def cell(c):
    value = c.value
    if isinstance(value, (datetime.datetime, datetime.date)):
        value = value.strftime("%Y-%m-%d")
    return {
        "at": c.coordinate,
        "value": value,
        "kind": c.data_type,
        "format": c.number_format,
        "quote": bool(c.quotePrefix),
        "wrap": bool(c.alignment.wrap_text),
        "boxed": c.border.left.style == "thin" and c.border.bottom.style == "thin",
        "bold": bool(c.font.b),
    }


def sheet(s):
    setup = s.page_setup
    return {
        "name": s.title,
        "cells": [cell(c) for row in s.iter_rows() for c in row if c.has_style and type(c).__name__ == "Cell"],
        "merged": sorted(str(r) for r in s.merged_cells.ranges),
        "freeze": s.freeze_panes,
        "repeat": s.print_title_rows,
        "fit": [bool(s.sheet_properties.pageSetUpPr and s.sheet_properties.pageSetUpPr.fitToPage), *(1 if n is None else n for n in (setup.fitToWidth, setup.fitToHeight))],  # 1 is the standard's default
        "paper": [setup.orientation, setup.paperSize],
        "footer": s.oddFooter.center.text,
        "filter": s.auto_filter.ref,
        "heights": {row: d.height for row, d in s.row_dimensions.items() if d.height},
    }


print(json.dumps([[sheet(s) for s in load_workbook(path)] for path in sys.argv[1:]], ensure_ascii=False))
