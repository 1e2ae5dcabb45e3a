#!/usr/bin/env bash
# Builds everything once and runs all tests; the last line is "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "$0")"

results=artifacts/test-results

fail() {
  echo "test.sh: $1" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
}

command -v dotnet >/dev/null || fail "the .NET SDK 10 is missing"
command -v npm >/dev/null || fail "Node.js with npm is missing"

# The browser journey needs a Chromium: OBSERVE_CHROMIUM, or the system's, or (as root, with apt) a fresh one.
export OBSERVE_CHROMIUM="${OBSERVE_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
if [ -z "$OBSERVE_CHROMIUM" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends chromium
  OBSERVE_CHROMIUM="$(command -v chromium || true)"
fi
[ -n "$OBSERVE_CHROMIUM" ] || fail "no Chromium was found: install one, or name it in OBSERVE_CHROMIUM"

# The rules of firing are compared with Prometheus' own: OBSERVE_PROMTOOL, or the system's, or (as root, with apt) a fresh one. Without it that test is skipped.
export OBSERVE_PROMTOOL="${OBSERVE_PROMTOOL:-$(command -v promtool || true)}"
if [ -z "$OBSERVE_PROMTOOL" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends prometheus
  OBSERVE_PROMTOOL="$(command -v promtool || true)"
fi

# The tests start many short processes: counting calls for a later, better compilation costs them a sixth of their start and never pays.
export DOTNET_TieredPGO=0

rm -rf "$results"
dotnet build Observe.sln -v quiet || fail "the build failed"
# One test project after the other: two cores, and some of them measure time.
dotnet test Observe.sln --no-build -m:1 --logger "trx" --results-directory "$results"
status=$?

# Each .trx has one line like <Counters total="5" executed="5" passed="4" failed="1" error="0" ... />.
sum() {
  cat "$results"/*.trx 2>/dev/null | grep -o '<Counters [^>]*>' | grep -o " $1=\"[0-9]*\"" | awk -F'"' '{ n += $2 } END { print n + 0 }'
}

passed=$(sum passed)
failed=$(( $(sum failed) + $(sum error) + $(sum timeout) + $(sum aborted) ))
skipped=$(( $(sum total) - $(sum executed) ))
# A test process that died wrote no counters of its own.
if [ "$status" -ne 0 ] && [ "$failed" -eq 0 ]; then
  failed=1
fi
[ "$passed" -gt 0 ] || failed=$((failed + 1))
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
