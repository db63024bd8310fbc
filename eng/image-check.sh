#!/usr/bin/env bash
# Builds the images of the Dockerfile without a container engine's daemon and runs the programs from them: as the user 65532, on a
# read-only root, with writable /tmp and /data only. The base images are made here, of Debian packages and of the .NET SDK and
# ASP.NET Core runtime of this machine, so no image registry is needed.
#
#   eng/image-check.sh [--work DIR] [--keep]
#
# Needs: root, Debian, a package mirror (DEBIAN_MIRROR names one), buildah, debootstrap, the .NET 10 SDK, git, python3, about 8 GB below DIR (default: a
# temporary folder). NuGet packages come from this machine's package folder when they are there, else from the package source.
set -euo pipefail
cd "$(dirname "$0")/.."

work= keep=
while [ $# -gt 0 ]; do
  case $1 in
    --work) work=${2:?--work needs a folder}; shift 2 ;;
    --keep) keep=1; shift ;;
    *) echo "image-check: unknown argument $1; see the head of the script" >&2; exit 2 ;;
  esac
done

die() { echo "image-check: $*" >&2; exit 2; }
[ "$(id -u)" = 0 ] || die "needs root: it makes chroots and mounts"
for tool in buildah debootstrap dotnet git python3 unshare; do
  command -v "$tool" >/dev/null || die "$tool is missing; on Debian: apt-get install buildah debootstrap git python3 util-linux (and the .NET 10 SDK)"
done

suite=${DEBIAN_SUITE:-bookworm} mirror=${DEBIAN_MIRROR:-}
[ -n "$work" ] || work=$(mktemp -d)
mkdir -p "$work"; work=$(cd "$work" && pwd)
server=
cleanup() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  b umount --all >/dev/null 2>&1 || true
  [ -n "$keep" ] && { echo "kept: $work"; return; }
  rm -rf "$work"
}
b() { local command=$1; shift; buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$command" "$@"; }
trap cleanup EXIT
step() { printf '\n== %s\n' "$*"; }

step "Debian $suite"
if [ ! -e "$work/debian/.ready" ]; then
  rm -rf "$work/debian"
  debootstrap --variant=minbase --include=ca-certificates,libssl3,libstdc++6,zlib1g "$suite" "$work/debian" ${mirror:+"$mirror"} >"$work/debootstrap.log" 2>&1 || die "debootstrap failed; see $work/debootstrap.log"
  rm -rf "$work/debian/var/cache/apt/archives/"*.deb "$work/debian/var/lib/apt/lists/"*
  # As official base images have it: no package files, no caches of the package manager.
  printf 'Dir::Cache::pkgcache ""; Dir::Cache::srcpkgcache "";\nDPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\n' >"$work/debian/etc/apt/apt.conf.d/docker-clean"
  # A mirror that needs settings of this machine, and its own certificate authorities.
  cp /etc/apt/apt.conf.d/99* "$work/debian/etc/apt/apt.conf.d/" 2>/dev/null || true
  cp /etc/ssl/certs/ca-certificates.crt "$work/debian/etc/ssl/certs/ca-certificates.crt"
  touch "$work/debian/.ready"
fi

# base NAME FOLDER...: an image of Debian and parts of this machine's dotnet.
root=$(dirname "$(readlink -f "$(command -v dotnet)")")
base() {
  local name=$1 container mount; shift
  b inspect --type image "localhost/$name" >/dev/null 2>&1 && return
  container=$(b from scratch)
  mount=$(b mount "$container")
  cp -a "$work/debian/." "$mount/"
  rm "$mount/.ready"
  mkdir -p "$mount/usr/share/dotnet"
  (cd "$root" && cp -a --parents "$@" "$mount/usr/share/dotnet/")
  ln -sf /usr/share/dotnet/dotnet "$mount/usr/bin/dotnet"
  b umount "$container" >/dev/null
  # Invariant globalization: these bases have no ICU, the programs need none, and the SDK would refuse to start.
  b config --env DOTNET_CLI_TELEMETRY_OPTOUT=1 --env DOTNET_NOLOGO=1 --env DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$container"
  b commit --rm --quiet "$container" "localhost/$name" >/dev/null
}
step "base images"
base dotnet-aspnet dotnet host shared/Microsoft.NETCore.App shared/Microsoft.AspNetCore.App
base dotnet-sdk .
b images --format '{{.Name}} {{.Size}}'

packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
mounted=(); [ -d "$packages" ] && mounted=(--volume "$packages:/root/.nuget/packages")
for target in imgauto image-reflector image-updater; do
  step "build of target $target"
  b bud --isolation chroot --layers "${mounted[@]}" --build-arg SDK_IMAGE=localhost/dotnet-sdk --build-arg RUNTIME_IMAGE=localhost/dotnet-aspnet \
    --target "$target" --tag "localhost/imageautomation/$target" . >"$work/build-$target.log" 2>&1 || { tail -30 "$work/build-$target.log" >&2; die "the build of $target failed; whole log: $work/build-$target.log"; }
done

# inside TARGET COMMAND...: as user 65532 on a read-only root, /tmp and /data writable, nothing else of this machine but its network.
mkdir -p "$work/data"; chown 65532:65532 "$work/data"
inside() {
  local mount=${mounts[$1]}; shift
  unshare --mount --propagation private bash -c '
    mount=$1 data=$2; shift 2
    mount --bind "$mount" "$mount" && cd "$mount"
    mkdir -p "$mount/data"
    mount -t proc proc "$mount/proc"
    mount -t tmpfs -o mode=1777 tmpfs "$mount/tmp"
    mount -t tmpfs -o mode=755 tmpfs "$mount/dev" && for d in null zero urandom random; do : >"$mount/dev/$d"; mount --bind "/dev/$d" "$mount/dev/$d"; done
    mount --bind "$data" "$mount/data"
    mount --bind /etc/resolv.conf "$mount/etc/resolv.conf" 2>/dev/null || true
    mount -o remount,ro,bind "$mount"
    exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/tmp DOTNET_EnableDiagnostics=0 chroot --userspec=65532:65532 --groups=65532 "$mount" "$@"
  ' inside "$mount" "$work/data" "$@"
}
expect() { # expect TEXT COMMAND...: the output holds the text
  local text=$1 output; shift
  output=$("$@" 2>&1) || { echo "$output" >&2; die "failed: $*"; }
  grep -qF -- "$text" <<<"$output" || { echo "$output" >&2; die "no '$text' in the output of: $*"; }
  echo "ok: ${*:2} -> $(grep -F -- "$text" <<<"$output" | head -1)"
}

declare -A mounts
for target in imgauto image-reflector image-updater; do
  step "image of $target"
  container=$(b from "localhost/imageautomation/$target")
  mounts[$target]=$(b mount "$container")
  user=$(b inspect --format '{{.OCIv1.Config.User}}' "$container")
  entry=$(b inspect --format '{{.OCIv1.Config.Entrypoint}}' "$container")
  [ "$user" = 65532:65532 ] || die "runs as '$user', not as 65532:65532"
  [ "$entry" = "[/app/$target]" ] || die "its entry point is $entry"
  echo "ok: user $user, entry point $entry"
  expect "uid=65532" inside "$target" id
  expect "Read-only" inside "$target" sh -c 'touch /app/x 2>&1; touch /x 2>&1; exit 0'
  if [ "$target" != image-reflector ]; then # it does not write to Git
    expect "git version" inside "$target" git --version
    expect "https" inside "$target" sh -c 'ls "$(git --exec-path)" | grep remote-https'
    expect "OpenSSH" inside "$target" ssh -V
    expect "ssh signed" inside "$target" sh -c 'ssh-keygen -q -t ed25519 -N "" -f /tmp/k && echo text | ssh-keygen -q -Y sign -n git -f /tmp/k | grep -q SIGNATURE && echo ssh signed'
    expect "gpg signed" inside "$target" sh -c 'gpg -q --batch --passphrase "" --quick-gen-key a@example.org ed25519 sign never && echo text | gpg -q --batch --armor --detach-sign | grep -q SIGNATURE && gpgconf --kill gpg-agent && echo gpg signed'
  fi
  if [ "$target" = imgauto ]; then expect "imgauto" inside "$target" /app/imgauto --help; expect "." inside "$target" /app/imgauto --version
  else expect "Usage: $target" inside "$target" "/app/$target" --help; expect "kubeconfig" inside "$target" sh -c "/app/$target --kubeconfig=/nowhere --storage-path=/data/$target --metrics-addr=0 --health-addr=0 2>&1; [ \$? = 1 ]"; fi
  printf 'size: %s unpacked, %s as a compressed layer\n' "$(du -shx "${mounts[$target]}" | cut -f1)" "$(tar -C "${mounts[$target]}" --one-file-system -cf - . | gzip -1 | wc -c | numfmt --to=iec)"
done

step "an update, from the image of imgauto: scan, elect, commit, push"
port=$(python3 - <<'P'
import socket; s=socket.socket(); s.bind(("127.0.0.1",0)); print(s.getsockname()[1])
P
)
python3 - "$port" >"$work/registry.log" 2>&1 <<'P' &
import http.server, sys
class Registry(http.server.BaseHTTPRequestHandler): # a stand-in that only lists tags
    def do_GET(self):
        body = b'{"name":"app","tags":["1.0.0","1.1.0"]}' if self.path.startswith("/v2/app/tags/list") else b"{}"
        self.send_response(200); self.send_header("Content-Type", "application/json"); self.send_header("Content-Length", str(len(body))); self.end_headers(); self.wfile.write(body)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Registry).serve_forever()
