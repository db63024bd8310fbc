#!/usr/bin/env bash
# Kills single runs and watching processes with SIGKILL, at times drawn over their work, and counts commits on the remote.
# Usage: eng/kill-test.sh [KILLS] [SEED]     1000 kills of each unless said; another seed is another series.
set -euo pipefail
cd "$(dirname "$0")/.."

export IMAGEAUTOMATION_KILLS=${1:-1000} IMAGEAUTOMATION_KILL_SEED=${2:-20260101}
IMAGEAUTOMATION_KILL_REPORT=$(mktemp)
export IMAGEAUTOMATION_KILL_REPORT
trap 'rm -f "$IMAGEAUTOMATION_KILL_REPORT"' EXIT

eng/install.sh git=git
dotnet build tests/Integration.Tests -c Release --nologo -v quiet -clp:NoSummary
dotnet test tests/Integration.Tests -c Release --no-build --nologo --filter 'FullyQualifiedName~KillTests'
cat "$IMAGEAUTOMATION_KILL_REPORT"
