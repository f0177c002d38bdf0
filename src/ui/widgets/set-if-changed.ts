/** Sets an attribute unless it already has that value, so that nothing is laid out or painted again without need. */
export function setIfChanged(element: Element | null, name: string, value: string): void {
  if (element !== null && element.getAttribute(name) !== value) element.setAttribute(name, value);
}
