/** Sets an attribute unless it already has that value, so that nothing is laid out or painted again without need. */
export function setIfChanged(element: Element | null, name: string, value: string): void {
  if (element !== null && element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Writes a text over that of an element, which holds nothing else; the node stays, so that only its own space is laid out. */
export function writeText(element: Element | null, text: string): void {
  const node = element?.firstChild;
  if (node instanceof Text) {
    if (node.data !== text) node.data = text;
  } else if (element !== null) element.textContent = text;
}
