#!/usr/bin/env bash
# A container engine for tests/Containers.Tests, where none runs.
#
#   eng/engine.sh start     uses an engine that answers; else installs Debian's docker.io and starts one of our own
#   eng/engine.sh stop      ends and deletes the engine that start started; any other one is left alone
#   eng/engine.sh status    says which engine is used; exit code 3 when none answers
#   eng/engine.sh env       prints the exports that clients need:  eval "$(eng/engine.sh env)"
#
# Our own has its data, socket and bridge to itself. It changes neither the packet filter nor the forwarding of this machine: its
# containers reach each other and this machine, nothing else. IMAGEAUTOMATION_ENGINE names another folder for it.
set -euo pipefail

folder=${IMAGEAUTOMATION_ENGINE:-/var/lib/imageautomation-engine}
socket=$folder/engine.sock
bridge=ia$(printf '%s' "$folder" | cksum | cut -d' ' -f1)
newest=1.44 # of the API, that the tests' client knows

die() { echo "engine: $*" >&2; exit 1; }
answers() { command -v docker >/dev/null && [ -n "$1" ] && docker -H "$1" version --format '{{.Server.APIVersion}}' 2>/dev/null; }

# The address of the engine to use: what DOCKER_HOST says, our own, then the default one; empty when none answers.
find_engine() {
  local address
  for address in "${DOCKER_HOST:-}" "unix://$socket" unix:///var/run/docker.sock; do
    if answers "$address" >/dev/null; then echo "$address"; return; fi
  done
}

print_env() {
  local address version
  address=$(find_engine)
  [ -n "$address" ] || die "no engine answers; eng/engine.sh start starts one"
  version=$(answers "$address")
  [ "$(printf '%s\n' "$version" "$newest" | sort -V | head -1)" = "$version" ] || version=$newest
  # No image can be pulled for the client's own cleaner, and what is published is published on loopback.
  printf 'export DOCKER_HOST=%s DOCKER_API_VERSION=%s\n' "$address" "$version"
  printf 'export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1\n'
}

install_engine() {
  local policy=/usr/sbin/policy-rc.d
  if command -v dockerd >/dev/null && command -v iptables >/dev/null && command -v ip >/dev/null; then return; fi
  command -v apt-get >/dev/null || die "cannot install an engine: this is not Debian. Start one yourself and set DOCKER_HOST"
  # The package starts an engine with the defaults where systemd runs, which changes the packet filter: this keeps it from that.
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
    # shellcheck disable=SC2064 # the path as it is now
    trap "rm -f '$policy'" EXIT
  fi
  "$(dirname "$0")/install.sh" dockerd=docker.io iptables=iptables ip=iproute2
  # Nor is it to start with the machine.
  if [ -d /run/systemd/system ]; then systemctl disable --quiet docker.service docker.socket containerd.service || true; fi
}

free_subnet() {
  local taken n
  taken=$(ip -4 -o addr; ip -4 route)
  for n in $(seq 0 255); do
    if ! grep -qF "10.213.$n." <<<"$taken"; then echo "10.213.$n.1/24"; return; fi
  done
  die "no free network for the bridge between 10.213.0.0 and 10.213.255.0"
}

start() {
  local address
  address=$(find_engine)
  if [ -n "$address" ]; then echo "engine: $address answers and is used"; return; fi
  [ "$(id -u)" = 0 ] || die "no engine answers, and to start one takes root"
  install_engine
  [ ! -e "$folder" ] || stop >/dev/null # what is left of one that was killed
  mkdir -p "$folder" || die "cannot make $folder"
  chmod 700 "$folder"
  if ! { ip link add "$bridge" type bridge && ip addr add "$(free_subnet)" dev "$bridge" && ip link set "$bridge" up; }; then
    stop >/dev/null
    die "cannot make a bridge: this machine does not let its root change the network"
  fi
  # 127.0.0.1 is where ports are published that name no address.
  dockerd --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" -H "unix://$socket" --bridge "$bridge" \
    --ip 127.0.0.1 --iptables=false --ip6tables=false --ip-masq=false --ip-forward=false \
    --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$bridge" >"$folder/log" 2>&1 </dev/null &
  local started=$!
  disown
  for _ in $(seq 600); do
    if answers "unix://$socket" >/dev/null; then echo "engine: started, unix://$socket"; return; fi
    kill -0 "$started" 2>/dev/null || break
    sleep 0.1
  done
  tail -20 "$folder/log" >&2
  stop >/dev/null
  die "dockerd did not start; its last lines are above"
}

stop() {
  if [ ! -e "$folder" ] && ! ip link show "$bridge" >/dev/null 2>&1; then echo "engine: none of ours runs"; return; fi
  [ "$(id -u)" = 0 ] || die "to stop it takes root"
  local pid= mounted
  if [ -e "$folder/pid" ]; then pid=$(<"$folder/pid"); fi
  if [ -n "$pid" ] && [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ]; then
    { docker -H "unix://$socket" ps -aq | xargs -r docker -H "unix://$socket" rm -fv; } >/dev/null 2>&1 || true
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 300); do [ -e "/proc/$pid" ] || break; sleep 0.1; done
    if [ -e "/proc/$pid" ]; then kill -9 "$pid"; fi
  fi
  awk -v below="$folder/" 'index($5, below) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
    while read -r mounted; do umount -l "$mounted"; done
  if ip link show "$bridge" >/dev/null 2>&1; then ip link del "$bridge"; fi
  find /sys/fs/cgroup -maxdepth 3 -type d -path "*/$bridge*" -delete 2>/dev/null || true # control groups that it emptied
  rm -rf "$folder"
  echo "engine: stopped, its data are deleted"
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  env) print_env ;;
  status)
    address=$(find_engine)
    if [ -z "$address" ]; then echo "engine: none answers"; exit 3; fi
    whose=; [ "$address" != "unix://$socket" ] || whose=", started by this script"
    echo "engine: $address answers, API $(answers "$address")$whose"
    ;;
  *) echo "Usage: eng/engine.sh start|stop|status|env" >&2; exit 2 ;;
esac
