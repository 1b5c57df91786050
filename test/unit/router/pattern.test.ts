import { type ParsedPattern, type PatternProblem, parsePattern } from '../../../src/router/pattern.js';

function parse(text: string): ParsedPattern {
  const parsed = parsePattern(text);
  if ('problem' in parsed) throw new Error(`${text} ${parsed.problem}`);
  return parsed;
}

function refuse(text: string): PatternProblem {
  const parsed = parsePattern(text);
  if (!('problem' in parsed)) throw new Error(`${text} was accepted`);
  return parsed;
}

describe('parsePattern', () => {
  it.each(['todos/:id', '/todos/:id', 'todos/:id/', '//todos/:id//'])('reads %s as /todos/:id: slashes around it are optional', (text) => {
    const parsed = parse(text);

    expect(parsed).toEqual({
      text: '/todos/:id',
      segments: ['todos', { name: 'id', wildcard: false, constraint: undefined }],
      parameters: ['id'],
      optional: false,
    });
  });

  it.each(['', '/', '//'])('reads "%s" as the root', (text) => {
    expect(parse(text)).toEqual({ text: '/', segments: [], parameters: [], optional: false });
  });

  it('names the parameters in order', () => {
    expect(parse('/a/:one/b/:two_2/*rest').parameters).toEqual(['one', 'two_2', 'rest']);
  });

  it('reads an optional last parameter', () => {
    expect(parse('/a/:id?')).toMatchObject({ optional: true, parameters: ['id'] });
    expect(parse('/a/:id(\\d+)?')).toMatchObject({ optional: true, segments: ['a', { constraint: { source: '\\d+' } }] });
  });

  it('takes names of letters, digits, _ and $', () => {
    expect(parse('/:aAzZ09_$/:$0').parameters).toEqual(['aAzZ09_$', '$0']);
  });

  it('takes 64 segments', () => {
    expect(parse('/a'.repeat(64)).segments).toHaveLength(64);
  });

  it('takes a wildcard without a name as the parameter *', () => {
    expect(parse('/files/*').parameters).toEqual(['*']);
  });

  it.each(['a.b', 'a+b', '(a)', 'a(b)c', "it's", 'a;v=1', '@me', '~x', '$metadata', 'a,b', '-_!&='])(
    'takes the segment %s literally',
    (segment) => {
      expect(parse(`/x/${segment}`).segments).toEqual(['x', segment]);
    },
  );

  it('does not split within a constraint', () => {
    expect(parse('/a/:path([^/]+/[)(/]x)/b').segments).toMatchObject(['a', { name: 'path', constraint: { source: '[^/]+/[)(/]x' } }, 'b']);
  });

  it('writes literals as they come in requests: escaped, in one canonical form', () => {
    expect(parse('/café/a b/%61%2f/100%/😀').segments).toEqual(['caf%C3%A9', 'a%20b', 'a%2F', '100%25', '%F0%9F%98%80']);
  });

  it('replaces half a surrogate pair instead of throwing', () => {
    expect(parse('/\uD800').segments).toEqual(['%EF%BF%BD']);
  });

  it('takes a character behind a backslash literally', () => {
    expect(parse('/items\\:batch/\\*/a\\?').segments).toEqual(['items:batch', '*', 'a%3F']);
    expect(parse('/a\\').segments).toEqual(['a']);
    expect(parse('/a\\/b/c').segments).toEqual(['a%2Fb', 'c']);
  });

  it('shows the form with a colon where braces are used', () => {
    expect(refuse('/todos/{id}/x').fix).toContain('/todos/:id/x');
    expect(refuse('/files/{proxy+}').fix).toContain('/files/*proxy');
    expect(refuse('/todos/id}').problem).toBe('uses braces');
  });

  it.each([
    ['/:a:b', 'a parameter is a whole segment'],
    ['/:a-:b', 'a parameter is a whole segment'],
    ['/:id.json', 'a parameter is a whole segment'],
    ['/:user-id', 'a parameter is a whole segment'],
    ['/:id(\\d+)x', 'a parameter is a whole segment'],
    ['/:id(\\d+', 'a parameter is a whole segment'],
    ['/:id(\\d+):other(\\d+)', 'a parameter is a whole segment'],
    ['/v:id', 'a colon within v:id'],
    ['/:', 'not a name'],
    ['/*a-b', 'not a name'],
    ['/a*', 'a * within a*'],
    ['/*rest/x', 'has *rest before its end'],
    ['/:id?/x', 'has :id? before its end'],
    ['/:id/:id', 'two parameters named id'],
    ['/:id/*id', 'two parameters named id'],
    ['/a//b', 'an empty segment'],
    ['/:id//b', 'an empty segment'],
    ['/a?', 'has ? in a?'],
    ['/a#b', 'has # in a#b'],
    ['/:id([)', 'not a regular expression'],
    ['/:id(*)', 'not a regular expression'],
    ['/:id((a+)+)', 'exponential'],
    ['/:id((?:\\w*)*)', 'exponential'],
    ['/:id(([a-z]+){2,})', 'exponential'],
    ['/:id((a+){10,})', 'exponential'],
    ['/:id(([^\\]a]+)*)', 'exponential'],
    ['/:id((a*){12,20})', 'exponential'],
    ['/:id((?:[a-z]+-?)+)', 'exponential'],
    ['/:id((-?\\w+)*)', 'exponential'],
    ['/:id(([a-z]*[0-9]*)+)', 'exponential'],
    ['/:id((?<part>\\d+?,?)+)', 'exponential'],
    [`/${'a/'.repeat(65)}`, 'more than 64 segments'],
  ])('refuses %s', (text, reason) => {
    const { problem, fix } = refuse(text);

    expect(problem).toContain(reason);
    expect(fix).not.toBe('');
  });

  it('accepts repeated groups with something between the repetitions', () => {
    expect(parse('/:slug([a-z0-9]+(?:-[a-z0-9]+)*)').parameters).toEqual(['slug']);
    expect(parse('/:host((?:[a-z]+\\.)+[a-z]+)').parameters).toEqual(['host']);
    expect(parse('/:either((?:a|b)+)').parameters).toEqual(['either']);
    expect(parse('/:signs([+*]+)').parameters).toEqual(['signs']);
    expect(parse('/:twice((?:\\d+,){2})').parameters).toEqual(['twice']);
  });

  it('gives parameter names such as __proto__ as plain data', () => {
    expect(parse('/:__proto__/:constructor').parameters).toEqual(['__proto__', 'constructor']);
  });
});
