import { hosted, over } from '../benches.ts';
import { cancelOf, caught, counter, type Plant } from '../plant.ts';

const OPEN = {
  state: 'action_required',
  reference: 'page_1',
  url: 'https://provider.test/pay',
  methods: ['card'],
  expiresAt: 0,
} as const;
const CANCELLED = { state: 'cancelled' } as const;

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
        await context.fetch('https://provider.test/open_page', { method: 'POST', body });
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
