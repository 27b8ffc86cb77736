#!/usr/bin/env bash
# Ensures that a Chromium for the browser tests is installed, or reports what to do.
set -euo pipefail

installed() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" 2>/dev/null && return 0
  done
  for name in "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
    if [ -x "$name" ]; then
      echo "$name"
      return 0
    fi
  done
  return 1
}

installed >/dev/null && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests ..." >&2
  log=$(mktemp)
  if { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium fonts-dejavu-core; } >"$log" 2>&1 && installed >/dev/null; then
    rm -f "$log"
    exit 0
  fi
  echo "Debian's package chromium could not be installed; the end of the log:" >&2
  tail -n 5 "$log" >&2
fi

echo "No Chromium on this machine: Playwright will try to download its own." >&2
