import { type Html, html } from './html.ts';

const MINUTE = 60_000;

/** How long it is until then, in words: at least a minute. */
export function untilThen(then: number, now: number): string {
  const minutes = Math.max(1, Math.ceil((then - now) / MINUTE));
  const [count, unit] = minutes < 120 ? [minutes, 'minute'] : [Math.round(minutes / 60), 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** A moment in words. */
export function momentInWords(time: number): string {
  const words = new Date(time).toLocaleString('en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${words} UTC`;
}

/** The same for a page. */
export function dateOf(time: number): Html {
  return html`<time datetime="${new Date(time).toISOString()}">${momentInWords(time)}</time>`;
}
