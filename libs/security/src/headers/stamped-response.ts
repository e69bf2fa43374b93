import { ServerResponse, type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders } from 'node:http';
import { requestIdOf } from '@app/platform';
import { SECURITY_HEADERS } from './security-headers.js';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * A response that carries the five security headers and the request's id, exactly once, whoever writes it: a handler,
 * the framework's own error page, a static file, Node itself. `writeHead` is the one place all of them pass.
 */
export class StampedResponse<R extends IncomingMessage = IncomingMessage> extends ServerResponse<R> {
  override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
    const phrase = typeof reason === 'string' ? reason : undefined;
    const given = typeof reason === 'string' ? headers : (reason ?? headers);
    if (given) this.takeOver(given);
    for (const [name, value] of SECURITY_HEADERS) this.setHeader(name, value);
    this.setHeader('X-Request-Id', requestIdOf(this.req));
    this.removeHeader('X-Powered-By');
    this.removeHeader('Server');
    return phrase === undefined ? super.writeHead(status) : super.writeHead(status, phrase);
  }

  /** Headers given to `writeHead` must not be written beside those set before: one name, one value. */
  private takeOver(headers: Headers): void {
    if (!Array.isArray(headers)) {
      for (const name in headers) if (headers[name] !== undefined) this.setHeader(name, headers[name]);
      return;
    }
    const flat = headers.flat();
    const seen = new Set<string>();
    for (let at = 0; at + 1 < flat.length; at += 2) {
      const name = String(flat[at]);
      if (seen.has(name.toLowerCase())) this.appendHeader(name, String(flat[at + 1]));
      else this.setHeader(name, flat[at + 1] as string);
      seen.add(name.toLowerCase());
    }
  }
}
