"""Sending killed at any moment: everything arrives, and is marked once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from tests import killing
from tests.casework.receivers import certificate, robot_at

FILL = """
from juanzong.casework.models import Channel, Message
from juanzong.kit import clock, house_secrets, subject_keys
subject_keys.ensure_keyring()
for n in range(int(os.environ["COUNT"])):
    row = Channel(kind="wecom", name=f"c{n}", host="127.0.0.1", home=f"https://h{n}.example", kinds=["reminder"], inside=True)
    row.sealed_url = house_secrets.keep(row.pk, "url", os.environ["ROBOT"])
    row.save()
    Message.objects.create(channel=row, kind="test", key=f"k{n}", on_day=clock.today(), not_before=clock.now())
"""
VICTIM = """
from juanzong.casework.messages import delivery
from juanzong.casework.models import Channel, Message
from juanzong.kit import clock
Channel.objects.update(rests_until=None)
Message.objects.filter(state="waiting").update(not_before=clock.now())
while delivery.deliver_one():
    ack("sent", Message.objects.filter(state="sent").count())
"""
JUDGE = """
from juanzong.casework.models import Message
ack("state", *[f"{m.state}" for m in Message.objects.order_by("key")])
"""


def test_killed_while_sending_every_message_arrives_and_is_marked_once(
    spare_house: Any, tmp_path: Path, kills: int
) -> None:
    kills = max(2, kills // 4)  # a program starts slowly, and this is not the only one that is killed
    count, acks, rng = 5 * kills, tmp_path / "acks", random.Random(5)
    pem = certificate(tmp_path)
    with robot_at(pem) as robot:
        env = spare_house.env | {"ROBOT": robot.url, "COUNT": str(count), "JUANZONG_CA": str(pem)}
        killing.run(FILL, tmp_path / "fill", env)
        for _kill in range(kills):
            killing.kill_at_random(VICTIM, acks, env, rng, within=0.2)
        killing.run(VICTIM, acks, env)
        killing.run(JUDGE, tmp_path / "judge", env)
        (states,) = killing.promises(tmp_path / "judge")
    assert states[1:] == ["sent"] * count
    arrived = [body["markdown"]["content"].rpartition("https://")[2] for _path, body in robot.got]
    assert len(set(arrived)) == count
    assert len(arrived) <= count + kills  # only what was on its way when the program was killed comes twice
