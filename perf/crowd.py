"""Many at once: how long each waits for a move, what a session takes in memory, and what a cold server does to a crowd.

    python perf/crowd.py [sessions] [moves]

Browsers would take the machine for themselves, so a visitor here speaks Streamlit's own protocol: it opens a session,
moves a slider every two seconds, looks for saved files as often as the page asks it to, and reads all that it gets.
"""

from __future__ import annotations

import asyncio
import random
import sys
import time
from collections.abc import Sequence
from itertools import cycle
from math import inf

from serve import DASHBOARD, Server, ratios, serving, times
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from websockets.asyncio.client import connect

LEVER = "lever:omkrets.market_rent"
PACE = 2.0  # seconds from one move to the next
LIMIT = 20  # seconds for a run
WARM_UP = 3  # moves that do not count; odd, so that the address then carries the last
PAGES = ("", "finansiering", "referanser", "vurdering", "forutsetninger", "hvorfor", "metode")  # where a rush goes


class Visitor:
    """One session on a page, as a browser keeps it. errors: what the page showed instead of an element."""

    def __init__(self, server: Server, page: str = "") -> None:
        self.url = server.address.replace("http", "ws") + "/_stcore/stream"
        self.sliders: dict[str, Slider] = {}
        self.moved = 0
        self.state = ClientState(page_name=page)  # what a browser sends with each run: page, address, what it has kept
        self.errors: list[str] = []
        self.finished = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def open(self) -> float:
        """Open the page and return how long its first run took [ms]."""
        started = time.perf_counter()
        self.socket = await connect(self.url, max_size=None, compression=None, subprotocols=["streamlit"])
        self.tasks.append(asyncio.create_task(self._listen()))
        await self._run()
        return (time.perf_counter() - started) * 1000

    async def move(self) -> float:
        """Move the slider one step, to and fro, and return how long it took until the run had ended [ms].

        A move whose run never comes back is lost, and took for ever.
        """
        self.moved = 1 - self.moved
        started = time.perf_counter()
        try:
            await self._run()
        except TimeoutError:  # asyncio's own, too
            return inf
        return (time.perf_counter() - started) * 1000

    async def moves(self, count: int) -> list[float]:
        """Move every two seconds, from a moment of its own on."""
        taken = []
        await asyncio.sleep(random.random() * PACE)
        for _ in range(count):
            taken.append(await self.move())
            await asyncio.sleep(max(0.0, PACE - taken[-1] / 1000))
        return taken

    async def close(self) -> None:
        for each in self.tasks:
            each.cancel()
        await self.socket.close()

    async def _run(self) -> None:
        self.finished.clear()
        await self.socket.send(BackMsg(rerun_script=self._asked()).SerializeToString())
        await asyncio.wait_for(self.finished.wait(), LIMIT)

    def _asked(self) -> ClientState:
        asked = ClientState()
        asked.CopyFrom(self.state)
        for id, slider in self.sliders.items():
            position = list(slider.options).index(slider.raw_value[0]) + (self.moved if id.endswith(LEVER) else 0)
            asked.widget_states.widgets.add(id=id).string_array_value.data.append(slider.options[position])
        return asked

    async def _listen(self) -> None:
        async for data in self.socket:
            self._take(ForwardMsg.FromString(data))

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self.state.cached_message_hashes.append(message.hash)
        if kind == "new_session":
            self.state.page_script_hash = message.new_session.page_script_hash
        elif kind == "page_info_changed":
            self.state.query_string = message.page_info_changed.query_string
        elif kind == "auto_rerun" and len(self.tasks) == 1:
            self.tasks.append(asyncio.create_task(self._look(message)))
        elif kind == "delta":
            element = message.delta.new_element
            if element.HasField("slider") and element.slider.id not in self.sliders:
                self.sliders[element.slider.id] = element.slider
            if element.HasField("exception"):
                self.errors.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "script_finished" and message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.finished.set()

    async def _look(self, message: ForwardMsg) -> None:
        """Run a part of the page as often as the page asks for."""
        while True:
            await asyncio.sleep(message.auto_rerun.interval)
            asked = self._asked()
            asked.fragment_id, asked.is_auto_rerun = message.auto_rerun.fragment_id, True
            await self.socket.send(BackMsg(rerun_script=asked).SerializeToString())


async def crowd(server: Server, sessions: int, moves: int) -> bool:
    """Print how long a move takes with one session and with many, and their memory; return whether none was lost."""
    visitors = [Visitor(server)]
    await visitors[0].open()
    await visitors[0].moves(WARM_UP)
    if not visitors[0].state.query_string:
        raise SystemExit(f"{LEVER} was moved and nothing changed")
    alone, smallest = await visitors[0].moves(moves), server.memory()
    for _ in range(sessions - 1):
        visitors.append(Visitor(server))
        await visitors[-1].open()
    opened = server.memory()
    together = [taken for each in await asyncio.gather(*(each.moves(moves) for each in visitors)) for taken in each]
    in_use = server.memory()
    await _leave(visitors)
    lost = f"{together.count(inf)} of {len(together)} lost"
    print(f"a move, one session        {times(alone)} ms (median / p95)")
    print(f"a move, {sessions:3} sessions       {times(together)} ms   × {ratios(together, alone)}   {lost}")
    for what, memory in (("one session", smallest), (f"{sessions} sessions", opened), ("all have moved", in_use)):
        more = f", {(memory - smallest) / (sessions - 1):.2f} MB a session" if memory > smallest else ""
        print(f"memory, {what:19}{memory:5.0f} MB{more}")
    return inf not in (*alone, *together)


async def rush(server: Server, sessions: int) -> bool:
    """Open many sessions at once, on all pages; print how long their first runs take; return whether all went well."""
    visitors = [Visitor(server, page) for page, _ in zip(cycle(PAGES), range(sessions), strict=False)]
    opened = await asyncio.gather(*(each.open() for each in visitors))
    await _leave(visitors)
    failed = [each.errors for each in visitors if each.errors]
    print(f"{sessions} at once on a cold server {times(opened)} ms, {len(failed)} met an error")
    if failed:
        print(f"{failed[0][0]}\n{server.said()}")
    return not failed


async def _leave(visitors: Sequence[Visitor]) -> None:
    await asyncio.gather(*(each.close() for each in visitors))


def main(arguments: Sequence[str]) -> None:
    """Print what a crowd meets; leave with 1 if a move was lost or anyone met an error."""
    sessions, moves = (int(each) for each in (*arguments, *("25", "30")[len(arguments) :]))
    with serving(DASHBOARD) as server:
        none_lost = asyncio.run(crowd(server, sessions, moves))
    with serving(DASHBOARD) as server:
        no_error = asyncio.run(rush(server, sessions))
    if not (none_lost and no_error):
        raise SystemExit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
