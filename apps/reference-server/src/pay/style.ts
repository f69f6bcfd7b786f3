/** The one style sheet of all pages for a person. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f3f5f3; --card: #fff; --ink: #16211b; --muted: #55625b; --rule: #e1e6e2;
  --accent: #0b6b4b; --accent-ink: #fff; --wash: #ecf5f0; --edge: #a3b0a9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0e1311; --card: #161c19; --ink: #e8eeea; --muted: #a2b0a8; --rule: #2a342f;
    --accent: #67d3a9; --accent-ink: #06281b; --wash: #17281f; --edge: #4d5a53;
  }
}
* { box-sizing: border-box; margin: 0; }
html { font: 100%/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; -webkit-text-size-adjust: 100%; }
body { min-height: 100vh; padding: clamp(0.75rem, 5vw, 4rem) clamp(0.75rem, 4vw, 2rem); background: var(--page); color: var(--ink); }
main {
  max-width: 29rem; margin: 0 auto; background: var(--card); border: 1px solid var(--rule); border-radius: 1.25rem;
  box-shadow: 0 1px 2px rgb(0 0 0 / 4%), 0 12px 40px -16px rgb(0 0 0 / 12%); overflow: hidden;
}
header, .state, .receipt { padding: 0 clamp(1.25rem, 6vw, 2rem); }
header { padding-top: clamp(1.5rem, 6vw, 2rem); }
.seller { display: flex; align-items: center; justify-content: space-between; gap: 0.75rem; font-weight: 600; overflow-wrap: anywhere; }
.test { flex: none; padding: 0.1rem 0.6rem; border: 1px solid var(--edge); border-radius: 99px; color: var(--muted); font-size: 0.8125rem; font-weight: 500; }
.amount { margin-top: 0.5rem; font-size: clamp(2.25rem, 11vw, 3rem); font-weight: 650; line-height: 1.15; letter-spacing: -0.025em; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.state { padding-top: 1.5rem; padding-bottom: 1.75rem; }
.headline { display: flex; align-items: center; gap: 0.75rem; }
h1 { font-size: 1.25rem; font-weight: 650; line-height: 1.3; letter-spacing: -0.01em; outline-offset: 0.25rem; }
h2 { font-size: 0.9375rem; font-weight: 650; }
.lead { margin-top: 0.5rem; color: var(--muted); text-wrap: pretty; }
.lead a { color: var(--accent); }
.small { margin-top: 0.125rem; color: var(--muted); font-size: 0.875rem; }
.icon, .chevron { flex: none; width: 1.5rem; height: 1.5rem; fill: none; stroke: currentcolor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.headline .icon { width: 2.5rem; height: 2.5rem; padding: 0.5rem; border-radius: 50%; background: var(--wash); color: var(--accent); }
.paid .headline .icon { background: var(--accent); color: var(--accent-ink); }
.dot { fill: currentcolor; stroke: none; }
.problem { margin-bottom: 1.25rem; padding: 0.75rem 1rem; border-left: 0.25rem solid var(--accent); border-radius: 0.375rem; background: var(--wash); }
.methods { display: grid; gap: 0.75rem; margin-top: 1.25rem; }
.method {
  display: flex; align-items: center; gap: 1rem; width: 100%; min-height: 4.5rem; padding: 0.75rem 1rem; border: 1px solid var(--edge);
  border-radius: 0.875rem; background: var(--card); color: inherit; font: inherit; text-align: start; cursor: pointer;
}
.method .icon { width: 1.75rem; height: 1.75rem; color: var(--accent); }
.words { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.name { display: block; font-weight: 600; }
.hint { display: block; color: var(--muted); font-size: 0.875rem; line-height: 1.4; }
.chevron { color: var(--muted); }
.button {
  display: block; margin-top: 1.25rem; padding: 0.875rem 1.25rem; border-radius: 0.875rem; background: var(--accent); color: var(--accent-ink);
  font-weight: 600; text-align: center; text-decoration: none;
}
.lead .button { color: var(--accent-ink); }
.note { margin-top: 1rem; color: var(--muted); font-size: 0.875rem; text-align: center; text-wrap: balance; }
.note a { display: inline-block; padding: 0.25rem 0; color: var(--accent); }
.state h2 { margin-top: 1.75rem; padding-top: 1.5rem; border-top: 1px solid var(--rule); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
h1:focus { outline: none; }
form:not(.methods) { margin-top: 1.25rem; }
form .button { width: 100%; border: 1px solid transparent; font: inherit; font-weight: 600; cursor: pointer; }
.button.plain { margin-top: 0.75rem; border-color: var(--edge); background: var(--card); color: inherit; }
label { display: block; font-weight: 600; }
input {
  display: block; width: 100%; margin-top: 0.375rem; padding: 0.75rem 0.875rem; border: 1px solid var(--edge); border-radius: 0.625rem;
  background: var(--card); color: inherit; font: inherit;
}
.code-field { font-size: 1.5rem; letter-spacing: 0.25em; font-variant-numeric: tabular-nums; }
.others { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.25rem 1.25rem; }
.link { padding: 0.375rem 0; border: 0; background: none; color: var(--accent); font: inherit; font-size: 0.875rem; text-decoration: underline; cursor: pointer; }
.asked { padding-left: 1.25rem; list-style: disc; }
.asked li { display: list-item; padding: 0.25rem 0; border: 0; }
@media (hover: hover) {
  .method:hover { border-color: var(--accent); background: var(--wash); }
  .button:hover { filter: brightness(1.08); }
}
.facts { margin-top: 1.25rem; }
.facts div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: 0.625rem 0; border-top: 1px solid var(--rule); font-size: 0.9375rem; }
.facts dt { color: var(--muted); }
.facts dd { margin-inline-start: auto; overflow-wrap: anywhere; text-align: end; }
.receipt { position: relative; padding-top: 1.5rem; padding-bottom: 1.75rem; border-top: 2px dashed var(--rule); }
.receipt::before, .receipt::after {
  position: absolute; top: calc(-0.5rem - 1px); width: 1rem; height: 1rem; border: 1px solid var(--rule); border-radius: 50%; background: var(--page); content: '';
}
.receipt::before { left: -0.5625rem; }
.receipt::after { right: -0.5625rem; }
ul { margin-top: 0.5rem; padding: 0; list-style: none; }
li { display: flex; gap: 1rem; padding: 0.75rem 0; border-bottom: 1px solid var(--rule); }
.sum { flex: none; max-width: 60%; margin-inline-start: auto; overflow-wrap: anywhere; text-align: end; font-variant-numeric: tabular-nums; }
.title { display: -webkit-box; overflow: hidden; overflow-wrap: anywhere; -webkit-box-orient: vertical; -webkit-line-clamp: 3; }
.each { color: var(--muted); font-size: 0.875rem; }
details { margin-top: 0.5rem; border-bottom: 1px solid var(--rule); }
details li:last-child { border-bottom: 0; }
summary { padding: 0.75rem 0; color: var(--accent); cursor: pointer; }
.sums div { display: flex; justify-content: space-between; gap: 1rem; padding-top: 0.5rem; color: var(--muted); }
.sums .total { margin-top: 0.75rem; padding-top: 0.875rem; border-top: 2px solid var(--ink); color: var(--ink); font-size: 1.125rem; font-weight: 650; }
.code { color: var(--muted); font-size: 0.8125rem; font-weight: 500; }
footer { margin: 1.25rem auto 0; color: var(--muted); font-size: 0.8125rem; text-align: center; }
.notice .state { padding-top: clamp(1.5rem, 6vw, 2rem); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (prefers-reduced-motion: no-preference) {
  .dot { animation: breathe 1.8s ease-in-out infinite; }
  .dot:nth-child(2) { animation-delay: 0.2s; }
  .dot:nth-child(3) { animation-delay: 0.4s; }
  @keyframes breathe { 0%, 60%, 100% { opacity: 0.35; } 30% { opacity: 1; } }
}
@media (forced-colors: active) {
  .button, .method, input { border: 2px solid; }
}
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --muted: #333; --rule: #bbb; --accent: #000; --accent-ink: #fff; --wash: #fff; }
  body { padding: 0; }
  main { max-width: none; border: 0; box-shadow: none; }
  .receipt::before, .receipt::after { content: none; }
  .methods, .button, .note, footer, .state h2, .small, summary { display: none; }
  details::details-content { display: block; content-visibility: visible; block-size: auto; }
  li, .sums div { break-inside: avoid; }
}
`;
