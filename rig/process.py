"""One child process with its output in a file."""

import os
from pathlib import Path
import signal
import subprocess
from typing import Final

_STOP_S: Final = 40.0


class Process:
    """A child process that is ended by its own pid only."""

    def __init__(self, name: str, log: Path) -> None:
        """Prepare; start() starts it, as often as wanted."""
        self.name = name
        self.log = log
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, *command: str | Path, environment: dict[str, str] | None = None) -> None:
        """Start, appending the output to the log."""
        if self.running:
            raise RuntimeError(f"{self.name} runs already")
        with self.log.open("ab") as output:
            self._child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=environment,
                # Ctrl-C reaches the whole group of the terminal; our children are to end in our order, not all at once.
                process_group=0,
            )

    @property
    def running(self) -> bool:
        """Return whether it was started and has not ended."""
        return self._child is not None and self._child.poll() is None

    @property
    def pid(self) -> int:
        """Return the process id."""
        if self._child is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._child.pid

    def resident_kb(self) -> int:
        """Return how much memory it has."""
        return int(subprocess.run(["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, check=True).stdout)

    def stop(self) -> None:
        """End it in an orderly way."""
        if self._child is None:
            return
        if self.running:
            self._child.send_signal(signal.SIGTERM)
            try:
                self._child.wait(_STOP_S)
            except subprocess.TimeoutExpired:
                self._child.kill()
        self._child.wait()

    def kill(self) -> None:
        """End it like a power cut."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()

    def pause(self) -> None:
        """Stop it from running until resume()."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it run again."""
        os.kill(self.pid, signal.SIGCONT)

    def tail(self, lines: int = 20) -> str:
        """Return the end of its output."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
