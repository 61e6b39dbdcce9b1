import js from "@eslint/js";
import globals from "globals";

/** What the files of a folder of web/static may not import. */
const closed = (folder, patterns) => ({
  files: [`web/static/${folder}/**/*.js`],
  rules: { "no-restricted-imports": ["error", { patterns }] },
});

/** Where a script says something to people. */
const SAYS = [
  "Property[key.name=/^(text|title|label|hint|told)$/]",
  "Property[key.value=/^(aria-label|aria-valuetext|placeholder|alt)$/]",
  "CallExpression[callee.name=/^(setText|tell|hint)$/]",
  "AssignmentExpression[left.property.name=/^(textContent|hint|announced|spoken|placeholder)$/]",
];
const EITHER = ":matches(ConditionalExpression, LogicalExpression, TemplateLiteral)";
/** Sentences anywhere, but in errors for those who write scripts; words where they are told. */
const TEXTS = [
  "Literal[value=/[A-Z][a-z]+,? [a-z]/]:not(NewExpression > Literal)",
  "TemplateElement[value.raw=/[A-Z][a-z]+,? [a-z]/]:not(NewExpression > TemplateLiteral > *)",
  ...SAYS.flatMap((place) => [
    `${place} > Literal[value=/^[A-Za-z]+ [a-z]|^[A-Z][a-z]{2}/]`,
    `${place} > ${EITHER} > Literal[value=/^[A-Za-z]+ [a-z]|^[A-Z][a-z]{2}/]`,
    `${place} > TemplateLiteral > TemplateElement[value.raw=/[A-Za-z]{3}/]`,
  ]),
];
/** What people read stands in web/texts, in every language. */
const noTexts = {
  files: ["web/static/**/*.js"],
  rules: {
    "no-restricted-syntax": [
      "error",
      ...TEXTS.map((selector) => ({ selector, message: "What people read stands in web/texts." })),
    ],
  },
};

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
  noTexts,
  closed("lib", ["../*"]),
  closed("worlds", ["**/play/**", "**/pages/**"]),
  // One world is known to its own folder and to worlds/index.js alone.
  closed("play", ["**/pages/**", "**/worlds/*/**"]),
  closed("pages", ["**/play/**", "**/worlds/*/**"]),
];
