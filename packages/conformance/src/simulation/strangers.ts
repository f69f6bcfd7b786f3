import { PAGE_LIFETIME } from '../fakes/pages.ts';
import type { Call, FakeProvider } from '../fakes/provider.ts';
import type { FakeRuntime } from '../fakes/runtime.ts';
import type { Authorization, News, Wire } from '../fakes/wire.ts';
import type { Plan } from './plan.ts';

interface Around {
  readonly runtime: FakeRuntime;
  readonly provider: FakeProvider;
  tell(line: string): void;
}

export interface Strangers {
  /** Sees a call come to the provider. */
  watch(call: Call): void;
  /** Sees what happens to a page. */
  notice(news: News): void;
  /** Nothing more goes wrong at the provider, and it decides what it holds. */
  calm(): void;
}

/**
 * The provider's door, watched by everybody else: whoever sees an authorization there may bring it to the chain, a
 * person pays on a page that opened, money comes to one that takes none, the provider decides what it held, and its
 * faults come when they were planned.
 */
export function createStrangers(plan: Plan, { runtime, provider, ...around }: Around): Strangers {
  const tell = (line: string): void => around.tell(line);
  let calm = false;
  for (const { at, operation, fault } of plan.faults) {
    later(at, `the next ${operation} meets ${JSON.stringify(fault)}`, () => {
      if (!calm) provider.fault(operation, fault);
    });
  }
  if (plan.refundsRefusedFrom !== null) {
    later(plan.refundsRefusedFrom, 'the provider gives nothing back any more', () =>
      provider.refuseRefunds(),
    );
  }
  const authorizations = new Set<string>();
  const held = new Set<string>();
  const pages = new Set<string>();

  function later(ms: number, line: string, act: () => void): void {
    void (async () => {
      await runtime.sleep(ms);
      tell(line);
      act();
    })();
  }

  function seen(operation: string, body: string): void {
    switch (operation) {
      case 'submit':
        return authorizations.has(body) ? undefined : submitted(body, JSON.parse(body) as Authorization);
      case 'charge':
        return charged(JSON.parse(body) as Wire['charge']['request']);
      case 'open_page':
        return opened((JSON.parse(body) as Wire['open_page']['request']).attempt);
    }
  }

  function submitted(body: string, authorization: Authorization): void {
    for (const { after } of plan.landings.filter(
      (landing) => landing.authorization === authorizations.size,
    )) {
      later(after, `somebody lands ${authorization.nonce}`, () => void provider.land(authorization));
    }
    authorizations.add(body);
  }

  function charged({ attempt, token }: Wire['charge']['request']): void {
    if (!token.startsWith('tok_pending') || held.has(attempt)) return;
    if (calm)
      later(0, `the provider decides ${token}: succeeded`, () => provider.finish(attempt, 'succeeded'));
    for (const { after, end } of plan.endings.filter(({ payment }) => payment === held.size)) {
      later(after, `the provider decides ${token}: ${end}`, () => provider.finish(attempt, end));
    }
    held.add(attempt);
  }

  function opened(attempt: string): void {
    if (pages.has(attempt)) return;
    pages.add(attempt);
    const page = `page_${pages.size}`;
    for (const { after } of plan.visits.filter((visit) => visit.page === pages.size - 1)) {
      later(after, `a person pays on ${page}`, () => void provider.visit(page));
    }
    for (const { after, sum } of plan.transfers.filter((transfer) => transfer.page === pages.size - 1)) {
      later(after, `the ${sum} sum comes to ${page}`, () => provider.transfer(page, sum));
    }
  }

  return {
    watch({ operation, body }) {
      tell(`to the provider: ${operation} ${body}`);
      seen(operation, body);
    },
    notice({ about, page }) {
      if (about === 'opened' && plan.rings)
        later(PAGE_LIFETIME, `the time of ${page} is over`, () => provider.lapse(page));
    },
    calm() {
      calm = true;
      provider.calm('succeeded');
    },
  };
}
