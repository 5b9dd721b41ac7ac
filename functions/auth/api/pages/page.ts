import { hash } from 'node:crypto';
import { STYLE } from './style.ts';

/** A static page: it contains nothing of a request. */
export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

const sourceOf = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;

/**
 * A page with one inline script. Its policy lets the browser run only that script, connect only to this origin, and load
 * nothing else.
 */
export const pageOf = (title: string, main: string, script: string): Page => ({
  html: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${main}
<noscript><p class="bad">This page needs JavaScript. The secret of the login stays in your browser.</p></noscript>
</main>
<script>${script}</script>
</body>
</html>
`,
  headers: {
    'content-security-policy': [
      "default-src 'none'",
      `script-src ${sourceOf(script)}`,
      `style-src ${sourceOf(STYLE)}`,
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
  },
});
