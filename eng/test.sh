#!/usr/bin/env bash
# Installs what the tests need, checks formatting, builds, runs all tests and prints totals.
# Usage: eng/test.sh [FILTER]     FILTER is passed to dotnet test --filter.
set -euo pipefail
cd "$(dirname "$0")/.."

eng/install.sh docker-registry=docker-registry git=git curl=curl sshd=openssh-server ssh-keygen=openssh-client gpg=gnupg htpasswd=apache2-utils jq=jq skopeo=skopeo patch=patch zsh=zsh fish=fish
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
echo "tests/Containers.Tests is left out: eng/test-containers.sh runs it"
filter='FullyQualifiedName!~ImageAutomation.Containers.Tests'
dotnet test --no-build -c Release --nologo -m:1 --logger 'console;verbosity=normal' --filter "${1:+($1)&}$filter" \
  > "$results" 2>&1 || status=$?
grep -vE '^\s+Passed |^Test Run Successful|^$' "$results" || true

awk -f eng/totals.awk "$results" || status=1
exit "$status"
