#!/bin/sh
# Finds a Chromium for the browser tests, installs Debian's where that is possible, and prints its path.
set -eu

browser='Chromium or Chrome'
variable=CHROMIUM_PATH
chosen=${CHROMIUM_PATH:-}
# The font package keeps text readable where Chromium comes without any font.
packages='chromium fonts-dejavu-core'
candidates='chromium
chromium-browser
google-chrome
google-chrome-stable
/Applications/Google Chrome.app/Contents/MacOS/Google Chrome
/Applications/Chromium.app/Contents/MacOS/Chromium'

. "$(dirname "$0")/ensure-browser.sh"
ensure_browser
