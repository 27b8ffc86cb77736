// @ts-check
import { hasRange } from './round-draft.js';

/**
 * An input of the form that is empty or wrong.
 * @typedef {{field: string, sentence: string, empty?: boolean}} InputError
 */

const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;
const CONDITION = /^[^=]+=\s*\S/;
/** A range of these types has integers as its ends. */
const INTEGERS = ['int', 'log-int'];

/**
 * All inputs that are empty or wrong, in the order of the form; then the server can check the draft.
 * @param {import('./round-draft.js').Draft} draft
 * @returns {InputError[]}
 */
export function inputErrors(draft) {
  return [
    draft.question.trim() ? null : missing('question', 'Enter the question of this round.'),
    ...draft.rows.flatMap((row, i) => errorsOfRow(row, `roles[${i}]`, i)),
    integer('trials', draft.trials, 'the number of trials in each study', 1),
    integer('seed', draft.seed, 'the seed'),
  ].filter((error) => error != null);
}

function errorsOfRow(row, field, i) {
  const { name, role, scale, values, why, when } = row;
  const of = name.trim() || `hyperparameter ${i + 1}`;
  const domain = `${field}.parameter.domain`;
  return [
    name.trim() ? null : missing(`${field}.parameter.name`, `Enter a name for hyperparameter ${i + 1}, or remove it.`),
    role === 'FIXED' && !values.trim() ? missing(`${domain}.values`, `Enter the fixed value of ${of}.`) : null,
    role !== 'FIXED' && scale === 'choice' && !values.trim()
      ? missing(`${domain}.values`, `Enter the values of ${of}, separated by commas.`)
      : null,
    ...(hasRange(row) ? errorsOfRange(row, field, of) : []),
    when.trim() && !CONDITION.test(when)
      ? wrong(`${field}.parameter.when`, `Only when: write the condition of ${of} as name=value.`)
      : null,
    why.trim()
      ? null
      : missing(`${field}.why`, `Enter the ${role === 'FIXED' ? 'caveat of the fixed value' : 'reason'} of ${of}.`),
  ];
}

function errorsOfRange({ scale, low, high, least = '', most = '' }, field, of) {
  const domain = `${field}.parameter.domain`;
  const ends = [
    end(`${domain}.low`, 'From', low, scale, of),
    end(`${domain}.high`, 'To', high, scale, of),
  ];
  return [
    ...ends,
    ends.some((error) => error != null) ? null : order(domain, Number(low), Number(high), scale, of),
    bound(`${field}.parameter.bounds.low`, 'Bound below', least, '>', of),
    bound(`${field}.parameter.bounds.high`, 'Bound above', most, '<', of),
  ];
}

function end(field, label, text, scale, of) {
  if (!text.trim()) return missing(field, `Enter '${label}' of ${of}.`);
  if (!isNumber(text)) return wrong(field, `${label}: ${notANumber(text)}`);
  if (INTEGERS.includes(scale) && !Number.isInteger(Number(text)))
    return wrong(field, `${label}: '${text.trim()}' is not an integer: enter one, or choose another type.`);
  return null;
}

/** What is wrong with two numbers as the ends of a range. */
function order(domain, low, high, scale, of) {
  if (low >= high)
    return wrong(domain, `'From' must be less than 'To' of ${of}, but ${low} is not less than ${high}.`);
  if (scale.startsWith('log') && low <= 0)
    return wrong(`${domain}.low`, `From: a logarithmic range starts above 0: increase ${low}, or choose another type.`);
  if (scale === 'reverse-log' && high >= 1)
    return wrong(`${domain}.high`, `To: the logarithm of 1 − value needs an end below 1: decrease ${high}.`);
  return null;
}

function bound(field, label, text, sign, of) {
  const plain = text.trim();
  if (!plain || isNumber(plain.replace(/^[<>]/, ''))) return null;
  return wrong(field, `${label}: enter a number, such as 0 or ${sign} 0, or leave it empty for ${of}.`);
}

/** @param {number} [least]  none when it may be negative */
function integer(field, text, what, least = Number.MIN_SAFE_INTEGER) {
  if (!text.trim()) return missing(field, `Enter ${what}.`);
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return null;
  if (!Number.isInteger(number)) return wrong(field, `'${text.trim()}' is not an integer: enter one.`);
  return wrong(field, number < least ? `Enter 1 or more as ${what}.` : `${text.trim()} is too large for ${what}.`);
}

function isNumber(text) {
  return text.trim() !== '' && Number.isFinite(Number(text));
}

function notANumber(text) {
  const plain = text.trim();
  const remedy = DECIMAL_COMMA.test(plain) ? `write ${plain.replace(',', '.')}` : 'enter a number, such as 0.01';
  return `'${plain}' is not a number: ${remedy}.`;
}

const missing = (field, sentence) => ({ field, sentence, empty: true });
const wrong = (field, sentence) => ({ field, sentence });
