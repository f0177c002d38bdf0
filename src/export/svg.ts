const SVG = 'http://www.w3.org/2000/svg';
const XHTML = 'http://www.w3.org/1999/xhtml';

/** A panel as a picture that stands alone. */
export interface PanelPicture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** Height of the caption's line in CSS pixels. */
const CAPTION = 28;

/**
 * A panel as it is seen now, with its caption: every element with the style it has, canvases as images. What is only there
 * to be pressed is left out.
 */
export function panelToSvg(panel: HTMLElement, caption: string): PanelPicture {
  const { width, height } = panel.getBoundingClientRect();
  const copy = styledCopy(panel) as HTMLElement;
  copy.setAttribute('xmlns', XHTML);
  Object.assign(copy.style, {
    position: 'static',
    inset: 'auto',
    margin: '0',
    width: `${width}px`,
    height: `${height}px`,
  });
  const { color, backgroundColor, fontFamily } = getComputedStyle(panel);
  const root = document.createElementNS(SVG, 'svg');
  const set = (element: Element, attributes: Readonly<Record<string, string | number>>): void => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  };
  set(root, { xmlns: SVG, width, height: height + CAPTION, viewBox: `0 0 ${width} ${height + CAPTION}` });
  const paper = document.createElementNS(SVG, 'rect');
  set(paper, { width, height: height + CAPTION, fill: backgroundColor });
  const content = document.createElementNS(SVG, 'foreignObject');
  set(content, { width, height });
  content.append(copy);
  const text = document.createElementNS(SVG, 'text');
  set(text, { x: 11, y: height + CAPTION - 10, fill: color, 'font-family': fontFamily, 'font-size': 13 });
  text.textContent = caption;
  root.append(paper, content, text);
  return { svg: new XMLSerializer().serializeToString(root), width, height: height + CAPTION };
}

function styledCopy(element: Element): Element {
  if (element instanceof HTMLCanvasElement) {
    const image = document.createElement('img');
    image.src = element.toDataURL();
    image.style.cssText = `display:block;width:${element.clientWidth}px;height:${element.clientHeight}px`;
    return image;
  }
  const copy = element.cloneNode(false) as HTMLElement | SVGElement;
  const style = getComputedStyle(element);
  copy.removeAttribute('class');
  copy.style.cssText = Array.from(style, (name) => `${name}:${style.getPropertyValue(name)}`).join(';');
  for (const child of element.childNodes) {
    if (child instanceof Element) {
      if (!child.matches('.panel-toggle, .panel-save, .visually-hidden, .path-dots')) copy.append(styledCopy(child));
    } else copy.append(child.cloneNode());
  }
  return copy;
}
