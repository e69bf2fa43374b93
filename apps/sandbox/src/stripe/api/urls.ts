import { invalid } from './stripe.errors.js';

/**
 * Checks an address that a buyer will be sent back to: it must be on the application's own origin. Stripe takes any
 * site; here anything else is a mistake in the configuration, and better found now than by a lost buyer.
 */
export function checkReturnUrl(url: string, param: string, appUrl: string): string {
  if (!URL.canParse(url.replace('{CHECKOUT_SESSION_ID}', 'cs'))) throw invalid(param, 'Not a valid URL', 'url_invalid');
  if (loopbackName(url) !== loopbackName(appUrl)) {
    throw invalid(param, `This sandbox only sends people back to ${appUrl}.`, 'url_invalid');
  }
  return url;
}

function loopbackName(url: string): string {
  return new URL(url).origin.replace('//127.0.0.1', '//localhost');
}
