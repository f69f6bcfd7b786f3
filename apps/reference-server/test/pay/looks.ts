import { type Page, shoot, violationsOf } from '@railyard/browser';

/** The texts that reach out of the page or of its card. */
const OVERFLOWING = `[...document.querySelectorAll('main :is(bdi, button, a, h1, p, th, td)')]
  .filter((one) => one.getBoundingClientRect().right > Math.min(innerWidth, document.querySelector('main').getBoundingClientRect().right))
  .map((one) => one.textContent)`;
const SIZES = { phone: { width: 320, height: 640 }, desktop: { width: 1280, height: 800 } };

/** Takes pictures of a page in light and in dark, on a phone and on a desk; gives what is wrong with it there. */
export async function faultsOf(page: Page, name: string): Promise<readonly unknown[]> {
  const faults: unknown[] = [];
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    for (const [device, size] of Object.entries(SIZES)) {
      await page.setViewportSize(size);
      faults.push(...(await page.evaluate<readonly string[]>(OVERFLOWING)));
      await shoot(page, `${name}-${device}-${scheme}`);
    }
    faults.push(...(await violationsOf(page)));
  }
  return faults;
}
