"""Lets many clients send in one thread, and records when each frame was sent and its reply arrived."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Final

from benchmarks.client_codecs import Message
from benchmarks.load import Load, LoadResult, Pace
from benchmarks.load_client import LoadClient
from webapp.protocol.wire import Event

PROBE_S: Final = 0.01
"""Period of a timer that only measures how late it fires, that is, how promptly this process runs."""

DRAIN_LIMIT_S: Final = 10.0
"""Waiting time for the remaining replies after the last frame."""

CLIENT_CLOCK_START_MS: Final = 1000.0
_WORKER_STEPS: Final = ("decode", "detect", "landmarks")


@dataclass
class Sender:
    """One client's schedule and its unanswered frames (seq: when sent)."""

    client: LoadClient
    frame: int  # index of the next frame in the clip
    due_s: float = 0.0
    unanswered: dict[int, float] = field(default_factory=dict)


class LoadLoop:
    """One run of a load on connected clients."""

    def __init__(self, clients: Sequence[LoadClient], frames: Sequence[bytes], load: Load) -> None:
        self._load = load
        self._frames = frames
        self._selector = DefaultSelector()
        self._senders = [Sender(client, index * 7 % len(frames)) for index, client in enumerate(clients)]
        self._due: list[tuple[float, int]] = []  # a heap: when a sender, by its index, has a frame to send
        self._result = LoadResult(load, [0] * len(clients))
        for index, sender in enumerate(self._senders):
            self._selector.register(sender.client, EVENT_READ, index)

    def run(self) -> LoadResult:
        cpu_s, started_s = time.process_time(), time.perf_counter()
        self._counted_from_s = started_s + self._load.warm_up_s
        self._ends_s = self._counted_from_s + self._load.seconds
        self._schedule_first_frames(started_s)
        self._send_and_receive()
        wall_s = time.perf_counter() - started_s
        self._result.cpu_share = (time.process_time() - cpu_s) / wall_s
        self._drain()
        self._selector.close()
        self._result.unanswered = sum(len(sender.unanswered) for sender in self._senders)
        return self._result

    def _schedule_first_frames(self, now_s: float) -> None:
        """Spread the first frames of clients with a rate evenly over one period, as with independent cameras."""
        for index, sender in enumerate(self._senders):
            share = index / len(self._senders)
            sender.due_s = now_s + (share / self._load.fps if self._load.fps else 0.0)
            heappush(self._due, (sender.due_s, index))

    def _send_and_receive(self) -> None:
        probe_s = time.perf_counter() + PROBE_S
        while (now_s := time.perf_counter()) < self._ends_s:
            if now_s >= probe_s:
                self._result.late_ms.append((now_s - probe_s) * 1e3)
                probe_s = now_s + PROBE_S
            next_s = min(self._send_due(now_s), probe_s, self._ends_s)
            self._receive(max(0.0, next_s - time.perf_counter()))
        self._leave_out_missed()

    def _leave_out_missed(self) -> None:
        """Count the frames that were due before the end, but for which this process ran too late."""
        if self._load.pace is Pace.EAGER:
            return
        for sender in self._senders:
            while sender.due_s < self._ends_s:
                self._result.late_ms.append((self._ends_s - sender.due_s) * 1e3)
                self._result.left_out += 1
                sender.due_s += 1 / self._load.fps

    def _drain(self) -> None:
        limit_s = time.perf_counter() + DRAIN_LIMIT_S
        while any(sender.unanswered for sender in self._senders) and time.perf_counter() < limit_s:
            self._receive(PROBE_S)

    def _send_due(self, now_s: float) -> float:
        """Send the frames that are due; return the next due time, infinite if all clients wait for replies."""
        while self._due and self._due[0][0] <= now_s:
            _, index = heappop(self._due)
            sender = self._senders[index]
            if self._load.pace is Pace.EAGER:  # due again once this one is answered
                self._send(sender, index, now_s)
                sender.due_s = now_s + 1 / sender.client.fps_limit
            else:
                self._send_or_leave_out(sender, index, now_s)
                heappush(self._due, (sender.due_s, index))
        return self._due[0][0] if self._due else float("inf")

    def _send_or_leave_out(self, sender: Sender, index: int, now_s: float) -> None:
        self._result.late_ms.append((now_s - sender.due_s) * 1e3)
        waits = self._load.pace is Pace.STEADY and sender.unanswered
        if waits or sender.client.has_unsent:
            self._result.left_out += 1
        else:
            self._send(sender, index, now_s)
        sender.due_s += 1 / self._load.fps

    def _send(self, sender: Sender, index: int, now_s: float) -> None:
        picture = self._frames[sender.frame % len(self._frames)]
        sender.frame += 1
        sent_s = time.perf_counter()
        seq = sender.client.send(picture, CLIENT_CLOCK_START_MS + now_s * 1e3)
        sender.unanswered[seq] = sent_s
        self._result.sent += 1
        if sender.client.has_unsent:
            self._selector.modify(sender.client, EVENT_READ | EVENT_WRITE, index)

    def _receive(self, within_s: float) -> None:
        for key, events in self._selector.select(within_s):
            sender = self._senders[key.data]
            if events & EVENT_WRITE:
                self._flush(sender, key.data)
            if events & EVENT_READ:
                for message in sender.client.receive():
                    self._note(sender, key.data, message)

    def _flush(self, sender: Sender, index: int) -> None:
        sender.client.flush()
        if not sender.client.has_unsent:
            self._selector.modify(sender.client, EVENT_READ, index)

    def _note(self, sender: Sender, index: int, message: Message) -> None:
        if "seq" not in message.payload:
            return
        sent_s = sender.unanswered.pop(message.payload["seq"], None)
        if self._load.pace is Pace.EAGER and sent_s is not None and not sender.unanswered:
            heappush(self._due, (sender.due_s, index))
        result = self._result
        if message.name == Event.DROPPED:
            result.all_dropped += 1
        elif message.name == Event.PROBLEM:
            result.all_problems += 1
        else:
            result.all_poses += 1
            now_s = time.perf_counter()
            if sent_s is not None and self._counted_from_s <= now_s < self._ends_s:
                result.poses_by_client[index] += 1
                result.ages_ms.append((now_s - sent_s) * 1e3)
                parts = message.payload.get("ms")
                if parts:
                    result.worker_ms.append(sum(parts[part] for part in _WORKER_STEPS))
