// Written by `python -m server.protocol.schema` from server/protocol; do not edit.

/**
 * One action of the person who has the controls, an index into the episode's ``actions``;
 * played at once.
 */
export interface Act {
  id: number;
  type: "act";
  action: number;
}

/** Answer the planner, which wants to put an order off: let it, or keep going. */
export interface AnswerPlanner {
  id: number;
  type: "answer";
  let: boolean;
}

/** Ask the planner's adviser for a plan now; the game does not wait for it. */
export interface AskAdviser {
  id: number;
  type: "ask_adviser";
}

/** End a plan: one that waits, or (no number) the plan in force. */
export interface CancelPlan {
  id: number;
  type: "cancel_plan";
  plan?: number | null;
}

/** Word a plan that waits anew, or correct a person's plan in force. */
export interface EditPlan {
  id: number;
  type: "edit_plan";
  plan: number;
  text: string;
  authority: "advice" | "order";
}

export interface GiveBack {
  id: number;
  type: "give_back";
}

/**
 * First message of a connection.
 *
 * Who comes back names the ``life`` of the session that the last welcome told, and the last event
 * seen, -1 for none. The answer is ``resumed`` and the events since, if the server still has them
 * all, else a ``welcome``.
 */
export interface Hello {
  id: number;
  type: "hello";
  session: string;
  /** random, kept by the tab over reconnects; all are told whose has the controls */
  viewer: string;
  /** random, kept likewise and told to nobody: proves that the tab is that viewer */
  key?: string;
  last_seq?: number;
  life?: string;
}

/** Move a plan that waits to a place in the queue; 0 is next. */
export interface MovePlan {
  id: number;
  type: "move_plan";
  plan: number;
  place: number;
}

/**
 * End this episode and begin another in the same session.
 *
 * No seed: the server draws one. No world: as this one. No planner: the one there is, in another
 * world the first that plays it.
 */
export interface NewWorld {
  id: number;
  type: "new_world";
  seed?: number | null;
  world?: string | null;
  planner?: string | null;
}

/** How long an answer is waited for before the planner keeps going; 0: it is never asked. */
export interface Patience {
  id: number;
  type: "patience";
  seconds: number;
}

export interface Pause {
  id: number;
  type: "pause";
}

export interface Ping {
  id: number;
  type: "ping";
}

export interface Play {
  id: number;
  type: "play";
}

/** One step while paused. */
export interface PlayStep {
  id: number;
  type: "step";
}

/**
 * Go back to a step of this episode, or of another one of this session, and play on from there:
 * a branch.
 */
export interface Rewind {
  id: number;
  type: "rewind";
  step: number;
  episode?: number | null;
}

/** Make a plan that waits the plan in force. */
export interface RunPlan {
  id: number;
  type: "run_plan";
  plan: number;
}

/**
 * What a person typed. Whether it is a plan, a command or a question is decided by its words.
 *
 * A plan in it is taken as ``plan`` does; a command in it as the button for it is. What becomes of
 * it is told by ``said``.
 */
export interface Say {
  id: number;
  type: "say";
  text: string;
  authority?: "advice" | "order";
  queued?: boolean;
  /** step of the picture that was shown; places in a plan are told from where the player was then */
  seen?: number | null;
}

export interface Speed {
  id: number;
  type: "speed";
  steps_per_second: number;
}

/** End the branches that are being tried. */
export interface StopTrying {
  id: number;
  type: "stop_trying";
}

export interface TakeOver {
  id: number;
  type: "take_over";
}

/**
 * Play a plan from here in several branches at once, beside the game, and compare.
 *
 * ``alone``: also what the planner does by itself, in one more branch without a person's plan.
 */
export interface TryPlan {
  id: number;
  type: "try_plan";
  text: string;
  authority?: "advice" | "order";
  branches?: number;
  steps?: number;
  alone?: boolean;
}

/**
 * A lesson of the page's tutorial was done; "done" after the last one, "left" when it was left
 * before. Only recorded.
 */
