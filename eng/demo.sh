#!/usr/bin/env bash
# Shows the main job on this machine: a real registry and a real Git repository that tell of pushes, three applications, no cluster.
# Usage: eng/demo.sh [--keep]     --keep leaves everything running and says how to play with it.
set -euo pipefail
cd "$(dirname "$0")/.."

keep=false
case "${1:-}" in
  "") ;;
  --keep) keep=true ;;
  *) echo "usage: eng/demo.sh [--keep]" >&2; exit 64 ;;
esac

step=0
say() { step=$((step + 1)); printf '\n\033[1m[%d] %s\033[0m\n' "$step" "$*"; }
note() { printf '    %s\n' "$*"; }
fail() { printf '\nThe demo failed: %s\n' "$*" >&2; [ -f "$work/run.log" ] && { echo "Last lines of the log:" >&2; tail -n 30 "$work/run.log" >&2; }; exit 1; }

work=$(mktemp -d -t imageautomation-demo-XXXXXX)
registry_pid='' run_pid=''
clean_up() {
  status=$?
  trap - EXIT
  if $keep && [ $status -eq 0 ]; then exit 0; fi
  for pid in $run_pid $registry_pid; do kill "$pid" 2> /dev/null || true; done
  for pid in $run_pid $registry_pid; do wait "$pid" 2> /dev/null || true; done
  rm -rf "$work"
  exit $status
}
trap clean_up EXIT
trap 'exit 130' INT TERM

say "Preparing: programs and build"
eng/install.sh docker-registry=docker-registry git=git curl=curl
command -v dotnet > /dev/null || fail "the .NET SDK is missing: install .NET 10 and try again"
dotnet build -c Release src/Cli --nologo -v quiet -clp:NoSummary > "$work/build.log" 2>&1 || { cat "$work/build.log" >&2; fail "the build failed"; }
imgauto=$PWD/src/Cli/bin/Release/net10.0/imgauto
note "built $imgauto"

git_() { git -c user.name='Ada' -c user.email='ada@example.com' -c commit.gpgsign=false -c init.defaultBranch=main "$@"; }
push() { eng/push-image.sh "$registry" "$@"; }

# Webhooks: the token that senders show, and the address that follows from it (docs/receivers.md).
token=demo-$RANDOM$RANDOM$RANDOM
hooks=127.0.0.1:$((40000 + RANDOM % 20000))
hook_path() { printf '/hook/%s' "$(printf '%s%s%s' "$token" "$1" shop | sha256sum | cut -d' ' -f1)"; }

say "Starting a registry and a Git repository under $work"
for attempt in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 20000))
  registry=127.0.0.1:$port
  cat > "$work/registry.yml" <<YAML
version: 0.1
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: "$registry"}
log: {level: error}
notifications:
  endpoints:
    - name: imgauto
      url: "http://$hooks$(hook_path registry)"
      headers: {Authorization: ["$token"]}
      timeout: 2s
      threshold: 3
      backoff: 1s
      ignoredmediatypes: [application/octet-stream]
YAML
  docker-registry serve "$work/registry.yml" > "$work/registry.log" 2>&1 &
  registry_pid=$!
  for _ in $(seq 50); do
    if curl -fs -o /dev/null "http://$registry/v2/"; then break 2; fi
    kill -0 "$registry_pid" 2> /dev/null || break
    sleep 0.1
  done
  [ "$attempt" -lt 5 ] || { cat "$work/registry.log" >&2; fail "the registry did not start"; }
done
git_ init -q --bare "$work/fleet.git"
# A forge tells of pushes; here a hook of the repository does, and notes the time.
cat > "$work/fleet.git/hooks/post-receive" <<HOOK
#!/usr/bin/env bash
date +%s%N > "$work/landed"
while read -r _ after ref; do
  curl -fs -m 5 -o /dev/null -H 'Content-Type: application/json' -H 'Authorization: $token' -d \
    "{\"ref\":\"\$ref\",\"after\":\"\$after\",\"repository\":{\"clone_url\":\"file://$work/fleet.git\"}}" \
    "http://$hooks$(hook_path forge)" || true
done
HOOK
chmod +x "$work/fleet.git/hooks/post-receive"
note "registry at http://$registry, repository at $work/fleet.git; both tell of pushes at http://$hooks"

