/**
 * Looks whether the payment has moved on, ever less often and only while somebody can see it; then shows the new page
 * in place of the old one and says its heading.
 */
export const SCRIPT = `(() => {
  const FIRST = 2000, LAST = 30000;
  const news = document.getElementById('news');
  const shown = () => document.querySelector('main');
  const watching = () => shown().dataset.watch === 'yes' && !document.hidden;
  let pause = FIRST, timer;

  function plan() {
    clearTimeout(timer);
    for (const one of document.querySelectorAll('.auto')) one.hidden = false;
    if (watching()) timer = setTimeout(look, pause);
  }

  async function look() {
    try {
      const answer = await fetch(location.pathname + '/state', { cache: 'no-store' });
      if (answer.ok && (await answer.text()) !== shown().dataset.state) await renew();
    } catch {}
    pause = Math.min(pause * 1.5, LAST);
    plan();
  }

  async function renew() {
    const answer = await fetch(location.pathname, { cache: 'no-store' });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const main = next.querySelector('main');
    if (!main) return;
    const held = shown().contains(document.activeElement);
    shown().replaceWith(main);
    document.title = next.title;
    const heading = main.querySelector('h1');
    news.textContent = heading.textContent;
    if (held) heading.focus();
    pause = FIRST;
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    pause = FIRST;
    if (watching()) look();
  });
  plan();
})();`;
