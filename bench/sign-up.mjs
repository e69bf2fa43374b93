const PASSWORD = 'seven-lanterns-over-the-toll-road';

/** Makes an account. `login` is the request that signs it in, `cookie` the session it has now. */
export async function signUp(api, name) {
  const credentials = { email: `${name}@bench.example`, password: PASSWORD };
  const headers = { 'content-type': 'application/json', origin: api.url };
  const request = (path) => ({
    url: api.url + path,
    method: 'POST',
    headers,
    body: JSON.stringify(credentials),
  });
  const { url, ...signup } = request('/auth/signup');
  const response = await fetch(url, signup);
  if (!response.ok) throw new Error(`The sign-up was answered with ${response.status}: ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return { cookie, login: request('/auth/login') };
}
