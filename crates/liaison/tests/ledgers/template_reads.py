"""Says in JSON what openpyxl sees of a filled form: values, looks, and all that stands around a table."""
import datetime
import json
import sys

from openpyxl import load_workbook


def value(cell):
    if isinstance(cell.value, (datetime.datetime, datetime.date)):
        return cell.value.strftime("%Y-%m-%d")
    return cell.value


def sheet(s):
    return {
        "name": s.title,
        "cells": {c.coordinate: value(c) for row in s.iter_rows() for c in row if c.value is not None},
        "kinds": {c.coordinate: f"{c.data_type} {c.number_format}{' quote' if c.quotePrefix else ''}{' bold' if c.font.b else ''}{' boxed' if c.border.left.style else ''}" for row in s.iter_rows() for c in row if c.value is not None},
        "merged": sorted(str(r) for r in s.merged_cells.ranges),
        "widths": {letter: d.width for letter, d in s.column_dimensions.items()},
        "heights": {row: d.height for row, d in s.row_dimensions.items() if d.height},
        "print": [s.print_area, s.print_title_rows, s.page_setup.orientation, s.page_setup.paperSize, s.page_margins.left],
        "freeze": s.freeze_panes,
        "header": [s.oddHeader.left.text, s.oddFooter.center.text],
        "conditional": [[str(r.sqref), [f for rule in r.rules for f in rule.formula]] for r in s.conditional_formatting],
        "validation": [[str(v.sqref), v.formula1] for v in s.data_validations.dataValidation],
        "breaks": [b.id for b in s.row_breaks.brk],
        "remarks": {c.coordinate: c.comment.text for row in s.iter_rows() for c in row if c.comment},
        "charts": [[c.anchor._from.row, c.series[0].val.numRef.f] for c in s._charts],
        "images": [i.anchor._from.row for i in s._images],
    }


book = load_workbook(sys.argv[1])
print(json.dumps({"sheets": [sheet(s) for s in book], "names": {d.name: d.attr_text for d in book.defined_names.definedName}}, ensure_ascii=False))
