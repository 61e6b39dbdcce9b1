// Prints, as JSON, every sentence that the menu of a cell can write, in many places:
// [{ name, dx, dy, text }]. tests/agent/worlds/crafter/plans/reading/test_menu.py reads them.
import { choices, placeWords } from "../../../../web/static/worlds/crafter/cells.js";
import { CREATURES, MATERIALS } from "../../../../web/static/worlds/crafter/frame.js";
import { RULES } from "../../../../web/static/worlds/crafter/rules.js";

const PLACES = [-63, -31, -12, -4, -1, 0, 1, 2, 3, 9, 20, 45, 63];
const FULL = Object.fromEntries(Object.keys(RULES.most).map((item) => [item, 9]));
const EMPTY = Object.fromEntries(Object.keys(RULES.most).map((item) => [item, 0]));
const HOLDINGS = [FULL, EMPTY, { ...FULL, drink: 8 }, { ...EMPTY, drink: 4 }];

/** @type {Map<string, object>} */
const sentences = new Map();
for (const dx of PLACES) {
  for (const dy of PLACES) {
    const place = placeWords({ x: 0, y: 0 }, { x: dx, y: dy });
    for (const material of ["", ...MATERIALS]) {
      for (const creature of ["", ...CREATURES]) {
        for (const held of HOLDINGS) {
          const here = dx === 0 && dy === 0;
          for (const { name, plan } of choices({ material, creature }, held, here)) {
            const text = plan(place);
            sentences.set(`${name} ${text}`, { name, dx, dy, text });
          }
        }
      }
    }
  }
}
process.stdout.write(JSON.stringify([...sentences.values()]));
