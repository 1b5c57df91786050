// The web page at `/` and its files.
import { Controller, Get, HttpResponse, NotFound, NotFoundError, Param, UseMiddleware } from 'lambent';
import { etag } from 'lambent/middleware/etag';
import { SiteFiles } from './site-files.js';

@Controller()
@UseMiddleware(etag())
export class SiteController {
  constructor(private readonly files: SiteFiles) {}

  @Get('/')
  home() {
    return this.send('index.html', 'no-cache');
  }

  @Get('/assets/:version/:file')
  asset(@Param('version') version: string, @Param('file') file: string) {
    // A page loaded before the last deployment still asks for the old version: it gets the new file, but may not keep it.
    return this.send(file, version === this.files.version ? 'public, max-age=31536000, immutable' : 'no-cache');
  }

  @NotFound()
  lost() {
    return this.send('not-found.html', 'no-cache', 404);
  }

  private send(name: string, cacheControl: string, status = 200): HttpResponse {
    const file = this.files.find(name);
    if (!file) throw new NotFoundError(`This site has no file ${name}.`);
    return new HttpResponse(file.content, { status, headers: { 'content-type': file.type, 'cache-control': cacheControl } });
  }
}
