// When a criterion is relevant (method R2): the twin of assess/core/condition.py.

import { DivisionByZero, read, valueOf } from "./expression.js";
import { childrenOf } from "./profile.js";
import { fraction } from "./exact.js";

/**
 * Read a condition.
 * @returns {(profile: object|null, levels: Map<string, number|null>) => boolean|null} null while the facts it depends
 *   on are not known (not recorded, not answered)
 */
export function conditionOf(text) {
  const root = read(text);
  return (profile, levels) => {
    const lookup = ({ sign, value }) => {
      const found = sign === "level" ? levels.get(value) : fact(profile, value);
      return typeof found === "number" ? fraction(found) : (found ?? null);
    };
    try {
      return valueOf(root, lookup);
    } catch (error) {
      if (error instanceof DivisionByZero) return null;
      throw error;
    }
  };
}

const fact = (profile, name) => (profile && name === "children" ? childrenOf(profile) : profile?.[name]);
