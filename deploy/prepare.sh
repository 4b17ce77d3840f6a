# shellcheck shell=bash
# Sourced by segedge and test.sh: what they need from the system, installed where it is missing.

# .NET 10 cannot be installed the same way everywhere, so it is asked for.
require_dotnet() {
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "The .NET 10 SDK is needed and was not found. See https://dotnet.microsoft.com/download/dotnet/10.0" >&2
    exit 2
  fi
  export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1
}

# require_packages "probe=package|alternative" ...
# A probe is the path of a program, or the name of a shared library, or a Python module written python:NAME, or any file written file:PATTERN.
require_packages() {
  local missing=() pair probe
  for pair in "$@"; do
    probe=${pair%%=*}
    is_present "$probe" || missing+=("${pair#*=}")
  done
  [[ ${#missing[@]} -eq 0 ]] && return
  if ! command -v apt-get >/dev/null; then
    echo "Missing: ${missing[*]}. Install them with this system's package manager and start again." >&2
    exit 2
  fi
  local sudo=()
  [[ $EUID -eq 0 ]] || sudo=(sudo)
  echo "Installing ${missing[*]} ..." >&2
  "${sudo[@]}" apt-get update -qq
  local names name
  for names in "${missing[@]}"; do
    # Distributions name the same library differently: the first name that this one knows is taken.
    for name in ${names//|/ }; do
      if apt-cache show "$name" >/dev/null 2>&1; then
        DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "$name" >/dev/null
        break
      fi
    done
  done
  for pair in "$@"; do
    probe=${pair%%=*}
    is_present "$probe" || { echo "'$probe' is still missing after installing ${pair#*=}." >&2; exit 2; }
  done
}

is_present() {
  case $1 in
    /*) [[ -x $1 ]] ;;
    file:*) compgen -G "${1#file:}" >/dev/null ;;
    python:*) [[ -x /usr/bin/python3 ]] && /usr/bin/python3 -c "import ${1#python:}" 2>/dev/null ;;
    # A user's PATH on Debian has no sbin.
    *) [[ $(PATH=$PATH:/usr/sbin:/sbin ldconfig -p) == *"$1"* ]] ;;
  esac
}
