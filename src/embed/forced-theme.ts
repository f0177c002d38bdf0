import type { Theme } from './embed-options.ts';

/** What each theme answers to the questions that the style sheets ask of the system. */
const ANSWERS: Readonly<Record<Theme, Readonly<Record<string, boolean>>>> = {
  dark: { '(prefers-color-scheme: dark)': true, '(prefers-contrast: more)': false },
  light: { '(prefers-color-scheme: dark)': false, '(prefers-contrast: more)': false },
  contrast: { '(prefers-contrast: more)': true },
};

/**
 * Gives a page the colours that its address asks for, whatever the system's are: rules that wait for the system's word are
 * made to hold, or not to. Sheets of another origin cannot be read; they stay as they are.
 */
export function forceTheme(theme: Theme, page: Document = document): void {
  const answers = ANSWERS[theme];
  if (theme !== 'contrast') page.documentElement.style.colorScheme = theme;
  for (const sheet of page.styleSheets) {
    for (const rule of rulesOf(sheet)) {
      if (!(rule instanceof CSSMediaRule)) continue;
      const answer = answers[rule.media.mediaText.trim()];
      if (answer !== undefined) rule.media.mediaText = answer ? 'all' : 'not all';
    }
  }
}

function rulesOf(sheet: CSSStyleSheet): Iterable<CSSRule> {
  try {
    return [...sheet.cssRules];
  } catch {
    return [];
  }
}
