"""A film of a record, drawn from it with the game's own pictures: MP4 (H.264) or GIF."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import av
import matplotlib
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from agent.core.plan import Source
from agent.traces import trace as traces
from agent.traces.trace import CorrectionEvent, PlanEndEvent, PlanEvent, StepEvent, Trace
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.rules import ACHIEVEMENTS

Format = Literal["mp4", "gif"]
LONGEST = {"mp4": 10_000, "gif": 600}  # frames; a GIF of more is too large to send to anyone
# Steps a second. A GIF counts hundredths of a second, and viewers slow those of one hundredth down.
MIN_SPEED, MAX_SPEED = 1, 50
NATIVE = 144  # pixels a side of the game's own picture, nine textures of 16
_SCALE = {"mp4": 4, "gif": 2}
_CAPTION = 32  # native pixels high
_LINES = 3  # of the plans in the caption
_SHOWN_FOR = 20  # frames that an achievement stays in the caption
_PALETTE_FRAMES = 8  # of the film, that a GIF's palette is made from
_AUTHORS: dict[Source, str] = {
    "human": "A person",
    "adviser": "The adviser",
    "agent": "The planner",
    "expert": "The planner",
}
_GROUND, _TEXT, _FAINT, _GOLD, _PERSON = "#16191b", "#f0f2f1", "#a0aaa5", "#e9bd5b", "#aeb0ff"


class FilmError(ValueError):
    """A film that cannot be made as it was asked for."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What to film: steps ``first`` to ``last``, both shown, at ``speed`` steps a second."""

    format: Format
    first: int = 0
    last: int | None = None  # None: to the end
    speed: float = 10.0

    def frames(self, steps: int) -> range:
        """The steps to show, of an episode of so many. FilmError if that cannot be."""
        last = steps if self.last is None else self.last
        if not 0 <= self.first <= last <= steps:
            raise FilmError(
                f"steps {self.first} to {last} cannot be filmed: the record has steps 0 to {steps}"
            )
        if not MIN_SPEED <= self.speed <= MAX_SPEED:
            raise FilmError(
                f"{self.speed:g} steps a second will not do; choose {MIN_SPEED} to {MAX_SPEED}"
            )
        count = last - self.first + 1
        if count > LONGEST[self.format]:
            other = " or make an mp4" if self.format == "gif" else ""
            raise FilmError(
                f"steps {self.first} to {last} are {count:,} frames; a film in "
                f"{self.format} has {LONGEST[self.format]:,} "
                f"at the most: choose a shorter part{other}"
            )
        return range(self.first, last + 1)


def _nobody(_drawn: int) -> None:
    """Tell nobody."""


def make(trace: Trace, cut: Cut, out: Path, tell: Callable[[int], None] = _nobody) -> None:
    """Film a record. Slow: for a worker thread.

    Args:
        trace: what to film.
        cut: which steps, how fast, as what.
        out: file to write. If the film fails, it is not there afterwards.
        tell: is told how many frames are drawn, after each.

    Raises FilmError for a cut that cannot be, TraceError if the record does not replay, OSError if
    the disk does not take it.
    """
    frames = cut.frames(sum(1 for _ in trace.steps))
    pictures = _counted(_pictures(trace, frames, _SCALE[cut.format]), tell)
    try:
        if cut.format == "mp4":
            _write_mp4(pictures, cut.speed, out)
        else:
            _write_gif(list(pictures), cut.speed, out)
    except BaseException:
        out.unlink(missing_ok=True)
        raise


def _counted(pictures: Iterator[Image.Image], tell: Callable[[int], None]) -> Iterator[Image.Image]:
    for drawn, picture in enumerate(pictures, start=1):
        yield picture
        tell(drawn)


