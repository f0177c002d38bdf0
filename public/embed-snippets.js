// @ts-check

/**
 * @typedef {{ readonly title: string, readonly embed: string, readonly full: string, readonly poster: string }} Target
 *   absolute addresses of an embed, of the whole page in the same state, and of a picture
 */

/** @param {string} text */
const inAttribute = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** @param {Target} target @param {string} source @param {string} rest */
const frame = ({ embed, title }, source, rest = '') =>
  `<iframe ${source}="${inAttribute(embed)}" width="960" height="540" title="viommu-lab: ${inAttribute(title)}"${rest}></iframe>`;

/**
 * What to copy, by where it goes.
 * @type {readonly { name: string, help: string, text: (target: Target) => string }[]}
 */
export const SNIPPETS = [
  {
    name: 'Any page',
    help: 'Plain HTML.',
    text: (target) => frame(target, 'src', ' loading="lazy" style="border: 0"'),
  },
  {
    name: 'reveal.js',
    help: 'Runs while its slide is shown; arrow keys go on turning slides.',
    text: (target) => `<section>\n  ${frame(target, 'data-src', ' data-preload')}\n</section>`,
  },
  {
    name: 'Slidev',
    help: 'A slide that is the embed.',
    text: ({ embed }) => `---\nlayout: iframe\nurl: '${embed}'\n---`,
  },
  {
    name: 'PowerPoint, Keynote',
    help: 'Insert the picture and link it to the page.',
    text: ({ full, poster }) => `Picture: ${poster}\nLink:    ${full}`,
  },
];
