/** Style of the login pages: system font, light and dark scheme. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #16202b; --soft: #5a6775; --paper: #f4f6f8; --card: #fff; --line: #dde3e9; --act: #1f5fbf; --good: #1d7f4f; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --soft: #9aa7b4; --paper: #0f151b; --card: #18212a; --line: #2a3642; --act: #6ea3f2; --good: #5fc08f; --bad: #f2877f; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 2rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; }
h1 { margin: 0 0 0.25rem; font-size: 1.375rem; letter-spacing: -0.01em; }
p { margin: 0.5rem 0; color: var(--soft); }
button { width: 100%; margin-top: 1rem; padding: 0.75rem 1rem; border: 1px solid var(--act); border-radius: 0.5rem; background: var(--act); color: var(--card); font: inherit; font-weight: 600; cursor: pointer; }
button.plain { background: transparent; color: var(--act); }
button:disabled { opacity: 0.55; cursor: default; }
button:focus-visible, a:focus-visible, input:focus-visible { outline: 3px solid var(--act); outline-offset: 2px; }
input { width: 100%; margin-top: 1rem; padding: 0.625rem; border: 1px solid var(--line); border-radius: 0.5rem; background: transparent; color: inherit; font: 0.8125rem ui-monospace, monospace; }
a { color: var(--act); }
.good { color: var(--good); font-weight: 600; }
.bad { color: var(--bad); }
[hidden] { display: none; }
`;
