#!/usr/bin/env python3
"""The portable program as a .zip: portable.py FOLDER-OF-PROGRAMS OUT.zip

The folder liaison-data in it, empty, is what makes the program keep everything beside itself. The same
programs give the same .zip to the byte; names are UTF-8 and say so.
"""
import sys
import zipfile
from pathlib import Path

FOLDER = "代表联络站台账-便携"
PROGRAMS = ["liaison-desk.exe", "liaison.exe", "WebView2Loader.dll"]
READ_ME = Path(__file__).with_name("portable.txt")

built, out = Path(sys.argv[1]), Path(sys.argv[2])


def entry(name, mode):
    info = zipfile.ZipInfo(f"{FOLDER}/{name}", (2020, 1, 1, 0, 0, 0))
    info.external_attr = mode << 16 | (0x10 if name.endswith("/") else 0)
    info.compress_type = zipfile.ZIP_STORED if name.endswith("/") else zipfile.ZIP_DEFLATED
    return info


part = out.with_suffix(".zip.part")
with zipfile.ZipFile(part, "w") as zip:
    zip.writestr(entry("liaison-data/", 0o040755), b"")
    for name in PROGRAMS:
        zip.writestr(entry(name, 0o100755), (built / name).read_bytes())
    # As Windows' Notepad reads it in every version.
    text = READ_ME.read_text(encoding="utf-8").replace("\n", "\r\n")
    zip.writestr(entry("说明.txt", 0o100644), text.encode("utf-8-sig"))
part.replace(out)
