// feelin, timing itself: the first line of the input holds the formulas and texts, each further one a wish.
// In: {"folder", "formulas": [{"text", "rows"}], "texts"}, then [formula, turns] or [-1, turns] for reading all texts.
// Out: one line of JSON for each: the version and all answers, then microseconds of an evaluation or of all texts.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

let evaluate, parseExpression, formulas, texts;

function since(start, count) {
  return Number(process.hrtime.bigint() - start) / count / 1000;
}

async function begin({ folder, ...given }) {
  const home = join(folder, "node_modules", "feelin");
  const { main, version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
  ({ evaluate, parseExpression } = await import(pathToFileURL(join(home, main))));
  ({ formulas, texts } = given);
  const answers = formulas.map(({ text, rows }) => rows.map((row) => evaluate(text, row).value));
  return { version, node: process.version, answers };
}

function timed([which, turns]) {
  const start = process.hrtime.bigint();
  if (which < 0) {
    for (let turn = 0; turn < turns; turn++) for (const text of texts) parseExpression(text, {});
    return since(start, turns);
  }
  const { text, rows } = formulas[which];
  for (let turn = 0; turn < turns; turn++) for (const row of rows) evaluate(text, row);
  return since(start, turns * rows.length);
}

for await (const line of createInterface({ input: process.stdin })) {
  const wish = JSON.parse(line);
  console.log(JSON.stringify(Array.isArray(wish) ? timed(wish) : await begin(wish)));
}
