"""Tell the compiler, before PlatformIO calls it, what firmware/core/version.h has to know.

IOTDM_RELEASE and IOTDM_PUBLIC_KEY are read from the environment; without them it is a development build.
"""

import json
import os
from pathlib import Path

from SCons.Script import DefaultEnvironment

env = DefaultEnvironment()
header = Path(env.subst("$BUILD_DIR")) / "build_options.h"
header.parent.mkdir(parents=True, exist_ok=True)
# A string of JSON is one of C++, too.
key = json.dumps(os.environ.get("IOTDM_PUBLIC_KEY", ""))
header.write_text(
    f"#define IOTDM_PUBLIC_KEY {key}\n#define IOTDM_RELEASE {os.environ.get('IOTDM_RELEASE', 'false')}\n",
    encoding="utf-8",
)
env.Append(CCFLAGS=["-include", str(header)])
