"""The commands that make what planners learn from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.cli import DATA, Data, World
from agent.core.files import traces_under
from agent.core.seeds import FIRST_TRAINING, MAX_SEED
from agent.worlds import registry as worlds
from training.cli import shared
from training.data.labels import ExampleSettings, Labels, Recipe, build
from training.demos import record
from training.play import batched

app = typer.Typer()


@app.command()
def teach(
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Folder of the lessons; to resume, name it again."),
    ],
    episodes: Annotated[int, typer.Option(min=1, help="Lessons in all.")] = 1000,
    first: Annotated[
        int, typer.Option(min=FIRST_TRAINING, max=MAX_SEED, help="Seed of the first lesson.")
    ] = FIRST_TRAINING,
    cap: Annotated[
        int, typer.Option(min=1, max=10_000, help="Steps of a lesson at the most.")
    ] = 2000,
    world: World = worlds.DEFAULT,
    teacher: Annotated[
        str,
        typer.Option(
            help="expert: who plays the world by rules; in Crafter also random, or a language "
            "model: pebble, hf:PATH, vllm:PATH, openai:URL#MODEL."
        ),
    ] = "expert",
    people: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the expert's lessons with people's plans.")
    ] = 0.4,
    jobs: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Processes that play. Default: one for each core, or each of the cluster's.",
        ),
    ] = None,
    cluster: shared.ClusterAddress = None,
) -> None:
    """Record lessons of the expert, or of another teacher: traces to learn from."""
    from collections import Counter

    from training.demos import demonstrators
    from training.play.speed import PlaySpeed

    unlocked, steps, plans, speed = 0, 0, 0, PlaySpeed()
    actions: Counter[str] = Counter()
    try:
        demonstrators.check(teacher, world)
        goals = len(worlds.find(world).make().achievements)
        with shared.playing(out, cluster) as there, shared.progress() as bar:
            task = bar.add_task("lessons", total=episodes)
            seeds = range(first, first + episodes)
            done = record.record_all(
                out,
                seeds,
                cap=cap,
                jobs=there if jobs is None else jobs,
                people=people,
                teacher=teacher,
                world=world,
                away=cluster is not None,
                speed=speed,
            )
            for number, summary in enumerate(done, start=1):
                unlocked, steps, plans = (
                    unlocked + summary.unlocked,
                    steps + summary.steps,
                    plans + summary.plans,
                )
                actions += summary.actions
                bar.update(
                    task,
                    completed=number,
                    description=f"lessons, mean {unlocked / number:.2f} of {goals}",
                )
    except ValueError as error:
        raise shared.fail(str(error)) from error
    typer.echo(
        f"{episodes} lessons in {out}: {steps} steps, mean "
        f"{unlocked / episodes:.2f} of {goals} unlocked, "
        f"{100 * plans / steps:.1f} plans per 100 steps"
    )
    typer.echo(
        "actions: "
        + ", ".join(f"{name} {100 * count / steps:.1f} %" for name, count in actions.most_common())
    )
    typer.echo(speed.line)


@app.command()
def examples(
    lessons: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR...",
            help="Folders of traces, the expert's or a student's; they are searched.",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="NPZ", help="File to write.")],
    model: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Model whose tokenizer is used. Default: Pebble's."),
    ] = None,
    recipe: Annotated[
        str, typer.Option(help="dynamic: with plans; naive: the same actions without.")
    ] = "dynamic",
    labels: Annotated[
        str, typer.Option(help="expert: what it would write; player: what was written.")
    ] = "expert",
    world: World = worlds.DEFAULT,
    ways: Annotated[bool, typer.Option(help="Tell the known ways.")] = True,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes. Default: one for each core.")
    ] = None,
) -> None:
    """Turn traces into training examples: every state, and what is to be written in it."""
    from typing import cast, get_args

    from agent.planners import settings as planner_settings
    from training.data import examples as making

    if recipe not in get_args(Recipe):
        raise shared.fail(f"{recipe!r} is no recipe; write {' or '.join(get_args(Recipe))}")
    if labels not in get_args(Labels):
        raise shared.fail(f"{labels!r} labels nothing; write {' or '.join(get_args(Labels))}")
    try:
        files = traces_under(lessons)
    except FileNotFoundError as error:
        raise shared.fail(str(error)) from error
    if not files:
        raise shared.fail(f"there are no traces (.jsonl) in {', '.join(map(str, lessons))}")
    try:
        default = planner_settings.PlannerSettings(version=2)
        read = default if model is None else planner_settings.read(model)
        settings = ExampleSettings(
            cast(Recipe, recipe),
            cast(Labels, labels),
            world=world,
            ways=ways,
            version=read.version,
            trail=read.trail,
            tokenizer=model,
        )
        with shared.progress() as bar:
            parts = list(
                bar.track(
                    build(files, settings, jobs=shared.processes(jobs)),
                    len(files),
                    description="examples",
                )
            )
        made = making.Examples.joined(parts)
        made.save(out)
    except ValueError as error:  # of traces, tokenizers, settings and worlds, one line each
        raise shared.fail(str(error)) from error
    except OSError as error:
        raise shared.fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    typer.echo(
        f"{out}: {len(made)} examples, {int((made.plans > 0).sum())} with a plan, "
        f"{len(made.ids) / len(made):.0f} tokens each"
    )


@app.command()
def export(
    what: Annotated[
        str,
        typer.Argument(
            metavar="messages|steps|corrections|sessions|minari|samples",
            help="What to export; docs/data.md tells, of samples docs/environments.md.",
        ),
    ],
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="TRACE...",
            help="Traces, and folders that are searched for them (.jsonl); for samples, a run of "
            "ppo.",
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder to make.")],
    prompt: Annotated[str, typer.Option(help="How states are put: brief, prose, grid.")] = "brief",
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes. Default: one for each core.")
    ] = None,
) -> None:
    """Turn traces into a data set for others' tools: files for each split, and a card."""
    from typing import cast, get_args

    try:
        from agent.traces.sources import ExportError
        from agent.traces.trace import TraceError
        from training.export import dataset, samples
        from training.export.episode import PromptName
        from training.export.kinds import KINDS
    except ModuleNotFoundError as error:
        raise shared.lacking("exports need", error) from error
    if what == "samples":
        try:
            counts = samples.export(sources, out)
        except ExportError as error:
            raise shared.fail(str(error)) from error
        typer.echo(f"{out}: {sum(counts.values())} samples of {len(counts)} updates")
        return
    if what not in KINDS:
        raise shared.fail(f"{what!r} cannot be exported; write {', '.join(KINDS)}, samples")
    if prompt not in get_args(PromptName):
        raise shared.fail(f"{prompt!r} is no prompt; write {', '.join(get_args(PromptName))}")
    told = cast(PromptName, prompt)
    try:
        with shared.progress() as bar:
            task = bar.add_task(what, total=None)

            def show(done: int, total: int) -> None:
                bar.update(task, completed=done, total=total)

            made = dataset.export(
                what, sources, out, told=told, jobs=shared.processes(jobs), on_progress=show
            )
    except (ExportError, TraceError) as error:
        raise shared.fail(str(error)) from error
    except OSError as error:
        raise shared.fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    for warning in made.warnings:
        typer.echo(f"warning: {warning}", err=True)
    rows = ", ".join(f"{count} {split}" for split, count in made.rows.items())
    typer.echo(
        f"{out}: {what} of {len(made.tallies)} episodes in {sum(made.rows.values())} "
        f"rows ({rows}), and README.md"
    )


