import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = resolve(import.meta.dirname, '../../../screenshots');

/** Keeps a picture of the whole page, or of what its window shows, as `screenshots/<name>.png` in the repository's root, for people to look at. */
export async function shoot(page: Page, name: string, part: 'page' | 'window' = 'page'): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: part === 'page' });
}
