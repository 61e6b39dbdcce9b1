import js from "@eslint/js";
import globals from "globals";

/** What the files of a folder of web/static may not import. */
const closed = (folder, patterns) => ({
  files: [`web/static/${folder}/**/*.js`],
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

export default [
  js.configs.recommended,
  { files: ["web/**/*.js", "tests/maze/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["tests/web/**/*.js"], languageOptions: { globals: globals.node } },
  {
    rules: {
      eqeqeq: "error",
      "max-len": ["error", { code: 100 }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  closed("lib", ["../*"]),
  closed("worlds", ["**/play/**", "**/pages/**"]),
  // One world is known to its own folder and to worlds/index.js alone.
  closed("play", ["**/pages/**", "**/worlds/*/**"]),
  closed("pages", ["**/play/**", "**/worlds/*/**"]),
];
