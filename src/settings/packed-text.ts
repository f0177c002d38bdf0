import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';

/** Packed bytes unpacked at a time: deflate grows at most 1032-fold, so a step yields at most 264 kB. */
const STEP = 256;

/** A text packed into characters that a link may hold: deflate, then base64url without padding. */
export function packText(text: string): string {
  const bytes = deflateSync(strToU8(text), { level: 9 });
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(characters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The text again; undefined when it was never packed so, was damaged, or is longer than `most` bytes. */
export function unpackText(packed: string, most: number): string | undefined {
  if (!/^[\w-]*$/.test(packed)) return undefined;
  try {
    const characters = atob(packed.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = inflate(
      Uint8Array.from(characters, (character) => character.codePointAt(0)!),
      most,
    );
    return bytes === undefined ? undefined : strFromU8(bytes);
  } catch {
    return undefined;
  }
}

function inflate(packed: Uint8Array, most: number): Uint8Array | undefined {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const inflater = new Inflate((piece) => {
    pieces.push(piece);
    length += piece.length;
  });
  for (let at = 0; at < packed.length; at += STEP) {
    inflater.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
    if (length > most) return undefined;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
