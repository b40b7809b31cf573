"""Reads a folder of tables with DuckDB and the product's own SQL; prints figures and every text as JSON."""

import json
import os
import sys

import duckdb

lake, sql, first, last = sys.argv[1:]
os.chdir(lake)
db = duckdb.connect()
with open(sql, encoding="utf-8") as file:
    db.execute(file.read())
days = f"DATE '{first}', DATE '{last}'"
counted = {}
for _, station, figure, n in db.sql(f"FROM counted({days})").fetchall():
    counted.setdefault(station, {})[figure] = n
views = [name for (name,) in db.sql("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY 1").fetchall()]
print(json.dumps({
    "counted": counted,
    "rates": db.sql(f"FROM rates({days})").fetchall()[0],
    "forked": db.sql("SELECT count(*) FROM forked").fetchall()[0][0],
    "missing": db.sql("FROM missing ORDER BY ALL").fetchall(),
    "bundles": db.sql("SELECT count(*) FROM bundle").fetchall()[0][0],
    "columns": {view: db.sql(f"FROM {view}").columns for view in views},
    "types": {view: [str(t) for t in db.sql(f"FROM {view}").types] for view in views},
    "everything": [str(row) for view in views for row in db.sql(f"FROM {view}").fetchall()],
}, ensure_ascii=False))
