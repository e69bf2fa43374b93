import { html, type Html } from '../../pages/html.js';

/** The fields for a card, filled in with one that works, and the cards that do not. */
export function cardFields(typed = '4242 4242 4242 4242', isOptional = false): Html {
  return html` <label
      >Card number
      <input name="card" inputmode="numeric" autocomplete="off" ${!isOptional && 'required'} value="${typed}"
    /></label>
    <details>
      <summary>Other test cards</summary>
      <ul>
        <li><code>4242 4242 4242 4242</code> works</li>
        <li><code>4000 0000 0000 0002</code> is declined</li>
        <li><code>4000 0000 0000 0341</code> works now and fails at each renewal</li>
        <li><code>4000 0000 0000 0259</code> works, and every payment is disputed</li>
      </ul>
    </details>`;
}
