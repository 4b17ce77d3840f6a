# shellcheck shell=bash
# Sourced by install.sh and update.sh: versions lie side by side, and a symlink says which one runs.
#   $root/opt/segedge/versions/VERSION/   as published
#   $root/opt/segedge/current, previous   symlinks

# $(place ...) ends at its first failure, as the scripts themselves do.
shopt -s inherit_errexit

# Set by who sources this: the folder to install under, and the address that says whether frames are segmented.
root=${root-} health=${health-}

die() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# version_of PUBLISHED: what the program says of itself, fit for the name of a folder.
version_of() {
  local version
  [[ -x $1/segedge ]] || die "$1: no executable 'segedge' in it. Expected the output of 'dotnet publish EdgeHost -r linux-arm64 --self-contained'."
  version=$("$1/segedge" --version) || die "$1/segedge does not start on this machine: wrong architecture, or a library is missing (ldd shows which)."
  [[ $version =~ ^[0-9A-Za-z.+_-]{1,100}$ ]] || die "$1/segedge calls itself '$version', which is no version."
  echo "$version"
}

# place PUBLISHED: copies it beside the others and prints its folder's name. A copy that was interrupted never carries a version's name.
place() {
  local version name n=1 versions=$root/opt/segedge/versions
  version=$(version_of "$1") || exit
  name=$version
  mkdir -p "$versions"
  # The same version again, as while developing: beside the one that may be running, never over it.
  while [[ -e $versions/$name ]]; do name=$version-$((++n)); done
  rm -rf "$versions/.incoming"
  if ! cp -a --no-preserve=ownership "$1" "$versions/.incoming"; then
    rm -rf "$versions/.incoming"
    die "$1 could not be copied to $versions for the reason above; nothing was changed. Make room there ('df -h $versions') and start again"
  fi
  chmod -R u=rwX,go=rX "$versions/.incoming"
  sync
  mv -T "$versions/.incoming" "$versions/$name"
  echo "$name"
}

# point LINK NAME: in one step, so that there is no moment without a version.
point() {
  ln -sfn "versions/$2" "$root/opt/segedge/.$1.new"
  mv -T "$root/opt/segedge/.$1.new" "$root/opt/segedge/$1"
}

# pointed LINK: the name behind it; nothing if there is no such link.
pointed() {
  local target
  target=$(readlink "$root/opt/segedge/$1") || return 0
  basename "$target"
}

# accepts NAME: whether that version takes the configuration of this machine.
# As the service's own user: what it compiles on the way must be the service's to read and replace.
accepts() {
  local as=()
  [[ -n $root ]] || as=(runuser -u segedge --)
  "${as[@]}" env SEGEDGE_HOME="$root/var/lib/segedge" \
    "$root/opt/segedge/versions/$1/segedge" check-config --without-hardware --config "$root/etc/segedge/segedge.json"
}

# start_current: has systemd start the version that is current, and does not wait for it: that it becomes ready is what counts.
start_current() {
  systemctl stop segedge.service || true
  # Starts of the version before count against StartLimitBurst, and the start that helps would be refused.
  systemctl reset-failed segedge.service || true
  # Type=notify: it would block until the service is ready, for as long as TimeoutStartSec.
  systemctl start --no-block segedge.service || true
}

# is_ready SECONDS: waits until the service says that frames are segmented.
is_ready() {
  local ends=$((SECONDS + $1))
  while ((SECONDS < ends)); do
    if curl --silent --fail --max-time 3 --output /dev/null "$health"; then return 0; fi
    sleep 0.2
  done
  return 1
}

# prune: keeps what runs, what ran before, and the newest of the rest.
prune() {
  local name kept=0 keep=2
  while read -r name; do
    [[ $name == "$(pointed current)" || $name == "$(pointed previous)" ]] && continue
    ((++kept <= keep)) || rm -rf "$root/opt/segedge/versions/${name:?}"
  done < <(ls -1t "$root/opt/segedge/versions")
}
