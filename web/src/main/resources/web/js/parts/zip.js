// @ts-check
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const UTF8 = 0x0800;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** CRC-32 as ZIP files have it. @param {Uint8Array} bytes */
export function crc32(bytes) {
  let c = 0xffffffff;
  for (const b of bytes) c = TABLE[(c ^ b) & 0xff] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/**
 * A ZIP file without compression, of files with their paths: a folder is one upload. Below 4 GB.
 * @param {{path: string, bytes: Uint8Array}[]} files
 * @returns {Blob}
 */
export function zipOf(files) {
  const parts = [];
  const central = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const name = new TextEncoder().encode(path);
    const crc = crc32(bytes);
    const shared = [20, UTF8, 0, 0, 0x21];
    const sizes = [crc, bytes.length, bytes.length];
    const local = record(30, [
      [4, LOCAL],
      ...shared.map((v) => [2, v]),
      ...sizes.map((v) => [4, v]),
      [2, name.length],
      [2, 0],
    ]);
    central.push(
      record(46, [
        [4, CENTRAL],
        [2, 20],
        ...shared.map((v) => [2, v]),
        ...sizes.map((v) => [4, v]),
        [2, name.length],
        ...[0, 0, 0, 0].map((v) => [2, v]),
        [4, 0],
        [4, offset],
      ]),
      name
    );
    parts.push(local, name, bytes);
    offset += local.length + name.length + bytes.length;
  }
  const size = central.reduce((sum, part) => sum + part.length, 0);
  const end = record(22, [
    [4, END],
    [2, 0],
    [2, 0],
    [2, files.length],
    [2, files.length],
    [4, size],
    [4, offset],
    [2, 0],
  ]);
  return new Blob([...parts, ...central, end], { type: 'application/zip' });
}

/** Little-endian fields, each with its width in bytes. */
function record(length, fields) {
  const view = new DataView(new ArrayBuffer(length));
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return new Uint8Array(view.buffer);
}
