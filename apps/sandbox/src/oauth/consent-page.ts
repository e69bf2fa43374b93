import { html, type Html } from '../pages/html.js';
import { people } from './people.js';

const personForm = /<form class="user-form"[\s\S]*?<\/form>\s*/g;

/**
 * Leaves only the demo people on the emulator's page, and adds the way out that every real consent page has: back to
 * the application with `error=access_denied`.
 */
export function offerDemoPeopleOnly(page: string, query: URLSearchParams): string {
  const known = people.flatMap(({ email, login }) => [`value="${email}"`, `value="${login}"`]);
  const forms = (page.match(personForm) ?? []).filter((form) => known.some((value) => form.includes(value)));
  if (forms.length === 0) return page;
  let placed = false;
  return page.replace(personForm, () => {
    if (placed) return '';
    placed = true;
    return [...forms, cancelForm(query)].join('\n');
  });
}

function cancelForm(query: URLSearchParams): Html {
  const redirect = new URL(query.get('redirect_uri') ?? '');
  const answer = {
    ...Object.fromEntries(redirect.searchParams),
    error: 'access_denied',
    state: query.get('state') ?? '',
  };
  const fields = Object.entries(answer).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
  return html`<form method="get" action="${redirect.origin + redirect.pathname}">
    ${fields}
    <button type="submit" class="user-btn">
      <span class="user-text"><span class="user-login">Cancel</span></span>
    </button>
  </form>`;
}
