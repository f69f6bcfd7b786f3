import type { Settlement } from '@railyard/core/rail';
import type { RailSubject } from '../../../src/index.ts';
import { hosted, over } from '../benches.ts';
import { cancelOf, caught, counter, NOT_FOUND, type Plant } from '../plant.ts';

const OPEN = {
  state: 'action_required',
  reference: 'page_1',
  url: 'https://provider.test/pay',
  methods: ['card'],
  expiresAt: 0,
} as const;
const CANCELLED = { state: 'cancelled' } as const;

const SHOWS = 'shows a page for as long as it takes money';

/** The hosted fake, which says something else of an open page. */
function sayingOfAnOpenPage(instead: (page: OpenPage) => Settlement): RailSubject {
  const said = (answer: Settlement): Settlement =>
    answer.state === 'action_required' ? instead(answer) : answer;
  return over(hosted, (rail) => ({ status: async (...given) => said(await rail.status(...given)) }));
}

type OpenPage = Extract<Settlement, { state: 'action_required' }>;

/** The hosted fake, whose settle names another end of its page. */
function ending(later: (expiresAt: number) => number): RailSubject {
  return over(hosted, (rail) => ({
    async settle(...given) {
      const answer = await rail.settle(...given);
      return answer.state === 'action_required' ? { ...answer, expiresAt: later(answer.expiresAt) } : answer;
    },
  }));
}

/** What can be wrong with a page. */
export const PAGE: Readonly<Record<string, Plant>> = {
  'another page is opened after a cancel': {
    breaks: 'takes no money after a page is cancelled',
    says: 'cancel answered cancelled, and then the page "page_2" took money',
    subject: over(hosted, (rail) => ({
      async cancel(payment, context) {
        const answer = await cancelOf(rail)(payment, context);
        if (answer.state !== 'cancelled') return answer;
        const body = JSON.stringify({ attempt: 'another', ...payment.total });
        const opened = await context.fetch('https://provider.test/open_page', { method: 'POST', body });
        // With anything else wrong it is left to other laws.
        if (!(await opened.text()).startsWith('{"state":"open","page":{"id":"page_2"'))
          throw new Error('No page.');
        return answer;
      },
    })),
  },
  'a second cancel throws': {
    breaks: 'cancels a page that is cancelled already',
    says: 'cancel answered cancelled, and called again it threw "Already closed."',
    subject: over(hosted, (rail) => {
      const next = counter();
      return {
        async cancel(payment, context) {
          if (next() > 1) throw new Error('Already closed.');
          return cancelOf(rail)(payment, context);
        },
      };
    }),
  },
  'a paid page cannot be cancelled': {
    breaks: 'says that a page is paid when asked to cancel it',
    says: 'Of a page that is paid, cancel threw "Already complete."',
    subject: over(hosted, (rail) => ({
      async cancel(payment, context) {
        if (payment.reference?.startsWith('ch_')) throw new Error('Already complete.');
        return cancelOf(rail)(payment, context);
      },
    })),
  },
  'a broken connection is taken for a cancel': {
    breaks: 'says nothing untrue when a call of cancel goes wrong',
    says: 'was lost on its way, cancel answered cancelled, and then the page took money',
    subject: over(hosted, (rail) => ({
      cancel: async (payment, context) =>
        caught(cancelOf(rail)(payment, context), (error) => (error instanceof TypeError ? CANCELLED : null)),
    })),
  },
  'a cancel does not look at what it closed': {
    breaks: 'never cancels what a person pays at that moment',
    says: 'A person paid right before call 2 of cancel, which answered cancelled although 49.99 usd was taken',
    subject: over(hosted, (rail) => ({
      async cancel(payment, context) {
        const before = await rail.status(payment, context);
        if (before.state !== 'action_required') return before;
        await cancelOf(rail)(payment, context);
        return CANCELLED;
      },
    })),
  },
  'what is not found is cancelled': {
    breaks: 'cancels no page that is yet to be opened',
    says: 'After call 1 (POST /open_page) of settle arrived after a later one, cancel answered cancelled meanwhile, and then the page was opened and took money',
    subject: over(hosted, (rail) => ({
      async cancel(payment, context) {
        const answer = await cancelOf(rail)(payment, context);
        return answer.state === 'unknown' ? CANCELLED : answer;
      },
    })),
  },
  'status does not find a page that is open': {
    breaks: SHOWS,
    says: 'Of a page that was just opened, status answered unknown (not_found)',
    subject: sayingOfAnOpenPage(() => NOT_FOUND),
  },
  'status throws of a page that is open': {
    breaks: SHOWS,
    says: 'Of a page that was just opened, status threw "Still open."',
    subject: sayingOfAnOpenPage(() => {
      throw new Error('Still open.');
    }),
  },
  'settle names an end of the page that is a year too late': {
    breaks: SHOWS,
    says: 'Of a page whose "expiresAt" is near, status answered expired',
    subject: ending((expiresAt) => expiresAt + 365 * 86_400_000),
  },
  'status names an end of the page that is a year too late': {
    breaks: SHOWS,
    says: 'Of a page whose "expiresAt" is near, status answered expired',
    subject: sayingOfAnOpenPage((page) => ({ ...page, expiresAt: page.expiresAt + 365 * 86_400_000 })),
  },
  'a page is open for ever': {
    breaks: 'calls a page expired when it takes no money any more, and no sooner',
    says: 'A minute after a page ended, status answered action_required',
    subject: over(hosted, (rail) => ({
      async status(payment, context) {
        const answer = await rail.status(payment, context);
        return answer.state === 'expired' ? OPEN : answer;
      },
    })),
  },
};
