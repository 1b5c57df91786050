// Which media types a method's answers may have: what `@Produces` says on it, else on its class.
import { parseMediaType } from '../http/media-type.js';
import type { ClassView, MethodView } from './method-plan.js';
import type { ProblemList } from './problem-list.js';

/** The media types to choose from; `undefined` where there is no choice. What cannot be chosen from is reported. */
export function producedTypes(view: ClassView, method: MethodView, problems: ProblemList): readonly string[] | undefined {
  const { produces, contentType, member } = method;
  if (contentType !== undefined) {
    if (produces) {
      problems.addOn(
        view.type,
        member,
        'contradictory-content-type',
        'has both @ContentType and @Produces',
        'keep one of them: @Produces with one type is a content type that clients have to accept',
      );
    }
    return undefined;
  }
  const types = produces ?? view.produces;
  if (!types) return undefined;
  const place = produces ? member : undefined;
  if (types.length === 0) {
    problems.addOn(view.type, place, 'bad-media-type', '@Produces names no media type', "name those that it produces: 'application/json'");
    return undefined;
  }
  const wrong = types.filter((type) => typeof type !== 'string' || type.includes('*') || !parseMediaType(type));
  for (const type of wrong) {
    problems.addOn(
      view.type,
      place,
      'bad-media-type',
      `@Produces names ${JSON.stringify(type) ?? String(type)}, which is no media type`,
      "write a type and a subtype, such as 'application/json' or 'text/csv; charset=utf-8'",
    );
  }
  return wrong.length > 0 ? undefined : types;
}
