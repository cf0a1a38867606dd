// The small language of formulas and conditions, read and worked out: the twin of assess/core/expression.py.
// An instrument was checked before it got here, so kinds (number, text, truth) are not checked again.

import { Fraction, compare, fraction, minus, negative, over, plus, times } from "./exact.js";
import { BLANK } from "./text.js";

const TOKEN = /^(?:(?<number>\d+(?:\.\d+)?(?![\w.]))|(?<name>[A-Za-z_]\w*)|(?<text>"[^"]*"|'[^']*')|(?<sign><=|>=|==|!=|[-+*/()[\]<>]))/;
const BLANKS = new RegExp(`^${BLANK}+`);
const WORDS = ["and", "or", "not", "level"];

/** `position` counts characters from 1. */
export class UnreadableExpression extends SyntaxError {
  constructor(position) {
    super(`Character ${position} was not expected.`);
    this.position = position;
  }
}

/** A denominator was 0; 0 / 0 is told apart, since the method reads it differently (R7). */
export class DivisionByZero extends RangeError {
  constructor(numeratorIsZero) {
    super("division by zero");
    this.numeratorIsZero = numeratorIsZero;
  }
}

function tokens(text) {
  const found = [];
  for (let rest = text; ; ) {
    rest = rest.replace(BLANKS, "");
    const at = text.length - rest.length + 1;
    if (!rest) return [...found, { kind: "end", word: "", at }];
    const match = TOKEN.exec(rest);
    if (!match) throw new UnreadableExpression(at);
    const word = match[0];
    const kind = Object.keys(match.groups).find((name) => match.groups[name] !== undefined);
    found.push({ kind: WORDS.includes(word) ? "sign" : kind, word, at });
    rest = rest.slice(word.length);
  }
}

/** Parse: a tree of { sign, parts, value }. Throws UnreadableExpression. */
export function read(text) {
  const waiting = tokens(text);
  const node = (sign, parts, value) => ({ sign, parts, value });
  const fail = () => {
    throw new UnreadableExpression(waiting[0].at);
  };
  const take = (...words) => (waiting[0].kind === "sign" && words.includes(waiting[0].word) ? waiting.shift().word : "");
  const need = (word) => take(word) || fail();

  function chain(words, part) {
    let left = part();
    for (let sign = take(...words); sign; sign = take(...words)) left = node(sign, [left, part()]);
    return left;
  }
  const either = () => chain(["or"], both);
  const both = () => chain(["and"], negation);
  const negation = () => (take("not") ? node("not", [negation()]) : comparison());
  function comparison() {
    const left = sum();
    const sign = take("==", "!=", "<", "<=", ">", ">=");
    return sign ? node(sign, [left, sum()]) : left;
  }
  const sum = () => chain(["+", "-"], product);
  const product = () => chain(["*", "/"], signed);
  const signed = () => (take("-") ? node("negative", [signed()]) : atom());
  function atom() {
    if (take("level")) return level();
    if (take("(")) {
      const inner = either();
      need(")");
      return inner;
    }
    const { kind, word } = waiting[0];
    if (kind !== "number" && kind !== "name" && kind !== "text") fail();
    waiting.shift();
    return node(kind, [], kind === "number" ? fraction(word) : kind === "text" ? word.slice(1, -1) : word);
  }
  function level() {
    const closing = take("[") ? "]" : need("(") && ")";
    if (waiting[0].kind !== "text") fail();
    const code = waiting.shift().word.slice(1, -1);
    need(closing);
    return node("level", [], code);
  }

  const whole = either();
  return waiting[0].kind === "end" ? whole : fail();
}

/** The names in it, in its order and each once. */
export function namesIn(node) {
  return [...new Set(node.sign === "name" ? [node.value] : node.parts.flatMap(namesIn))];
}

const OPERATIONS = {
  "+": plus,
  "-": minus,
  "*": times,
  "/": divided,
  "<": (a, b) => compare(a, b) < 0,
  "<=": (a, b) => compare(a, b) <= 0,
  ">": (a, b) => compare(a, b) > 0,
  ">=": (a, b) => compare(a, b) >= 0,
  "==": isSame,
  "!=": (a, b) => !isSame(a, b),
  not: (a) => !a,
  negative,
};

function divided(a, b) {
  if (!b.top) throw new DivisionByZero(!a.top);
  return over(a, b);
}

function isSame(a, b) {
  return a instanceof Fraction && b instanceof Fraction ? !compare(a, b) : a === b;
}

/**
 * Work out; `lookup(node)` gives the value of a "name" or "level" node. What depends on an unknown (null) is null,
 * except where the answer is already certain: `false and unknown` is false. Throws DivisionByZero.
 * @returns {Fraction|string|boolean|null}
 */
export function valueOf(node, lookup) {
  if (node.sign === "number" || node.sign === "text") return node.value;
  if (node.sign === "name" || node.sign === "level") return lookup(node);
  const values = node.parts.map((part) => valueOf(part, lookup));
  if (node.sign === "and" || node.sign === "or") {
    const certain = node.sign === "or";
    return values.includes(certain) ? certain : values.includes(null) ? null : !certain;
  }
  return values.includes(null) ? null : OPERATIONS[node.sign](...values);
}