export interface Tutorial {
  id: number;
  type: "tutorial";
  lesson: string;
}

/**
 * A person's plan.
 *
 * It is in force from the next decision on, or waits in the queue until no person's plan is.
 */
export interface WritePlan {
  id: number;
  type: "plan";
  text: string;
  authority?: "advice" | "order";
  queued?: boolean;
}

export type ClientMessage =
  | Hello
  | Play
  | Pause
  | PlayStep
  | Speed
  | TakeOver
  | GiveBack
  | Act
  | WritePlan
  | Say
  | EditPlan
  | MovePlan
  | RunPlan
  | CancelPlan
  | AskAdviser
  | AnswerPlanner
  | Patience
  | Rewind
  | TryPlan
  | StopTrying
  | Tutorial
  | NewWorld
  | Ping;

export interface AchievementUnlocked {
  seq: number;
  type: "unlocked";
  step: number;
  achievement: string;
}

/** The command was carried out, and is recorded. Not an event: goes to its sender alone. */
export interface Ack {
  type: "ack";
  id: number;
}

/**
 * An answer of an adviser, whose plan comes as any other; see
 * ``agent.traces.trace.AdviceEvent``.
 */
export interface AdviceInfo {
  /** at which it came */
  step: number;
  /** that it is about */
  asked: number;
  /** name of the adviser */
  by: string;
  fate: "taken" | "kept" | "outrun" | "outranked" | "not_understood" | "failed";
  input_tokens: number;
  output_tokens: number;
  ms: number;
}

/** An adviser answered, or could not. */
export interface Advised {
  seq: number;
  type: "advice";
  advice: AdviceInfo;
}

/** An episode of the session: a world from its beginning, or a branch. */
export interface Branch {
  /** 1, 2, 3 ... within the session */
  number: number;
  world: string;
  seed: number;
  planner: string;
  /** the episode that it left ... */
  parent: number | null;
  /** ... and where */
  parent_step: number;
  /** how far it was played; of the current one, as far as was told when it was made */
  step: number;
  unlocked: number;
  over: string;
  /** the cell (x, y) at which the player died; empty if it lives, or has no cell */
  grave: number[];
  /** a branch of a what-if */
  tried: boolean;
}

/** Mode, speed, controller or who watches changed. */
export interface ControlChanged {
  seq: number;
  type: "control";
  step: number;
  mode: "playing" | "paused" | "person" | "loading" | "over";
  controller: string;
  steps_per_second: number;
  viewers: number;
  spectators: number;
  /** for people: "paused", "you have the controls" */
  text: string;
}

/** A decision of the planner that was played. */
export interface DecisionInfo {
  /** that followed */
  step: number;
  /** its own probability of planning, before any order; null where it is not known */
  p_plan: number | null;
  input_tokens: number;
  output_tokens: number;
  /** of the output */
  plan_tokens: number;
  /** of the output, those before the answer */
  thought_tokens: number;
  planned: boolean;
  valid: boolean;
  ms: number;
}

/** From this step on, who drives. */
export interface Drive {
  step: number;
  driver: "planner" | "person";
}

/** The episode is over. */
export interface Ended {
  seq: number;
  type: "ended";
  step: number;
  reason: string;
  /** see ``EpisodeState`` */
  cause: string;
}

/**
 * All that a client needs to show the session as it is now (the picture comes as a state
 * frame).
 */
