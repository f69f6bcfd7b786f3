import { type Allowance, readTimeZone } from '@railyard/core/spend';
import { emailInput } from '../../buyers/email.ts';
import { mistake } from '../../config/fields.ts';
import { readAllowance, readAmount, readBudget, WRITTEN } from '../../config/spending.ts';
import type { PolicyChange } from '../../spending/policy-change.ts';

/** What `railyard budget set` can change. */
export const CHANGES = {
  budget: { type: 'string', multiple: true },
  'time-zone': { type: 'string' },
  'per-purchase': { type: 'string', multiple: true },
  'approval-above': { type: 'string', multiple: true },
  sellers: { type: 'string' },
  rails: { type: 'string' },
  approver: { type: 'string' },
} as const;

/** What was written of these, each as it came. */
type Written = {
  readonly [Name in keyof typeof CHANGES]?:
    | ((typeof CHANGES)[Name] extends { readonly multiple: true } ? readonly string[] : string)
    | undefined;
};

/** The change of the policy that is asked for; null for none. Throws a sentence for what is not understood. */
export function readChange(set: Written): PolicyChange | null {
  const { budget, 'time-zone': timeZone, 'per-purchase': largest, 'approval-above': above } = set;
  const { sellers, rails } = set;
  if ([budget, timeZone, largest, above, sellers, rails].every((one) => one === undefined)) return null;
  if (timeZone !== undefined && readTimeZone(timeZone) === null)
    throw mistake(`"${timeZone}" is no time zone. Write one of the IANA, such as Europe/Berlin.`);
  return {
    budgets: (budget ?? []).map((text) => readBudget(text) ?? misunderstood(text, 'budget')),
    timeZone,
    perPurchase: (largest ?? []).map((text) => readAmount(text) ?? misunderstood(text, 'amount')),
    approvalAbove: (above ?? []).map((text) => readAmount(text) ?? misunderstood(text, 'amount')),
    payees: readWhich(sellers),
    rails: readWhich(rails),
  };
}

/** Who is named to decide: null for nobody any more, undefined where nothing is said. */
export function readApprover({ approver }: Written): string | null | undefined {
  if (approver === undefined) return undefined;
  if (approver === 'none') return null;
  const read = emailInput.safeParse(approver);
  if (read.success) return read.data;
  throw mistake(`"${approver}" is no e-mail address. Write that of the person who decides, or none.`);
}

function readWhich(text: string | undefined): Allowance | null | undefined {
  if (text === undefined) return undefined;
  const which = readAllowance(text);
  return which === undefined ? misunderstood(text, 'allowance') : which;
}

function misunderstood(text: string, kind: keyof typeof WRITTEN): never {
  throw mistake(`"${text}" is not understood. Write ${WRITTEN[kind]}.`);
}
