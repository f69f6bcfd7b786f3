import { html } from 'hono/html';
import type { Page } from './shell.ts';

/** The page of nothing that is to be paid. */
export const STRANGE: Page = {
  title: 'No such page',
  status: 404,
  body: html`<h1>No such page</h1>
<p>Nothing is to be paid under this address.</p>`,
};
