import type { ProxyOptions } from 'vite';

/**
 * Sends the API's paths to the API while `vite dev` serves the pages. `/billing` is a page and `/billing/…` the API's.
 * The API knows one origin only, so a request from the dev server's own pages is given that one; a foreign origin stays.
 */
export function apiProxy(target: string, publicUrl = 'http://localhost:8000'): Record<string, ProxyOptions> {
  const options: ProxyOptions = {
    target,
    configure(proxy) {
      const adopt = (
        outgoing: { setHeader(name: string, value: string): unknown },
        incoming: { headers: { origin?: string; host?: string } },
      ) => {
        const { origin, host } = incoming.headers;
        if (origin && new URL(origin).host === host) outgoing.setHeader('origin', new URL(publicUrl).origin);
      };
      proxy.on('proxyReq', adopt);
      proxy.on('proxyReqWs', adopt);
    },
  };
  return {
    '^/(auth|conversations|health|api)(/|$)': options,
    '^/conversations\\?': options,
    '^/billing/.+': options,
    '^/admin/(users|audit|metrics/recent)(/|\\?|$)': options,
    '^/ws$': { ...options, ws: true },
  };
}