P
server=$!
rm -rf "$work/data/"*; rm -rf "$work/seed"; mkdir -p "$work/data/resources" "$work/seed"
git init -q -b main "$work/seed"
printf 'image: 127.0.0.1:%s/app:1.0.0 # {"$imagepolicy": "team:app"}\n' "$port" >"$work/seed/app.yaml"
git -C "$work/seed" add . && git -C "$work/seed" -c user.name=a -c user.email=a@example.org commit -qm first
git clone -q --bare "$work/seed" "$work/data/fleet.git"
cat >"$work/data/resources/all.yaml" <<Y
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageRepository
metadata: {name: app, namespace: team}
spec: {image: "127.0.0.1:$port/app", interval: 1h}
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImagePolicy
metadata: {name: app, namespace: team}
spec: {imageRepositoryRef: {name: app}, policy: {semver: {range: 1.x}}}
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: {name: fleet, namespace: team}
spec: {url: "file:///data/fleet.git", interval: 1m, ref: {branch: main}}
---
apiVersion: image.toolkit.fluxcd.io/v1
kind: ImageUpdateAutomation
metadata: {name: app, namespace: team}
spec: {interval: 1m, sourceRef: {kind: GitRepository, name: fleet}, git: {commit: {author: {name: bot, email: bot@example.org}}}}
Y
chown -R 65532:65532 "$work/data"
expect "1.1.0" inside imgauto /app/imgauto run /data/resources --state /data/state --once
expect ":1.1.0 #" git -c safe.directory='*' --git-dir "$work/data/fleet.git" show main:app.yaml
step "all good"
