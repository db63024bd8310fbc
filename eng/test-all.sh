#!/usr/bin/env bash
# All tests, those that take too long for CI too: eng/test.sh, everything in containers, a thousand kills. Half an hour.
set -euo pipefail
cd "$(dirname "$0")/.."

said=$(mktemp)
trap 'rm -f "$said"' EXIT
status=0
eng/test.sh 2>&1 | tee -a "$said" || status=1
eng/test-containers.sh 'FullyQualifiedName~Containers' 2>&1 | tee -a "$said" || status=1
eng/kill-test.sh || status=1
grep -E '^[0-9]+ passed, [0-9]+ failed, [0-9]+ skipped$' "$said" | awk -f eng/totals.awk || status=1
exit "$status"
