import { html, Html } from './html.js';

const style = new Html(`<style>
:root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 40rem; margin: 0 auto; padding: 1rem; }
.note { border: 1px solid; border-radius: .5rem; padding: .5rem .75rem; }
.error { border: 2px solid #c62828; border-radius: .5rem; padding: .5rem .75rem; }
form { margin: .75rem 0; }
label { display: block; margin: .5rem 0; }
input, select { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .5rem; }
button { font: inherit; padding: .5rem 1rem; margin: .25rem .5rem .25rem 0; border: 1px solid; border-radius: .375rem; cursor: pointer; }
button.main { background: #4338ca; color: #fff; border-color: #4338ca; }
section { border-top: 1px solid #8888; margin-top: 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .5rem .25rem 0; vertical-align: top; }
.list { list-style: none; padding: 0; } .list li { border-top: 1px solid #8888; padding: .5rem 0; }
code, .long { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 0; }
</style>`);

/** What every answer that somebody may open in a browser carries: nothing runs, nothing is guessed, nothing is kept. */
export const safeHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** A whole page of the sandbox: plain HTML that needs no script. */
export function page(title: string, body: Html, status = 200): Response {
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${style}
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `;
  return new Response(document.toString(), {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...safeHeaders },
  });
}

/** Sends the browser on after a form, so that reloading does not send it twice. */
export function seeOther(url: string): Response {
  return new Response(null, { status: 303, headers: { location: url } });
}

/** The page for an address that leads nowhere. */
export function notFoundPage(what: string | Html): Response {
  return page(
    'Not found',
    html`<h1>Not found</h1>
      <p>${what}</p>`,
    404,
  );
}
