/** The address of the page alone. */
export function pageAddress(href: string): string {
  return href.replace(/[?#].*$/, '');
}

/** HTML that shows the page inside another. @param panel the one to show, by the name that links have for it */
export function embedSnippet(page: string, hash: string, panel: string | undefined): string {
  const source = `${page}?embed${panel === undefined ? '' : `&panels=${panel}`}${hash}`;
  const escaped = source.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${escaped}" title="viommu-lab" width="960" height="540" style="border: 0"></iframe>`;
}
