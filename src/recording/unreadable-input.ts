import { ascii } from './line-scanner.ts';

/** Beginnings of files that people will try, and what to do about each. */
const KNOWN: readonly (readonly [start: Uint8Array, advice: string])[] = [
  [Uint8Array.of(0x17, 0x08, 0x44, 0x74, 0x72), 'a binary trace.dat; print it with `trace-cmd report` first'],
  [ascii('PERFILE2'), 'a binary perf.data; record with ftrace or trace-cmd instead'],
  [Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd), 'zstd-compressed; unpack it, or use gzip'],
  [Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a), 'xz-compressed; unpack it, or use gzip'],
  [ascii('BZh'), 'bzip2-compressed; unpack it, or use gzip'],
  [ascii('PK\x03\x04'), 'a zip archive; unpack it first'],
  [Uint8Array.of(0xff, 0xfe), 'UTF-16 text; save it as UTF-8'],
  [Uint8Array.of(0xfe, 0xff), 'UTF-16 text; save it as UTF-8'],
];
const QEMU_LINE = /^\d+@\d+\.\d+:\w+/;

/** What an input that begins with `head` seems to be; undefined when nothing comes to mind. */
export function guessInput(head: Uint8Array): string | undefined {
  for (const [start, advice] of KNOWN) {
    if (start.every((byte, index) => head[index] === byte)) return advice;
  }
  if (QEMU_LINE.test(String.fromCharCode(...head))) return "a QEMU trace log; the guest's own ftrace text is wanted";
  return undefined;
}
