// What a world is to the page. Types only: a world is an object of this shape, in a folder of its
// own.
//
// The folder has `index.js`, which exports the object, and a style sheet `<name>.css`. The parts of
// the pages that are the world's own are macros in `web/templates/worlds/<name>.html`; they are
// hidden while another world is played. The picture is the element with `data-picture` there.

/**
 * What every frame has; `decode` of its world adds the rest.
 * @typedef {object} Frame
 * @property {string} world its name
 * @property {boolean} person whether a person drives
 * @property {number} ack id mod 65536 of the last `act` in it, 0 for none
 * @property {number} step
 * @property {number} seq newest event that it is not older than
 */

/**
 * What `listen` of a world gets.
 * @typedef {object} Player
 * @property {(action: number, time: number) => void} act plays an action; `time` of the press,
 *   milliseconds of performance.now()
 * @property {() => boolean} isWaiting whether a press has not been answered by a frame yet
 * @property {() => Frame | null} frame the newest; null before the first, and while one looks back
 * @property {(text: string) => void} hint says something under the picture
 * @property {() => boolean} drives whether this page has the controls
 * @property {(plan: string) => void} write puts a plan into the box, to be edited and sent
 * @property {(plan: string) => void} send sends a plan at once
 * @property {(from: string, to: string) => boolean} reword puts other words in place of some of
 *   the plan in the box; whether these were in it
 * @property {() => void} focusGame puts the focus on the picture, so that the game's keys work
 */

/**
 * A world. `F` is its frame.
 * @template {Frame} [F=any]
 * @typedef {object} World
 * @property {string} name as the protocol has it, without settings
 * @property {string} title for people
 * @property {string} about what it is, for the list of games: "a game of survival"
 * @property {string} [seedTitle] what a seed's world is called, "World" of "World 7"; else `title`
 * @property {string} example a plan, for the empty box
 * @property {string} complete sentence for an episode in which all was reached
 * @property {boolean} [tutorial] whether the tutorial's lessons can be done in it
 * @property {boolean} [films] whether the server makes films of it
 *
 * @property {string} [treasure] the achievement that is prized most
 *
 * @property {number} version first byte of its frames
 * @property {(data: DataView) => Omit<F, keyof Frame>} decode reads what follows a frame's head;
 *   a RangeError for one that is cut short
 *
 * @property {() => Promise<void>} [load] loads what `draw` draws with
 * @property {(picture: HTMLElement, frame: F, target: string) => void} draw shows a frame in the
 *   picture and tells it to screen readers; `target` is where the plan in force goes, or ""
 * @property {(picture: HTMLElement, width: number, height: number) => boolean} [fit] gives the
 *   picture so much room, in CSS pixels, and tells whether it has to be drawn again
 * @property {(frame: F) => Element} thumbnail a small picture
 * @property {(frame: F, episode: import("../play/state.js").Episode) => void} [panels] shows its
 *   parts of the page
 * @property {(part: HTMLElement, frame: F, past: (step: number) => F) => void} [map] shows, in a
 *   part of a replay's page, what was known at a step of a record; `past`: its pictures
 * @property {(part: HTMLElement, frame: F, items: string[]) => void} [carried] shows what is
 *   carried at a step of a replay; `items` by the protocol
 * @property {(frame: F, playing: boolean) => void} [controls] shows the parts that only players
 *   have; `playing`: whether this one has the controls
 *
 * @property {(press: KeyPress) => number | HTMLElement | null} key what a key without Control, Alt
 *   or Meta is meant for: an action, an element that gets the focus and then the key, or nothing
 * @property {(player: Player) => void} [listen] listens to its parts of a player's page
 *
 * @property {(frame: F, actions: string[]) => { action: string, status: string }} caption the last
 *   action, "" before the first, and what else stands over the picture; `actions` by the protocol
 * @property {(frame: F, episode: import("../play/state.js").Episode) => string} score how far an
 *   episode came, before "in 7 steps"
 * @property {(unlocked: number) => string} gained the same of an episode of which only the number
 *   of achievements is known
 * @property {(frame: F, unlocked: string[]) => string} outcome the same of a branch; `unlocked` in
 *   it
 * @property {(frame: F, items: string[]) => HTMLElement[]} [belongings] what the player has and how
 *   they are, as small entries of a list; `items` by the protocol
 * @property {(frame: F) => { hint: string, announced: string }} [heard] what is said to whoever
 *   plays after each of their steps, under the picture and by a screen reader
 * @property {(achievement: string) => string} [badge] address of the picture with which an
 *   achievement is celebrated; without it none is
 */

/** @typedef {{ code: string, key: string, shiftKey: boolean }} KeyPress */

export {};
