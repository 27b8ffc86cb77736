// @ts-check
const MAX_USES = 3;

/**
 * The warnings and findings of each rule, up to three for each rule and round.
 * @param {{round: any, design: {warnings: any[]}, learning: {findings: any[]}}[]} rounds
 * @returns {Map<string, {round: any, sentence: string}[]>} by the rule's id
 */
export function applications(rounds) {
  const uses = new Map();
  const add = (rule, use) => uses.set(rule, [...(uses.get(rule) ?? []), use]);
  for (const { round, design, learning } of rounds) {
    const counts = new Map();
    for (const { rules, sentence } of [
      ...design.warnings.map((w) => ({ rules: [w.rule], sentence: `${w.subject}: ${w.sentence}` })),
      ...learning.findings,
    ]) {
      for (const rule of rules) {
        counts.set(rule, (counts.get(rule) ?? 0) + 1);
        if (counts.get(rule) <= MAX_USES) add(rule, { round, sentence });
      }
    }
  }
  return uses;
}
