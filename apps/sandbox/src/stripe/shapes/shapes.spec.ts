import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { started } from '../../../test/started.js';
import { examplesFrom, type Json } from '../../../test/stripe-examples.js';
import { startStripe } from '../stripe.server.js';
import { differences, shapeOf, type Shape } from './shape.js';

/** Stripe's published examples, where they lie beside the repository; else the shapes this repository keeps. */
function expectedShapes(): { source: string; shapes: Record<string, Shape> } {
  const published = join(process.cwd(), '../shared/stripe/fixtures3.json');
  if (existsSync(published)) {
    const { resources } = JSON.parse(readFileSync(published, 'utf8')) as { resources: Record<string, Json> };
    const shapes = Object.entries(resources).map(([name, example]) => [name, shapeOf(example)]);
    return { source: 'published examples', shapes: Object.fromEntries(shapes) as Record<string, Shape> };
  }
  return { source: 'kept shapes', shapes: keptShapes() };
}

function keptShapes(): Record<string, Shape> {
  const file = join(process.cwd(), 'apps/sandbox/src/stripe/shapes/kept-shapes.json');
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const shapes = Object.entries(kept).map(([name, text]) => [
    name,
    new Map(text.split(' ').map((entry) => entry.split(':') as [string, string])),
  ]);
  return Object.fromEntries(shapes) as Record<string, Shape>;
}

describe('the objects of the pretend Stripe', () => {
  let sandbox: Awaited<ReturnType<typeof started>>;
  let examples: Record<string, Json>;
  const { source, shapes } = expectedShapes();

  beforeAll(async () => {
    sandbox = await started(startStripe);
    const { url, environment } = sandbox.part();
    examples = await examplesFrom(url, environment.STRIPE_SECRET_KEY as string);
  });

  afterAll(() => sandbox.stop());

  const names = Object.keys(keptShapes());

  it.each(names)(`have every key of a %s, of the same type (${source})`, (name) => {
    const expected = [...(shapes[name] as Shape)]
      // What an event is about differs from event to event, and metadata is whatever its owner put there.
      .filter(([path]) => !/^data\.object\.|^metadata\./.test(path))
      // An id, in whose place Stripe's example has the whole object.
      .filter(([path]) => !path.startsWith('phases[].items[].plan'));
    expect(differences(new Map(expected), shapeOf(examples[name]))).toEqual([]);
  });

  it.each(names)('are as the kept shape of a %s says', (name) => {
    expect(differences(keptShapes()[name] as Shape, shapeOf(examples[name]))).toEqual([]);
  });

  it('are compared so that a missing key and another type are found', () => {
    const expected = shapeOf({ id: 'x', items: { data: [{ price: { id: 'p' }, quantity: 1 }] } });
    const actual = shapeOf({ id: 1, items: { data: [{ price: {} }] } });
    expect(differences(expected, actual)).toEqual([
      'id is number, not string',
      'items.data[].price.id is missing',
      'items.data[].quantity is missing',
    ]);
    expect(differences(expected, shapeOf({ id: 'x', items: { data: [] } }))).toEqual([]);
  });
});
