"""A year's figures by month, added up by DuckDB from its own tables; says the sums and the time."""

import json
import statistics
import sys
import time

import duckdb

folder, year = sys.argv[1:]
base = duckdb.connect()
base.execute("SET threads = 2")
for table in ("visit", "matter", "activity", "reception_day"):
    base.execute(f"CREATE TABLE {table} AS SELECT * FROM read_json_auto('{folder}/{table}.jsonl', convert_strings_to_integers = false, dateformat = 'none', timestampformat = 'none')")

# Figure, table, day, which, weight.
FIGURES = [
    ("activities", "activity", "date", "true", "1"),
    ("reception_days", "reception_day", "date", "status = 'held'", "1"),
    ("visit_batches", "visit", "date", "kind != 'home'", "1"),
    ("visit_people", "visit", "date", "kind != 'home'", "coalesce(people, 1)"),
    ("home_visits", "visit", "date", "kind = 'home'", "1"),
    ("matters", "matter", "raised_on", "true", "1"),
    ("referred", "matter", "referred_on", "referred_on != ''", "1"),
    ("referred_closed", "matter", "referred_on", f"referred_on != '' AND state = 'closed' AND closed_on <= '{year}-12-31'", "1"),
    ("rated", "matter", "raised_on", "voter_rating != ''", "1"),
    ("satisfied", "matter", "raised_on", "voter_rating = '满意'", "1"),
]
query = " UNION ALL ".join(
    f"SELECT '{key}', substr({day}::VARCHAR, 1, 7) AS month, sum({weight}) FROM {table} "
    f"WHERE deleted_at = '' AND {day}::VARCHAR BETWEEN '{year}-01-01' AND '{year}-12-31' AND {which} GROUP BY month"
    for key, table, day, which, weight in FIGURES
)
taken = []
for _ in range(15):
    started = time.perf_counter()
    rows = base.execute(query).fetchall()
    taken.append((time.perf_counter() - started) * 1000)
sums = {key: 0 for key, *_ in FIGURES}
for key, _, value in rows:
    sums[key] += int(value)
print(json.dumps({"ms": statistics.median(taken), "sums": sums}))
