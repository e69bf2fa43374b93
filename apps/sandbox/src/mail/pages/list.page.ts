import { html, type Html } from '../../pages/html.js';
import { moment } from '../../pages/moment.js';
import { page } from '../../pages/page.js';
import type { Mailbox } from '../mailbox.js';
import type { Message } from '../message.js';

/** The inbox, `/`: all mail, or with `?to=` one person's, newest first. */
export function listPage(mailbox: Mailbox, to: string, appUrl: string): Response {
  const messages = mailbox.list(to);
  const isEmpty = mailbox.list().length === 0;
  const body = html`<h1>Inbox</h1>
    <p class="note">
      This is a sandbox standing in for a mail server. No mail leaves this machine: whatever the application sends to
      anybody ends up here.
    </p>
    ${(!isEmpty || to !== '') && filterForm(mailbox.addresses(), to)}
    ${messages.length > 0 ? listOf(messages) : nothing(to, appUrl)} ${!isEmpty && deleteForm}`;
  return page(to ? `Mail to ${to}` : 'Inbox', body);
}

function filterForm(addresses: string[], to: string): Html {
  const options = addresses.map((address) => html`<option value="${address}"></option>`);
  return html`<form method="get" action="/">
    <label>Only mail to <input type="search" name="to" list="addresses" autocomplete="off" value="${to}" /></label>
    <datalist id="addresses">${options}</datalist>
    <button>Show</button> ${to && html`<a href="/">Show all</a>`}
  </form>`;
}

function listOf(messages: Message[]): Html {
  const count = messages.length === 1 ? '1 mail' : `${messages.length} mails, newest first`;
  return html`<p>${count}</p>
    <ul class="list">
      ${messages.map(row)}
    </ul>`;
}

function row(message: Message): Html {
  const subject = html`<a href="/messages/${message.id}">${message.subject || '(no subject)'}</a>`;
  const people = message.to.map((address) => html` <a href="/?to=${encodeURIComponent(address)}">${address}</a>`);
  return html`<li class="long">
    <strong>${subject}</strong><br />
    To${people}<br />
    <time datetime="${message.receivedAt}">${timeOf(message)}</time>
  </li>`;
}

/** When a mail came in, to the second. */
export const timeOf = ({ receivedAt }: Message) => moment(Math.floor(Date.parse(receivedAt) / 1000));

function nothing(to: string, appUrl: string): Html {
  if (to) return html`<p>No mail to ${to} yet. Load this page again to look once more.</p>`;
  return html`<p>
    No mail yet. It arrives when somebody signs up in <a href="${appUrl}">the application</a> with an email address and
    a password, or has forgotten the password. Load this page again to look once more.
  </p>`;
}

const deleteForm = html`<form method="post" action="/delete"><button>Delete all mail</button></form>`;
