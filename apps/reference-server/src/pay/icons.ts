import { type Html, html } from './html.ts';

/** Drawings beside words that say the same. */
export const CARD = icon(
  html`<rect x="3" y="6" width="18" height="13" rx="2.5"/><path d="M3 10.5h18M7 15h3"/>`,
);
export const COIN = icon(
  html`<circle cx="12" cy="12.5" r="8.5"/><path d="M14.8 9.8c-.5-1-1.5-1.6-2.8-1.6-1.7 0-2.9.8-2.9 2.1s1.1 1.8 2.9 2.2 2.9 1 2.9 2.2-1.2 2.1-2.9 2.1c-1.4 0-2.4-.6-2.9-1.6M12 6.8v11.4"/>`,
);
export const CHEVRON = icon(html`<path d="m9.5 6.5 6 5.5-6 5.5"/>`, 'chevron');
export const CHECK = icon(html`<path d="m6.5 12.5 3.7 3.7 7.3-8"/>`);
export const CLOCK = icon(html`<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>`);
export const CROSS = icon(html`<path d="m8 8 8 8m0-8-8 8"/>`);
export const RETURN = icon(html`<path d="M9 7 5 11l4 4M5 11h9a5 5 0 0 1 0 10h-2"/>`);
export const DOTS = icon(
  html`<circle class="dot" cx="6" cy="12" r="1.3"/><circle class="dot" cx="12" cy="12" r="1.3"/><circle class="dot" cx="18" cy="12" r="1.3"/>`,
);

function icon(drawing: Html, name = 'icon'): Html {
  return html`<svg class="${name}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${drawing}</svg>`;
}