def _write_mp4(pictures: Iterator[Image.Image], speed: float, out: Path) -> None:
    # The index goes to the front, so that browsers show the film before all of it is there.
    with av.open(str(out), "w", format="mp4", options={"movflags": "faststart"}) as container:
        size = _size(_SCALE["mp4"])
        rate = Fraction(speed).limit_denominator(1000)
        stream: Any = container.add_stream(
            "libx264", rate=rate, options={"preset": "veryfast", "crf": "20"}
        )
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"  # the only one that every browser plays
        stream.codec_context.thread_count = 1  # the games that are being played come first
        for picture in pictures:
            container.mux(
                stream.encode(av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24"))
            )
        container.mux(stream.encode(None))


def _write_gif(pictures: list[Image.Image], speed: float, out: Path) -> None:
    # One palette for all frames: what does not change between two frames then takes no room.
    chosen = pictures[:: max(1, len(pictures) // _PALETTE_FRAMES)]
    width, height = pictures[0].size
    sheet = Image.new("RGB", (width, height * len(chosen)))
    for row, picture in enumerate(chosen):
        sheet.paste(picture, (0, row * height))
    palette = sheet.quantize(256)
    first, *rest = (
        picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures
    )
    first.save(out, "GIF", save_all=True, append_images=rest, duration=round(1000 / speed), loop=0)


def _pictures(trace: Trace, frames: range, scale: int) -> Iterator[Image.Image]:
    world = CrafterWorld()
    if trace.header.world != world.name:
        raise traces.TraceError(
            f"{trace.path}: the record is of world {trace.header.world!r}, and films "
            f"are made of {world.name} alone"
        )
    world.reset(trace.header.seed)
    told = captions(trace)
    if 0 in frames:
        yield _draw(world, told[0], scale)
    for event in traces.replay(trace, world, is_reset=True):
        if not isinstance(event, StepEvent):
            continue
        if event.step in frames:
            yield _draw(world, told[event.step], scale)
        if event.step == frames[-1]:
            return


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands under one picture."""

    step: int
    driven: str  # by whom
    unlocked: int
    news: str  # achievement that is new, "" for none
    plan: str
    author: str
    below: str = ""  # the planner's own plan beneath a person's


def captions(trace: Trace) -> list[Caption]:
    """The captions by step.

    A plan is written on the view before its first step, and is shown with that view.
    """
    told: list[Caption] = []
    caption = Caption(0, "", 0, "", "", "")
    news_since = 0
    plan_id = below_id = 0
    for event in trace.events:
        match event:
            case PlanEvent() if event.under:
                below_id = event.id
                caption = replace(caption, below=event.text)
            case PlanEndEvent() if event.id == below_id:
                caption = replace(caption, below="")
            case PlanEvent():
                plan_id = event.id
                author = _AUTHORS[event.source]
                caption = replace(caption, plan=event.text, author=author)
            case CorrectionEvent() if event.id == plan_id:
                caption = replace(caption, plan=event.text)
            case PlanEndEvent() if event.id == plan_id:
                caption = replace(caption, plan="", author="")
            case StepEvent():
                told.append(caption)
                driven = "a person" if event.driver == "person" else "the planner"
                caption = replace(
                    caption,
                    step=event.step,
                    driven=driven,
                    unlocked=caption.unlocked + len(event.unlocked),
                )
                if event.unlocked:
                    news_since = event.step
                    caption = replace(caption, news=", ".join(event.unlocked).replace("_", " "))
                elif event.step - news_since > _SHOWN_FOR:
                    caption = replace(caption, news="")
            case _:
                continue
    return [*told, caption]


def _draw(world: CrafterWorld, caption: Caption, scale: int) -> Image.Image:
    size = _size(scale)
    picture = Image.new("RGB", size, _GROUND)
    native = Image.fromarray(world.draw((NATIVE, NATIVE)))
    picture.paste(native.resize((NATIVE * scale, NATIVE * scale), Image.Resampling.NEAREST), (0, 0))
    pen = ImageDraw.Draw(picture)
    font = _font(2 * scale + 8)
    left, top, line = 3 * scale, (NATIVE + 2) * scale, round(1.25 * font.size)
    driven = f" · {caption.driven}" if caption.driven else ""
    pen.text(
        (left, top),
        f"Step {caption.step} · {caption.unlocked} of {len(ACHIEVEMENTS)}{driven}",
        _FAINT,
        font,
    )
    if caption.news:
        pen.text((size[0] - left, top), f"+ {caption.news}", _GOLD, font, anchor="ra")
    if caption.plan:
        width = size[0] - 2 * left
        colour = _PERSON if caption.author == "A person" else _TEXT
        below = _wrap(f"The planner: {caption.below}", font, width, 1) if caption.below else ()
        told = _wrap(f"{caption.author}: {caption.plan}", font, width, _LINES - len(below))
        coloured = [*((words, colour) for words in told), *((words, _TEXT) for words in below)]
        for row, (words, ink) in enumerate(coloured, start=1):
            pen.text((left, top + row * line), words, ink, font)
    return picture


@functools.lru_cache(64)
def _wrap(text: str, font: ImageFont.FreeTypeFont, width: int, most: int) -> tuple[str, ...]:
    """Lines of at most ``width`` pixels; what does not fit into ``most`` lines is cut off, and
    shows it.
    """
    lines = [""]
    for word in text.split():
        grown = f"{lines[-1]} {word}".strip()
        if font.getlength(grown) <= width or not lines[-1]:
            lines[-1] = grown
        else:
            lines.append(word)
    shown, cut = lines[:most], len(lines) > most
    clipped = []
    for line in shown:
        last = cut and line is shown[-1]
        mark = "…" if last or font.getlength(line) > width else ""
        while font.getlength(line + mark) > width:
            line, mark = line[:-1], "…"
        clipped.append(line + mark)
    return tuple(clipped)


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    # Matplotlib brings a font that has most alphabets; Pillow's own has Latin letters alone.
    return ImageFont.truetype(
        Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf", size
    )


def _size(scale: int) -> tuple[int, int]:
    return NATIVE * scale, (NATIVE + _CAPTION) * scale
