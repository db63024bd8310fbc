#!/usr/bin/env bash
# Installs the Debian packages that the demo and the tests use, if they are missing.
# Usage: eng/install.sh PROGRAM=PACKAGE...
set -euo pipefail

missing=()
for pair in "$@"; do
  program=${pair%%=*}
  if ! command -v "$program" > /dev/null && [ ! -x "/usr/sbin/$program" ]; then missing+=("${pair#*=}"); fi
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Installing: ${missing[*]}" >&2
sudo=()
if [ "$(id -u)" -ne 0 ]; then sudo=(sudo); fi
log=$(mktemp)
if ! { "${sudo[@]}" apt-get update && "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } > "$log" 2>&1; then
  cat "$log" >&2
  echo "Could not install ${missing[*]}. On a system without apt, install these programs by hand: $*" >&2
  exit 1
fi
rm -f "$log"
