import type { Time } from '../clock/time.ts';

/**
 * One end of the wire, as the other sees it. A frame crosses as its length and its mark (`FRAME_MARK`): the bytes stay
 * where they were copied from memory; what the mark says tells loss, order and damage.
 */
export interface FrameReceiver {
  /**
   * The last bit of a frame arrives now.
   * @param length bytes, header included, check sequence not.
   * @returns false when the frame is dropped.
   */
  frame(length: number, magic: number, sequence: number, markedLength: number, now: Time): boolean;
}
