#!/bin/sh
# Finds a Chromium for the browser tests, installs Debian's where that is possible, and prints its path.
# Everything else goes to standard error. Order: CHROMIUM_PATH, a Chromium or Chrome on this machine, apt as root.
set -eu

works() { [ -x "$1" ] && "$1" --version >/dev/null 2>&1; }

find_browser() {
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    path=$(command -v "$name" 2>/dev/null) || continue
    if works "$path"; then
      echo "$path"
      return 0
    fi
  done
  for path in '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' \
    '/Applications/Chromium.app/Contents/MacOS/Chromium'; do
    if works "$path"; then
      echo "$path"
      return 0
    fi
  done
  return 1
}

# The font package keeps text readable where Chromium comes without any font.
install_with_apt() {
  lock='-o DPkg::Lock::Timeout=600'
  for attempt in 1 2 3; do
    # shellcheck disable=SC2086
    if apt-get $lock update -q &&
      DEBIAN_FRONTEND=noninteractive apt-get $lock install -y -q --no-install-recommends chromium fonts-dejavu-core; then
      return 0
    fi
    echo "apt-get failed (attempt $attempt of 3)" >&2
    sleep 10
  done
  return 1
}

if [ -n "${CHROMIUM_PATH:-}" ]; then
  if works "$CHROMIUM_PATH"; then
    echo "$CHROMIUM_PATH"
    exit 0
  fi
  echo "CHROMIUM_PATH is $CHROMIUM_PATH, which does not run" >&2
  exit 1
fi

find_browser && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo 'no Chromium here: installing it with apt-get' >&2
  install_with_apt >&2 </dev/null || true
  find_browser && exit 0
fi

cat >&2 <<'END'
The browser tests need Chromium or Chrome and none was found.
Install one (on Debian: sudo apt-get install chromium fonts-dejavu-core),
or set CHROMIUM_PATH to the executable, and run the command again.
END
exit 1