@app.command(name="import")
def import_games(
    what: Annotated[
        str,
        typer.Argument(metavar="crafter-human", help="What to import; docs/data.md tells."),
    ],
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Where the recorded games are (.npz).")
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the traces.")],
    seed: Annotated[
        int | None,
        typer.Option(min=0, max=MAX_SEED, help="Seed of crafter.Env, if the files do not name it."),
    ] = None,
) -> None:
    """Turn games that Crafter's own recorder saved into traces, where they can be played again."""
    from training.demos import crafter_human

    if what != "crafter-human":
        raise shared.fail(f"{what!r} cannot be imported; write crafter-human")
    files = sorted(folder.rglob("*.npz"))
    if not files:
        raise shared.fail(f"there are no recorded games (.npz) in {folder}")
    imported = 0
    for path in files:
        trace = out / path.relative_to(folder).with_suffix(".jsonl")
        try:
            steps = crafter_human.import_game(path, trace, seed)
        except crafter_human.NotReplayableError as error:
            typer.echo(f"{path}: not imported: {error}")
        except FileExistsError:
            typer.echo(f"{path}: not imported: {trace} is there already")
        except OSError as error:
            raise shared.fail(f"{trace} cannot be written: {error.strerror}") from error
        else:
            imported += 1
            typer.echo(f"{path}: {steps} steps in {trace}")
    if not imported:
        raise shared.fail(f"none of the {len(files)} games could be imported")
    typer.echo(f"{out}: {imported} of {len(files)} games")


