import type { Html } from '../pay/html.ts';
import { purchasePage } from '../pay/purchase-page.ts';
import { tell } from './states.ts';
import type { ApprovalStanding, Shown } from './view.ts';

/** What a script compares to see whether the page still shows how things are. */
export function stateOf({ standing }: Pick<Shown, 'standing'>): string {
  return JSON.stringify({ standing });
}

/** The page of a question: what will be paid, and what was decided. */
export function approvalPage(shown: Shown): Html {
  const { approval, standing, payee } = shown;
  return purchasePage({
    ...shown,
    purchase: approval.purchase,
    seller: payee.name,
    told: tell(shown),
    state: stateOf(shown),
    mayChange: standing === 'asked' || standing === 'approved',
    look: standing === 'used' ? 'paid' : 'question',
    receipt: { heading: ABOVE[standing], list: 'whole' },
  });
}

const ABOVE: Readonly<Record<ApprovalStanding, string>> = {
  asked: 'What will be paid',
  approved: 'What will be paid',
  denied: 'What was asked for',
  used: 'What was paid',
  expired: 'What was asked for',
};
