// Prints, as JSON, the plan of every achievement: { achievement: text }.
// tests/agent/worlds/crafter/plans/reading/test_menu.py reads them.
import { BRANCHES, questOf } from "../../../../web/static/worlds/crafter/quests.js";

const plans = Object.values(BRANCHES)
  .flat()
  .map((name) => [name, questOf(name)?.plan]);
process.stdout.write(JSON.stringify(Object.fromEntries(plans)));
