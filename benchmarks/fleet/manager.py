"""IoT Device Manager, with boards that run the real core."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
import time
from typing import Any, ClassVar, Final, override

import orjson

from rig.dialogs import DOMAIN, Dialogs, finished
from rig.virtual_devices import VirtualDevices, virtual_ids
from rig.waiting import until

from .candidate import COMMANDED, Candidate
from .house import House
from .integration import MODEL, SWITCH_1_GPIO
from .pins import SWITCHES, Pin, Value, board_name, pin_name

_KEYS: Final = dict(zip(Pin, "abcd", strict=True))
# What the converter counts for one percent.
_COUNTS: Final = 10.23
_ANNOUNCEMENTS: Final = "iotdm/1/+/out/announce"
_STATES: Final = "iotdm/1/+/out/state"


class Manager(Candidate):
    """Boards are discovered; the harness confirms each in its dialog, a few at once."""

    key: ClassVar[str] = "manager"
    title: ClassVar[str] = "This integration"
    platform: ClassVar[str] = DOMAIN
    at_once: ClassVar[int] = 8  #: dialogs that are answered at the same time

    def __init__(self, house: House, boards: int) -> None:
        """Prepare the boards, which are switched off."""
        super().__init__(house, boards)
        # A real board has a processor for itself: those that are timed share theirs with no more than each other.
        counts = {seed: count for seed, count in ((1, min(COMMANDED, boards)), (2, boards - COMMANDED)) if count > 0}
        self._processes = [
            VirtualDevices(house.directory / f"boards-{seed}", broker_port=house.broker.port, count=count, seed=seed)
            for seed, count in counts.items()
        ]
        self._ids = [device_id for seed, count in counts.items() for device_id in virtual_ids(seed=seed, count=count)]
        self._numbers = {device_id: number for number, device_id in enumerate(self._ids)}
        self._first: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        #: the last document of each board
        self._documents: dict[int, dict[str, Any]] = {}
        self._heard_at: dict[int, float] = {}

    @override
    async def prepare(self) -> None:
        await self.house.mqtt.subscribe(_ANNOUNCEMENTS, self._heard_first)

    @override
    async def announce(self) -> float:
        waiting: asyncio.Queue[Any] = asyncio.Queue()
        watcher = asyncio.create_task(self._watch_discovery(waiting))
        for process in self._processes:
            await process.start()
        async with asyncio.TaskGroup() as group:
            left = iter(range(self.boards))
            for _ in range(self.at_once):
                group.create_task(self._confirm(waiting, left))
        watcher.cancel()
        return await self._first

    async def _watch_discovery(self, waiting: asyncio.Queue[Any]) -> None:
        async with self.house.home_assistant.websocket() as websocket:
            await websocket.ask("config_entries/flow/subscribe")
            async for changes in websocket.events():
                for change in changes:
                    if change["type"] == "added" and change["flow"]["handler"] == DOMAIN:
                        waiting.put_nowait(change["flow"])

    async def _confirm(self, waiting: asyncio.Queue[Any], left: Iterator[int]) -> None:
        for _ in left:
            flow = await waiting.get()
            flow_id = flow["flow_id"]
            if flow["step_id"] == "discovered":
                await self.house.home_assistant.answer("flow", flow_id, {"next_step_id": "add"})
            await self._add(flow_id, board_name(self._numbers[flow["context"]["unique_id"]]))

    async def _add(self, flow_id: str, name: str) -> None:
        """Add a board with all its pins."""
        answer = self.house.home_assistant.answer
        await answer("flow", flow_id, {"name": name, "board": MODEL})
        finished(await answer("flow", flow_id, {pin: f"{name} {pin_name(pin)}" for pin in Pin}))

    @override
    async def learn(self) -> None:
        # The broker repeats the last document of each board.
        self._documents.clear()
        await self.house.mqtt.subscribe(_STATES, self._heard_state)
        await until("each board's state is heard", lambda: len(self._documents) == self.boards)
        self.house.mqtt.unsubscribe(_STATES)

    @override
    def publish_pin(self, board: int, pin: Pin, value: Value) -> None:
        self._documents[board]["pins"][_KEYS[pin]] = _reported(pin, value)
        self._publish(board)

    @override
    def publish_board(self, board: int, values: Mapping[Pin, Value]) -> None:
        self._documents[board]["pins"] = {_KEYS[pin]: _reported(pin, value) for pin, value in values.items()}
        self._publish(board)

    def _publish(self, board: int) -> None:
        document = self._documents[board]
        now = time.perf_counter()
        document["t"] += int((now - self._heard_at[board]) * 1000)
        self._heard_at[board] = now
        document["n"] += 1
        self.house.mqtt.publish(f"iotdm/1/{self._ids[board]}/out/state", orjson.dumps(document))

    @override
    async def close(self) -> None:
        for process in self._processes:
            process.stop()

    def _heard_first(self, _topic: str, _payload: bytes) -> None:
        self._first.set_result(time.perf_counter())
        self.house.mqtt.unsubscribe(_ANNOUNCEMENTS)

    def _heard_state(self, topic: str, payload: bytes) -> None:
        board = self._numbers[topic.split("/")[2]]
        self._documents[board] = orjson.loads(payload)
        self._heard_at[board] = time.perf_counter()

    @override
    async def obeyed_at(self, board: int) -> Sequence[float]:
        # When the relay moved. Whoever listened to the command besides would be a receiver more than the others have.
        changes = await self._processes[0].changes(self._ids[board])
        return [change.unix_us / 1e6 for change in changes if change.gpio == SWITCH_1_GPIO]


class FlowByFlow(Manager):
    """The same as a user would do it: one dialog after the other, for each board and for each of its pins."""

    title: ClassVar[str] = "This integration, flow by flow"
    at_once: ClassVar[int] = 1

    @override
    async def _add(self, flow_id: str, name: str) -> None:
        dialogs = Dialogs(self.house.home_assistant)
        added = await self.house.home_assistant.answer("flow", flow_id, {"name": name, "board": "d1_mini"})
        entry_id = finished(added)["result"]["entry_id"]
        for gpio, pin in zip((5, 4), SWITCHES, strict=True):
            await dialogs.add_pin(entry_id, "digital_output", f"{name} {pin_name(pin)}", gpio)
        await dialogs.add_pin(entry_id, "light", f"{name} {pin_name(Pin.LIGHT)}", 14)
        await dialogs.add_pin(entry_id, "analog_input", f"{name} {pin_name(Pin.SENSOR)}", None)


class OneDevice(Manager):
    """With one device of Home Assistant for all pins of a board, instead of one for each."""

    key: ClassVar[str] = "one_device"
    title: ClassVar[str] = "one device per board"
    is_part: ClassVar[bool] = True
    patches: ClassVar[Mapping[str, tuple[str, str]]] = {
        "entity.py": (
            '        """Return what the pin\'s device is; it is asked for once."""\n',
            """        self._attr_has_entity_name = False
        self._attr_name = self._pin.title
        return DeviceInfo(identifiers={(DOMAIN, self._device.role)})
""",
        ),
        "pin_entities.py": (", config_subentry_id=pin.subentry_id)\n", ")\n"),
    }


class NoBoardEntities(Manager):
    """Without the board's own buttons and sensors."""

    key: ClassVar[str] = "no_board_entities"
    title: ClassVar[str] = "no entities of the board"
    is_part: ClassVar[bool] = True
    patches: ClassVar[Mapping[str, tuple[str, str]]] = {
        "button.py": ("[CommandButton(device, description) for description in BUTTONS]", "[]"),
        "sensor.py": (
            "[*(HealthSensor(device, description) for description in HEALTH), UptimeSensor(device, UPTIME)]",
            "[]",
        ),
    }


def _reported(pin: Pin, value: Value) -> Any:
    match pin:
        case Pin.SWITCH_1 | Pin.SWITCH_2:
            return value.on
        case Pin.LIGHT:
            return {"on": value.on, "brightness": value.brightness or 1}
        case Pin.SENSOR:
            return round(value.number * _COUNTS, 3)
