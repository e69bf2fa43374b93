import { isPrivateHost } from './private-host.js';

it.each([
  'http://localhost:8000/v1',
  'http://vllm:8000/v1',
  'http://ollama.internal/v1',
  'http://vllm.models.svc/v1',
  'http://vllm.models.svc.cluster.local/v1',
  'http://127.0.0.1/v1',
  'http://10.1.2.3/v1',
  'http://172.31.0.1/v1',
  'http://192.168.1.2/v1',
  'http://[::1]/v1',
  'http://[fd00::1]/v1',
])('%s is private', (url) => {
  expect(isPrivateHost(url)).toBe(true);
});

it.each([
  'http://llm.example.net/v1',
  'http://localhost.example.net/v1',
  'http://example.net./v1',
  'http://93.184.216.34/v1',
  'http://172.32.0.1/v1',
  'http://[2606:2800:220:1::1]/v1',
])('%s is not', (url) => {
  expect(isPrivateHost(url)).toBe(false);
});
