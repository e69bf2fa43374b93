import { html } from '../../pages/html.js';

/** What every page of the pretend Stripe says first. */
export const sandboxNote = html`<p class="note">
  This is a sandbox standing in for Stripe. No real money moves, and no real card works.
</p>`;
