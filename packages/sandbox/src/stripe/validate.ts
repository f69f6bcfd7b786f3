import { refused, type StripeError, unsupported } from './errors.ts';
import type { Form } from './form.ts';

/** What a compiled validator says of the first thing that is wrong, among what else it tried. */
interface Finding {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

type Validator = ((form: Form) => boolean) & { readonly errors?: readonly Finding[] | null };
type Validators = Readonly<Record<string, Validator>>;

const loaded = new Map<string, Promise<Validators>>();

/** Throws what Stripe says when a form has not the parameters of a call, or more than are honoured here. */
export async function checkForm(
  flavor: 'stable' | 'preview',
  { call, honoured }: { readonly call: string; readonly honoured: readonly string[] },
  form: Form,
): Promise<void> {
  const validators = await load(flavor);
  const validator = validators[call.replace('.', '_')];
  if (validator && !validator(form)) throw complaint(validator.errors ?? []);
  const extra = Object.keys(form).find((name) => !honoured.includes(name));
  if (extra !== undefined) throw unsupported(extra);
}

/** They are large, and not needed before somebody asks for something. */
function load(flavor: 'stable' | 'preview'): Promise<Validators> {
  const known = loaded.get(flavor);
  if (known) return known;
  // Beside the sources and the build alike, and no part of either.
  const folder = import.meta.url.endsWith('.ts') ? '../../generated' : '../generated';
  const loading = import(new URL(`${folder}/${flavor}.js`, import.meta.url).href) as Promise<Validators>;
  loaded.set(flavor, loading);
  return loading;
}

/** A parameter that does not exist comes first; then what went furthest, as it says best what is wrong. */
function complaint(findings: readonly Finding[]): StripeError {
  const [finding] = findings.toSorted((one, other) => weight(other) - weight(one));
  if (!finding) return refused('The parameters are not those of this call.');
  const path = finding.instancePath.split('/').slice(1).map(plainPart);
  const { additionalProperty, missingProperty, allowedValues } = finding.params;
  if (finding.keyword === 'additionalProperties')
    return unknown(nameOf([...path, String(additionalProperty)]));
  if (finding.keyword === 'required') return absent(nameOf([...path, String(missingProperty)]));
  const param = nameOf(path);
  if (finding.keyword === 'enum')
    return refused(`Invalid ${param}: must be one of ${String(allowedValues)}`, { param });
  if (finding.keyword === 'pattern')
    return refused(`Invalid integer: ${param}`, { code: 'parameter_invalid_integer', param });
  return refused(`Invalid ${String(finding.params.type)}: ${param}`, { param });
}

function weight({ keyword, instancePath }: Finding): number {
  return keyword === 'additionalProperties' ? Number.POSITIVE_INFINITY : instancePath.split('/').length;
}

function unknown(param: string): StripeError {
  return refused(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
}

function absent(param: string): StripeError {
  return refused(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
}

/** `shipping[address][line1]`, as the form has it. */
function nameOf([first = '', ...rest]: readonly string[]): string {
  return first + rest.map((part) => `[${part}]`).join('');
}

function plainPart(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
