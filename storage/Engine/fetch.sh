#!/bin/sh
# Runs npm ci in a folder and shows how far it is: on the terminal when there is one (`dotnet run` builds silently), else as
# one line of the build's output.
# Usage: fetch.sh FOLDER WHAT MEGABYTES, the last being what it takes when unpacked.
set -eu
cd "$1"

if ! { true > /dev/tty; } 2> /dev/null; then
  echo "Observe: fetching $2 ($3 MB unpacked) with npm ci"
  exec npm ci --no-audit --no-fund --loglevel=error
fi

exec 3> /dev/tty
npm ci --no-audit --no-fund --loglevel=error --no-progress &
npm=$!
while kill -0 "$npm" 2> /dev/null; do
  unpacked=$(du -sm node_modules 2> /dev/null | cut -f 1) || unpacked=0
  printf '\rObserve: fetching %s, %s of %s MB ' "$2" "${unpacked:-0}" "$3" >&3
  sleep 1
done
if wait "$npm"; then
  printf '\rObserve: fetching %s, done            \n' "$2" >&3
else
  status=$?
  printf '\rObserve: fetching %s failed           \n' "$2" >&3
  exit "$status"
fi
