import { signedHeaders } from './aws-signature.ts';

/**
 * The example that AWS published with its description of Signature Version 4: `GET` of `ListUsers` at IAM
 * (docs.aws.amazon.com/general/latest/gr, "Signature Version 4 test suite" and "Examples of the complete signing process").
 */
it('is the signature of the published example', () => {
  const headers = signedHeaders(
    {
      method: 'GET',
      url: new URL('https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08'),
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: '',
    },
    {
      accessKeyId: 'AKIDEXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
      sessionToken: undefined,
    },
    { service: 'iam', region: 'us-east-1', now: Date.parse('2015-08-30T12:36:00Z') },
  );
  expect(headers).toEqual({
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'x-amz-date': '20150830T123600Z',
    authorization:
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
  });
});

it('covers a session token, and the order of a query does not matter', () => {
  const sign = (query: string, sessionToken?: string) =>
    signedHeaders(
      { method: 'GET', url: new URL(`https://x.amazonaws.com/?${query}`), headers: {}, body: '' },
      { accessKeyId: 'a', secretAccessKey: 'b', sessionToken },
      { service: 's', region: 'r', now: 0 },
    );
  expect(sign('b=2&a=1')).toEqual(sign('a=1&b=2'));
  const withToken = sign('a=1', 'session');
  expect(withToken['x-amz-security-token']).toBe('session');
  expect(withToken['authorization']).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token');
});
