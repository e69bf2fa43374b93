/** Markup that is safe to put into a page as it is. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

type Piece = Html | string | number | null | false | Piece[];

/** Writes markup; every value that is not markup itself is escaped. */
export function html(strings: TemplateStringsArray, ...values: Piece[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(render)));
}

function render(value: Piece): string {
  if (value === null || value === false) return '';
  if (Array.isArray(value)) return value.map(render).join('');
  if (value instanceof Html) return value.toString();
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

const style = new Html(`<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
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
code { overflow-wrap: anywhere; }
</style>`);

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
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
      'cache-control': 'no-store',
    },
  });
}

/** Sends the browser on after a form, so that reloading does not send it twice. */
export function seeOther(url: string): Response {
  return new Response(null, { status: 303, headers: { location: url } });
}

/** The page for an address that leads nowhere. */
export function notFoundPage(what: string): Response {
  return page(
    'Not found',
    html`<h1>Not found</h1>
      <p>${what}</p>`,
    404,
  );
}

/** What every page says first. */
export const sandboxNote = html`<p class="note">
  This is a sandbox standing in for Stripe. No real money moves, and no real card works.
</p>`;
