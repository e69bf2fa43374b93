import { text } from 'node:stream/consumers';
import type { CustomFetch } from 'openid-client';
import type { CallStep, ProviderCalls } from '../provider-http.js';

const WITHOUT_BODY = new Set([204, 205, 304]);

/** What `openid-client` uses instead of `fetch`, which follows no limits of ours; `stepOf` tells the measurements what a URL is for. */
export const boundedFetch =
  (calls: ProviderCalls, stepOf: (url: string) => CallStep): CustomFetch =>
  async (url, { method, headers, body }) => {
    const sent = body instanceof ReadableStream ? await text(body) : body ? String(body) : undefined;
    const answer = await calls.send(stepOf(url), url, { method, headers, body: sent });
    return new Response(WITHOUT_BODY.has(answer.status) ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: answer.headers,
    });
  };
