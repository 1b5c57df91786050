// A function whose start fails the first two times: its database is late.
import { Controller, createApp, Get, Inject } from 'lambent';

let attempts = 0;

@Controller()
class Home {
  constructor(@Inject('database') readonly database: { attempts: number }) {}
  @Get() home() {
    return this.database;
  }
}

export const { handler, streamHandler } = createApp({
  controllers: [Home],
  providers: [
    {
      provide: 'database',
      useFactory: async () => {
        attempts++;
        if (attempts < 3) throw new Error(`no database at attempt ${attempts}`);
        return { attempts };
      },
    },
  ],
});
