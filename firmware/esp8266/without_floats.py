"""Leave out what printf and scanf need for floating point: 17 KB of flash and 0.8 KB of RAM for nothing.

The Arduino core asks the linker for it, whether it is used or not.
"""

from SCons.Script import DefaultEnvironment

env = DefaultEnvironment()
flags = list(env["LINKFLAGS"])
for symbol in ("_printf_float", "_scanf_float"):
    at = flags.index(symbol)
    del flags[at - 1 : at + 1]
env.Replace(LINKFLAGS=flags)
