import type { BrowserContext, Page } from '@railyard/browser';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openTill, RETURN } from './till.ts';
import { ID, PAGE, VIEWS, viewOf } from './views.ts';
import { openWindow, type Window } from './window.ts';

let window: Window;
let context: BrowserContext;
/** What the browser complained of: a refused style, script or form is among it. */
let complaints: string[];

beforeAll(async () => {
  window = await openWindow();
});
afterAll(() => window.close());
beforeEach(async () => {
  complaints = [];
  context = await window.browser.newContext();
});
afterEach(async () => {
  await context.close();
  if (complaints.length > 0) throw new Error(`The browser complained: ${complaints.join(' ')}`);
});

function waiting(): ReturnType<typeof viewOf> {
  return viewOf({ state: 'waiting', chosen: 'card-via-stripe', page: { ...PAGE, url: window.elsewhere } });
}

async function visit(path = `/pay/${ID}`): Promise<Page> {
  const page = await context.newPage();
  page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
  page.on('pageerror', (error) => void complaints.push(error.message));
  await page.goto(`${window.origin}${path}`);
  return page;
}

/** A page whose clock stands still until it is told to go on. */
async function visitInStoppedTime(path?: string): Promise<Page> {
  await context.clock.install({ time: 0 });
  await context.clock.pauseAt(1_000);
  await context.addInitScript(PAUSES);
  return visit(path);
}

describe('a buyer with a keyboard alone', () => {
  test('reaches each way to pay in turn, sees where they are, and gets to the provider', async () => {
    window.till = openTill();
    window.till.onChoose = waiting;
    const page = await visit();
    const names: string[] = [];
    for (const _ of window.till.view?.methods ?? []) {
      await page.keyboard.press('Tab');
      names.push(await page.evaluate('document.activeElement.value'));
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    }
    expect(names).toEqual(['usdc-on-base', 'card-via-stripe']);
    await page.keyboard.press('Enter');
    await page.waitForURL(window.elsewhere);
    expect(window.till.chosen).toEqual(['card-via-stripe']);
  });

  test('goes on from a page that is open, or looks again', async () => {
    window.till = openTill(waiting());
    const page = await visit(RETURN);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Continue to Stripe');
    await page.keyboard.press('Tab');
    window.till.view = VIEWS.paid;
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Paid. Thank you.' }).waitFor();
  });
});

describe('a buyer who has chosen', () => {
  test('comes back with one step to the page that they chose on', async () => {
    window.till = openTill();
    window.till.onChoose = waiting;
    const page = await visit();
    await page.getByRole('button', { name: 'Card' }).click();
    await page.waitForURL(window.elsewhere);
    await page.goBack();
    await page.getByRole('heading', { name: 'Waiting for your payment' }).waitFor();
    expect(page.url()).toBe(`${window.origin}/pay/${ID}`);
  });

  test('tells the provider nothing of where they come from', async () => {
    window.till = openTill();
    window.till.onChoose = waiting;
    const page = await visit();
    const request = page.waitForRequest(window.elsewhere);
    await page.getByRole('button', { name: 'Card' }).click();
    expect((await (await request).allHeaders()).referer).toBeUndefined();
  });
});

