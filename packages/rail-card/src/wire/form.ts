import type { Json, JsonObject } from '@railyard/core/rail';

/**
 * Parameters as Stripe reads them, `spending_controls[spending_limits][0][amount]=4999`, by name: whatever order a store
 * gives them, the same parameters are the same bytes.
 */
export function formOf(params: JsonObject): string {
  const form = new URLSearchParams();
  write(form, '', params);
  return form.toString();
}

function write(form: URLSearchParams, name: string, value: Json): void {
  if (typeof value !== 'object' || value === null) return form.append(name, String(value ?? ''));
  const members = Object.entries(value as JsonObject);
  const inOrder = Array.isArray(value) ? members : members.toSorted(([one], [two]) => (one < two ? -1 : 1));
  for (const [key, member] of inOrder) write(form, name === '' ? key : `${name}[${key}]`, member);
}
