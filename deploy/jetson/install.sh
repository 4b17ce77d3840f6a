#!/usr/bin/env bash
# Installs SegEdge as a service: user, folders, units, udev rule, configuration, and the first version.
#   sudo deploy/jetson/install.sh PUBLISHED [--config FILE] [--root DIR] [--no-start]
# PUBLISHED   output of 'dotnet publish EdgeHost -c Release -r linux-arm64 --self-contained'
# --config    first configuration; one that is there already stays. Default: field-robot.json beside this script
# --root DIR  install under DIR and leave this system alone: for images, and for tests
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=versions.sh
source "$here/versions.sh"

published='' config=$here/field-robot.json root='' start=yes
while (($#)); do
  case $1 in
    --config) config=${2:?--config needs a file}; shift 2 ;;
    --root) root=${2:?--root needs a folder}; shift 2 ;;
    --no-start) start=''; shift ;;
    -*) die "unknown option $1; the first lines of this script say which there are" ;;
    *) published=$1; shift ;;
  esac
done
[[ -n $published ]] || die "expected the folder of a published SegEdge; the first lines of this script say how to call it"
[[ -f $config ]] || die "$config: no such configuration file"
[[ -n $root || $EUID -eq 0 ]] || die "needs root: it adds a user and units. Use sudo, or --root DIR to look at what it would install"
[[ -z $(pointed current) ]] || die "$(pointed current) is installed already. update.sh goes from one version to the next and back"

if [[ -z $root ]]; then
  for group in gpio video render; do getent group "$group" >/dev/null || groupadd --system "$group"; done
  getent passwd segedge >/dev/null || useradd --system --user-group --home-dir /var/lib/segedge --shell /usr/sbin/nologin --groups gpio,video,render segedge
fi
install -d "$root/etc/segedge" "$root/etc/systemd/system" "$root/etc/udev/rules.d" "$root/var/lib/segedge"
[[ -n $root ]] || chown segedge:segedge /var/lib/segedge
for unit in segedge.service segedge-failed.service segedge-reboot.path segedge-reboot.service; do
  install -m 644 "$here/$unit" "$root/etc/systemd/system/$unit"
done
install -m 644 "$here/99-segedge.rules" "$root/etc/udev/rules.d/99-segedge.rules"
# A configuration may hold a password.
[[ -e $root/etc/segedge/segedge.json ]] || install -m 640 "$config" "$root/etc/segedge/segedge.json"
[[ -n $root ]] || chown root:segedge /etc/segedge/segedge.json

name=$(place "$published")
if ! accepts "$name"; then
  rm -rf "$root/opt/segedge/versions/${name:?}"
  die "this version refuses $root/etc/segedge/segedge.json for the reasons above. Correct it and run install.sh again"
fi
point current "$name"
echo "SegEdge $name is in $root/opt/segedge/versions/$name"
[[ -z $root ]] || exit 0

udevadm control --reload && udevadm trigger --subsystem-match=gpio || echo "install.sh: udev did not take the rule; it will with the next start" >&2
systemctl daemon-reload
systemctl enable segedge.service segedge-reboot.path
if [[ -n $start ]]; then systemctl start segedge.service segedge-reboot.path; fi
echo "Look at it: systemctl status segedge; journalctl -fu segedge; curl http://127.0.0.1:8080/ready"
