import type { MachineConfig } from '../config/machine-config.ts';

/** Bytes on the wire besides the payload of a frame: headers, check sequence, preamble, gap. */
const FRAME_OVERHEAD = 38;

/** Frames per second that the line carries: 812,744 of 1500 bytes at 10 Gb/s. */
export function lineRate({ framePayloadBytes, linkGbps }: MachineConfig): number {
  return (linkGbps * 1e9) / ((framePayloadBytes + FRAME_OVERHEAD) * 8);
}
