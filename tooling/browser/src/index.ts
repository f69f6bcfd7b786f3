export type { Browser, BrowserContext, Page } from 'playwright-core';
export { type Violation, violationsOf } from './axe.ts';
export { openBrowser } from './open.ts';
export { shoot } from './shoot.ts';