describe('without scripts', () => {
  beforeEach(async () => {
    await context.close();
    context = await window.browser.newContext({ javaScriptEnabled: false });
  });

  test('a buyer chooses, is led to the provider, and sees later that it is paid', async () => {
    window.till = openTill();
    window.till.onChoose = waiting;
    const page = await visit();
    await page.getByRole('button', { name: 'Card' }).click();
    await page.waitForURL(window.elsewhere);

    await page.goto(`${window.origin}${RETURN}`);
    expect(await page.getByText('this page looks by itself').isVisible()).toBe(false);
    window.till.view = VIEWS.paid;
    await page.getByRole('link', { name: 'Look again' }).click();
    await page.getByRole('heading', { name: 'Paid. Thank you.' }).waitFor();
  });

  test('a buyer whose choice failed reads why and chooses again', async () => {
    window.till = openTill();
    window.till.onChoose = () => {
      throw new Error('The provider is down.');
    };
    const page = await visit();
    await page.getByRole('button', { name: 'Card' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('That page could not be opened now.');
    complaints = []; // the browser tells the status of the answer
    window.till.onChoose = waiting;
    await page.getByRole('button', { name: 'USDC on Base' }).click();
    await page.waitForURL(window.elsewhere);
  });
});

describe('a page that somebody looks at', () => {
  test('shows by itself that it is paid, says so, and looks no more', async () => {
    window.till = openTill(waiting());
    const page = await visitInStoppedTime(RETURN);
    const asked: string[] = [];
    page.on('request', (request) => void asked.push(new URL(request.url()).pathname));
    expect(await page.getByText('this page looks by itself').isVisible()).toBe(true);

    window.till.view = VIEWS.paid;
    await page.clock.runFor(2_000);
    await page.getByRole('heading', { name: 'Paid. Thank you.' }).waitFor();

    expect(await page.getByRole('status').textContent()).toBe('Paid. Thank you.');
    expect(await page.title()).toBe('Paid. Thank you. · Prairie Supply');
    expect(asked).toEqual([`${RETURN}/state`, RETURN]);
    await page.clock.runFor(600_000);
    expect(asked).toHaveLength(2);
  });

  test('leaves the buyer on its heading when what they were on has gone', async () => {
    window.till = openTill(waiting());
    const page = await visitInStoppedTime();
    await page.getByRole('link', { name: 'Look again' }).focus();
    window.till.view = VIEWS.failed;
    await page.clock.runFor(2_000);
    await page.getByRole('heading', { name: 'The payment did not go through' }).waitFor();
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H1');
  });

  test('leads to the page that another tab has opened since, and no more to the closed one', async () => {
    window.till = openTill(waiting());
    const page = await visitInStoppedTime();
    const other = { ...PAGE, rail: 'coinbase', reference: 'checkout_2' };
    window.till.view = viewOf({ ...waiting(), chosen: 'usdc-on-base', page: other });
    await page.clock.runFor(2_000);
    await page.getByRole('link', { name: 'Continue to Coinbase' }).waitFor();
    expect(await page.getByRole('button').allTextContents()).toEqual([expect.stringContaining('Card')]);
    expect(await page.getByText('Stripe’s page').count()).toBe(0);
  });

  test('can be used after it has changed', async () => {
    window.till = openTill(waiting());
    const page = await visitInStoppedTime();
    window.till.view = VIEWS.failed;
    await page.clock.runFor(2_000);
    window.till.onChoose = waiting;
    await page.getByRole('button', { name: 'Card' }).click();
    await page.waitForURL(window.elsewhere);
    expect(window.till.chosen).toEqual(['card-via-stripe']);
  });

  test('stays as it is while nothing changes or nobody answers, and looks less and less often', async () => {
    window.till = openTill(waiting());
    const page = await visitInStoppedTime();
    await page.evaluate("document.querySelector('h1').dataset.kept = 'yes'");
    const answers = [503];
    await page.route('**/state', (route) => {
      const status = answers.shift();
      return status ? route.fulfill({ status }) : route.fallback();
    });
    for (const pause of [2_000, 3_000, 4_500, 6_750, 10_125, 15_187.5, 22_781.25, 30_000, 30_000]) {
      await expect.poll(() => page.evaluate('pauses.at(-1)'), { timeout: 10_000 }).toBe(pause);
      await page.evaluate('pauses.push(null)');
      await page.clock.runFor(Math.ceil(pause));
    }
    expect(await page.evaluate("document.querySelector('h1').dataset.kept")).toBe('yes');
    expect(complaints.splice(0)).toHaveLength(1); // the browser tells of the answer with status 503
  });

  test('does not look while it is hidden, and looks at once when it is seen again', async () => {
    window.till = openTill(waiting());
    const page = await visitInStoppedTime();
    let asked = 0;
    page.on('request', () => void (asked += 1));
    await page.evaluate(seen('hidden'));
    await page.clock.runFor(60_000);
    expect(asked).toBe(0);
    window.till.view = VIEWS.paid;
    await page.evaluate(seen('visible'));
    await page.getByRole('heading', { name: 'Paid. Thank you.' }).waitFor();
  });
});

/** Notes how long a page waits; those who drive it wait shorter. */
const PAUSES = `{
  const later = setTimeout;
  globalThis.pauses = [];
  globalThis.setTimeout = (then, pause) => (pause < 1_000 || pauses.push(pause), later(then, pause));
}`;

function seen(state: 'hidden' | 'visible'): string {
  return `Object.defineProperty(document, 'hidden', { value: ${state === 'hidden'}, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'))`;
}
