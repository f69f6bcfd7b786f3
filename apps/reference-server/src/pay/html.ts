import { html as escaping, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

/** Markup in which all text that was put in is escaped. */
export type Html = HtmlEscapedString;

/** What can be put into markup: more of it, text to escape, and nothing. */
type Put = Html | string | number | false | null | undefined | readonly Html[];

/** Markup from a template. All that is put in is there already, so nothing is waited for. */
export function html(parts: TemplateStringsArray, ...put: readonly Put[]): Html {
  return escaping(parts, ...put) as Html;
}

const MOST_SHOWN = 200;
// Also halves of characters, which no text has.
const UNSHOWABLE = /[\p{Cc}\p{Cs}]+/gu;

/** Text that others wrote, in a direction of its own. */
export function theirs(text: string): Html {
  return html`<bdi>${plain(text)}</bdi>`;
}

/** Text that others wrote, of a bounded length and on one line. Not escaped. */
export function plain(text: string): string {
  const cut = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
  return cut.replaceAll(UNSHOWABLE, ' ');
}

export { raw };
