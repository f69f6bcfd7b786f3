import { refused, StripeError, unsupported } from '../errors.ts';
import type { Form } from '../form.ts';

/** Throws for a part of a group that Stripe has and this one does not. */
export function checkParts(group: Form, honoured: readonly string[], name: string): void {
  const extra = Object.keys(group).find((part) => !honoured.includes(part));
  if (extra !== undefined) throw unsupported(`${name}[${extra}]`);
}

/** Throws for a text that is empty: Stripe takes one for the wish to unset what was never set. Metadata can be. */
export function checkFilled(form: Form, name = ''): void {
  for (const [part, field] of Object.entries(form)) {
    const param = name === '' ? part : `${name}[${part}]`;
    if (field === '')
      throw refused(`${param} is an empty text. Leave it out, or give it a value.`, {
        code: 'parameter_invalid_empty',
        param,
      });
    if (typeof field === 'object' && part !== 'metadata') checkFilled(field as Form, param);
  }
}

/** What `read` reads in a group, and throws with the parameter's full name. */
export function within<T>(group: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof StripeError) || error.details.param === undefined) throw error;
    const [, first = '', rest = ''] = /^([^[]*)(.*)$/.exec(error.details.param) ?? [];
    throw new StripeError(error.status, error.message, {
      ...error.details,
      param: `${group}[${first}]${rest}`,
    });
  }
}

export function absent(param: string): StripeError {
  return refused(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}

/** An object of a kind of which there are none here. */
export function notFound(kind: string, id: string, param: string): StripeError {
  return refused(`No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}
