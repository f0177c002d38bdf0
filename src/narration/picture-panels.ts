/** Panels that are pictures and can be read as tables, by name. */
export const PICTURE_PANELS = ['data-path', 'throughput', 'tables', 'iotlb', 'teardown', 'registers'] as const;
export type PicturePanel = (typeof PICTURE_PANELS)[number];
