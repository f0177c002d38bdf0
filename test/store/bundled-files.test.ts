import { gzipSync } from 'node:zlib';

import { afterEach, describe, expect, test, vi } from 'vitest';

import * as bundled from '../../src/store/bundled-files.ts';
import type * as own from '../../src/store/own-files.ts';

/** What stands in for the files of the site offers the same. */
const files: typeof own = bundled;

const offer = (file: string) => ({ file, title: file, description: 'some lines', bytes: 5 });

function bundle(content: unknown): void {
  const textContent = content === undefined ? undefined : JSON.stringify(content);
  vi.stubGlobal('document', { getElementById: () => (textContent === undefined ? null : { textContent }) });
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

describe('recordings inside the page', () => {
  afterEach(() => vi.unstubAllGlobals());

  test('are listed, and given back byte for byte whether they were packed or not', async () => {
    const bytes = Uint8Array.of(0, 255, 10, 13, 128);
    bundle({
      manifest: [offer('plain.txt.gz'), offer('packed.txt')],
      files: {
        'plain.txt.gz': { isPacked: false, base64: base64(bytes) },
        'packed.txt': { isPacked: true, base64: base64(gzipSync(bytes)) },
      },
    });
    expect((await files.listRecordings()).map(({ file }) => file)).toEqual(['plain.txt.gz', 'packed.txt']);
    for (const file of ['plain.txt.gz', 'packed.txt']) {
      expect(new Uint8Array(await files.readRecording(file))).toEqual(bytes);
    }
    await expect(files.readRecording('other.txt')).rejects.toThrow('it is not in this file');
    await expect(files.readRecording('toString')).rejects.toThrow('it is not in this file');
  });

  test.each([[undefined], [{}], [{ manifest: 1, files: 2 }]])('are none in a page that holds %j', async (content) => {
    bundle(content);
    expect(await files.listRecordings()).toEqual([]);
    await expect(files.readRecording('a')).rejects.toThrow();
  });
});
