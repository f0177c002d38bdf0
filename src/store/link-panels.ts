/** Panels whose name in links is not the one that the page's styles have. */
const LINK_NAMES: Readonly<Record<string, string>> = { tables: 'page-tables', teardown: 'teardown-queue' };

/** The name that links have for a panel. */
export function linkPanel(panel: string): string {
  return LINK_NAMES[panel] ?? panel;
}

/** The panel that a link names. */
export function panelOfLink(name: string): string {
  return Object.keys(LINK_NAMES).find((panel) => LINK_NAMES[panel] === name) ?? name;
}
