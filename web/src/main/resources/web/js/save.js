// @ts-check
/**
 * Downloads a file.
 * @param {string} name
 * @param {Blob|string} content  a blob, or a data URL
 */
export function save(name, content) {
  const anchor = document.createElement('a');
  anchor.download = name;
  anchor.href = typeof content === 'string' ? content : URL.createObjectURL(content);
  anchor.click();
  if (typeof content !== 'string') setTimeout(() => URL.revokeObjectURL(anchor.href), 10_000);
}

/** Rows as CSV (RFC 4180). A text that a spreadsheet would evaluate as a formula gets an apostrophe. */
export function csv(rows) {
  return rows.map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}

const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

function field(value) {
  if (value == null) return '';
  const risky = typeof value === 'string' && FORMULA.test(value) && !NUMBER.test(value);
  const text = risky ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
