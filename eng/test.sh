#!/usr/bin/env bash
# Installs what the tests need, checks formatting, builds, runs all tests and prints totals.
# Usage: eng/test.sh [FILTER]     FILTER is passed to dotnet test --filter.
set -euo pipefail
cd "$(dirname "$0")/.."

eng/install.sh docker-registry=docker-registry git=git curl=curl sshd=openssh-server ssh-keygen=openssh-client gpg=gnupg htpasswd=apache2-utils patch=patch zsh=zsh fish=fish
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

echo "== build"
dotnet restore --verbosity quiet
dotnet build --no-restore -c Release --nologo -v quiet -clp:NoSummary

echo "== format"
dotnet format --no-restore --verify-no-changes --severity warn

echo "== test"
results=$(mktemp)
trap 'rm -f "$results"' EXIT
status=0
dotnet test --no-build -c Release --nologo -m:1 --logger 'console;verbosity=normal' ${1:+--filter "$1"} > "$results" 2>&1 || status=$?
grep -vE '^\s+Passed |^Test Run Successful|^$' "$results" || true

# One summary a test project: "Passed!  - Failed: 0, Passed: 91, Skipped: 0, ..." or the lines of verbosity normal.
awk -v status="$status" '
  /^ *Passed: +[0-9]+$/  { passed += $2 }
  /^ *Failed: +[0-9]+$/  { failed += $2 }
  /^ *Skipped: +[0-9]+$/ { skipped += $2 }
  END {
    printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
    if (passed == 0 || failed > 0 || status != 0) exit 1
  }' "$results"
