// @ts-check
const MOST = 3;

/**
 * Which rules spoke in which rounds: the design's warnings and the findings, up to three a rule and round.
 * @param {{round: any, design: {warnings: any[]}, learning: {findings: any[]}}[]} told
 * @returns {Map<string, {round: any, sentence: string}[]>} by the rule's id
 */
export function applications(told) {
  const uses = new Map();
  const add = (rule, use) => uses.set(rule, [...(uses.get(rule) ?? []), use]);
  for (const { round, design, learning } of told) {
    const said = new Map();
    for (const { rules, sentence } of [
      ...design.warnings.map((w) => ({ rules: [w.rule], sentence: `${w.subject}: ${w.sentence}` })),
      ...learning.findings,
    ]) {
      for (const rule of rules) {
        said.set(rule, (said.get(rule) ?? 0) + 1);
        if (said.get(rule) <= MOST) add(rule, { round, sentence });
      }
    }
  }
  return uses;
}
