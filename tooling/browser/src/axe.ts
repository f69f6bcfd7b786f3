import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** A rule that a page breaks, and where. */
export interface Violation {
  readonly rule: string;
  readonly help: string;
  readonly targets: readonly string[];
}

const STANDARD = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
const RUN = `axe.run({ runOnly: ${JSON.stringify(STANDARD)} })`;

/** What a page breaks of WCAG 2.2 AA, as far as a program can see. It reads the page past any content policy. */
export async function violationsOf(page: Page): Promise<readonly Violation[]> {
  const { violations }: axe.AxeResults = await page.evaluate(`${axe.source};${RUN}`);
  return violations.map(({ id, help, nodes }) => ({
    rule: id,
    help,
    targets: nodes.map(({ target }) => target.join(' ')),
  }));
}
