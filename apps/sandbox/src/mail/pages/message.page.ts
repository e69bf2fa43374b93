import { html, type Html } from '../../pages/html.js';
import { page } from '../../pages/page.js';
import { linksInHtml, withLinks } from '../links.js';
import type { Message } from '../message.js';
import { timeOf } from './list.page.js';

/** One mail, `/messages/<id>`: its text with links that work; its HTML only as the source it is, for it is not ours. */
export function messagePage(message: Message): Response {
  const subject = message.subject || '(no subject)';
  const body = html`<p><a href="/">Inbox</a></p>
    <h1 class="long">${subject}</h1>
    <table>
      ${line('From', message.from || 'unknown')} ${line('To', message.to.join(', '))} ${line('Time', timeOf(message))}
      ${message.attachments.length > 0 && line('Attached', message.attachments.join(', '))}
    </table>
    ${message.text !== '' && textSection(message.text)} ${message.html !== '' && htmlSection(message)}
    ${message.text === '' && message.html === '' && html`<p>This mail has no text.</p>`}
    <section>
      <p><a href="/messages/${message.id}/source">The mail as it was sent</a></p>
    </section>`;
  return page(subject, body);
}

function line(name: string, value: string): Html {
  return html`<tr>
    <th scope="row">${name}</th>
    <td class="long">${value}</td>
  </tr>`;
}

function textSection(text: string): Html {
  return html`<section>
    <h2>Text</h2>
    <pre>${withLinks(text.trim())}</pre>
  </section>`;
}

function htmlSection({ html: markup, text }: Message): Html {
  const links = linksInHtml(markup).map((url) => html`<li class="long">${withLinks(url)}</li>`);
  return html`<section>
    <h2>HTML</h2>
    ${
      text === '' &&
      html`<p>This mail has no plain text. Its links:</p>
        <ul>
          ${links}
        </ul>`
    }
    <details>
      <summary>Its source, not rendered</summary>
      <pre><code>${markup}</code></pre>
    </details>
  </section>`;
}
