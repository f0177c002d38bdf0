import type { MachineConfig } from '../config/machine-config.ts';
import type { SourceName } from './sources.ts';

/** Settings that are one plain value and have a control of their own. */
type SourcedSetting = Exclude<keyof MachineConfig, 'caches' | 'costs' | 'setting' | 'strategy' | 'workload'>;

/** Where each setting, and the value it begins with, comes from. */
export const SETTING_SOURCES: Readonly<Record<SourcedSetting, readonly SourceName[]>> = {
  ageLimitMicroseconds: ['abstract', 'model'],
  quota: ['memory', 'model'],
  flushHighWaterMark: ['old-driver', 'excerpt'],
  flushTimeoutMicroseconds: ['old-driver', 'excerpt'],
  flushScope: ['old-driver', 'new-driver'],
  linkGbps: ['excerpt', 'slides'],
  coldPartsPerMillion: ['model', 'slides'],
  framePayloadBytes: ['ethernet'],
  interruptFrames: ['model'],
  interruptMicroseconds: ['model'],
  ringSize: ['model'],
  guests: ['model'],
  guestMemoryMiB: ['memory'],
  hostPressure: ['abstract', 'model'],
  invalidation: ['vtd-invalidate', 'old-driver'],
  addressWidth: ['vtd-walk'],
  largePages: ['vtd-walk', 'vtd-structures'],
  seed: ['model'],
};
