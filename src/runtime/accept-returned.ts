// What a middleware returned, taken as the answer of its request.
import { isWebResponse } from '../http/adopt-response.js';
import { HttpResponse } from '../http/http-response.js';
import { answerFrom, PLAIN } from './answer.js';
import { keptHeaders } from './kept-headers.js';

/** What of a request's state an answer changes. */
interface AnswerState {
  response: HttpResponse | undefined;
  isAnswered: boolean;
  answer(response: HttpResponse): void;
  abandonUnless(next: HttpResponse, before: HttpResponse | undefined): void;
}

/** Answers with what a middleware returned. */
export function acceptReturned(state: AnswerState, value: unknown): void {
  if (value === state.response) {
    state.isAnswered = true;
    return;
  }
  const response = answerFrom(value, PLAIN);
  // A plain value in place of an answer keeps what inner middleware added to it, except what described the old body.
  if (state.isAnswered && state.response && !HttpResponse.is(value) && !isWebResponse(value)) {
    response.headers.inherit(keptHeaders(state.response));
    state.abandonUnless(response, state.response);
    state.response = response;
  } else state.answer(response);
}
