# shellcheck shell=bash
# The mirror that this machine's apt uses for Debian itself; empty when there is none.

debian_mirror() {
  # shellcheck disable=SC2016 # The names are for apt to expand.
  apt-get indextargets --format '$(RELEASE) $(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' |
    awk '$1 !~ /-/ && !mirror { mirror = $2 } END { print mirror }' # Not bookworm-security, not bookworm-updates.
}
