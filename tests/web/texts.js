// Run before each test: the page that gives the scripts their texts.
import { readFileSync } from "node:fs";

const { script } = JSON.parse(readFileSync(new URL("../../web/texts/en.json", import.meta.url)));
const textContent = JSON.stringify({ script, said: [] });
globalThis.document = {
  documentElement: { lang: "en", dataset: {} },
  getElementById: (id) => (id === "texts" ? { textContent } : null),
};