say "Pushing the first images"
push shop/web 1.0.0 > /dev/null
push shop/api main-4f2a91c-1767225600 > /dev/null
stable=$(push shop/db stable 'first build')
note "shop/web:1.0.0, shop/api:main-4f2a91c-1767225600, shop/db:stable ($stable)"

say "Committing the manifests of three applications"
mkdir -p "$work/fleet/apps"
git_ init -q "$work/fleet"
cat > "$work/fleet/apps/web.yaml" <<YAML
# The web shop. Semantic versions, patch and minor releases roll out by themselves.
apiVersion: apps/v1
kind: Deployment
metadata:
  name:   web          # odd spacing stays as it is
spec:
  template:
    spec:
      containers:
      - name: web
        image: $registry/shop/web:1.0.0 # {"\$imagepolicy": "shop:web"}
YAML
cat > "$work/fleet/apps/kustomization.yaml" <<YAML
resources: [web.yaml, db.yaml]
images:
  - name: api
    newName: $registry/shop/api # {"\$imagepolicy": "shop:api:name"}
    newTag: 'main-4f2a91c-1767225600' # {"\$imagepolicy": "shop:api:tag"}
YAML
cat > "$work/fleet/apps/db.yaml" <<YAML
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  template:
    spec:
      containers:
        - name: db
          image: "$registry/shop/db:stable@$stable" # {"\$imagepolicy": "shop:db"}
YAML
git_ -C "$work/fleet" add -A
git_ -C "$work/fleet" commit -q -m "Add the shop"
git_ -C "$work/fleet" push -q "$work/fleet.git" HEAD:main

say "Declaring what to watch, what to elect and where to write"
mkdir "$work/resources"
for app in web api db; do
  cat >> "$work/resources/images.yaml" <<YAML
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: {name: $app, namespace: shop}
spec: {image: $registry/shop/$app, interval: 1h}
YAML
done
cat > "$work/resources/policies.yaml" <<'YAML'
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: {name: web, namespace: shop}
spec:
  imageRepositoryRef: {name: web}
  policy: {semver: {range: 1.x}}                  # the highest 1.x release
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: {name: api, namespace: shop}
spec:
  imageRepositoryRef: {name: api}
  filterTags:                                     # builds of main, ordered by their time stamp
    pattern: '^main-[a-f0-9]+-(?P<ts>[0-9]+)$'
    extract: '$ts'
  policy: {numerical: {order: asc}}
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: {name: db, namespace: shop}
spec:
  imageRepositoryRef: {name: db}
  filterTags: {pattern: '^stable$'}
  policy: {alphabetical: {}}
  digestReflectionPolicy: Always                  # a moving tag, pinned by digest
  interval: 1h
YAML
cat > "$work/resources/automation.yaml" <<YAML
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: fleet, namespace: shop}
spec: {url: "file://$work/fleet.git", interval: 1m, ref: {branch: main}}
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: {name: shop, namespace: shop}
spec:
  interval: 1h
  sourceRef: {kind: GitRepository, name: fleet}
  git:
    commit: {author: {name: image-automation, email: bot@example.com}}
  update: {path: ./apps, strategy: Setters}
YAML
cat > "$work/resources/receivers.yaml" <<YAML
apiVersion: notification.toolkit.fluxcd.io/v1
kind: Receiver
metadata: {name: registry, namespace: shop}
spec:
  type: harbor                                    # the sender shows the token as Authorization
  secretRef: {name: hooks}
  resources:
    - {kind: ImageRepository, name: web}
    - {kind: ImageRepository, name: api}
    - {kind: ImageRepository, name: db}
---
apiVersion: notification.toolkit.fluxcd.io/v1
kind: Receiver
metadata: {name: forge, namespace: shop}
spec:
  type: harbor
  secretRef: {name: hooks}
  resources: [{kind: GitRepository, name: fleet}]
---
apiVersion: v1
kind: Secret
metadata: {name: hooks, namespace: shop}
stringData: {token: $token}
YAML
note "3 ImageRepository, 3 ImagePolicy, 1 GitRepository, 1 ImageUpdateAutomation, 2 Receiver in $work/resources"
note "everything is looked at once an hour: what happens below, happens by webhooks"