export interface EpisodeState {
  /** of the episode in the session */
  number: number;
  /** its name, see agent.worlds.registry */
  world: string;
  /** of the world, as the indices of ``act``; empty while the first one is made, like the next two */
  actions: string[];
  /** of the world */
  achievements: string[];
  /** order of the counts in a state frame */
  items: string[];
  seed: number;
  cap: number;
  planner: string;
  /** see server.protocol.commands */
  mode: "playing" | "paused" | "person" | "loading" | "over";
  /** why it ended, "" while it goes on */
  over: string;
  /** of the player's death, for people: "an arrow, while asleep"; "" for none */
  cause: string;
  /** viewer id that has the controls, "" for none */
  controller: string;
  steps_per_second: number;
  step: number;
  /** oldest first; active are one at the most, and one under it */
  plans: PlanState[];
  question: PlannerQuestion | null;
  /** seconds */
  patience: number;
  /** per cent, for each step from 1; -1 where it is not known */
  p_plan: number[];
  bill: TokenUsage;
  /** the session's episodes, oldest first */
  lines: Branch[];
  what_if: WhatIfState | null;
  marks: Mark[];
  drives: Drive[];
  /** oldest first, the newest 200 */
  said: Utterance[];
  /** achievement -> step */
  unlocked: Record<string, number>;
  /** plans that make sense now */
  suggestions: string[];
  /** why what is played cannot be recorded, and so the game stands still, for people; "" if it can */
  recorder: string;
  /** people who may command */
  viewers: number;
  /** people who came by a link and only watch */
  spectators: number;
}

/** One thing to do of a plan. */
export interface GoalState {
  /** in plain words: "collect 3 wood" */
  text: string;
  /** what it is about: "wood"; in a graph the node's number; "" if there is nothing to name */
  target: string;
}

/** The session has other episodes, or they went on. */
export interface LinesChanged {
  seq: number;
  type: "lines";
  lines: Branch[];
}

/** A point on the timeline. */
export interface Mark {
  step: number;
  kind: "plan" | "unlock" | "control" | "end";
  text: string;
  source: "agent" | "human" | "expert" | "adviser" | "";
}

/** A new world began. */
export interface NewEpisode {
  seq: number;
  type: "episode";
  state: EpisodeState;
}

/** Something that people should read: a full disk, a plan that could not be read. */
export interface Notice {
  seq: number;
  type: "notice";
  level: "info" | "warning" | "error";
  text: string;
}

/** Something that helps now, as a button beneath an utterance. */
export interface Offer {
  /** "Step by step" */
  label: string;
  /** "plan" and "order": write its text */
  does: "take_over" | "pause" | "play" | "step" | "cancel" | "back" | "what_if" | "plan" | "order";
  /** of the plan that it writes or tries, else "" */
  text: string;
  /** to which "back" goes, else 0 */
  step: number;
}

/** How long an answer is waited for. */
export interface PatienceChanged {
  seq: number;
  type: "patience";
  seconds: number;
}

/** A plan was written, ended, or moved on. */
export interface PlanChanged {
  seq: number;
  type: "plan";
  plan: PlanState;
}

/** A plan as people see it. */
export interface PlanState {
  id: number;
  text: string;
  source: "agent" | "human" | "expert" | "adviser";
  authority: "advice" | "order";
  /** from which it is in force; while it waits, that at which it was written */
  step: number;
  /** False while, and if, it only waited */
  begun: boolean;
  status: "queued" | "active" | "done" | "replaced" | "cancelled" | "given_up";
  /** in the queue, 0 is next; null if it does not wait */
  place: number | null;
  ended: number | null;
  reason: string;
  /** id of the person's plan beneath which it is the planner's own; 0 for none */
  under: number;
  /** whether it puts that person's plan off now */
  detour: boolean;
  /** in order; empty if nothing was understood */
  goals: GoalState[];
  /** index of the goal that is pursued; len(goals) when all are reached */
  in_hand: number;
  /** of the goal in hand: 2 ... */
  have: number;
  /** ... of 3; 0 where there is nothing to count */
  want: number;
  /** what holds all the time: "whenever it is night: wall in", "not: eat a cow" */
  throughout: string[];
  /**
   * the language model that said the text again, so that it could be read; "" where it is read as
   * written
   */
  reader: string;
  /** parts not understood */
  unread: string[];
  /**
   * what was in the way when it was written, when it came into force, and after a rewind or a
   * reconnect
   */
  obstacles: string[];
  /** of the goal in hand: "3 of 5 wood"; "" when there is nothing to check */
  progress: string;
}

/**
 * The planner wants to do something else first, under an order.
 *
 * The game waits for an answer.
 */
