/** How all pages of the sandbox look: light or dark as the reader has it, in one column on a phone. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f4f5f7, #14161a);
  --sheet: light-dark(#ffffff, #1d2026);
  --ink: light-dark(#1b1e24, #eceef2);
  --quiet: light-dark(#5a6270, #a2abba);
  --line: light-dark(#dfe2e8, #333842);
  --accent: light-dark(#2450d8, #8fabff);
  --on-accent: light-dark(#ffffff, #101426);
  --alarm: light-dark(#a3161f, #ffa8a4);
  --alarm-ground: light-dark(#fdeceb, #3a1c1e);
  --stripe: light-dark(#ffd75e, #6b5210);
  --on-stripe: light-dark(#3d2f00, #ffeab0);
}
* { box-sizing: border-box; }
body {
  margin: 0;
  background: var(--ground);
  color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere;
}
.sandbox {
  margin: 0;
  padding: 0.5rem 1rem;
  background: var(--stripe);
  color: var(--on-stripe);
  font-weight: 600;
  text-align: center;
}
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 0 0 0.75rem; font-size: 1.125rem; }
p { margin: 0.5rem 0; }
a { color: var(--accent); }
table + h2 { margin-top: 1.5rem; }
address { font-style: normal; white-space: pre-line; }
.quiet { color: var(--quiet); }
.sheets { display: grid; gap: 1rem; margin-top: 1.25rem; }
@media (min-width: 48rem) { .sheets { grid-template-columns: 1fr 1fr; align-items: start; } }
.sheet {
  padding: 1.25rem;
  background: var(--sheet);
  border: 1px solid var(--line);
  border-radius: 0.75rem;
}
.sheet > :first-child { margin-top: 0; }
.sheet > :last-child { margin-bottom: 0; }
.notice {
  margin: 1rem 0 0;
  padding: 0.75rem 1rem;
  background: var(--alarm-ground);
  color: var(--alarm);
  border-radius: 0.5rem;
}
table { width: 100%; border-collapse: collapse; }
caption { padding-bottom: 0.75rem; font-size: 1.125rem; font-weight: 600; text-align: left; }
th, td { padding: 0.5rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
th { font-weight: 400; }
td { padding-left: 1rem; text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tfoot th, tfoot td { font-weight: 600; }
label { display: block; margin-bottom: 0.25rem; font-weight: 600; }
fieldset { margin: 1rem 0; padding: 0; border: 0; }
legend { padding: 0; margin-bottom: 0.25rem; font-weight: 600; }
fieldset label { display: flex; gap: 0.5rem; font-weight: 400; }
input:not([type="radio"]) {
  width: 100%;
  padding: 0.625rem 0.75rem;
  background: var(--ground);
  color: inherit;
  border: 1px solid var(--quiet);
  border-radius: 0.5rem;
  font: inherit;
}
button, .button {
  display: block;
  width: 100%;
  min-height: 2.75rem;
  margin-top: 0.75rem;
  padding: 0.5rem 1rem;
  background: transparent;
  color: var(--accent);
  border: 1px solid var(--line);
  border-radius: 0.5rem;
  font: inherit;
  font-weight: 600;
  line-height: 1.625rem;
  text-align: center;
  text-decoration: none;
  cursor: pointer;
}
button:hover, .button:hover { border-color: var(--accent); }
button.primary, .button.primary { background: var(--accent); color: var(--on-accent); border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.ways { margin-top: 1.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }
`;
