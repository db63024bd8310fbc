#!/usr/bin/env bash
# Runs the shipped images in containers (tests/Containers.Tests) and prints totals: starts a container engine where none runs, makes the
# images, runs the tests, and stops an engine that it started. Where no engine can be started it says why, and the tests are skipped.
# Usage: eng/test-containers.sh [FILTER]     FILTER is passed to dotnet test --filter; without one and with CI=true the tests that take
#                                            minutes are left out.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

filter=${1:-}
[ -n "$filter" ] || [ "${CI:-}" != true ] || filter='Length!=Long'
work=$(mktemp -d)
started=
finish() {
  [ -z "$started" ] || eng/engine.sh stop || echo "the engine could not be stopped"
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

echo "== container engine"
if eng/engine.sh status; then found=true
elif eng/engine.sh start 2>&1; then found=true started=true
else found=; fi

if [ -n "$found" ]; then
  echo "== container images"
  eng/container-images.sh
  environment=$(eng/engine.sh env)
  eval "$environment"
  export IMAGEAUTOMATION_CONTAINERS=required # from here on a test that cannot run is a failure
  eng/install.sh git=git sshd=openssh-server ssh-keygen=openssh-client gpg=gnupg
fi

echo "== container tests"
dotnet build tests/Containers.Tests -c Release --nologo -v quiet -clp:NoSummary
export IMAGEAUTOMATION_CONTAINER_REPORT=$work/report
: >"$work/report"
status=0
dotnet test tests/Containers.Tests --no-build -c Release --nologo --logger 'console;verbosity=normal' ${filter:+--filter "$filter"} \
  >"$work/results" 2>&1 || status=$?
grep -vE '^\s+Passed |^Test Run Successful|^$' "$work/results" || true
if [ -s "$work/report" ]; then echo "What became of the memory bombs:"; cat "$work/report"; fi
awk -v skips="$([ -n "$found" ] || echo allowed)" -f eng/totals.awk "$work/results" || status=1
exit "$status"
