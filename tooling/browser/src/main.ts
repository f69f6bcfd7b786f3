// Makes sure of a browser ahead of the tests, so that nobody wonders what a test waits for.
import { openBrowser } from './open.ts';

try {
  const browser = await openBrowser();
  console.log(`The tests have a browser: Chromium ${browser.version()}.`);
  await browser.close();
} catch (error) {
  const { message, cause } = error as Error;
  console.error(cause instanceof Error ? `${message}\n${cause.message}` : message);
  process.exitCode = 1;
}
