# shellcheck shell=bash
# The web installer's packages in .tools/npm, as docs/install/package-lock.json pins them.

installer_packages() {
  local wanted=docs/install tools=.tools/npm
  if cmp --quiet $wanted/package-lock.json $tools/package-lock.json; then return; fi
  rm -rf $tools
  mkdir -p $tools/new
  cp $wanted/package.json $wanted/package-lock.json $wanted/.npmrc $tools/new
  quietly .venv/bin/npm ci --prefix $tools/new --cache .tools/cache/npm
  # The lock file comes last: it says that the packages are all there.
  mv $tools/new/node_modules $tools/new/package-lock.json $tools
  rm -rf $tools/new
}
