#!/usr/bin/env bash
# Makes the images that tests/Containers.Tests runs, in the engine that runs (eng/engine.sh): the three targets of the Dockerfile and a
# registry, as imageautomation/{imgauto,image-reflector,image-updater,registry}:test. No image is pulled. The stages of the Dockerfile are
# built as they stand, but for these: the base image is made of Debian's packages and of this machine's .NET runtime, the build stage is
# run on this machine, and the list of packages, which is no part of an image, is left out. READY_TO_RUN=true compiles ahead as the Dockerfile does; without it that is left out, which saves a minute.
#
# What was made is kept, by a hash of all that goes into it, below IMAGEAUTOMATION_IMAGE_CACHE (default ~/.cache/imageautomation-images).
# Needs: root, Debian, the .NET 10 SDK.
set -euo pipefail
cd "$(dirname "$0")/.."

name() { echo "imageautomation/$1:test"; }
die() { echo "container-images: $*" >&2; exit 1; }
step() { echo "$(($(date +%s) - begun)) s: $*"; }
begun=$(date +%s)
targets=(imgauto image-reflector image-updater)
[ "$(id -u)" = 0 ] || die "takes root: the base image is made in a chroot"
[ -e /etc/debian_version ] || die "takes Debian: the base image is made of its packages"
environment=$(eng/engine.sh env) || die "no engine, no images"
eval "$environment"
eng/install.sh mmdebstrap=mmdebstrap docker-registry=docker-registry

# The hash of all that goes into the images of the programs.
sources=(Dockerfile global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig config/crd src)
inputs=$({
  find "${sources[@]}" \( -name bin -o -name obj \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
  cat eng/container-images.sh /etc/os-release
  dotnet --list-runtimes
  echo "${READY_TO_RUN:-}"
} | sha256sum | cut -c1-16)
label=imageautomation.inputs
cache=${IMAGEAUTOMATION_IMAGE_CACHE:-$HOME/.cache/imageautomation-images}
mkdir -p "$cache"
current() {
  local target
  for target in "${targets[@]}" registry; do
    [ "$(docker image inspect -f "{{index .Config.Labels \"$label\"}}" "$(name "$target")" 2>/dev/null)" = "$inputs" ] || return 1
  done
}
if current; then step "the images are there already"; exit; fi
if [ -e "$cache/images-$inputs.tar" ]; then
  docker load -q -i "$cache/images-$inputs.tar" >/dev/null
  if current; then step "loaded from $cache"; exit; fi
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Debian and the runtime, as one layer.
make_base() {
  local suite root base
  # shellcheck disable=SC1091
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  root=$(dirname "$(readlink -f "$(command -v dotnet)")")
  base=$cache/base-$({ dotnet --list-runtimes; echo "$suite"; sha256sum eng/container-images.sh; } | sha256sum | cut -c1-16).tar
  if [ ! -e "$base" ]; then
    rm -f "$cache"/base-*
    mmdebstrap --quiet --mode=root --variant=apt --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' \
      --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
      --include=passwd,ca-certificates,libssl3,libstdc++6,zlib1g "$suite" "$work/base.tar"
    (cd "$root" && tar -rf "$work/base.tar" --owner=0 --group=0 --transform 's,^,./usr/share/dotnet/,' \
      host shared/Microsoft.NETCore.App shared/Microsoft.AspNetCore.App)
    # Settings of apt that this machine needs to reach its mirror.
    find /etc/apt/apt.conf.d -name '99*' -print0 | tar -rf "$work/base.tar" --owner=0 --group=0 --null -T - 2>/dev/null
    mv "$work/base.tar" "$base"
  fi
  # The variables of Microsoft's image that programs look at.
  docker import --change 'ENV DOTNET_RUNNING_IN_CONTAINER=true ASPNETCORE_HTTP_PORTS=8080' "$base" imageautomation/base:test >/dev/null
}
make_base >"$work/base.log" 2>&1 &
base=$!

# The build stage's own command, in a copy of what it copies. Analyzers change no program.
mkdir -p "$work/source" "$work/context/out"
tar -cf - --exclude=bin --exclude=obj "${sources[@]}" | tar -xf - -C "$work/source"
publish=$(awk '/^FROM / { inside = / AS build$/ }
  inside && /^RUN / { on = 1; sub(/^RUN /, "") }
  inside && on { line = $0; more = sub(/\\$/, "", line); print line; if (!more) exit }' Dockerfile)
[[ $publish == *"dotnet publish"*/out/* ]] || die "the Dockerfile's build stage has no 'dotnet publish ... -o /out/': $publish"
publish=${publish//\/out\//$work\/context\/out\/}
[ "${READY_TO_RUN:-}" = true ] || publish=${publish//PublishReadyToRun=true/PublishReadyToRun=false}
(cd "$work/source" && env -u CI RunAnalyzers=false DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 bash -c "$publish") \
  >"$work/publish.log" 2>&1 ||
  { tail -30 "$work/publish.log" >&2; die "dotnet publish failed; its last lines are above"; }
step "programs published"
wait "$base" || { tail -30 "$work/base.log" >&2; die "the base image could not be made; the last lines are above"; }
step "base image made"

# The other stages, as they stand. The network of this machine is for apt alone.
awk '/^FROM / { skip = / AS (build|bom|sbom)$/; if (/ AS build$/) print "FROM scratch AS build\nCOPY out /out" } !skip' Dockerfile >"$work/Dockerfile"
proxies=()
for variable in http_proxy https_proxy no_proxy; do
  [ -z "${!variable:-}" ] || proxies+=(--build-arg "$variable=${!variable}")
done
for target in "${targets[@]}"; do
  DOCKER_BUILDKIT=0 docker build --network host "${proxies[@]}" --build-arg RUNTIME_IMAGE=imageautomation/base:test \
    --label "$label=$inputs" --target "$target" -t "$(name "$target")" -f "$work/Dockerfile" "$work/context" >"$work/build.log" 2>&1 ||
    { tail -30 "$work/build.log" >&2; die "the stages of $target failed; the last lines are above"; }
done
step "${targets[*]} built"

# The registry: one program and the libraries that it is linked with.
registry=$work/registry
program=$(command -v docker-registry)
mkdir -p "$registry"/{bin,etc,var/lib/registry,tmp}
ldd "$program" | grep -o '/[^ ]*' | xargs -I{} cp -L --parents {} "$registry"
cp "$program" "$registry/bin/docker-registry"
cat >"$registry/etc/registry.yml" <<'YAML'
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: /var/lib/registry}, delete: {enabled: true}}
http: {addr: ":5000", secret: only-for-tests}
YAML
tar -C "$registry" -c . | docker import --change 'ENTRYPOINT ["/bin/docker-registry"]' --change 'CMD ["serve", "/etc/registry.yml"]' \
  --change 'EXPOSE 5000' --change "LABEL $label=$inputs" - "$(name registry)" >/dev/null
step "registry made"

current || die "an image lacks the label $label=$inputs"
rm -f "$cache"/images-*
names=(); for target in "${targets[@]}" registry; do names+=("$(name "$target")"); done
docker save -o "$work/images.tar" "${names[@]}"
mv "$work/images.tar" "$cache/images-$inputs.tar"
step "kept in $cache"
