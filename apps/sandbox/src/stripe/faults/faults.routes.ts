import { seeOther } from '../../pages/page.js';
import type { App } from '../api/api.js';
import { orderIn } from './fault-order.js';
import { UnknownFault } from './fault.js';
import type { Faults } from './faults.js';

/** /_sandbox/faults: GET shows them, POST sets one (JSON or form), DELETE clears one or all. */
export function faultRoutes(app: App, faults: Faults): void {
  app.get('/_sandbox/faults', () => Response.json({ faults: faults.list() }));

  app.post('/_sandbox/faults', async (context) => {
    const isJson = (context.req.header('content-type') ?? '').includes('json');
    try {
      return Response.json(faults.set(orderIn(await context.req.text(), isJson)), { status: 201 });
    } catch (error) {
      if (error instanceof UnknownFault) return Response.json({ error: error.message }, { status: 400 });
      throw error;
    }
  });

  app.delete('/_sandbox/faults', () => {
    faults.clearAll();
    return new Response(null, { status: 204 });
  });

  app.delete('/_sandbox/faults/:id', (context) =>
    faults.clear(context.req.param('id'))
      ? new Response(null, { status: 204 })
      : Response.json({ error: 'There is no such fault.' }, { status: 404 }),
  );

  // The same for a browser's form, which knows no DELETE.
  app.post('/_sandbox/faults/clear', () => {
    faults.clearAll();
    return seeOther('/');
  });
}
