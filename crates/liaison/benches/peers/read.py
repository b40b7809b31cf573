"""Reads a workbook with openpyxl, and says what it took."""

import json
import resource
import sys
import time

from openpyxl import load_workbook

started = time.process_time()
count = sum(len(row) for row in load_workbook(sys.argv[1], read_only=True).worksheets[0].iter_rows(values_only=True))
assert count > 0
spent = time.process_time() - started
print(json.dumps({"cpu": spent, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