say "Starting imgauto run"
"$imgauto" run "$work/resources" --state "$work/state" --receiver-addr "$hooks" > "$work/run.log" 2>&1 &
run_pid=$!
get() { "$imgauto" get "$@" --resources "$work/resources" --state "$work/state"; }
# Milliseconds from the registry's answer to a push until its commit was on the remote.
since() { echo "$(( ($(cat "$work/landed") - $1) / 1000000 )) ms"; }
wait_for() { # description, command...
  local what=$1; shift
  for _ in $(seq 300); do
    if "$@" > /dev/null 2>&1; then return 0; fi
    kill -0 "$run_pid" 2> /dev/null || fail "imgauto ended while waiting for: $what"
    sleep 0.1
  done
  fail "not within 30 s: $what"
}
holds() { git -C "$work/fleet.git" show "main:apps/$1" | grep -qF -- "$2"; }
ready() {
  [ "$(get policies --no-header | grep -c ' True ')" = 3 ] && get automations --no-header | grep -q ' True ' &&
    [ "$(get receivers --no-header | grep -c ' True ')" = 2 ]
}
wait_for "all policies elected" ready
get policies | sed 's/^/    /'
note "the registry calls $("$imgauto" receiver url registry --resources "$work/resources" --state "$work/state")"

say "Pushing new tags"
push shop/web 2.0.0 > /dev/null
push shop/web 1.1.0 > /dev/null; at=$(date +%s%N)
note "shop/web:1.1.0, and 2.0.0, which 1.x does not admit"
wait_for "web at 1.1.0" holds web.yaml 'shop/web:1.1.0 #'
note "web.yaml follows: tag pushed -> commit in $(since "$at")"
push shop/api feature-77aa001-1767399999 > /dev/null
push shop/api main-9be0d13-1767312000 > /dev/null; at=$(date +%s%N)
note "shop/api:main-9be0d13-1767312000, and a feature build, which the filter leaves out"
wait_for "api at the new build" holds kustomization.yaml "newTag: 'main-9be0d13-1767312000'"
note "kustomization.yaml follows, quotes kept: tag pushed -> commit in $(since "$at")"
second=$(push shop/db stable 'second build'); at=$(date +%s%N)
note "shop/db:stable again, now $second"
wait_for "db at the new digest" holds db.yaml "stable@$second"
note "db.yaml follows: tag pushed -> commit in $(since "$at")"

say "What was committed"
git -C "$work/fleet.git" log -p --stat --format='%n    commit %h by %an%n%n%w(0,8,8)%B' main~3..main | sed 's/^/    /'

say "A person reverts the web release"
git_ -C "$work/fleet" fetch -q "$work/fleet.git" main
git_ -C "$work/fleet" reset -q --hard FETCH_HEAD
release=$(git -C "$work/fleet" log -1 --format=%H -- apps/web.yaml)
git_ -C "$work/fleet" revert --no-edit "$release" > /dev/null
git_ -C "$work/fleet" push -q "$work/fleet.git" HEAD:main
before=$(git -C "$work/fleet.git" rev-parse main)
note "git revert $(git -C "$work/fleet" rev-parse --short "$release"); its webhook asks for a look"
held() { get holds --no-header | grep -q 'Held'; }
wait_for "the revert noticed" held
"$imgauto" reconcile automation shop --namespace shop --resources "$work/resources" --state "$work/state" > /dev/null 2>&1
[ "$(git -C "$work/fleet.git" rev-parse main)" = "$before" ] || fail "the revert was overwritten"
holds web.yaml 'shop/web:1.0.0 #' || fail "web.yaml is not at the reverted version"
note "it stays reverted:"
get holds | sed 's/^/    /'

say "A newer release frees it"
push shop/web 1.2.0 > /dev/null
wait_for "web at 1.2.0" holds web.yaml 'shop/web:1.2.0 #'
note "shop/web:1.2.0 is above what was rejected, so it is written:"
git -C "$work/fleet.git" log --oneline main | sed 's/^/    /'

if $keep; then
  say "Everything keeps running (registry $registry_pid, imgauto $run_pid)"
  note "push a tag:       eng/push-image.sh $registry shop/web 1.3.0"
  note "see the commits:  git -C $work/fleet.git log -p main"
  note "ask for status:   $imgauto get policies --resources $work/resources --state $work/state"
  note "follow the log:   tail -f $work/run.log"
  note "stop and clean:   kill $run_pid $registry_pid; rm -rf $work"
else
  say "Done: three kinds of policy, edits of exactly the changed bytes, a revert that stuck. Cleaning up."
fi
