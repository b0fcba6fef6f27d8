import { sheet } from '../shared/dom.js'

export const style = sheet(`
  @media print { :host { display: none; } }
  dialog {
    width: min(60rem, calc(100vw - 2rem)); max-width: none; max-height: calc(100dvh - 4rem);
    margin: 2rem auto auto; padding: 0; border: 1px solid var(--line); border-top: 4px solid var(--bad);
    border-radius: 10px; background: var(--ground); color: var(--text);
    font: 15px/1.5 var(--sans); box-shadow: 0 24px 80px #0008; overflow: hidden;
    animation: appear 120ms ease-out;
  }
  dialog:focus { outline: none; }
  dialog[open] { display: flex; flex-direction: column; }
  dialog::backdrop { background: light-dark(#f4f4f7b8, #08080ac0); backdrop-filter: blur(3px); }
  @keyframes appear { from { opacity: 0; transform: translateY(-6px); } }
  header { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; padding: 1rem 1.25rem 0; }
  h1 { margin: 0; font: 600 13px/1.6 var(--mono); color: var(--bad); background: var(--bad-ground); padding: 0.1rem 0.5rem;
    border-radius: 5px; overflow-wrap: anywhere; }
  .answers { color: var(--muted); font-size: 13px; flex: 1 1 12rem; }
  .actions { display: flex; gap: 0.4rem; }
  button {
    cursor: pointer; border: 1px solid var(--line); background: var(--raised); color: var(--text);
    border-radius: 6px; padding: 0.25rem 0.65rem; font-size: 13px; line-height: 1.5; min-height: 28px;
  }
  button:hover { border-color: var(--muted); }
  .body { overflow: auto; padding: 0 1.25rem 1.25rem; overscroll-behavior: contain; }
  .body:focus-visible { outline-offset: -3px; }
  .message { margin: 0.75rem 0 0; font: 500 16px/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere;
    max-height: 40vh; overflow: auto; }
  section { margin-top: 1.1rem; }
  h2 { margin: 0 0 0.4rem; font: 600 12px/1.5 var(--sans); color: var(--muted); letter-spacing: 0.02em; }
  .source { border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--sunken); }
  .source:empty { display: none; }
  .source .where { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: center; justify-content: space-between;
    padding: 0.4rem 0.75rem; border-bottom: 1px solid var(--line); background: var(--raised); font: 13px/1.5 var(--mono);
    overflow-wrap: anywhere; }
  pre { margin: 0; padding: 0.6rem 0; font: 13px/1.6 var(--mono); tab-size: 2; overflow: auto; max-height: 45vh; }
  pre code { display: block; width: max-content; min-width: 100%; font: inherit; }
  pre .line { display: block; padding: 0 0.75rem; border-left: 3px solid transparent; white-space: pre; min-height: 1.6em; }
  pre .marked { background: var(--bad-ground); border-left-color: var(--bad); }
  pre .pointer { color: var(--bad); font-weight: 700; background: var(--bad-ground); border-left-color: var(--bad); }
  ol, ul { list-style: none; margin: 0; padding: 0; font: 13px/1.6 var(--mono); }
  li { overflow-wrap: anywhere; }
  .stack li { display: flex; gap: 0.5rem; align-items: center; }
  .stack .place { flex: 1; text-align: start; background: none; border-color: transparent; font-family: var(--mono);
    overflow-wrap: anywhere; color: var(--text); }
  .stack .place:hover { background: var(--raised); }
  .stack .place[aria-current='true'] { background: var(--accent-ground); color: var(--accent); }
  .importers li::before { content: 'imported by '; color: var(--muted); font-family: var(--sans); }
  .importers li { padding: 0.1rem 0.65rem; }
  .causes li { padding: 0.15rem 0.65rem; white-space: pre-wrap; border-left: 3px solid var(--line); }
  .causes li + li { margin-top: 0.3rem; }
  .hint { color: var(--muted); font-size: 13px; margin: 1.1rem 0 0; }
  kbd { font: 12px/1 var(--mono); border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 0.05rem 0.3rem; }
  @media (max-width: 30rem) {
    dialog { width: 100vw; max-height: 100dvh; height: 100dvh; margin: 0; border-radius: 0; border-inline: 0; border-bottom: 0; }
    header { padding: 0.75rem 0.75rem 0; }
    .body { padding: 0 0.75rem 0.75rem; }
  }
  @media (forced-colors: active) {
    dialog { border: 3px solid CanvasText; }
    pre .marked, pre .pointer { border-left-color: Highlight; forced-color-adjust: auto; }
    .stack .place[aria-current='true'] { outline: 2px solid Highlight; }
  }
`)
