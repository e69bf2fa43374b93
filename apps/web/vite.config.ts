import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';
import { withoutInlineScripts, withoutInlineAnnouncerStyle } from './strict-csp.js';
import { apiProxy } from './dev-proxy.js';
import { messages } from './messages.js';

export default defineConfig({
  plugins: [
    messages(),
    withoutInlineAnnouncerStyle(),
    tailwindcss(),
    sveltekit({
      adapter: withoutInlineScripts(adapter({ pages: 'build', fallback: '404.html' }), 'build'),
      paths: { relative: false },
      prerender: {
        entries: [
          '/',
          '/login',
          '/signup',
          '/logout',
          '/billing',
          '/account',
          '/forgot-password',
          '/reset-password',
          '/verify-email',
          '/admin/metrics',
        ],
      },
    }),
  ],
  // A data: URL would break `default-src 'self'`.
  build: { assetsInlineLimit: 0 },
  server: { proxy: apiProxy(process.env.API_URL ?? 'http://127.0.0.1:8000', process.env.PUBLIC_URL) },
});
