import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, test } from './site.ts';

const story = (page: Page) => page.getByRole('region', { name: 'The story in short' });
const stages = (page: Page) => story(page).getByRole('listitem');
const sentence = (page: Page) => story(page).locator('[aria-live]');

/** Per cent of the line on the gauge. */
async function gauge(page: Page): Promise<number> {
  return 10 * Number(await page.getByRole('meter', { name: 'Throughput' }).getAttribute('aria-valuenow'));
}

/** Per cent that a stage of the story shows; NaN before it is measured. */
async function measured(page: Page, stage: number): Promise<number> {
  return Number.parseFloat(await stages(page).nth(stage).locator('strong').innerText());
}

async function axe(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test.describe('the untouched page', () => {
  test('tells the story: each figure is the one that the gauge shows, and each sentence points at a panel @long', async ({
    page,
    siteUrl,
  }) => {
    test.setTimeout(120_000);
    await page.goto(siteUrl);
    const pointed = ['Throughput', 'Throughput', 'Teardown queue'];
    for (const [stage, region] of pointed.entries()) {
      await expect(stages(page).nth(stage)).toHaveAttribute('aria-current', 'step', { timeout: 30_000 });
      await expect.poll(() => measured(page, stage), { timeout: 30_000 }).toBeGreaterThan(0);
      const [shown, onGauge] = [await measured(page, stage), await gauge(page)];
      expect(Math.abs(shown - onGauge)).toBeLessThan(2);
      await expect(sentence(page)).toContainText(await stages(page).nth(stage).locator('strong').innerText());
      await expect(page.getByRole('region', { name: region, exact: true })).toHaveAttribute('data-pointed', '1');
    }
    // Not in between: while axe looks, the story would go on.
    expect(await axe(page)).toEqual([]);
    const shares = await Promise.all([0, 1, 2].map((stage) => measured(page, stage)));
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares);
    await expect(page.getByRole('radio', { name: /^Sidecore, optimistic/ })).toBeChecked();
  });

  test('can be read from afar, covers no panel, and makes no scroll bar @long', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await expect(page.getByText(/leaves the guest/)).toBeVisible({ timeout: 20_000 });
    for (const [width, height] of [
      [1280, 720],
      [480, 270],
    ] as const) {
      await page.setViewportSize({ width, height });
      const found = await page.evaluate(() => {
        const strip = document.querySelector('.story')!;
        const words = strip.querySelector('[aria-live]')!;
        const panels = [...document.querySelectorAll('.panel')].map((panel) => panel.getBoundingClientRect());
        return {
          size: Number.parseFloat(getComputedStyle(words).fontSize),
          covered: panels.filter((box) => box.height > 0 && box.top < strip.getBoundingClientRect().bottom).length,
          overflow:
            document.documentElement.scrollWidth - innerWidth + document.documentElement.scrollHeight - innerHeight,
        };
      });
      expect(found.size).toBeGreaterThanOrEqual(16);
      expect(found).toMatchObject({ covered: 0, overflow: 0 });
    }
  });
});

test.describe('the first touch stops the story for good', () => {
  const touches: Readonly<Record<string, (page: Page) => Promise<void>>> = {
    'a press anywhere': (page) => page.mouse.click(640, 400),
    'a key': (page) => page.keyboard.press('Shift'),
    'the wheel': (page) => page.mouse.wheel(0, 10),
    'the focus of a control': (page) => page.getByRole('button', { name: 'Settings' }).focus(),
  };
  test('whatever is touched @long', async ({ page, siteUrl }) => {
    for (const [name, touch] of Object.entries(touches)) {
      await page.goto(siteUrl);
      await expect(story(page), name).toBeVisible();
      await touch(page);
      await expect(story(page), name).toHaveCount(0);
      await expect(page.getByRole('radio', { name: /^Samecore, strict/ }), name).toBeChecked();
      await expect(page.locator('[data-pointed]'), name).toHaveCount(0);
    }
  });

  test('a choice is met as it was made, and stays', async ({ page, siteUrl }) => {
    await page.goto(siteUrl);
    await expect(story(page)).toBeVisible();
    const chosen = page.getByRole('radio', { name: /^Bare metal, deferred/ });
    await chosen.check({ force: true });
    await expect(story(page)).toHaveCount(0);
    await expect.poll(() => gauge(page), { timeout: 30_000 }).toBeGreaterThan(80);
    await expect(chosen).toBeChecked();
    // What ended the story was a choice like any other: the address has it.
    await expect.poll(() => new URL(page.url()).hash, { timeout: 20_000 }).toMatch(/^#v=1&.*(strategy=deferred|log=)/);
  });
});

test('nothing plays in an embed or on a link to a moment, unless it asks', async ({ page, siteUrl }) => {
  for (const [suffix, plays] of [
    ['?embed', false],
    ['?x=1#v=1&strategy=optimistic', false],
    ['?embed&attract', true],
  ] as const) {
    await page.goto(siteUrl + suffix);
    await expect.poll(() => gauge(page)).toBeGreaterThan(0);
    await expect(story(page)).toHaveCount(plays ? 1 : 0);
  }
});

test('where reduced motion is asked for, the cells stand side by side, measured @long', async ({ page, siteUrl }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(siteUrl);
  await expect(sentence(page)).toContainText(/Samecore, strict 9\.\d %, \+ sidecore 3\d %, \+ optimistic (9\d|100)/, {
    timeout: 45_000,
  });
  await expect(page.getByRole('radio', { name: /^Samecore, strict/ })).toBeChecked();
  await story(page).getByRole('button', { name: 'Close' }).click();
  await expect(story(page)).toHaveCount(0);
});
