// One record of the replay page: its picture and what is told of a step.
import { language, t } from "../lib/texts.js";
import { make } from "../lib/dom.js";
import { detourWords, title, tokenCost } from "../lib/format.js";
import { decodeFrame, seedTitle } from "../worlds/registry.js";
import { ending } from "./replay_marks.js";

/** @typedef {import("./replay_load.js").Story} Story */
/** @typedef {import("./replay_load.js").PlanStory} PlanStory */
/** @typedef {import("../worlds/world.js").World} World */
/** @typedef {{ element: Element, world: World, story: Story, frames: ArrayBuffer[] }} Side */

/** The element of a side's picture. @param {Side} side @returns {HTMLElement} */
function pictureOf({ element, world }) {
  const picture = element.querySelector(`[data-of="${world.name}"] [data-picture]`);
  return /** @type {HTMLElement} */ (picture);
}

/** Show the part of the page that is the world's. @param {Side} side */
export function showWorld({ element, world }) {
  const parts = /** @type {NodeListOf<HTMLElement>} */ (element.querySelectorAll("[data-of]"));
  for (const part of parts) part.hidden = part.dataset.of !== world.name;
}

/**
 * Show a step.
 * @param {Side} side
 * @param {number} step of a shorter record, its last
 * @param {Side[]} others beside it
 */
export function showStep(side, step, others) {
  const { element, world, story, frames } = side;
  const at = Math.min(step, frames.length - 1);
  const picture = pictureOf(side);
  const frame = decodeFrame(frames[at]);
  world.draw(picture, frame, "");
  const carried = element.querySelector(`[data-of="${world.name}"] [data-carried]`);
  if (carried instanceof HTMLElement) world.carried?.(carried, frame, story.items);
  picture.dataset.step = String(at);
  const part = element.querySelector(`[data-of="${world.name}"] [data-map]`);
  if (part instanceof HTMLElement) {
    world.map?.(part, decodeFrame(frames[at]), (past) => decodeFrame(frames[past]));
  }
  tell(element, ".facts", facts(story));
  tell(element, ".now", now(story, at, at === frames.length - 1));
  tell(element, ".cost", cost(story, at));
  tell(element, ".written", brokenGrammar(story, at));
  tellPlans(element, story, at);
  const alone = (/** @type {string} */ name) =>
    others.length > 0 && !others.some((one) => (one.story.unlocked[name] ?? Infinity) <= step);
  const gained = Object.entries(story.unlocked).filter(([, when]) => when <= at);
  const list = gained.map(([name, when]) => unlocked(name, when, alone(name)));
  element.querySelector(".unlocked")?.replaceChildren(...list);
}

/** The plans that are in force at a step, oldest first. @param {Story} story @param {number} at */
export function inForceAt({ plans }, at) {
  return plans.filter(
    ({ begun, step, ended }) => begun && step <= at && (ended === null || ended > at),
  );
}

/** @param {Element} element @param {Story} story @param {number} at */
function tellPlans(element, story, at) {
  const inForce = inForceAt(story, at);
  const plan = inForce.findLast(({ under }) => !under);
  const below = inForce.findLast(({ under }) => under);
  tell(element, ".reading", plan ? understood(plan) : "");
  tell(element, ".plan", plan ? planWords(plan, at) : t("no_plan_in_force"));
  tell(element, ".below", below ? belowWords(below, plan) : "");
  tell(element, ".worth-ask", t(plan ? "was_this_plan_worth_it" : "would_a_plan_pay_here"));
}

/** @param {Story} story */
function facts({ world, seed, planner, person, steps, cap, parent, parent_step, created }) {
  const who = person ? t("with", { planner, person }) : planner;
  const branch = parent ? t("a_branch_from_step", { parent_step }) : "";
  const when = new Date(created).toLocaleString(language);
  return t("of_steps", { seed_title: seedTitle(world, seed), who, steps, cap, branch, when });
}

/** @param {Story} story @param {number} at @param {boolean} isLast */
function now({ drives, p_plan, over, planner }, at, isLast) {
  const driver = drives.findLast(([from]) => from <= at)?.[1];
  const perCent = p_plan[at - 1] ?? -1;
  const chance = perCent >= 0 ? ` ${t("chance_of_planning", { per_cent: perCent })}` : "";
  const end = isLast && over ? ` · ${ending(over)}` : "";
  return t("replay_now", {
    at, planner: driver === "person" ? t("a_person") : title(planner), chance, end,
  });
}

/** What a step's decision cost. @param {Story} story @param {number} at */
function cost({ input_tokens, output_tokens, ms }, at) {
  const [read, written, time] = [input_tokens, output_tokens, ms].map((each) => each[at - 1]);
  return read ? tokenCost(read, written, time) : "";
}

/** @param {Story} story @param {number} at */
function brokenGrammar({ invalid, completions }, at) {
  if (!invalid.includes(at)) return "";
  return t("broke_the_grammar_so_nothing", { at: completions[at] ?? "" });
}

/** @param {PlanStory} plan */
function understood({ reader, reading, unread }) {
  const by = reader ? t("read_by_as", { reader }) : t("understood_as");
  const read = reading.length ? `${by}: ${reading.join("; ")}. ` : "";
  return `${read}${unread.length ? t("not_understood", { join: unread.join("; ") }) : ""}`;
}

/** Who plans that are not the planner's own are from. @type {Record<string, string>} */
const AUTHORS = { human: "a_person", adviser: "the_adviser" };

/** @param {PlanStory} plan @param {number} at */
function planWords({ source, authority, text, progress }, at) {
  const author = t(AUTHORS[source] ?? "planner");
  const order = authority === "order" ? ` (${t("status_order")})` : "";
  const soFar = progress.findLast(([from]) => from <= at)?.[1];
  return `${author}${order}: ${text}${soFar ? ` · ${soFar}` : ""}`;
}

/** @param {PlanStory} below @param {PlanStory | undefined} plan above it */
function belowWords({ detour, text }, plan) {
  if (!detour) return t("how", { text });
  return t("first", { detour_words: detourWords(text, plan?.reading ?? []) });
}

/** @param {string} name @param {number} when @param {boolean} alone whether no other side has it */
function unlocked(name, when, alone) {
  const text = `${title(name)} ${when}${alone ? ` ${t("only_here")}` : ""}`;
  return make("li", { class: alone ? "alone" : undefined, text });
}

/** @param {Element} element @param {string} selector @param {string} text */
function tell(element, selector, text) {
  const found = element.querySelector(selector);
  if (found && found.textContent !== text) found.textContent = text;
}
