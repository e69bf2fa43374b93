import { createServer, type IncomingMessage } from 'node:http';
import { html } from '../pages/html.js';
import { notFoundPage, page, safeHeaders, seeOther } from '../pages/page.js';
import { closeServer, listenOnLoopback } from '../ports.js';
import { linksIn, linksInHtml } from './links.js';
import type { Mailbox } from './mailbox.js';
import type { Message } from './message.js';
import { listPage } from './pages/list.page.js';
import { messagePage } from './pages/message.page.js';

/** Starts the inbox: everybody's mail on pages, and as JSON for tests. */
export async function startInbox(firstPort: number, appUrl: string, mailbox: Mailbox) {
  const server = createServer((request, response) => {
    const answer = answerTo(request, appUrl, mailbox);
    // Started again, it comes back at the same port: no client shall find itself on a connection to the former one.
    response.shouldKeepAlive = false;
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    void answer.arrayBuffer().then((body) => response.end(Buffer.from(body)));
  });
  const port = await listenOnLoopback(server, firstPort);
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

function answerTo(request: IncomingMessage, appUrl: string, mailbox: Mailbox): Response {
  const url = URL.parse(request.url ?? '/', 'http://inbox');
  if (isFromElsewhere(request)) return refusal();
  if (request.method === 'POST' && url?.pathname === '/delete') {
    mailbox.clear();
    return seeOther('/');
  }
  if (!url || !['GET', 'HEAD'].includes(request.method ?? '')) return noSuchPage();
  const to = url.searchParams.get('to')?.trim() ?? '';
  if (url.pathname === '/') return listPage(mailbox, to, appUrl);
  if (url.pathname === '/messages.json') return asJson(mailbox.list(to));
  const [, id, source] = /^\/messages\/([^/]+)(\/source)?$/.exec(url.pathname) ?? [];
  if (!id) return noSuchPage();
  const message = mailbox.find(id);
  if (!message) return noSuchMail();
  return source ? asSource(message) : messagePage(message);
}

/** Mail holds links that change passwords, so no other site may read it by a name of its own that leads here, or delete it. */
function isFromElsewhere({ method, headers }: IncomingMessage): boolean {
  const { hostname } = URL.parse(`http://${headers.host}`) ?? {};
  if (!['127.0.0.1', 'localhost', '[::1]'].includes(hostname ?? '')) return true;
  return method === 'POST' && !['same-origin', 'none'].includes(String(headers['sec-fetch-site'] ?? 'none'));
}

const wayBack = html`<a href="/">See what there is.</a>`;
const noSuchPage = () => notFoundPage(html`The inbox has no such page. ${wayBack}`);
const noSuchMail = () => notFoundPage(html`There is no such mail; it may have been deleted. ${wayBack}`);

function refusal(): Response {
  const body = html`<h1>Not from here</h1>
    <p>The inbox answers only on this machine, and only its own buttons.</p>`;
  return page('Not from here', body, 403);
}

function asJson(messages: Message[]): Response {
  const views = messages.map(({ source: _, ...message }) => ({
    ...message,
    links: message.text ? linksIn(message.text) : linksInHtml(message.html),
  }));
  return Response.json({ messages: views }, { headers: safeHeaders });
}

function asSource({ source }: Message): Response {
  return new Response(new Uint8Array(source), {
    headers: { 'content-type': 'text/plain; charset=utf-8', ...safeHeaders },
  });
}
