"""Answers to what people ask, from the rules, the view and the memory alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from agent.core.goals import Goal
from agent.core.plan import Plan
from agent.core.spoken import BACK
from agent.core.talk import Answer, Moment, Offer, Question
from agent.worlds.crafter.memory import Event, Memory
from agent.worlds.crafter.plans.describing import describe
from agent.worlds.crafter.plans.holding import is_night, material_of
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.plans.suggestions import suggest
from agent.worlds.crafter.plans.talk.unknown import instead
from agent.worlds.crafter.plans.words import counted, listed, some
from agent.worlds.crafter.rules import (
    ACHIEVEMENTS,
    COLLECT,
    DAY,
    ITEMS,
    MAKE,
    MAX_ITEM,
    PLACE,
    VITALS,
    Position,
)
from agent.worlds.crafter.view import MATERIAL_ID, View

_At = Moment[View, Memory]
_LOW = 3  # of a vital that is worth a word
_LATELY = 30  # steps that "what happened?" looks back
_TELLS = 4  # things that happened which are told
_TOLD: Mapping[str, str] = {
    "make": "made {thing}",
    "place": "placed {thing}",
    "eat": "ate {thing}",
    "drink": "drank",
    "defeat": "defeated {thing}",
    "hurt": "lost {count} health",
    "asleep": "fell asleep",
    "awake": "woke up",
    "meet": "met {thing}",
    "gain": "got {count} {name}",
}
_NIGHT_BEGINS = 148  # of each ``DAY``, see ``rules.daylight``
_ASK_ME = (
    "what are you doing? · why? · where is water? · what do you need for an iron pickaxe? · "
    "what happened?"
)


def answer(text: str, question: Question, moment: _At) -> Answer:
    """The answer to a question that was asked with the words ``text``."""
    return _TOPICS[question.topic](text, question.thing, moment)


# --- what is being done, and why ---


def _doing(text: str, thing: str, now: _At) -> Answer:
    if now.over:
        return Answer("Nothing: the game is over.", _after(now))
    if now.view.asleep:
        return Answer("I am asleep, until I am rested or something wakes me.")
    plan, own = now.plan, now.below
    if plan is None:
        return Answer("I have no plan right now; I act as I see fit.", _ideas(now))
    if not plan.is_asked:
        return Answer(f"My own plan: {plan.text}{_so_far(now)}.")
    whose = "Your plan" if plan.is_persons else "My adviser's plan"
    doing = f"{whose} is “{plan.text}”{_so_far(now)}."
    if own is None:
        return Answer(doing)
    how = "First I do something else" if now.detour else "For that I do this"
    return Answer(f"{doing} {how}: {own.text}.")


def _so_far(now: _At) -> str:
    return f" ({now.progress.text})" if now.progress and now.progress.text else ""


def _why(text: str, thing: str, now: _At) -> Answer:
    if now.over:
        return _happened(text, thing, now)
    ended = next((plan for plan in reversed(now.plans) if plan.is_persons and plan.reason), None)
    plan = now.plan
    if plan is not None and plan.is_persons:
        if now.detour and now.below:
            return Answer(
                f"I put your plan off for a moment: {now.below.text}. Then I go back to it.",
                (Offer("Take over", "take_over"),),
            )
        if now.below:
            return Answer(f"You asked for “{plan.text}”, and for that I do this: {now.below.text}.")
        return Answer(f"Because you asked for it: “{plan.text}”.")
    if ended and ended.ended is not None and now.view.step - ended.ended <= _LATELY:
        return Answer(_ending(ended))
    if plan is not None and plan.is_asked:
        return Answer(f"Because my adviser says so: “{plan.text}”.")
    if plan is not None:
        return Answer(f"That is my own plan: {plan.text}. {_needs(now)}".strip())
    return Answer(f"Nobody gave me a plan, so I do what seems best. {_needs(now)}".strip())


def _ending(plan: Plan) -> str:
    how = {
        "done": "is done",
        "given_up": "ended by itself",
        "replaced": "was replaced",
        "cancelled": "was cancelled",
    }
    return f"Your plan “{plan.text}” {how.get(plan.status, 'ended')}: {plan.reason}."


def _needs(now: _At) -> str:
    low = [f"{name} is {now.view.inventory[name]}" for name in VITALS if _is_low(now.view, name)]
    return f"I have to be careful: {listed(low)}." if low else ""


def _is_low(view: View, vital: str) -> bool:
    return view.inventory[vital] <= _LOW


def _stuck(text: str, thing: str, now: _At) -> Answer:
    if now.view.asleep:
        return Answer("No, I am asleep. I wake up when I am rested, or when something hurts me.")
    still = _still(now.memory)
    if still < 3 and now.stalled < 10:
        return Answer(f"No. {_doing(text, thing, now).text}")
    return Answer(
        f"Perhaps: I have stood on this cell for {still} steps, and {now.stalled} brought the "
        "plan no nearer. Take the controls, or give me another plan.",
        (Offer("Take over", "take_over"), Offer("You decide", "cancel")),
    )


def _still(memory: Memory) -> int:
    """Steps since the player came to where it stands."""
    still = 0
    for cell in reversed(memory.path[:-1]):
        if cell != memory.position:
            break
        still += 1
    return still


def _happened(text: str, thing: str, now: _At) -> Answer:
    if now.over == "died":
        cause = now.cause or "it is not known of what"
        return Answer(f"The player died at step {now.view.step}: {cause}.", _after(now))
    if now.over:
        return Answer(f"The game ended at step {now.view.step}: {now.over}.", _after(now))
    lately = [event for event in now.memory.events if event.step > now.view.step - _LATELY]
    told = dict.fromkeys(filter(None, map(_event, lately)))
    plan = next((plan for plan in reversed(now.plans) if plan.is_persons and plan.reason), None)
    ended = f" {_ending(plan)}" if plan else ""
    if not told:
        return Answer(f"Not much in the last {_LATELY} steps.{ended}")
    return Answer(f"Lately I {listed(list(told)[-_TELLS:])}.{ended}")


def _event(event: Event) -> str:
    words = _TOLD.get(event.kind, "")
    name = event.name.replace("_", " ")
    return words.format(thing=some(event.name) if event.name else "", name=name, count=event.count)


def _after(now: _At) -> tuple[Offer, ...]:
    step = max(0, now.view.step - 2 * BACK)
    return (Offer(f"Back {now.view.step - step} steps", "back", step=step),)


# --- the bag, the vitals, the hour ---


def _have(text: str, thing: str, now: _At) -> Answer:
    if thing in VITALS:
        return _vitals(text, thing, now)
    held = now.view.inventory
    item = {"tree": "wood", "water": "drink"}.get(thing, thing)
    if item == "drink":
        return _vitals(text, item, now)
    if item in ITEMS:
        count, most = held[item], MAX_ITEM[item]
        full = f", which is all that fits ({most})" if count >= most else ""
        return Answer(
            f"{counted(count, item)}{full}." if count else f"No {item.replace('_', ' ')}."
        )
    bag = [counted(held[name], name) for name in ITEMS if name not in VITALS and held[name]]
    if thing:
        return Answer(f"No {thing.replace('_', ' ')}: it does not go into the bag.")
    return Answer(f"In the bag: {listed(bag)}." if bag else "The bag is empty.")


def _vitals(text: str, thing: str, now: _At) -> Answer:
    held = now.view.inventory
    if now.over:
        return _happened(text, thing, now)
    if thing in VITALS:
        return Answer(f"{thing.capitalize()} is {held[thing]} of {MAX_ITEM[thing]}.")
    worst = min(VITALS, key=lambda name: held[name])
    state = "Not well" if held[worst] <= _LOW else "Well enough" if held[worst] <= 6 else "Well"
    all_ = ", ".join(f"{name} {held[name]}" for name in VITALS)
    care = f" I should see to my {worst} soon." if held[worst] <= _LOW else ""
    return Answer(f"{state}: {all_}, each of 9.{care}")


def _night(text: str, thing: str, now: _At) -> Answer:
    step = now.view.step
    night = is_night(step)
    turn = next(ahead for ahead in range(1, DAY) if is_night(step + ahead) != night)
    if night:
        return Answer(f"It is night. Day comes in {turn} steps.")
    return Answer(f"It is day. Night comes in {turn} steps; zombies are many then.")


# --- where things are ---


def _where(text: str, thing: str, now: _At) -> Answer:
    if not thing or thing == "start":
        x, y = now.memory.path[0]
        return Answer(f"{_way((x, y), now)} from here is where the game began.".capitalize())
    near = _nearest(thing, now.memory)
    if near is None:
        return Answer(
            f"I have not seen {some(thing)} yet.", (Offer("Look for it", "plan", f"find {thing}"),)
        )
    return Answer(
        f"The nearest {thing.replace('_', ' ')} that I know of is {_way(near, now)} of here.",
        (Offer("Go there", "plan", f"go to the {thing.replace('_', ' ')}"),),
    )


def _seen(text: str, thing: str, now: _At) -> Answer:
    if not thing:
        return _question(text, thing, now)
    near = _nearest(thing, now.memory)
    if near is None:
        return Answer(
            f"No, I have not seen {some(thing)} yet.",
            (Offer("Look for it", "plan", f"find {thing}"),),
        )
    return Answer(
        f"Yes: the nearest {thing.replace('_', ' ')} that I know of is {_way(near, now)}."
    )


def _nearest(thing: str, memory: Memory) -> Position | None:
    material = material_of("wood" if thing == "tree" else thing)
    if material in MATERIAL_ID:
        return memory.nearest(material)
    kinds = (
        ("zombie", "skeleton")
        if thing == "monster"
        else (thing, "cow")
        if thing == "food"
        else (thing,)
    )
    x, y = memory.position
    cells = [cell for cell, sighting in memory.creatures.items() if sighting.kind in kinds]
    return min(cells, key=lambda cell: abs(cell[0] - x) + abs(cell[1] - y), default=None)


def _way(cell: Position, now: _At) -> str:
    """Where a cell lies: "5 east and 2 north"."""
    dx, dy = cell[0] - now.memory.position[0], cell[1] - now.memory.position[1]
    parts = [f"{abs(dx)} {'east' if dx > 0 else 'west'}"] if dx else []
    parts += [f"{abs(dy)} {'south' if dy > 0 else 'north'}"] if dy else []
    return listed(parts) or "right here"


# --- the rules ---


def _need(text: str, thing: str, now: _At) -> Answer:
    target = {"sapling": "sapling", "tree": "wood", "water": "drink"}.get(thing, thing)
    asks_to_plant = any(word in text.lower() for word in ("plant", "grow", "place", "farm"))
    if target in MAKE:
        return _recipe(f"make {some(target)}", MAKE[target].uses, MAKE[target].nearby, now)
    if target in PLACE and (target not in ("stone",) or asks_to_plant):
        return _recipe(f"place {some(target)}", PLACE[target].uses, (), now)
    for material, rule in COLLECT.items():
        if target in rule.receive:
            return Answer(_collecting(target, material, rule.require, now), _go_for(target))
    eaten = {
        "cow": "To eat a cow, face it and hit it until it is down: some blows with a bare hand.",
        "food": "To eat, hit a cow, or plant a sapling and eat the plant when it is ripe.",
        "zombie": "To fight a zombie, face it and hit it. A sword makes it quicker.",
        "skeleton": "To fight a skeleton, go into a cave, face it and hit it. Mind its arrows.",
        "night": "For the night: drink, eat, close yourself in with stones, and sleep.",
    }
    if target in eaten:
        return Answer(eaten[target])
    return _question(text, thing, now)


def _recipe(what: str, uses: Mapping[str, int], nearby: Sequence[str], now: _At) -> Answer:
    held = now.view.inventory
    beside = f", with {listed([some(station) for station in nearby])} nearby" if nearby else ""
    needs = listed([counted(count, item) for item, count in uses.items()])
    missing = [
        counted(count - held[item], item) for item, count in uses.items() if held[item] < count
    ]
    missing += [some(station) for station in nearby if now.memory.nearest(station) is None]
    lack = f"You still lack {listed(missing)}." if missing else "You have all of that."
    thing = what.partition(" ")[2]
    return Answer(
        f"{_cap(thing)} takes {needs}{beside}. {lack}", (Offer(_cap(what), "plan", what),)
    )


def _collecting(target: str, material: str, require: Mapping[str, int], now: _At) -> str:
    name = "water" if target == "drink" else target
    tools = [some(tool) for tool in require]
    takes = f"takes {listed(tools)}" if tools else "takes nothing but your hands"
    have = " You have one." if tools and all(now.view.inventory[tool] for tool in require) else ""
    lack = " You have none yet." if tools and not have else ""
    near = _near(material, now)
    return f"To get {name} {takes}.{have}{lack} {near}"


def _near(material: str, now: _At) -> str:
    """A sentence about where the nearest of a material is."""
    near = now.memory.nearest(material)
    if near is None:
        return f"I have not seen {some(material)} yet."
    return f"The nearest {material} is {_way(near, now)}."


def _go_for(target: str) -> tuple[Offer, ...]:
    plan = "drink water" if target == "drink" else f"collect 1 {target}"
    return (Offer(_cap(plan), "plan", plan),)


def _cap(words: str) -> str:
    return words[0].upper() + words[1:]


def _goal(text: str, thing: str, now: _At) -> Answer:
    done = len(now.view.unlocked)
    return Answer(
        f"There are {len(ACHIEVEMENTS)} things to achieve, and the hardest is to collect a "
        f"diamond. {done} are done. Stay alive: eat, drink and sleep.",
        _ideas(now),
    )


def _achieved(text: str, thing: str, now: _At) -> Answer:
    names = [name.replace("_", " ") for name in ACHIEVEMENTS if name in now.view.unlocked]
    count = f"{len(names)} of {len(ACHIEVEMENTS)} things are done"
    return Answer(f"{count}: {listed(names)}." if names else f"{count} yet.", _ideas(now))


def _next(text: str, thing: str, now: _At) -> Answer:
    if now.over:
        return Answer("The game is over. You can go back and play on from there.", _after(now))
    ideas = suggest(now.view, now.memory)
    return Answer(f"Some ideas: {listed(ideas, 'or')}.", _ideas(now))


def _ideas(now: _At) -> tuple[Offer, ...]:
    """Plans that make sense now, none when the game is over."""
    if now.over:
        return ()
    return tuple(Offer(_cap(idea), "plan", idea) for idea in suggest(now.view, now.memory)[:3])


# --- about the talk itself ---


def _say(text: str, thing: str, now: _At) -> Answer:
    return Answer(
        "Say what to do: “collect 5 wood, then place a table”, “go 5 steps east”, “don't sleep”. "
        f"Ask: {_ASK_ME} Or say: stop, go on, undo, faster, you decide.",
        _ideas(now),
    )


def _who(text: str, thing: str, now: _At) -> Answer:
    name = now.planner.capitalize()
    return Answer(
        f"I am {name}, a program that plays this game. I see what you see, make plans of my own, "
        "and do what you tell me in plain English.",
        _ideas(now),
    )


def _come_back(text: str, thing: str, now: _At) -> Answer:
    plan = now.plan
    example = "collect 3 wood, then come back here"
    if plan is None or not plan.is_persons or not read(plan.words).goals:
        return Answer(
            f"I am here already. Say first what to do: {example}.",
            (Offer(_cap(example), "plan", example),),
        )
    x, y = now.memory.path[plan.step]
    here = (now.memory.position[0] - x, now.memory.position[1] - y)
    spot = describe(Goal("go", at=here))
    return Answer(
        "I come back to this spot when the rest is done.", corrected=f"{plan.text}, then {spot}"
    )


def _plain(words: str, *, has_ideas: bool = True) -> Callable[[str, str, _At], Answer]:
    return lambda text, thing, now: Answer(words, _ideas(now) if has_ideas else ())


def _undoing(text: str, thing: str, now: _At) -> Answer:
    step = max(0, now.view.step - BACK)
    offers = [Offer("You decide", "cancel")] if now.plan and now.plan.is_persons else []
    return Answer(
        "Sorry. Say it in other words, go back some steps, or take the controls.",
        (
            *offers,
            Offer(f"Back {now.view.step - step} steps", "back", step=step),
            Offer("Take over", "take_over"),
        ),
    )


def _question(text: str, thing: str, now: _At) -> Answer:
    return Answer(f"I have no answer to that. You can ask: {_ASK_ME}")


def _unknown(text: str, thing: str, now: _At) -> Answer:
    return Answer(instead([text]), _ideas(now))


_TOPICS: Mapping[str, Callable[[str, str, _At], Answer]] = {
    "doing": _doing,
    "why": _why,
    "stuck": _stuck,
    "happened": _happened,
    "have": _have,
    "vitals": _vitals,
    "night": _night,
    "where": _where,
    "seen": _seen,
    "need": _need,
    "goal": _goal,
    "achieved": _achieved,
    "next": _next,
    "say": _say,
    "who": _who,
    "come back": _come_back,
    "greeting": _plain("Hello! Tell me what to do, or watch me play."),
    "farewell": _plain("Goodbye! Your game is saved.", has_ideas=False),
    "thanks": _plain("You are welcome.", has_ideas=False),
    "praise": _plain("Thank you! What shall I do next?"),
    "insult": _plain("Sorry that it goes badly. Tell me what to do instead, or take the controls."),
    "joke": _plain("I only know this game. I can tell what I do, and why."),
    "undoing": _undoing,
    "language": _plain("I understand English only. Try: collect 5 wood."),
    "question": _question,
    "unknown": _unknown,
}
