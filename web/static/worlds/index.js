// The worlds that the page knows, a line each. What a world has to have stands in world.js.
export { crafter } from "./crafter/index.js";
export { pogs } from "./pogs/index.js";
