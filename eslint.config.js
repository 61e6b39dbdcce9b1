import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  { files: ["web/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: ["tests/web/**/*.js"], languageOptions: { globals: globals.node } },
  { rules: { eqeqeq: "error", "no-var": "error", "prefer-const": "error" } },
];
