"""What the log of a running Home Assistant must not say."""


def assert_clean(log: str) -> None:
    """Check that Home Assistant has nothing to say against the integration, and the integration no error to tell."""
    assert "Detected that custom integration" not in log
    # Neither an exception that went through our code, nor an error of ours.
    assert "custom_components/iot_device_manager/" not in log
    assert "[custom_components.iot_device_manager" not in "".join(errors(log))


def errors(log: str) -> list[str]:
    """Return the lines of a log that are errors."""
    return [line for line in log.splitlines() if " ERROR " in line]
