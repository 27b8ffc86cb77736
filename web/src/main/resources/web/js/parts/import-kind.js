// @ts-check
/** How many bytes of a file its kind is inferred from. */
export const HEAD_BYTES = 64;

const BY_NAME = [
  [/tfevents/, 'tensorboard'],
  [/\.(csv|tsv)$/, 'csv'],
  [/\.(db|sqlite3?|log|journal|jsonl)$/, 'optuna'],
];

/**
 * What a file is, by its name, else by its first bytes.
 * @param {string} name
 * @param {string} head
 * @param {string} chosen  what was chosen before
 */
export function kindOf(name, head, chosen) {
  const known = BY_NAME.find(([pattern]) => /** @type {RegExp} */ (pattern).test(name.toLowerCase()));
  if (known) return /** @type {string} */ (known[1]);
  // A ZIP file is an archive, or a folder of event files.
  if (head.startsWith('PK')) return chosen === 'tensorboard' ? chosen : 'archive';
  if (head.startsWith('SQLite format 3') || head.trimStart().startsWith('{')) return 'optuna';
  return 'csv';
}
