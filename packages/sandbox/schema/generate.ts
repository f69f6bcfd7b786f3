// Compiles what the installed stripe packages say of each call's parameters into functions that check a form.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv } from 'ajv';
import { default as standalone } from 'ajv/dist/standalone/index.js';
import { createGenerator } from 'ts-json-schema-generator';
import { type Parameters, PREVIEW, STABLE } from './calls.ts';
import { formOf, type Schema } from './form.ts';

const root = resolve(import.meta.dirname, '..');
const TOKEN_EVENTS = ['shared_payment.granted_token.used', 'shared_payment.granted_token.deactivated'];

mkdirSync(join(root, 'generated'), { recursive: true });
write('stable', compile('stripe', STABLE));
write('preview', compile('stripe-preview', { ...STABLE, ...PREVIEW }));

function compile(packageName: string, calls: Parameters): string {
  const files = [...new Set(Object.values(calls).map(([file]) => file))];
  const generator = createGenerator({
    path: join(root, `node_modules/${packageName}/esm/resources/{${files.join(',')}}.d.ts`),
    expose: 'all',
    jsDoc: 'none',
    additionalProperties: false,
    skipTypeCheck: true,
  });
  const ajv = new Ajv({
    // A loop over an enum would need a module of ajv's when it runs.
    code: { source: true, esm: true },
    loopEnum: Number.MAX_SAFE_INTEGER,
    messages: false,
    allErrors: true,
  });
  for (const [call, [, type]] of Object.entries(calls)) {
    const { definitions = {} } = generator.createSchema(type);
    ajv.addSchema({ $id: call, $ref: `#/definitions/${type}`, definitions: formsOf(definitions) });
  }
  return standalone.default(ajv, Object.fromEntries(Object.keys(calls).map((call) => [call, call])));
}

function formsOf(definitions: object): Readonly<Record<string, Schema>> {
  const forms = Object.entries(definitions).map(
    ([name, schema]: [string, Schema]) => [name, amended(name, formOf(schema))] as const,
  );
  return Object.fromEntries(forms);
}

/** What Stripe takes though its types do not say so. */
function amended(name: string, form: Schema): Schema {
  // The type of a payment method, which it asks for, is not needed where a token stands for the method.
  const { properties = {} } = form;
  if (Object.hasOwn(properties as object, 'shared_payment_granted_token')) return { ...form, required: [] };
  if (name !== 'WebhookEndpointCreateParams.EnabledEvent') return form;
  return { ...form, enum: [...(form.enum as readonly string[]), ...TOKEN_EVENTS] };
}

function write(name: string, code: string): void {
  if (code.includes('require(')) throw new Error('The compiled validators need a module.');
  writeFileSync(join(root, 'generated', `${name}.js`), code);
}
