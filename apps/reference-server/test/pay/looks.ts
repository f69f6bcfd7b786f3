import { type Page, shoot, violationsOf } from '@railyard/browser';
import { expect } from 'vitest';

/** The texts that reach out of the page or of its card. */
const OVERFLOWING = `[...document.querySelectorAll('main :is(bdi, button, a, h1, p, th, td)')]
  .filter((one) => one.getBoundingClientRect().right > Math.min(innerWidth, document.querySelector('main').getBoundingClientRect().right))
  .map((one) => one.textContent)`;
const SIZES = { phone: { width: 320, height: 640 }, desktop: { width: 1280, height: 800 } };

/** A page is accessible in light and in dark, and fits a phone and a desk. Pictures of that are taken. */
export async function checkLooks(page: Page, name: string): Promise<void> {
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const [device, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      expect(await page.evaluate(OVERFLOWING)).toEqual([]);
      await shoot(page, `${name}-${device}-${scheme}`);
    }
    expect(await violationsOf(page)).toEqual([]);
  }
}
