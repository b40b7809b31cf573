#!/usr/bin/env bash
# Makes a Debian package: deb.sh FOLDER-OF-PROGRAMS VERSION OUT-FOLDER
set -euo pipefail
built=$(realpath "$1") version=$2 out=$3
here=$(dirname "$(realpath "${BASH_SOURCE[0]}")")
assets=$here/../.. name=liaison-desk id=cn.liaison.desk
architecture=$(dpkg --print-architecture)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root

for program in liaison-desk liaison; do
  install -D -s -m 755 "$built/$program" "$root/usr/bin/$program"
done
install -D -m 644 "$here/$id.desktop" "$root/usr/share/applications/$id.desktop"
install -D -m 644 "$here/$id.xml" "$root/usr/share/mime/packages/$id.xml"
for size in 32x32 128x128 256x256; do
  install -D -m 644 "$assets/icons/$size.png" "$root/usr/share/icons/hicolor/$size/apps/$id.png"
done
install -D -m 644 "$assets/icons/icon.svg" "$root/usr/share/icons/hicolor/scalable/apps/$id.svg"
install -d "$root/usr/share/doc/$name"
cat "$here/copyright" "$assets/fonts/OFL.txt" >"$root/usr/share/doc/$name/copyright"
install -D -m 644 "$assets/../CHANGELOG.md" "$root/usr/share/doc/$name/changelog"
gzip -9n "$root/usr/share/doc/$name/changelog"

# dpkg-shlibdeps wants to stand in a source package.
mkdir "$work/debian"
printf 'Source: %s\n\nPackage: %s\nArchitecture: any\n' "$name" "$name" >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/liaison-desk root/usr/bin/liaison)
depends=${depends#shlibs:Depends=}
[ -n "$depends" ]

mkdir "$root/DEBIAN"
cat >"$root/DEBIAN/control" <<CONTROL
Package: $name
Version: $version
Architecture: $architecture
Maintainer: liaison <liaison@localhost>
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f1)
Depends: $depends
Recommends: fonts-noto-cjk, udisks2
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
