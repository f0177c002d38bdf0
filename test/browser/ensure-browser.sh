# Sourced by the scripts that find a browser for the tests. They set, before `ensure_browser`:
#   browser    its name, for messages
#   variable   the environment variable that may name its executable, and `chosen`, its value
#   packages   Debian's packages of it
#   candidates where it may be, a line each: a command or a path
# The path goes to standard output, everything else to standard error.
# Order: the variable, a browser on this machine, apt as root.

works() { [ -x "$1" ] && "$1" --version >/dev/null 2>&1; }

find_browser() {
  while IFS= read -r candidate; do
    path=$(command -v "$candidate" 2>/dev/null) || continue
    if works "$path"; then
      echo "$path"
      return 0
    fi
  done <<END
$candidates
END
  return 1
}

install_with_apt() {
  lock='-o DPkg::Lock::Timeout=600'
  for attempt in 1 2 3; do
    # shellcheck disable=SC2086
    if apt-get $lock update -q &&
      DEBIAN_FRONTEND=noninteractive apt-get $lock install -y -q --no-install-recommends $packages; then
      return 0
    fi
    echo "apt-get failed (attempt $attempt of 3)" >&2
    sleep 10
  done
  return 1
}

ensure_browser() {
  if [ -n "$chosen" ]; then
    if works "$chosen"; then
      echo "$chosen"
      return 0
    fi
    echo "$variable is $chosen, which does not run" >&2
    return 1
  fi

  find_browser && return 0

  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "no $browser here: installing it with apt-get" >&2
    install_with_apt >&2 </dev/null || true
    find_browser && return 0
  fi

  cat >&2 <<END
The browser tests need $browser and none was found.
Install it (on Debian: sudo apt-get install $packages),
or set $variable to the executable, and run the command again.
END
  return 1
}
