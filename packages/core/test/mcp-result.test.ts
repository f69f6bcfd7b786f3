import { describe, expect, it } from 'vitest';
import { freeze } from '../src/cart.ts';
import { RailError } from '../src/errors.ts';
import { answerTo, problemAnswer } from '../src/http/answer.ts';
import { problemResult, type ToolResult, toolResult } from '../src/mcp/result.ts';
import type { ChallengeOutcome, OpenPage, Outcome } from '../src/outcome.ts';
import { challengesOf, ORDER } from './outcomes.ts';
import { cartOf, RECEIPT } from './records.ts';

const SAME_KEY = 'Reuse the same key on every retry of this purchase.';
const purchase = freeze(cartOf({ deliveryFee: 0 }), null);
const error = new RailError('payment_required', 'Pay with one of the offers.');
const page: OpenPage = {
  rail: 'hosted',
  reference: 'page_1',
  url: 'https://pay.example/1',
  methods: ['card', 'link'],
  expiresAt: 0,
};
const challenge: ChallengeOutcome = {
  type: 'challenge',
  purchase,
  challenges: challengesOf('one', 'two'),
  error,
  page: null,
};

const metaIn = ({ _meta: meta }: ToolResult): unknown => meta;
const text = ({ content }: ToolResult): string => content[0]?.text ?? '';

const OUTCOMES: readonly Outcome[] = [
  { type: 'paid', order: ORDER, replayed: false },
  challenge,
  { ...challenge, page },
  { type: 'page', page, purchase, replayed: false },
  { type: 'referred', rail: 'handoff', handoff: { seller: 'Shop' }, purchase, replayed: false },
];

describe('every outcome', () => {
  it.each(OUTCOMES)('says over MCP what it says over HTTP: $type', (outcome) => {
    expect(toolResult(outcome).structuredContent).toEqual(answerTo(outcome).body);
  });

  it.each(OUTCOMES)('has its members as JSON text, too: $type', (outcome) => {
    const { content, structuredContent } = toolResult(outcome);
    expect(content.map(({ type }) => type)).toEqual(['text', 'text']);
    expect(JSON.parse(content[1]?.text ?? '')).toEqual(structuredContent);
  });

  it.each(OUTCOMES)('names the amount as people write it: $type', (outcome) => {
    expect(text(toolResult(outcome))).toContain('49.99 usd');
  });
});

describe('a challenge', () => {
  it('S1.37 is one result with the challenge of every rail in _meta', () => {
    const result = toolResult(challenge);
    expect(result.isError).toBe(true);
    expect(metaIn(result)).toEqual({ 'org.one/pay': { for: 'one' }, 'org.two/pay': { for: 'two' } });
    expect(result.structuredContent).toMatchObject({
      payment_required: true,
      amount: 4_999,
      currency: 'usd',
    });
  });

  it('tells a language model what to do', () => {
    const told = text(toolResult(challenge));
    expect(told).toContain('no money has moved');
    expect(told).toContain('On the rail "one": As "offers" says. On the rail "two": ');
    expect(told).not.toContain('{');
    expect(told).toContain('with the same arguments and the payment in _meta');
    expect(told).toContain(SAME_KEY);
    expect(told).not.toContain('A person can pay');
  });

  it('tells what was wrong with the payment that came, and what to do instead', () => {
    const declined = new RailError('payment_declined', 'The payment was declined.', {
      nextAction: 'Pay with another credential.',
    });
    const result = toolResult({ ...challenge, error: declined });
    expect(text(result)).toContain('The payment was declined. Pay with another credential.');
    expect(result.structuredContent.error).toBe('payment_declined');
  });

  it('shows the page that is open meanwhile', () => {
    const told = text(toolResult({ ...challenge, page }));
    expect(told).toContain('by card or link at https://pay.example/1 until 1970-01-01T00:00:00.000Z');
  });

  it('has no _meta when no rail writes one', () => {
    expect(toolResult({ ...challenge, challenges: [] })).not.toHaveProperty('_meta');
  });

  it.each([
    'io.modelcontextprotocol/related-task',
    'modelcontextprotocol.io/x',
    'mcp/x',
    'tools.MCP.example/x',
    'progressToken',
  ])('lets no rail write %s, which belongs to MCP', (name) => {
    const [one] = challengesOf('one');
    if (!one) throw new Error('There is one.');
    const loud = { ...one, challenge: { ...one.challenge, meta: { [name]: 1, 'org.mcpay/x': 2 } } };
    expect(metaIn(toolResult({ ...challenge, challenges: [loud] }))).toEqual({ 'org.mcpay/x': 2 });
  });
});

