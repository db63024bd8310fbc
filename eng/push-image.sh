#!/usr/bin/env bash
# Pushes a small but real image (config, one layer, manifest) to a registry that speaks plain HTTP.
# Usage: eng/push-image.sh HOST:PORT REPOSITORY TAG [CONTENT]
set -euo pipefail

registry=http://$1 repository=$2 tag=$3 content=${4:-$2:$3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

digest() { printf 'sha256:%s' "$(sha256sum "$1" | cut -d' ' -f1)"; }

upload() { # file
  local location
  location=$(curl -sS --fail -i -X POST "$registry/v2/$repository/blobs/uploads/" | tr -d '\r' | awk 'tolower($1) == "location:" { print $2 }')
  curl -sS --fail -o /dev/null -X PUT -H 'Content-Type: application/octet-stream' --data-binary "@$1" "$location&digest=$(digest "$1")"
}

printf '%s\n' "$content" > "$work/content"
tar -C "$work" --sort=name --mtime=@0 --owner=0 --group=0 -cf "$work/layer.tar" content
diff=$(digest "$work/layer.tar")
gzip -n "$work/layer.tar"
printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["%s"]}}' "$diff" > "$work/config"
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"%s","size":%d}]}' \
  "$(digest "$work/config")" "$(stat -c %s "$work/config")" "$(digest "$work/layer.tar.gz")" "$(stat -c %s "$work/layer.tar.gz")" > "$work/manifest"
upload "$work/config"
upload "$work/layer.tar.gz"
curl -sS --fail -o /dev/null -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary "@$work/manifest" "$registry/v2/$repository/manifests/$tag"
digest "$work/manifest"
echo
