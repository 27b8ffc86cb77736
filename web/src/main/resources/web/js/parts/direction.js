// @ts-check
/** As the server judges a metric by its name: an error or a time is minimised, an accuracy or a score maximised. */
const LESS = /loss|err|mse|mae|rmse|perplexity|ppl|nll|time|latency|seconds/;
const MORE = /acc|auc|f1|score|r2|precision|recall|reward|bleu|map/;

export const DIRECTIONS = [
  ['MINIMIZE', 'lower is better'],
  ['MAXIMIZE', 'higher is better'],
];

/** @param {string} metric */
export function directionOf(metric) {
  const name = metric.toLowerCase();
  return MORE.test(name) && !LESS.test(name) ? 'MAXIMIZE' : 'MINIMIZE';
}

/** Letters that do not decompose into a Latin letter and marks, or that German writes with two letters. */
const LETTERS = {
  ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ð: 'd', þ: 'th', ł: 'l', đ: 'd', ı: 'i',
};
const MARKS = /\p{M}+/gu;

/** A project's id from its title, in ASCII. */
export function projectId(title) {
  return title
    .normalize('NFC')
    .toLowerCase()
    .replace(/./gu, (letter) => LETTERS[letter] ?? letter)
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}
