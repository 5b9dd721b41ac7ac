"""Sends what standard input says to partition 0 with librdkafka: {brokers, topic, codec, values}."""
import json
import sys

from confluent_kafka import Producer

task = json.load(sys.stdin)
failures = []
producer = Producer(
    {
        "bootstrap.servers": task["brokers"],
        "compression.type": task["codec"],
        "enable.idempotence": True,
        # All records leave in one batch: a codec is not used where a batch would not become smaller.
        "linger.ms": 200,
        "message.timeout.ms": 30_000,
    }
)
for value in task["values"]:
    producer.produce(
        task["topic"],
        value.encode(),
        key=b"k",
        partition=0,
        headers=[("h", b"\xff")],
        on_delivery=lambda error, _: failures.append(str(error)) if error is not None else None,
    )
unsent = producer.flush(30)
if failures or unsent:
    sys.exit(f"{unsent} records unsent; {failures[:1]}")
