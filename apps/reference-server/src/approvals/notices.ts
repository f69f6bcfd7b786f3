import { html } from '../pay/html.ts';
import { CLOCK, CROSS } from '../pay/icons.ts';
import { notice } from '../pay/notice.ts';

/** For an address that we have not signed. */
export const NOTHING_HERE = notice({
  icon: CROSS,
  heading: 'Nothing to decide here',
  text: html`The link is incomplete, or is none of ours. Open the one in your mail.`,
});

/** For a link to what has been asked anew, or is long over. */
export const ENDED = notice({
  icon: CLOCK,
  heading: 'This link has ended',
  text: html`Nothing can be decided with it any more. If you were asked again, open the newest mail.`,
});

/** For a question that cannot be shown at the moment. */
export const CANNOT_SHOW = notice({
  icon: CROSS,
  heading: 'This page cannot be shown now',
  text: html`Something is wrong on our side. <a href="">Look again</a> in a moment. Nothing was decided.`,
});
