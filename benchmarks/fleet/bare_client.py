"""A client that only decodes what comes: PORT TOPIC COUNT. Prints a line when it listens, then its CPU seconds."""

import sys
import time

import orjson
import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from rig.ports import LOOPBACK


def main(port: int, topic: str, count: int) -> None:
    """Decode so many messages."""
    received = 0
    began = 0.0

    def receive(client: paho.Client, _userdata: object, message: paho.MQTTMessage) -> None:
        nonlocal received, began
        if received == 0:
            began = time.process_time()
        orjson.loads(message.payload)
        received += 1
        if received == count:
            print(time.process_time() - began, flush=True)
            client.disconnect()

    client = paho.Client(CallbackAPIVersion.VERSION2)
    client.on_message = receive
    client.on_subscribe = lambda *_: print("listening", flush=True)
    client.connect(LOOPBACK, port)
    client.subscribe(topic)
    client.loop_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
