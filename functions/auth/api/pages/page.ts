import { hash } from 'node:crypto';
import { STYLE } from './style.ts';

/** A page that is the same for everybody: nothing of a request ever gets into it. */
export interface Page {
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
}

const sourceOf = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`;

/**
 * A page with one script of its own. Its policy lets the browser run that script and no other, speak to this origin
 * and no other, and load nothing.
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
<noscript><p class="bad">This page needs JavaScript: the secret of the login never leaves your browser.</p></noscript>
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