@app.command()
def dagger(
    planner: Annotated[
        str, typer.Option(help="The student: pebble, one that was learned, or hf:DIR.")
    ],
    out: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Folder of the traces; to resume, name it again."),
    ],
    episodes: Annotated[int, typer.Option(min=1, help="Episodes to play.")] = 64,
    first: Annotated[
        int, typer.Option(min=FIRST_TRAINING, max=MAX_SEED, help="Seed of the first.")
    ] = 1_500_000,
    cap: Annotated[
        int, typer.Option(min=1, max=10_000, help="Steps of an episode at the most.")
    ] = 1000,
    world: World = worlds.DEFAULT,
    expert: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the time in which the expert plays.")
    ] = 0.3,
    people: Annotated[
        float, typer.Option(min=0, max=1, help="Share of the episodes with people's plans.")
    ] = 0.3,
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Processes that play. Default: one for each core.")
    ] = None,
    batch: Annotated[
        int, typer.Option(min=1, help="Episodes that each process plays at once.")
    ] = batched.BATCH,
    data: Data = DATA,
) -> None:
    """Record a round of a student's play, which `examples` labels with what the expert would have
    done.
    """
    from agent.planners import registry
    from training.demos import dagger as rounds
    from training.play.speed import PlaySpeed

    speed = PlaySpeed()
    try:
        if not registry.find(planner, data=data, world=world).is_model:
            raise shared.fail(f"{planner!r} is no language model; name one, such as hf:DIR")
        with shared.progress() as bar:
            task = bar.add_task("student plays", total=episodes)
            played = rounds.play_rounds(
                planner,
                out,
                range(first, first + episodes),
                cap=cap,
                expert_share=expert,
                people=people,
                jobs=shared.processes(jobs),
                world=world,
                batch=batch,
                data=data,
                speed=speed,
            )
            for done in played:
                bar.update(task, advance=done)
    except ValueError as error:
        raise shared.fail(str(error)) from error
    except OSError as error:
        raise shared.fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    typer.echo(f"{episodes} episodes in {out}\n{speed.line}")


@app.command()
def decisions(
    measurements: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Folders that `advantage` made.")
    ],
    out: Annotated[Path, typer.Option(metavar="NPZ", help="File to write.")],
    model: Annotated[
        Path, typer.Option(metavar="DIR", help="Model that is to learn, for text and tokenizer.")
    ],
    price: Annotated[float, typer.Option(help="Of a plan, in achievements.")] = 0.0,
    horizon: Annotated[
        int, typer.Option(min=1, help="Steps after which achievements are counted.")
    ] = 100,
) -> None:
    """Turn measured advantages of planning into training examples: when to plan, not what."""
    from agent.core.spec import UnsupportedWorldError
    from agent.planners import settings as planner_settings
    from agent.traces.trace import TraceError
    from training.data.examples import Examples
    from training.data.tokenizer import TokenizerError
    from training.evaluation.advantage.lessons import LessonsError, lessons
    from training.models import load
    from training.runs.recipe import RecipeError

    try:
        settings, tokenizer = planner_settings.read(model), load.tokenizer(str(model))
        made = Examples.joined(
            [
                lessons(folder, settings, tokenizer, price=price, horizon=horizon)
                for folder in measurements
            ]
        )
        made.save(out)
    except (
        LessonsError,
        RecipeError,
        TokenizerError,
        TraceError,
        UnsupportedWorldError,
        planner_settings.SettingsError,
    ) as error:
        raise shared.fail(str(error)) from error
    except OSError as error:
        raise shared.fail(f"{error.filename or out} cannot be written: {error.strerror}") from error
    plans = int((made.plans > 0).sum())
    typer.echo(f"{out}: {len(made)} decisions, {plans} of them to plan")
