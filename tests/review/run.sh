#!/usr/bin/env bash
# Tests the pages of `unboil review` and `unboil stats` in headless Chromium: views, decisions, mouse, keyboard, filters, hostile text, and on
# four screens, light and dark, accessibility by the rules of axe-core.
#
# Needs node and Chromium. With CI=true, missing tools are installed (Debian packages, and playwright-core and axe-core
# from the lock file); otherwise the test names the missing tool and is skipped. UNBOIL is the path of the binary; by default it is built.
# SHOTS=folder saves screenshots: light and dark, on each screen. Arguments are the files to run instead of all.
set -euo pipefail
cd "$(dirname "$0")"

ci="${CI:-}"
missing() {
  if [ "$ci" = true ] || [ "$ci" = 1 ]; then
    return 1
  fi
  echo "tests/review: skipped, $1 is missing; $2, or set CI=true to install it" >&2
  exit 0
}
packages() {
  local root=()
  [ "$(id -u)" = 0 ] || root=(sudo)
  ${root[@]+"${root[@]}"} apt-get update -qq
  ${root[@]+"${root[@]}"} env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null
}

if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
  missing node "install Node 20 or later" || packages nodejs npm
fi
CHROMIUM="${CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
if [ -z "$CHROMIUM" ]; then
  missing Chromium "install it, or name it with CHROMIUM=path" || packages chromium
  CHROMIUM="$(command -v chromium)"
fi
if [ ! -d node_modules/playwright-core ] || { [ -n "$ci" ] && [ ! -d node_modules/axe-core ]; }; then
  missing playwright-core "run \`npm ci\` in tests/review" || npm ci --no-audit --no-fund --loglevel=error
fi
if [ -z "${UNBOIL:-}" ]; then
  cargo build --quiet --locked --manifest-path ../../Cargo.toml
  UNBOIL="${CARGO_TARGET_DIR:-$(cd ../.. && pwd)/target}/debug/unboil"
fi
export CHROMIUM UNBOIL
[ "$#" -gt 0 ] || set -- *.test.mjs
exec node --test --test-reporter=spec "$@"
