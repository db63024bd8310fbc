#!/usr/bin/env bash
# Feeds every parser of foreign input with a million inputs that are almost right (the tests do the same with some thousand).
# Usage: eng/fuzz.sh [COUNT] [SEED] [FILTER]     for example: eng/fuzz.sh 1000000 7 Yaml
set -euo pipefail
cd "$(dirname "$0")/.."
export IMAGEAUTOMATION_FUZZ=${1:-1000000} IMAGEAUTOMATION_FUZZ_SEED=${2:-20260101}
status=0
for project in Languages Common ImageReflector ImageUpdater; do
  dotnet test "tests/$project.Tests" -c Release --nologo --logger 'console;verbosity=normal' \
    --filter "FullyQualifiedName~FuzzTests${3:+&FullyQualifiedName~$3}" | grep -E '^ +(Passed|Failed) |^ +(Error|System)|input [0-9]' || status=1
done
exit "$status"
