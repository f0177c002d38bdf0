#!/bin/sh
# Finds a Firefox for the test of the page as one file, installs Debian's where that is possible, and prints its path.
# Everything else goes to standard error. Order: FIREFOX_PATH, a Firefox on this machine, apt as root.
set -eu

works() { [ -x "$1" ] && "$1" --version >/dev/null 2>&1; }

find_browser() {
  for path in "$(command -v firefox-esr || true)" "$(command -v firefox || true)" \
    '/Applications/Firefox.app/Contents/MacOS/firefox'; do
    if works "$path"; then
      echo "$path"
      return 0
    fi
  done
  return 1
}

install_with_apt() {
  lock='-o DPkg::Lock::Timeout=300'
  for attempt in 1 2 3; do
    # shellcheck disable=SC2086
    if apt-get $lock update -q &&
      DEBIAN_FRONTEND=noninteractive apt-get $lock install -y -q --no-install-recommends firefox-esr; then
      return 0
    fi
    echo "apt-get failed (attempt $attempt of 3)" >&2
    sleep 10
  done
  return 1
}

if [ -n "${FIREFOX_PATH:-}" ]; then
  if works "$FIREFOX_PATH"; then
    echo "$FIREFOX_PATH"
    exit 0
  fi
  echo "FIREFOX_PATH is $FIREFOX_PATH, which does not run" >&2
  exit 1
fi

find_browser && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo 'no Firefox here: installing it with apt-get' >&2
  install_with_apt >&2 </dev/null || true
  find_browser && exit 0
fi

echo 'No Firefox was found: install one (on Debian: sudo apt-get install firefox-esr) or set FIREFOX_PATH to it.' >&2
exit 1
