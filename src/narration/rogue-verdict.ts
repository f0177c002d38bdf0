import { assertNever } from '../base/assert.ts';
import { faultReason } from '../spec/fault-reasons.ts';
import { readField } from '../spec/field.ts';
import { registerField } from '../spec/registers.ts';
import type { RogueTarget } from '../protocol/commands.ts';
import type { RogueVerdict } from '../protocol/reports.ts';
import { counted, hex, span } from './format.ts';
import { formatSourceIdText } from './source-id.ts';

/** Attacks as their buttons name them. */
export const ATTACKS: readonly { readonly target: RogueTarget; readonly label: string; readonly help: string }[] = [
  { target: 'just-unmapped', label: 'just unmapped', help: 'DMA to the page that the driver unmapped last' },
  { target: 'never-mapped', label: 'never mapped', help: 'DMA to an address that was never mapped' },
  { target: 'read-only', label: 'read-only', help: 'write through a mapping that allows only reads' },
  { target: 'other-guest', label: 'other guest', help: 'DMA to memory of another guest' },
];

/** The outcome in one word, and what happened in a sentence. */
export interface VerdictWords {
  readonly word: string;
  readonly sentence: string;
  /** The fault record, decoded, when the unit wrote one. */
  readonly record: string | undefined;
}

/** Says how a rogue DMA ended. */
export function explainVerdict(verdict: RogueVerdict): VerdictWords {
  const record = describeFaultRecord(verdict.faultRecord);
  const way = verdict.isWrite ? 'Write' : 'Read';
  const since = verdict.sinceUnmap >= 0 ? `, ${span(verdict.sinceUnmap)} after its unmap` : '';
  const where = `${way} at ${hex(verdict.iova)}${since}`;
  switch (verdict.verdict) {
    case 'blocked': {
      const reason = faultReason(verdict.reason)?.text ?? 'the unit gave no known reason';
      return { word: 'Blocked', sentence: `${where}: ${reason} (reason ${verdict.reason}).`, record };
    }
    case 'leaked':
      return {
        word: 'Leaked',
        sentence: `${where}: ${counted(verdict.bytes, 'byte')} got through.`,
        record: undefined,
      };
    case 'allowed':
      return {
        word: 'Allowed',
        sentence: `${where}: ${counted(verdict.bytes, 'byte')} moved; nothing forbids it here.`,
        record: undefined,
      };
    case 'impossible':
      return { word: 'Not possible', sentence: verdict.note, record: undefined };
    default:
      return assertNever(verdict.verdict, 'verdict');
  }
}

/** The fault record (FRCD) by field, as the register table defines it; undefined when it holds no fault. */
export function describeFaultRecord(words: ArrayLike<number>): string | undefined {
  if (readField(registerField('FRCD', 'F'), words) === 0) return undefined;
  const source = formatSourceIdText(readField(registerField('FRCD', 'SID'), words));
  const page = hex(readField(registerField('FRCD', 'FI'), words) * 4096);
  const isRead = readField(registerField('FRCD', 'T'), words) === 1;
  const reason = hex(readField(registerField('FRCD', 'FR'), words));
  return `FRCD: F 1, T ${isRead ? '1 (read)' : '0 (write)'}, FR ${reason}, SID ${source}, FI ${page}`;
}
