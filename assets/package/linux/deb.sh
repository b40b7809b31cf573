#!/usr/bin/env bash
# Makes a Debian package: deb.sh window|browser ARCHITECTURE FOLDER-OF-PROGRAMS VERSION OUT-FOLDER
# window: the desktop program and the command line. browser: the command line alone, whose desk opens in a browser.
set -euo pipefail
kind=$1 architecture=$2 built=$(realpath "$3") version=$4 out=$5
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
assets=$here/../.. id=cn.liaison.desk
case $kind in
  window) name=liaison-desk programs=(liaison-desk liaison) ;;
  browser) name=liaison-desk-browser programs=(liaison) ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

for program in "${programs[@]}"; do
  install -D -m 755 "$built/$program" "$root/usr/bin/$program"
done
install -D -m 644 "$here/$kind.desktop" "$root/usr/share/applications/$id.desktop"
for size in 32x32 128x128 256x256; do
  install -D -m 644 "$assets/icons/$size.png" "$root/usr/share/icons/hicolor/$size/apps/$id.png"
done
install -D -m 644 "$assets/icons/icon.svg" "$root/usr/share/icons/hicolor/scalable/apps/$id.svg"
install -d "$root/usr/share/doc/$name"
cat "$here/copyright" "$assets/fonts/OFL.txt" >"$root/usr/share/doc/$name/copyright"
install -D -m 644 "$assets/../CHANGELOG.md" "$root/usr/share/doc/$name/changelog"
gzip -9n "$root/usr/share/doc/$name/changelog"

if [ "$kind" = window ]; then
  strip "$root"/usr/bin/*
  install -D -m 644 "$here/$id.xml" "$root/usr/share/mime/packages/$id.xml"
  # dpkg-shlibdeps wants to stand in a source package.
  mkdir "$work/debian"
  printf 'Source: %s\n\nPackage: %s\nArchitecture: any\n' "$name" "$name" >"$work/debian/control"
  depends=$(cd "$work" && dpkg-shlibdeps -O "${programs[@]/#/root/usr/bin/}")
  depends=${depends#shlibs:Depends=}
  others="Recommends: fonts-noto-cjk, udisks2"
else
  # What the program names, which a test reads; the browser is the system's own.
  depends="libc6 (>= 2.28)"
  others="Recommends: udisks2, xdg-utils
Conflicts: liaison-desk"
fi
[ -n "$depends" ]

mkdir "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: $name
Version: $version
Architecture: $architecture
Maintainer: liaison <liaison@localhost>
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: $depends
$others
Section: misc
Priority: optional
Description: 代表联络站台账
 An offline register for the clerk of a deputies' liaison station, with
 ledgers in Excel and sealed bundles for the county office. The same program
 is the county office's desk; liaison is its command line.
CONTROL
(cd "$root" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum >DEBIAN/md5sums)
chmod -R u=rwX,go=rX "$root"
mkdir -p "$out"
dpkg-deb --root-owner-group -Zxz --build "$root" "$out/${name}_${version}_$architecture.deb"
