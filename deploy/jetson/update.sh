#!/usr/bin/env bash
# Goes to another version of SegEdge, and back if it does not become ready.
#   sudo deploy/jetson/update.sh PUBLISHED [--within SECONDS] [--health URL] [--root DIR]
#   sudo deploy/jetson/update.sh --rollback [...]      to the version before
# Exit code: 0 the new version runs; 1 nothing was changed; 3 the old version runs again; 4 neither runs.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=versions.sh
source "$here/versions.sh"

published='' root='' within=300 rollback='' health=http://127.0.0.1:8080/ready
while (($#)); do
  case $1 in
    --within) within=${2:?--within needs seconds}; shift 2 ;;
    --health) health=${2:?--health needs an address}; shift 2 ;;
    --root) root=${2:?--root needs a folder}; shift 2 ;;
    --rollback) rollback=yes; shift ;;
    -*) die "unknown option $1; the first lines of this script say which there are" ;;
    *) published=$1; shift ;;
  esac
done
mkdir -p "$root/opt/segedge"
# Two updates at once would each take the other's version for the one before.
exec 9>"$root/opt/segedge/.update.lock"
flock --nonblock 9 || die "another update is under way"

old=$(pointed current)
if [[ -n $rollback ]]; then
  new=$(pointed previous)
  [[ -n $new ]] || die "there is no version before $old"
else
  [[ -n $published ]] || die "expected the folder of a published SegEdge, or --rollback"
  new=$(place "$published")
fi
if ! accepts "$new"; then
  [[ -n $rollback ]] || rm -rf "$root/opt/segedge/versions/${new:?}"
  die "version $new refuses the configuration for the reasons above; ${old:-nothing} runs on unchanged"
fi

point current "$new"
start_current
if is_ready "$within"; then
  [[ -z $old ]] || point previous "$old"
  prune
  echo "SegEdge $new runs; $(pointed previous) is kept (update.sh --rollback)"
  exit 0
fi

echo "update.sh: $new is not ready after $within s: $(curl --silent --max-time 3 "$health" || echo "no answer from $health")" >&2
if [[ -z $old ]]; then
  echo "update.sh: there is no version to go back to, so $new stays the current one: journalctl -u segedge" >&2
  exit 4
fi
point current "$old"
start_current
if is_ready "$within"; then
  echo "update.sh: $old runs again; $new stays in $root/opt/segedge/versions for a look (journalctl -u segedge)" >&2
  exit 3
fi
echo "update.sh: $old is not ready either: what is wrong is not the version. journalctl -u segedge" >&2
exit 4
