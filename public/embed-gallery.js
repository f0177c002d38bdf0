// @ts-check
import { SCENARIOS } from './embed-scenarios.js';
import { SNIPPETS } from './embed-snippets.js';

/** @param {string} path */
const absolute = (path) => new URL(path, document.baseURI).href;

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Partial<HTMLElementTagNameMap[Tag]>} properties @param {(Node | string)[]} children
 */
function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** A picture until somebody asks for the live page: a gallery must not run seven emulators. @param {string} title @param {string} embed */
function preview(title, embed) {
  const button = element(
    'button',
    { type: 'button', className: 'preview' },
    element('img', { src: 'poster.png', alt: '', loading: 'lazy', width: 1200, height: 630 }),
    element('span', {}, `Load “${title}”`),
  );
  button.onclick = () => button.replaceWith(element('iframe', { src: embed, title: `viommu-lab: ${title}` }));
  return button;
}

/** @param {string} name @param {string} help @param {string} text */
function snippet(name, help, text) {
  const copy = element('button', { type: 'button' }, 'Copy');
  copy.setAttribute('aria-label', `Copy for ${name}`);
  const code = element('pre', { tabIndex: 0 }, text);
  copy.onclick = async () => {
    const isDone = await navigator.clipboard.writeText(text).then(
      () => true,
      () => false,
    );
    if (!isDone) getSelection()?.selectAllChildren(code);
    copy.textContent = isDone ? 'Copied' : 'Selected: press Ctrl C';
  };
  return element('details', {}, element('summary', {}, name), element('p', {}, help, ' ', copy), code);
}

document.querySelector('#gallery')?.replaceChildren(
  ...SCENARIOS.map(({ name, title, about, options, hash }) => {
    const target = {
      title,
      embed: absolute(`./?embed&${options}${hash}`),
      full: absolute(`./${hash}`),
      poster: absolute('poster.png'),
    };
    return element(
      'article',
      { id: name },
      element('h2', {}, title),
      element('p', {}, about, ' ', element('a', { href: target.full }, 'Open in full')),
      preview(title, target.embed),
      ...SNIPPETS.map((row) => snippet(row.name, row.help, row.text(target))),
    );
  }),
);
