# shellcheck shell=bash
# uv, Python 3.14, and the environment in .venv with the pinned packages.

# Caches, interpreters and temporary files.
keep_in_checkout() {
  local tools=$PWD/.tools
  mkdir -p "$tools/tmp"
  export TMPDIR=$tools/tmp
  export PIP_CACHE_DIR=$tools/cache/pip
  export UV_CACHE_DIR=$tools/cache/uv
  export UV_PYTHON_INSTALL_DIR=$tools/python
  export UV_PYTHON_INSTALL_BIN=0
  export PLAYWRIGHT_BROWSERS_PATH=$tools/browsers
}

install_uv() {
  if ! uv --version >/dev/null 2>&1; then
    # --target: neither the system's nor the user's packages change.
    quietly pip3 install --no-deps --target .tools/uv --constraint requirements/demo.txt uv
  fi
  label=$(uv --version | cut -d ' ' -f 1-2)
}

# Home Assistant's lowest version, and the headers for the packages that are compiled.
usable_python() {
  "$1" - 2>/dev/null <<'EOP'
import pathlib, sys, sysconfig
header = pathlib.Path(sysconfig.get_path("include"), "Python.h")
sys.exit(not ((3, 14, 2) <= sys.version_info < (3, 15) and header.exists()))
EOP
}

python_from_path() {
  command -v python3.14
}

python_from_uv() {
  # One try, not long: where the download cannot be had, Debian's Python is next.
  UV_HTTP_RETRIES=0 UV_HTTP_CONNECT_TIMEOUT=5 uv python install 3.14 >>"$log" 2>&1 &&
    uv python find --system --managed-python 3.14
}

python_from_debian() {
  scripts/python-from-debian .tools/debian 2>>"$log"
}

# The first that works: this machine's, uv's, Debian testing's.
find_python() {
  local source python
  for source in path uv debian; do
    if python=$("python_from_$source") && usable_python "$python"; then
      echo "$python"
      return
    fi
  done
  fail "please install Python 3.14.2 or newer with its headers, as python3.14 on PATH (why the others failed: $log)"
}

describe_python() {
  .venv/bin/python - <<'EOP'
import pathlib, platform, sys
tools = pathlib.Path(".tools").resolve()
base = pathlib.Path(sys.base_prefix)
sources = {tools / "debian": "Debian", tools / "python": "uv"}
source = next((name for root, name in sources.items() if base.is_relative_to(root)), base)
print(f"python {platform.python_version()} ({source})")
EOP
}

python_environment() {
  local python
  if ! usable_python .venv/bin/python; then
    python=$(find_python)
    quietly uv venv --clear --no-project --python "$python" .venv
  fi
  label=$(describe_python)
}

# Not "uv pip sync": it asks the network even when everything is there, and the demo would remove what the tests need.
# Compiled now, for otherwise each start of Home Assistant does it where PYTHONDONTWRITEBYTECODE is set.
python_packages() {
  quietly uv pip install --compile-bytecode --python .venv/bin/python \
    --build-constraints requirements/build.txt --requirement "requirements/$1.txt"
}
