#!/usr/bin/env bash
# P7: seconds from a clone to the first page, with pip and with uv, and of the second start.
#   bench/start.sh [uv]
# Makes a clone and a home in temporary folders; packages come from wherever pip or uv
# is set up to fetch them, so the figure is this machine's and its network's.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ "${1:-pip}" = uv ] || PATH=$(printf '%s' "$PATH" | tr ':' '\n' | while read -r folder; do [ -x "$folder/uv" ] || printf '%s:' "$folder"; done)
git clone -q "$here" "$work/clone"
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export FOURTHP_HOME=$work/home FOURTHP_PORT=$port
for start in first second; do
  begun=$(date +%s.%N)
  "$work/clone/bin/demo" >/dev/null 2>&1 &
  demo=$!
  until curl -sf -o /dev/null "http://localhost:$port/"; do
    kill -0 "$demo" 2>/dev/null || { echo "The demo ended." >&2; exit 1; }
    sleep 0.05
  done
  printf '| %s start with %s | %.1f s |\n' "$start" "${1:-pip}" "$(echo "$(date +%s.%N) - $begun" | bc)"
  kill -INT "$demo" 2>/dev/null || true
  wait "$demo" 2>/dev/null || true
done
