#!/usr/bin/env bash
# The gate: format, build with warnings as errors, all tests. The last line is "N passed, N failed, N skipped".
#   ./test.sh          what a change must pass
#   ./test.sh --all    with the long ones as well: soaks, kill loops, full evaluations
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

case ${1-} in
  "") filter=(-trait- run=long) ;;
  --all) filter=() ;;
  *) echo "usage: ./test.sh [--all]" >&2; exit 2 ;;
esac

# shellcheck source=deploy/prepare.sh
source deploy/prepare.sh
require_dotnet
require_packages \
  "libgtk-3.so.0=libgtk-3-0|libgtk-3-0t64" \
  "/usr/sbin/mosquitto=mosquitto" \
  "/usr/bin/chromium=chromium" \
  "/usr/bin/shellcheck=shellcheck" \
  "/usr/bin/systemd-analyze=systemd" \
  "/usr/bin/pg_ctlcluster=postgresql" \
  "/usr/bin/ffmpeg=ffmpeg" \
  "/usr/bin/gst-launch-1.0=gstreamer1.0-tools" \
  "python:gi=python3-gi" \
  "file:/usr/lib/*/girepository-1.0/GstRtspServer-1.0.typelib=gir1.2-gst-rtsp-server-1.0" \
  "file:/usr/lib/*/gstreamer-1.0/libgstrtsp.so=gstreamer1.0-plugins-good" \
  "file:/usr/lib/*/gstreamer-1.0/libgstvideoparsersbad.so=gstreamer1.0-plugins-bad" \
  "file:/usr/lib/*/gstreamer-1.0/libgstx264.so=gstreamer1.0-plugins-ugly" \
  "file:/usr/lib/*/gstreamer-1.0/libgstlibav.so=gstreamer1.0-libav" \
  "python:jsonschema=python3-jsonschema" \
  "python:onnx=python3-onnx" \
  "python:torch=python3-torch"

# The long ones also build for another kind of machine.
[[ ${1-} != --all ]] || require_packages \
  "/usr/bin/aarch64-linux-gnu-g++=g++-aarch64-linux-gnu" \
  "file:/usr/share/keyrings/debian-archive-keyring.gpg=debian-archive-keyring"

echo "== restore"
dotnet restore SegEdge.sln --locked-mode -v quiet
echo "== format"
# Style and analysers are the build's (EnforceCodeStyleInBuild, warnings as errors): here they would compile everything once more.
dotnet format whitespace SegEdge.sln --no-restore --verify-no-changes
echo "== build"
dotnet build SegEdge.sln -c Release --no-restore --nologo -v quiet
echo "== test"
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
passed=0 failed=0 skipped=0 broken=0
run_tests() {
  local project=tests/$1
  echo "-- $1"
  "$project/bin/Release/net10.0/$1" "${filter[@]}" -noColor -result-xml "$results/$1.xml" || echo $? >"$results/$1.code"
}

run_tests SegEdge.EndToEnd.Tests
# They mostly wait, for cameras that are late: beside them the small ones run.
run_tests SegEdge.Camera.Tests >"$results/camera.log" 2>&1 &
for project in tests/SegEdge.*.Tests; do
  name=$(basename "$project")
  case $name in SegEdge.EndToEnd.Tests | SegEdge.Camera.Tests) ;; *) run_tests "$name" ;; esac
done
wait
cat "$results/camera.log"

for project in tests/SegEdge.*.Tests; do
  name=$(basename "$project")
  report="$results/$name.xml"
  code=$(cat "$results/$name.code" 2>/dev/null || echo 0)
  if [[ ! -f $report ]]; then
    echo "$name ended with exit code $code and without a report." >&2
    broken=$((broken + 1))
    continue
  fi
  count() { grep -o "<assembly [^>]*" "$report" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{ n += $1 } END { print n + 0 }'; }
  passed=$((passed + $(count passed)))
  skipped=$((skipped + $(count skipped) + $(count not-run)))
  failed=$((failed + $(count failed) + $(count errors)))
  # A runner that ends badly without a failed test crashed on its way out.
  [[ $code -eq 0 || $(count failed) -gt 0 || $(count errors) -gt 0 ]] || broken=$((broken + 1))
done
failed=$((failed + broken))
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed -eq 0 ]]
