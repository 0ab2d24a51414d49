export const start = 'ones';
