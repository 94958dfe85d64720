"""Names that several modules share."""

from typing import Final

DOMAIN: Final = "iot_device_manager"

# The unique id of the one entry that stands for the manager itself; all others have a device id.
MANAGER_UNIQUE_ID: Final = "manager"

SUBENTRY_PIN: Final = "pin"
SUBENTRY_RULE: Final = "rule"

# Fired when a board has taken over: `device_id` (Home Assistant's), `name`, `old` and `new` (the boards' ids).
EVENT_REPLACED: Final = "iot_device_manager_board_replaced"

# Data of a device entry.
CONF_ROLE: Final = "role"
CONF_BOARD: Final = "board"
CONF_AREA: Final = "area"

# Data of a pin subentry, besides the fields of its type.
CONF_PIN_UID: Final = "pin_uid"
CONF_KEY: Final = "key"
CONF_TYPE: Final = "type"
CONF_GPIO: Final = "gpio"
# Of an analog input: the default is the board's.
CONF_RANGE: Final = "range"
# Of a probe: empty, it is the only one of its bus.
CONF_ROM: Final = "rom"
# Of a sensor on two wires.
CONF_ADDRESS: Final = "address"

# Data of a rule subentry.
CONF_SOURCE: Final = "source"  # pin_uid
CONF_EVENT: Final = "event"
CONF_TARGET: Final = "target"  # pin_uid
CONF_ACTION: Final = "action"
CONF_ONLY: Final = "only"

# Options of the manager entry.
CONF_NAMES_OVER_MQTT: Final = "names_over_mqtt"
CONF_AWAY_MINUTES: Final = "away_minutes"

# For so long a board may be away before a spare is offered for it: a power cut should be over by then.
DEFAULT_AWAY_MINUTES: Final = 15
