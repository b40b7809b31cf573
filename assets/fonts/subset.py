#!/usr/bin/env python3
"""Takes the part of Noto Serif CJK SC that forms need; README.md beside this file says why."""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

FROM = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
TO = Path(__file__).with_name("NotoSerifSC-liaison.otf")

RANGES = [
    (0x0020, 0x007E), (0x00A0, 0x00FF),  # Latin
    (0x2000, 0x206F), (0x2100, 0x22FF),  # punctuation, letterlike, numbers, arrows, operators
    (0x2460, 0x27BF),  # numbers in circles, lines, shapes, ticks
    (0x2E80, 0x303F), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),  # radicals, Chinese punctuation, full width
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),  # ideographs
]

font = next(face for face in TTCollection(FROM).fonts if face["name"].getDebugName(4) == "Noto Serif CJK SC")
wanted = {code for code in font.getBestCmap() if any(first <= code <= last for first, last in RANGES)}

font.recalcTimestamp = False

options = subset.Options()
options.layout_features = []
options.hinting = False
options.notdef_outline = True
options.glyph_names = False
options.name_IDs = ["*"]
options.drop_tables += ["vmtx", "vhea", "VORG", "BASE", "GPOS", "GSUB", "GDEF", "DSIG"]
cutter = subset.Subsetter(options)
cutter.populate(unicodes=wanted)
cutter.subset(font)
font.save(TO)
print(f"{TO.name}: {len(wanted)} characters, {TO.stat().st_size:,} bytes")
