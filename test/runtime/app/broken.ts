// A function that cannot even be loaded.
throw new Error('this module cannot be loaded');
