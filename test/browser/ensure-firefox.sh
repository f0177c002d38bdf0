#!/bin/sh
# Finds a Firefox for the test of the page as one file, installs Debian's where that is possible, and prints its path.
set -eu

browser=Firefox
variable=FIREFOX_PATH
chosen=${FIREFOX_PATH:-}
packages=firefox-esr
candidates='firefox-esr
firefox
/Applications/Firefox.app/Contents/MacOS/firefox'

. "$(dirname "$0")/ensure-browser.sh"
ensure_browser
