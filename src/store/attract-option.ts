/** What decides whether the page tells its story by itself. */
export interface Arrival {
  /** Query and hash of the address, as the browser gives them. */
  readonly search: string;
  readonly hash: string;
  /** Whether somebody has touched the page before, in this document. */
  readonly wasTouched: boolean;
}

/**
 * Whether the story plays. The option `attract` in the query or hash decides; without it, it plays on a page that was opened
 * plainly: an embed stays still, and a link shows what it was made for.
 */
export function wantsAttract({ search, hash, wasTouched }: Arrival): boolean {
  if (wasTouched) return false;
  const query = new URLSearchParams(search);
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const asked = fields.get('attract') ?? query.get('attract');
  if (asked !== null) return !['0', 'no', 'off', 'false'].includes(asked);
  return !query.has('embed') && !fields.has('embed') && !fields.has('v');
}
