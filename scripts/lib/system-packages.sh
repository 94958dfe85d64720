# shellcheck shell=bash
# The system packages of scripts/packages.tsv: which are missing here, and how to get them.

distribution() {
  if [ -r /etc/os-release ]; then
    # shellcheck source=/dev/null
    (. /etc/os-release && echo "$ID")
  fi
}

has_chip_compiler() {
  [ "$(uname -sm)" = "Linux x86_64" ] && [[ $(distribution) =~ ^(debian|ubuntu)$ ]]
}

# The rows that a profile needs on this machine, by their first column.
needed_groups() {
  echo demo
  if [ "$1" = test ]; then
    echo test
    # Ubuntu's Chromium is a snap, which does not run in a container.
    if [ "$(distribution)" = debian ]; then echo browser; fi
    if has_chip_compiler; then echo chip; fi
  fi
}

# One of the alternatives is there: a command, a <header> that the compiler finds, or a /file.
# Apple's compiler does not look where Homebrew puts headers.
present() {
  local alternative
  for alternative in $1; do
    case $alternative in
      \<*) g++ -idirafter /opt/homebrew/include -E -x c++ - <<<"#include $alternative" >/dev/null 2>&1 && return ;;
      /*) [ -e "$alternative" ] && return ;;
      *) command -v "$alternative" >/dev/null && return ;;
    esac
  done
  return 1
}

package_manager() {
  if [ "$(uname -s)" = Darwin ]; then
    echo brew
  elif command -v apt-get >/dev/null; then
    echo apt
  fi
}

# What is missing, by the package manager's names; "-" in the table: not needed there.
missing_packages() {
  local groups group apt brew check purpose name
  groups=$(needed_groups "$1")
  while IFS=$'\t' read -r group apt brew check purpose; do
    name=$apt
    if [ "$(package_manager)" != apt ]; then name=$brew; fi
    if grep --quiet --line-regexp "$group" <<<"$groups" && [ "$name" != - ] && ! present "$check"; then
      echo "$name"
    fi
  done <scripts/packages.tsv | sort -u | paste -s -d ' ' -
}

# What only root may do: root and CI do it, others are asked first.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    quietly sh -c "$1"
  elif [ -n "${CI:-}" ]; then
    # Nobody is there to be asked, and the machine is thrown away.
    quietly sudo --non-interactive sh -c "$1"
  elif command -v sudo >/dev/null; then
    ask_to_run "sudo sh -c '$1'"
  else
    ask_to_run "su -c '$1'"
  fi
}

install_with_apt() {
  local install="apt-get install --yes --no-install-recommends $1"
  export DEBIAN_FRONTEND=noninteractive
  # Root first tries with the package lists as they are: mostly they need no update.
  if [ "$(id -u)" != 0 ] || ! sh -c "$install" >>"$log" 2>&1; then
    as_root "apt-get update && $install"
  fi
}

system_packages() {
  local missing
  missing=$(missing_packages "$1")
  if [ -z "$missing" ]; then return; fi
  case $(package_manager) in
    apt) install_with_apt "$missing" ;;
    brew) ask_to_run "brew install $missing" ;;
    *) fail "please install with this system's own tools: $missing" ;;
  esac
  if [[ $missing = *mosquitto* ]] && [ -d /run/systemd/system ]; then
    echo "Note: the mosquitto package also started a service, on port 1883. Nothing here uses it."
  fi
}
