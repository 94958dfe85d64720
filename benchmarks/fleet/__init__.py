"""The integration against MQTT device discovery and the Tasmota integration, on the same machine in the same run."""
