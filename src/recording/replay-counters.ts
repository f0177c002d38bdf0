/** What a replay has done so far. */
export class ReplayCounters {
  /** Operations of the recording replayed, markers included, and in all. */
  done = 0;
  total = 0;
  /** Mapping calls and `unmap` lines replayed. */
  maps = 0;
  unmaps = 0;
  /** Pages mapped before the recording began, as far as its unmaps tell. */
  assumedMaps = 0;
  /** Pages that the recording has mapped at present and the replay too; a page mapped twice counts twice. */
  livePages = 0;
  /** Mappings ended because their IOVA was mapped again: their unmap is missing from the file. */
  superseded = 0;
  /** Mappings that were left out: their addresses or size are beyond any machine of ours. */
  outOfRange = 0;
  /** Mappings that the driver could not make. */
  failed = 0;
  /** Ends of mappings that were left out or could not be made. */
  skippedUnmaps = 0;
  /** Synthetic requests, one for each page of a mapping, and how many of them were blocked (none should be). */
  touches = 0;
  blockedTouches = 0;
  /** Recorded accesses after the unmap: blocked by the unit, gone through, or to an address that was never mapped. */
  staleBlocked = 0;
  staleReached = 0;
  staleUnknown = 0;
  /** Operations that began later than recorded because the core was still busy, and the longest delay (ps). */
  late = 0;
  longestDelay = 0;
}
