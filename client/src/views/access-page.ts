/** The panel's page: a frame that loads nothing but its own script and style. */
import type { Uri, Webview } from 'vscode';
import style from './webview/style.css';

export function accessPage(webview: Webview, script: Uri): string {
  const nonce = newNonce();
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Who can call this model?</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main id="view" aria-busy="true"></main>
<div id="live" class="hidden" role="status" aria-live="polite"></div>
<script nonce="${nonce}" src="${webview.asWebviewUri(script)}"></script>
</body>
</html>`;
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
