import { documentOf } from './document.ts';
import { type Html, html } from './html.ts';

interface Notice {
  readonly icon: Html;
  readonly heading: string;
  readonly text: Html;
  readonly head?: Html;
}

/** A page that only says something. */
export function notice({ icon, heading, text, head }: Notice): Html {
  return documentOf({
    title: heading,
    ...(head && { head }),
    body: html`<main class="notice"><section class="state">
<div class="headline">${icon}<h1 tabindex="-1">${heading}</h1></div>
<p class="lead">${text}</p>
</section></main>`,
  });
}