describe('a payment', () => {
  const receipt = { ...RECEIPT, meta: { 'org.one/receipt': { reference: 'ch_1' } } };
  const paid: Outcome = { type: 'paid', order: { ...ORDER, receipt }, replayed: false };

  it('S1.32 is a result with the order and the receipt of its rail', () => {
    const result = toolResult(paid);
    expect(result).not.toHaveProperty('isError');
    expect(metaIn(result)).toEqual(receipt.meta);
    expect(result.structuredContent).toMatchObject({ status: 'paid', order_id: 'order_a_2' });
    expect(text(result)).toContain('order_a_2');
  });

  it('S1.48 is the same result when it is asked for again', () => {
    expect(toolResult({ ...paid, replayed: true })).toEqual(toolResult(paid));
  });
});

describe('a page or a hand-off', () => {
  it('S1.10 is a result, with where to pay and what to do then', () => {
    const result = toolResult({ type: 'page', page, purchase, replayed: false });
    expect(result).not.toHaveProperty('isError');
    expect(result).not.toHaveProperty('_meta');
    expect(text(result)).toContain('https://pay.example/1');
    expect(text(result)).toContain('Give them this link');
    expect(text(result)).toContain(SAME_KEY);
    const nameless = toolResult({ type: 'page', page: { ...page, methods: [] }, purchase, replayed: false });
    expect(text(nameless)).toContain('A person can pay at https://pay.example/1');
  });

  it('is not told as a payment when the seller takes it elsewhere', () => {
    const handoff = { seller: 'Shop' };
    const result = toolResult({ type: 'referred', rail: 'handoff', handoff, purchase, replayed: true });
    expect(result).not.toHaveProperty('isError');
    expect(text(result)).toContain('Nothing was paid here');
    expect(result.structuredContent).not.toHaveProperty('order_id');
  });
});

describe('an error', () => {
  it('has the members that it has over HTTP', () => {
    const thrown = new RailError('cart_empty', 'The cart is empty.', { nextAction: 'Add an item.' });
    const result = problemResult(thrown);
    expect(result.structuredContent).toEqual(problemAnswer(thrown).body);
    expect(result.isError).toBe(true);
    expect(text(result)).toBe('The cart is empty. Add an item.');
  });

  it('is pending while nobody knows whether money moved, and demands nothing', () => {
    const doubt = new RailError('payment_unresolved', 'Not certain yet.', { retryAfter: 5 });
    const result = problemResult(doubt);
    expect(result).toMatchObject({
      isError: true,
      structuredContent: { status: 'pending', error: 'payment_unresolved', retry_after_seconds: 5 },
    });
    expect(text(result)).toBe('Not certain yet. Wait 5 s first.');
    expect(result).not.toHaveProperty('_meta');
    expect(result.structuredContent).not.toHaveProperty('offers');
    expect(result.structuredContent).not.toHaveProperty('payment_required');
  });

  it('is pending for no other reason', () => {
    const away = new RailError('upstream_unavailable', 'The provider is away.', { retryAfter: 5 });
    expect(problemResult(away).structuredContent.status).toBe(503);
  });

  it.each([new TypeError('secret'), new RailError('configuration', 'secret'), 'secret', undefined])(
    'tells nothing that is not for clients: %s',
    (thrown) => {
      const result = problemResult(thrown);
      expect(JSON.stringify(result)).not.toContain('secret');
      expect(result.structuredContent.error).toBe('internal');
    },
  );
});
