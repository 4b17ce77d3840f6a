#!/usr/bin/env bash
# Builds libOpenCvSharpExtern.so for the OpenCV of this machine (4.5 or later), and puts it into a folder: no package brings one for arm64.
#   sudo apt-get install g++ libopencv-core-dev libopencv-imgproc-dev libopencv-imgcodecs-dev libopencv-video-dev libopencv-videoio-dev
#   deploy/opencv/build.sh FOLDER      the folder of a published SegEdge
# For another machine: CXX names a cross compiler, ROOT a folder with that machine's /usr.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:?expected the folder that gets the library}
cxx=${CXX:-g++} root=${ROOT-}

[[ -f $root/usr/include/opencv4/opencv2/core.hpp ]] || { echo "build.sh: no OpenCV under $root/usr/include/opencv4; the first lines of this script say how to install it" >&2; exit 1; }
mkdir -p "$folder"
libraries=()
for module in core imgproc imgcodecs video videoio; do
  library=$root/usr/lib/$("$cxx" -dumpmachine)/libopencv_$module.so
  # NVIDIA's package of JetPack puts them here.
  [[ -e $library ]] || library=$root/usr/lib/libopencv_$module.so
  [[ -e $library ]] || { echo "build.sh: no libopencv_$module.so under $root/usr/lib; install libopencv-$module-dev" >&2; exit 1; }
  libraries+=("$library")
done
# Libraries that OpenCV itself needs are looked for where it is used, and not while linking.
"$cxx" -std=c++17 -O2 -shared -fPIC -fvisibility=hidden -Wall -Wextra -Werror -I"$root/usr/include/opencv4" "$here"/*.cpp -o "$folder/libOpenCvSharpExtern.so" \
  "${libraries[@]}" -Wl,--no-undefined,--allow-shlib-undefined
echo "$folder/libOpenCvSharpExtern.so"
