# shellcheck shell=bash
# One line per step, one sentence per error.

readonly log=.tools/setup.log

fail() {
  echo "scripts/${0##*/}: $*" >&2
  exit 1
}

# Microseconds; macOS's bash 3.2 counts whole seconds only.
clock() {
  if [ -n "${EPOCHREALTIME:-}" ]; then
    echo "${EPOCHREALTIME/[.,]/}"
  else
    echo "${SECONDS}000000"
  fi
}

# step NAME COMMAND...: the command may set $label to say more than the name does.
step() {
  local started tenths
  label=$1
  started=$(clock)
  "${@:2}"
  tenths=$((($(clock) - started) / 100000))
  printf '%-40s %3d.%d s\n' "$label" $((tenths / 10)) $((tenths % 10))
}

# The output matters only when the command fails.
quietly() {
  if ! "$@" >>"$log" 2>&1; then
    tail -n 30 "$log" >&2
    fail "failed, see $log: $*"
  fi
}

# A shell command that changes the system: run it after asking on a terminal, otherwise it is the user's to run.
ask_to_run() {
  local answer=
  printf 'This machine needs:\n  %s\n' "$1"
  if [ -t 0 ] && [ -t 1 ]; then
    read -r -p 'Run it now? [y/N] ' answer
  fi
  if [ "$answer" != y ]; then
    fail "run the command above, then this again"
  fi
  sh -c "$1"
}
