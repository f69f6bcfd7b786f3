/** What was sent, past the kit, through the platform's own fetch while this ran. */
export async function pastTheKit(run: () => unknown): Promise<readonly string[]> {
  const sent: string[] = [];
  const { fetch } = globalThis;
  globalThis.fetch = async (input) => {
    sent.push(input instanceof Request ? input.url : String(input));
    throw new TypeError('There is no network here.');
  };
  try {
    await run();
    await new Promise((resolve) => void setTimeout(resolve, 0));
  } catch {
    // That it throws is for another law.
  } finally {
    globalThis.fetch = fetch;
  }
  return sent;
}
