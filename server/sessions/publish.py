"""What the viewers of a session see, told as numbered events and state frames.

Lives on the event loop alone.
"""

from __future__ import annotations

import secrets

from server.core import texts
from server.protocol.commands import Mode
from server.protocol.messages import (
    AchievementUnlocked,
    Advised,
    Branch,
    ControlChanged,
    Ended,
    EpisodeState,
    LinesChanged,
    NewEpisode,
    Notice,
    PatienceChanged,
    PlanChanged,
    PlannerQuestion,
    QuestionChanged,
    RecorderChanged,
    Resumed,
    Said,
    Suggestions,
    Thinking,
    Try,
    Trying,
    Welcome,
    WhatIfState,
)
from server.sessions.connection import Connection
from server.sessions.connections import Connections
from server.sessions.episode import Change
from server.sessions.pictures import Pictures
from server.sessions.state import SessionState


class Publisher:
    """Changes what is shown, and tells every viewer.

    Attributes:
        mode: see ``server.protocol.commands``.
        controller: id of the viewer that has the controls, "" for none.
        steps_per_second: what the clock is set to.
        life: of the session in this process; a session that is revived has another.
        recorder: why what is played cannot be recorded, "" if it can.
        ack: id of the last ``act`` that is in the picture, 0 for none.
        patience: seconds for which an answer is waited for.
        question: what the planner asks, if it does.
        branches: the session's episodes by number.
        what_if: the newest one of this episode.
        pictures: all that were shown, and those of its what-ifs.
    """

    def __init__(
        self, session: str, state: SessionState, steps_per_second: float, patience: float, kept: int
    ) -> None:
        """``state``: of the first episode, whose world is not made yet; ``kept``: newest events
        that those who come back are told.
        """
        self.session = session
        self.life = secrets.token_hex(8)
        self.state = state
        self.connections = Connections(kept)
        self.mode: Mode = "loading"
        self.controller = ""
        self.steps_per_second = steps_per_second
        self.ack = 0
        self.patience = patience
        self.recorder = ""
        self.question: PlannerQuestion | None = None
        self.branches: dict[int, Branch] = {}
        self.what_if: WhatIfState | None = None
        self.pictures = Pictures()

    def welcome(self, connection: Connection, life: str = "", last_seq: int = -1) -> bool:
        """Send a viewer what it has not seen, the others that it is there; from now on it gets
        every event.

        That is the whole state, or, to one that saw the event ``last_seq`` in this ``life`` of the
        session, the events since, as far as they are kept. Returns whether it missed any.
        """
        connections = self.connections
        rest = connections.since(last_seq) if life == self.life else None
        missed = rest is None and last_seq >= 0
        connections.add(connection)
        self.tell_control("someone came to watch", but=connection)
        if rest is None:
            event = Welcome(
                type="welcome",
                seq=connections.seq,
                session="" if connection.spectator else self.session,
                life=self.life,
                missed=missed,
                state=self._message(),
            )
            connection.tell(event.model_dump_json())
        else:
            connection.tell(Resumed(type="resumed", seq=last_seq).model_dump_json())
            for text in connections.since(last_seq) or ():
                connection.tell(text)
        if picture := self._picture():
            connection.show(picture)
        return missed

    def dismiss(self, connection: Connection) -> None:
        """Forget a viewer, and tell the others."""
        self.connections.remove(connection)
        self.tell_control("someone left")

    def begin(self, state: SessionState, mode: Mode) -> None:
        """Show another episode. Who has the controls keeps them."""
        self.state = state
        self.what_if = None
        self.mode = mode
        self.ack = 0
        self._keep()
        state.drive(person=mode == "person", text=texts.CONTROL["take_over"])
        self.connections.tell(
            NewEpisode(type="episode", seq=self.connections.number(), state=self._message())
        )
        self.show()

    def enter(self, mode: Mode, reason: str, controller: str = "") -> None:
        """Change the mode, and who has the controls."""
        if mode == "person" and self.mode != "person":
            self.ack = 0
        if mode != "loading":
            self.state.drive(person=mode == "person", text=reason)
        self.mode = mode
        self.controller = controller
        self.tell_control(reason)
        self.show()

    def publish(self, change: Change) -> None:
        """Show what changed in the game. The mode turns to ``over`` when the episode is."""
        state, connections = self.state, self.connections
        was_over = state.over
        state.take_in(change)
        self._keep()
        for plan in change.plans:
            connections.tell(PlanChanged(type="plan", seq=connections.number(), plan=plan))
        if change.thought:
            connections.tell(
                Thinking(type="thought", seq=connections.number(), thought=change.thought)
            )
        if change.advice:
            connections.tell(Advised(type="advice", seq=connections.number(), advice=change.advice))
        for name in change.unlocked:
            connections.tell(
                AchievementUnlocked(
                    type="unlocked", seq=connections.number(), step=state.step, achievement=name
                )
            )
        for line in change.said:
            said = state.utter(line)
            connections.tell(Said(type="said", seq=connections.number(), said=said))
        if change.over and not was_over:
            connections.tell(
                Ended(
                    type="ended",
                    seq=connections.number(),
                    step=state.step,
                    reason=change.over,
                    cause=change.cause,
                )
            )
            self.enter("over", texts.over(change.over, state.world))
        else:
            self.show()

    def ask(self, question: PlannerQuestion | None) -> None:
        """Show what the planner asks, or that it does not ask any more."""
        if question != self.question:
            self.question = question
            self.connections.tell(
                QuestionChanged(type="question", seq=self.connections.number(), question=question)
            )

    def wait_for(self, seconds: float) -> None:
        """Change for how long an answer is waited for."""
        self.patience = seconds
        self.connections.tell(
            PatienceChanged(type="patience", seq=self.connections.number(), seconds=seconds)
        )

    def tell_branches(self, *branches: Branch) -> None:
        """Show episodes of the session that are new or went on."""
        self.branches.update({branch.number: branch for branch in branches})
        shown = list(self.branches.values())
        self.connections.tell(
            LinesChanged(type="lines", seq=self.connections.number(), lines=shown)
        )

    def try_out(self, what_if: WhatIfState) -> None:
        """Show how far a what-if is."""
        self.what_if = what_if
        self.connections.tell(
            Trying(type="what_if", seq=self.connections.number(), what_if=what_if)
        )

    def suggest(self, suggestions: list[str]) -> None:
        """Show other suggestions, if they are others."""
        if suggestions != self.state.suggestions:
            self.state.suggestions = suggestions
            self.connections.tell(
                Suggestions(
                    type="suggestions", seq=self.connections.number(), suggestions=suggestions
                )
            )

    def notice(self, level: texts.Level, message: str) -> None:
        """Say something to the people."""
        self.connections.tell(
            Notice(type="notice", seq=self.connections.number(), level=level, text=message)
        )

    def tell_recorder(self, recorder: str) -> None:
        """Show why what is played cannot be recorded, or, with "", that it can be again."""
        if recorder != self.recorder:
            self.recorder = recorder
            self.connections.tell(
                RecorderChanged(type="recorder", seq=self.connections.number(), recorder=recorder)
            )

    def tell_control(self, reason: str, *, but: Connection | None = None) -> None:
        """Tell all ``but`` one mode, controls, speed and who watches as they are now."""
        event = ControlChanged(
            type="control",
            seq=self.connections.number(),
            step=self.state.step,
            mode=self.mode,
            controller=self.controller,
            steps_per_second=self.steps_per_second,
            viewers=self.connections.people,
            spectators=self.connections.spectators,
            text=reason,
        )
        self.connections.tell(event, but=but)

    def show(self) -> None:
        """Send the picture as it is now."""
        if picture := self._picture():
            self.connections.show(picture)

    @property
    def tries(self) -> list[Try]:
        """The branches of the what-if."""
        return self.what_if.tries if self.what_if else []

    def _message(self) -> EpisodeState:
        return self.state.message(
            mode=self.mode,
            controller=self.controller,
            steps_per_second=self.steps_per_second,
            viewers=self.connections.people,
            spectators=self.connections.spectators,
            question=self.question,
            patience=self.patience,
            recorder=self.recorder,
            branches=list(self.branches.values()),
            what_if=self.what_if,
        )

    def _keep(self) -> None:
        """Keep the picture as it is now."""
        state = self.state
        if state.picture:
            self.pictures.keep(state.number, state.picture, person=self.mode == "person")

    def _picture(self) -> bytes | None:
        picture = self.state.picture
        return (
            picture.encode(seq=self.connections.seq, ack=self.ack, person=self.mode == "person")
            if picture
            else None
        )
