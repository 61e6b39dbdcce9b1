"""What the viewers of a session see: mode, controls and board, told as numbered events and state frames. Lives on the event loop alone."""

from __future__ import annotations

from server.core import texts
from server.protocol.messages import (
    Asking,
    ControlChanged,
    Ended,
    EpisodeState,
    Line,
    LinesChanged,
    NewEpisode,
    Notice,
    PatienceChanged,
    PlanChanged,
    Question,
    Suggestions,
    Thinking,
    Try,
    Trying,
    Unlocked,
    Welcome,
    WhatIf,
)
from server.sessions.connection import Viewer
from server.sessions.connections import Audience
from server.sessions.control import Mode
from server.sessions.episode import Change
from server.sessions.state import Board


class Stage:
    """Changes what is shown, and tells every viewer.

    Attributes:
        mode: see ``server.sessions.control``.
        controller: id of the viewer that has the controls, "" for none.
        steps_per_second: what the clock is set to.
        ack: id of the last ``act`` that is in the picture, 0 for none.
        patience: seconds for which an answer is waited for.
        question: what the planner asks, if it does.
        lines: the session's episodes by number.
        what_if: the newest one of this episode.
    """

    def __init__(self, session: str, board: Board, steps_per_second: float, patience: float) -> None:
        """``board``: of the first episode, whose world is not made yet."""
        self.session = session
        self.board = board
        self.audience = Audience()
        self.mode: Mode = "loading"
        self.controller = ""
        self.steps_per_second = steps_per_second
        self.ack = 0
        self.patience = patience
        self.question: Question | None = None
        self.lines: dict[int, Line] = {}
        self.what_if: WhatIf | None = None

    def welcome(self, viewer: Viewer) -> None:
        """Send a viewer the whole state, the others that it is there; from now on it gets every event."""
        self.audience.add(viewer)
        self.tell_control("someone came to watch", but=viewer)
        event = Welcome(
            type="welcome",
            seq=self.audience.seq,
            session="" if viewer.spectator else self.session,
            state=self._state(),
        )
        viewer.tell(event.model_dump_json())
        if picture := self._picture():
            viewer.show(picture)

    def dismiss(self, viewer: Viewer) -> None:
        """Forget a viewer, and tell the others."""
        self.audience.remove(viewer)
        self.tell_control("someone left")

    def begin(self, board: Board, mode: Mode) -> None:
        """Show another episode. Who has the controls keeps them."""
        self.board = board
        self.what_if = None
        self.mode = mode
        self.ack = 0
        board.drive(person=mode == "person", text=texts.CONTROL["take_over"])
        self.audience.tell(NewEpisode(type="episode", seq=self.audience.number(), state=self._state()))
        self.show()

    def enter(self, mode: Mode, reason: str, controller: str = "") -> None:
        """Change the mode, and who has the controls."""
        if mode == "person" and self.mode != "person":
            self.ack = 0
        if mode != "loading":
            self.board.drive(person=mode == "person", text=reason)
        self.mode = mode
        self.controller = controller
        self.tell_control(reason)
        self.show()

    def publish(self, change: Change) -> None:
        """Show what changed in the game. The mode turns to ``over`` when the episode is."""
        board, audience = self.board, self.audience
        was_over = board.over
        board.take_in(change)
        for plan in change.plans:
            audience.tell(PlanChanged(type="plan", seq=audience.number(), plan=plan))
        if change.thought:
            audience.tell(Thinking(type="thought", seq=audience.number(), thought=change.thought))
        for name in change.unlocked:
            audience.tell(Unlocked(type="unlocked", seq=audience.number(), step=board.step, achievement=name))
        if change.over and not was_over:
            audience.tell(Ended(type="ended", seq=audience.number(), step=board.step, reason=change.over))
            self.enter("over", texts.over(change.over, board.world))
        else:
            self.show()

    def ask(self, question: Question | None) -> None:
        """Show what the planner asks, or that it does not ask any more."""
        if question != self.question:
            self.question = question
            self.audience.tell(Asking(type="question", seq=self.audience.number(), question=question))

    def wait_for(self, seconds: float) -> None:
        """Change for how long an answer is waited for."""
        self.patience = seconds
        self.audience.tell(PatienceChanged(type="patience", seq=self.audience.number(), seconds=seconds))

    def draw_lines(self, *lines: Line) -> None:
        """Show episodes of the session that are new or went on."""
        self.lines.update({line.number: line for line in lines})
        shown = list(self.lines.values())
        self.audience.tell(LinesChanged(type="lines", seq=self.audience.number(), lines=shown))

    def try_out(self, what_if: WhatIf) -> None:
        """Show how far a what-if is."""
        self.what_if = what_if
        self.audience.tell(Trying(type="what_if", seq=self.audience.number(), what_if=what_if))

    def suggest(self, suggestions: list[str]) -> None:
        """Show other suggestions, if they are others."""
        if suggestions != self.board.suggestions:
            self.board.suggestions = suggestions
            self.audience.tell(Suggestions(type="suggestions", seq=self.audience.number(), suggestions=suggestions))

    def notice(self, level: texts.Level, message: str) -> None:
        """Say something to the people."""
        self.audience.tell(Notice(type="notice", seq=self.audience.number(), level=level, text=message))

    def tell_control(self, reason: str, *, but: Viewer | None = None) -> None:
        """Tell all ``but`` one mode, controls, speed and who watches as they are now."""
        event = ControlChanged(
            type="control",
            seq=self.audience.number(),
            step=self.board.step,
            mode=self.mode,
            controller=self.controller,
            steps_per_second=self.steps_per_second,
            viewers=self.audience.people,
            spectators=self.audience.spectators,
            text=reason,
        )
        self.audience.tell(event, but=but)

    def show(self) -> None:
        """Send the picture as it is now."""
        if picture := self._picture():
            self.audience.show(picture)

    @property
    def tries(self) -> list[Try]:
        """The branches of the what-if."""
        return self.what_if.tries if self.what_if else []

    def _state(self) -> EpisodeState:
        return self.board.state(
            mode=self.mode,
            controller=self.controller,
            steps_per_second=self.steps_per_second,
            viewers=self.audience.people,
            spectators=self.audience.spectators,
            question=self.question,
            patience=self.patience,
            lines=list(self.lines.values()),
            what_if=self.what_if,
        )

    def _picture(self) -> bytes | None:
        picture = self.board.picture
        return picture.encode(seq=self.audience.seq, ack=self.ack, person=self.mode == "person") if picture else None
