#!/usr/bin/env bash
# Makes a Windows for tests in the folder $1: version 10, user.reg, what Wine 8 lacks.
set -euo pipefail
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
mkdir -p "$1"
export WINEPREFIX=$1 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=;winemenubuilder.exe=d'
wine=/usr/lib/wine/wine64
"$wine" wineboot -i
"$wine" winecfg -v win10
mkdir -p "$WINEPREFIX/drive_c/users/林晓芸"/{Temp,Desktop,Documents,AppData/Local,"AppData/Roaming/Microsoft/Windows/Start Menu/Programs"}
iconv -f utf-8 -t utf-16 "$here/user.reg" >"$WINEPREFIX/user-utf16.reg"
"$wine" regedit /S "$WINEPREFIX/user-utf16.reg"
x86_64-w64-mingw32-gcc -shared -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" "$here/ProcessPrng.c" -ladvapi32
/usr/lib/wine/wineserver64 -k || true
/usr/lib/wine/wineserver64 -w
