# shellcheck shell=bash
# Debian's cross compiler for lx106 has no C++ library of its own: the host's headers serve, told that there is neither
# an operating system nor a thread.

readonly lx106=xtensa-lx106-elf
readonly lx106_specs=/usr/lib/$lx106/picolibc.specs

# The release of the host's C++ headers that fits the cross compiler best.
cpp_headers_release() {
  local release
  for release in "$($lx106-g++ -dumpversion)" "$(g++ -dumpversion)"; do
    release=${release%%.*}
    if [ -d "/usr/include/c++/$release" ]; then
      echo "$release"
      return
    fi
  done
  echo "scripts/chip-size: no C++ headers in /usr/include/c++; is g++ installed?" >&2
  return 1
}

# make_headers DIRECTORY: what the compiler shall find before, or instead of, the host's headers.
make_headers() {
  local release=$2
  mkdir -p "$1/bits"
  printf '#define _GLIBCXX_OS_DEFINES 1\n#define __NO_CTYPE 1\n' >"$1/bits/os_defines.h"
  cp "/usr/include/x86_64-linux-gnu/c++/$release/bits/gthr-single.h" "$1/bits/gthr-default.h"
}

# The flags of the Arduino core's platform.txt and of our own platformio.ini, and the warnings of our own CMakeLists.txt.
lx106_flags() {
  local headers=$1 release=$2
  lx106_cpp=(
    "$lx106-g++" "--specs=$lx106_specs" -include "$PWD/scripts/lib/lx106/int32.h"
    -std=gnu++17 -Os -mlongcalls -mtext-section-literals -falign-functions=4 -ffunction-sections -fdata-sections
    -free -fipa-pta -fno-exceptions -fno-rtti -fno-threadsafe-statics -D_GLIBCXX_EXTERN_TEMPLATE=0
    -mno-target-align -fno-move-loop-invariants -fno-jump-tables -fno-ipa-sra -fno-tree-tail-merge
    -fno-tree-loop-optimize
    -Wall -Wextra -Wconversion -Wshadow -Werror
    -nostdinc++ -isystem "$headers" -isystem "/usr/include/c++/$release"
    -idirafter "/usr/include/x86_64-linux-gnu/c++/$release"
    "-I$PWD/firmware/core"
  )
  lx106_link=(
    "$lx106-gcc" "--specs=$lx106_specs" -nostartfiles -T scripts/lib/lx106/image.ld
    -Wl,--gc-sections,--no-warn-rwx-segments,--orphan-handling=error
  )
  # What CMake adds to lx106_cpp to link a program for the emulator.
  lx106_program_link="-nostdlib -T $PWD/firmware/tests/lx106/image.ld"
  lx106_program_link+=" -Wl,--gc-sections,--no-warn-rwx-segments"
}
