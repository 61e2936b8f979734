#!/usr/bin/env bash
# Installs what pip cannot: shared libraries of OpenCV, python3-venv, and for the tests Chromium, PostgreSQL, poppler-utils
# and openssl.
#
#   scripts/setup-system.sh          what `make demo` needs
#   scripts/setup-system.sh tests    what `make test` needs as well
#
# Does nothing where everything is present. Uses apt-get as root or through sudo; without either it says what is
# missing and fails, so that nobody waits for a password prompt in a pipeline.
set -euo pipefail

wanted=()

has_library() {
    PATH="$PATH:/sbin:/usr/sbin" ldconfig -p | grep -q "$1"
}

# the OpenCV wheel links against these two and does not carry them
has_library 'libGL\.so\.1' || wanted+=(libgl1)
has_library 'libgthread-2\.0\.so\.0' || wanted+=(libglib2.0-0)

# Debian ships venv apart from the interpreter
"${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || wanted+=(python3-venv)

if [ "${1:-}" = tests ]; then
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null ||
        command -v google-chrome >/dev/null || wanted+=(chromium)
    # the store of cases is also tested on a PostgreSQL that the tests start themselves; only its programs are needed
    compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || wanted+=(postgresql)
    # draws and reads the pages of PDF reports
    command -v pdftoppm >/dev/null || wanted+=(poppler-utils)
    # plays the authority of trusted times
    command -v openssl >/dev/null || wanted+=(openssl)
fi

[ ${#wanted[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
    echo "Please install the equivalents of these Debian packages: ${wanted[*]}" >&2
    exit 1
elif [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
else
    echo "Please run as root: apt-get install ${wanted[*]}" >&2
    exit 1
fi

echo "Installing Debian packages: ${wanted[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