export interface PlannerQuestion {
  /** the order */
  plan: number;
  /** the plan that it wants to follow: "first drink 5 times, because drink is 2" */
  first: string;
  /** after which it keeps going by itself, counted from this message */
  seconds: number;
}

export interface Pong {
  type: "pong";
  id: number;
}

/** The planner asks, or does not ask any more. */
export interface QuestionChanged {
  seq: number;
  type: "question";
  question: PlannerQuestion | null;
}

/** What is played cannot be recorded, or can be again; see ``EpisodeState``. */
export interface RecorderChanged {
  seq: number;
  type: "recorder";
  recorder: string;
}

/** The command was not taken, and why. ``id`` is -1 if it could not be read. */
export interface Refused {
  type: "error";
  id: number;
  code: "malformed" | "not_allowed" | "too_long" | "unknown_session" | "hello_first" | "rate" | "internal";
  text: string;
}

/**
 * Answer to hello of a client that came back in time: the events after ``seq`` follow, and
 * nothing was missed.
 */
export interface Resumed {
  seq: number;
  type: "resumed";
}

/** Someone said something: a person, the planner, or the game. */
export interface Said {
  seq: number;
  type: "said";
  said: Utterance;
}

export interface Suggestions {
  seq: number;
  type: "suggestions";
  suggestions: string[];
}

/** A decision was played. */
export interface Thinking {
  seq: number;
  type: "thought";
  thought: DecisionInfo;
}

/** What the planner's decisions have cost so far, and an adviser's answers, apart. */
export interface TokenUsage {
  decisions: number;
  plans: number;
  input_tokens: number;
  output_tokens: number;
  /** of the output */
  plan_tokens: number;
  /** of the output, those of thoughts before answers */
  thought_tokens: number;
  /** answers of an adviser */
  advice: number;
  advice_input_tokens: number;
  advice_output_tokens: number;
}

/** A branch of a what-if. */
export interface Try {
  episode: number;
  /** without the plan: what the planner does by itself; it is "active" throughout */
  alone: boolean;
  step: number;
  /** in this branch */
  unlocked: string[];
  /** of the plan */
  status: "queued" | "active" | "done" | "replaced" | "cancelled" | "given_up";
  progress: string;
  reason: string;
  over: string;
  /** the picture: a state frame in base 64 */
  frame: string;
  /**
   * where the player was after each step, as [east, south] of where the branch began; empty in
   * worlds without such places
   */
  way: number[][];
}

/** A what-if went on. */
export interface Trying {
  seq: number;
  type: "what_if";
  what_if: WhatIfState;
}

/** Something said, by whom, and what helps. */
export interface Utterance {
  /** rising within the episode */
  number: number;
  step: number;
  who: "person" | "planner" | "game";
  kind: "words" | "answer" | "remark" | "warning" | "refusal";
  text: string;
  /** id of the plan that it is about, 0 for none */
  plan: number;
  offers: Offer[];
}

/**
 * Answer to hello: the whole state, with all events up to ``seq`` folded in; the next event is
 * ``seq`` + 1.
 */
export interface Welcome {
  seq: number;
  type: "welcome";
  session: string;
  /** another one after the session was taken up again from its record */
  life: string;
  /** whether events came since the last one that the client saw and are not told */
  missed: boolean;
  state: EpisodeState;
}

/** One plan, tried in several branches from one step. */
export interface WhatIfState {
  text: string;
  authority: "advice" | "order";
  /** from which it is tried */
  step: number;
  /** at the most */
  steps: number;
  running: boolean;
  tries: Try[];
}

export type ServerMessage =
  | Welcome
  | Resumed
  | NewEpisode
  | ControlChanged
  | PlanChanged
  | Thinking
  | Advised
  | QuestionChanged
  | PatienceChanged
  | LinesChanged
  | Trying
  | AchievementUnlocked
  | Suggestions
  | Ended
  | Said
  | Notice
  | RecorderChanged
  | Ack
  | Refused
  | Pong;
