#!/usr/bin/env bash
# Runs one scenario of this version and of another one in turn, and prints what ours took in each, with the ratio.
# Usage: bench/compare.sh REVISION ROUNDS SCENARIO [ARGUMENT...]     for example: bench/compare.sh v0.1.0 3 git --size 1000 --runs 3
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 3 ] || { sed -n 2,3p "$0" >&2; exit 2; }
revision=$1 rounds=$2; shift 2

work=$(mktemp -d)
trap 'git worktree remove --force "$work/then" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
git worktree add --quiet --detach "$work/then" "$revision"
for tree in "$work/then" .; do
  (cd "$tree" && dotnet build -c Release --nologo -v quiet -clp:NoSummary bench/ImageAutomation.Bench src/Cli/*.csproj >/dev/null 2>&1 \
    || dotnet build -c Release --nologo -v quiet -clp:NoSummary bench/ImageAutomation.Bench)
done

measure() { # NAME TREE ARGUMENT...
  local name=$1 tree=$2; shift 2
  (cd "$tree" && dotnet run --no-build -c Release --project bench/ImageAutomation.Bench -- "$@") | tee -a "$work/$name.md" >&2
}
for ((round = 1; round <= rounds; round++)); do
  # The order turns round, so that a noisy minute falls on both.
  if ((round % 2)); then measure now . "$@"; measure then "$work/then" "$@"; else measure then "$work/then" "$@"; measure now . "$@"; fi
done

python3 - "$work/now.md" "$work/then.md" "$revision" "$rounds" "$*" <<'PY'
import re, statistics, sys
UNIT = {'s': 1.0, 'ms': 1e-3, 'µs': 1e-6, 'ns': 1e-9, 'min': 60.0, 'MB': 1.0}
def rows(path):
    found = {}
    for line in open(path, encoding='utf-8'):
        cells = [c.strip() for c in line.strip().strip('|').split('|')]
        if len(cells) == 6 and cells[5] == '1.00 ×': key, value = (cells[0], cells[1]), cells[4]
        elif len(cells) == 4 and cells[3].endswith(' MB'): key, value = ('peak memory, ' + cells[0], cells[1]), cells[3]
        else: continue
        number, unit = value.split(',')[0].split()[:2]
        found.setdefault(key, []).append((float(number.replace(',', '')) * UNIT[unit], unit == 'MB'))
    return found
def show(seconds, memory): return f'{seconds:.0f} MB' if memory else f'{seconds:.2f} s' if seconds >= 1 else f'{seconds * 1e3:.1f} ms'
now, then = rows(sys.argv[1]), rows(sys.argv[2])
print(f'`bench/compare.sh {sys.argv[3]} {sys.argv[4]} {sys.argv[5]}`, medians of {sys.argv[4]} rounds in turn.\n')
print(f'| what | size | this version | {sys.argv[3]} | times this version |\n| --- | --- | --- | --- | --- |')
for key, values in now.items():
    if key not in then: continue
    memory = values[0][1]
    a, b = (statistics.median(v for v, _ in side[key]) for side in (now, then))
    print(f'| {key[0]} | {key[1]} | {show(a, memory)} | {show(b, memory)} | {b / a:.2f} × |')
PY
