import { sheet } from './dom.js'

/**
 * The colours of the overlay and the inspector, light and dark. Text on its ground has a contrast of 4.5 at least, what
 * else is to be told apart of 3 (WCAG 2.2, AA).
 */
export const theme = sheet(`
  :host { all: initial; }
  :host, :root {
    color-scheme: light dark;
    --ground: light-dark(#ffffff, #16161a);
    --raised: light-dark(#f6f6f8, #1f1f25);
    --sunken: light-dark(#f0f0f3, #101013);
    --line: light-dark(#dcdce2, #34343d);
    --text: light-dark(#1b1b20, #ececf1);
    --muted: light-dark(#5d5d68, #a3a3af);
    --accent: light-dark(#a8450a, #ff9d5c);
    --accent-ground: light-dark(#fdf0e7, #3a2415);
    --bad: light-dark(#b3261e, #ff8a80);
    --bad-ground: light-dark(#fdecea, #3b1a1a);
    --good: light-dark(#176c3a, #6fd695);
    --good-ground: light-dark(#e6f5ec, #14301f);
    --warn: light-dark(#7a5200, #f0c05a);
    --load: light-dark(#2f6fd0, #6ea8ff);
    --create: light-dark(#8a4bd6, #c293ff);
    --mount: light-dark(#128057, #4fcf9b);
    --verify: light-dark(#b06b00, #f2b24c);
    --quiet: light-dark(#c3c3cd, #4b4b57);
    --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif;
    --mono: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace;
  }
  *, ::before, ::after { box-sizing: border-box; }
  button, input, select { font: inherit; color: inherit; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
  .hidden-text {
    position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *, ::before, ::after { animation: none !important; transition: none !important; scroll-behavior: auto !important; }
  }
`)
