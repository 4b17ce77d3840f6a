#!/usr/bin/env bash
# Fetches what an arm64 machine is made of, without root and without touching this system's packages:
#   FOLDER/root           Debian 12 for arm64 with OpenCV, as the image 'cpu' of Dockerfile.arm64 has it
#   FOLDER/qemu-aarch64   QEMU 10 from Debian's backports. Before 8.1 user-mode QEMU does not notice that code was written through a second mapping,
#                         which is how .NET writes all of its code: it then runs what was there before.
set -euo pipefail
folder=$(realpath -m "${1:?expected a folder}")
keys=/usr/share/keyrings/debian-archive-keyring.gpg
packages=(libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libopencv-video-dev libopencv-videoio-dev libc6 libstdc++6 libgomp1 libssl3 zlib1g)

[[ ! -e $folder/complete ]] || exit 0

# apt NAME ARCHITECTURE SUITE: a state of apt of its own, which knows of no installed package. Sets APT_CONFIG.
apt_for() {
  local state=$folder/apt-$1
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  : >"$state/status"
  echo "deb [arch=$2 signed-by=$keys] http://deb.debian.org/debian $3 main" >"$state/sources.list"
  cat >"$state/apt.conf" <<CONF
APT::Architecture "$2";
APT::Architectures { "$2"; };
APT::Install-Recommends "false";
APT::Sandbox::User "$(id -un)";
Dir::State "$state";
Dir::State::status "$state/status";
Dir::State::lists "$state/lists";
Dir::Cache "$state/cache";
Dir::Etc::sourcelist "$state/sources.list";
Dir::Etc::sourceparts "/nonexistent";
Debug::NoLocking "true";
CONF
  export APT_CONFIG=$state/apt.conf
  apt-get update -qq
}

apt_for arm64 arm64 bookworm
apt-get install --download-only -y -qq "${packages[@]}"
rm -rf "$folder/root"
mkdir "$folder/root"
for package in "$folder"/apt-arm64/cache/archives/*.deb; do dpkg-deb -x "$package" "$folder/root"; done
# What update-alternatives would have linked.
for library in blas/libblas.so.3 lapack/liblapack.so.3; do ln -s "$library" "$folder/root/usr/lib/aarch64-linux-gnu/"; done

apt_for qemu amd64 bookworm-backports
(cd "$folder/apt-qemu" && apt-get download -qq qemu-user && dpkg-deb -x qemu-user_*.deb unpacked)
cp "$folder/apt-qemu/unpacked/usr/bin/qemu-aarch64" "$folder/qemu-aarch64"
rm -rf "$folder/apt-arm64" "$folder/apt-qemu"
touch "$folder/complete"
