# shellcheck shell=bash
# Programs for the chip's processor, which qemu emulates: firmware/tests/lx106 says which there are.

. scripts/lib/lx106/toolchain.sh

readonly build_lx106=build/lx106

# build_for_lx106 [PROGRAM...]: all programs, or these.
build_for_lx106() {
  local release
  release=$(cpp_headers_release)
  make_headers "$build_lx106/include" "$release"
  lx106_flags "$PWD/$build_lx106/include" "$release"
  cmake -S firmware/tests/lx106 -B "$build_lx106" -G Ninja \
    -DCMAKE_ASM_COMPILER="${lx106_link[0]}" -DCMAKE_CXX_COMPILER="${lx106_cpp[0]}" \
    -DCMAKE_CXX_FLAGS="${lx106_cpp[*]:1}" \
    -DCMAKE_EXE_LINKER_FLAGS="$lx106_program_link"
  cmake --build "$build_lx106" --target "${@:-all}"
}

# Runs a program on the emulated chip; its exit code is the program's. More arguments are the emulator's.
emulate() {
  timeout 300 qemu-system-xtensa -machine sim -cpu lx106 -nographic -monitor none -serial none -semihosting \
    -kernel "$build_lx106/$1" "${@:2}" </dev/null
}
